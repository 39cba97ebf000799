"""Whose page runs next: a hall at human pace at once, who never pauses one after the other.

And whose request is answered next: who floods comes between the runs of pages.
"""

import asyncio
from unittest.mock import AsyncMock

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from cds.server import pace
from cds.server.pace import PacedRequests, Queues, Runs
from cds.site.session_table import Visit
from cds.site.turns import Allowance
from tests.server.asgi_client import now, unhurried

HALL = "10.0.0.1"
TOOK = 0.02  # seconds of a run here


def page(known, *, address=HALL, has_visit=True):
    return Runs(known, Visit(None, "", 0.0, 0.0) if has_visit else None, address)


def over(how=ForwardMsg.FINISHED_SUCCESSFULLY):
    return ForwardMsg(script_finished=how).SerializeToString()


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(pace, "monotonic", now)
    monkeypatch.setattr(pace, "_LEAST_SECONDS", 0.005)


class Hall:
    """Pages of an address that run for a while, and how many did at one time."""

    def __init__(self):
        self.running = self.most = self.ran = 0

    async def run(self, runs, seconds=TOOK, **how):
        """Ask for a run; return whether others came first."""
        has_waited = await runs.begin(**how)
        self.running += 1
        self.ran += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(seconds)
        self.running -= 1
        runs.hear(over())
        return has_waited


def arrived(known, count):
    """Pages whose first run was more than a moment ago."""
    pages = [page(known) for _ in range(count)]
    for one in pages:
        one.visit.ran_at = now() - pace.HASTY_SECONDS
    return pages


def test_a_hall_that_chooses_at_one_moment_waits_for_nothing():
    async def scene():
        hall, known = Hall(), Queues(choices=Allowance(200, 1))
        await asyncio.gather(*(hall.run(one) for one in arrived(known, 200)))
        return hall.most

    assert unhurried(scene()) == 200


def test_a_hall_that_arrives_at_one_moment_is_let_in_one_after_the_other_with_short_rests():
    async def scene():
        hall, known, begun = Hall(), Queues(), now()
        known.chosen = (None, begun)
        waited = await asyncio.gather(*(hall.run(page(known)) for _ in range(50)))
        return hall.most, sum(waited), now() - begun

    most, waited, took = unhurried(scene())
    assert (most, waited) == (1, 49)
    assert took < (1 + pace._REST) * 50 * TOOK


def test_a_newcomer_who_asks_again_at_once_keeps_those_who_come_after_him_no_longer():
    async def scene():
        known, begun = Queues(), now()
        known.chosen = (None, begun)
        impatient, other, after = page(known), page(known), page(known)
        await impatient.begin()
        await impatient.begin()
        known.chosen = (other.visit, now())
        await after.begin()
        return now() - begun

    assert unhurried(scene()) < 4 * pace._OF_CROWD


def test_who_never_pauses_runs_one_at_a_time_with_rests_and_keeps_nobody():
    async def scene():
        hall, known = Hall(), Queues()
        hasty = [page(known) for _ in range(5)]
        for one in hasty:
            await hall.run(one)

        async def never_pause(one):
            for _ in range(3):
                await hall.run(one)

        known.chosen = (None, now())
        begun = now()
        attacking = [asyncio.create_task(never_pause(one)) for one in hasty]
        await asyncio.sleep(5 * TOOK)  # since the last who came for the first time
        waited = await Hall().run(page(known))
        elsewhere = await Hall().run(page(known, address="10.0.0.2", has_visit=False))
        await asyncio.gather(*attacking)
        return hall.most, now() - begun, waited, elsewhere

    most, took, waited, elsewhere = unhurried(scene())
    assert most == 1
    assert took >= 12 * (1 + pace._REST) * TOOK  # of fifteen runs; rests since others chose
    assert not waited
    assert not elsewhere


def test_who_is_alone_need_not_rest(monkeypatch):
    monkeypatch.setattr(pace, "_REST", 50)

    async def scene():
        hall, alone = Hall(), page(Queues())
        begun = now()
        for _ in range(10):
            await hall.run(alone)
        return now() - begun

    assert unhurried(scene()) < 50 * TOOK * 9


