"""How the cost of a home grows with its snapshots: `python -m bench.growing DIR`.

Takes or makes the home DIR/N for 10, 100, 1,000 and 10,000 files, measures each in a process of
its own and prints milliseconds of processor, MB, and the exponent between the first and the last.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import click

from bench.make_home import make, unsynced
from cds.store.files import exclusive
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.backup import back_up
from cds.store.upkeep.verification import verify
from cds.store.view.queries import open_view
from cds.views import overview
from cds.views.reader import Reader

TODAY = date(2025, 7, 15)
SIZES = ("10", "100", "1000", "10000")
_MONTHS = 100  # at most


def measured(home: Path) -> Iterator[tuple[str, float]]:
    """Yield what each step costs, in milliseconds of processor where nothing else is said."""
    catalogue, began = load_catalogue(home), time.process_time()

    def cost() -> float:
        nonlocal began
        before, began = began, time.process_time()
        return (began - before) * 1000

    kept = open_view(SnapshotStore(home), catalogue)
    kept.keep()  # what a home in use has
    kept.store.sound.keep()
    store = SnapshotStore(home)
    cost()
    yield "snapshots", len(store.history())
    yield "commits at a start", cost()
    store.snapshots()
    cost()
    store.snapshots()
    yield "list, again", cost()
    view = open_view(store, catalogue)
    yield "view of a start", cost()
    before = Reader(home, catalogue, kept, TODAY, lambda _: before)
    reader = Reader(home, catalogue, view, TODAY, lambda _: before)
    reader.kept(overview.build)
    yield "first page of a start", cost()
    figure = view.observations(indicator_id=next(iter(catalogue.indicators)))[0]
    cost()
    store.publish([figure], Upload("growing.csv", f"{time.time_ns():064x}", "bench"))
    yield "publish: the store's part", cost()
    later = open_view(store, catalogue, other=view)
    yield "view of the next version", cost()
    Reader(home, catalogue, later, TODAY, lambda _: reader).kept(overview.build)
    yield "first page of the next version", cost()
    verify(store, is_thorough=False)
    yield "verify --quick", cost()
    verify(store)
    yield "verify", cost()
    with TemporaryDirectory() as folder, _lock_seen() as held:
        back_up(home, Path(folder) / "copy")
        yield "backup", cost()
    yield "lock held by it, ms by the clock", held[0] * 1000
    files = [path.stat().st_size for path in home.rglob("*") if path.is_file()]
    yield "disk, MB", sum(files) / 1e6
    yield "memory, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def _lock_seen() -> Iterator[list[float]]:
    """How long a backup keeps publishers waiting, in seconds."""
    held: list[float] = []

    @contextmanager
    def lock(path: Path) -> Iterator[None]:
        with exclusive(path):
            began = time.perf_counter()
            yield
            held.append(time.perf_counter() - began)

    with patch("cds.store.upkeep.backup.exclusive", lock):
        yield held


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("sizes", nargs=-1)
def main(folder: Path, sizes: tuple[str, ...]) -> None:
    """Print a table of what each size costs."""
    rows: list[dict[str, float]] = []
    for size in sizes or SIZES:
        home, files = folder / size, int(size)
        if not home.exists():
            communes = max(10, files // _MONTHS)
            with unsynced():
                make(home, communes, files // communes)
        command = [sys.executable, "-m", "bench.growing", "--one", str(home)]
        rows.append(json.loads(subprocess.check_output(command)))  # noqa: S603 - ourselves
    for name in rows[0]:
        first, *_, last = (row[name] for row in rows)
        growth = log(max(last, 1) / max(first, 1)) / log(
            rows[-1]["snapshots"] / rows[0]["snapshots"]
        )
        print(f"| {name} | {' | '.join(f'{row[name]:,.0f}' for row in rows)} | {growth:.1f} |")


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        print(json.dumps(dict(measured(Path(sys.argv[2])))))
    else:
        main()
