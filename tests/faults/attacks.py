"""What one anonymous visitor can do to a server, each for as long as told; returns how often."""

import asyncio
import contextlib
import socket
import time
from urllib.request import Request, urlopen

from websockets.frames import Frame, Opcode

from tests.faults import crowd
from tests.server.test_websockets import attacking, handshake, one_frame, packed_zeros, zeros

STORY = "ready-monthly"


async def _thrown(server, until, content, lines):
    """Send something hostile on several new websockets, again and again."""
    count = 0
    while time.monotonic() < until:
        opened = [await asyncio.to_thread(attacking, server, content) for _ in range(lines)]
        await asyncio.sleep(0.5)
        for line in opened:
            line.close()
        count += lines
    return count


async def large_frames(server, until):
    return await _thrown(server, until, packed_zeros(24), 1)


async def half_sent_messages(server, until):
    return await _thrown(server, until, zeros(), 6)


async def frame_of_190_mb(server, until):
    return await _thrown(server, until, one_frame(), 1)


async def signs_of_life(server, until):
    ping = Frame(Opcode.PING, b"x" * 100, True).serialize(mask=True)
    return await _thrown(server, until, ping * 20_000, 3)


async def large_heads(server, until):
    """Ask for pages with thousands of cookies."""
    cookies = "; ".join(f"k{number}=bbbbbbbbbb" for number in range(3_500))

    request = Request(server.url, headers={"Cookie": cookies})  # noqa: S310 - our own address

    def asking():
        count = 0
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                urlopen(request, timeout=30).close()  # noqa: S310 - as above
            count += 1
        return count

    return sum(await asyncio.gather(*(asyncio.to_thread(asking) for _ in range(2))))


async def older_versions(server, until):
    count = 0
    async with crowd.opened(server.url) as page:
        while time.monotonic() < until:
            await page.load("overview", f"version={count % 22 + 1}")
            count += 1
    return count


async def verify_pressed(server, until):
    count = 0
    async with crowd.opened(server.url) as page:
        await page.load("snapshots")
        while time.monotonic() < until:
            await page.press("verify")
            count += 1
    return count


async def three_making_powerpoint(server, until):
    async def making():
        count = 0
        async with crowd.opened(server.url) as page:
            await page.load("present", f"story={STORY}")
            while time.monotonic() < until:
                await page.press("make")
                count += 1
        return count

    return sum(await asyncio.gather(*(making() for _ in range(3))))


async def idle_websockets(server, until):
    """Open 2,050 and hold those that are taken."""
    kept = []

    def open_one():
        line = socket.create_connection(("127.0.0.1", server.port), timeout=5)
        line.sendall(handshake(server.port))
        with contextlib.suppress(OSError):
            if b" 101 " in line.recv(4096):
                return line
        return line.close()

    for _ in range(2_050):
        if time.monotonic() < until:
            kept.append(await asyncio.to_thread(open_one))
    await asyncio.sleep(max(0.0, until - time.monotonic()))
    for line in filter(None, kept):
        line.close()
    return sum(line is not None for line in kept)


async def two_asking_for_health(server, until):
    def asking():
        count = 0
        while time.monotonic() < until:
            with urlopen(f"{server.url}/healthz", timeout=30):  # noqa: S310 - our own address
                count += 1
        return count

    return sum(await asyncio.gather(*(asyncio.to_thread(asking) for _ in range(2))))


ATTACKS = (
    large_frames, half_sent_messages, frame_of_190_mb, idle_websockets, two_asking_for_health,
    verify_pressed, older_versions, three_making_powerpoint, signs_of_life, large_heads,
)  # fmt: skip