def test_pages_that_ask_by_themselves_take_nothing_of_their_visitors():
    async def scene():
        hall, known = Hall(), Queues(choices=Allowance(20, 60))
        pages = [page(known) for _ in range(10)]
        await asyncio.gather(*(hall.run(one) for one in pages))
        for one in pages:
            one.visit.ran_at -= pace.HASTY_SECONDS
        hall.most = 0
        await asyncio.gather(*(hall.run(one, by_itself=True) for one in pages))
        by_themselves, hall.most = hall.most, 0
        await asyncio.gather(*(hall.run(one) for one in pages))
        chosen, hall.most = hall.most, 0
        await asyncio.gather(*(hall.run(one, by_itself=True) for one in pages))
        return by_themselves, chosen, hall.most

    assert unhurried(scene()) == (10, 10, 1)  # again too soon: like anybody who never pauses


def test_who_comes_as_visit_after_visit_rests_and_is_not_refused():
    async def scene():
        hall, known, begun = Hall(), Queues(newcomers=Allowance(4, 60)), now()
        known.chosen = (None, begun)
        await asyncio.gather(*(hall.run(page(known)) for _ in range(12)))
        return hall, now() - begun

    hall, took = unhurried(scene())
    assert (hall.ran, hall.most) == (12, 2)  # four with short rests, beside the others
    assert took >= 8 * TOOK + 7 * pace._OF_CROWD


def test_a_crowd_that_chooses_too_often_queues_and_is_not_refused():
    async def scene():
        hall, known = Hall(), Queues(choices=Allowance(4, 60))
        await asyncio.gather(*(hall.run(one) for one in arrived(known, 12)))
        return hall

    hall = unhurried(scene())
    assert hall.ran == 12
    assert hall.most == 5  # four at once, and one of the queue


@pytest.mark.parametrize("how", [{"identity": "of Lan"}, {"is_at_machine": True}])
def test_staff_never_queue(how):
    async def scene():
        hall, known = Hall(), Queues(choices=Allowance(0, 60))
        staff = [page(known) for _ in range(4)]
        for one in staff:
            for name, value in how.items():
                setattr(one.visit, name, value)
        await asyncio.gather(*(hall.run(one) for one in staff))
        await asyncio.gather(*(hall.run(one, by_itself=True) for one in staff))
        return hall.most

    assert unhurried(scene()) == 4


def test_a_crowd_goes_on_although_each_takes_long():
    async def scene():
        hall, known = Hall(), Queues(newcomers=Allowance(0, 60))
        known.chosen = (None, now() + 60)
        async with asyncio.timeout(20):
            await asyncio.gather(*(hall.run(page(known), 3) for _ in range(5)))
        return now()

    assert unhurried(scene()) < 12  # one after the other they would take fifteen


def test_browsers_without_a_visit_queue():
    async def scene():
        hall, known = Hall(), Queues()
        await asyncio.gather(*(hall.run(page(known, has_visit=False)) for _ in range(4)))
        return hall.most

    assert unhurried(scene()) == 1


def test_a_run_that_another_took_the_place_of_is_not_over():
    async def scene():
        one, begun = page(Queues(), has_visit=False), now()
        one.pace.chosen = (page(one.pace).visit, begun)
        await one.begin()
        one.hear(over(ForwardMsg.FINISHED_EARLY_FOR_RERUN))
        one.hear(b"\xff no message")
        await asyncio.sleep(TOOK)
        one.hear(over())
        await one.begin()
        return now() - begun

    assert unhurried(scene()) >= 3 * TOOK


def test_a_page_that_is_left_or_never_done_lets_the_next_run(monkeypatch):
    monkeypatch.setattr(pace, "_OF_HASTY", 0.05)

    async def scene():
        known = Queues()
        gone, stuck, last = (page(known, has_visit=False) for _ in range(3))
        async with asyncio.timeout(5):
            await gone.begin()
            gone.end()
            await stuck.begin()
            await last.begin()
        return known.running

    running = unhurried(scene())

    assert len(running) == 2  # the one that is never done, and the next


async def asked(guarded, path="/", address=HALL):
    """Ask for something; return the messages of the answer."""
    told = []

    async def send(message):
        told.append(message)

    scope = {"type": "http", "path": path, "client": (address, 1), "headers": []}
    await guarded(scope, None, send)
    return told


def answering(body=b"", seconds=0.0):
    async def app(_scope, _receive, send):
        await asyncio.sleep(seconds)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    return app


