"""Who inherited what: shares through one and several reforms, worked by hand and at random."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cds.domain.admin_units import AdminUnitChange, Inheritance, Past, Vintage, crosswalk, outlook
from tests import factories

DAYS = (date(2004, 1, 1), date(2020, 1, 1), date(2025, 7, 1))


def vintages(*units):
    """The units of each vintage, by one letter each."""
    lasts = [day - timedelta(days=1) for day in DAYS[1 : len(units)]] + [None]
    return tuple(
        Vintage(f"v{day.year}", day, last, dict.fromkeys(held), {})
        for day, last, held in zip(DAYS, lasts, units, strict=False)
    )


def change(day, source, to, share="1", *, is_estimate=False):
    part = None if share is None else Decimal(share)
    return AdminUnitChange(source, to, day, "", part, "", is_estimate)


def inherited(heir, source, share="1", *, is_estimate=False):
    part = None if share is None else Decimal(share)
    return Inheritance(heir, source, part, is_estimate)


FIRST = [
    change(DAYS[1], "A", "D"),
    change(DAYS[1], "B", "D", "0.75", is_estimate=True),
    change(DAYS[1], "B", "E", "0.25", is_estimate=True),
]
SECOND = [
    change(DAYS[2], "D", "F", "0.4"),
    change(DAYS[2], "D", "G", "0.6"),
    change(DAYS[2], "E", "G"),
    change(DAYS[2], "C", "H"),
]
OLD, MIDDLE, NEW = ALL = vintages("ABC", "DEC", "FGH")


def test_a_reform_passes_shares_on_and_leaves_out_what_stayed():
    assert crosswalk(FIRST, ALL, OLD, MIDDLE) == (
        inherited("D", "A"),
        inherited("D", "B", "0.75", is_estimate=True),
        inherited("E", "B", "0.25", is_estimate=True),
    )


def test_a_catalogue_on_chosen_boundaries_knows_what_their_units_inherited():
    known = replace(factories.catalogue(), changes=tuple(FIRST), vintages=ALL)

    assert known.inherited(OLD) == ()
    assert known.within(MIDDLE.name).inherited(OLD) == crosswalk(FIRST, ALL, OLD, MIDDLE)


def test_chosen_boundaries_show_their_units_and_those_of_no_vintage():
    known = replace(factories.catalogue(), changes=tuple(FIRST), vintages=ALL)

    shown = known.within(NEW.name)

    assert [shown.is_shown(one) for one in ("F", "A", "the nation")] == [True, False, True]
    assert known.is_shown("A")


def test_two_reforms_multiply_along_a_way_and_add_where_ways_meet():
    found = crosswalk([*FIRST, *SECOND], ALL, OLD, NEW)

    assert found == (
        inherited("F", "A", "0.4"),
        inherited("F", "B", "0.300", is_estimate=True),
        inherited("G", "A", "0.6"),
        inherited("G", "B", "0.700", is_estimate=True),  # 0.75 x 0.6 by D, and 0.25 by E
        inherited("H", "C"),
    )


def test_an_unknown_share_stays_unknown_whatever_it_meets():
    unknown = [change(DAYS[1], "A", "D", None), change(DAYS[1], "B", "D")]

    found = crosswalk([*unknown, change(DAYS[2], "D", "F")], vintages("AB", "D", "F"), OLD, NEW)

    assert [one.share for one in found] == [None, Decimal(1)]


def test_a_unit_that_took_in_another_and_kept_its_key_inherits_from_itself():
    found = crosswalk([change(DAYS[1], "B", "A")], vintages("ABC", "AC"), *vintages("ABC", "AC"))

    assert found == (inherited("A", "A"), inherited("A", "B"))


def test_nothing_goes_back_in_time_and_what_ends_has_no_heir():
    assert crosswalk([*FIRST, *SECOND], ALL, NEW, OLD) == ()
    assert crosswalk([], vintages("AB", "A"), *vintages("AB", "A")) == ()


def test_an_outlook_counts_what_the_past_of_each_unit_is_made_of():
    changes = [
        change(DAYS[1], "A", "D"),
        change(DAYS[1], "B", "E", "0.25"),
        change(DAYS[1], "B", "F", None),
    ]
    older, newer = held = vintages("ABC", "CDEFG")

    counted = outlook(crosswalk(changes, held, older, newer), older, newer)

    assert counted == dict.fromkeys(Past, 1)


cuts = st.lists(st.integers(1, 9999), min_size=1, max_size=4, unique=True)


@given(st.lists(cuts, min_size=3, max_size=3), st.lists(cuts, min_size=5, max_size=5))
def test_all_of_a_unit_arrives_whatever_the_shares(first, second):
    """Each unit is cut at random places, in four decimals, and dealt to the next five, twice."""

    def dealt(day, sources, heirs, every):
        for number, (source, places) in enumerate(zip(sources, every, strict=True)):
            ends = [0, *sorted(places), 10000]
            for part, (low, high) in enumerate(pairwise(ends)):
                heir = heirs[(number + part) % len(heirs)]
                yield change(day, source, heir, str(Decimal(high - low) / 10000))

    held = vintages("abc", "DEFGH", "VWXYZ")
    changes = [*dealt(DAYS[1], "abc", "DEFGH", first), *dealt(DAYS[2], "DEFGH", "VWXYZ", second)]

    found = crosswalk(changes, held, held[0], held[2])

    for unit in "abc":
        assert sum(one.share for one in found if one.from_id == unit) == 1
