"""Sizes beyond the limits, locks and broken containers: refused at once, with the reason."""

import gc
import zipfile
from io import BytesIO

import pytest
import xlwt

from cds.domain.periods import parse_period
from cds.ingest import checking, delimited, tables, xlsx
from tests.ingest.containers import SHEET, Grid, as_xls, as_xlsx, ods_of, repacked
from tests.ingest.forms import cells, checked, faults, form, row, saved, workbook

pytestmark = pytest.mark.slow

FIRST_OF_BOOK = "Workbook".encode("utf-16-le")
HIDEOUT = "WordBook".encode("utf-16-le")
INTERFACE, PASSWORD = b"\xe1\x00\x02\x00", b"\x2f\x00\x02\x00"  # BIFF8 records
OLD = as_xls(Grid([["Mã xã", "Số dịch vụ"], ["1011", 5]]))


@pytest.fixture
def low_limits(monkeypatch):
    """Limits that small files are over: that of rows as it is meets a file in test_bad_files."""
    for module in (tables, checking):
        monkeypatch.setattr(module, "MOST_ROWS", 20)
    monkeypatch.setattr(tables, "SPARE_ROWS", 20)
    monkeypatch.setattr(delimited, "_MOST_LINES", 1_000)


def locked_zip() -> bytes:
    """A workbook whose first member says that it is encrypted."""
    content = bytearray(saved(workbook(cells())))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def with_strings(content: bytes, strings: bytes) -> bytes:
    """The workbook with other shared texts."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in {*old.namelist()} - {"xl/sharedStrings.xml"}:
            new.writestr(name, old.read(name))
        new.writestr("xl/sharedStrings.xml", strings)
    return file.getvalue()


def ods_rows(*rows: str) -> bytes:
    return ods_of(f'<table:table table:name="S">{"".join(rows)}</table:table>')


def ods_words(*texts: str, repeated: int = 1) -> str:
    words = "".join(
        f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in texts
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{words}</table:table-row>'


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        pytest.param(locked_zip(), "encrypted_file", None, id="a workbook with a password"),
        pytest.param(OLD.replace(INTERFACE, PASSWORD), "encrypted_file", None, id="an old one"),
        pytest.param(OLD.replace(FIRST_OF_BOOK, HIDEOUT), "unsupported_file", None, id="a letter"),
        pytest.param(b"a,b\n" + b"\n" * 1_001, "too_many_rows", None, id="blank lines"),
        pytest.param(b"<table>" + b"<tr>" * 200_101, "too_many_rows", None, id="rows of HTML"),
        pytest.param(b"<table><tr>" + b"<td>1" * 501, "too_many_columns", 1, id="columns of HTML"),
        pytest.param(ods_rows(ods_words("1", repeated=41)), "too_many_rows", 41, id="ods"),
    ],
)
def test_a_file_over_a_limit_or_locked_is_refused(content, code, line, low_limits):
    assert faults(content) == [(code, line, None)]


def test_more_figures_than_the_limit_are_refused_even_among_spare_rows(low_limits):
    content = ("Mã xã;Số dịch vụ\n" + "1011;5\n" * 21).encode()

    result = checked(content, period=parse_period("2024"))

    assert [issue.code.value for issue in result.issues] == ["too_many_rows"]
    assert not result.observations
    assert result.is_blocked


def test_a_workbook_of_too_many_rows_is_refused(low_limits):
    rows = b"<row><c><v>1</v></c></row>" * 50
    content = repacked(as_xlsx(Grid([["a"]])), SHEET, {"</sheetData>": rows + b"</sheetData>"})

    assert faults(content) == [("too_many_rows", 41, None)]


def test_a_filled_cell_far_to_the_right_is_never_lost():
    blank = '<table:table-cell table:number-columns-repeated="{}"/>'
    far = ods_words("Mã xã", "Số dịch vụ").replace(
        "</table:table-row>",
        f"{blank.format(600)}<table:table-cell><text:p>9</text:p></table:table-cell>"
        "<table:table-cell><text:p>8</text:p></table:table-cell></table:table-row>",
    )
    assert faults(ods_rows(far)) == [("too_many_columns", 1, None)]


def test_blank_cells_to_the_edge_of_an_open_document_are_nothing():
    edge = '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    note = "<office:forms/><table:covered-table-cell/>"
    rows = (ods_words("Mã xã", "Số dịch vụ"), ods_words("1011", "5"))
    shown = [row.replace("</table:table-row>", note + edge) for row in rows]
    empty = '<table:table table:name="Trang 2"/>'
    content = ods_of(f'<table:table table:name="S">{"".join(shown)}</table:table>{empty}')

    result = checked(content, period=parse_period("2024"))

    assert [(o.line, str(o.value)) for o in result.observations] == [(2, "5")]
    assert result.issues == ()


def test_an_error_in_an_old_workbook_is_told():
    made = xlwt.Workbook()
    page = made.add_sheet("S")
    for column, text in enumerate(("Mã xã", "Chỉ tiêu", "Kỳ", "Giá trị")):
        page.write(0, column, text)
    for column, text in enumerate(("1011", "coverage", "2024")):
        page.write(1, column, text)
    page.row(1).set_cell_error(3, "#DIV/0!")
    file = BytesIO()
    made.save(file)

    assert faults(file.getvalue()) == [("excel_error", 2, 4)]


def test_a_check_leaves_the_collector_as_it_was():
    gc.disable()
    try:
        checked(form(row()))
        assert not gc.isenabled()
    finally:
        gc.enable()

    checked(form(row()))
    assert gc.isenabled()


def test_more_texts_than_any_sheet_needs_are_refused(monkeypatch):
    strings = b"<sst>" + b"<si><t>x</t></si>" * 11 + b"</sst>"
    monkeypatch.setattr(xlsx, "_MOST_STRINGS", 10)

    content = with_strings(saved(workbook(cells())), strings)

    assert faults(content) == [("too_many_rows", None, None)]
