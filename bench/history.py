"""What a rerun of each page costs over commits: a line for a `make bench`, and their picture."""

import csv
import subprocess
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from bench.measures import Measure
from cds.charts.svg import bar_svg
from cds.charts.values import Bar, Bars
from cds.domain import clock

DOCS = Path(__file__).parents[1] / "docs"
LINES, PICTURE = "bench.csv", "bench.svg"
PAGES = ("overview", "gaps", "coverage", "unit", "indicator", "pilots", "motto")
RERUN = "{}: CPU of a rerun"
_HEAD = ("day", "commit", *PAGES)


def keep(measures: Sequence[Measure], docs: Path = DOCS) -> None:
    """Add a run to those kept, in times of the floor, and draw them anew."""
    found = {measure.name: measure.ratio for measure in measures}
    ratios = [found[RERUN.format(page)] or 0 for page in PAGES]
    with (docs / LINES).open("a", encoding="utf-8", newline="") as file:
        row = (clock.today().isoformat(), _commit(), *(f"{ratio:.2f}" for ratio in ratios))
        csv.writer(file, lineterminator="\n").writerow(row)
    (docs / PICTURE).write_text(drawn(docs), encoding="utf-8")


def drawn(docs: Path = DOCS) -> str:
    """Return the picture of the runs kept: of each the dearest page."""
    with (docs / LINES).open(encoding="utf-8") as file:
        runs = list(csv.DictReader(file))
    bars = [_dearest(run) for run in runs]
    return bar_svg(Bars(tuple(bars)), height=60 * len(bars) + 20)


def _dearest(run: dict[str, str]) -> Bar:
    page = max(PAGES, key=lambda one: Decimal(run[one]))
    mean = sum(Decimal(run[one]) for one in PAGES) / len(PAGES)
    label = f"{run['day']} {run['commit']}"
    return Bar(label, Decimal(run[page]), f"{run[page]} ({page}), mean {mean:.2f}")


def _commit() -> str:
    command = ("git", "rev-parse", "--short", "HEAD")
    asked = subprocess.run(command, cwd=DOCS, capture_output=True, text=True, check=False)  # noqa: S603
    return asked.stdout.strip()
