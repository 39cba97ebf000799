"""Fixtures of several rooms: the three worlds in which pages and commands must work."""

import gc
import logging
import os
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import app_test, local_script_runner

from cds.jobs import processes
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import open_view
from cds.ui import editions
from cds.views.reader import Reader
from tests import homes
from tests.in_process import run_here

# A busy machine is no failure; fifty cases a run, others in the next.
settings.register_profile("steady", deadline=None, max_examples=50)
settings.load_profile("steady")


def _once_ended(runner, timeout: float) -> None:
    """Look whether a page's script came to its end, after waiting for that and not in between."""
    runner._script_thread.join(timeout)
    _ended(runner, timeout)


# Every page that a test opens would look through all installed packages, read its scripts anew
# and be asked a thousand times a second whether it has ended: most of its time.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
app_test.ScriptCache = local_script_runner.ScriptCache = cache(local_script_runner.ScriptCache)
_ended = local_script_runner.require_widgets_deltas
local_script_runner.require_widgets_deltas = _once_ended
# No power fails here (tests/faults asks of that, in processes of its own): the disk was a third of
# what the tests of the store took. A handle must still be one.
os.fsync = os.fstat


def pytest_collection_finish() -> None:
    """What was imported stays: nothing looks through it again for what could be thrown away.

    Each of Streamlit's loggers keeps to itself, so that six times a test a handler would be tied
    to all of them and taken away again.
    """
    for name in logging.root.manager.loggerDict:
        if name.startswith("streamlit."):
            logging.getLogger(name).propagate = True
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """What the libraries made is let go of at the end, or they tell of leaks."""
    gc.callbacks.clear()  # Hypothesis listens, and keeps all that it knows
    gc.unfreeze()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page shows what is newest, however busy the machine is."""
    monkeypatch.setattr(editions, "PATIENCE_SECONDS", 60)
    monkeypatch.setattr(processes, "PATIENCE_SECONDS", 60)
    monkeypatch.setattr(processes.Job, "_run", run_here)  # see test_upload_jobs


@pytest.fixture(autouse=True)
def own_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page run in a test leaves app.py as the program, which later processes would run too."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture
def californian(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine in California, without settings of ours about day or zone."""
    for name in ("CDS_TODAY", "CDS_TIME_ZONE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(scope="session")
def full_home() -> Path:
    """Published and demonstration figures with maps. Shared: copy it before writing."""
    return homes.full_home()


@pytest.fixture(scope="session")
def sources(full_home: Path) -> Reader:
    """What pages of the full home are made from. Shared: it keeps what has been asked for."""
    catalogue = load_catalogue(full_home)
    view = open_view(SnapshotStore(full_home), catalogue)
    return Reader(full_home, catalogue, view, homes.TODAY)


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference tables and nothing else."""
    return homes.empty_home(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="session")
def light_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One published figure, for what is kept beside figures. Shared: copy it before writing."""
    return homes.light_home(tmp_path_factory.mktemp("light"))


@pytest.fixture(scope="session")
def broken_home(tmp_path_factory: pytest.TempPathFactory, full_home: Path) -> Path:
    """A home whose demonstration figures are damaged on disk."""
    return homes.broken_home(tmp_path_factory.mktemp("broken"), full_home)


@pytest.fixture(scope="session")
def real_home(tmp_path_factory: pytest.TempPathFactory, full_home: Path) -> Path:
    """The full home after the demonstration figures were taken out. Shared: copy it to write."""
    return homes.real_home(tmp_path_factory.mktemp("real"), full_home)
