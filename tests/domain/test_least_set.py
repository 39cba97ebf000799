from decimal import Decimal
from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from cds.domain.gaps import Counts, least_set, what_if

D = Decimal


def smallest_by_trying_everything(opens, needed):
    for size in range(len(opens) + 1):
        if any(sum(chosen) >= needed for chosen in combinations(opens, size)):
            return size
    return None


def test_no_smaller_set_closes_the_gap_in_500_random_cases():
    random = Random(20211008)
    for _ in range(500):
        opens = [random.choice([0, random.randint(1, 900)]) for _ in range(12)]
        needed = random.randint(0, int(sum(opens) * 1.1) + 1)
        plan = least_set({f"{i:02}": n for i, n in enumerate(opens)}, needed)
        best = smallest_by_trying_everything(opens, needed)
        assert plan.is_reachable == (best is not None)
        assert len(plan.steps) == (best if best is not None else sum(n > 0 for n in opens))


def test_the_largest_come_first_and_ties_go_by_code():
    plan = least_set({"b": 5, "a": 5, "c": 9, "d": 0}, 14)
    assert [(s.unit_id, s.open, s.running_total) for s in plan.steps] == [("c", 9, 9), ("a", 5, 14)]


def test_when_all_do_not_suffice_the_plan_says_so():
    plan = least_set({"a": 5}, 6)
    assert (plan.is_reachable, len(plan.steps)) == (False, 1)


def test_nothing_to_do_needs_no_unit():
    assert least_set({"a": 5}, 0).steps == ()


wholes = st.lists(
    st.integers(1, 900).flatmap(lambda h: st.integers(0, h).map(lambda c: Counts(D(c), D(h)))),
    min_size=1,
    max_size=12,
)


@given(wholes, st.decimals(0, 100, places=1))
def test_what_if_never_takes_anything_away(counts, pct):
    units = {str(i): count for i, count in enumerate(counts)}
    then = what_if(units, dict.fromkeys(units, pct))
    assert then.numerator >= what_if(units, {}).numerator
    assert then.numerator <= then.denominator


@given(st.lists(st.integers(0, 50), max_size=12), st.integers(-5, 400), st.randoms())
def test_the_order_of_the_units_does_not_matter(opens, needed, random):
    units = [(f"{i:02}", n) for i, n in enumerate(opens)]
    shuffled = list(units)
    random.shuffle(shuffled)
    assert least_set(dict(units), needed) == least_set(dict(shuffled), needed)


def test_a_share_to_reach_is_reached_by_whole_things():
    units = {"a": Counts(D(1), D(3)), "b": Counts(D(9), D(10))}
    raised = what_if(units, {"a": D(50), "b": D(50), "unknown": D(100)})
    assert (raised.numerator, raised.denominator) == (11, 13)  # 1.5 of 3 is 2; b keeps its 9
