"""Where a meeting is, for those who follow it: nobody asks twice, all hear it together."""

import asyncio
import json

import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from cds.domain.stories import Position, Slide, Story
from cds.server.following import ROOMS, MeetingWatch, following_route, pointing_route
from cds.server.front_page import FrontPage
from cds.site import turns
from cds.site.notes import Notes
from cds.site.turns import Allowance
from cds.store.meetings import MeetingStore
from tests.server.asgi_client import ask, asking

STORY = Story("", "Giao ban tháng", (Slide("overview"), Slide("gaps"), Slide("motto")))
SOON, NEVER = 0.05, 30.0


@pytest.fixture
def meetings(tmp_path, monkeypatch):
    monkeypatch.setenv("CDS_DATA", str(tmp_path))
    return MeetingStore(tmp_path)


@pytest.fixture
def led(meetings):
    """A meeting and its control token."""
    return meetings.start(STORY, 0)


def served(meetings, wait_seconds=SOON):
    watch = MeetingWatch(meetings.folder.parent, wait_seconds)
    return watch, patient(Starlette(routes=[following_route(watch)]))


def patient(app):
    """The app as browsers reach it that do not hang up."""

    async def asked(scope, receive, send):
        async def stay():
            await asyncio.Event().wait()

        await app(scope, stay, send)

    return asked


def told(answer):
    assert answer.status == 200
    return json.loads(answer.content)


def test_ids_are_not_to_be_found_by_trying(meetings, led, monkeypatch):
    meeting, _ = led
    monkeypatch.setitem(turns.ALLOWANCES, "meeting", Allowance(3, 10, lambda: 0.0))
    _, app = served(meetings, NEVER)

    answers = [ask(app, f"/meetings/{number:08x}/now") for number in range(5)]

    assert [answer.status for answer in answers] == [404, 404, 404, 429, 429]
    assert answers[-1].headers["retry-after"] == "10"
    assert ask(app, f"/meetings/{meeting.meeting_id}/now").status == 200
    elsewhere = ask(app, "/meetings/00000009/now", x_forwarded_for="10.0.0.9")
    assert elsewhere.status == 404


def test_who_comes_new_is_told_at_once(meetings, led):
    meeting, token = led
    _, app = served(meetings, NEVER)

    answer = ask(app, f"/meetings/{meeting.meeting_id}/now")

    assert told(answer)["position"] == {
        "slide": 0, "spotlight": None, "unit": None, "is_blank": False,
    }  # fmt: skip
    assert answer.headers["cache-control"] == "no-store"
    assert token not in answer.content.decode()
    assert meeting.control_sha256 not in answer.content.decode()


def test_all_followers_hear_each_step_in_its_turn(meetings, led):
    meeting, token = led
    watch, app = served(meetings, NEVER)
    heard = {number: [] for number in range(10)}

    async def follow(number):
        while len(heard[number]) < 3:
            step = heard[number][-1] if heard[number] else -1
            answer = await asking(app, f"/meetings/{meeting.meeting_id}/now?after={step}")
            heard[number].append(told(answer)["step"])

    async def lead():
        followers = [asyncio.create_task(follow(number)) for number in heard]
        for slide in (1, 2):
            while any(len(steps) < slide for steps in heard.values()):
                await asyncio.sleep(0.01)
            assert len(watch._changes) <= 1  # one look serves all
            meetings.drive(meeting.meeting_id, token, Position(slide))
        await asyncio.wait_for(asyncio.gather(*followers), 20)

    asyncio.run(lead())

    assert all(steps == [0, 1, 2] for steps in heard.values())


def test_nobody_waits_longer_than_agreed(meetings, led):
    meeting, _ = led
    _, app = served(meetings)

    assert told(ask(app, f"/meetings/{meeting.meeting_id}/now?after=0"))["step"] == 0


def test_a_server_that_stops_lets_everybody_go(meetings, led):
    meeting, _ = led
    watch, app = served(meetings, NEVER)

    async def stop_while_waiting():
        waiting = asyncio.create_task(asking(app, f"/meetings/{meeting.meeting_id}/now?after=0"))
        await asyncio.sleep(0.05)
        watch.close()
        return await asyncio.wait_for(waiting, 5)

    assert told(asyncio.run(stop_while_waiting()))["step"] == 0


def test_who_hangs_up_is_not_waited_for(meetings, led):
    meeting, _ = led
    watch, _ = served(meetings, NEVER)

    async def hung_up():
        return {"type": "http.disconnect"}

    async def wait():
        request = Request({"type": "http"}, hung_up)
        return await asyncio.wait_for(watch.after(request, meeting.meeting_id, 0), 5)

    assert asyncio.run(wait()).step == 0


def test_another_holder_is_told_without_a_token(meetings, led):
    meeting, token = led
    _, app = served(meetings)
    before = told(ask(app, f"/meetings/{meeting.meeting_id}/now"))
    meetings.take(meeting.meeting_id, meetings.offer(meeting.meeting_id, token))

    after = told(ask(app, f"/meetings/{meeting.meeting_id}/now?after=0"))

    assert after["holder"] != before["holder"]


@pytest.mark.parametrize("step", ["", "x", "-5", "²", "9" * 30])
def test_a_step_that_is_none_counts_as_new(meetings, led, step):
    _, app = served(meetings, NEVER)

    assert told(ask(app, f"/meetings/{led[0].meeting_id}/now?after={step}"))["step"] == 0


