"""Corners of the importer that the other files do not reach."""

import zipfile
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook

from cds.domain.indicators import IndicatorKind
from cds.domain.periods import parse_period
from cds.ingest.checking import Context, check
from cds.ingest.encodings import decode
from cds.ingest.reading import read as tables_of
from tests.factories import unit_id
from tests.ingest.containers import SHEET, in_tcvn3
from tests.ingest.forms import CATALOGUE, TODAY, checked, faults, form, place, row, saved
from tests.ingest.test_office_habits import COUNT, read
from tests.ingest.test_workbooks import book

YEAR = parse_period("2024")


def with_shared(rich):
    """A workbook of shared texts, of which the last is a figure."""
    content = saved(Workbook())
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    texts = ("<t>Mã xã</t>", f"<t>{COUNT}</t>", "<t>1011</t>", "<t>1012</t>")
    strings = "".join(f"<si>{text}</si>" for text in (*texts, rich))
    cells = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>4</v></c></row>'
        '<row r="3"><c r="A3" t="s"><v>3</v></c><c r="B3"><v>7</v></c></row>'
    )
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            if name not in (SHEET, "xl/sharedStrings.xml"):
                new.writestr(name, old.read(name))
        new.writestr(SHEET, f"<worksheet {space}><sheetData>{cells}</sheetData></worksheet>")
        new.writestr("xl/sharedStrings.xml", f"<sst {space}>{strings}</sst>")
    return file.getvalue()


def test_shared_strings_are_read_with_raised_marks_and_without_pronunciation():
    rich = (
        '<r><t>5</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r><rPh><t>x</t></rPh>'
    )
    result = checked(with_shared(rich), period=YEAR)
    assert [(o.line, str(o.value)) for o in result.observations] == [(2, "5"), (3, "7")]


def test_a_shared_text_crossed_out_in_part_is_asked_about():
    rich = "<r><t>5</t></r><r><rPr><strike/></rPr><t> 6</t></r>"
    asked = [
        (i.code.value, i.line, i.column) for i in checked(with_shared(rich), period=YEAR).issues
    ]
    assert ("hidden_rows", 2, 2) in asked


def test_a_rank_may_leap():
    current = {"rank": {unit_id("10"): {parse_period("2023"): Decimal(60)}}}
    ranked = replace(CATALOGUE.indicators["rank"], kind=IndicatorKind.RANK)
    known = replace(CATALOGUE, indicators={**CATALOGUE.indicators, "rank": ranked})
    content = form(row(unit_code=10, indicator_id="rank", period=2024, value=1))
    assert check(content, "f", known, Context(today=TODAY, current=current)).issues == ()


def test_counts_in_two_places_of_a_row_are_refused():
    content = form(row(value="4/5", numerator=4, denominator=5))
    assert ("bad_number", 2, 8) in faults(content)


def test_utf_16_without_a_mark_is_known():
    assert decode("mã xã,giá trị\n1,2\n".encode("utf-16-be"))[1] == "utf-16-be"
    assert decode("mã xã,giá trị\n1,2\n".encode("utf-16-le"))[1] == "utf-16-le"


def test_a_unicode_file_typed_in_a_legacy_font_is_asked_about():
    text = f"Mã xã;Đơn vị;{COUNT}\n1022;Xã Đồng Xa;5\n"
    result = checked(in_tcvn3(text).encode(), period=parse_period("2024"))
    assert result.file.encoding == "tcvn3"
    assert [i.code.value for i in result.issues] == ["encoding"]
    assert result.unconfirmed(frozenset()) == result.issues
    assert result.unconfirmed(frozenset({"encoding"})) == ()


@pytest.mark.parametrize("code", ["1022 - Xã Đồng Xa", "Xã Đồng Xa"])
def test_a_name_where_the_code_belongs_is_understood(code):
    assert read(f"Mã xã;{COUNT}\n{code};5\n") == ([("1022", "2024", "5")], [])


