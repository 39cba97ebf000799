"""One indicator of one unit as a value: standing, trend, ranking, plan, figures."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cds.blocks import Block, Message, Table, table
from cds.charts.values import Bars, Lines
from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.gaps import least_set_of, still_to_do
from cds.domain.indicators import Indicator
from cds.domain.observations import Point, has_demo
from cds.domain.periods import Period, parse_period
from cds.domain.stories import Slide
from cds.scorecard import Row, basis_below, governing, governing_rows, latest, responsible
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views.attained import bare
from cds.views.provenance import as_of
from cds.views.reader import Reader
from cds.views.row_charts import ranking, trend

_MOST_SLIDE_BARS = 14


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """Everything one indicator's page shows of one unit. None means: cannot be drawn."""

    row: Row
    sentence: str | None
    facts: tuple[tuple[str, str], ...]  # name and text: value, target, gap, things, projection
    origin: str | None
    trend: Lines | None
    trend_has_demo: bool
    parts: tuple[Row, ...]  # the rows below that are ranked
    ranking: Bars | None
    ranking_sentence: str  # why there is no ranking, where there is none
    plan_sentence: str
    plan_has_demo: bool
    plan: Table
    figures: Table
    history: tuple[str, ...]  # of targets that others took the place of

    @property
    def ranking_has_demo(self) -> bool:
        """True when any figure ranked was generated."""
        return has_demo(latest(self.parts))


def build(
    reader: Reader,
    indicator_id: str,
    unit_id: str,
    until: Period | None = None,
    target_id: str | None = None,
) -> IndicatorPage:
    """Gather the page as of a period; there may be no figure of the indicator at all.

    `target_id` None: judged by the governing target.
    """
    catalogue, rows = reader.catalogue, reader.rows(indicator_id, until)
    row = row_of(rows, unit_id, target_id) or bare(
        catalogue.units[unit_id], catalogue.indicators[indicator_id]
    )
    parts = parts_of(catalogue, rows, row)
    plan_sentence, plan_has_demo, steps = _plan(catalogue, rows, row)
    return IndicatorPage(
        row=row,
        sentence=_sentence(row),
        facts=tuple(_facts(row)),
        origin=_origin(row),
        trend=trend(row, _reference(catalogue, rows, row)),
        trend_has_demo=has_demo(row.series.points),
        parts=parts,
        ranking=ranking(parts),
        ranking_sentence=unranked(catalogue, row, parts),
        plan_sentence=plan_sentence,
        plan_has_demo=plan_has_demo,
        plan=table("indicator_plan", "unit things running", steps),
        figures=table(
            "indicator",
            "period value counts status completeness source published_on link origin note",
            (_figure_row(point, row) for point in reversed(row.series.points)),
        ),
        history=tuple(_superseded(catalogue, row.indicator)),
    )


def block(reader: Reader, asked: Slide) -> Block:
    """The part of the indicator that is asked for, the trend if none is."""
    until = asked.asked("period")
    unit_id = asked.asked("unit", reader.catalogue.home.unit_id)
    period = parse_period(until) if until else None
    page = reader.kept(build, asked.asked("indicator"), unit_id, period)
    name = page.row.indicator.name
    match asked.asked("part"):
        case "ranking":
            chart, sentence = page.ranking and page.ranking.first(_MOST_SLIDE_BARS), ""
            if chart is not None:
                first = chart.bars[0]
                slots = {"unit": first.label, "text": first.worded_text}
                sentence = phrase("slide.ranking_sentence", **slots)
            return Block(
                phrase("slide.ranking", name=name),
                chart or Message(page.ranking_sentence),
                sentence,
                latest(page.parts),
            )
        case "plan":
            has_plan = bool(page.plan.lines)
            steps = page.plan.pick("unit things running", "slide").first()
            return Block(
                phrase("slide.plan", name=name),
                steps if has_plan else Message(page.plan_sentence),
                page.plan_sentence if has_plan else "",
                latest(page.parts),
                is_marked=page.plan_has_demo,
            )
        case _:
            return trend_block(reader, page.row)


def trend_block(reader: Reader, row: Row) -> Block:
    """One series over time against its path."""
    unit, told = row.unit.name, latest((row,))
    return Block(
        phrase("slide.at_unit", name=row.indicator.name, unit=unit),
        trend(row) or Message(phrase("slide.no_figure", unit=unit)),
        _standing_sentence(row) if told else "",
        (*told, *(point for point in reversed(row.series.points) if point not in told)),
        as_of=as_of(reader, told),
    )


def _standing_sentence(row: Row) -> str:
    """Say where a series stands: value, target, standing and gap."""
    judged = row.assessment
    value, period = figures.value(judged, row.indicator), figures.when(judged.latest)
    if row.target is None:
        return phrase("slide.no_target", value=value, period=period)
    return phrase(
        "slide.standing",
        value=value,
        period=period,
        target=figures.target(judged, row.indicator, row.target),
        due=judged.due_on or row.target.due_on,
        word=figures.badge(judged).word,
        gap=figures.gap(judged, row.indicator),
    )


