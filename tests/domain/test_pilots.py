from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cds.domain.observations import Contribution
from cds.domain.pilots import BeforeAfter, CommuneBefore, PilotFigures, effect, matched


def commune(unit_id, before="50", households=1000, **changes):
    made = {"type_name": "Xã", "district_id": "A"} | changes
    return CommuneBefore(
        unit_id,
        made["type_name"],
        made["district_id"],
        None if households is None else Decimal(households),
        None if before is None else Decimal(before),
    )


def counted(numerator, denominator):
    part = Contribution(Decimal(numerator), Decimal(denominator))
    return Contribution(part.numerator, part.denominator, 100 * part.numerator / part.denominator)


def only(value):
    return Contribution(value=Decimal(value))


def names(matches):
    return [match.unit_id for match in matches]


def test_matches_are_of_the_same_type():
    pool = [commune("ward", type_name="Phường"), commune("other")]

    assert names(matched(commune("pilot"), pool)) == ["other"]


def test_the_district_comes_before_nearness():
    pool = [commune("far", households=5000), commune("twin", district_id="B")]

    assert names(matched(commune("pilot"), pool)) == ["far", "twin"]


def test_the_nearest_five_are_kept_by_households_and_value():
    pool = [commune(str(n), before=50 + n, households=1000 + 100 * n) for n in range(9)]

    assert names(matched(commune("pilot"), pool)) == ["0", "1", "2", "3", "4"]


def test_distances_are_shares_of_the_span():
    pool = [commune("near", before="60", households=1000), commune("wide", "70", 3000)]

    near, wide = matched(commune("pilot"), pool)

    assert (near.households_distance, near.before_distance) == (0, Decimal("0.5"))
    assert (near.distance, wide.distance) == (Decimal("0.5"), 2)


def test_all_equal_communes_are_at_distance_zero():
    assert [m.distance for m in matched(commune("pilot"), [commune("a"), commune("b")])] == [0, 0]


def test_unknown_size_or_value_cannot_be_matched():
    pool = [commune("no_size", households=None), commune("no_value", before=None)]

    assert matched(commune("pilot"), pool) == ()


def test_a_pilot_of_unknown_size_or_value_has_no_match():
    assert matched(commune("pilot", before=None), [commune("other")]) == ()
    assert matched(commune("pilot", households=None), [commune("other")]) == ()


def test_a_pilot_is_not_matched_with_itself():
    assert matched(commune("pilot"), [commune("pilot")]) == ()


def test_a_commune_outside_districts_is_never_of_the_same_district():
    (match,) = matched(commune("pilot", district_id=None), [commune("other", district_id=None)])

    assert not match.is_same_district


def test_the_effect_adds_counts_and_never_averages_percentages():
    pilot = PilotFigures("pilot", counted(40, 100), counted(70, 100))  # + 30 points
    peers = [
        PilotFigures("small", counted(0, 100), counted(50, 100)),  # + 50 points
        PilotFigures("large", counted(0, 900), counted(90, 900)),  # + 10 points
    ]

    found = effect(pilot, peers, is_sum=False)

    assert found.together == BeforeAfter(None, Decimal(0), Decimal(14))  # 140 of 1000, not 30
    assert found.value == 16
    assert found.spread == (-20, 20)


def test_counts_are_compared_with_the_mean_commune():
    pilot = PilotFigures("pilot", only(10), only(30))
    peers = [PilotFigures("a", only(10), only(14)), PilotFigures("b", only(0), only(8))]

    found = effect(pilot, peers, is_sum=True)

    assert (found.together.change, found.value, found.spread) == (6, 14, (12, 16))


def test_shares_without_counts_show_only_the_spread():
    pilot = PilotFigures("pilot", only(10), only(30))
    peers = [PilotFigures("a", only(10), only(14)), PilotFigures("b", only(0), only(8))]

    found = effect(pilot, peers, is_sum=False)

    assert found.together is None
    assert found.value is None
    assert found.spread == (12, 16)


def test_a_peer_without_both_figures_is_left_out():
    peers = [
        PilotFigures("a", counted(1, 2), Contribution()),
        PilotFigures("b", counted(1, 2), counted(2, 2)),
    ]

    found = effect(PilotFigures("pilot", counted(1, 2), counted(2, 2)), peers, is_sum=False)

    assert [move.unit_id for move in found.peers] == ["b"]
    assert found.value == 0


def test_without_peers_there_is_no_effect_and_no_spread():
    found = effect(PilotFigures("pilot", only(1), only(2)), [], is_sum=True)

    assert (found.value, found.spread) == (None, None)


def test_a_pilot_without_a_figure_has_no_effect():
    assert effect(PilotFigures("pilot", Contribution(), only(2)), [], is_sum=True) is None
    assert effect(PilotFigures("pilot", only(2), Contribution()), [], is_sum=True) is None


_COUNTS = st.tuples(st.integers(0, 500), st.integers(500, 1000))


@given(st.lists(st.tuples(_COUNTS, _COUNTS), min_size=1, max_size=5))
def test_the_effect_lies_within_its_spread_when_denominators_stay(counts):
    peers = [
        PilotFigures(str(n), counted(b[0], b[1]), counted(a[0], b[1]))
        for n, (b, a) in enumerate(counts)
    ]
    found = effect(PilotFigures("pilot", counted(1, 10), counted(5, 10)), peers, is_sum=False)

    low, high = found.spread
    tolerance = Decimal("1e-9")
    assert low - tolerance <= found.value <= high + tolerance


@given(st.permutations(range(7)))
def test_the_order_of_the_pool_does_not_matter(order):
    pool = [commune(str(n), before=50 + n % 3, households=1000 + 10 * n) for n in range(7)]

    shuffled = [pool[n] for n in order]

    assert matched(commune("p"), shuffled) == matched(commune("p"), pool)
