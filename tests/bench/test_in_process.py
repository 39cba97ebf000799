"""The benchmark of judging, on a small home."""

from datetime import date

import pytest

from bench.in_process import judging
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from tests import factories as f
from tests.cli import small


@pytest.mark.slow
def test_judging_is_measured_beside_reading(tmp_path):
    home = small.write_reference(tmp_path / "home")
    unit = load_catalogue(home).units_with_code("1011")[0]
    figure = f.observation("fibre", value="50", unit_id=unit.unit_id)
    SnapshotStore(home).publish([figure], Upload("a.csv", "0" * 64, "Lan"))

    found = judging(home, date(2025, 2, 1))

    assert [measure.budget for measure in found] == [500, 10, 100]
    assert all(measure.ours > 0 for measure in found)
    assert all(measure.floor for measure in found)
