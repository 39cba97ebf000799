"""Excel 2003's XML workbooks to tables; programs still write them, often named .xls."""

from io import BytesIO
from xml.etree.ElementTree import Element

from cds.domain.issues import IssueCode
from cds.ingest.archives import attribute, elements, local
from cds.ingest.faults import RefusedError, fault
from cds.ingest.number_formats import number_cell
from cds.ingest.tables import (
    MOST_COLUMNS,
    Cell,
    Flaw,
    MergedCells,
    Number,
    RawTable,
    SheetBuilder,
    visible,
)

_WANTED = frozenset(("Style", "Worksheet"))
_NAMED = {"percent": "0.00%", "short date": "d/m/y", "medium date": "d/m/y", "long date": "d/m/y"}


def read_spreadsheet_xml(content: bytes) -> tuple[RawTable, ...]:
    """Return a table for each visible sheet that holds anything; see `read_xlsx`."""
    formats: dict[str, str] = {}
    struck: set[str] = set()
    found: list[SheetBuilder] = []
    for name, element in elements(BytesIO(content), _WANTED):
        if name == "Style":
            formats[attribute(element, "ID")] = _format(element)
            if any(attribute(each, "StrikeThrough") == "1" for each in element):
                struck.add(attribute(element, "ID"))
            continue
        sheet = SheetBuilder(attribute(element, "Name"))
        _read(element, sheet, formats, struck)
        states = (each.text for each in element.iter() if local(each.tag) == "Visible")
        sheet.is_hidden = any(state != "SheetVisible" for state in states)
        found.append(sheet)
        element.clear()
    return visible(found)


def _format(style: Element) -> str:
    found = (attribute(e, "Format") for e in style if local(e.tag) == "NumberFormat")
    text = next(found, "")
    return _NAMED.get(text.lower(), text)


def _read(
    worksheet: Element, sheet: SheetBuilder, formats: dict[str, str], struck: set[str]
) -> None:
    line = 0
    for row in (each for each in worksheet.iter() if local(each.tag) == "Row"):
        line = int(attribute(row, "Index") or line + 1)
        if attribute(row, "Hidden") == "1":
            sheet.hidden_lines.add(line)
        cells: list[Cell] = []
        for cell in (each for each in row if local(each.tag) == "Cell"):
            column = int(attribute(cell, "Index") or len(cells) + 1)
            across = int(attribute(cell, "MergeAcross") or 0)
            down = int(attribute(cell, "MergeDown") or 0)
            if column + across > MOST_COLUMNS:
                code = IssueCode.TOO_MANY_COLUMNS
                raise RefusedError(fault(code, line=line, limit=MOST_COLUMNS))
            cells += [""] * (column - 1 - len(cells))
            cells += [_value(cell, sheet, line, column, formats), *[""] * across]
            if attribute(cell, "StyleID") in struck or any(
                local(mark.tag) in ("S", "Del") for mark in cell.iter()
            ):
                sheet.struck.add((line, column))
            for comment in (each for each in cell if local(each.tag) == "Comment"):
                sheet.note_text("".join(comment.itertext()).strip(), line, column)
            if across or down:
                sheet.spans.append(MergedCells(line, column, line + down, column + across))
        sheet.add(line, cells)


def _value(
    cell: Element, sheet: SheetBuilder, line: int, column: int, formats: dict[str, str]
) -> Cell:
    data = next((each for each in cell if local(each.tag) == "Data"), None)
    text = "" if data is None else "".join(data.itertext())
    kind = "" if data is None else attribute(data, "Type")
    has_formula = bool(attribute(cell, "Formula"))
    if not text and has_formula:
        return Flaw(IssueCode.FORMULA_WITHOUT_VALUE, "=")
    if kind == "Error":
        return Flaw(IssueCode.EXCEL_ERROR, text)
    if kind == "DateTime":
        return text[:10]
    if kind != "Number":
        return text
    value = int(text) if text.isdecimal() else float(text)
    found = number_cell(value, formats.get(attribute(cell, "StyleID"), "General") or "General")
    if has_formula and isinstance(found, Number):
        sheet.note_formula(line, column, is_nought=not found.value)
    return found
