"""What the server costs and what a person waits for, beside the least that Streamlit can do."""

import contextlib
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser

from bench.browsing import chromium, load, loads, repaints
from bench.history import RERUN
from bench.interactions import interacting, script_budget_ms
from bench.measures import Measure
from bench.presenting import presenting
from bench.processes import Served, free_port, served
from bench.replay import is_rerun, page_load, reruns

LOADS, REPAINTS, RERUNS = 7, 8, 120
FIRST_BUDGET, IDLE_BUDGET, CPU_BUDGET = 1.6, 1.2, 3  # times the floor
MESSAGE_BUDGET_KB, PAINT_BUDGET_MS, MEMORY_BUDGET_MB = 15, 250, 450
PAGES = (
    "overview", "gaps", "coverage", "unit", "indicator", "pilots", "motto", "sectors", "nation",
    "reporting",
)  # fmt: skip
_OURS_SHOWS = ".standings li"  # the first numbers
_FLOOR_SHOWS = ".js-plotly-plot"


@contextlib.contextmanager
def servers(home: Path, today: date) -> Iterator[tuple[Served, Served]]:
    """Run our server and that of the floor page until the block ends."""
    environment = {"CDS_DATA": str(home), "CDS_TODAY": today.isoformat()}
    ours, floor = free_port(), free_port()
    program = [sys.executable, "-m"]
    with (
        served([*program, "cds", "serve", "--port", str(ours)], ours, "/healthz", environment) as a,
        served([*program, "bench.floor", str(floor)], floor, "/healthz", environment) as b,
    ):
        yield a, b


def serving(home: Path, today: date) -> Iterator[Measure]:
    """Measure memory, first loads, changes of the map, choices and reruns, in this order."""
    with servers(home, today) as (ours, floor), chromium() as browser:
        yield from _memory(browser, ours, floor)
        yield from _first_loads(browser, ours, floor)
        yield from _map_changes(browser, ours, floor)
        yield from interacting(browser, ours, floor)
        yield from _reruns(ours, floor)
        yield from presenting(browser, home, ours, floor)


def _memory(browser: Browser, ours: Served, floor: Served) -> Iterator[Measure]:
    """Memory of each server after one visitor."""
    load(browser, ours.url, _OURS_SHOWS)
    load(browser, floor.url, _FLOOR_SHOWS)
    used = (ours.memory_mb, MEMORY_BUDGET_MB, floor.memory_mb)
    yield Measure("server memory with one session", "MB", *used)


def _first_loads(browser: Browser, ours: Served, floor: Served) -> Iterator[Measure]:
    asked = ((ours.url, _OURS_SHOWS), (floor.url, _FLOOR_SHOWS))
    found, least = loads(browser, asked, LOADS)
    first = (found.first_content_ms, FIRST_BUDGET, least.first_content_ms)
    idle = (found.idle_ms, IDLE_BUDGET, least.idle_ms)
    yield Measure("overview: first content after navigation", "ms", *first, is_ratio=True)
    yield Measure("overview: page idle after navigation", "ms", *idle, is_ratio=True)


def _map_changes(browser: Browser, ours: Served, floor: Served) -> Iterator[Measure]:
    """Choose another indicator, another period; then replay what the browser sent for it."""
    least = reruns(floor, [page_load()], RERUNS)
    for name in ("indicator", "period"):
        seen = repaints(browser, f"{ours.url}/coverage", f".st-key-choice_{name}", REPAINTS)
        asked = [page_load(page="coverage"), *filter(is_rerun, seen.messages)]
        spent = reruns(ours, asked, RERUNS)
        what = f"coverage map, other {name}"
        script, message = (spent.script_ms, script_budget_ms(least)), spent.message_kb
        yield Measure(f"{what}: script", "ms", *script, least.script_ms)
        yield Measure(f"{what}: message", "kB", message, MESSAGE_BUDGET_KB, least.message_kb)
        yield Measure(f"{what}: painted", "ms", seen.painted_ms, PAINT_BUDGET_MS)


def _reruns(ours: Served, floor: Served) -> Iterator[Measure]:
    least = reruns(floor, [page_load()], RERUNS)
    for page in PAGES:
        spent = reruns(ours, [page_load(page=page)], RERUNS)
        script = (spent.script_ms, script_budget_ms(least), least.script_ms)
        yield Measure(f"{page}: script", "ms", *script)
        cost = (spent.cpu_ms, CPU_BUDGET, least.cpu_ms)
        yield Measure(RERUN.format(page), "ms", *cost, is_ratio=True)
