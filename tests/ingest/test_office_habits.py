"""What offices write, line by line: read exactly, asked about, or refused with its place."""

from datetime import date

import pytest

from cds.domain.issues import Severity
from cds.domain.periods import parse_period
from cds.ingest.mapping import Column, ColumnMapping, answer_of, mapping_of
from cds.text.issues import message
from tests.ingest.forms import HEAD, checked, form, row

SHARE, COUNT = "Tỷ lệ hộ có băng rộng", "Số dịch vụ"
YEAR = {"period": parse_period("2024")}


def read(text, **context):
    """Values by unit and period, and what is not a mere remark: code, line, column."""
    result = checked(text.encode(), **(YEAR | context))
    values = [
        (o.unit_id.split("@")[0], str(o.period), None if o.value is None else format(o.value, "f"))
        for o in result.observations
    ]
    grave = [
        (i.code.value, i.line, i.column)
        for i in result.issues
        if i.severity is not Severity.WARNING
    ]
    return values, grave


def one(cell, head=SHARE, **context):
    """Value and faults of a single cell."""
    values, grave = read(f"Mã xã;{head}\n1011;{cell}\n", **context)
    return (values[0][2] if values else None), [code for code, *_ in grave]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("80,5", "80.5"),
        ("80.5 %", "80.5"),
        ("khoảng 95 %", "95"),
        ("~ 95,25", "95.25"),
        ("95,25*", "95.25"),
        ("95,25¹", "95.25"),
        ("80 phần trăm", "80"),
        ("80,5 % (ước)", "80.5"),
        ("８０,５", "80.5"),
        ("49/188", "26.06382979"),
        ("49/188 (đạt 26 %)", "26.06382979"),
        ("1,25E+01", "12.5"),
    ],
)
def test_a_share_is_read_as_it_was_meant(cell, value):
    assert one(cell) == (value, [])


@pytest.mark.parametrize("cell", ["trên 80", "gần 80 %", "≥ 80", "đạt trên 80", "không quá 80"])
def test_a_bound_is_asked_about(cell):
    """It was read without a word, kept as a note: a bound is no figure of the period."""
    assert one(cell) == ("80", ["ambiguous_number"])


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("49/188 (đạt 27 %)", ["value_mismatch"]),
        ("49/x", ["bad_number"]),
        ("49/1.88.0", ["bad_number"]),
        ("1,2 triệu", ["bad_number"]),
        ("15/01/2025", ["bad_number"]),
        ("95,2 (1)", ["bad_number"]),
        ("1,2E+99", ["bad_number"]),
        ("(5)", ["out_of_range"]),
        ("−5", ["out_of_range"]),
        ("(5 %)", ["out_of_range"]),
        ("#N/A", ["excel_error"]),
        ("999999999999999999999", ["bad_number"]),
    ],
)
def test_what_is_no_sound_share_is_refused(cell, codes):
    assert one(cell)[1] == codes


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("1.234", "1234", []),
        ("1,234", "1234", []),
        ("4.000", "4000", ["ambiguous_number"]),
        ("1.234.567", "1234567", []),
        ("1 234", "1234", []),
        ("1 234,5", "1234.5", ["suspicious_scale"]),
        ("49/188", None, ["bad_number"]),
        ("12 nghìn", None, ["bad_number"]),
    ],
)
def test_a_count_is_read_or_asked_about(cell, value, codes):
    found = one(cell, COUNT)
    assert found[1] == codes
    if value:
        assert found[0] == value


@pytest.mark.parametrize("cell", ["", "–", "…", "x", "...", "n/a", "chưa có số liệu"])
def test_missing_is_not_zero(cell):
    values, grave = read(f"Mã xã;{COUNT}\n1011;{cell}\n1012;7\n")
    assert values == [("1012", "2024", "7")]
    assert grave == []


def test_a_column_of_both_marks_is_read_where_only_one_reading_is_possible():
    values, grave = read(f"Mã xã;{SHARE}\n1011;80,5\n1012;80.5\n1021;8.125\n")
    read_ones = [("1011", "2024", "80.5"), ("1012", "2024", "80.5"), ("1021", "2024", "8.125")]
    assert values == read_ones
    assert [code for code, *_ in grave] == ["ambiguous_number"]