def test_what_the_sender_says_once_counts_for_all_rows():
    values, grave = read("Mã xã;Giá trị\n1011;5\n", indicator_id="services")
    assert values == [("1011", "2024", "5")]
    assert grave == []


def test_the_month_chosen_is_that_of_its_first_day():
    content = form(row(period="01/02/2024"), row(period="01/02/2024", unit_code="1022"))
    result = checked(content, period=parse_period("2024-02"))
    assert {str(o.period) for o in result.observations} == {"2024-02"}
    assert not result.unconfirmed(frozenset())


def test_a_year_chosen_holds_its_quarters():
    values, grave = read(f"{COUNT}\nMã xã;Kỳ;Giá trị\n1011;Quý I;5\n1012;Quý II;6\n")
    assert values == [("1011", "2024-Q1", "5"), ("1012", "2024-Q2", "6")]
    assert grave == []


def test_the_nation_may_report_anything_and_links_must_be_links():
    made = form("1011,coverage,2024-Q4,80,ftp://x", head="Mã xã,Mã chỉ tiêu,Kỳ,Giá trị,Link nguồn")
    assert faults(made) == [("unsafe_content", 2, 5)]


def test_an_error_in_a_column_of_words_is_told():
    made = book(["1011", "coverage", "2024", 80])
    made.worksheets[0]["E1"], made.worksheets[0]["E2"] = "Ghi chú", "#REF!"
    assert faults(saved(made)) == [("excel_error", 2, 5)]


def test_a_vintage_chooses_the_extent():
    head = "Mã xã,Mã chỉ tiêu,Kỳ,Giá trị,Phiên bản địa giới"
    result = checked(form("2000,coverage,2024,80,v2", head=head))
    assert [o.unit_id for o in result.observations] == ["2000@2024-07-01"]


def test_files_that_ship_with_us_are_not_held_against_the_calendar():
    assert faults(form(row(period="2090")), today=None) == []


def test_a_bare_total_of_ranks_says_nothing():
    assert read("Đơn vị;Điểm\nXã Đồng Xa;0,5\nXã Biên Giới;0,7\nTổng;9\n")[1] == []


def test_a_quoted_field_over_every_limit_is_named():
    content = form(row(note='"' + "x" * 140_000 + '"'))
    assert faults(content) == [("field_too_long", 2, None)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('"Xã Đồng Xa;5', "Xã Biên Giới;7"),  # open to the end
        ('"Xã Đồng Xa;5', '"Xã Biên Giới";7'),  # open to the next
        ('"Xã Đồng Xa" ;5', "Xã Biên Giới;7"),
        ('Xã Đồng Xa;"5', 'Xã Biên Giới;"7"'),
    ],
)
def test_a_quote_that_nothing_closes_leaves_its_row_and_those_below(first, second):
    lines = ("Đơn vị;Số dịch vụ", "Xã Tân Lân;1", first, second, "Phường 4;2")
    result = checked("\n".join(lines).encode(), period=YEAR)
    assert [o.line for o in result.observations] == [2, 3, 4, 5]
    assert ("column_count", 3, None) in [place(issue) for issue in result.issues]


def test_cells_over_several_lines_stay_cells():
    content = 'Đơn vị;"Số\ndịch vụ"\nXã Đồng Xa;5\n"Xã Biên\nGiới";7\n'.encode()
    assert [(o.line, o.value) for o in checked(content, period=YEAR).observations] == [
        (3, 5),
        (4, 7),
    ]


def test_blank_tables_have_no_head_to_ask_about():
    assert faults(b"1,2\n3,4\n") == [("no_header", 1, None)]
    assert tables_of(b"a,b\n , \n")[0].rows[-1].line == 1


def test_a_month_of_nought_is_no_period():
    assert ("bad_period", 2, 5) in faults(form(row(period="2024-02-31")))
    assert ("bad_period", 2, 5) in faults(form(row(period="2021-2025")))
