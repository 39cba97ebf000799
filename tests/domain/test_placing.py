"""Places over all targets, worked by hand."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cds.domain.assessments import Rank
from cds.domain.composites import TargetResult, UnitScore, placing

MET = TargetResult(is_met=True, attainment=Decimal(1))


def short(attainment: str) -> TargetResult:
    return TargetResult(is_met=False, attainment=Decimal(attainment))


def test_more_targets_met_comes_first_then_the_higher_mean_attainment():
    found = placing(
        {
            "north": {"a": MET, "b": MET, "c": short("0.2")},  # 2 met
            "south": {"a": MET, "b": short("0.9"), "c": short("0.8")},  # 1 met, mean 0.9
            "west": {"a": short("0.9"), "b": MET, "c": short("0.5")},  # 1 met, mean 0.8
            "east": {"a": short("0.99"), "b": short("0.99"), "c": short("0.99")},  # 0 met
        }
    )

    assert {key: found.rank(key) for key in found.scores} == {
        "north": Rank(1, 4),
        "south": Rank(2, 4),
        "west": Rank(3, 4),
        "east": Rank(4, 4),
    }
    assert found.scores["south"] == UnitScore(1, Decimal("0.9"))
    assert found.target_ids == {"a", "b", "c"}


def test_units_equal_in_both_share_a_place_and_the_next_one_is_skipped():
    results = {"a": {"t": MET}, "b": {"t": MET}, "c": {"t": short("0.5")}}

    found = placing(results)

    assert [found.rank(key) for key in results] == [Rank(1, 3), Rank(1, 3), Rank(3, 3)]
    assert [found.ties(key) for key in results] == [1, 1, 0]


def test_only_what_half_of_the_units_measured_is_compared():
    # "town" is one unit's own target; "late" is known of two of four.
    found = placing(
        {
            "a": {"t": MET, "late": MET, "town": short("0")},
            "b": {"t": MET, "late": short("0.5")},
            "c": {"t": MET},
            "d": {},
        }
    )

    assert found.target_ids == {"t", "late"}
    assert [found.rank(key) for key in "abcd"] == [Rank(1, 2), Rank(2, 2), None, None]
    assert [found.ties(key) for key in "cd"] == [0, 0]


def test_a_target_met_counts_even_where_its_attainment_is_cut_off_at_the_strict_sign():
    at_the_mark = TargetResult(is_met=False, attainment=Decimal(1))  # 80 of "> 80"
    found = placing({"a": {"t": at_the_mark}, "b": {"t": MET}})
    assert found.rank("a") == Rank(2, 2)


def test_a_unit_alone_and_units_without_figures_have_no_place():
    assert placing({"a": {"t": MET}}).rank("a") is None
    assert placing({"a": {}, "b": {}}).rank("a") is None
    assert placing({}).scores == {}


results = st.builds(
    TargetResult, is_met=st.booleans(), attainment=st.decimals(0, 1, places=2, allow_nan=False)
)
peers = st.dictionaries(
    st.sampled_from("abcdef"), st.fixed_dictionaries({"t": results, "u": results}), min_size=2
)


@given(peers)
def test_places_agree_with_a_plain_comparison_of_every_pair(found):
    def key(unit):
        own = found[unit].values()
        return sum(one.is_met for one in own), sum(Fraction(one.attainment) for one in own)

    placed = placing(found)
    for unit in found:
        above = sum(key(other) > key(unit) for other in found)
        assert placed.rank(unit) == Rank(above + 1, len(found))
        assert placed.ties(unit) == sum(key(other) == key(unit) for other in found) - 1
