"""Data homes for tests of pages and exports: the real reference, with and without figures."""

import hashlib
import shutil
from datetime import date
from pathlib import Path

from filelock import FileLock

from cds.demo.generation import load, remove
from cds.initialise import CONFIRMED
from cds.maps.building import build_boundaries
from cds.publish import check_and_publish
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import open_view
from tests.factories import observation

ROOT = Path(__file__).parents[1]
SHARED = ROOT / ".cache" / "tests"
"""Where homes lie that tests share from one run to the next."""
TODAY = date(2025, 7, 15)
"""The day all page tests live in: after the last demonstration quarter."""


def full_home() -> Path:
    """Return a home with published and demonstration figures and maps; made once a source state.

    It is shared: a test that writes must copy it.
    """
    home = SHARED / f"home-{_source_state()}"
    SHARED.mkdir(parents=True, exist_ok=True)
    with FileLock(SHARED / "homes.lock"):
        if not home.is_dir():
            for old in SHARED.glob("home-*"):
                shutil.rmtree(old)
            draft = SHARED / "draft"
            shutil.rmtree(draft, ignore_errors=True)
            _fill(draft)
            draft.rename(home)
    return home


def empty_home(folder: Path) -> Path:
    """Return a home that has only the reference tables."""
    shutil.copytree(ROOT / "data" / "reference", folder / "reference")
    return folder


def light_home(folder: Path) -> Path:
    """Return a home with the reference tables and one published figure: cheap to open."""
    home = empty_home(folder / "light")
    figure = observation(
        "fibre_household_share", "2025-Q2", counts=(1, 2), unit_id="28237@2004-08-31"
    )
    SnapshotStore(home).publish([figure], Upload("mot-so.csv", "c" * 64, "test"))
    return home


def broken_home(folder: Path, full: Path) -> Path:
    """Return a copy of the full home in which a bit of the demonstration figures has flipped."""
    home = folder / "broken"
    shutil.copytree(full, home)
    store = SnapshotStore(home)
    demo = next(snapshot for snapshot in store.snapshots() if snapshot.is_demo)
    path = home / demo.path
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    return home


def real_home(folder: Path, full: Path) -> Path:
    """Return a copy of the full home from which the demonstration figures were taken out."""
    home = folder / "real"
    shutil.copytree(full, home)
    remove(SnapshotStore(home), "test")
    return home


def _fill(home: Path) -> None:
    empty_home(home)
    catalogue, store = load_catalogue(home), SnapshotStore(home)
    for file in sorted((ROOT / "data" / "published").glob("*.csv")):
        outcome = check_and_publish(
            store, catalogue, file.read_bytes(), file.name, by="test", confirmed=CONFIRMED
        )
        assert outcome.snapshot is not None, outcome.checked.issues
    load(store, catalogue, today=TODAY)
    build_boundaries(home, catalogue)
    for seen in (catalogue, *map(catalogue.of, catalogue.programmes)):  # as a server keeps them
        open_view(store, seen).keep()


def _source_state() -> str:
    """A short hash of everything the home is made from."""
    digest = hashlib.sha256()
    parts = ("cds/demo", "cds/domain", "cds/ingest", "cds/maps", "cds/store", "data/reference")
    for part in (*parts, "data/published"):
        for path in sorted((ROOT / part).rglob("*")):
            if path.suffix in (".py", ".sql", ".csv"):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
