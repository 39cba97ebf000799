"""The tables of the comparison with the nation, and the figures their rows show."""

from cds.blocks import FigureKey
from cds.domain.assessments import rank
from cds.domain.periods import Period
from cds.text import figures, numbers
from cds.views.nation_field import IndicatorField, both, gap_text, name, place

YEAR_COLUMNS = ("period", "home", "mean", "gap", "place", "framework", "source", "source_mean")
UNIT_COLUMNS = ("place", "unit", "value", "gap", "framework", "source")
SUMMARY_COLUMNS = ("indicator", "period", "home", "mean", "gap", "place", "kind", "framework")


def year_row(field: IndicatorField, period: Period) -> tuple[str, ...]:
    """Return home and nation in a period, as YEAR_COLUMNS."""
    point, mean = field.at(field.home.unit_id, period), field.mean(period)
    own = place(field, period)
    return (
        numbers.period(period),
        figures.marked(point, field.indicator),
        figures.marked(mean, field.indicator),
        gap_text(field, period, point),
        f"{own[0]}/{own[1]}" if own else numbers.MISSING,
        field.framework(period),
        figures.source(point) if point else numbers.MISSING,
        figures.source(mean) if mean else numbers.MISSING,
    )


def year_figure(field: IndicatorField, period: Period) -> FigureKey | None:
    """Return the home's figure, else the nation's."""
    nation = field.catalogue.nation
    for unit_id in (field.home.unit_id, nation.unit_id if nation else None):
        if unit_id is not None and field.at(unit_id, period):
            return FigureKey(field.indicator.indicator_id, unit_id, period)
    return None


def unit_row(field: IndicatorField, period: Period, unit_id: str) -> tuple[str, ...]:
    """Return a province in a period, as UNIT_COLUMNS."""
    point = field.provinces(period)[unit_id]
    values = [one.value for one in field.provinces(period).values()]
    values.remove(point.value)
    found = rank(point.value, values, field.indicator.direction.sign)
    return (
        numbers.number(found.place),
        name(field, unit_id),
        figures.marked(point, field.indicator),
        gap_text(field, period, point),
        field.framework(period),
        figures.source(point),
    )


def summary_row(field: IndicatorField, period: Period) -> tuple[str, ...]:
    """Return an indicator in a period, as SUMMARY_COLUMNS."""
    period_text, home, mean, gap, own, framework, *_ = year_row(field, period)
    kind = " / ".join(figures.kind(point) for point in both(field, period))
    return field.indicator.name, period_text, home, mean, gap, own, kind, framework
