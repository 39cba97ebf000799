"""How far a part of the motto is in one unit on one day, and the words for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.composites import Composite, newest_current
from cds.domain.indicators import Indicator
from cds.domain.observations import has_demo
from cds.domain.programme import Group
from cds.scorecard import Row
from cds.text import numbers
from cds.text.screens import say
from cds.views.attained import composite


@dataclass(frozen=True, slots=True)
class Measured:
    """A part of a unit on a day."""

    made: Composite
    is_demo: bool


def members(catalogue: Catalogue, group: Group, level: AdminLevel) -> tuple[Indicator, ...]:
    """Return the indicators of a part that units of a level report: the m of "n of m"."""
    return tuple(
        indicator
        for indicator in catalogue.indicators.values()
        if indicator.motto == group.group_id and level in indicator.levels
    )


def measured(
    catalogue: Catalogue, unit: AdminUnit, rows: Sequence[Row], day: date
) -> tuple[Measured, ...]:
    """Return every part of a unit on a day, from the unit's rows."""
    return tuple(_one(catalogue, group, unit, rows, day) for group in catalogue.motto)


def _one(
    catalogue: Catalogue, group: Group, unit: AdminUnit, rows: Sequence[Row], day: date
) -> Measured:
    inside = members(catalogue, group, unit.level)
    made = composite(inside, rows, catalogue, day)
    counted = (row for row in rows if row.indicator.indicator_id in made.basis)
    points = (newest_current(row.series.judged, day) for row in counted)
    return Measured(made, has_demo(points))


def value_text(made: Composite) -> str:
    """Return how far as a percentage."""
    return numbers.share(made.value)


def head_text(made: Composite) -> str:
    """Return how far, or in words why that is not known: no figure is not the same as no aim."""
    if made.value is not None:
        return value_text(made)
    return say("motto.unmeasured" if made.reported else "motto.no_value")


def known_text(made: Composite) -> str:
    """Return how many of the indicators have figures, and how many of those are measured."""
    key = "motto.known" if made.known == made.reported else "motto.known_unmeasured"
    return say(key, reported=made.reported, known=made.known, expected=made.expected)


def cell_text(made: Composite) -> str:
    """Return how far, by n of m indicators."""
    counts = {"reported": made.reported, "known": made.known, "expected": made.expected}
    if made.value is not None:
        return say("motto.heat_cell", value=value_text(made), **counts)
    return say("motto.heat_cell_unmeasured" if made.reported else "motto.heat_cell_none", **counts)


def short_name(group: Group) -> str:
    """Return the part's place in the motto."""
    return group.group_id.capitalize()


def column_names(groups: Iterable[Group]) -> list[str]:
    """Return the heads of the tables: the part's own words."""
    return [f"{short_name(group)}: {group.name}" for group in groups]
