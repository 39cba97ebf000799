"""What a column of a standing reads, by its name: said here once, whoever shows it."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from cds.blocks import FigureKey, Table, TableLine, heads_of
from cds.charts.theme import STANDING_COLOURS
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import IndicatorKind
from cds.scorecard import Row, responsible
from cds.text import figures, numbers
from cds.text.phrases import phrase


def figure_of(row: Row) -> FigureKey | None:
    """Return the figure that a standing rests on; None without one."""
    latest = row.assessment.latest
    if latest is None:
        return None
    return FigureKey(row.indicator.indicator_id, row.unit.unit_id, latest.period)


def left(row: Row) -> str:
    """Return what is missing: things where they can be counted, else the gap."""
    judged = row.assessment
    is_counted = row.indicator.is_share or row.indicator.kind is IndicatorKind.MILESTONE
    if row.target and judged.still_to_do and is_counted:
        return numbers.things(judged.still_to_do, row.indicator)
    if row.target and judged.gap:
        return figures.missing(judged, row.indicator)
    return numbers.MISSING


def target(row: Row) -> str:
    """Return the name of a row's target, of its indicator where it has none."""
    return figures.target_name(row.target) if row.target else row.indicator.name


def status(row: Row) -> str:
    """Return the standing in a word; "–" where no target is set."""
    return figures.badge(row.assessment).word if row.target else numbers.MISSING


def title(row: Row, rows: Iterable[Row]) -> str:
    """Return what a row is called among others: by its target where several aim at one thing."""
    aims = {one.target.target_id for one in rows if one.target and one.indicator == row.indicator}
    return target(row) if len(aims) > 1 else row.indicator.name


def change(row: Row) -> str:
    """Return the latest figure less the one before it, signed."""
    latest, previous = row.assessment.latest, row.assessment.previous
    if latest is None or previous is None:
        return numbers.MISSING
    return numbers.change(*numbers.between(previous.value, latest.value, row.indicator))


def place(catalogue: Catalogue, row: Row) -> str:
    """Name what the unit lay in at its latest figure."""
    latest = row.assessment.latest
    if latest is None:
        return numbers.MISSING
    above = catalogue.parent(row.unit, catalogue.vintage_for(row.unit, latest.period))
    return above.name if above else numbers.MISSING


def signed_status(row: Row) -> str:
    """Return sign and word of a standing; "–" where no target is set."""
    badge = figures.badge(row.assessment)
    return f"{badge.sign} {badge.word}" if row.target else numbers.MISSING


CELLS: Mapping[str, Callable[[Row], str]] = {
    "unit": lambda row: row.unit.name,
    "indicator": lambda row: row.indicator.name,
    "target": target,
    "target_unit": lambda row: phrase("slide.at_unit", name=target(row), unit=row.unit.name),
    "value": lambda row: figures.value(row.assessment, row.indicator),
    "aim": lambda row: figures.target(row.assessment, row.indicator, row.target),
    "gap": left,
    "status": status,
    "period": lambda row: figures.when(row.assessment.latest),
    "missing": lambda row: figures.missing(row.assessment, row.indicator),
    "things": lambda row: numbers.things(row.assessment.still_to_do, row.indicator),
    "due": lambda row: numbers.day(row.target.due_on if row.target else None),
    "completeness": lambda row: figures.completeness(row.assessment.latest),
    "office": lambda row: responsible(row) or numbers.MISSING,
    "change": change,
    "kind": lambda row: figures.kind(row.assessment.latest),
    "source": lambda row: (
        figures.source(row.assessment.latest) if row.assessment.latest else numbers.MISSING
    ),
}


def row_table(
    name: str,
    columns: str,
    rows: Iterable[Row],
    cells: Mapping[str, Callable[[Row], str]] = MappingProxyType({}),
) -> Table:
    """Return standings as a table; `cells` are columns that this table alone has."""
    kept = tuple(columns.split())
    readers = [cells.get(column) or CELLS[column] for column in kept]
    lines = (
        TableLine(
            tuple(read(row) for read in readers),
            figure_of(row),
            row.unit.unit_id,
            tuple(colour(row) if column == "status" else None for column in kept),
        )
        for row in rows
    )
    return Table(kept, heads_of(name, kept), tuple(lines))


def colour(row: Row) -> str | None:
    """Return the colour of a standing; None where no target is set."""
    return STANDING_COLOURS[row.assessment.standing] if row.target else None
