"""The one sentence that matters of a unit, and what it keeps silent about."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Tier
from cds.domain.places import AdminUnit
from cds.scorecard import Row
from cds.text import figures
from cds.text.screens import say
from cds.ui.unit_standing import meets, office

_MOST_NAMES = 8


def summary(unit: AdminUnit, told: Sequence[Row]) -> str:
    """Say how many targets are met, and the worst gap with who answers for it."""
    aimed = _aimed(told)
    if not aimed:
        return say("unit.summary_none", name=unit.name)
    met = sum(meets(row) for row in aimed)
    worst = worst_row(told)
    if worst is None:
        return say("unit.summary_met", name=unit.name, aimed=len(aimed))
    latest = worst.assessment.latest
    assert latest is not None  # noqa: S101 - only rows with a figure are told
    return say(
        "unit.summary",
        name=unit.name,
        met=met,
        aimed=len(aimed),
        worst=worst.indicator.name,
        value=figures.value(worst.assessment, worst.indicator),
        period=figures.when(latest),
        target=figures.target(worst.assessment, worst.indicator, worst.target),
        gap=figures.gap(worst.assessment, worst.indicator),
        office=office(worst),
    )


def worst_row(told: Sequence[Row]) -> Row | None:
    """Return what is furthest from its target, shares before others; None when all is met."""
    missing = [row for row in _aimed(told) if not meets(row)]
    shares = [row for row in missing if row.indicator.is_share]
    return max(shares or missing, key=_shortfall, default=None)


def _aimed(told: Sequence[Row]) -> list[Row]:
    return [row for row in told if row.assessment.gap is not None and row.target]


def _shortfall(row: Row) -> Decimal:
    """The gap in points for shares; else as a share of the target, as units differ."""
    gap, target = row.assessment.gap or Decimal(0), row.assessment.target_value
    return gap if row.indicator.is_share or not target else gap / abs(target)


def silent(catalogue: Catalogue, unit: AdminUnit, told: Iterable[Row]) -> str | None:
    """Name the indicators the unit's level reports but this unit has no figure of."""
    known = {row.indicator.indicator_id for row in told}
    names = [
        indicator.name
        for indicator in catalogue.indicators.values()
        if unit.level in indicator.levels
        and indicator.tier is Tier.CORE
        and indicator.indicator_id not in known
    ]
    if not names:
        return None
    more = len(names) - _MOST_NAMES
    key = "unit.silent_more" if more > 0 else "unit.silent"
    return say(key, count=len(names), names="; ".join(names[:_MOST_NAMES]), more=more)