def _facts(row: Row) -> Iterator[tuple[str, str]]:
    """Value, target, gap in both currencies, and when it will be reached."""
    judged, indicator = row.assessment, row.indicator
    missing = figures.missing(judged, indicator)
    yield "value", figures.value(judged, indicator)
    yield "target", figures.target(judged, indicator, row.target)
    yield "gap", phrase("overview.gap_none") if judged.is_met else missing
    yield "things", numbers.things(judged.still_to_do, indicator)
    projection = numbers.MISSING
    if judged.gap == 0:
        projection = phrase("indicator.reached")
    elif judged.projected_on is not None:
        projection = numbers.day(judged.projected_on)
    elif judged.recent_pace is not None:
        projection = phrase("indicator.never")
    yield "projection", projection


def _origin(row: Row) -> str | None:
    """Say of when and from where the figure is, and who answers; None without a figure."""
    seen = row.assessment.latest
    if seen is None:
        return None
    return phrase(
        "indicator.origin",
        period=figures.when(seen),
        source=figures.source(seen),
        completeness=figures.completeness(seen),
        office=responsible(row),
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
        return phrase("indicator.sentence_plain", **slots)
    slots |= {
        "target": figures.target(judged, indicator, row.target),
        "due": row.target.due_on,
        "gap": figures.gap(judged, indicator),
    }
    if judged.required_pace is None or judged.recent_pace is None:
        return phrase("indicator.sentence", **slots)
    slots["required"] = numbers.difference(judged.required_pace, indicator)
    slots["recent"] = numbers.difference(judged.recent_pace, indicator)
    slots["since"] = judged.recent_from
    return phrase("indicator.sentence_pace", **slots)


def _superseded(catalogue: Catalogue, indicator: Indicator) -> Iterator[str]:
    """Say which targets are history, and what took their place."""
    for old in catalogue.superseded_of(indicator.indicator_id):
        by = catalogue.targets[old.superseded_by or ""]
        value = numbers.target_value(old.value, old.operator.value, indicator)
        yield phrase("indicator.superseded", name=old.name, value=value, due=old.due_on, by=by.name)


def row_of(rows: Iterable[Row], unit_id: str, target_id: str | None = None) -> Row | None:
    """The unit's row, of several targets that of the one asked for, else of the governing one."""
    own = [row for row in rows if row.unit.unit_id == unit_id]
    asked = (row for row in own if row.target and row.target.target_id == target_id)
    return next(asked, None) or governing(own)


def aims(rows: Iterable[Row], unit_id: str) -> dict[str, str]:
    """Return the targets a unit is judged by, the governing one first: id to words."""
    return {
        row.target.target_id: phrase(
            "indicator.aim",
            target=figures.target(row.assessment, row.indicator, row.target),
            due=row.target.due_on,
        )
        for row in rows
        if row.target and row.unit.unit_id == unit_id
    }


def parts_of(catalogue: Catalogue, rows: Sequence[Row], whole: Row) -> tuple[Row, ...]:
    """Rows of the lowest level with figures below a unit, judged by the same target."""
    latest = whole.assessment.latest
    ends = (row.series.points[-1].period for row in rows if row.series.points)
    period = latest.period if latest else max(ends, default=None)
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
        return phrase(f"indicator.ranking_{reason}", unit=whole.unit.name)
    if all(part.target is None for part in parts):
        return phrase("indicator.ranking_no_target", count=len(parts))
    met = sum(part.assessment.gap == 0 for part in parts)
    reason = "met" if met == len(parts) else "met_some" if met else "unknown"
    return phrase(f"indicator.ranking_{reason}", met=met, count=len(parts))


def _plan(
    catalogue: Catalogue, rows: Sequence[Row], whole: Row
) -> tuple[str, bool, list[tuple[str, str, str]]]:
    """The least set of parts: its sentence, whether it is demonstration, and its steps.

    By the same counts as the page on gaps and the command line.
    """
    basis = basis_below(catalogue, rows, whole)
    target, indicator = whole.target, whole.indicator
    if basis is None or target is None or target.value is None:
        return phrase("indicator.plan_none"), False, []
    missing = still_to_do(basis.whole, target.value, target.operator, indicator)
    if not missing:
        return phrase("indicator.plan_met"), False, []
    plan = least_set_of(basis, missing)
    told = {
        "things": numbers.things(missing, indicator),
        "count": len(plan.steps),
        "period": basis.whole.period,
    }
    is_demo = has_demo((basis.whole, *basis.points.values()))
    if not plan.is_reachable:
        return phrase("indicator.plan_unreachable", **told), is_demo, []
    steps = [
        (
            catalogue.units[step.unit_id].name,
            numbers.things(step.open, indicator),
            numbers.number(step.running_total),
        )
        for step in plan.steps
    ]
    return phrase("indicator.plan_sentence", **told), is_demo, steps


def _figure_row(point: Point, row: Row) -> tuple[str, ...]:
    origin = (
        f"{point.file_name}, {numbers.number(point.line)}" if point.file_name else numbers.MISSING
    )
    return (
        figures.when(point),
        figures.mark(figures.amount(point, row.indicator, row.assessment.target_value), [point]),
        figures.counts(point, row.indicator) or numbers.MISSING,
        figures.kind(point),
        figures.completeness(point),
        figures.source(point),
        figures.published(point),
        point.source_url,
        origin,
        point.note,
    )