def test_quarters_take_their_year_from_the_title():
    text = f"{COUNT}\nNĂM 2023\nTT;Mã xã;Quý I;Quý II;6 tháng đầu năm\n1;1011;1;2;3\n"
    values, grave = read(text, period=None)
    assert values == [("1011", "2023-Q1", "1"), ("1011", "2023-Q2", "2"), ("1011", "2023-H1", "3")]
    assert grave == []


def test_quarters_without_a_year_are_refused():
    _, grave = read(f"{COUNT}\nTT;Mã xã;Quý I;Quý II\n1;1011;1;2\n", period=None)
    assert [code for code, *_ in grave] == ["bad_period", "bad_period"]


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("NĂM 2023", "2023"),
        ("Quý III/2023", "2023-Q3"),
        ("tháng 3 năm 2023", "2023-03"),
        ("6 tháng đầu năm 2023", "2023-H1"),
        ("Kỳ báo cáo: 2023-Q2", "2023-Q2"),
        ("Số liệu tính đến ngày 31/12/2023", "2023-12-31"),
        ("BÁO CÁO NĂM 2023 so với năm 2022, ngày 05 tháng 01 năm 2024", "2023"),
    ],
)
def test_a_title_names_the_period(title, period):
    values, grave = read(f"{title}\nMã xã;{COUNT}\n1011;5\n", period=None)
    assert values == [("1011", period, "5")]
    assert grave == []


@pytest.mark.parametrize(
    "title", ["9 tháng đầu năm", "NĂM 2022 VÀ NĂM 2023", "6 tháng đầu năm, ước cả năm 2023"]
)
def test_a_title_that_names_no_one_period_is_refused(title):
    assert read(f"{title}\nMã xã;{COUNT}\n1011;5\n", period=None) == ([], [("bad_period", 1, None)])


def test_a_title_against_the_chosen_period_is_told():
    _, grave = read(f"NĂM 2023\nMã xã;{COUNT}\n1011;5\n")
    assert grave == [("period_conflict", 1, None)]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("P. Trung Tâm", "1011"),
        ("phường trung tâm", "1011"),
        ("1011 - Phường Trung Tâm", "1011"),
        ("Phường Trung Tâm (1011)", "1011"),
        ("TT. Bờ Sông", "1021"),
        ("1. Xã Đồng Xa", "1022"),
        ("UBND xã Đồng Xa", "1022"),
        ("Xã Ðồng Xa", "1022"),
        ("Xã Đồng  Xa", "1022"),
        ("xa dong xa", "1022"),
        ("Xã Đồng Xa huyện Bờ Sông", "1022"),
        ("Xã Ven Thành, TX Trung Tâm", "1012"),
        ("P04", "2003"),
    ],
)
def test_a_unit_is_known_however_it_is_written(name, code):
    values, grave = read(f'Đơn vị;{COUNT}\n"{name}";5\n')
    assert values == [(code, "2024", "5")]
    assert grave == []


def test_two_candidates_are_both_named():
    result = checked(f"Đơn vị;{COUNT}\nBờ Sông;5\n".encode(), **YEAR)
    details = dict(result.issues[0].details)
    assert result.issues[0].code == "ambiguous_unit"
    assert "Thị trấn Bờ Sông" in details["candidates"]
    assert "Huyện Bờ Sông" in details["candidates"]


def test_an_unknown_code_beside_an_exact_name_offers_whom_the_name_means():
    content = f"Mã xã;Đơn vị;{COUNT}\n99999;Xã Ven Thành;5\n".encode()
    (issue,) = [each for each in checked(content, **YEAR).issues if each.code == "unknown_unit"]

    assert (issue.line, issue.column) == (2, 1)
    assert message(issue) == (
        "Không có mã đơn vị “99999”; tên ghi cùng dòng là của "
        "Xã Ven Thành, Thị xã Trung Tâm (1012, 31/08/2004–); "
        "Xã Ven Thành, Huyện Bờ Sông (2002, 31/08/2004–)."
    )


