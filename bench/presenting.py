"""What a meeting costs with a hall of followers; what a wall takes a slide, and keeps of many."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser

from bench.following import followed
from bench.measures import Measure
from bench.processes import Served
from bench.replay import page_load, reruns
from bench.soaking import next_slide_ms, soak

FOLLOWERS, STEPS, SLIDES = 100, 15, 1_000
STORY = "ready-monthly"
LAG_BUDGET_MS, STEP_BUDGET_MS, IDLE_BUDGET_MS, SLIDE_BUDGET_MS = 1_000, 2, 0.5, 250
GROWTH_BUDGET_MB = 3.0  # of noise: allocators and compilers settle
_POLLS = 60  # reruns that tell what polling would cost at the least


def presenting(
    browser: Browser, home: Path, ours: Served, floor: Served, slides: int = SLIDES
) -> Iterator[Measure]:
    """Measure lag and CPU of followers beside one alone and beside a rerun, then a wall."""
    alone = followed(ours, home, 1, STEPS)
    many = followed(ours, home, FOLLOWERS, STEPS)
    poll = reruns(floor, [page_load()], _POLLS).cpu_ms
    name = f"{FOLLOWERS} followers"
    lag = (max(many.lags_ms), LAG_BUDGET_MS, max(alone.lags_ms))
    yield Measure(f"{name}: a step is everywhere after", "ms", *lag)
    yield Measure(f"{name}: CPU of a step for one", "ms", many.step_cpu_ms, STEP_BUDGET_MS, poll)
    yield Measure(f"{name}: CPU of one waiting a second", "ms", many.idle_cpu_ms, IDLE_BUDGET_MS)
    turned = next_slide_ms(browser, ours, STORY)
    yield Measure("wall: the next slide is on screen after", "ms", turned, SLIDE_BUDGET_MS)
    first, *_, last = soak(browser, ours, STORY, slides)
    what = f"wall, {last.slides - first.slides} slides more"
    server, page = last.server_mb - first.server_mb, last.heap_mb - first.heap_mb
    yield Measure(f"{what}: server memory", "MB", server, GROWTH_BUDGET_MB)
    yield Measure(f"{what}: browser memory", "MB", page, GROWTH_BUDGET_MB)
