"""What a unit's standing on one indicator says: its name, who answers, how it moved."""

from collections.abc import Iterable

from cds.scorecard import Row
from cds.text import figures, numbers


def office(row: Row) -> str:
    """Who answers for an indicator of the unit."""
    return (row.target and row.target.responsible) or row.indicator.responsible or numbers.MISSING


def title(row: Row, rows: Iterable[Row]) -> str:
    """What a row is called among others: by its target where several aim at one indicator."""
    if row.target is None:
        return row.indicator.name
    aimed = {one.target.target_id for one in rows if one.target and one.indicator == row.indicator}
    return figures.target_name(row.target) if len(aimed) > 1 else row.indicator.name


def change(row: Row) -> str:
    """The latest figure less the one before it, signed."""
    latest, previous = row.assessment.latest, row.assessment.previous
    if latest is None or previous is None:
        return numbers.MISSING
    return numbers.change(*numbers.between(previous.value, latest.value, row.indicator))


def status(row: Row) -> str:
    """Sign and word of a standing; a dash without a target."""
    if row.target is None:
        return numbers.MISSING
    badge = figures.badge(row.assessment)
    return f"{badge.sign} {badge.word}"
