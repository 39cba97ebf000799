"""Record what people see of the checkout in which this is started.

`python -m tests.golden homes HOMES` makes the data homes, once;
`python -m tests.golden record FOLDER --homes HOMES [--parts PAGE …]` records all or some pages;
`python -m tests.golden diff BASE NEW` tells in which views two recordings differ.
Two recordings of one commit are equal.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import run

WORLDS = ("full", "small", "empty")
REST = ("stories", "files", "commands")
_SLOW = 5  # seconds from which a part is told
PACKAGE = __spec__.parent


def main() -> int:
    """Run a command; return the exit code."""
    parser = argparse.ArgumentParser(prog="golden", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    homes = commands.add_parser("homes")
    homes.add_argument("homes", type=Path)
    comparing = commands.add_parser("diff")
    comparing.add_argument("base", type=Path)
    comparing.add_argument("new", type=Path)
    comparing.add_argument("--parts", nargs="*", default=[])
    comparing.add_argument("--lines", type=int, default=40, help="of each file")
    comparing.add_argument("--layout", action="store_true", help="show blocks moved, too")
    for name in ("record", "world"):
        recording = commands.add_parser(name)
        recording.add_argument("folder", type=Path)
        recording.add_argument(
            "--parts", nargs="*", default=[], help="pages, `files`, `commands`; else all"
        )
        recording.add_argument("--homes", type=Path, required=True)
        recording.add_argument("--world", choices=WORLDS)
        recording.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    sys.path.insert(0, str(Path.cwd()))
    if asked.command == "homes":
        from .homes import make

        make(asked.homes)
        return 0
    if asked.command == "diff":
        from .compare import compare

        return compare(asked.base, asked.new, asked.parts, asked.lines, shows_layout=asked.layout)
    if asked.command == "world":
        return _world(asked.folder, asked.homes / asked.world, asked.world, asked.parts)
    return _record(asked.folder, asked.homes, asked.parts, asked.world, asked.jobs)


def _record(folder: Path, homes: Path, parts: list[str], world: str | None, jobs: int) -> int:
    """Record each home in a process of its own, for caches know but one."""
    started = time.monotonic()
    if not parts:
        shutil.rmtree(folder, ignore_errors=True)

    def one(name: str) -> int:
        arguments = ["world", folder, "--homes", homes, "--world", name, "--parts", *parts]
        settings = {**os.environ, "PYTHONHASHSEED": "0", "TZ": "UTC"}
        return run([sys.executable, "-m", PACKAGE, *map(str, arguments)], env=settings).returncode

    with ThreadPoolExecutor(jobs) as pool:
        codes = list(pool.map(one, [world] if world else WORLDS))
    print(f"recorded in {time.monotonic() - started:.0f} s", file=sys.stderr)
    return max(codes)


def _world(folder: Path, source: Path, name: str, parts: list[str]) -> int:
    """Record one home, from a copy, so that nothing that is pressed stays."""
    for setting in [one for one in os.environ if one.startswith("CDS_")]:
        del os.environ[setting]
    with tempfile.TemporaryDirectory() as made:
        home = Path(made) / "home"
        shutil.copytree(source, home)
        os.environ["CDS_DATA"] = str(home)
        from . import commands, files, pages
        from .shelf import Shelf

        shelf = Shelf(folder / name, home)
        for page in parts or [*pages.names(), *REST]:
            began = time.monotonic()
            shutil.rmtree(shelf.folder / page, ignore_errors=True)
            if page not in REST:
                pages.record(page, shelf, is_full=name == "full")
            elif page == "stories" and name == "full":
                pages.walls(shelf)
            elif page == "files":
                files.record(shelf, Path(made), is_full=name == "full")
            elif page == "commands":
                commands.record(shelf, Path(made))
            if time.monotonic() - began > _SLOW:
                print(f"{name} {page} {time.monotonic() - began:.1f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
