"""Target gaps as a file: one line per target and unit, numbers as numbers, origin beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from cds.domain.catalogue import Catalogue
from cds.domain.observations import has_demo
from cds.export.cells import Cell, csv_text
from cds.export.files import MEDIA_TYPES, File
from cds.export.rows import standing_row
from cds.scorecard import Row, latest, responsible
from cds.text import figures, numbers
from cds.text.phrases import head, phrase, word

CSV, XLSX = "csv", "xlsx"
_SHORT_HASH = 12
_WIDTHS = {"target_name": 48, "indicator_name": 40, "unit_name": 26, "source_title": 40}
_USUAL_WIDTH = 14
_DATE = "dd/mm/yyyy"
_CODES = ("period", "unit_code")  # else Excel makes dates and numbers of them
_DATES = ("due_on", "cumulative_since", "unit_valid_from", "unit_valid_to")
_COLUMNS = (
    *("target_id", "target_name", "indicator_id", "indicator_name", "pillar", "sector"),
    *("unit_code", "unit_name", "unit_id", "unit_valid_from", "unit_valid_to", "level"),
    *("period", "cumulative_since", "value", "measure", "numerator", "denominator"),
    *("operator", "aim", "due_on", "gap", "still_to_do", "attainment_pct", "status"),
    *("completeness_pct", "kind", "source_title", "source_url", "published_on", "note"),
    *("snapshot_id", "file_name", "line", "responsible", "data_version"),
)
GAP_HEADS: Mapping[str, str] = {name: head(name, "gaps_file") for name in _COLUMNS}


@dataclass(frozen=True, slots=True)
class GapRow:
    """One line to write: a standing and how far it is, 0 to 1."""

    row: Row
    attainment: Decimal | None
    offices: tuple[str, ...] = ()


def gaps_file(
    catalogue: Catalogue, entries: Sequence[GapRow], data_version: int, made_on: date, kind: str
) -> File:
    """Return the lines in the order given as csv or xlsx; the name holds version and content.

    In csv: decimal point, no grouping, empty for what is not known, as on the command line.
    """
    lines = [_cells(catalogue, entry, data_version) for entry in entries]
    text = csv_text(GAP_HEADS.values(), lines)
    digest = sha256(text.encode()).hexdigest()  # the same for the same cells, whatever the kind
    is_demo = has_demo(latest(entry.row for entry in entries))
    told: dict[str, Cell] = {  # so that a workbook explains itself alone
        "about_version": data_version,
        "about_made": made_on,
        "about_lines": len(lines),
        "about_hash": digest,
        "about_demo": phrase(f"gaps_file.about_demo_{'yes' if is_demo else 'no'}"),
        "about_rule": phrase("gaps_file.about_rule_text"),
    }
    content = _xlsx(lines, told, made_on) if kind == XLSX else text.encode("utf-8-sig")
    stem = f"{phrase('gaps_file.name')}-v{data_version}-{digest[:_SHORT_HASH]}"
    return File(f"{stem}.{kind}", MEDIA_TYPES[kind], content)


def _cells(catalogue: Catalogue, entry: GapRow, data_version: int) -> tuple[Cell, ...]:
    row, judged = entry.row, entry.row.assessment
    target, indicator, latest = row.target, row.indicator, judged.latest
    assert target is not None  # noqa: S101 - gaps are to targets
    groups = {group.group_id: group.name for group in (*catalogue.pillars, *catalogue.sectors)}
    offices = "; ".join(entry.offices) or responsible(row)
    cells = standing_row(row, catalogue) | {
        "target_name": figures.target_name(target),
        "indicator_name": indicator.name,
        "pillar": groups.get(target.pillar or indicator.pillar or ""),
        "sector": groups.get(target.sector or indicator.sector or ""),
        "level": word(row.unit.level),
        "measure": numbers.unit_text(indicator),
        "operator": target.operator.value,
        "aim": judged.target_value,
        "due_on": target.due_on,
        "attainment_pct": _percent(entry.attainment),
        "status": figures.badge(judged).word,
        "responsible": offices,
        "data_version": data_version,
    }
    if latest:
        cells |= {
            "cumulative_since": latest.cumulative_since,
            "completeness_pct": _percent(latest.completeness),
            "kind": figures.kind(latest),
            "source_title": figures.source(latest),
            "source_url": latest.source_url or None,
            "published_on": latest.published_on or None,
            "note": latest.note or None,
            "file_name": latest.file_name,
            "line": latest.line,
        }
    return tuple(_exact(cells.get(name)) for name in _COLUMNS)


def _exact(cell: Cell) -> Cell:
    """A number with all its digits, without trailing zeros; any other cell as it is."""
    if not isinstance(cell, Decimal):
        return cell
    whole = cell.to_integral_value()
    return whole if whole == cell else cell.normalize()


def _percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else share * 100


def _xlsx(lines: Sequence[Sequence[Cell]], told: Mapping[str, Cell], made_on: date) -> bytes:
    # Imported when a workbook is made: a page that lists gaps needs no library for workbooks.
    from cds.export.spreadsheets import add_sheet, new_book, saved

    book = new_book()
    book.properties.created = book.properties.modified = datetime.combine(
        made_on, datetime.min.time()
    )
    widths = [_WIDTHS.get(name, _USUAL_WIDTH) for name in GAP_HEADS]
    formats = dict.fromkeys(_DATES, _DATE) | dict.fromkeys(_CODES, "@")
    places = {n: formats[name] for n, name in enumerate(GAP_HEADS, 1) if name in formats}
    heads = list(GAP_HEADS.values())
    page = add_sheet(book, phrase("gaps_file.sheet"), [heads, *lines], widths, places)
    page.auto_filter.ref = page.dimensions
    about = book.create_sheet(phrase("gaps_file.about_sheet"))
    for name, value in told.items():
        about.append([phrase(f"gaps_file.{name}"), value])
    about["B2"].number_format = _DATE
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 26, 110
    return saved(book)
