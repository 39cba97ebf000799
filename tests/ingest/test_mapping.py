"""What a person answers about the columns of a file, and what of it outlives the file."""

import pytest
from openpyxl import Workbook

from cds.domain.periods import parse_period
from cds.ingest.mapping import Column, ColumnMapping, answer_of, lasting, learnt, mapping_of
from cds.ingest.words.fields import Field
from tests.ingest.forms import checked, saved

YEAR = {"period": parse_period("2024")}
ANSWER = ColumnMapping({1: Column(Field.UNIT_NAME), 2: Column(Field.VALUE, "services")})


def figures(result):
    return [(o.unit_id[:4], str(o.value), o.line) for o in result.observations]


def codes(result):
    return [issue.code.value for issue in result.issues if issue.severity != "warning"]


def sheets(*titles):
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, title in enumerate(titles, start=1):
        sheet = book.create_sheet(title)
        sheet.append(["Mã xã", "Số dịch vụ"])
        sheet.append(["1011", number])
    return saved(book)


def test_one_of_several_sheets_is_chosen_by_name():
    content = sheets("Tháng 1, 2", "Tháng 3")

    asked = checked(content, **YEAR)
    answered = checked(content, mapping=ColumnMapping(sheet="Tháng 3"), **YEAR)

    assert (codes(asked), asked.sheets) == (["ambiguous_sheet"], ("Tháng 1, 2", "Tháng 3"))
    assert (figures(answered), answered.sheets) == ([("1011", "2", 2)], asked.sheets)


def test_a_text_has_no_sheets():
    assert checked("Mã xã;Số dịch vụ\n1011;5\n".encode(), **YEAR).sheets == ()


def test_a_file_without_head_loses_no_row_to_the_answer():
    content = "SỐ DỊCH VỤ\nXã Đồng Xa;5\nXã Biên Giới;7\n".encode()

    asked = checked(content, **YEAR)
    answered = checked(content, mapping=ANSWER, **YEAR)

    assert codes(asked) == ["no_header"]
    assert asked.preview.head == ("", "")
    assert asked.preview.rows == (("Xã Đồng Xa", "5"), ("Xã Biên Giới", "7"))
    assert figures(answered) == [("1022", "5", 2), ("1023", "7", 3)]
    assert answered.file.header_line is None


def test_an_answer_counts_before_the_title_of_a_file_without_head():
    content = "TỶ LỆ HỘ CÓ BĂNG RỘNG\nXã Đồng Xa;5\nXã Biên Giới;7\n".encode()
    answered = checked(content, mapping=ANSWER, **YEAR)
    assert {each.indicator_id for each in answered.observations} == {"services"}


def test_nothing_is_remembered_for_a_file_without_head():
    content = "Xã Đồng Xa;5\n".encode()
    known = {checked(content, **YEAR).preview.signature: ANSWER}

    assert codes(checked(content, mappings=known, **YEAR)) == ["no_header"]


def test_the_preview_tells_answers_from_what_the_head_says():
    content = "Mã xã;Con số\n1011;5\n".encode()
    answer = ColumnMapping({2: Column(Field.VALUE, "services", "2024")})

    asked, answered = checked(content), checked(content, mapping=answer)

    assert asked.preview.meanings == (Column(Field.UNIT_CODE), Column(None))
    assert not asked.preview.is_answered
    assert answered.preview.meanings == (Column(Field.UNIT_CODE), answer.columns[2])
    assert answered.preview.said == asked.preview.said
    assert answered.preview.is_answered
    assert figures(answered) == [("1011", "5", 2)]


def test_that_a_column_holds_persons_cannot_be_answered_away():
    content = "Xã;Họ và tên;Con số\nXã Đồng Xa;x;5\n".encode()
    answer = ColumnMapping({2: Column(None), 3: Column(Field.VALUE, "services")})

    assert "personal_data" in codes(checked(content, mapping=answer, **YEAR))


@pytest.mark.parametrize(("head", "asked"), [("Con số (nghìn)", True), ("Tỷ số", False)])
def test_that_a_column_counts_in_thousands_is_still_asked(head, asked):
    result = checked(f"Nơi;{head}\nXã Đồng Xa;5\n".encode(), mapping=ANSWER, **YEAR)

    assert ("suspicious_scale" in codes(result)) is asked
    assert figures(result) == [("1022", "5000" if asked else "5", 2)]


def test_a_column_in_thousands_that_is_left_unread_is_not_asked_about():
    answer = ColumnMapping({**ANSWER.columns, 3: Column(None)})
    content = "Nơi;Con số;Khác (nghìn)\nXã Đồng Xa;5;6\n".encode()

    assert codes(checked(content, mapping=answer, **YEAR)) == []


def test_a_period_outlives_its_file_only_where_the_head_names_it():
    answer = ColumnMapping(
        {
            1: Column(Field.UNIT_NAME),
            2: Column(Field.VALUE, "services", "2024"),
            3: Column(Field.VALUE, "services", "2023"),
            9: Column(Field.VALUE, "coverage", "2023"),
        },
        sheet="Tháng 3",
    )
    said = (Column(None), Column(None), Column(None, None, "2023"))

    assert lasting(answer, said) == ColumnMapping(
        {
            1: Column(Field.UNIT_NAME),
            2: Column(Field.VALUE, "services"),
            3: Column(Field.VALUE, "services", "2023"),
            9: Column(Field.VALUE, "coverage"),
        }
    )


def test_a_column_that_is_no_number_is_left_out():
    answer = answer_of(ANSWER)
    assert mapping_of({**answer, "columns": {**answer["columns"], "x": {"field": "value"}}}) == (
        ANSWER
    )


HEAD_OF_OFFICE = "Số tiện ích đã đưa lên mạng (dịch vụ)"


def asked_of(content, **context):
    result = checked(content, period=parse_period("2024"), **context)
    found = [(o.indicator_id, o.line, o.value) for o in result.observations]
    return found, [(i.code.value, i.severity.value, i.line, i.column) for i in result.issues]


def test_an_indicator_is_learnt_from_what_people_said_of_a_head():
    content = f"Đơn vị;{HEAD_OF_OFFICE};Ghi\nXã Đồng Xa;5;\nXã Biên Giới;7;\n".encode()
    said = ColumnMapping({1: Column(Field.UNIT_NAME), 2: Column(Field.VALUE, "services")})
    known = learnt([(("Xã", HEAD_OF_OFFICE), said), (("Xã",), said)])

    assert asked_of(content)[0] == []
    assert asked_of(content, learnt=known) == (
        [("services", 2, 5), ("services", 3, 7)],
        [("unclear_heading", "confirm", 1, 2), ("incomplete", "warning", 2, 1)],
    )
    assert asked_of(content, learnt={HEAD_OF_OFFICE: "gone"})[0] == []


def test_nothing_is_learnt_of_short_heads_of_counts_or_where_answers_differ():
    def said(indicator_id, field=Field.VALUE):
        return ColumnMapping({1: Column(field, indicator_id)})

    one, other = ((HEAD_OF_OFFICE,), said("services")), ((HEAD_OF_OFFICE,), said("coverage"))
    assert learnt([one, one]) == {HEAD_OF_OFFICE: "services"}
    assert learnt([one, other]) == {}
    assert learnt([(("Tỷ lệ",), said("coverage"))]) == {}
    assert learnt([((HEAD_OF_OFFICE,), said("services", Field.NUMERATOR))]) == {}
