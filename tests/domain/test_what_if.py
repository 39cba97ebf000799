from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cds.domain.gaps import (
    Counts,
    basis_of,
    can_rise,
    counts_of,
    gain,
    least_set_of,
    parts_short,
    raised,
)
from cds.domain.indicators import Aggregation, Direction
from cds.domain.observations import ObservationStatus, Point, Series
from cds.domain.periods import parse_period
from cds.domain.status_rule import Terms, assess
from cds.domain.targets import Operator
from tests.factories import indicator, target

D = Decimal
TERMS = Terms(date(2025, 7, 15), date(2021, 1, 1))


def point(period, covered=None, whole=None, **changes):
    value = 100 * D(covered) / D(whole) if whole else changes.pop("value", D(50))
    counts = (None, None) if whole is None else (D(covered), D(whole))
    return Point(parse_period(period), value, *counts, **changes)


def series(unit, *points):
    return Series("coverage", unit, points)


WHOLE = series("home", point("2024-Q1", 100, 200), point("2025-Q2", 120, 200))
PARTS = [series("a", point("2025-Q2", 80, 100)), series("b", point("2025-Q2", 40, 100))]


def test_only_what_adds_up_and_is_better_when_more_can_rise():
    assert can_rise(indicator())
    assert can_rise(indicator(aggregation=Aggregation.SHARE_OF_COMMUNES))
    assert not can_rise(indicator(aggregation=Aggregation.SUM))
    assert not can_rise(indicator(direction=Direction.LOWER_IS_BETTER))


def test_the_basis_is_the_newest_figure_with_the_parts_of_its_period():
    stale = series("c", point("2025-Q1", 1, 50))
    basis = basis_of(WHOLE, [*PARTS, stale], indicator())
    assert str(basis.whole.period) == "2025-Q2"
    assert set(basis.counts) == {"a", "b"}
    assert basis.points["a"].value == 80


def test_a_published_percentage_without_counts_gives_way_to_generated_counts():
    generated = point("2025-Q2", 120, 200, status=ObservationStatus.DEMO)
    whole = series("home", point("2024", value=D(87)), generated)
    basis = basis_of(whole, PARTS, indicator())
    assert basis.whole == generated


def test_without_counts_there_is_no_basis():
    assert basis_of(series("home", point("2025-Q2")), PARTS, indicator()) is None
    assert basis_of(WHOLE, [series("a", point("2025-Q2"))], indicator()) is None
    assert basis_of(series("home"), PARTS, indicator()) is None
    assert basis_of(WHOLE, PARTS, indicator(direction=Direction.LOWER_IS_BETTER)) is None


def test_a_commune_that_reaches_or_not_counts_as_one_commune():
    communes = indicator(aggregation=Aggregation.SHARE_OF_COMMUNES)
    assert counts_of(point("2025", value=D(100)), communes) == Counts(D(1), D(1))
    assert counts_of(point("2025", value=D(100)), indicator()) is None
    assert counts_of(point("2025", 3, 4), communes) == Counts(D(3), D(4))


def test_the_changed_figure_is_judged_by_the_same_rule_and_stands_in_no_file():
    basis = basis_of(WHOLE, PARTS, indicator())
    things = gain(basis, {"b": D(100)})
    changed = raised(basis, things)
    judged = assess(changed, indicator(), target(value="90"), TERMS)
    assert (things, judged.latest.numerator, judged.latest.value) == (60, 180, 90)
    assert (judged.gap, judged.still_to_do, judged.latest.file_name) == (0, 0, None)
    assert len(changed.points) == len(WHOLE.points)


wholes = st.lists(
    st.integers(1, 900).flatmap(lambda h: st.integers(0, h).map(lambda c: (c, h))),
    min_size=1,
    max_size=10,
)


@given(wholes, st.integers(1, 100), st.sampled_from([">", ">=", "="]))
def test_closing_the_least_set_meets_the_target_to_the_household(counts, aim, operator):
    from cds.domain.targets import Operator

    parts = [series(f"{i:02}", point("2025-Q2", c, h)) for i, (c, h) in enumerate(counts)]
    whole = series("home", point("2025-Q2", sum(c for c, _ in counts), sum(h for _, h in counts)))
    goal = target(value=str(aim), operator=Operator(operator))
    basis = basis_of(whole, parts, indicator())
    before = assess(basis.series, indicator(), goal, TERMS)
    plan = least_set_of(basis, before.still_to_do)

    things = gain(basis, {step.unit_id: D(100) for step in plan.steps})
    after = assess(raised(basis, things), indicator(), goal, TERMS)

    assert things == (plan.steps[-1].running_total if plan.steps else 0)
    assert after.still_to_do == max(0, before.still_to_do - things)
    assert (after.still_to_do == 0) is plan.is_reachable
    if len(plan.steps) > 1:
        fewer = gain(basis, {step.unit_id: D(100) for step in plan.steps[:-1]})
        assert fewer < before.still_to_do


def test_parts_short_of_the_target_come_with_what_each_lacks_to_it():
    parts = [
        series("far", point("2025-Q2", 40, 100)),  # 40 to 80
        series("near", point("2025-Q2", 790, 1000)),  # 10 to 80
        series("on", point("2025-Q2", 8, 10)),  # at 80: short of "> 80" alone, by one
    ]
    basis = basis_of(series("home", point("2025-Q2", 838, 1110)), parts, indicator())

    at_least = parts_short(basis, D(80), Operator.AT_LEAST, indicator())
    above = parts_short(basis, D(80), Operator.GREATER, indicator())

    steps = [(step.unit_id, step.open, step.running_total) for step in at_least]
    assert steps == [("far", 40, 40), ("near", 10, 50)]
    assert [step.open for step in above] == [41, 11, 1]


def test_a_part_that_reaches_or_not_has_itself_to_do():
    share = indicator(aggregation=Aggregation.SHARE_OF_COMMUNES)
    parts = [
        series("no", point("2025-Q2", value=D(0))),
        series("yes", point("2025-Q2", value=D(100))),
    ]
    basis = basis_of(series("home", point("2025-Q2", 1, 2)), parts, share)
    (step,) = parts_short(basis, D(100), Operator.AT_LEAST, share)
    assert (step.unit_id, step.open) == ("no", 1)
