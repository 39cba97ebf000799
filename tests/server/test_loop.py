"""The server's loop: nothing that threads hand over is lost, though it is woken once."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from cds.server.connections import WokenOnce


@pytest.fixture
def loop():
    made = WokenOnce()
    yield made
    made.close()


def test_everything_that_is_handed_over_is_done(loop):
    seen, threads, each = [], 4, 2_000

    def hand_over(number):
        for place in range(each):
            loop.call_soon_threadsafe(seen.append, (number, place))

    async def all_done():
        with ThreadPoolExecutor(threads) as pool:
            handing = [loop.run_in_executor(pool, hand_over, number) for number in range(threads)]
            async with asyncio.timeout(30):
                await asyncio.gather(*handing)
                while len(seen) < threads * each:
                    await asyncio.sleep(0)

    loop.run_until_complete(all_done())
    assert sorted(seen) == [(number, place) for number in range(threads) for place in range(each)]


def test_a_loop_that_has_yet_to_look_is_woken_once(loop):
    for _ in range(100):
        loop.call_soon_threadsafe(lambda: None)

    assert len(loop._ssock.recv(4096)) == 1


def test_a_loop_that_has_looked_is_woken_again(loop):
    async def woken_from_outside():
        async with asyncio.timeout(30):  # who is not woken waits for ever
            with ThreadPoolExecutor(1) as pool:
                return [await loop.run_in_executor(pool, abs, -one) for one in range(20)]

    assert loop.run_until_complete(woken_from_outside()) == list(range(20))
