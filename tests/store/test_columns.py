"""Rows of a view stay columns until somebody looks: what is made of them, and when."""

import pickle

import pytest

from cds.domain.admin_units import AdminLevel
from cds.domain.periods import parse_period
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view import series as made
from cds.store.view.queries import open_view
from tests import factories as f
from tests.store.test_queries import PLAIN, publish

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
    """The rows of which points are made."""
    rows = []
    own = made._own_point
    monkeypatch.setattr(made, "_own_point", lambda row, *rest: rows.append(row) or own(row, *rest))
    return rows


def test_no_point_is_made_before_somebody_looks_at_one(view, looked_at):
    found = view.series("share")
    assert sum(len(one.points) for one in found) == view.points_kept > len(f.COMMUNES) * 12
    assert not looked_at
    assert found[-1].points[-1].value == 25
    assert looked_at


def test_points_are_made_of_few_rows_and_once(view, looked_at, monkeypatch):
    monkeypatch.setattr(made, "_ROWS_OF_A_BLOCK", 12)
    first, *others = view.series("share", level=AdminLevel.COMMUNE)
    assert [str(point.period) for point in first.points] == MONTHS
    assert len(looked_at) <= 2 * 12  # the last series of a block may reach beyond it
    before = len(looked_at)
    assert first.points[0] is first.points[:1][0]
    assert len(looked_at) == before
    assert all(tuple(one.points) for one in others)
    assert len(looked_at) == len(f.COMMUNES) * 12


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
