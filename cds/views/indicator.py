"""One indicator of one unit as a value: standing, trend, ranking, plan, figures."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cds.charts.values import Bars, Lines
from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.gaps import Plan, least_set_of, still_to_do
from cds.domain.indicators import Indicator
from cds.domain.observations import Point, has_demo
from cds.domain.periods import Period
from cds.scorecard import Row, basis_below, governing, governing_rows, latest
from cds.text import figures, numbers
from cds.text.screens import say
from cds.views.attained import bare
from cds.views.row_charts import ranking, trend


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """Everything one indicator's page shows of one unit. None means: cannot be drawn."""

    row: Row
    sentence: str | None
    trend: Lines | None
    trend_has_demo: bool
    ranking: Bars | None
    ranking_sentence: str  # why there is no ranking, where there is none
    ranking_has_demo: bool
    plan_sentence: str
    plan_has_demo: bool
    plan: tuple[tuple[str, str, str], ...]  # unit, open, running total
    figures: tuple[tuple[str, ...], ...]
    history: tuple[str, ...]  # of targets that others took the place of


@dataclass(frozen=True, slots=True)
class _PlanText:
    """What is said of a plan."""

    sentence: str
    is_demo: bool = False
    rows: tuple[tuple[str, str, str], ...] = ()


def build(
    catalogue: Catalogue,
    indicator_id: str,
    rows: Sequence[Row],
    unit_id: str,
    target_id: str | None = None,
) -> IndicatorPage:
    """Gather the page from all rows of one indicator; there may be no figure of it at all.

    `target_id` None: judged by the governing target.
    """
    row = row_of(rows, unit_id, target_id) or bare(
        catalogue.units[unit_id], catalogue.indicators[indicator_id]
    )
    parts = parts_of(catalogue, rows, row)
    plan = _plan(catalogue, rows, row)
    return IndicatorPage(
        row=row,
        sentence=_sentence(row),
        trend=trend(row, _reference(catalogue, rows, row)),
        trend_has_demo=has_demo(row.series.points),
        ranking=ranking(parts),
        ranking_sentence=unranked(catalogue, row, parts),
        ranking_has_demo=has_demo(latest(parts)),
        plan_sentence=plan.sentence,
        plan_has_demo=plan.is_demo,
        plan=plan.rows,
        figures=tuple(_figure_row(point, row) for point in reversed(row.series.points)),
        history=tuple(_superseded(catalogue, row.indicator)),
    )


def _reference(catalogue: Catalogue, rows: Iterable[Row], row: Row) -> tuple[Point, ...]:
    """The nation's figures to draw beside a unit's; none beside its own."""
    if catalogue.nation is None or catalogue.nation.unit_id == row.unit.unit_id:
        return ()
    nation = row_of(rows, catalogue.nation.unit_id)
    return nation.series.judged if nation else ()


def _sentence(row: Row) -> str | None:
    """Value, gap and what is needed in one plain sentence; None without a figure."""
    judged, indicator = row.assessment, row.indicator
    if judged.latest is None:
        return None
    slots: dict[str, object] = {
        "unit": row.unit.name,
        "value": figures.value(judged, indicator),
        "period": figures.when(judged.latest),
    }
    if row.target is None:
        return say("indicator.sentence_plain", **slots)
    slots |= {
        "target": figures.target(judged, indicator, row.target),
        "due": row.target.due_on,
        "gap": figures.gap(judged, indicator),
    }
    if judged.required_pace is None or judged.recent_pace is None:
        return say("indicator.sentence", **slots)
    slots["required"] = numbers.difference(judged.required_pace, indicator)
    slots["recent"] = numbers.difference(judged.recent_pace, indicator)
    slots["since"] = judged.recent_from
    return say("indicator.sentence_pace", **slots)


def _superseded(catalogue: Catalogue, indicator: Indicator) -> Iterator[str]:
    """Say which targets are history, and what took their place."""
    for old in catalogue.superseded_of(indicator.indicator_id):
        by = catalogue.targets[old.superseded_by or ""]
        value = numbers.target_value(old.value, old.operator.value, indicator)
        yield say("indicator.superseded", name=old.name, value=value, due=old.due_on, by=by.name)


