"""Rows of a view stay columns until somebody looks: what is made of them, and when."""

import pickle
from decimal import Decimal
from weakref import ref

import pyarrow as pa
import pytest

from cds.domain.admin_units import AdminLevel
from cds.domain.observations import Origin
from cds.domain.periods import parse_period
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view import series as made
from cds.store.view.packed import OwnFigures, Sums, own_numbers
from cds.store.view.queries import View, open_view
from cds.store.view.records import whole_numbers
from tests import factories as f
from tests.store.test_queries import PLAIN, publish

FIRST, SECOND, *_ = f.COMMUNES
MONTHS = [f"2024-{month:02}" for month in range(1, 13)]


@pytest.fixture
def view(tmp_path):
    store = SnapshotStore(tmp_path)
    figures = [
        f.observation("share", code, period=month, counts=(1, 4))
        for code in f.COMMUNES
        for month in MONTHS
    ]
    publish(store, *figures)
    return open_view(store, PLAIN)


@pytest.fixture
def looked_at(monkeypatch):
    """The periods of own figures of which points are made."""
    seen, points = [], OwnFigures.points

    def noted(figures, span, periods, *rest, **asked):
        seen.extend(periods)
        return points(figures, span, periods, *rest, **asked)

    monkeypatch.setattr(OwnFigures, "points", noted)
    return seen


def test_no_point_is_made_before_somebody_looks_at_one(view, looked_at):
    found = view.series("share")
    assert sum(len(one.points) for one in found) == view.rows_kept > len(f.COMMUNES) * 12
    assert not looked_at
    assert found[-1].points[-1].value == 25
    assert looked_at


def test_points_are_made_of_a_series_alone_and_once(view, looked_at):
    first, *others = view.series("share", level=AdminLevel.COMMUNE)
    assert [str(point.period) for point in first.points] == MONTHS == list(map(str, looked_at))
    assert first.points[0] is first.points[:1][0]
    assert len(looked_at) == len(MONTHS)
    assert all(tuple(one.points) for one in others)
    assert len(looked_at) == len(f.COMMUNES) * len(MONTHS)


def test_figures_are_packed_and_what_many_have_alike_is_told_once(view):
    *_, other, one = found = view.series("share")
    own, sums = one.points._source._packed()
    assert own.records.nbytes == 36 * len(f.COMMUNES) * len(MONTHS)
    assert len(own._told) == 1  # of the one file
    assert len(list(sums.rows(slice(None)))) == sum(len(s.points) for s in found) - len(own.periods)
    assert one.points[0].told is other.points[0].told


def test_rows_go_with_the_last_series_that_nobody_looked_at(view):
    found = view.series("share")
    source = ref(found[0].points._source)
    *others, last = [one.points for one in found]
    assert all(map(tuple, others))
    assert source() is not None
    assert last[:1][0] == last[0] == next(iter(last))
    assert source() is None


def test_whoever_reads_much_rests_after_some_hundred_rows(view, monkeypatch):
    rests = []
    monkeypatch.setattr(made.reading, "pause", lambda: rests.append(None), raising=False)
    monkeypatch.setattr(made.reading, "_rows", 0, raising=False)
    monkeypatch.setattr(made, "_ROWS_OF_A_PART", 2 * len(MONTHS))
    every = [tuple(one.points) for one in view.series("share")]
    assert len(rests) == len(every) // 2


class Whole(dict):
    """Series of all units, which nobody may go through."""

    def __iter__(self):
        raise AssertionError("gone through")

    values = items = __iter__


def test_of_known_series_those_of_a_unit_are_picked_without_a_look_at_the_others(view):
    unit = f.unit_id(FIRST)
    (before,) = view.series("share", {unit})
    view.forget()
    view.series("share")
    view._series = {name: Whole(by_unit) for name, by_unit in view._series.items()}
    assert view.series(["share"], {unit}) == (before,)
    (picked,) = (one for one in view.series(None, {unit}) if one.indicator_id == "share")
    assert picked is view.series(["share"], {unit})[0]


def test_sums_are_read_of_units_that_have_parts(view, monkeypatch):
    asked, ask = [], View._table

    def noted(view, name, values):
        asked.append((name, len(values.units)))
        return ask(view, name, values)

    monkeypatch.setattr(View, "_table", noted)
    assert view.series("share", [f.unit_id(FIRST), f.unit_id(SECOND)])
    assert [name for name, units in asked if units] == ["own_points"]
    (whole,) = view.series("share", [f.unit_id("101")])
    assert ("rolled_points", 1) in asked
    assert {point.origin for point in whole.points} == {Origin.ROLLED_UP}


def test_series_of_a_level_are_in_the_order_of_the_register(view):
    backwards = [f.unit_id(one) for one in reversed(f.COMMUNES)]
    found = view.series("share", backwards, AdminLevel.COMMUNE)
    assert [one.unit_id for one in found] == [key for key in PLAIN.units if key in set(backwards)]
    assert not view.series("share", backwards, AdminLevel.PROVINCE)


