"""Demonstration figures in a store: one snapshot in, none left behind."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cds.demo.generation import load, remove
from cds.domain.observations import ObservationStatus
from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import open_view
from tests import factories as f

TODAY = date(2023, 2, 10)


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path)


def test_loading_publishes_one_marked_snapshot_up_to_the_last_whole_quarter(store):
    snapshot = load(store, f.catalogue(), today=TODAY)

    assert snapshot.is_demo
    assert snapshot.note
    assert (min(snapshot.periods), max(snapshot.periods)) == ("2021-Q1", "2022-Q4")


def test_a_province_that_ended_gets_figures_to_its_end(store):
    catalogue = f.catalogue()
    home = replace(catalogue.home, valid_to=date(2022, 6, 30))
    ended = replace(catalogue, units={**catalogue.units, home.unit_id: home})

    assert max(load(store, ended, today=TODAY).periods) == "2022-Q2"


def test_loading_twice_keeps_one_snapshot(store):
    first = load(store, f.catalogue(), today=TODAY)

    assert load(store, f.catalogue(), today=TODAY).snapshot_id == first.snapshot_id
    assert len(store.snapshots()) == 1


def test_figures_of_an_older_program_give_way_to_the_new_ones(store):
    old = f.observation(period="2022", value="75", status=ObservationStatus.DEMO)
    store.publish([old], Upload("so-lieu-minh-hoa", "0" * 64, "hệ thống", is_demo=True))

    new = load(store, f.catalogue(), today=TODAY)

    assert [s.snapshot_id for s in store.snapshots() if not s.is_withdrawn] == [new.snapshot_id]
    assert load(store, f.catalogue(), today=TODAY).snapshot_id == new.snapshot_id


def test_other_profiles_or_shipped_figures_give_other_figures(store):
    first = load(store, f.catalogue(), today=TODAY)
    for name in ("reference/demo_profiles.csv", "published/real.csv"):
        path = store.home / name
        path.parent.mkdir()
        path.write_text("indicator_id,start,end,spread,basis,per_1000\n")

        second = load(store, f.catalogue(), today=TODAY)

        assert second.snapshot_id != first.snapshot_id
        assert store.snapshot(first.snapshot_id).is_withdrawn
        first = second


def test_loaded_figures_add_up_to_the_real_ones_in_the_store(store):
    real = f.observation(code="10", period="2022", value="75")
    store.publish([real], Upload("real.csv", "0" * 64, "office"))
    load(store, f.catalogue(), today=TODAY)

    parts = [
        point
        for series in open_view(store, f.catalogue()).series("coverage")
        for point in series.points
        if series.unit_id in map(f.unit_id, f.COMMUNES) and str(point.period) == "2022-Q4"
    ]

    numerator = sum(point.numerator for point in parts)
    denominator = sum(point.denominator for point in parts)
    assert abs(100 * numerator / denominator - 75) < 100 / denominator


def test_removing_leaves_no_demonstration_figure_and_every_real_one(store):
    store.publish(
        [f.observation(code="10", period="2022", value="75")],
        Upload("real.csv", "0" * 64, "office"),
    )
    load(store, f.catalogue(), today=TODAY)

    assert remove(store, "office") == 1

    view = open_view(store, f.catalogue())
    points = [point for series in view.series() for point in series.points]
    assert [point.value for point in points] == [75]
    assert remove(store, "office") == 0


def test_figures_removed_can_be_loaded_again(store):
    load(store, f.catalogue(), today=TODAY)
    remove(store, "office")

    assert not load(store, f.catalogue(), today=TODAY).is_withdrawn
