"""What a choice on each page costs: the script, what it sends, and until a person sees it."""

import contextlib
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from playwright.sync_api import Browser, Page, TimeoutError

from bench.browsing import (
    OPTIONS,
    PATIENCE_MS,
    WATCH_TEXTS,
    Wire,
    choose_option,
    opened,
    rest,
)
from bench.measures import Measure
from bench.processes import Served
from bench.replay import Reruns, is_rerun, page_load, reruns

TURNS, REPLAYS, ATTEMPTS = 8, 40, 3
SCRIPT_BUDGET_MS, PAINT_BUDGET_MS, MESSAGE_BUDGET_KB = 40, 300, 120
SCRIPT_BUDGET = 3  # times the floor's script, where a slow machine makes that more
_TEXTS = ", ".join(
    f"[data-testid=stMain] {one}" for one in ("h1", "h2", "[data-testid=stMarkdown]")
)
_ALL = "unit_level=all"
_OLDER = 1  # the first option is the newest period, which is that of the second
_QUARTERLY = "edoc_signed_rate"
_IS_SHOWN = "() => window.benchChoice.painted !== null"


@dataclass(frozen=True, slots=True)
class Interaction:
    """Something a visitor does again and again on one page; `turn` counts how often."""

    name: str
    address: str
    act: Callable[[Page, int], None]


def _select(choice: str, first: int = 0, count: int = OPTIONS) -> Callable[[Page, int], None]:
    """Choose so many options of a list from the first one, round and round."""
    return partial(_chosen, choice, first, count)


def _chosen(choice: str, first: int, count: int, page: Page, turn: int) -> None:
    choose_option(page, f".st-key-choice_{choice}", first + (turn + 1) % count)


def _switched(choice: str, page: Page, turn: int) -> None:
    buttons = page.locator(f".st-key-choice_{choice}").locator("button")
    buttons.nth((turn + 1) % buttons.count()).click()


def _slid(page: Page, turn: int) -> None:
    page.locator(".st-key-raise_to").get_by_role("slider").press(
        "ArrowRight" if turn % 2 else "ArrowLeft"
    )


def _paged(page: Page, turn: int) -> None:
    page.get_by_test_id("stPagination").get_by_text(str(1 + (turn + 1) % 2), exact=True).click()


INTERACTIONS = (
    Interaction("gaps, other level", "gaps", partial(_switched, "unit_level")),
    Interaction("gaps, other lines", f"gaps?{_ALL}", _paged),
    Interaction("gaps, other target", "gaps?target=smartphone_universal_2025", _select("target")),
    Interaction("gaps, what-if slider", "gaps?to=100", _slid),
    Interaction("indicator, other indicator", "indicator", _select("indicator")),
    Interaction(
        "indicator, other period", f"indicator?indicator={_QUARTERLY}", _select("period", _OLDER, 2)
    ),
    Interaction("unit, other unit", "unit", _select("unit")),
    Interaction("changes, other unit", "changes", _select("unit")),
    Interaction("pilots, other indicator", "pilots", _select("indicator")),
    Interaction("motto, other unit", "motto", _select("unit")),
    Interaction("motto, other part", "motto", _select("part")),
    Interaction("nation, other indicator", "nation", _select("compared", count=3)),
    Interaction("reporting, other period", "reporting", _select("period", count=2)),
)


def interacting(
    browser: Browser, ours: Served, floor: Served, wanted: Sequence[Interaction] = INTERACTIONS
) -> Iterator[Measure]:
    """Do each interaction in the browser, then replay what the browser sent for it."""
    least = reruns(floor, [page_load()], REPLAYS)
    for one in wanted:
        painted_ms, messages = _taken(browser, f"{ours.url}/{one.address}", one)
        page, _, query = one.address.partition("?")
        spent = reruns(ours, messages, REPLAYS, opening=page_load(query, page))
        script = (spent.script_ms, script_budget_ms(least), least.script_ms)
        yield Measure(f"{one.name}: script", "ms", *script)
        yield Measure(f"{one.name}: message", "kB", spent.message_kb, MESSAGE_BUDGET_KB)
        yield Measure(f"{one.name}: shown", "ms", painted_ms, PAINT_BUDGET_MS)


def script_budget_ms(least: Reruns) -> float:
    """Return what a script may take beside that of the floor page in the same run."""
    return max(SCRIPT_BUDGET_MS, SCRIPT_BUDGET * least.script_ms)


def _taken(browser: Browser, url: str, one: Interaction) -> tuple[float, tuple[bytes, ...]]:
    """Median time until the change shows, and the messages the browser sent for the changes."""
    wire = Wire()
    page = opened(browser, url, "[data-testid=stMain] h1", wire)
    page.evaluate(WATCH_TEXTS, _TEXTS)
    for turn in range(OPTIONS):  # to warm up
        _timed(page, one, turn)
    wire.sent.clear()
    times = [_timed(page, one, turn) for turn in range(OPTIONS, OPTIONS + TURNS)]
    page.context.close()
    return statistics.median(times), tuple(filter(is_rerun, wire.sent))


def _timed(page: Page, one: Interaction, turn: int) -> float:
    """Milliseconds from the last click or key until the page shows another text.

    A click that misses (a list closes when its page moves) is made again. Raises RuntimeError
    when the page shows nothing new after that either.
    """
    for _ in range(ATTEMPTS):
        one.act(page, turn)
        with contextlib.suppress(TimeoutError):
            page.wait_for_function(_IS_SHOWN, timeout=PATIENCE_MS / ATTEMPTS)
            break
    else:
        raise RuntimeError(f"{one.name}: the page shows nothing new")
    seen = page.evaluate("window.benchChoice")
    rest(page)
    return float(seen["painted"]) - float(seen["chosen"])