@pytest.mark.parametrize("name", ["00000000", "..", "x"])
def test_an_unknown_meeting_is_not_found(meetings, name):
    _, app = served(meetings)

    assert ask(app, f"/meetings/{name}/now").status == 404


def test_a_damaged_meeting_is_said_to_be_damaged(meetings, led):
    meeting, _ = led
    _, app = served(meetings)
    (meetings.folder / f"{meeting.meeting_id}.json").write_text("{")

    assert ask(app, f"/meetings/{meeting.meeting_id}/now").status == 503


def test_only_who_may_look_follows(meetings, led):
    meeting, _ = led
    _, app = served(meetings)
    guarded = FrontPage(app, frozenset(), lambda _: False)

    assert ask(guarded, f"/meetings/{meeting.meeting_id}/now").status == 403


def test_the_unit_asked_about_comes_with_the_step(full_home, monkeypatch, tmp_path):
    monkeypatch.setenv("CDS_DATA", str(full_home))
    meetings = MeetingStore(tmp_path)
    meeting, token = meetings.start(STORY, 1)
    meetings.drive(meeting.meeting_id, token, Position(1, unit="28237@2004-08-31"))
    _, app = served(meetings)

    answer = ask(app, f"/meetings/{meeting.meeting_id}/now?after=0")

    (slide,) = told(answer)["answers"].values()
    assert "Xã Dương Xuân Hội" in slide
    assert len(answer.content) < 20_000


def test_followers_see_where_the_leader_points_and_are_counted(meetings, led):
    meeting, token = led
    watch, app = served(meetings, NEVER)
    address = f"/meetings/{meeting.meeting_id}"
    app = patient(Starlette(routes=[following_route(watch), pointing_route(watch)]))

    async def point_while_they_wait():
        waiting = [
            asyncio.create_task(asking(app, f"{address}/now?after=0&moves=0&who={name}"))
            for name in ("a", "b")
        ]
        await asyncio.sleep(0.05)
        assert not any(one.done() for one in waiting)
        pointed = await asking(
            app, f"{address}/pointer?x=0.25&y=0.5&thing=7", method="POST", x_control=token
        )
        assert pointed.status == 204
        return [told(await asyncio.wait_for(one, 5)) for one in waiting]

    for answer in asyncio.run(point_while_they_wait()):
        assert (answer["pointer"], answer["moves"], answer["followers"]) == ([0.25, 0.5, 7], 1, 2)
        assert answer["step"] == 0
    assert ask(app, f"{address}/pointer", method="POST", x_control=token).status == 204
    assert told(ask(app, f"{address}/now?after=0&moves=1"))["pointer"] is None


def test_processes_of_a_home_share_the_pointer_and_count_each_others_followers(meetings, led):
    meeting, token = led
    address, folder = f"/meetings/{meeting.meeting_id}", meetings.folder.parent / ROOMS
    leading = Starlette(routes=[pointing_route(MeetingWatch(meetings.folder.parent))])
    _, there = served(meetings, NEVER)
    Notes(folder).write(f"{meeting.meeting_id}.another", 3)
    Notes(folder).write(f"{meeting.meeting_id}.gone", 40, at=0.0)
    Notes(folder).write("0000000a.another", 500)

    async def point_while_he_waits():
        waiting = asyncio.create_task(asking(there, f"{address}/now?after=0&moves=0&who=a"))
        await asyncio.sleep(0.05)
        moved = await asking(
            leading, f"{address}/pointer?x=0&y=1&thing=3", method="POST", x_control=token
        )
        assert moved.status == 204
        return told(await asyncio.wait_for(waiting, 5))

    answer = asyncio.run(point_while_he_waits())

    assert (answer["pointer"], answer["moves"], answer["followers"]) == ([0, 1, 3], 1, 4)
    assert ask(leading, f"{address}/pointer", method="POST", x_control=token).status == 204
    assert told(ask(there, f"{address}/now?after=0&moves=1"))["pointer"] is None


def test_where_no_note_can_be_written_who_is_here_follows(meetings, led):
    meeting, token = led
    address = f"/meetings/{meeting.meeting_id}"
    (meetings.folder.parent / ROOMS).write_text("no folder")
    watch, _ = served(meetings, NEVER)
    app = patient(Starlette(routes=[following_route(watch), pointing_route(watch)]))

    assert ask(app, f"{address}/pointer?x=0&y=1", method="POST", x_control=token).status == 204
    answer = told(ask(app, f"{address}/now?after=0&moves=0&who=a"))

    assert (answer["pointer"], answer["followers"]) == ([0, 1], 1)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("?x=0.2", 400),
        ("?x=0&y=0&thing=-1", 400),
        ("?x=0&y=0&thing=a", 400),
        ("?x=2&y=0", 400),
        ("?x=nan&y=0", 400),
        ("?x=a&y=0", 400),
        ("", 204),
    ],
)
def test_a_pointer_lies_on_the_slide(meetings, led, asked, status):
    meeting, token = led
    app = Starlette(routes=[pointing_route(MeetingWatch(meetings.folder.parent))])
    address = f"/meetings/{meeting.meeting_id}/pointer{asked}"

    assert ask(app, address, method="POST", x_control=token).status == status


def test_only_who_leads_points(meetings, led):
    app = Starlette(routes=[pointing_route(MeetingWatch(meetings.folder.parent))])

    for name, status in ((led[0].meeting_id, 403), ("00000000", 404)):
        answer = ask(app, f"/meetings/{name}/pointer?x=0&y=0", method="POST", x_control="x")
        assert answer.status == status
