"""A refused file as a workbook: the cells to mend are marked and listed by their names."""

from io import BytesIO

from openpyxl import load_workbook

from cds.export.forms import marked_workbook
from tests.ingest.forms import cells, checked, form, row, saved, workbook


def marked(content):
    """The marked sheet, and the places that the list gives."""
    result = checked(content)
    book = load_workbook(BytesIO(marked_workbook(content, result.file.sheet, result.issues)))
    first, last = book.worksheets[0], book.worksheets[-1]
    return first, [line[1:3] for line in last.iter_rows(min_row=2, values_only=True)]


def test_a_faulty_cell_of_a_workbook_is_marked_and_named():
    sheet, places = marked(saved(workbook(cells(value="abc"), cells(unit_code="99999"))))

    assert places == [(2, "H2"), (3, "A3")]
    assert sheet["H2"].comment is not None
    assert sheet["G2"].comment is None


def test_a_text_becomes_a_sheet_with_the_same_places():
    sheet, places = marked(
        form(row(value="", numerator="chưa có", denominator=5), row(value="abc"))
    )

    assert places == [(2, "F2"), (3, "H3")]
    assert sheet["F2"].value == "chưa có"
    assert sheet["F2"].comment is not None