def row_of(rows: Iterable[Row], unit_id: str, target_id: str | None = None) -> Row | None:
    """The unit's row, of several targets that of the one asked for, else of the governing one."""
    own = [row for row in rows if row.unit.unit_id == unit_id]
    asked = (row for row in own if row.target and row.target.target_id == target_id)
    return next(asked, None) or governing(own)


def aims(rows: Iterable[Row], unit_id: str) -> dict[str, str]:
    """Return the targets a unit is judged by, the governing one first: id to words."""
    return {
        row.target.target_id: say(
            "indicator.aim",
            target=figures.target(row.assessment, row.indicator, row.target),
            due=row.target.due_on,
        )
        for row in rows
        if row.target and row.unit.unit_id == unit_id
    }


def parts_of(catalogue: Catalogue, rows: Sequence[Row], whole: Row) -> tuple[Row, ...]:
    """Rows of the lowest level with figures below a unit, judged by the same target."""
    period = whole.assessment.latest.period if whole.assessment.latest else _newest(rows)
    if period is None:
        return ()
    vintage = catalogue.vintage_for(whole.unit, period)
    for level in (AdminLevel.COMMUNE, AdminLevel.DISTRICT):
        ids = {unit.unit_id for unit in catalogue.descendants(whole.unit, vintage, level)}
        below = governing_rows(row for row in rows if row.unit.unit_id in ids)
        found = tuple(row for row in below if row.assessment.latest is not None)
        if found and whole.unit.level is not level:
            return found
    return ()


def unranked(catalogue: Catalogue, whole: Row, parts: Sequence[Row]) -> str:
    """Say why nothing can be ranked below a unit: nothing lacking, no target, or no figure."""
    if not parts:
        has_parts = bool(catalogue.children(whole.unit, catalogue.last_vintage(whole.unit)))
        reason = "silent" if has_parts else "lowest"
        return say(f"indicator.ranking_{reason}", unit=whole.unit.name)
    if all(part.target is None for part in parts):
        return say("indicator.ranking_no_target", count=len(parts))
    met = sum(part.assessment.gap == 0 for part in parts)
    phrase = "met" if met == len(parts) else "met_some" if met else "unknown"
    return say(f"indicator.ranking_{phrase}", met=met, count=len(parts))


def _newest(rows: Iterable[Row]) -> Period | None:
    return max((row.series.points[-1].period for row in rows if row.series.points), default=None)


def _plan(catalogue: Catalogue, rows: Sequence[Row], whole: Row) -> _PlanText:
    """The least set of parts: by the same counts as the page on gaps and the command line."""
    basis = basis_below(catalogue, rows, whole)
    target, indicator = whole.target, whole.indicator
    if basis is None or target is None or target.value is None:
        return _PlanText(say("indicator.plan_none"))
    missing = still_to_do(basis.whole, target.value, target.operator, indicator)
    if not missing:
        return _PlanText(say("indicator.plan_met"))
    plan = least_set_of(basis, missing)
    told = {
        "things": numbers.things(missing, indicator),
        "count": len(plan.steps),
        "period": basis.whole.period,
    }
    is_demo = has_demo((basis.whole, *basis.points.values()))
    if not plan.is_reachable:
        return _PlanText(say("indicator.plan_unreachable", **told), is_demo)
    sentence = say("indicator.plan_sentence", **told)
    return _PlanText(sentence, is_demo, _plan_rows(catalogue, plan, whole))


def _plan_rows(catalogue: Catalogue, plan: Plan, whole: Row) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (
            catalogue.units[step.unit_id].name,
            numbers.things(step.open, whole.indicator),
            numbers.number(step.running_total),
        )
        for step in plan.steps
    )


def _figure_row(point: Point, row: Row) -> tuple[str, ...]:
    origin = (
        f"{point.file_name}, {numbers.number(point.line)}" if point.file_name else numbers.MISSING
    )
    return (
        figures.when(point),
        figures.marked(point, row.indicator),
        figures.counts(point, row.indicator) or numbers.MISSING,
        figures.kind(point),
        figures.completeness(point),
        figures.source(point),
        figures.published(point),
        point.source_url,
        origin,
        point.note,
    )
