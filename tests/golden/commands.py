"""Record what the command line answers, run as `python -m cds` would be, in this process."""

import io
import json
import os
import runpy
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from .choices import BAD, COMMUNE, EARLIER, TODAY
from .shelf import Shelf

_JSON = ("--format", "json")
_DRY = ("--dry-run", "--rows", *_JSON)
_FIBRE = ("--indicator", "fibre_household_share")
_SERIES = """id,base_period,base_value,latest_period,latest_value,target_period,target_value,\
direction,limit
a,2020,10,2023,40,2025,80,up,
b,2020,50,2023,40,2025,20,down,
c,2020,10,2023,90,2025,80,up,
d,2020,10,2023,5,2025,,up,
e,2021,99,2024,99.5,2025,100,up,100
"""
# Name, the words after `cds`, and the day when it is another.
_ASKED: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("snapshots", ("snapshots", *_JSON), ""),
    ("snapshots-table", ("snapshots",), ""),
    ("show", ("show", "<newest>", "--rows", *_JSON), ""),
    ("show-unknown", ("show", "no-such"), ""),
    ("diff-sample", ("diff", "2", "3", *_JSON), ""),
    ("diff-withdrawn", ("diff", "4", "5", "--format", "csv"), ""),
    (
        "observations-commune",
        ("observations", "--unit", COMMUNE, "--period", "2025-Q2", *_JSON),
        "",
    ),
    ("observations-rank", ("observations", "--indicator", "dti_rank", *_JSON), ""),
    ("observations-as-of", ("observations", "--level", "province", "--as-of", "1", *_JSON), ""),
    ("assess", ("assess", *_JSON), ""),
    ("assess-earlier", ("assess", "--level", "province", *_JSON), EARLIER),
    ("assess-earlier-unit", ("assess", "--unit", COMMUNE, "--format", "csv"), EARLIER),
    ("assess-table", ("assess", *_FIBRE, "--level", "district"), ""),
    ("plan", ("plan", *_FIBRE, *_JSON), ""),
    ("plan-earlier", ("plan", *_FIBRE, "--period", "2023-Q4", *_JSON), EARLIER),
    ("plan-4g", ("plan", "--indicator", "mobile_4g_pop_coverage", "--format", "csv"), ""),
    ("plan-table", ("plan", *_FIBRE), EARLIER),
    ("plan-unknown", ("plan", "--indicator", "no_such", *_JSON), ""),
    ("verify", ("verify", *_JSON), ""),
    ("reference", ("reference", "check"), ""),
    ("progress-path", ("progress", "<series>", "--method", "path", *_JSON), ""),
    ("progress-cagr", ("progress", "<series>", "--method", "cagr", "--format", "csv"), ""),
    ("import-good", ("import", "<samples>/vi-du-doc.csv", *_DRY), ""),
    ("import-report", ("import", "<samples>/vi-du-bao-cao.csv", *_FIBRE, *_DRY), ""),
    ("import-wide", ("import", "<samples>/bieu-mau-ngang.xlsx", *_DRY), ""),
    ("import-bad", ("import", "<bad>", *_DRY), ""),
    ("import-bad-table", ("import", "<bad>", "--dry-run"), ""),
    ("no-command", ("no-such",), ""),
    ("help", ("--help",), ""),
    ("help-assess", ("assess", "--help"), ""),
    ("help-import", ("import", "--help"), ""),
)


def cds(*words: str, today: str = "") -> tuple[int, str, str]:
    """Return exit code, what was printed and what was said."""
    os.environ["CDS_TODAY"] = today or TODAY
    out, told = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    with (
        patch.object(sys, "argv", ["cds", "--data", os.environ["CDS_DATA"], *words]),
        redirect_stdout(out),
        redirect_stderr(told),
    ):
        try:
            runpy.run_module("cds", run_name="__main__", alter_sys=True)
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
    texts = []
    for stream in (out, told):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())
    return code, *texts


def record(shelf: Shelf, made: Path) -> None:
    """Record every command of the list."""
    (made / "bad.csv").write_text(BAD, "utf-8")
    (made / "series.csv").write_text(_SERIES, "utf-8")
    given = {
        "<bad>": str(made / "bad.csv"),
        "<series>": str(made / "series.csv"),
        "<samples>": str(Path.cwd() / "data" / "samples"),
        "<newest>": _newest(),
    }
    for name, words, today in _ASKED:
        told = [_filled(word, given) for word in words]
        code, out, said = cds(*told, today=today)
        lines = [f"$ cds {' '.join(words)} {today}", f"exit {code}", *_lines(out), "--", said]
        text = "\n".join(lines)
        for place, path in given.items():
            text = text.replace(path, place) if path else text
        shelf.write(f"commands/{name}.txt", text)


def _newest() -> str:
    _, out, _ = cds("snapshots", *_JSON)
    found = json.loads(out or "[]")
    return found[0]["snapshot_id"] if found else "none"


def _filled(word: str, given: dict[str, str]) -> str:
    for place, path in given.items():
        word = word.replace(place, path)
    return word


def _lines(out: str) -> Iterator[str]:
    """JSON a row on a line, every digit kept; anything else as it is."""
    try:
        found = json.loads(out, parse_float=lambda digits: f"#{digits}")
    except ValueError:
        yield out
        return
    if isinstance(found, dict):
        for name, value in found.items():
            rows = value if isinstance(value, list) and value else None
            yield f"{name}: {_one_line(value) if rows is None else len(rows)}"
            yield from (f"  {_one_line(row)}" for row in rows or ())
    else:
        yield from map(_one_line, found)


def _one_line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
