"""What a column of a standing reads, by its name: said here once, whoever shows it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType

from cds.blocks import FigureKey, Table, TableLine, heads_of
from cds.charts.theme import STANDING_COLOURS
from cds.charts.values import TargetBar
from cds.domain.admin_units import AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import IndicatorKind
from cds.scorecard import Row, is_demo, responsible
from cds.text import figures, numbers
from cds.text.phrases import phrase

_TARGET_AT = Decimal("0.8")  # of the track, where figures have no end or it is far off


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


def reached(row: Row) -> str:
    """Return the figure and its target, to stand under the bar that shows them."""
    value = figures.value(row.assessment, row.indicator)
    if row.target is None or row.assessment.steps_total:
        return value
    aim = figures.target(row.assessment, row.indicator, row.target)
    return phrase("slide.reached", value=value, aim=aim)


def stand(row: Row) -> str:
    """Return the standing and what is missing."""
    missing = left(row)
    if missing == numbers.MISSING:
        return status(row)
    return phrase("slide.stand", status=status(row), left=missing)


def title(row: Row, rows: Iterable[Row]) -> str:
    """Return what a row is called among others: by its target where several aim at one thing."""
    aims = {one.target.target_id for one in rows if one.target and one.indicator == row.indicator}
    return target(row) if len(aims) > 1 else row.indicator.name


def change(row: Row) -> str:
    """Return the latest figure less the one before it, signed."""
    latest, previous = row.assessment.latest, row.assessment.previous
    if latest is None or previous is None:
        return numbers.MISSING
    return numbers.change_between(previous.value, latest.value, row.indicator)


def place(catalogue: Catalogue, row: Row) -> str:
    """Name what the unit lay in at its latest figure."""
    latest = row.assessment.latest
    if latest is None:
        return numbers.MISSING
    above = catalogue.parent(row.unit, catalogue.vintage_for(row.unit, latest.period))
    return above.name if above else numbers.MISSING


def names_among(catalogue: Catalogue, units: Iterable[AdminUnit]) -> dict[str, str]:
    """Return what units are called in one list, by id: namesakes with what they lie in."""
    listed = tuple(units)
    shared = Counter(unit.name for unit in listed)
    above = {one.unit_id: catalogue.above(one) for one in listed if shared[one.name] > 1}
    return {
        one.unit_id: phrase("slide.at_unit", name=one.name, unit=whole.name_short)
        if (whole := above.get(one.unit_id))
        else one.name
        for one in listed
    }


def signed_status(row: Row) -> str:
    """Return sign and word of a standing; "–" where no target is set."""
    badge = figures.badge(row.assessment)
    return f"{badge.sign} {badge.word}" if row.target else numbers.MISSING


CELLS: Mapping[str, Callable[[Row], str]] = {
    "bar": reached,
    "unit": lambda row: row.unit.name,
    "indicator": lambda row: row.indicator.name,
    "target": target,
    "target_unit": lambda row: phrase("slide.at_unit", name=target(row), unit=row.unit.name),
    "value": lambda row: figures.value(row.assessment, row.indicator),
    "aim": lambda row: figures.target(row.assessment, row.indicator, row.target),
    "gap": left,
    "status": status,
    "stand": stand,
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
            tuple(colour(row) if column in ("status", "stand") else None for column in kept),
            target_bar(row) if "bar" in kept else None,
        )
        for row in rows
    )
    return Table(kept, heads_of(name, kept), tuple(lines))


def colour(row: Row) -> str | None:
    """Return the colour of a standing; None where no target is set."""
    return STANDING_COLOURS[row.assessment.standing] if row.target else None


def target_bar(row: Row) -> TargetBar | None:
    """Return a row as a bar to its target; None where there is nothing to draw."""
    judged, indicator, shown = row.assessment, row.indicator, is_demo(row)
    if judged.steps_total:
        done = judged.steps_done or 0
        return TargetBar(judged.standing, steps=judged.steps_total, done=done, is_demo=shown)
    value = judged.latest.value if judged.latest else None
    aim = judged.target_value
    if indicator.kind is IndicatorKind.RANK or (value is None and aim is None):
        return None
    whole = indicator.maximum
    if aim and (not whole or aim < whole / 2):
        whole = aim / _TARGET_AT
    if not whole:
        return None
    share, target_share = (
        None if one is None else float(min(max(one / whole, Decimal(0)), Decimal(1)))
        for one in (value, aim)
    )
    return TargetBar(judged.standing, share, target_share, is_demo=shown)