def test_an_unknown_code_beside_one_name_offers_the_unit_alone():
    content = f"Mã xã;Đơn vị;{COUNT}\n99999;Xã Đồng Xa;5\n".encode()
    (issue,) = [each for each in checked(content, **YEAR).issues if each.code == "unknown_unit"]

    candidates = dict(issue.details)["candidates"]
    assert candidates == "Xã Đồng Xa, Huyện Bờ Sông (1022, 31/08/2004–)"


@pytest.mark.parametrize("mark", ["-", "chưa có", "…", ""])
def test_a_part_not_known_yet_is_missing_and_the_others_count(mark):
    form = f"Mã xã;Tử số;Mẫu số;Giá trị\n1011;{mark};1003;\n1012;501;1002;\n"
    result = checked(form.encode(), **YEAR, indicator_id="coverage")

    found = [(i.code, i.severity, i.line, i.column) for i in result.issues]
    assert found[0] == ("missing_value", "warning", 2, 2 if mark else 4)
    assert message(result.issues[0]).startswith(f"Ô ghi “{mark}”" if mark else "Thiếu số liệu")
    assert not result.is_blocked
    assert [(o.unit_id[:4], o.value) for o in result.observations] == [("1012", 50)]


def test_a_whole_not_known_yet_beside_its_part_is_named_where_it_is_said():
    form = "Mã xã;Tử số;Mẫu số;Giá trị\n1011;501;chưa có;\n"
    result = checked(form.encode(), **YEAR, indicator_id="coverage")

    found = [(i.code, i.severity, i.line, i.column) for i in result.issues]
    assert found == [("missing_value", "error", 2, 3)]


@pytest.mark.parametrize(("head", "code"), [("Huyện", "102"), ("Xã, phường, thị trấn", "1021")])
def test_the_head_of_the_units_tells_their_level(head, code):
    assert read(f"{head};{COUNT}\nBờ Sông;5\n") == ([(code, "2024", "5")], [])


def test_a_unit_column_without_a_known_head_is_found_by_its_names():
    values, grave = read(f"Nơi;{SHARE};{COUNT}\nXã Đồng Xa;80,5;6\n")
    assert [code for code, *_ in values] == ["1022", "1022"]
    assert grave == []


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (f"Mã xã;{COUNT} (nghìn)\n1011;5\n", (1, 2)),
        (f"ĐVT: nghìn hộ\nMã xã;{COUNT}\n1011;5\n", (1, None)),
        ("Mã xã;Chỉ tiêu;ĐVT;Giá trị\n1011;Số dịch vụ;nghìn;5\n", (2, 3)),
    ],
)
def test_counts_in_thousands_are_multiplied_and_asked_about(content, place):
    assert read(content) == ([("1011", "2024", "5000")], [("suspicious_scale", *place)])


def test_both_counts_of_a_share_are_put_into_its_own_measure():
    head = "ĐVT: nghìn hộ\nMã xã;Tử số;Mẫu số;Tỷ lệ hộ có băng rộng\n"
    result = checked(f"{head}1011;400;500;80,0\n1022;;500;70\n".encode(), **YEAR)
    found = [(o.numerator, o.denominator, o.value) for o in result.observations]
    assert found == [(400_000, 500_000, 80), (None, 500_000, 70)]


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        (f"Mã xã;{COUNT} (tỷ)", "1011;500000000000"),
        (f"Mã xã;{SHARE} (lần)", "1011;80,5"),
        ("Mã xã;Tử số (tỷ hộ);Mẫu số;Tỷ lệ hộ có băng rộng", "1011;80000000000;2;"),
    ],
)
def test_what_cannot_be_once_it_is_multiplied_is_asked_about_as_it_is_written(head, cells):
    result = checked(f"{head}\n{cells}\n".encode(), **YEAR)
    asked = [dict(i.details)["reason"] for i in result.issues if i.code == "suspicious_scale"]
    assert asked[:1] == ["measure"]


def test_an_unknown_column_of_numbers_is_named():
    assert read(f"Mã xã;{COUNT};Số khác\n1011;5;6\n")[1] == [("unread_figures", 2, 3)]
    assert read(f"Mã xã;{COUNT};Tỷ lệ hộ băng rộng ở thôn\n1011;5;6\n")[1] == [
        ("unclear_heading", 1, 3)
    ]
    assert read(f"Mã xã;{COUNT};\n1011;5;6\n")[1] == [("column_count", 2, 3)]


