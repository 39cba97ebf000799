"""What a unit's standing on one indicator says: who answers, whether it is met, how it moved."""

from collections.abc import Iterable, Mapping

from cds.domain.gaps import is_met
from cds.scorecard import Row
from cds.text import figures, numbers


def office(row: Row) -> str:
    """Who answers for an indicator of the unit."""
    return (row.target and row.target.responsible) or row.indicator.responsible or numbers.MISSING


def meets(row: Row) -> bool:
    """True when the latest figure meets a numeric target."""
    target, judged = row.target, row.assessment
    if target is None or judged.latest is None or judged.target_value is None:
        return False
    direction = row.indicator.direction
    return is_met(judged.latest.value, judged.target_value, target.operator, direction)


def change(row: Row) -> str:
    """The latest figure less the one before it, signed."""
    latest, previous = row.assessment.latest, row.assessment.previous
    if latest is None or previous is None:
        return numbers.MISSING
    moved = latest.value - previous.value
    return numbers.change(moved, row.indicator)


def status(row: Row) -> str:
    """Sign and word of a standing; a dash without a target."""
    if row.target is None:
        return numbers.MISSING
    badge = figures.badge(row.assessment)
    return f"{badge.sign} {badge.word}"


def by_indicator(rows: Iterable[Row]) -> Mapping[str, Row]:
    """The unit's first row of each indicator, which holds its headline target if there is one."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row.indicator.indicator_id, row)
    return found
