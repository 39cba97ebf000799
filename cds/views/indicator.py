"""One indicator of one unit as a value: standing, trend, ranking, plan, figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cds.blocks import Block, Message, Table, item_table
from cds.charts.svg import value_steps
from cds.charts.values import Bars, Lines
from cds.domain.admin_units import AdminLevel
from cds.domain.assessments import Flag
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import IndicatorKind
from cds.domain.observations import Point, has_demo
from cds.domain.stories import Slide
from cds.scorecard import Row, governing, governing_rows, latest
from cds.text import figures, numbers
from cds.text.phrases import fitting, phrase
from cds.views import gap_plan
from cds.views.columns import ranking, row_table, trend
from cds.views.gap_plan import GapPlan
from cds.views.reader import Reader
from cds.views.standings import answering, bare

_MOST_BARS = 10


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """Everything one indicator's page shows of one unit. None means: cannot be drawn."""

    row: Row
    verdict: str
    as_of: str
    trend: Lines | None  # none of a milestone with steps: its page shows those
    trend_notes: tuple[str, ...]  # how fast it goes, and where the axis begins
    parts: tuple[Row, ...]  # the rows below that are ranked
    ranking: Bars | None
    ranked: Table
    ranking_sentence: str  # why there is no ranking, where there is none
    plan: GapPlan | None  # none where parts cannot close the gap
    method: tuple[tuple[str, str], ...]  # names and texts
    figures: Table
    history: tuple[str, ...]  # of targets that others took the place of
    has_demo: bool


def build(
    reader: Reader, indicator_id: str, unit_id: str, target_id: str | None = None
) -> IndicatorPage:
    """Gather the page; there may be no figure of the indicator at all.

    `target_id` None: judged by the governing target.
    """
    catalogue, rows = reader.catalogue, reader.rows(indicator_id)
    indicator, unit = catalogue.indicators[indicator_id], catalogue.units[unit_id]
    row = row_of(rows, unit_id, target_id) or bare(unit, indicator)
    parts = parts_of(catalogue, rows, row)
    names = _names(catalogue, parts)
    nation = catalogue.nation and row_of(rows, catalogue.nation.unit_id)
    beside = nation.series.judged if nation and nation.unit != unit else ()
    drawn, ranked = _drawn(row, beside), ranking(parts, _MOST_BARS, names)
    by_unit = {part.unit.unit_id: part for part in parts}
    seen, office = row.assessment.latest, answering(reader, row)
    as_of = [
        unit.name,
        phrase("indicator.as_of", period=figures.when(seen)) if seen else "",
        due_text(reader, row),
        phrase("indicator.office", office=office) if office != numbers.MISSING else "",
    ]
    told = ("definition", "denominator_name", "responsible", "frequency", "note")
    return IndicatorPage(
        row=row,
        verdict=verdict(reader, row, is_unit_told=True),
        as_of=" · ".join(filter(None, as_of)),
        trend=drawn,
        trend_notes=tuple(_notes(row, drawn)),
        parts=parts,
        ranking=ranked,
        ranked=row_table(
            "indicator",
            "unit gap value",
            [by_unit[bar.unit_id or ""] for bar in (ranked.bars if ranked else ())],
            {"unit": lambda part: names[part.unit.unit_id]},
        ),
        ranking_sentence=unranked(catalogue, row, parts),
        plan=gap_plan.of_row(catalogue, rows, row, reader.judged_on),
        figures=_figures(row),
        method=tuple(
            (phrase(f"indicator.{name}"), text)
            for name in told
            if (text := getattr(indicator, name))
        ),
        history=tuple(
            phrase(
                "indicator.superseded",
                name=old.name,
                value=numbers.target_value(old.value, old.operator.value, indicator),
                due=old.due_on,
                by=catalogue.targets[old.superseded_by or ""].name,
            )
            for old in catalogue.superseded_of(indicator_id)
        ),
        has_demo=has_demo((*row.series.points, *latest(parts))),
    )


def _figures(row: Row) -> Table:
    """Each figure with its source, the newest first."""
    indicator, aim = row.indicator, row.assessment.target_value
    return item_table(
        "indicator",
        reversed(row.series.points),
        {
            "period": figures.when,
            "value": lambda point: figures.mark(figures.amount(point, indicator, aim), [point]),
            "counts": lambda point: figures.counts_text(point, indicator) or numbers.MISSING,
            "status": figures.kind,
            "completeness": figures.completeness,
            "source": figures.source,
            "published_on": figures.published,
            "link": lambda point: point.source_url,
            "origin": lambda point: (
                f"{point.file_name}, {numbers.number(point.line)}"
                if point.file_name and not point.is_demo
                else numbers.MISSING
            ),
            "note": lambda point: point.note,
        },
    )


