"""Setting a data home up: what is done once, what is never done again, what is refused."""

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from cds.initialise import PACKAGED, SEEDED, Stage, initialise
from cds.store.layers import layer_files
from cds.store.snapshots.snapshot_store import SnapshotStore
from tests.cli import small

pytestmark = pytest.mark.slow

TODAY = date(2025, 2, 1)


Told = list[tuple[Stage, str]]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The small home made ready once with all its maps, and what was told meanwhile."""
    told: Told = []
    home = small.write_reference(tmp_path_factory.mktemp("made") / "home")
    initialise(home, TODAY, lambda step, name: told.append((step, name)))
    return home, told


@pytest.fixture
def home(made, tmp_path):
    """Reference tables and their maps, and nothing published."""
    for part in ("reference", "boundaries"):
        shutil.copytree(made[0] / part, tmp_path / "home" / part)
    return tmp_path / "home"


def quiet(_step: Stage, _name: str) -> None:
    """Tell nobody."""


def test_the_steps_are_told_in_order_with_the_files_they_come_to(made):
    _, told = made
    steps = [step for step, name in told if not name]
    assert steps == list(Stage)
    assert [step for step, _ in told] == sorted((step for step, _ in told), key=steps.index)
    assert (Stage.BOUNDARIES, "v1-commune-tiles.json") in told


def test_it_loads_published_and_demonstration_figures(home):
    (home / "published").mkdir()
    text = small.figures("2024-Q4", small.COVERED_2024)
    (home / "published" / "a.csv").write_text(text, encoding="utf-8")

    done = initialise(home, TODAY, quiet)

    assert (done.version, done.refused) == (2, ())
    assert [s.is_demo for s in SnapshotStore(home).snapshots()] == [True, False]


def test_again_it_does_nothing(home):
    initialise(home, TODAY, quiet)
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.suffix != ".lock"}

    told: list[str] = []
    initialise(home, date(2026, 1, 1), lambda _, name: told.append(name))

    after = {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.suffix != ".lock"}
    assert after == before
    assert not any(told)


def test_again_it_loads_no_library_that_only_the_first_time_needs(made):
    slow = ("duckdb", "shapely", "scipy", "openpyxl", "pandas", "streamlit")
    script = (
        "import sys\n"
        "from cds.cli.program import program\n"
        "try:\n"
        f"    program(['--data', {str(made[0])!r}, 'init'])\n"
        "except SystemExit as end:\n"
        f"    print(end.code, [name for name in {slow!r} if name in sys.modules])\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=PACKAGED.parent, capture_output=True, text=True
    )
    assert found.stdout == "0 []\n", found.stderr


def test_what_the_first_page_rests_on_is_made_where_it_is_missing(home):
    initialise(home, TODAY, quiet)
    shutil.rmtree(home / ".views")

    initialise(home, TODAY, quiet)

    assert len([*(home / ".views").glob("view-*")]) == 1


def test_what_another_program_kept_is_made_anew_before_the_server_starts(home):
    initialise(home, TODAY, quiet)
    (base,), (mark,) = ((home / ".views").glob(name) for name in ("view-*", "program-*"))
    _, register, *rest = base.stem.split("-")
    base.rename(base.with_stem("-".join(["view", register[::-1], *rest])))
    mark.rename(mark.with_stem("-".join(["program", "0" * 64, mark.stem.rpartition("-")[2]])))

    initialise(home, TODAY, quiet)

    assert [*(home / ".views").glob(f"view-{register}-*")]
    assert len([*(home / ".views").glob("program-*")]) == 1


def test_what_was_withdrawn_does_not_come_back(home):
    (home / "published").mkdir()
    text = small.figures("2024-Q4", small.COVERED_2024)
    (home / "published" / "a.csv").write_text(text, encoding="utf-8")
    initialise(home, TODAY, quiet)
    store = SnapshotStore(home)
    for snapshot in store.snapshots():
        store.withdraw(snapshot.snapshot_id, "không dùng", "Lan")

    initialise(home, TODAY, quiet)

    assert len(store.snapshots()) == 2
    assert all(snapshot.is_withdrawn for snapshot in store.snapshots())


def test_a_corrected_published_file_takes_the_place_of_what_it_was(home):
    file = home / "published" / "a.csv"
    file.parent.mkdir()
    (home / "published" / "b.csv").write_text(small.figures("2022-Q4", small.COVERED_2023), "utf-8")
    file.write_text(small.figures("2023-Q4", small.COVERED_2023), encoding="utf-8")
    initialise(home, TODAY, quiet, with_demo=False)

    file.write_text(small.figures("2024-Q4", small.COVERED_2024), encoding="utf-8")
    done = initialise(home, TODAY, quiet, with_demo=False)

    assert done.replaced == ("a.csv",)
    newest, *older = SnapshotStore(home).snapshots()
    assert "sharp_change" in {issue.code for issue in newest.issues}  # asked, and kept with it
    assert {(one.file_name, one.is_withdrawn) for one in older} == {
        ("a.csv", True),
        ("b.csv", False),
    }


def test_a_run_cut_short_before_what_it_replaced_was_withdrawn_is_finished(home, monkeypatch):
    file = home / "published" / "a.csv"
    file.parent.mkdir()
    file.write_text(small.figures("2023-Q4", small.COVERED_2023), encoding="utf-8")
    initialise(home, TODAY, quiet, with_demo=False)
    file.write_text(small.figures("2024-Q4", small.COVERED_2024), encoding="utf-8")
    with monkeypatch.context() as cut:
        cut.setattr(SnapshotStore, "withdraw", interrupted)
        with pytest.raises(KeyboardInterrupt):
            initialise(home, TODAY, quiet, with_demo=False)
    assert [one.is_withdrawn for one in SnapshotStore(home).snapshots()] == [False, False]

    assert initialise(home, TODAY, quiet, with_demo=False).replaced == ("a.csv",)
    assert [one.is_withdrawn for one in SnapshotStore(home).snapshots()] == [False, True]
    assert initialise(home, TODAY, quiet, with_demo=False).replaced == ()


def interrupted(*_args):
    raise KeyboardInterrupt


def test_a_corrected_file_that_cannot_be_taken_leaves_what_it_was(home):
    file = home / "published" / "a.csv"
    file.parent.mkdir()
    file.write_text(small.figures("2023-Q4", small.COVERED_2023), encoding="utf-8")
    initialise(home, TODAY, quiet, with_demo=False)
    file.write_text("không phải bảng", encoding="utf-8")

    assert initialise(home, TODAY, quiet, with_demo=False).refused
    assert [one.is_withdrawn for one in SnapshotStore(home).snapshots()] == [False]


def test_a_published_file_that_cannot_be_taken_holds_nothing_else_up(home):
    (home / "published").mkdir()
    (home / "published" / "a.csv").write_text("không phải bảng", encoding="utf-8")

    done = initialise(home, TODAY, quiet)

    assert [outcome.checked.file.name for outcome in done.refused] == ["a.csv"]
    assert [s.is_demo for s in SnapshotStore(home).snapshots()] == [True]


def test_what_a_damaged_commit_published_is_not_published_again(home):
    """It would come after the corrections made since."""
    (home / "published").mkdir()
    text = small.figures("2024-Q4", small.COVERED_2024)
    (home / "published" / "a.csv").write_text(text, encoding="utf-8")
    initialise(home, TODAY, quiet, with_demo=False)
    commit = home / "snapshots" / "_delta_log" / f"{1:020d}.json"
    commit.write_text("{", encoding="utf-8")

    assert initialise(home, TODAY, quiet, with_demo=False).version == 1

    assert commit.read_text(encoding="utf-8") == "{"


@pytest.fixture
def packaged(tmp_path, monkeypatch):
    """The small home in the place of what ships with the program."""
    package = small.write_reference(tmp_path / "package")
    (package / "published").mkdir()
    text = small.figures("2024-Q4", small.COVERED_2024)
    (package / "published" / "a.csv").write_text(text, encoding="utf-8")
    (package / "snapshots").mkdir()  # made at run time: never part of a seed
    (package / "snapshots" / "x").write_text("x")
    monkeypatch.setattr("cds.initialise.PACKAGED", package)
    return package


@pytest.mark.slow
def test_a_missing_folder_gets_what_ships_with_the_program(packaged, tmp_path):
    new = tmp_path / "new" / "home"

    done = initialise(new, TODAY, quiet, with_demo=False)

    assert done.version == 1
    shipped = (packaged / "reference" / "targets.csv").read_bytes()
    assert (new / "reference" / "targets.csv").read_bytes() == shipped
    assert not (new / "snapshots" / "x").exists()
    assert not (new / ".seeding").exists()


def test_a_seeding_cut_short_is_finished_by_the_next(packaged, made, tmp_path):
    new = tmp_path / "new"
    shutil.copytree(made[0] / "boundaries", new / "boundaries")
    (new / ".seeding" / "reference").mkdir(parents=True)
    (new / ".seeding" / "reference" / "targets.csv").write_text("half")
    shutil.copytree(packaged / "published", new / "published")

    initialise(new, TODAY, quiet, with_demo=False)

    whole = {path.name for path in (packaged / "reference").iterdir()}
    assert {path.name for path in (new / "reference").iterdir()} == whole
    assert "half" not in (new / "reference" / "targets.csv").read_text("utf-8")
    assert not (new / ".seeding").exists()


def test_a_home_of_ones_own_is_never_mixed_with_what_ships(packaged, home):
    (home / "reference" / "targets.csv").write_text(small.TABLES["targets.csv"], encoding="utf-8")
    initialise(home, TODAY, quiet, with_demo=False)
    assert not (home / "published").exists()


def test_what_ships_is_there_and_holds_no_run_time_data():
    assert PACKAGED.samefile(Path(__file__).parents[1] / "data")
    assert {"published", "reference"} <= {path.name for path in PACKAGED.iterdir()}
    assert SEEDED[-1] == "reference"


@pytest.mark.slow
def test_what_ships_makes_a_home_of_an_empty_folder(tmp_path):
    (tmp_path / "new").mkdir()
    done = initialise(tmp_path / "new", date(2025, 7, 15), quiet, with_demo=False)

    assert (done.version, done.refused) == (1, ())
    (snapshot,) = SnapshotStore(tmp_path / "new").snapshots()
    assert snapshot.rows >= 354
    names = {path.stem for path in layer_files(tmp_path / "new")}
    assert {"v2020-commune", "v2024-commune", "v2020-district"} <= names
