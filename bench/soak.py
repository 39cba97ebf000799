"""A long day in minutes: `python -m bench.soak HOME [MINUTES]`, on a copy of a home.

Twenty visitors come and go, two people publish, a wall shows its story; printed are memory by the
minute, what visitors waited for, what went wrong, how fast memory grows once the server has warmed
up, and its log.
"""

import asyncio
import re
import statistics
import sys
import time
from collections import Counter
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryFile

from bench.processes import Served, free_port, served
from bench.viewers import TROUBLE, Seen, opened, view
from cds.domain.observations import Observation
from cds.domain.periods import parse_period
from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore

VISITORS, PUBLISHERS, WALL = 20, 2, "kiosk=ready-monthly&dwell=20"
_THINK_SECONDS, _STAY_SECONDS, _PUBLISH_SECONDS, _LOOK_SECONDS = 3.0, 30.0, 30.0, 5.0
_VARYING = re.compile(r"[\d.:-]{4,}|\b[0-9a-f]{8,}\b")  # times and ids
_WARM = 0.3  # of the time
_LOOKS_TOLD = 12  # a minute


async def _visitors(url: str, number: int, seen: Seen, end: float) -> None:
    chance = Random(number)  # noqa: S311 - no secret
    while time.monotonic() < end:
        await view(url, number, seen, chance.random() * 5, _STAY_SECONDS, _THINK_SECONDS)


async def _publish(home: Path, number: int, end: float) -> None:
    """Publish one figure again and again, with another value each time."""
    store, count = SnapshotStore(home), 0
    await asyncio.sleep(_PUBLISH_SECONDS * number / PUBLISHERS)
    while time.monotonic() < end:
        count += 1
        whole, name = Decimal(1000), f"soak-{number}-{count}"
        figure = Observation(
            "fibre_household_share",
            "28237@2004-08-31",
            parse_period("2025-Q2"),
            Decimal(count) / 10,
            Decimal(count),
            whole,
        )
        upload = Upload(f"{name}.csv", sha256(name.encode()).hexdigest(), name)
        await asyncio.to_thread(store.publish, [figure], upload)
        await asyncio.sleep(_PUBLISH_SECONDS)


async def _wall(url: str, seen: Seen, end: float) -> None:
    """Show the story; come back after a line that broke."""
    while time.monotonic() < end:
        try:
            async with opened(url, "present") as page:
                await page.load("present", WALL)
                await page.think(end - time.monotonic())
        except TROUBLE as trouble:
            seen.troubles[f"wall: {type(trouble).__name__}"] += 1


async def _look(server: Served, end: float) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    while time.monotonic() < end:
        found.append((time.monotonic() / 60, server.memory_mb))
        if len(found) % _LOOKS_TOLD == 1:
            print(f"{server.memory_mb:.0f}", end=" ", flush=True)
        await asyncio.sleep(_LOOK_SECONDS)
    print("MB")
    return found


async def soak(home: Path, server: Served, minutes: float) -> None:
    """Print what a day does to a server."""
    seen, end = Seen(), time.monotonic() + 60 * minutes
    async with asyncio.TaskGroup() as group:
        for number in range(VISITORS):
            group.create_task(_visitors(server.url, number, seen, end))
        for number in range(PUBLISHERS):
            group.create_task(_publish(home, number, end))
        group.create_task(_wall(server.url, seen, end))
        looking = group.create_task(_look(server, end))
    held = looking.result()
    warm = held[int(len(held) * _WARM) :]
    slope = statistics.linear_regression(*zip(*warm, strict=True)).slope
    print(*seen.table(), sep="\n")
    print(f"memory {warm[0][1]:.0f} -> {warm[-1][1]:.0f} MB, {slope:+.2f} MB a minute")


def main(home: str, minutes: str = "10") -> None:
    """Serve the home for that long."""
    port = free_port()
    command = [sys.executable, "-m", "cds", "serve", "--port", str(port)]
    with TemporaryFile() as log:
        with served(command, port, "/healthz", {"CDS_DATA": home}, log) as server:
            asyncio.run(soak(Path(home), server, float(minutes)))
        log.seek(0)
        lines = log.read().decode().splitlines()
    print(f"{len(lines)} lines in the server's log, by what they say:")
    for line, times in Counter(_VARYING.sub("…", one) for one in lines).most_common():
        print(f"{times:6} {line}")


if __name__ == "__main__":
    main(*sys.argv[1:])
