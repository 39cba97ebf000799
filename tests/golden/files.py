"""Record the files that people take away: gaps, a story, briefs, the whole as a zip."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

from .choices import COMMUNE, DISTRICT, EARLIER, PROVINCE
from .commands import cds
from .elements import cell, html_lines, payload
from .shelf import Shelf, digest

_STORY = "ready-monthly"
_HEADS = 3  # lines of a table in the zip


def record(shelf: Shelf, made: Path, *, is_full: bool) -> None:
    """Record every file; of other homes the gaps and the zip."""

    def file(name: str, *words: str, today: str = "") -> Path | None:
        path = made / name
        code, _, told = cds("export", *words, "-o", str(path), today=today)
        shelf.write(f"files/{name}.said.txt", f"exit {code}\n{told.replace(str(made), '<out>')}")
        return path if path.is_file() else None

    def write(path: Path | None, lines) -> None:
        if path is not None:
            shelf.write(f"files/{path.name}.txt", "\n".join(lines(path)))

    write(file("gaps.xlsx", "gaps"), _workbook)
    write(file("gaps.csv", "gaps"), lambda path: [path.read_text("utf-8-sig")])
    write(file("everything.zip", "everything"), _zip)
    if not is_full:
        return
    chosen = ("--level", "district", "--order", "things")
    write(file("gaps-chosen.csv", "gaps", *chosen), lambda path: [path.read_text("utf-8-sig")])
    write(file("gaps-earlier.xlsx", "gaps", "--as-of", "1", today=EARLIER), _workbook)
    write(file("story.pptx", "story", _STORY), _slides)
    write(file("story.pdf", "story", _STORY), _pdf)
    write(file("story.json", "story", _STORY), _json)
    write(file("story.html", "story", _STORY), lambda path: _html(path, shelf))
    for name, unit in (("province", PROVINCE), ("district", DISTRICT), ("commune", COMMUNE)):
        write(file(f"brief-{name}.pdf", "unit", "--unit", unit), _pdf)


def _workbook(path: Path) -> Iterator[str]:
    """Every sheet: cells a row on a line, and the formats of each column."""
    for sheet in load_workbook(path).worksheets:
        yield f"sheet {sheet.title} {sheet.dimensions} {sheet.freeze_panes} {sheet.auto_filter.ref}"
        for column in sheet.iter_cols():
            formats = dict.fromkeys(one.number_format for one in column)
            yield f"formats {column[0].column_letter}: {' ; '.join(formats)}"
        for row in sheet.iter_rows(values_only=True):
            yield "| " + " | ".join(cell(value) for value in row)


def _zip(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            content = archive.read(name)
            if not name.endswith(".csv"):
                is_dated = name.endswith((".xlsx", ".pdf", "SUMS"))  # hold when they were made
                yield name if is_dated else f"{name} {digest(content)}"
                continue
            rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
            yield f"{name} {len(rows)} rows {digest(content)}"
            yield from ("  | " + " | ".join(map(cell, row)) for row in rows[:_HEADS])


def _slides(path: Path) -> Iterator[str]:
    for number, slide in enumerate(Presentation(path).slides, start=1):
        yield f"slide {number}"
        yield from _shapes(slide.shapes, "  ")
        if slide.has_notes_slide:
            yield f"  notes: {slide.notes_slide.notes_text_frame.text}"


def _shapes(shapes, indent: str) -> Iterator[str]:
    for shape in shapes:
        described = shape._element.xpath(".//p:cNvPr/@descr")[:1]
        yield f"{indent}{shape.shape_type} {shape.name} {' '.join(described)}".rstrip()
        if shape.shape_type == 6:  # a group
            yield from _shapes(shape.shapes, indent + "  ")
        if shape.has_text_frame and shape.text_frame.text:
            yield from (f"{indent}  {line}" for line in shape.text_frame.text.splitlines())
        if getattr(shape, "has_table", False):
            for row in shape.table.rows:
                yield f"{indent}  | " + " | ".join(cell(one.text) for one in row.cells)
        if getattr(shape, "has_chart", False):
            for plot in shape.chart.plots:
                yield f"{indent}  categories: {' | '.join(map(str, plot.categories))}"
                for series in plot.series:
                    values = " | ".join(cell(one) for one in series.values)
                    yield f"{indent}  series {series.name}: {values}"


def _pdf(path: Path) -> Iterator[str]:
    for number, page in enumerate(PdfReader(path).pages, start=1):
        yield f"page {number}"
        yield page.extract_text()


def _json(path: Path) -> Iterator[str]:
    yield json.dumps(json.loads(path.read_bytes()), ensure_ascii=False, indent=1, sort_keys=True)


def _html(path: Path, shelf: Shelf) -> Iterator[str]:
    """The slides a tag on a line, and what is answered about each unit as text."""
    text = path.read_text("utf-8")
    found = re.search(r'<script type="application/json" id="deck">(.*?)</script>', text, re.DOTALL)
    if found is None:
        yield from html_lines(text, shelf)
        return
    deck = json.loads(found.group(1))
    answers = deck.pop("answers", {})
    for name, value in sorted(deck.items()):
        yield from payload(name, value, shelf)
    for unit, answer in sorted(answers.items()):
        words = re.sub(r"(<[^>]*>\s*)+", " | ", answer)
        yield f"answer {unit}: {words}"
