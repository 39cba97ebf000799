"""The status rule as tables worked by hand, and as properties (methods, sections 2, 4, 5)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.domain.admin_units import AdminLevel
from cds.domain.assessments import BaselineOrigin, Flag, Standing, Status
from cds.domain.indicators import (
    Accumulation,
    Aggregation,
    Direction,
    Indicator,
    IndicatorKind,
    Tier,
)
from cds.domain.observations import (
    ObservationStatus,
    Origin,
    Point,
    Series,
    Unmade,
    point_of,
    up_to,
)
from cds.domain.periods import parse_period
from cds.domain.status_rule import Terms, assess
from cds.domain.targets import Operator, Target, TargetKind

D = Decimal
TERMS = Terms(today=date(2023, 3, 1), programme_started_on=date(2020, 1, 1))


def indicator(kind=IndicatorKind.SHARE, direction=Direction.HIGHER_IS_BETTER):
    return Indicator(
        "x", "X", "X", kind, "%", direction, Aggregation.RATIO_OF_SUMS,
        (AdminLevel.PROVINCE,), Tier.CORE,
    )  # fmt: skip


def target(value="80", operator=Operator.AT_LEAST, due=date(2025, 12, 31), **more):
    more.setdefault("kind", TargetKind.THRESHOLD)
    return Target(
        "t", "x", "T", AdminLevel.PROVINCE, operator=operator,
        value=None if value is None else D(value), unit_name="%",
        due_on=due, **more,
    )  # fmt: skip


def series(*pairs, **last):
    points = [Point(parse_period(period), D(str(value))) for period, value in pairs]
    if last:
        points[-1] = Point(points[-1].period, points[-1].value, **last)
    return Series("x", "u", tuple(points))


class InColumns(Unmade):
    """Points in columns, which note where one is looked at."""

    def __init__(self, points):
        self._points, self.looked_at = points, set()

    periods = property(lambda self: [one.period for one in self._points])
    values = property(lambda self: [one.value for one in self._points])
    told = property(lambda self: {one.told for one in self._points})

    def of(self, period):
        return point_of(self._points, period)

    def __len__(self):
        return len(self._points)

    def __getitem__(self, at):
        if isinstance(at, int):
            self.looked_at.add(range(len(self))[at])
        return self._points[at]


def judge(found, aim=None, terms=TERMS, measured=None):
    return assess(found, measured or indicator(), target() if aim is None else aim, terms)


# From 20 at the end of 2020 straight to 80 at the end of 2025 the path is at 44 two years on.
@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("80", Status.ACHIEVED),
        ("79.99999999", Status.ON_TRACK),
        ("44", Status.ON_TRACK),
        ("42.8", Status.ON_TRACK),  # R = 0.95 exactly
        ("42.79", Status.NEEDS_ACCELERATION),
        ("34.4", Status.NEEDS_ACCELERATION),  # R = 0.60 exactly
        ("34.39", Status.LIMITED),
        ("20", Status.LIMITED),  # R = 0
        ("19.9", Status.MOVING_AWAY),
    ],
)
def test_the_ratio_to_the_path_decides(value, status):
    found = judge(series(("2020", 20), ("2022", value)))
    assert found.status is status
    assert found.expected == 44


def test_one_value_is_not_enough_unless_it_meets_the_target():
    assert judge(series(("2022", 79))).status is Status.NOT_ASSESSABLE
    assert judge(series(("2022", 80))).status is Status.ACHIEVED


def test_without_figures_or_numeric_aim_nothing_is_claimed():
    empty = judge(Series("x", "u", ()))
    assert (empty.status, empty.latest, empty.gap) == (Status.NOT_ASSESSABLE, None, None)
    assert judge(series(("2022", 50)), target(None)).status is Status.NOT_ASSESSABLE
    assert assess(series(("2022", 5)), indicator(), None, TERMS).status is Status.NOT_ASSESSABLE


@pytest.mark.parametrize(
    ("operator", "value", "status", "todo"),
    [
        (Operator.GREATER, 800, Status.ON_TRACK, 1),
        (Operator.GREATER, 801, Status.ACHIEVED, 0),
        (Operator.EQUAL, 800, Status.ACHIEVED, 0),
        (Operator.AT_LEAST, 799, Status.ON_TRACK, 1),
    ],
)
def test_above_means_above(operator, value, status, todo):
    found = judge(
        series(("2021", 20), ("2022", D(value) / 10), numerator=D(value), denominator=D(1000)),
        target(operator=operator),
    )
    assert (found.status, found.still_to_do) == (status, todo)


def test_a_percentage_without_counts_has_points_but_no_things():
    found = judge(series(("2021", 20), ("2022", "70.5")))
    assert (found.gap, found.still_to_do) == (D("9.5"), None)


def test_fewer_is_better_counts_down():
    late = indicator(direction=Direction.LOWER_IS_BETTER)
    found = judge(
        series(("2021", 10), ("2022", 6), numerator=D(60), denominator=D(1000)),
        target("5", operator=Operator.AT_MOST), measured=late,
    )  # fmt: skip
    assert (found.status, found.gap, found.still_to_do) == (Status.ON_TRACK, 1, 10)
    assert judge(series(("2021", 10), ("2022", 5)), target("5"), measured=late).status is (
        Status.ACHIEVED
    )


def test_the_rules_apply_in_their_order():
    due = date(2022, 12, 31)
    single = judge(series(("2022", 79)), target(due=due))
    assert single.status is Status.NOT_ASSESSABLE  # rule 1 before rule 3
    assert judge(series(("2022", 80)), target(due=due)).status is Status.ACHIEVED  # 2 before 1
    assert judge(series(("2021", 20), ("2022", 80)), target(due=due)).status is Status.ACHIEVED
    # Exactly on the due date an open target is late, however good its ratio.
    assert judge(series(("2021", 20), ("2022", "79.9")), target(due=due)).status is Status.OVERDUE


def test_an_overdue_target_keeps_its_gap_but_asks_for_no_pace():
    found = judge(series(("2024", 70), ("2025", 78)))
    assert (found.status, found.gap, found.required_pace) == (Status.OVERDUE, 2, None)
    assert found.projected_on == date(2026, 3, 31)  # 2 points at 8 a year
    assert Flag.SLOW_PACE not in found.flags


def test_a_fall_at_the_end_caps_the_status_and_is_said():
    found = judge(series(("2020", 20), ("2021", 60), ("2022", 55)))
    assert found.status is Status.NEEDS_ACCELERATION
    assert Flag.REVERSAL in found.flags
    assert Flag.NEVER_AT_THIS_PACE in found.flags
    assert found.projected_on is None


def test_what_is_achieved_stays_achieved_after_a_fall_that_is_said():
    found = judge(series(("2020", 20), ("2021", 95), ("2022", 90)))
    assert found.status is Status.ACHIEVED
    assert Flag.REVERSAL in found.flags
    assert Flag.ACHIEVED_THEN_LOST not in found.flags


def test_a_cap_lowers_green_only():
    limited = judge(series(("2020", 20), ("2021", 30), ("2022", 29)))
    assert (limited.status, Flag.REVERSAL in limited.flags) == (Status.LIMITED, True)


@pytest.mark.parametrize(
    ("before", "is_slow"),
    [("36.8", False), ("36.81", True), (44, True), (45, True)],
)
def test_exactly_sixty_percent_of_the_required_pace_is_enough(before, is_slow):
    # 36 missing in three years ask for 12 a year; 44 - 36.8 = 7.2 is 60% of it.
    found = judge(series(("2020", 20), ("2021", before), ("2022", 44)))
    assert found.required_pace == 12
    assert (Flag.SLOW_PACE in found.flags) is is_slow
    assert (found.status is Status.ON_TRACK) is not is_slow


def test_the_projection_follows_the_recent_pace():
    found = judge(series(("2021", 50), ("2022", 60)))
    assert (found.recent_pace, str(found.recent_from)) == (10, "2021")
    assert found.projected_on == date(2024, 12, 31)


@pytest.mark.parametrize("now", [60, 59, "60.01"])
def test_a_pace_of_nothing_away_or_next_to_nothing_never_arrives(now):
    found = judge(series(("2021", 60), ("2022", now)))
    assert found.projected_on is None
    assert Flag.NEVER_AT_THIS_PACE in found.flags


def test_without_a_pace_nothing_is_said_about_arriving():
    found = judge(series(("2018", 10), ("2022", 50)))
    assert (found.recent_pace, found.projected_on) == (None, None)
    assert Flag.NEVER_AT_THIS_PACE not in found.flags


def test_incomplete_figures_are_never_green():
    partial = {"completeness": D("0.89"), "low": D(78), "high": D(90)}
    found = judge(series(("2020", 20), ("2022", 85), **partial))
    assert found.status is Status.NEEDS_ACCELERATION
    assert Flag.PROVISIONAL in found.flags
    assert (found.low_status, found.high_status) == (Status.ON_TRACK, Status.ACHIEVED)
    assert Flag.BOUNDS_DIFFER in found.flags


@pytest.mark.parametrize(
    ("completeness", "is_provisional"), [("0.8999", True), ("0.90", False), ("1", False)]
)
def test_below_ninety_percent_of_the_figures_is_provisional(completeness, is_provisional):
    found = judge(series(("2020", 20), ("2022", 85), completeness=D(completeness)))
    assert (Flag.PROVISIONAL in found.flags) is is_provisional
    assert (found.status is Status.ACHIEVED) is not is_provisional


def test_provisional_figures_lower_no_status_that_is_not_green():
    found = judge(series(("2020", 20), ("2022", 25), completeness=D("0.5")))
    assert (found.status, Flag.PROVISIONAL in found.flags) == (Status.LIMITED, True)


def test_bounds_of_a_nearly_complete_figure_are_told_when_the_class_hangs_on_them():
    nearly = {"completeness": D("0.95"), "low": D("78.2"), "high": D("83.2")}
    found = judge(series(("2020", 20), ("2022", 82), **nearly))
    assert found.status is Status.ACHIEVED
    assert (found.low_status, found.high_status) == (Status.ON_TRACK, Status.ACHIEVED)
    assert Flag.BOUNDS_DIFFER in found.flags


def test_bounds_of_one_class_raise_no_flag():
    sure = {"completeness": D("0.95"), "low": D(82), "high": D(87)}
    found = judge(series(("2020", 20), ("2022", 85), **sure))
    assert (found.low_status, found.high_status) == (Status.ACHIEVED, Status.ACHIEVED)
    assert Flag.BOUNDS_DIFFER not in found.flags
    whole = judge(series(("2020", 20), ("2022", 85), low=D(85), high=D(85)))
    assert (whole.low_status, whole.high_status) == (None, None)


def test_each_bound_is_judged_by_its_own_movement():
    # 58 would be a fall from 60, so the low bound is capped although it is ahead of the path.
    partial = {"completeness": D("0.85"), "low": D(58), "high": D(73)}
    found = judge(series(("2020", 20), ("2021", 60), ("2022", 72), **partial))
    assert (found.low_status, found.high_status) == (Status.NEEDS_ACCELERATION, Status.ON_TRACK)


def test_achieved_then_lost_is_said():
    found = judge(series(("2021", 81), ("2022", 79)))
    assert Flag.ACHIEVED_THEN_LOST in found.flags
    assert found.status is Status.MOVING_AWAY
    assert found.progress < 0
    assert Flag.ACHIEVED_THEN_LOST not in judge(series(("2021", 79), ("2022", 81))).flags


def test_a_baseline_of_zero_is_a_baseline():
    found = judge(series(("2020", 0), ("2022", 32)))
    assert (found.status, found.progress) == (Status.ON_TRACK, 1)
    assert found.status_cagr is Status.NOT_ASSESSABLE


def test_the_baseline_is_the_targets_own_then_the_programmes_start_then_the_earliest():
    points = series(("2019", 5), ("2021", 20), ("2022", 40))
    chosen = judge(points).baseline
    assert (chosen.origin, chosen.value) == (BaselineOrigin.PROGRAMME_START, 20)
    only_latest_since = judge(series(("2019", 5), ("2022", 40))).baseline
    assert (only_latest_since.origin, only_latest_since.value) == (BaselineOrigin.EARLIEST, 5)
    own = target(baseline_period=parse_period("2020"), baseline_value=D(10))
    assert judge(points, own).baseline.value == 10
    early = judge(series(("2018", 5), ("2019", 8))).baseline
    assert (early.origin, early.value) == (BaselineOrigin.EARLIEST, 5)


def test_an_official_path_replaces_the_straight_line():
    steps = ((parse_period("2022"), D(30)), (parse_period("2024"), D(60)))
    found = judge(series(("2020", 20), ("2023", 45)), target(path=steps))
    assert found.expected == 45
    assert found.status is Status.ON_TRACK


def test_keeping_ahead_of_an_official_path_is_on_track():
    # The path asks for 30 in 2022 although there were 60 already in 2020.
    path = ((parse_period("2022"), D(30)),)
    ahead = judge(series(("2020", 60), ("2022", 70)), target(path=path))
    assert (ahead.expected, ahead.status, ahead.progress) == (30, Status.ON_TRACK, None)
    kept = judge(series(("2020", 60), ("2021", 61), ("2022", 35)), target(path=path))
    assert (kept.status, Flag.REVERSAL in kept.flags) == (Status.NEEDS_ACCELERATION, True)
    assert judge(series(("2020", 60), ("2022", 29)), target(path=path)).status is (
        Status.MOVING_AWAY
    )


def test_past_the_due_date_the_final_figure_is_awaited():
    late = Terms(today=date(2026, 1, 1), programme_started_on=date(2021, 1, 1))
    found = judge(series(("2021", 20), ("2024", 88)), terms=late)
    assert found.status is Status.ACHIEVED
    assert Flag.AWAITING_FINAL in found.flags
    on_the_day = Terms(today=date(2025, 12, 31), programme_started_on=date(2021, 1, 1))
    assert Flag.AWAITING_FINAL not in judge(series(("2024", 88)), terms=on_the_day).flags
    assert Flag.AWAITING_FINAL in judge(series(("2025-12-30", 88)), terms=late).flags
    final = judge(series(("2025", 88)), terms=late)
    assert Flag.AWAITING_FINAL not in final.flags


def test_no_figure_at_all_is_awaited_too():
    late = Terms(today=date(2026, 1, 1), programme_started_on=date(2021, 1, 1))
    assert judge(Series("x", "u", ()), terms=late).flags == (Flag.AWAITING_FINAL,)
    assert judge(Series("x", "u", ())).flags == ()


def test_the_reference_of_the_same_period_is_the_target():
    above = target(None, Operator.GREATER, kind=TargetKind.ABOVE_REFERENCE)
    nation = series(("2021", 40), ("2022", 50))
    terms = Terms(TERMS.today, TERMS.programme_started_on, reference=nation)
    behind = judge(series(("2021", 30), ("2022", 48)), above, terms)
    assert (behind.gap, behind.target_value) == (2, 50)
    assert behind.status is Status.ON_TRACK
    assert judge(series(("2022", "50.1")), above, terms).status is Status.ACHIEVED
    assert judge(series(("2022", 50)), above, terms).status is Status.NOT_ASSESSABLE
    assert judge(series(("2022-Q3", 90)), above, terms).status is Status.NOT_ASSESSABLE
    assert judge(series(("2022", 90)), above).status is Status.NOT_ASSESSABLE


def above_reference(own, nation, **more):
    aim = target(None, Operator.GREATER, kind=TargetKind.ABOVE_REFERENCE, **more)
    return judge(own, aim, replace(TERMS, reference=nation))


def test_the_distance_to_the_reference_is_told_in_the_indicators_own_terms():
    own = series(("2020", 30), ("2021", 42), ("2022", 48))
    found = above_reference(own, series(("2020", 40), ("2021", 46), ("2022", 50)))
    # Distances -10, -4, then -2; two of five years on, the path from -10 to 0 is at -6.
    assert (found.baseline.value, found.expected, found.progress) == (30, 44, 2)
    assert (found.recent_pace, found.required_pace) == (2, D(2) / 3)
    assert found.status_cagr is None


def test_a_baseline_in_the_register_is_compared_with_its_own_reference():
    figures = series(("2022", 48)), series(("2020", 40), ("2022", 50))
    known = {"baseline_period": parse_period("2020"), "baseline_value": D(30)}
    path = ((parse_period("2021"), D(99)),)  # in other terms than distances
    found = above_reference(*figures, **known, path=path)
    assert (found.baseline.value, found.baseline.origin) == (30, BaselineOrigin.TARGET)
    assert (found.expected, found.status) == (44, Status.ON_TRACK)
    alone = above_reference(*figures, baseline_period=parse_period("2019"), baseline_value=D(3))
    assert alone.status is Status.NOT_ASSESSABLE


def test_bounds_move_with_the_reference():
    nation = series(("2020", 40), ("2022", 50))
    own = series(("2020", 30), ("2022", 52), completeness=D("0.8"), low=D(49), high=D(59))
    found = above_reference(own, nation)
    assert (found.low_status, found.high_status) == (Status.ON_TRACK, Status.ACHIEVED)
    assert found.status is Status.NEEDS_ACCELERATION
    below = series(("2020", 30), ("2022", 48), completeness=D("0.8"), low=D(40), high=D("49.5"))
    found = above_reference(below, nation)
    assert (found.low_status, found.high_status) == (Status.LIMITED, Status.ON_TRACK)


def test_things_still_to_do_lead_above_the_reference():
    own = series(("2020", 30), ("2022", 48), numerator=D(480), denominator=D(1000))
    found = above_reference(own, series(("2020", 40), ("2022", 50)))
    assert (found.gap, found.still_to_do) == (2, 21)  # 501 of 1,000 are above 50%


def test_a_generated_reference_makes_the_judgement_a_demonstration():
    nation = Series("x", "vn", (Point(parse_period("2022"), D(50), status=ObservationStatus.DEMO),))
    found = above_reference(series(("2022", 51)), nation)
    assert (found.status, Flag.DEMO in found.flags) == (Status.ACHIEVED, True)


def test_real_figures_are_judged_before_generated_ones():
    demo = Point(parse_period("2022-Q4"), D(90), status=ObservationStatus.DEMO)
    real = Point(parse_period("2021"), D(40))
    found = judge(Series("x", "u", (real, demo)))
    assert (found.latest, Flag.DEMO in found.flags) == (real, False)
    assert Flag.DEMO in judge(Series("x", "u", (demo,))).flags


def test_what_is_odd_about_a_figure_is_flagged():
    odd = judge(
        series(
            ("2022", 110), numerator=D(110), denominator=D(100), origin=Origin.WEIGHTED,
            parts_value=D("109.4"),
        )
    )  # fmt: skip
    assert {Flag.OVER_100, Flag.WEIGHTED, Flag.PARTS_DIFFER} <= set(odd.flags)
    assert Flag.PARTS_DIFFER not in judge(series(("2022", 110), parts_value=D("109.5"))).flags
    whole = judge(series(("2022", 100), numerator=D(10), denominator=D(10), completeness=None))
    assert whole.flags == ()


@pytest.mark.parametrize(("parts", "differ"), [(198, False), ("197.9", True), ("202.1", True)])
def test_a_sum_differs_from_its_parts_beyond_one_percent(parts, differ):
    count = indicator(IndicatorKind.COUNT)
    found = judge(series(("2022", 200), parts_value=D(parts)), measured=count)
    assert (Flag.PARTS_DIFFER in found.flags) is differ


def test_the_growth_method_is_shown_where_it_differs():
    # At 9.5 of 60 and just fallen: growth rates call it good, the path does not.
    found = judge(series(("2020", "0.6"), ("2021", 10), ("2022", "9.5")), target("60"))
    assert found.status is Status.LIMITED
    assert found.status_cagr is Status.ON_TRACK
    assert Flag.METHODS_DIFFER in found.flags


values = st.decimals(0, 100, places=2)
RANK = {
    status: rank
    for rank, status in enumerate(
        (Status.MOVING_AWAY, Status.LIMITED, Status.NEEDS_ACCELERATION, Status.ON_TRACK,
         Status.ACHIEVED)
    )
}  # fmt: skip


@given(values, values, values, values)
def test_a_higher_value_never_worsens_the_status(base, before, low, high):
    low, high = sorted((low, high))
    worse, better = (
        judge(series(("2020", base), ("2021", before), ("2022", last))).status
        for last in (low, high)
    )
    assert RANK[worse] <= RANK[better]


@given(values, values, values, st.integers(0, 1000), st.integers(0, 1000))
def test_a_higher_numerator_never_worsens_the_status_on_an_official_path(
    base, step, mid, low, high
):
    low, high = sorted((low, high))
    path = ((parse_period("2022"), step), (parse_period("2024"), mid))
    worse, better = (
        judge(
            series(("2020", base), ("2021", mid), ("2022", D(count) / 10),
                   numerator=D(count), denominator=D(1000)),
            target(path=path),
        )
        for count in (low, high)
    )  # fmt: skip
    assert RANK[worse.status] <= RANK[better.status]
    assert worse.still_to_do >= better.still_to_do


figures = st.lists(
    st.tuples(st.sampled_from(range(2015, 2026)), values), min_size=1, unique_by=lambda f: f[0]
)


@given(figures, st.randoms())
def test_the_order_of_the_figures_does_not_matter(pairs, random):
    given_order = series(*((str(year), value) for year, value in pairs))
    shuffled = list(given_order.points)
    random.shuffle(shuffled)
    assert judge(given_order) == judge(Series("x", "u", tuple(shuffled)))


@given(
    st.decimals(-(10**19), 10**19, places=8),
    st.decimals(-(10**19), 10**19, places=8),
    st.decimals(-(10**19), 10**19, places=8),
)
def test_no_number_the_store_can_hold_breaks_the_judgement(base, latest, aim):
    found = judge(series(("2020", base), ("2022", latest)), target(aim))
    assert found.status in RANK


@given(values, values)
def test_the_gap_is_nothing_exactly_when_the_target_is_met(base, latest):
    found = judge(series(("2020", base), ("2022", latest)))
    assert (found.gap == 0) == (found.status is Status.ACHIEVED)


@given(values, values, values)
def test_mirrored_figures_get_the_mirrored_judgement(base, before, latest):
    up = judge(series(("2020", base), ("2021", before), ("2022", latest)))
    down = judge(
        series(("2020", 100 - base), ("2021", 100 - before), ("2022", 100 - latest)),
        target("20", Operator.AT_MOST),
        measured=indicator(direction=Direction.LOWER_IS_BETTER),
    )
    assert (up.status, up.gap, up.progress) == (down.status, down.gap, down.progress)
    said = [{*one.flags} - {Flag.METHODS_DIFFER} for one in (up, down)]  # growth is no mirror
    assert said[0] == said[1]


def test_a_flat_stretch_of_the_path_expects_no_change_yet():
    flat = target(path=((parse_period("2023"), D(20)),))
    assert judge(series(("2020", 20), ("2022", 45)), flat).status is Status.ON_TRACK
    assert judge(series(("2020", 20), ("2022", 19)), flat).status is Status.MOVING_AWAY
    kept = judge(series(("2021", 20), ("2022", 20)), flat)
    assert (kept.status, Flag.SLOW_PACE in kept.flags) == (Status.NEEDS_ACCELERATION, True)


def test_a_unit_made_by_a_reform_is_said_to_have_changed():
    new = Terms(TERMS.today, TERMS.programme_started_on, unit_started_on=date(2022, 7, 1))
    assert Flag.UNIT_CHANGED in judge(series(("2022", 20)), terms=new).flags
    assert Flag.UNIT_CHANGED not in judge(series(("2022", 20))).flags


def test_a_unit_as_old_as_the_programme_has_not_changed():
    old = replace(TERMS, unit_started_on=TERMS.programme_started_on)
    assert Flag.UNIT_CHANGED not in judge(series(("2022", 20)), terms=old).flags


def test_a_milestone_keeps_the_flags_of_its_figure_but_waits_for_none():
    demo = Point(parse_period("2022"), D(0), status=ObservationStatus.DEMO)
    late = replace(TERMS, today=date(2026, 1, 1))
    aim = target("1", Operator.EQUAL, kind=TargetKind.MILESTONE)
    found = judge(Series("x", "u", (demo,)), aim, late, indicator(IndicatorKind.MILESTONE))
    assert (found.status, found.flags) == (Status.NOT_ASSESSABLE, (Flag.DEMO,))


def test_the_growth_method_counts_the_years_to_the_due_date():
    # 4.9% a year where 21% are needed from 10 at the end of 2020 to 25.94 at the end of 2025.
    found = judge(series(("2020", 10), ("2022", 11)), target("25.94"))
    assert found.status_cagr is Status.LIMITED


def test_qualitative_targets_still_show_figure_and_due_date():
    late = Terms(date(2026, 1, 1), TERMS.programme_started_on)
    found = judge(series(("2022", 70)), target(None), late)
    assert found.latest.value == 70
    assert found.flags == (Flag.AWAITING_FINAL,)


def test_a_baseline_of_the_targets_own_after_the_figure_claims_nothing():
    own = target(baseline_period=parse_period("2023"), baseline_value=D(10))
    assert judge(series(("2022", 40)), own).status is Status.NOT_ASSESSABLE


def flow(*pairs):
    measured = replace(indicator(IndicatorKind.COUNT), accumulation=Accumulation.FLOW)
    return judge(series(*pairs), target("1000"), measured=measured)


def test_a_quarter_of_a_flow_is_not_held_against_the_target_of_a_year():
    quarters = [(f"{year}-Q{number}", 500) for year in (2021, 2022) for number in (1, 2, 3, 4)]
    found = flow(*quarters)
    assert (found.status, found.latest.value, str(found.latest.period)) == (
        Status.ACHIEVED, 2000, "2022",
    )  # fmt: skip
    assert (str(found.previous.period), found.previous.value) == ("2021", 2000)


def test_a_flow_without_a_whole_year_is_shown_and_not_judged():
    found = flow(("2022-Q1", 500), ("2022-Q2", 1200))
    assert (found.status, found.gap, found.latest.value) == (Status.NOT_ASSESSABLE, None, 1200)
    assert found.previous.value == 500


def test_a_flow_is_judged_by_a_year_cumulated_beside_plain_figures():
    measured = replace(indicator(IndicatorKind.COUNT), accumulation=Accumulation.FLOW)
    plain = series(("2022", 400), ("2023-Q1", 300)).points
    cumulated = series(("2023-Q4", 1300), cumulative_since=date(2023, 1, 1)).points
    found = judge(Series("x", "u", (*plain, *cumulated)), target("1000"), measured=measured)
    assert (found.status, found.latest.value, found.previous.value) == (Status.ACHIEVED, 1300, 400)


@pytest.mark.parametrize(
    ("figures", "standing"),
    [
        ([("2025-Q1", 500)], Standing.UNKNOWN),  # no year before the due date, nothing after it
        ([("2025-Q4", 500)], Standing.NOT_ASSESSABLE),  # a figure of the due date, not a year's
    ],
)
def test_past_the_due_date_figures_that_tell_nothing_leave_it_unknown(figures, standing):
    measured = replace(indicator(IndicatorKind.COUNT), accumulation=Accumulation.FLOW)
    late = Terms(today=date(2026, 1, 1), programme_started_on=date(2021, 1, 1))
    assert judge(series(*figures), target("1000"), late, measured).standing is standing


def test_a_series_is_judged_by_its_columns_and_the_last_figures():
    told = series(*((f"{2010 + n}", n) for n in range(13)))
    columns = InColumns(told.points)
    assert judge(replace(told, points=columns)) == judge(told)
    assert columns.looked_at == {11, 12}


def test_those_up_to_a_day_and_that_of_a_period_are_found_in_columns():
    told = series(("2020", 1), ("2021", 2), ("2022", 3)).points
    columns = InColumns(told)
    assert up_to(columns, date(2021, 12, 31)) == up_to(told, date(2021, 12, 31)) == told[:2]
    assert up_to(columns, date(2023, 1, 1)) is columns
    for text in ("2021", "2021-Q4", "2019"):
        period = parse_period(text)
        assert point_of(columns, period) == point_of(told, period)
    assert point_of(told, told[1].period) is told[1]
