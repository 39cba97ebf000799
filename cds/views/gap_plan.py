"""The least set of one target, on the map too, and what raising chosen units would change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from cds.blocks import Table, table
from cds.charts.coverage_map import MapPayload, MapRow, legend_of
from cds.charts.map_scale import GAP_COLOURS, PLAIN_COLOURS
from cds.domain.assessments import Assessment
from cds.domain.catalogue import Catalogue
from cds.domain.gaps import (
    Basis,
    Plan,
    PlanStep,
    gain,
    is_met,
    least_set_of,
    parts_short,
    raised,
    what_if,
)
from cds.domain.indicators import Aggregation
from cds.domain.observations import has_demo
from cds.domain.status_rule import Terms, assess
from cds.scorecard import Row, basis_below
from cds.store.layers import found_layer
from cds.text import figures, numbers
from cds.text.phrases import phrase, template
from cds.views.coverage import links
from cds.views.reader import Reader

_COLOURS = {
    "named": GAP_COLOURS[1],
    "open": PLAIN_COLOURS[1],
    "done": PLAIN_COLOURS[0],
}  # of units on the map


@dataclass(frozen=True, slots=True)
class GapPlan:
    """What closes a unit's gap to one target, or who is still short where the unit is not.

    `steps` are those units, `chosen` and `level` (the whole per cent that meets the target, at
    most all of it) what a simulation begins with.
    """

    row: Row
    basis: Basis
    before: Assessment
    plan: Plan
    steps: tuple[PlanStep, ...]
    terms: Terms
    names: Mapping[str, str]  # unit_id -> name, most open first
    now: str
    sentence: str
    table: Table
    level: int
    has_demo: bool

    @property
    def is_by_unit(self) -> bool:
        """True where a part reaches or does not: then it can only rise whole."""
        return self.row.indicator.aggregation is Aggregation.SHARE_OF_COMMUNES

    @property
    def chosen(self) -> tuple[str, ...]:
        """The units of the least set, or those still short."""
        return tuple(step.unit_id for step in self.steps)


def plannable(reader: Reader) -> Mapping[str, str]:
    """Return the home's targets that parts can close: id to name, those still open first."""
    rows, home_id = reader.target_rows(), reader.catalogue.home.unit_id

    def order(pair: tuple[Row, Basis]) -> tuple[bool, bool]:
        row, basis = pair
        aim, target = row.assessment.target_value, row.target
        assert target is not None  # noqa: S101 - rows of targets
        direction, value = row.indicator.direction, basis.whole.value
        is_reached = aim is not None and is_met(value, aim, target.operator, direction)
        return is_reached, not target.is_headline

    plans = [
        (row, basis)
        for row in rows
        if row.unit.unit_id == home_id and row.target and row.target.value is not None
        if (basis := basis_below(reader.catalogue, rows, row))
    ]
    plans.sort(key=order)
    return {r.target.target_id: figures.target_name(r.target) for r, _ in plans if r.target}


def build(reader: Reader, target_id: str) -> GapPlan | None:
    """Gather the plan of one target of the home; None when its parts cannot close it."""
    found, home = reader.target_rows(), reader.catalogue.home
    own = (row for row in found if row.target and row.target.target_id == target_id)
    row = next((row for row in own if row.unit == home), None)
    return of_row(reader.catalogue, found, row, reader.judged_on) if row else None


def of_row(catalogue: Catalogue, rows: Iterable[Row], row: Row, today: date) -> GapPlan | None:
    """Gather the plan of a standing among others; None when its parts cannot close it.

    Only a gap to a number is closed by counting things.
    """
    basis = basis_below(catalogue, rows, row)
    if basis is None or row.target is None or row.target.value is None:
        return None
    terms = Terms(
        today,
        catalogue.programme.started_on,
        unit_started_on=row.unit.valid_from,
        unit_ended_on=row.unit.valid_to,
    )
    before = assess(basis.series, row.indicator, row.target, terms)
    aim, needed = before.target_value, before.still_to_do
    assert aim is not None  # noqa: S101 - what can be counted is held against a number
    assert needed is not None  # noqa: S101 - a basis has counts
    plan = least_set_of(basis, needed)
    whole = least_set_of(basis, 2**62).steps  # every open part, in order
    short = parts_short(basis, aim, row.target.operator, row.indicator)
    steps = plan.steps if needed else short
    judged, level = row.assessment.latest, int(aim.to_integral_value(ROUND_CEILING))
    is_judged = judged is not None and judged.period == basis.whole.period
    return GapPlan(
        row=row,
        basis=basis,
        before=before,
        plan=plan,
        steps=steps,
        terms=terms,
        names={
            unit_id: catalogue.units[unit_id].name
            for unit_id in dict.fromkeys([*(step.unit_id for step in whole), *basis.counts])
        },
        now=phrase(
            "plan.now" if is_judged else "plan.now_demo",
            value=figures.marked(basis.whole, row.indicator),
            counts=figures.counts_text(basis.whole, row.indicator),
            period=figures.when(basis.whole),
            aim=figures.target(before, row.indicator, row.target),
        ),
        sentence=_sentence(row, plan, whole, short),
        table=_table(catalogue, row, basis, steps, needed),
        level=min(100, level + (row.target.operator.is_strict and level == aim)),
        has_demo=has_demo((basis.whole, *basis.points.values())),
    )


