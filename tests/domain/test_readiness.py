from decimal import Decimal

from cds.domain.readiness import Bar, readiness

BAR = Bar("coverage", Decimal(50), 1)
LATE = Bar("late", Decimal(10), -1)


def values(**given):
    return {name: Decimal(value) for name, value in given.items()}


def test_the_readiest_lacks_the_least():
    ranked = readiness({"low": values(coverage=30), "high": values(coverage=45)}, [BAR])

    assert [one.unit_id for one in ranked] == ["high", "low"]
    assert [one.distance for one in ranked] == [Decimal("0.25"), Decimal(1)]


def test_more_than_the_pilots_had_is_no_distance_but_breaks_ties():
    ranked = readiness({"just": values(coverage=50), "far": values(coverage=90)}, [BAR])

    assert [one.unit_id for one in ranked] == ["far", "just"]
    assert [one.distance for one in ranked] == [0, 0]
    assert [one.lead for one in ranked] == [1, 0]


def test_where_less_is_better_less_is_ready():
    ranked = readiness({"late": values(late=20), "prompt": values(late=10)}, [LATE])

    assert [(one.unit_id, one.met) for one in ranked] == [("prompt", 1), ("late", 0)]


def test_what_is_not_known_is_not_ready():
    units = {"half": values(coverage=99), "whole": values(coverage=10, late=30)}

    ranked = readiness(units, [BAR, LATE])

    assert [(one.unit_id, one.known) for one in ranked] == [("whole", 2), ("half", 1)]
    assert [part.is_met for part in ranked[1].parts] == [True, None]


def test_a_commune_without_figures_has_no_distance():
    (one,) = readiness({"blank": {}}, [BAR])

    assert (one.known, one.met, one.distance, one.lead) == (0, 0, None, None)


def test_communes_all_at_the_bar_are_at_distance_zero():
    ranked = readiness({"b": values(coverage=50), "a": values(coverage=50)}, [BAR])

    assert [(one.unit_id, one.distance) for one in ranked] == [("a", 0), ("b", 0)]