def test_a_rate_beside_a_plan_is_no_figure():
    text = "Mã xã;Chỉ tiêu;Kế hoạch;Thực hiện;Tỷ lệ\n1011;Số dịch vụ;10;9;90\n"
    assert read(text) == ([("1011", "2024", "9")], [])


def test_a_rate_beside_a_value_without_a_plan_is_asked_about():
    text = "Mã xã;Chỉ tiêu;Thực hiện;Tỷ lệ\n1011;Số dịch vụ;9;90\n"
    assert read(text)[1] == [("duplicate_column", 1, 4)]


def test_a_total_stands_once_for_several_counts():
    text = f"Mã xã;Tổng số hộ;{SHARE} (tử số)\n1011;100;80\n"
    assert read(text) == ([("1011", "2024", "80.00000000")], [])


@pytest.mark.parametrize(("total", "grave"), [("12", []), ("13", [("aggregate_mismatch", 4, 2)])])
def test_a_total_is_a_check_and_never_a_unit(total, grave):
    values, found = read(f"Đơn vị;{COUNT}\nXã Đồng Xa;5\nXã Biên Giới;7\nTổng cộng;{total}\n")
    assert values == [("1022", "2024", "5"), ("1023", "2024", "7")]
    assert found == grave


def test_a_total_of_bare_shares_lies_between_them():
    text = f"Đơn vị;{SHARE}\nXã Đồng Xa;50\nXã Biên Giới;70\nToàn huyện;"
    assert read(text + "61\n")[1] == []
    assert read(text + "90\n")[1] == [("aggregate_mismatch", 4, 2)]


def test_a_total_of_shares_with_counts_follows_from_the_counts():
    head = f"Đơn vị;{SHARE} (tử số);{SHARE} (mẫu số);{SHARE}\n"
    rows = "Xã Đồng Xa;50;100;50\nXã Biên Giới;30;40;75\n"
    assert read(head + rows + "Tổng;80;140;57,1\n")[1] == []
    assert read(head + rows + "Tổng;80;140;62,5\n")[1] == [("aggregate_mismatch", 4, 4)]


def test_a_mapping_tells_what_no_head_says_and_is_remembered():
    text = "Nơi gửi;Con số\nXã Đồng Xa;5\n".encode()
    asked = checked(text, **YEAR)
    assert [i.code.value for i in asked.issues] == ["no_header"]
    assert asked.preview.head == ("Nơi gửi", "Con số")
    assert asked.preview.rows == (("Xã Đồng Xa", "5"),)
    said = ColumnMapping({1: Column("unit_name"), 2: Column("value", "services", "2024")})
    mapping = mapping_of(answer_of(said))

    for context in ({"mapping": mapping}, {"mappings": {asked.preview.signature: mapping}}):
        result = checked(text, **context)
        assert [(o.line, o.column, str(o.value)) for o in result.observations] == [(2, 2, "5")]


def test_an_answer_that_is_nonsense_says_nothing():
    assert mapping_of({"columns": {"1": 5, "2": {"field": "moon"}}, "sheet": 3}) == ColumnMapping(
        {2: Column(None)}
    )
    assert mapping_of({}) == ColumnMapping()


def test_figures_are_held_against_those_that_count():
    from tests.factories import unit_id

    current = {
        "services": {unit_id(c): {parse_period("2023"): 10} for c in ("1011", "1022", "1023")}
    }
    text = f"Mã xã;{COUNT}\n1011;101\n1022;99\n1023;103\n"
    codes = [code for code, *_ in read(text, current=current)[1]]
    assert codes.count("suspicious_scale") == 1
    assert codes.count("sharp_change") == 3


