"""Small parts of the importer at their edges: limits, broken files, words that disagree."""

import gc
from io import BytesIO

import pytest
import xlwt

from cds.domain.admin_units import AdminLevel
from cds.domain.indicators import Aggregation, IndicatorKind
from cds.domain.periods import parse_period
from cds.ingest import checking, delimited, markup, tables, xls, xlsx
from cds.ingest.checking import Context, check
from cds.ingest.faults import RefusedError
from cds.ingest.head.headings import HeadingReader, Meaning
from cds.ingest.head.layout import Field
from cds.ingest.reading import read
from cds.ingest.words.units import UnitIndex, UnitQuery
from cds.ingest.xlsx import span
from tests.factories import admin_unit, catalogue, indicator
from tests.ingest.forms import HEAD, TODAY, cells, checked, faults, form, row, saved, workbook


def test_a_workbook_with_a_locked_member_is_refused():
    content = bytearray(saved(workbook(cells())))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        content[at + place] |= 1

    assert faults(bytes(content)) == [("encrypted_file", None, None)]


def test_collecting_stays_off_when_it_was_off():
    gc.disable()
    try:
        checked(form(row()))
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_name_shared_by_two_indicators_means_neither():
    twins = catalogue(
        indicators=[indicator("one", name="Cùng tên"), indicator("two", name="Cùng tên")]
    )

    assert not HeadingReader(twins, {}).read("Cùng tên").says_something


def test_a_plan_and_another_figure_stay_a_plan():
    joined = Meaning(field=Field.PLAN).joined(Meaning(field=Field.NUMERATOR))

    assert joined is not None
    assert joined.field is Field.PLAN


def test_two_different_parts_of_a_year_do_not_join():
    reader = HeadingReader(catalogue(), {})
    one, other = reader.read("Quý I"), reader.read("Quý II")

    assert one.joined(other) is None


@pytest.mark.parametrize("reference", ["A:C", "A1:B2:C3", "nonsense:B2"])
def test_what_is_no_block_merges_nothing(reference):
    assert not list(span(reference))


def test_too_many_columns_and_rows_of_a_sheet_are_refused(monkeypatch):
    sheet = tables.SheetBuilder("s")
    with pytest.raises(RefusedError) as refusal:
        sheet.add(1, ["x"] * (tables.MOST_COLUMNS + 1))
    assert refusal.value.issue.code == "too_many_columns"

    monkeypatch.setattr(tables, "MOST_ROWS", -tables.SPARE_ROWS)
    with pytest.raises(RefusedError) as refusal:
        sheet.add(2, ["x"])
    assert refusal.value.issue.code == "too_many_rows"


def test_too_many_rows_of_html_are_refused_before_they_are_read(monkeypatch):
    monkeypatch.setattr(markup, "MOST_ROWS", -tables.SPARE_ROWS)

    with pytest.raises(RefusedError) as refusal:
        markup.read_markup("<table><tr><td>1</td></tr></table>", "utf-8")
    assert refusal.value.issue.code == "too_many_rows"


def test_too_many_lines_of_text_are_refused(monkeypatch):
    monkeypatch.setattr(delimited, "MOST_ROWS", -tables.SPARE_ROWS)

    with pytest.raises(RefusedError) as refusal:
        read(form(row(), row()))
    assert refusal.value.issue.code == "too_many_rows"


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("Workbook is encrypted", "encrypted_file"),
        ("Can't find workbook in OLE2 compound document", "unsupported_file"),
        ("anything else", "corrupt_file"),
    ],
)
def test_what_an_old_workbook_suffers_from_is_told(reason, code):
    assert xls._refusal(ValueError(reason)).code == code


def test_blank_cells_at_the_end_of_a_row_do_not_count():
    table = tables.RawTable((tables.RawRow(1, ("a", " ")), tables.RawRow(2, (" ",))))

    assert [one.cells for one in tables.cleaned(table).rows] == [("a",)]


def test_a_spreadsheet_error_typed_as_text_is_an_error():
    assert ("excel_error", 2, 8) in faults(form(row(value="#REF!")))


def test_a_share_larger_than_the_store_holds_is_no_number():
    found = faults(form(row(value="", numerator="9999999999999999999", denominator="0.0000001")))

    assert ("bad_number", 2, 6) in found


SERVICES = indicator(
    "services",
    kind=IndicatorKind.COUNT,
    aggregation=Aggregation.SUM,
    decimals=0,
    maximum=None,
)
SCORE = indicator("score", kind=IndicatorKind.SCORE, maximum=None)


def told(*lines, head=HEAD, **context):
    nation = admin_unit("VN", AdminLevel.NATION, None, "Cả nước")
    world = catalogue(indicators=[SERVICES, SCORE, indicator()], extra_units=[nation])
    found = check(form(*lines, head=head), "f", world, Context(today=TODAY, **context))
    return [(issue.code.value, issue.line) for issue in found.issues]