def simulate(made: GapPlan, unit_ids: Sequence[str], to_pct: Decimal) -> tuple[Assessment, str]:
    """Judge the home as if the units had risen to a percentage, and say so; units above it stay."""
    level = Decimal(100) if made.is_by_unit else to_pct
    known = [unit_id for unit_id in unit_ids if unit_id in made.basis.counts]
    things = gain(made.basis, dict.fromkeys(known, level))
    indicator, before = made.row.indicator, made.before
    after = assess(raised(made.basis, things), indicator, made.row.target, made.terms)
    words = (figures.badge(before).word, figures.badge(after).word)
    values = figures.values_apart(before, after, indicator)
    key = "sentence_same" if words[0] == words[1] else "sentence"
    text = phrase(
        f"raise.{key}" if known else "raise.nothing",
        units=len(known),
        level=numbers.percent(level, 0),
        gain=numbers.things(int(things), indicator),
        before=values[0],
        after=values[1],
        gap=figures.missing(after, indicator),
        things=numbers.things(after.still_to_do, indicator),
        status_before=words[0],
        status_after=words[1],
    )
    idle = 0  # units that have reached the level already
    for counts in map(made.basis.counts.__getitem__, known):
        idle += what_if({"": counts}, {"": level}).numerator == counts.numerator
    if idle:
        text = f"{text} {phrase('raise.idle', idle=idle)}"
    return after, text


def plan_map(reader: Reader, target_id: str) -> MapPayload | None:
    """Draw the plan of a target; None without one, and without a layer of its units."""
    made = reader.kept(build, target_id)
    if made is None:
        return None
    whole, catalogue = made.basis.whole, reader.catalogue
    level = catalogue.units[next(iter(made.basis.counts))].level
    vintage = catalogue.vintage_for(catalogue.home, whole.period)
    layer = found_layer(reader.home, vintage.name, level)
    if layer is None:
        return None
    order, rows, named = list(_COLOURS), [], set(made.chosen)
    for shape in layer.shapes:
        counts = made.basis.counts.get(shape.unit_id)
        if counts is None:
            continue
        left = int(counts.denominator - counts.numerator)
        state = "named" if shape.unit_id in named else "open" if left > 0 else "done"
        rows.append(
            MapRow(
                code=shape.code,
                step=order.index(state),
                value=figures.amount(made.basis.points[shape.unit_id], made.row.indicator),
                gap=phrase(f"plan.map_{state}"),
                period=figures.when(whole),
                source=figures.source(whole),
                still_to_do=left if left > 0 else None,
                still_to_do_text=numbers.things(left, made.row.indicator) if left > 0 else "",
            )
        )
    texts = (phrase(f"plan.map_{key}") for key in order)
    missing = template("map.words.missing") if len(rows) < len(layer.shapes) else ""
    target = figures.target_name(made.row.target) if made.row.target else ""
    alt = phrase("plan.map_alt", target=target, count=len(made.steps))
    return MapPayload(
        links=links(reader.home, layer),
        rows=tuple(rows),
        colours=tuple(_COLOURS.values()),
        legend=legend_of(_COLOURS.values(), texts, missing),
        alt=alt,
        own_words=(("gap", "{gap}"),),
    )


def _sentence(row: Row, plan: Plan, whole: Sequence[PlanStep], short: Sequence[PlanStep]) -> str:
    total = plan.steps[-1].running_total if plan.steps else 0
    if plan.still_to_do == 0:
        key, lacking = "met_short" if short else "met", short[-1].running_total if short else 0
    else:
        key, lacking = "sentence" if plan.is_reachable else "unreachable", plan.still_to_do - total
    return phrase(
        f"plan.{key}",
        unit=row.unit.name,
        things=numbers.things(plan.still_to_do, row.indicator),
        units=len(plan.steps),
        open_units=len(whole),
        total=numbers.things(total, row.indicator),
        short=len(short) if key == "met_short" else numbers.things(lacking, row.indicator),
        lacking=numbers.things(lacking, row.indicator),
        spare=numbers.things(-lacking, row.indicator),
    )


def _table(
    catalogue: Catalogue, row: Row, basis: Basis, steps: Sequence[PlanStep], needed: int
) -> Table:
    vintage = catalogue.vintage_for(catalogue.home, basis.whole.period)
    aim, rows = row.assessment.target_value, []
    for place, step in enumerate(steps, start=1):
        unit, point = catalogue.units[step.unit_id], basis.points[step.unit_id]
        above = catalogue.district(unit, vintage)
        rows.append(
            (
                numbers.number(place),
                phrase("slide.at_unit", name=unit.name, unit=above.name) if above else unit.name,
                figures.mark(figures.amount(point, row.indicator, aim), [point]),
                numbers.things(step.open, row.indicator),
                numbers.things(step.running_total, row.indicator),
            )
        )
    return table("plan" if needed else "plan_short", "place unit value open total", rows)