TITLES_OF_PARTS = [
    ("BÁO CÁO QUÝ 3 NĂM 2023", "3/2023", "2023-Q3", None),
    ("BÁO CÁO QUÝ III", "3/2023", "2023-Q3", None),
    ("BÁO CÁO QUÝ 3 NĂM 2023", "03/2022", "2022-Q3", "confirm"),
    ("BÁO CÁO QUÝ 3 NĂM 2023", "8/2023", "2023-08", None),
    ("BÁO CÁO QUÝ 3 NĂM 2023", "1/2023", "2023-01", "confirm"),
    ("BÁO CÁO QUÝ 1 NĂM 2023", "1/2023", "2023-01", "confirm"),
    ("BÁO CÁO QUÝ 1 NĂM 2023", "2/2023", "2023-02", None),
    ("BÁO CÁO 6 THÁNG CUỐI NĂM 2023", "2/2023", "2023-H2", None),
    ("BÁO CÁO 6 THÁNG ĐẦU NĂM 2023", "1/2023", "2023-01", "confirm"),
    ("BÁO CÁO 6 THÁNG ĐẦU NĂM 2023", "6/2023", "2023-06", "confirm"),
    ("BÁO CÁO 6 THÁNG ĐẦU NĂM 2023", "4/2023", "2023-04", None),
    ("BÁO CÁO THÁNG 3 NĂM 2023", "3/2023", "2023-03", None),
    ("BÁO CÁO QUÝ 3 NĂM 2023", "tháng 3/2023", "2023-03", "confirm"),
]


@pytest.mark.parametrize(("title", "cell", "period", "asked"), TITLES_OF_PARTS)
def test_a_number_and_a_year_are_the_quarter_that_the_title_names(title, cell, period, asked):
    found = checked(f"{title}\n\n".encode() + form(row(period=cell)))
    assert [str(one.period) for one in found.observations] == [period]
    conflicts = [i.severity.value for i in found.issues if i.code.value == "period_conflict"]
    assert conflicts == ([asked] if asked else [])


def test_a_number_and_a_year_are_the_quarter_that_was_chosen():
    found = checked(form(row(period="3/2023")), period=parse_period("2023-Q3"))
    assert [str(one.period) for one in found.observations] == ["2023-Q3"]


SINCE_HEAD = f"{HEAD},Lũy kế từ,Ngày công bố"


@pytest.mark.parametrize(
    ("since", "day"),
    [
        ("01/01/2022", "2022-01-01"),
        ("2022", "2022-01-01"),
        ("tháng 7/2022", "2022-07-01"),
        ("2023-01-01", None),
        ("", None),
    ],
)
def test_a_cumulated_figure_says_since_when(since, day):
    (found,) = checked(form(row(period="2023-Q1") + f",{since},", head=SINCE_HEAD)).observations
    assert found.cumulative_since == (day and date.fromisoformat(day))


@pytest.mark.parametrize("since", ["hôm kia", "01/04/2023"])
def test_a_start_that_is_none_or_after_the_end_is_an_error(since):
    found = checked(form(row(period="2023-Q1") + f",{since},", head=SINCE_HEAD))
    assert [(i.code.value, i.line, i.column) for i in found.issues] == [("bad_period", 2, 11)]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("15/06/2024", "2024-06-15"),
        ("2024 (ngày không hiện)", "2024 (ngày không hiện)"),
        ("6/2024", "6/2024"),
    ],
)
def test_the_day_the_source_came_out_is_kept(given, kept):
    (found,) = checked(form(row() + f",,{given}", head=SINCE_HEAD)).observations
    assert found.published_on == kept


def test_a_bad_period_beside_a_start_is_told_alone():
    found = checked(form(row(period="?") + ",2022,", head=SINCE_HEAD))
    assert [i.code.value for i in found.issues] == ["bad_period"]


def test_a_number_and_a_year_in_a_head_are_the_quarter_that_the_title_names():
    table = "BÁO CÁO QUÝ 3 NĂM 2023: TỶ LỆ HỘ CÓ BĂNG RỘNG\n\nMã đơn vị,{},{}\n1011,70,80\n"
    periods = {
        ("3/2023", "8/2023"): ["2023-Q3", "2023-08"],
        ("3/2022", "3/2023"): ["2022-Q3", "2023-Q3"],
    }
    for heads, meant in periods.items():
        found = checked(table.format(*heads).encode())
        assert [str(one.period) for one in found.observations] == meant
