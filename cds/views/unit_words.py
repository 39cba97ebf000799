"""The one sentence that matters of a unit, and what it keeps silent about."""

from collections.abc import Iterable, Sequence

from cds.domain.admin_units import AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Tier
from cds.scorecard import Row, tally
from cds.text import figures
from cds.text.screens import say
from cds.text.standings import tally_text
from cds.views.attained import worst_of
from cds.views.unit_standing import office, title

_MOST_NAMES = 8


def summary(catalogue: Catalogue, unit: AdminUnit, rows: Sequence[Row]) -> str:
    """Count a unit's targets by standing, and name the worst gap with who answers for it."""
    counted = tally(rows)
    if not counted.total:
        return say("unit.summary_none", name=unit.name)
    told = say("unit.summary", name=unit.name, total=counted.total, parts=tally_text(counted))
    worst = worst_of(rows, catalogue)
    if worst is None:
        return told
    judged = worst.assessment
    worst_text = say(
        "unit.worst",
        worst=title(worst, rows),
        value=figures.value(judged, worst.indicator),
        period=figures.when(judged.latest),
        target=figures.target(judged, worst.indicator, worst.target),
        gap=figures.gap(judged, worst.indicator),
        office=office(worst),
    )
    return f"{told} {worst_text}"


def silent(catalogue: Catalogue, unit: AdminUnit, told: Iterable[Row]) -> str | None:
    """Name the indicators the unit's level reports but this unit has no figure of."""
    known = {row.indicator.indicator_id for row in told}
    names = [
        indicator.name
        for indicator in catalogue.indicators.values()
        if catalogue.expects(unit, indicator)
        and indicator.tier is Tier.CORE
        and indicator.indicator_id not in known
    ]
    if not names:
        return None
    more = len(names) - _MOST_NAMES
    key = "unit.silent_more" if more > 0 else "unit.silent"
    return say(key, count=len(names), names="; ".join(names[:_MOST_NAMES]), more=more)
