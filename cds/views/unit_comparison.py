"""Two units side by side: the same indicators, the same periods."""

from collections.abc import Iterable
from dataclasses import dataclass

from cds.blocks import FigureKey, Table, table
from cds.domain.admin_units import AdminUnit
from cds.domain.indicators import Direction
from cds.domain.observations import Point, has_demo
from cds.domain.periods import Period
from cds.scorecard import Row, governing_rows
from cds.text import figures, numbers
from cds.text.phrases import head, phrase
from cds.views.columns import signed_status
from cds.views.reader import Reader

_COLUMNS = "indicator period one other difference better status other_status"


@dataclass(frozen=True, slots=True)
class UnitComparison:
    """What the two units have in common; lines can be traced to the first unit's figures."""

    title: str
    sentence: str
    table: Table
    has_demo: bool


def compare(reader: Reader, one_id: str, other_id: str) -> UnitComparison:
    """Set two units side by side, each indicator at the first unit's latest common period."""
    one, other = reader.catalogue.units[one_id], reader.catalogue.units[other_id]
    pairs = list(_pairs(reader.rows_of(one_id), reader.rows_of(other_id)))
    better = sum(_sign(*pair) > 0 for pair in pairs)
    worse = sum(_sign(*pair) < 0 for pair in pairs)
    sentence = phrase("unit.comparison_none")
    if pairs:
        sentence = phrase(
            "unit.comparison_sentence",
            count=len(pairs),
            one=one.name,
            other=other.name,
            better=better,
            worse=worse,
            same=len(pairs) - better - worse,
        )
    second = other.name if other.name != one.name else f"{other.name} ({other.code})"
    status = head("status", "unit")
    return UnitComparison(
        title=phrase("unit.comparison", one=one.name, other=other.name),
        sentence=sentence,
        table=table(
            "unit",
            _COLUMNS,
            (_texts(one, other, *pair) for pair in pairs),
            (
                FigureKey(row.indicator.indicator_id, one_id, here.period)
                for row, _, here, _ in pairs
            ),
            named={
                "one": one.name,
                "other": second,
                "status": f"{status} · {one.name}",
                "other_status": f"{status} · {second}",
            },
        ),
        has_demo=has_demo(point for _, _, *both in pairs for point in both),
    )


def _pairs(rows: Iterable[Row], others: Iterable[Row]) -> Iterable[tuple[Row, Row, Point, Point]]:
    second = {row.indicator.indicator_id: row for row in governing_rows(others)}
    for row in governing_rows(rows):
        other = second.get(row.indicator.indicator_id)
        if other is None or row.indicator.direction is Direction.CONTEXT:
            continue
        theirs: dict[Period, Point] = {point.period: point for point in other.series.points}
        common = [point for point in row.series.judged if point.period in theirs]
        if common:
            yield row, other, common[-1], theirs[common[-1].period]


def _sign(row: Row, _other: Row, here: Point, there: Point) -> int:
    """+1 when the first unit is better, -1 when the second is."""
    ahead = row.indicator.direction.sign * (here.value - there.value)
    return (ahead > 0) - (ahead < 0)


def _texts(
    one: AdminUnit, other: AdminUnit, row: Row, second: Row, here: Point, there: Point
) -> tuple[str, ...]:
    names = {1: one.name, -1: other.name, 0: phrase("unit.equal")}
    return (
        row.indicator.name,
        figures.when(here),
        figures.marked(here, row.indicator),
        figures.marked(there, row.indicator),
        numbers.change(*numbers.between(there.value, here.value, row.indicator)),
        names[_sign(row, second, here, there)],
        signed_status(row),
        signed_status(second),
    )