def test_rows_are_put_in_order(view, monkeypatch):
    (whole,) = view.series("share", [f.unit_id("101")])
    ask = View._table

    def backwards(self, name, asked):
        found = ask(self, name, asked)
        return found.take(pa.array(range(len(found) - 1, -1, -1), pa.int64()))

    monkeypatch.setattr(View, "_table", backwards)
    view.forget()
    assert view.series("share", [f.unit_id("101")]) == (whole,)
    assert len(whole.points) > 2


def test_a_figure_published_beside_a_base_stands_in_its_series(view):
    view.keep()
    publish(view.store, f.observation("share", SECOND, period="2024-06", counts=(3, 4)))
    found = {one.unit_id: one for one in open_view(view.store, PLAIN).series("share")}
    told = {str(point.period): point.value for point in found[f.unit_id(SECOND)].points}
    assert told == dict.fromkeys(MONTHS, 25) | {"2024-06": 75}


def test_what_units_have_in_a_period_is_told_without_a_point(view, looked_at):
    period = parse_period("2024-03")
    values = view.values(period, indicator_id="share")["share"]
    assert not looked_at
    assert values == {
        one.unit_id: point.value
        for one in view.series("share")
        for point in one.points
        if point.period == period
    }


def test_points_are_like_a_tuple_of_them(view):
    one, again = (view.series("share")[0].points for _ in range(2))
    view.forget()
    other = view.series("share")[0].points
    as_tuple = tuple(one)
    assert one == again == other == as_tuple == pickle.loads(pickle.dumps(one))  # noqa: S301
    assert one != as_tuple[1:]
    assert hash(one) == hash(as_tuple)
    assert repr(one) == repr(as_tuple)
    assert list(reversed(one)) == list(reversed(as_tuple))
    assert one[1:3] == as_tuple[1:3]


def test_the_first_points_of_a_series_are_not_made_by_asking_for_them(view, looked_at):
    one = view.series("share")[0].points
    first, last = one[:4], one[:-1]
    assert (len(first), len(first[:9]), len(last)) == (4, 4, len(one) - 1)
    assert not looked_at
    assert list(first) == list(one)[:4]
    assert (first[-1], last[-1]) == (one[3], one[-2])


def test_a_series_is_judged_without_making_more_than_its_last_points(view, looked_at):
    *_, one = view.series("share", level=AdminLevel.COMMUNE)
    assert one.judged[-1].value == 25
    assert list(map(str, looked_at)) == MONTHS[-2:]


@pytest.mark.parametrize("part", [slice(None), slice(2, 5), slice(1, None)])
def test_columns_tell_what_the_points_do_whether_made_or_not(view, part):
    for place in (0, -1):  # a sum of others, and a figure of its own
        points = view.series("share")[place].points[part]
        columns = [points.periods, points.values, {one.status for one in points.told}]
        found = {month: points.of(parse_period(month)) for month in (*MONTHS, "2024-Q1", "2025")}
        made = tuple(points)
        again = [points.periods, points.values, {one.status for one in points.told}]
        assert list(map(list, columns)) == list(map(list, again))
        assert list(columns[0]) == [one.period for one in made]
        assert columns[1] == [one.value for one in made]
        assert list(filter(None, found.values())) == list(made)
        assert points.of(made[0].period) == made[0]


def test_numbers_of_a_column_are_read_alike_whatever_their_size():
    small, large = Decimal("12.50000000"), Decimal("99999999999999999999.00000001")
    for cells in ([small, None, Decimal(0), -small], [small, None, large, -large]):
        column = pa.chunked_array([pa.array([None, *cells], pa.decimal128(28, 8))[1:]])
        counted = own_numbers([whole_numbers(column)] * 3)
        assert all(each.of(slice(None)) == cells for each in counted)
        assert str(counted[0].of(slice(1))) == "[Decimal('12.5')]"


def test_sums_are_read_as_exact_as_they_are_added_up():
    for text in ("0.12345678901234", "98765.00000000000000", "123456789012345678901234.5"):
        column = pa.chunked_array([pa.array([Decimal(text), None], pa.decimal128(38, 14))])
        ((one,), (none,)) = Sums(pa.table({"total": column})).rows(slice(None))
        assert (one.as_tuple(), none) == (column[0].as_py().as_tuple(), None)


def test_a_figure_of_what_the_reference_does_not_know_counts_no_more_when_corrected(tmp_path):
    store = SnapshotStore(tmp_path)
    publish(store, *(f.observation("unknown", one, period="2024", value=1) for one in f.COMMUNES))
    publish(store, *(f.observation("share", one, period="2024", value=1) for one in f.COMMUNES))
    for number in range(8):
        publish(store, f.observation("share", FIRST, period=f"{2010 + number}", value=1))
    open_view(store, PLAIN).keep()
    publish(store, f.observation("unknown", FIRST, period="2024", value=2))
    found = open_view(store, PLAIN).observations()
    assert [one.value for one in found if one.indicator_id == "unknown"].count(2) == 1
    assert len(found) == 2 * len(f.COMMUNES) + 8
