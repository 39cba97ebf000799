"""The province among the provinces and against the nation, as a value."""

from collections.abc import Sequence
from dataclasses import dataclass

from cds.blocks import FigureKey
from cds.charts.values import Bars, Lines
from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator, IndicatorKind
from cds.domain.observations import Point, has_demo
from cds.domain.periods import Period
from cds.store.view.queries import View
from cds.views.nation_charts import ranking, ranking_note, trend
from cds.views.nation_field import both, common, field_of
from cds.views.nation_tables import summary_row, unit_row, year_figure, year_row
from cds.views.nation_words import sentences


@dataclass(frozen=True, slots=True)
class NationPage:
    """One indicator compared, by year and by province; `told` is the figure of the sentences."""

    indicator: Indicator
    sentences: tuple[str, ...]
    told: FigureKey | None
    trend: Lines | None
    ranking: Bars | None
    ranking_note: str
    has_demo: bool
    years: tuple[tuple[str, ...], ...]
    years_traced: tuple[FigureKey | None, ...]
    units: tuple[tuple[str, ...], ...]
    units_traced: tuple[FigureKey, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The indicators that are known of others too, one row each, and the figures shown."""

    rows: tuple[tuple[str, ...], ...]
    traced: tuple[FigureKey | None, ...]
    points: tuple[Point, ...]


def comparable(catalogue: Catalogue, view: View) -> tuple[str, ...]:
    """Indicators with figures of the nation or of another province; those of ours too first."""
    home_id = catalogue.home.unit_id
    found: dict[str, bool] = {}
    for indicator_id in catalogue.indicators:
        if catalogue.indicators[indicator_id].kind is IndicatorKind.MILESTONE:
            continue
        series = (
            *view.series(indicator_id, level=AdminLevel.NATION),
            *view.series(indicator_id, level=AdminLevel.PROVINCE),
        )
        ids = {one.unit_id for one in series if one.points}
        if ids - {home_id}:
            real = any(
                not point.is_demo
                for one in series
                if one.unit_id == home_id
                for point in one.points
            )
            found[indicator_id] = real
    return tuple(sorted(found, key=lambda one: not found[one]))


def years(catalogue: Catalogue, view: View, indicator_id: str) -> tuple[Period, ...]:
    """The periods with a figure to compare: the home's newest first, then the others."""
    field = field_of(catalogue, view, indicator_id)
    own = field.points.get(field.home.unit_id, {})
    known = {period for by_period in field.points.values() for period in by_period}
    beside = {
        period
        for unit_id, by_period in field.points.items()
        if unit_id != field.home.unit_id
        for period in by_period
    }
    real = {period for period, point in own.items() if not point.is_demo}
    ordered = sorted(beside or known, reverse=True)
    return tuple(sorted(ordered, key=lambda period: period not in real))


def build(catalogue: Catalogue, view: View, indicator_id: str, period: Period) -> NationPage:
    """Compare one indicator in one period, and over all of them."""
    field = field_of(catalogue, view, indicator_id)
    periods = sorted({p for by_period in field.points.values() for p in by_period}, reverse=True)
    shown = [period for period in periods if field.at(field.home.unit_id, period)]
    known = sorted({*shown, *(p for p in periods if field.mean(p))}, reverse=True)
    provinces = field.provinces(period)
    return NationPage(
        indicator=field.indicator,
        sentences=tuple(sentences(field, period)),
        told=year_figure(field, period),
        trend=trend(field),
        ranking=ranking(field, period),
        ranking_note=ranking_note(field),
        has_demo=has_demo(p for by_period in field.points.values() for p in by_period.values()),
        years=tuple(year_row(field, one) for one in known),
        years_traced=tuple(year_figure(field, one) for one in known),
        units=tuple(unit_row(field, period, unit_id) for unit_id in provinces),
        units_traced=tuple(FigureKey(indicator_id, unit_id, period) for unit_id in provinces),
    )


def summary(catalogue: Catalogue, view: View, indicator_ids: Sequence[str]) -> Summary:
    """Every comparable indicator at the newest period known of both sides."""
    found = [field_of(catalogue, view, indicator_id) for indicator_id in indicator_ids]
    periods = [(field, period) for field in found if (period := common(field)) is not None]
    periods.sort(key=lambda one: [point is None for point in both(*one)])  # ours first, then gaps
    return Summary(
        rows=tuple(summary_row(field, period) for field, period in periods),
        traced=tuple(year_figure(field, period) for field, period in periods),
        points=tuple(p for field, period in periods for p in both(field, period) if p),
    )
