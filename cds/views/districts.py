"""Districts by headline targets: where attention is due, the same on the page and the slide."""

from dataclasses import dataclass
from decimal import Decimal

from cds.blocks import Table, TableLine, heads_of
from cds.domain.admin_units import AdminLevel
from cds.domain.assessments import UNDECIDED
from cds.domain.observations import Point
from cds.scorecard import Row, latest
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views.columns import colour
from cds.views.reader import Reader


@dataclass(frozen=True, slots=True)
class Districts:
    """Every district by the headline targets measured there, those with most to do first.

    A cell is coloured only when its figure is below the target. `short` counts districts with
    such a cell.
    """

    sentence: str
    table: Table
    short: int
    points: tuple[Point, ...]


def districts(reader: Reader) -> Districts:
    """Gather the table; without lines where no district has figures."""
    home_id = reader.catalogue.home.unit_id
    asked = dict.fromkeys(
        row.indicator.indicator_id
        for row in reader.headlines
        if row.target and row.target.scope_unit_id in (None, home_id)
    )
    order = list(asked)
    found = reader.rows_where(indicator_ids=tuple(asked), level=AdminLevel.DISTRICT)
    measured = [row for row in found if row.target and row.target.is_headline]
    rows = sorted(
        (row for row in measured if row.assessment.latest),
        key=lambda row: order.index(row.indicator.indicator_id),
    )
    names = tuple(dict.fromkeys(row.indicator.name for row in rows))
    cells = {(row.unit.unit_id, row.indicator.name): row for row in rows}
    units = {row.unit.unit_id: row.unit for row in rows}
    below = {
        unit_id: [row for row in rows if row.unit.unit_id == unit_id and is_below(row)]
        for unit_id in units
    }
    ordered = sorted(
        units.values(),
        key=lambda unit: (
            -len(below[unit.unit_id]),
            -max((_share_left(row) for row in below[unit.unit_id]), default=Decimal(0)),
            unit.code,
        ),
    )
    lines = tuple(
        _line(unit.name_short, unit.unit_id, [cells.get((unit.unit_id, name)) for name in names])
        for unit in ordered
    )
    short = sum(map(bool, below.values()))
    table = Table(("unit", *names), (*heads_of("slide", ["unit"]), *names), lines)
    if not rows:
        sentence = phrase("slide.heat_none")
    elif not short:
        sentence = phrase("overview.districts_none", total=len(units))
    else:
        worst = ordered[0]
        row = max(below[worst.unit_id], key=_share_left)
        sentence = phrase(
            "overview.districts",
            short=short,
            total=len(units),
            worst=worst.name,
            indicator=row.indicator.name,
            value=figures.value(row.assessment, row.indicator),
            aim=figures.target(row.assessment, row.indicator, row.target),
        )
    return Districts(sentence, table, short, latest(rows))


def is_below(row: Row) -> bool:
    """True when the latest figure is known to miss the target."""
    judged = row.assessment
    return judged.is_met is False and judged.standing not in UNDECIDED


def _line(name: str, unit_id: str, found: list[Row | None]) -> TableLine:
    texts = [
        figures.value(row.assessment, row.indicator) if row else numbers.MISSING for row in found
    ]
    colours = tuple(colour(row) if row and is_below(row) else None for row in found)
    return TableLine((name, *texts), None, unit_id, (None, *colours))


def _share_left(row: Row) -> Decimal:
    """How much of a target is missing, of 1."""
    judged = row.assessment
    return (
        abs(judged.gap / judged.target_value) if judged.gap and judged.target_value else Decimal(0)
    )
