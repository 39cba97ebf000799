"""What one anonymous visitor can do to a server, each for as long as told; returns how often."""

import asyncio
import contextlib
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from random import Random
from urllib.request import Request, urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed
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


async def flood_of_requests(server, until):
    """Ask for what there is and is not, by new connections, without cookies."""

    def asking(number):
        count = 0
        while time.monotonic() < until:
            address = f"{server.url}/{random.choice(('', 'overview', f'meetings/{count}/now'))}"
            with contextlib.suppress(OSError):
                urlopen(address, timeout=30).close()  # noqa: S310 - our own address
            count += 1
        return count

    random = Random(1)
    return sum(await asyncio.gather(*(asyncio.to_thread(asking, one) for one in range(4))))


async def _by_pages(server, until, act, pages):
    """Let several clients hold a page and do something with it, a new one each time they end."""

    async def one(number):
        random, count = Random(number), 0
        while time.monotonic() < until:
            with contextlib.suppress(OSError, TimeoutError, ConnectionClosed):
                async with asyncio.timeout(until - time.monotonic() + 0.01):
                    async with crowd.opened(server.url) as page:
                        async for _ in act(page, random):
                            count += 1
        return count

    return sum(await asyncio.gather(*(one(number) for number in range(pages))))


async def never_pausing(server, until):
    async def act(page, random):
        while True:
            yield await page.load(*random.choice(crowd.LOOKED_AT))

    return await _by_pages(server, until, act, 20)


async def visit_after_visit(server, until):
    async def act(page, random):
        yield await page.load(*random.choice(crowd.LOOKED_AT))

    return await _by_pages(server, until, act, 8)


async def asking_on(server, until):
    """Ask for pages a hundred times a second, and throw away what comes."""

    async def act(page, random):
        await page.load("overview")
        drain = asyncio.create_task(_thrown_away(page.line))
        try:
            while True:
                wanted = page.asked.rerun_script
                wanted.page_name, wanted.query_string = random.choice(crowd.LOOKED_AT)
                yield await page.line.send(page.asked.SerializeToString())
                await asyncio.sleep(0.01)
        finally:
            drain.cancel()

    return await _by_pages(server, until, act, 20)


async def _thrown_away(line):
    with contextlib.suppress(ConnectionClosed):
        async for _ in line:
            pass


async def slow_readers(server, until):
    """Ask for pages and read them by 4 kB each twentieth of a second."""
    cookie = await asyncio.to_thread(crowd.cookies, server.url)

    def reading(number):
        random, count = Random(number), 0
        while time.monotonic() < until:
            with contextlib.suppress(OSError), _narrow(server) as line:
                line.sendall(handshake(server.port, cookie))
                while time.monotonic() < until:
                    asked = BackMsg()
                    wanted = asked.rerun_script
                    wanted.page_name, wanted.query_string = random.choice(crowd.LOOKED_AT)
                    frame = Frame(Opcode.BINARY, asked.SerializeToString(), True)
                    line.sendall(frame.serialize(mask=True))
                    count += 1
                    for _ in range(10):
                        time.sleep(0.05)
                        line.recv(4096)
        return count

    with ThreadPoolExecutor(20) as pool:
        loop = asyncio.get_running_loop()
        return sum(
            await asyncio.gather(*(loop.run_in_executor(pool, reading, n) for n in range(20)))
        )


async def downloads_never_read(server, until):
    """Ask for the largest file by many connections and read nothing of it."""
    page = await asyncio.to_thread(lambda: urlopen(server.url).read().decode())  # noqa: S310
    path = re.search(r"static/js/index[^\"]+", page).group()
    head = f"GET /{path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nAccept-Encoding: gzip\r\n\r\n"
    held = []
    while time.monotonic() < until:
        if len(held) < 300:
            line = _narrow(server)
            line.sendall(head.encode())
            held.append(line)
        await asyncio.sleep(0.005)
    for line in held:
        line.close()
    return len(held)


def _narrow(server):
    """A connection that holds little unread."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(5)
    line.connect(("127.0.0.1", server.port))
    return line


ATTACKS = (
    large_frames, half_sent_messages, frame_of_190_mb, idle_websockets, two_asking_for_health,
    verify_pressed, older_versions, three_making_powerpoint, signs_of_life, large_heads,
    flood_of_requests, never_pausing, visit_after_visit, asking_on, slow_readers,
    downloads_never_read,
)  # fmt: skip
