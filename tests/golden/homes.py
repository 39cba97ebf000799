"""Data homes to record from, made by the command line: full, small and empty."""

import os
import shutil
import sys
from pathlib import Path
from subprocess import run

from .choices import BAD, TODAY

ROOT = Path.cwd()
_SMALL = ("fibre_household_share", "dti_rank", "smartphone_subscriber_share", "commune_dx_share")


def make(folder: Path) -> None:
    """Make the homes anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    full, small, empty = (folder / name for name in ("full", "small", "empty"))
    _cds(full, "init")
    samples = ROOT / "data" / "samples"
    _cds(full, "import", samples / "vi-du-doc.csv", "--by", "An", "--note", "Mẫu", *_CONFIRM)
    _cds(full, "import", _typed(folder), "--by", "Bình", *_CONFIRM)
    newest = _newest(full)
    _cds(full, "withdraw", newest, "--reason", "Nhầm kỳ", "--by", "Bình")
    _own_story(full)

    for home in (small, empty):
        shutil.copytree(ROOT / "data" / "reference", home / "reference")
    (small / "published").mkdir()
    lines = (ROOT / "data" / "published" / "long_an.csv").read_text("utf-8").splitlines()
    kept = [line for line in lines[1:] if any(f",{one}," in line for one in _SMALL)]
    (small / "published" / "few.csv").write_text("\n".join([lines[0], *kept]) + "\n", "utf-8")
    _cds(small, "init", "--no-demo")


_CODES = ("already_published", "incomplete", "sharp_change", "aggregate_mismatch")
_CONFIRM = [part for code in _CODES for part in ("--confirm", code)]


def _typed(folder: Path) -> Path:
    head = BAD.splitlines()[0]
    path = folder / "go-tay.csv"
    rows = [
        "27691,,,mobile_5g_pop_coverage,,2025-Q2,,,55,,,",
        "27685,,,mobile_5g_pop_coverage,,2025-Q2,,,41.5,,,",
    ]
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return path


def _newest(home: Path) -> str:
    import json

    return json.loads(_cds(home, "snapshots", "--format", "json"))[0]["snapshot_id"]


def _cds(home: Path, *arguments: object) -> str:
    command = [sys.executable, "-m", "cds", "--data", home, *arguments]
    environment = {**os.environ, "CDS_TODAY": TODAY}
    done = run([*map(str, command)], env=environment, capture_output=True, text=True)
    print(*map(str, arguments), "→", done.returncode, done.stderr[-300:], file=sys.stderr)
    return done.stdout


def _own_story(home: Path) -> None:
    """Copy a ready-made story, as the page's button does."""
    os.environ["CDS_DATA"] = str(home)
    from .pages import opened

    opened("present", {"story": "ready-monthly"}).button(key="copy").click().run()
