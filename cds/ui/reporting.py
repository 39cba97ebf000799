"""Who has not reported: units of the lowest level without figures in the newest period."""

from collections.abc import Sequence

from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator, Tier
from cds.domain.observations import Point, Series
from cds.domain.periods import Period
from cds.domain.places import AdminLevel
from cds.store.queries import View
from cds.text.screens import say

_MOST_NAMES = 12


def reporting_sentences(catalogue: Catalogue, view: View) -> tuple[str, ...]:
    """Say how many units have figures in the newest period, and who has none."""
    ids = [one.indicator_id for one in catalogue.indicators.values() if _is_expected(one)]
    found = (s for i in ids for s in view.series(i, level=AdminLevel.COMMUNE) if s.points)
    series = [one for one in found if catalogue.is_ours(one.unit_id)]
    if not series:
        return (say("overview.reporting_none"),)
    real = [s for s in series if any(not point.is_demo for point in s.points)]
    head = () if real else (say("overview.reporting_real_none"),)
    return (*head, *_newest_period(catalogue, real or series, is_demo=not real))


def _is_expected(indicator: Indicator) -> bool:
    """True for what every unit of the lowest level has to send; context comes as it comes."""
    return indicator.tier is Tier.CORE and AdminLevel.COMMUNE in indicator.levels


def _newest_period(
    catalogue: Catalogue, series: Sequence[Series], *, is_demo: bool
) -> tuple[str, ...]:
    period = max(point.period for one in series for point in one.points)
    reported = {one.unit_id for one in series if _point(one, period)}
    vintage = catalogue.vintage_for(catalogue.home, period)
    expected = catalogue.descendants(catalogue.home, vintage, AdminLevel.COMMUNE)
    missing = [unit.name for unit in expected if unit.unit_id not in reported]
    phrase = "overview.reporting_demo" if is_demo else "overview.reporting_period"
    counted = len(expected) - len(missing)
    head = say(phrase, period=period, reported=counted, expected=len(expected))
    if not missing:
        return (head,)
    names = ", ".join(missing[:_MOST_NAMES])
    more = len(missing) - _MOST_NAMES
    if more <= 0:
        return head, say("overview.reporting_missing", names=names)
    return head, say("overview.reporting_missing_more", names=names, more=more)


def _point(series: Series, period: Period) -> Point | None:
    return next((point for point in reversed(series.points) if point.period == period), None)