def test_a_flood_is_answered_one_by_one_between_the_runs_of_pages(monkeypatch):
    async def scene():
        known = Queues(requests=Allowance(5, 60))
        guarded, running = PacedRequests(answering(), known), page(known)
        at_once = await asyncio.gather(*(asked(guarded) for _ in range(5)))
        await running.begin()
        flood = [asyncio.create_task(asked(guarded)) for _ in range(20)]
        await asyncio.sleep(0.05)
        before = sum(one.done() for one in flood)
        running.end()
        return at_once, before, await asyncio.gather(*flood)

    monkeypatch.setattr(pace, "_LONGEST_WAIT", 0.2)
    at_once, before, flood = unhurried(scene())
    assert not before
    assert {len(told) for told in (*at_once, *flood)} == {2}


def test_a_flood_of_one_address_keeps_no_other_waiting():
    async def scene():
        guarded = PacedRequests(answering(seconds=0.005), Queues(requests=Allowance(0, 60)))
        flood = [asyncio.create_task(asked(guarded)) for _ in range(100)]
        await asyncio.sleep(0.01)
        await asked(guarded, address="10.0.0.2")
        answered = sum(one.done() for one in flood)
        await asyncio.gather(*flood)
        return answered

    assert unhurried(scene()) < 50


def test_a_run_without_end_and_a_slow_answer_keep_nobody_for_long():
    async def scene():
        known, begun = Queues(requests=Allowance(0, 60)), now()
        await page(known).begin()
        slow = asyncio.create_task(asked(PacedRequests(answering(seconds=60), known)))
        await asyncio.sleep(0)
        await asked(PacedRequests(answering(), known))
        slow.cancel()
        return now() - begun

    assert unhurried(scene()) < 10


def test_long_answers_come_one_after_the_other(monkeypatch):
    monkeypatch.setattr(pace, "_LONGEST_WAIT", 5)
    under_way, most = [], []

    async def app(_scope, _receive, send):
        under_way.append(1)
        most.append(len(under_way))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for is_more in (True, True, False):
            await asyncio.sleep(0.01)
            await send({"type": "http.response.body", "body": b"x", "more_body": is_more})
        under_way.pop()

    async def scene():
        guarded = PacedRequests(app, Queues(requests=Allowance(0, 60)))
        return await asyncio.gather(*(asked(guarded) for _ in range(5)))

    assert [len(told) for told in unhurried(scene())] == [4] * 5
    assert max(most) == 1


def test_asking_for_pages_costs_more_and_has_its_own_share():
    async def scene():
        known = Queues(requests=Allowance(9, 60), visits=Allowance(1, 60))
        guarded = PacedRequests(answering(), known, {"/"})
        later = known.rest = AsyncMock()
        for path in ("/", "/a.js", "/", "/b.js", "/_stcore/host-config"):
            await asked(guarded, path)
        return later.await_count

    assert unhurried(scene()) == 2


def test_a_hall_with_empty_caches_gets_its_files_at_once():
    async def scene():
        known = Queues(requests=Allowance(0, 60))
        guarded = PacedRequests(answering(), known)
        later = known.rest = AsyncMock()
        for _ in range(200):
            for path in ("/static/js/index.js", "/assets/1/bar.js"):
                for _ in range(60):
                    await asked(guarded, path)
        files = later.await_count
        await asked(guarded, "/media/1.png")
        return files, later.await_count

    assert unhurried(scene()) == (0, 1)


def test_what_fails_is_told_to_who_asked():
    async def failing(_scope, _receive, _send):
        raise ValueError("told")

    with pytest.raises(ValueError, match="told"):
        unhurried(asked(PacedRequests(failing, Queues(requests=Allowance(0, 60)))))


def test_followers_of_a_meeting_all_ask_at_once():
    known = Queues(requests=Allowance(0, 60))
    known.rest = None  # nobody may wait
    guarded = PacedRequests(answering(), known)
    assert len(unhurried(asked(guarded, "/meetings/a/now"))) == 2
    known.rest = AsyncMock()
    unhurried(asked(guarded, "/a/now"))
    assert known.rest.await_count == 1


def test_large_answers_are_handed_on_in_pieces():
    body = bytes(range(256)) * 1_000
    told = unhurried(asked(PacedRequests(answering(body), Queues())))[1:]

    assert b"".join(message["body"] for message in told) == body
    assert max(len(message["body"]) for message in told) < 64_000
    assert [message.get("more_body", False) for message in told] == [True] * (len(told) - 1) + [
        False
    ]
