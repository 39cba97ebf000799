"""Figures as files: target gaps as csv or xlsx, and everything a data version tells as one zip."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cds.domain.catalogue import Catalogue
from cds.domain.observations import has_demo
from cds.domain.targets import Target
from cds.export.files import MEDIA_TYPES, Cell, File, csv_text, file_name
from cds.export.rows import (
    FIGURE_COLUMNS,
    SNAPSHOT_COLUMNS,
    STANDING_COLUMNS,
    csv_bytes,
    figure_row,
    snapshot_row,
    standing_row,
)
from cds.scorecard import Row, latest
from cds.store.snapshots.figures import plain
from cds.store.snapshots.snapshot import Snapshot
from cds.store.view.queries import View
from cds.text import figures, numbers
from cds.text.phrases import family, head, phrase, public_name, word

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
_KINDS = (".csv", ".md")
NAMES = family("everything.file")


@dataclass(frozen=True, slots=True)
class GapLine:
    """One target in one unit: its standing, how far it is, 0 to 1, and who answers for it.

    `within` holds the unit and those around it, by which a line is found.
    """

    row: Row
    target: Target
    attainment: Decimal | None
    offices: tuple[str, ...]
    within: tuple[str, ...]

    @property
    def things(self) -> int | None:
        """Things still to do."""
        return self.row.assessment.still_to_do


def gaps_file(
    catalogue: Catalogue, entries: Sequence[GapLine], data_version: int, made_on: date, kind: str
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


def _cells(catalogue: Catalogue, entry: GapLine, data_version: int) -> tuple[Cell, ...]:
    row, judged = entry.row, entry.row.assessment
    target, indicator, latest = entry.target, row.indicator, judged.latest
    groups = {group.group_id: group.name for group in (*catalogue.pillars, *catalogue.sectors)}
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
        "responsible": "; ".join(entry.offices) or None,
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
    told = (cells.get(name) for name in _COLUMNS)
    return tuple(plain(one) if isinstance(one, Decimal) else one for one in told)


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


def everything(
    catalogue: Catalogue,
    view: View,
    rows: Sequence[Row],
    gaps: File,
    snapshots: Sequence[Snapshot],
    register: Path,
    made_on: date,
) -> File:
    """Return the zip; its name holds the data version and a hash, the same for the same content.

    `rows` are every standing, `gaps` their workbook, `snapshots` all of them, `register` is the
    folder of the reference tables. A workbook holds the time it was made, so the hash takes its
    name for it.
    """
    columns = dict.fromkeys((*FIGURE_COLUMNS, *STANDING_COLUMNS, *SNAPSHOT_COLUMNS))
    programme, found = catalogue.programme, view.observations()
    readme = phrase(
        "everything.readme",
        product=programme.product_name,
        programme=programme.name,
        version=str(view.version),
        made_on=made_on,
        figures=len(found),
        demo=sum(figure.is_demo for figure in found),
        standings=len(rows),
        snapshots=len(snapshots),
        damaged="\n".join(one.path for one in view.damaged) or phrase("everything.no_damage"),
        columns="\n".join(f"{name}: {head(name, 'cli')}" for name in columns),
    )
    published = {one.snapshot_id: _public(one) for one in view.snapshots}
    told = (figure_row(one, catalogue, published[one.snapshot_id]) for one in found)
    standings = (standing_row(one, catalogue) for one in rows)
    history = (snapshot_row(_public(one)) for one in snapshots)
    parts = {
        NAMES["readme"]: readme.encode("utf-8-sig"),
        NAMES["figures"]: csv_bytes(told, FIGURE_COLUMNS),
        NAMES["standings"]: csv_bytes(standings, STANDING_COLUMNS),
        NAMES["gaps"]: gaps.content,
        NAMES["snapshots"]: csv_bytes(history, SNAPSHOT_COLUMNS),
    }
    for path in sorted(register.iterdir()):
        if path.suffix in _KINDS:
            parts[f"{NAMES['register']}/{path.name}"] = path.read_bytes()
    summed = _sums({**parts, NAMES["gaps"]: gaps.name.encode()})
    name = file_name(phrase("everything.name"), view.version, summed, "zip")
    packed, day = BytesIO(), (made_on.year, made_on.month, made_on.day)
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for inside, content in {**parts, NAMES["sums"]: _sums(parts)}.items():
            entry = ZipInfo(inside, (*day, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return File(name, MEDIA_TYPES["zip"], packed.getvalue())


def _public(snapshot: Snapshot) -> Snapshot:
    by, withdrawn_by = snapshot.uploaded_by, snapshot.withdrawn_by
    withdrawn_by = withdrawn_by and public_name(withdrawn_by)
    return replace(snapshot, uploaded_by=public_name(by), withdrawn_by=withdrawn_by)


def _sums(parts: Mapping[str, bytes]) -> bytes:
    """What `sha256sum -c` reads."""
    lines = (f"{sha256(part).hexdigest()}  {name}\n" for name, part in parts.items())
    return "".join(lines).encode()
