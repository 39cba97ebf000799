"""Writes a grid of cells as every kind of file that offices send."""

import csv
import unicodedata
import zipfile
from dataclasses import dataclass, field
from html import escape
from io import BytesIO, StringIO

import xlwt
from openpyxl import Workbook

from cds.ingest.encodings import TCVN3, VNI

PIXEL = bytes.fromhex(  # the smallest picture, PNG
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415478da63f8ffff3f0005fe02fea735819b0000000049454e44ae426082"
)

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TCVN3 = {letter: chr(code) for code, letter in TCVN3.items()}
_VNI: dict[str, str] = {}
for _old, _new in VNI.items():
    _VNI.setdefault(_new, _old)


@dataclass
class Grid:
    """Rows of cells, with merged blocks as (top, left, bottom, right), all from 1."""

    rows: list[list[object]] = field(default_factory=list)
    spans: list[tuple[int, int, int, int]] = field(default_factory=list)


def in_tcvn3(text: str) -> str:
    """The text as typed in a TCVN3 font; capitals with tones become small."""
    return "".join(_TCVN3.get(c) or _TCVN3.get(c.lower()) or c for c in _nfc(text))


def in_vni(text: str) -> str:
    """The text as typed in a VNI font."""
    return "".join(_VNI.get(c, c) for c in _nfc(text))


def in_windows_1258(text: str) -> bytes:
    """The text with combining tones, as Windows writes Vietnamese."""
    return "".join(map(_combining, _nfc(text))).encode("cp1258")


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _combining(letter: str) -> str:
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", letter)
        base = _nfc("".join(p for p in parts if p not in _TONES))
        return base + "".join(p for p in parts if p in _TONES)
    return letter


ENCODERS = {
    "utf-8": lambda text: text.encode(),
    "utf-8-sig": lambda text: text.encode("utf-8-sig"),
    "utf-16-le": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "utf-16-be": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "windows-1258": in_windows_1258,
    "tcvn3": lambda text: in_tcvn3(text).encode("cp1252"),
    "vni": lambda text: in_vni(text).encode("cp1252"),
}


def as_text(grid: Grid, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Delimited text; merged cells keep their text in the first cell alone."""
    width = max(map(len, grid.rows))
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    for row in grid.rows:
        writer.writerow([_shown(cell) for cell in row] + [""] * (width - len(row)))
    return ENCODERS[encoding](text.getvalue())


def _shown(cell: object) -> str:
    return (
        ""
        if cell is None
        else str(cell).replace(".", ",")
        if isinstance(cell, float)
        else str(cell)
    )


def as_xlsx(grid: Grid, convert=lambda text: text) -> bytes:
    """An Excel workbook."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in grid.rows:
        sheet.append([convert(c) if isinstance(c, str) else c for c in row])
    for top, left, bottom, right in grid.spans:
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def as_xls(grid: Grid, convert=lambda text: text) -> bytes:
    """An Excel 97-2003 workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    covered = set()
    for top, left, bottom, right in grid.spans:
        cell = grid.rows[top - 1][left - 1]
        sheet.write_merge(top - 1, bottom - 1, left - 1, right - 1, convert(cell or ""))
        covered |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
    for line, row in enumerate(grid.rows, start=1):
        for column, cell in enumerate(row, start=1):
            if cell is not None and (line, column) not in covered:
                sheet.write(line - 1, column - 1, convert(cell) if isinstance(cell, str) else cell)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def as_ods(grid: Grid) -> bytes:
    """An OpenDocument sheet."""
    return ods_of(f'<table:table table:name="Sheet1">{"".join(_ods_rows(grid))}</table:table>')


def _ods_rows(grid: Grid):
    spans = {
        (top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in grid.spans
    }
    for line, row in enumerate(grid.rows, start=1):
        cells = []
        for column, cell in enumerate(row, start=1):
            height, width = spans.get((line, column), (1, 1))
            size = ""
            if height > 1 or width > 1:
                size = (
                    f' table:number-rows-spanned="{height}" table:number-columns-spanned="{width}"'
                )
            cells.append(_ods_cell(cell, size))
        yield f"<table:table-row>{''.join(cells)}</table:table-row>"


def _ods_cell(cell: object, size: str) -> str:
    if cell is None:
        return f"<table:table-cell{size}/>"
    if isinstance(cell, int | float):
        return (
            f'<table:table-cell{size} office:value-type="float" office:value="{cell}">'
            f"<text:p>{cell}</text:p></table:table-cell>"
        )
    return (
        f'<table:table-cell{size} office:value-type="string">'
        f"<text:p>{escape(str(cell))}</text:p></table:table-cell>"
    )


_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"


def ods_of(tables: str, styles: str = "", manifest: str = "") -> bytes:
    """An OpenDocument file with the given tables."""
    spaces = " ".join(
        f'xmlns:{short}="{_NAMES}{long}:1.0"'
        for short, long in (
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("style", "style"),
            ("number", "datastyle"),
            ("draw", "drawing"),
            ("fo", "xsl-fo-compatible"),
        )
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        if manifest:
            archive.writestr("META-INF/manifest.xml", manifest)
    return file.getvalue()


def as_html(grid: Grid) -> bytes:
    """The HTML table that portals save as .xls."""
    covered, sizes = set(), {}
    for top, left, bottom, right in grid.spans:
        covered |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        covered.discard((top, left))
        sizes[top, left] = f' rowspan="{bottom - top + 1}" colspan="{right - left + 1}"'
    lines = []
    for line, row in enumerate(grid.rows, start=1):
        cells = "".join(
            f"<td{sizes.get((line, column), '')}>{escape(_shown(cell))}</td>"
            for column, cell in enumerate(row, start=1)
            if (line, column) not in covered
        )
        lines.append(f"<tr>{cells}</tr>")
    head = '<html><head><meta charset="utf-8"><title>x</title></head><body><table border="1">'
    return f"{head}{''.join(lines)}</table></body></html>".encode()


SHEET = "xl/worksheets/sheet1.xml"


def repacked(content: bytes, member: str, change: dict[str, bytes]) -> bytes:
    """The workbook with bytes of one member replaced."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == member:
                for found, wanted in change.items():
                    data = data.replace(found.encode(), wanted)
            new.writestr(info.filename, data)
    return file.getvalue()


def merged(rows, *references):
    """A workbook whose merged blocks are only claimed: a library would write all their cells."""
    blocks = "".join(f'<mergeCell ref="{each}"/>' for each in references)
    told = f"</sheetData><mergeCells>{blocks}</mergeCells>".encode()
    return repacked(as_xlsx(Grid(rows)), SHEET, {"</sheetData>": told})