def _names(catalogue: Catalogue, parts: Sequence[Row]) -> Mapping[str, str]:
    """What parts are called: an older figure with its period."""
    names = catalogue.names_among(row.unit for row in parts)
    newest = max((point.period.end for point in latest(parts)), default=None)
    for row in parts:
        if (seen := row.assessment.latest) and seen.period.end != newest:
            names[row.unit.unit_id] += f", {figures.when(seen)}"
    return names


def block(reader: Reader, asked: Slide) -> Block:
    """The part of the indicator that is asked for, the trend if none is."""
    unit_id = asked.asked("unit", reader.catalogue.home.unit_id)
    page = reader.kept(build, asked.asked("indicator"), unit_id)
    name = page.row.indicator.name
    match asked.asked("part"):
        case "ranking":
            chart, title = page.ranking, phrase("slide.ranking", name=name)
            if chart is None:
                return Block(title, Message(page.ranking_sentence), "", latest(page.parts))
            first = {"unit": chart.bars[0].label, "text": chart.bars[0].text}
            sentence = phrase("slide.ranking_sentence", **first)
            finding = phrase("slide.finding", name=name, sentence=sentence)
            return Block(finding, chart, "", latest(page.parts))
        case "plan":
            title, points, made = phrase("slide.plan", name=name), latest(page.parts), page.plan
            if made is None or not made.steps:
                told = made.sentence if made else phrase("indicator.plan_none")
                return Block(title, Message(told), points=points)
            finding = phrase("slide.finding", name=name, sentence=made.sentence)
            steps = made.table.pick("unit open total").first()
            return Block(finding, steps, "", points, is_marked=made.has_demo)
        case _:
            return trend_block(reader, page.row)


def trend_block(reader: Reader, row: Row) -> Block:
    """One series over time against its path."""
    told, drawn, due = latest((row,)), _drawn(row), due_text(reader, row)
    return Block(
        verdict(reader, row),
        drawn or Message(undrawn(row)),
        " ".join([f"{due}.", *_notes(row, drawn)] if due else _notes(row, drawn)),
        (*told, *(point for point in reversed(row.series.points) if point not in told)),
        as_of=reader.dated(told),
    )


def undrawn(row: Row) -> str:
    """Say why a series has no trend."""
    reason = "trend_steps" if row.assessment.steps_total else "trend_none"
    return phrase(f"indicator.{reason}", unit=row.unit.name)


def verdict(reader: Reader, row: Row, *, is_unit_told: bool = False) -> str:
    """Say where a series stands: its value, and what it lacks to which target.

    `is_unit_told`: the unit's name stands beside it and is left out where there is no room.
    """
    judged, indicator, aim = row.assessment, row.indicator, row.target
    names = [indicator.name]
    if row.unit != reader.catalogue.home:
        full = phrase("slide.at_unit", name=indicator.name, unit=row.unit.name)
        names = [full, indicator.name] if is_unit_told else [full]
    slots, ways = {}, ["verdict_none"]
    if judged.latest is not None:
        slots["value"], ways = figures.value(judged, indicator), ["verdict_plain"]
    if judged.latest is not None and aim is not None:
        ways = ["verdict_open"]
        if indicator.kind is IndicatorKind.MILESTONE and judged.still_to_do:
            ways = ["verdict_steps"]
        elif judged.is_met:
            is_partial = Flag.PROVISIONAL in judged.flags
            ways = ["verdict_met_partly" if is_partial else "verdict_met"]
        elif judged.gap is not None:
            ways = ["verdict_short", "verdict_shortest"]
        slots |= {
            "gap": figures.missing(judged, indicator),
            "steps": numbers.things(judged.still_to_do, indicator),
            "target": figures.target(judged, indicator, aim),
            "known": figures.completeness(judged.latest),
        }
    told = (phrase(f"indicator.{way}", name=name, **slots) for name in names for way in ways)
    return fitting(*told)


def due_text(reader: Reader, row: Row) -> str:
    """Say by when the target of a series is due; "" without one."""
    if row.target is None:
        return ""
    due = row.assessment.due_on or row.target.due_on
    return phrase("indicator.due_past" if due < reader.judged_on else "indicator.due", due=due)


def _drawn(row: Row, reference: Sequence[Point] = ()) -> Lines | None:
    return None if row.assessment.steps_total else trend(row, reference)


def _notes(row: Row, drawn: Lines | None) -> Iterator[str]:
    """Say how fast the series goes and would have to, and where the axis begins."""
    judged, indicator = row.assessment, row.indicator
    if judged.required_pace is not None and judged.recent_pace is not None:
        yield phrase(
            "indicator.pace",
            required=numbers.in_sentence(numbers.difference(judged.required_pace, indicator)),
            recent=numbers.in_sentence(numbers.difference(judged.recent_pace, indicator)),
            since=judged.recent_from,
            until=judged.latest and judged.latest.period,
        )
    start = value_steps([s.value for line in drawn.lines for s in line.spots])[0] if drawn else 0
    if drawn and start and not drawn.states:
        yield phrase("trend.start", start=f"{numbers.trimmed(start)}{drawn.suffix}")


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
