from decimal import Decimal

from cds.domain.pilots import PilotStart, readiness

BAR = PilotStart("coverage", Decimal(50), 1)
LATE = PilotStart("late", Decimal(10), -1)


def values(**given):
    return {name: Decimal(value) for name, value in given.items()}


def test_the_readiest_lacks_the_least():
    ranked = readiness({"low": values(coverage=30), "high": values(coverage=45)}, [BAR])

    assert [one.unit_id for one in ranked] == ["high", "low"]
    assert [one.distance for one in ranked] == [Decimal("-0.25"), Decimal(-1)]


def test_communes_that_lack_nothing_rank_by_their_lead():
    ranked = readiness({"just": values(coverage=50), "far": values(coverage=90)}, [BAR])

    assert [one.unit_id for one in ranked] == ["far", "just"]
    assert [one.distance for one in ranked] == [1, 0]


def test_a_lead_in_one_part_does_not_pay_for_a_lack_in_another():
    units = {
        "short": values(coverage=45, late=0),  # short by 5 of 50 points, 10 days ahead of 10
        "even": values(coverage=50, late=10),
        "best": values(coverage=95, late=9),  # ahead by 45 of 50 points and 1 of 10 days
    }

    ranked = readiness(units, [BAR, LATE])

    assert [(one.unit_id, one.distance) for one in ranked] == [
        ("best", Decimal("0.5")),
        ("even", Decimal(0)),
        ("short", Decimal("-0.05")),
    ]


def test_of_two_that_lack_the_same_the_one_further_ahead_comes_first():
    units = {"a": values(coverage=45, late=9), "b": values(coverage=45, late=0)}

    ranked = readiness(units, [BAR, LATE])

    assert [one.unit_id for one in ranked] == ["b", "a"]
    assert len({one.distance for one in ranked}) == 1


def test_where_less_is_better_less_is_ready():
    ranked = readiness({"late": values(late=20), "prompt": values(late=10)}, [LATE])

    assert [(one.unit_id, one.met) for one in ranked] == [("prompt", 1), ("late", 0)]


def test_what_is_not_known_is_not_ready():
    units = {"half": values(coverage=99), "whole": values(coverage=10, late=30)}

    ranked = readiness(units, [BAR, LATE])

    assert [(one.unit_id, one.known) for one in ranked] == [("whole", 2), ("half", 1)]
    assert [part.is_met for part in ranked[1].measures] == [True, None]


def test_a_commune_without_figures_has_no_distance():
    (one,) = readiness({"blank": {}}, [BAR])

    assert (one.known, one.met, one.distance, one.lead) == (0, 0, None, None)


def test_communes_all_at_the_bar_are_at_distance_zero():
    ranked = readiness({"b": values(coverage=50), "a": values(coverage=50)}, [BAR])

    assert [(one.unit_id, one.distance) for one in ranked] == [("a", 0), ("b", 0)]
