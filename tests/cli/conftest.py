"""One small home made ready once, and a way to run commands on it."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cds.cli.program import program
from cds.domain.catalogue import Catalogue
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view import queries
from tests.cli import small
from tests.homes import SHARED


def invoke(home: Path, *args: str) -> Result:
    """Run a command in this process; an unexpected exception is the test's."""
    with pytest.MonkeyPatch.context() as patch:
        if home.parent == SHARED or home in _UNCHANGING:
            patch.setattr(queries, "open_view", _kept)
        return CliRunner().invoke(
            program, ["--data", str(home), *args], prog_name="python -m cds", catch_exceptions=False
        )


_UNCHANGING: set[Path] = set()
_MOST = 4
_open_view, _views = queries.open_view, {}


def _kept(store: SnapshotStore, catalogue: Catalogue, version: int | None = None) -> queries.View:
    """A view of a home that never changes, kept as the server keeps those last asked for."""
    bounds = catalogue.boundaries.name if catalogue.boundaries else None
    asked = store.home, catalogue.programme.programme_id, bounds, version
    _views[asked] = _views.pop(asked, None) or _open_view(store, catalogue, version)
    while len(_views) > _MOST:
        del _views[next(iter(_views))]
    return _views[asked]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small home after `init` and two imports. Shared: copy it before writing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CDS_TODAY", "2025-02-01")
        home = small.write_reference(tmp_path_factory.mktemp("small") / "home")
        assert invoke(home, "init", "--no-demo").exit_code == 0
        for period, covered in (("2023", small.COVERED_2023), ("2024", small.COVERED_2024)):
            file = home.parent / f"so-lieu-{period}.csv"
            file.write_text(small.figures(f"{period}-Q4", covered), encoding="utf-8")
            done = invoke(home, "import", str(file), "--by", "Lan", "--confirm", "sharp_change")
            assert done.exit_code == 0, done.stderr
    _UNCHANGING.add(home)
    return home


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDS_TODAY", "2025-02-01")
    monkeypatch.delenv("CDS_DATA", raising=False)
    monkeypatch.delenv("CDS_ACCESS", raising=False)


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    """A copy of the small home that a test may change."""
    return shutil.copytree(prepared, tmp_path / "home")


@pytest.fixture
def bare(prepared: Path, tmp_path: Path) -> Path:
    """A home with reference tables and their maps, and nothing published."""
    for part in ("reference", "boundaries"):
        shutil.copytree(prepared / part, tmp_path / "bare" / part)
    return tmp_path / "bare"
