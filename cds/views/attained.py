"""How far each indicator of a unit is, as of a day: what sector cards and motto parts add up."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from cds.domain.admin_units import AdminUnit
from cds.domain.assessments import Assessment, Standing, Status
from cds.domain.catalogue import Catalogue
from cds.domain.composites import (
    Attained,
    Composite,
    attainment,
    natural_limit,
    newest_current,
    step_attainment,
)
from cds.domain.indicators import Indicator
from cds.domain.observations import Series
from cds.domain.targets import TargetKind
from cds.scorecard import Row, governing, is_short, urgency
from cds.text.phrases import phrase


def bare(unit: AdminUnit, indicator: Indicator) -> Row:
    """Return the row of a unit that has neither figure nor target."""
    nothing = Assessment(indicator.indicator_id, unit.unit_id, None, Status.NOT_ASSESSABLE)
    return Row(unit, indicator, None, nothing, Series(indicator.indicator_id, unit.unit_id, ()))


def row_attainment(row: Row, catalogue: Catalogue) -> Decimal | None:
    """Return how far the judged figure of a row is, 0 to 1, however old; None if not to tell."""
    return _on(row, catalogue, date.max)


def short_text(rows: Iterable[Row]) -> str:
    """Say how many targets are known to be short, and of these how many overdue; "" for none."""
    standings = [row.assessment.standing for row in rows if row.target and is_short(row)]
    overdue = standings.count(Standing.OVERDUE)
    if not standings:
        return ""
    return phrase("short_overdue" if overdue else "short", count=len(standings), overdue=overdue)


def worst_of(rows: Iterable[Row], catalogue: Catalogue) -> Row | None:
    """Return the worst row among those known to be short of their target; None if none is."""
    short = (row for row in rows if row.target and is_short(row))
    return next(iter(worst_first(short, catalogue)), None)


def worst_first(rows: Iterable[Row], catalogue: Catalogue) -> list[Row]:
    """Order rows with targets by severity."""
    return sorted(rows, key=lambda row: severity(row, row_attainment(row, catalogue)))


def severity(row: Row, share: Decimal | None) -> tuple[int, bool, Decimal]:
    """Place of a row among others, the worst first: its standing, then how far it is, 0 to 1.

    Attainments are compared, for gaps have different units.
    """
    return urgency(row), share is None, share or Decimal(0)


def composite(
    indicators: Sequence[Indicator], rows: Iterable[Row], catalogue: Catalogue, on: date
) -> Composite:
    """Return the mean attainment of indicators of one unit, by the figures current on a day.

    Rows are the unit's; an indicator without a row counts among the m of "n of m" alone.
    """
    known: dict[str, list[Row]] = {}
    for row in rows:
        known.setdefault(row.indicator.indicator_id, []).append(row)
    return Composite(
        tuple(
            Attained(
                one.indicator_id,
                _on(governing(own := known.get(one.indicator_id, [])), catalogue, on),
                has_figure=any(newest_current(row.series.judged, on) for row in own),
            )
            for one in indicators
        )
    )


def _on(row: Row | None, catalogue: Catalogue, on: date) -> Decimal | None:
    """How far a row is on a day; a milestone by its steps, without steps by its own figure."""
    if row is None:
        return None
    if row.target and row.target.kind is TargetKind.MILESTONE:
        steps = step_attainment(catalogue.steps_of(row.target.target_id), on)
        if steps is not None:
            return steps
    point = newest_current(row.series.judged, on) if on < date.max else row.assessment.latest
    if point is None:
        return None
    aim = row.assessment.target_value if row.target else natural_limit(row.indicator)
    if aim is None:
        return None
    return attainment(point.value, aim, row.indicator.floor, row.indicator.direction)
