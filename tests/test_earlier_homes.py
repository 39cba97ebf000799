"""Data homes that earlier versions wrote open with this one, with the figures those told of.

Each archive holds a home, in which files were published and withdrawn, and what the version that
wrote it answered to `observations --format json`.
"""

import json
import shutil
import tarfile

import pytest

from cds.domain.errors import InconsistentReferenceError
from cds.store.accepted import REFERENCE, accepted
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.verification import verify
from cds.store.view.queries import open_view
from tests import factories as f
from tests.cli.conftest import invoke
from tests.homes import ROOT

pytestmark = pytest.mark.slow

FIRST, LATER = "2026-11-25", "2026-11-28"


def unpacked(tmp_path, day):
    with tarfile.open(ROOT / "tests" / "earlier" / f"{day}.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / "home"


@pytest.mark.parametrize("day", [FIRST, LATER])
def test_figures_are_those_the_earlier_version_told_of(tmp_path, day):
    home = unpacked(tmp_path, day)
    if day == FIRST:
        shutil.copy(ROOT / "data" / "reference" / "pilots.csv", home / "reference")

    told = json.loads((tmp_path / "observations.json").read_text(encoding="utf-8"))
    rows = json.loads(invoke(home, "observations", "--format", "json").stdout)
    assert len(told) > 350
    assert [{name: row[name] for name in told[0]} for row in rows] == told

    store = SnapshotStore(home)
    assert verify(store) == ()
    store.publish(
        [f.observation("area", "2019", value="7", unit_id=rows[0]["unit_id"])], f.upload()
    )
    catalogue = load_catalogue(home)
    assert len(open_view(store, catalogue).observations()) == len(told) + 1
    assert len(open_view(store, catalogue, store.data_version() - 1).observations()) == len(told)
    assert verify(store) == ()


def test_a_table_whose_columns_have_changed_is_named_and_hurts_no_figure(tmp_path):
    home = unpacked(tmp_path, FIRST)
    with pytest.raises(InconsistentReferenceError) as caught:
        load_catalogue(home)
    assert "pilots.csv" in str(caught.value.slots)
    assert not accepted(home, REFERENCE)
    assert verify(SnapshotStore(home)) == ()
