"""Many who look at the map and choose another indicator now and then, without browsers."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from random import Random

import httpx2

from bench.peers.sites import Site, cpu_ms
from bench.viewers import opened

Choose = Callable[[Random], Awaitable[float]]  # milliseconds until the answer was there
THINK_SECONDS = 4.0
_ARRIVING_SECONDS = 10.0


def crowd(site: Site, viewers: int, seconds: float) -> dict[str, float]:
    """Let so many choose for so long; what they waited, and what a choice cost the server."""
    work = partial(asyncio.run, _crowd(site, viewers, seconds))
    with ThreadPoolExecutor(1) as own_thread:  # the driven browser's loop may run in this one
        return own_thread.submit(work).result()


async def _crowd(site: Site, viewers: int, seconds: float) -> dict[str, float]:
    waits, end = list[float](), time.monotonic() + _ARRIVING_SECONDS + seconds
    room = _dash if site.name == "Dash" else _streamlit

    async def view(number: int) -> None:
        chance = Random(number)  # noqa: S311 - no secret
        await asyncio.sleep(_ARRIVING_SECONDS * number / viewers)
        async with room(site) as choose:
            while (now := time.monotonic()) < end:
                took = await choose(chance)
                if now > end - seconds:  # all are there
                    waits.append(took)
                await asyncio.sleep(THINK_SECONDS * (0.5 + chance.random()))

    async with asyncio.TaskGroup() as group:
        for number in range(viewers):
            group.create_task(view(number))
        await asyncio.sleep(_ARRIVING_SECONDS)
        before = cpu_ms(site.server.process_id)
        await asyncio.sleep(seconds)
        spent = cpu_ms(site.server.process_id) - before
    p50, p95 = statistics.median(waits), statistics.quantiles(waits, n=20)[-1]
    return {"crowd p50": p50, "crowd p95": p95, "crowd cpu": spent / len(waits)}


@asynccontextmanager
async def _streamlit(site: Site) -> AsyncIterator[Choose]:
    async with opened(site.url, "coverage") as screen:
        await screen.load("coverage")
        known = {*site.indicators.values()}
        widget, names = next(
            (key, [option for option in one.options if option.partition("\t")[0] in known])
            for key, one in screen.choices.items()
            if one.is_text
        )

        async def choose(chance: Random) -> float:
            return await screen.choose(screen.choices[widget], chance.choice(names))

        yield choose


@asynccontextmanager
async def _dash(site: Site) -> AsyncIterator[Choose]:
    async with httpx2.AsyncClient(base_url=site.url, timeout=60) as line:
        ask = partial(line.post, "/_dash-update-component")
        (await ask(json=asked_of_dash(_PAGE, _ARRIVED))).raise_for_status()
        known = [*site.indicators]

        async def choose(chance: Random) -> float:
            wanted = {"indicator.value": chance.choice(known)}
            start = time.perf_counter()
            answer = await ask(json=asked_of_dash(_MAP, wanted))
            answer.raise_for_status()
            return (time.perf_counter() - start) * 1000

        yield choose


_PAGE = ("_pages_content.children", "_pages_store.data")
_ARRIVED = {"_pages_location.pathname": "/coverage", "_pages_location.search": ""}
_MAP = ("map.figure", "lowest.children")


def asked_of_dash(outputs: tuple[str, str], inputs: dict[str, str]) -> dict[str, object]:
    """What a browser sends to Dash when something was chosen."""

    def named(one: str) -> dict[str, str]:
        name, _, its = one.partition(".")
        return {"id": name, "property": its}

    return {
        "output": f"..{'...'.join(outputs)}..",
        "outputs": [named(one) for one in outputs],
        "inputs": [{**named(one), "value": value} for one, value in inputs.items()],
        "changedPropIds": [*inputs],
        "parsedChangedPropsIds": [*inputs],
    }