def counted(code, value, indicator_id="services", period="2024-Q4"):
    return row(unit_code=code, indicator_id=indicator_id, value=value, period=period)


def test_a_district_is_held_against_the_sum_of_its_communes():
    right = [counted("101", 7), counted("1011", 3), counted("1012", 4)]
    wrong = [counted("101", 70), *right[1:]]

    assert ("aggregate_mismatch", 2) not in told(*right)
    assert ("aggregate_mismatch", 2) in told(*wrong)


def test_a_district_is_held_against_its_communes_in_every_period():
    lines = [
        counted(code, value, period=period)
        for period in ("2024-Q3", "2024-Q4")
        for code, value in (("101", 9), ("1011", 3), ("1012", 4))
    ]

    found = told(*lines)
    assert ("aggregate_mismatch", 2) in found
    assert ("aggregate_mismatch", 5) in found


def test_scores_of_communes_make_no_score_of_the_district():
    lines = [
        counted(code, value, "score") for code, value in (("101", 9), ("1011", 3), ("1012", 4))
    ]

    assert "aggregate_mismatch" not in dict(told(*lines))


def test_shares_without_counts_are_not_averaged():
    lines = [
        counted(code, value, "coverage")
        for code, value in (("101", 90), ("1011", 30), ("1012", 40))
    ]

    assert "aggregate_mismatch" not in dict(told(*lines))


def test_counts_of_a_district_must_be_those_of_its_communes():
    def share(code, numerator, denominator):
        return row(unit_code=code, value="", numerator=numerator, denominator=denominator)

    lines = [share("101", 90, 100), share("1011", 30, 50), share("1012", 20, 50)]

    assert ("aggregate_mismatch", 2) in told(*lines)


def test_a_province_alone_lacks_nobody():
    assert "incomplete" not in dict(told(counted("10", 7)))


def test_the_nation_is_welcome_in_every_file():
    assert "wrong_level" not in dict(told(counted("VN", 80, "coverage")))


def test_a_missing_count_beside_a_value_is_no_figure():
    assert "bad_number" not in dict(told(row(numerator="–", denominator="–", value="80.5")))


def test_words_after_numbers_are_known_from_row_to_row():
    lines = [row(value="80,5 %"), row(unit_code="1012", value="81,5 %")]

    assert "bad_number" not in dict(told(*lines))


def test_zeros_beyond_what_is_kept_lose_nothing():
    assert "precision" not in dict(told(row(value="80.500000000000")))


def test_a_rate_alone_is_the_value():
    head = "unit_code,indicator_id,period,Đạt"
    known = Context(today=TODAY, aliases={"Đạt": "rate"})
    found = check(form("1011,coverage,2024-Q4,80.5", head=head), "f", catalogue(), known)
    assert [str(one.value) for one in found.observations] == ["80.5"]


def test_more_rows_than_allowed_are_refused_after_reading(monkeypatch):
    monkeypatch.setattr(checking, "MOST_ROWS", 1)

    assert "too_many_rows" in dict(told(row(), row(unit_code="1012")))


def test_a_large_sheet_with_few_rows_is_read(monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 1)

    assert read(saved(workbook(cells())))[0].rows


def test_an_error_in_an_old_workbook_is_an_error():
    book = xlwt.Workbook()
    sheet = book.add_sheet("s")
    sheet.write(0, 0, "a")
    sheet.row(1).set_cell_error(0, 0x2A)
    file = BytesIO()
    book.save(file)

    assert read(file.getvalue())[0].rows[1].cells[0].code == "excel_error"


def test_a_unit_is_resolved_once_and_remembered():
    index = UnitIndex(catalogue())
    query, period = UnitQuery(code="1011"), parse_period("2024")

    assert index.resolve(query, period) is index.resolve(query, period)


def test_a_record_too_long_for_any_cell_is_told():
    assert faults(form(row(note='"' + "x" * 140_000)))[0][0] in ("corrupt_file", "field_too_long")


def test_more_records_than_allowed_are_refused(monkeypatch):
    monkeypatch.setattr(delimited, "_MOST_LINES", 1)

    assert faults(form(row(), row()))[0][0] == "too_many_rows"


def test_who_has_a_row_of_another_indicator_or_time_alone_is_missing():
    sent = form(
        row(unit_code="1021"),
        row(unit_code="1022"),
        row(unit_code="1023", indicator_id="services", value=5),
        row(unit_code="1011", period="2023-Q4"),
    )
    found = [i for i in checked(sent).issues if i.code.value == "incomplete"]
    assert found
    assert {dict(one.details)["reason"] for one in found} == {""}
