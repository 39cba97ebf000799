"""Rows of the scorecard as charts: the same on the screen, on slides and in briefs."""

from collections.abc import Sequence
from decimal import Decimal

from cds.charts.theme import STANDING_COLOURS
from cds.charts.values import Bar, Bars
from cds.scorecard import Row
from cds.text import figures, numbers
from cds.text.screens import say


def ranking(rows: Sequence[Row], limit: int = 15) -> Bars | None:
    """Return bars of things still to do, or of the gap where nothing can be counted.

    The longest comes first. Units without a figure or without anything left are not drawn; None
    when none is left.
    """
    lengths = [(row, _left(row)) for row in rows]
    ranked = sorted(
        ((row, left) for row, left in lengths if left),
        key=lambda pair: (-pair[1], pair[0].unit.code),
    )
    if not ranked:
        return None
    return Bars(
        tuple(_ranked_bar(row, left) for row, left in ranked[:limit]), _measure(rows[0]), room=0.35
    )


def _is_counted(row: Row) -> bool:
    return row.assessment.still_to_do is not None and row.indicator.is_share


def _left(row: Row) -> Decimal | None:
    return Decimal(row.assessment.still_to_do or 0) if _is_counted(row) else row.assessment.gap


def _measure(row: Row) -> str:
    if _is_counted(row):
        thing = numbers.thing_name(row.indicator.denominator_name or "")
        return say("slide.measure_things", thing=thing)
    return say("slide.measure_gap", unit=numbers.unit_text(row.indicator))


def _ranked_bar(row: Row, left: Decimal) -> Bar:
    judged, indicator = row.assessment, row.indicator
    missing = figures.missing(judged, indicator)
    if _is_counted(row):
        missing = numbers.things(judged.still_to_do, indicator)
    assert judged.latest is not None  # noqa: S101 - nothing is left of what is not known
    badge = figures.badge(judged)
    hover = figures.hover(row.unit.name, judged.latest, indicator)
    return Bar(
        label=row.unit.name,
        value=left,
        text=f"{missing} · {figures.value(judged, indicator)}",
        hover=f"{hover}<br>{badge.word}",
        colour=STANDING_COLOURS[judged.standing],
        sign=badge.sign,
        word=badge.word,
        unit_id=row.unit.unit_id,
    )
