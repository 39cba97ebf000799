"""Uploads: only by staff, only into one's own session, and not more than a person's share."""

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from cds.domain.access import AccessRules
from cds.server import trusted_hosts
from cds.server import upload_guard as uploads_module
from cds.server.app import guards, sign_ins
from cds.server.identity import Authorisation
from cds.server.trusted_hosts import TrustedHosts
from cds.server.upload_guard import LARGEST_FILE, Held, UploadGuard
from cds.site import people as people_module
from cds.site.notes import Notes
from cds.site.session_table import VISIT, SessionTable
from cds.store.audit import AuditTrail
from tests.factories import catalogue
from tests.server.asgi_client import ask, asking, http_scope
from tests.server.real_server import served

OWN = "/_stcore/upload_file/stream-1/file-1"
ROLES = """
viewers = "signed_in"
frame_ancestors = ["https://portal.example.vn"]
[session]
idle_minutes = 5
[[people]]
email = "lan@example.vn"
role = "staff"
"""


NOTHING = Held(0, 0)
NOWHERE = Path("/dev/null/here")


LAN = "lan@example.vn"


class Desk:
    """The guard in front of an app that takes every file, as one visit sees it."""

    def __init__(self, is_staff=True, held=NOTHING, folder=NOWHERE):
        self.visits = SessionTable(AccessRules)
        _, self.visit = self.visits.begin("identity", LAN)
        self.visit.hold("stream-1")
        self.asked = []
        self.door = asyncio.Event()
        self.door.set()
        self.guard = UploadGuard(
            self._app, self.visits, lambda _: is_staff, self._held(held), Notes(folder)
        )

    def _held(self, held):
        def look(streams):
            self.asked.append(set(streams))
            return held

        return look

    async def _app(self, scope, receive, send):
        await receive()
        await self.door.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def put(self, path=OWN, method="PUT", size="10", visit=None):
        async def bound(scope, receive, send):
            found = {**scope, VISIT: visit or self.visit}
            await self.guard(found, receive, send)

        headers = {} if size is None else {"content_length": size}
        return (await asking(bound, path, method=method, **headers)).status

    def status(self, **request):
        return asyncio.run(self.put(**request))


def test_staff_upload_into_their_own_session():
    assert Desk().status() == 204


def test_others_upload_nothing():
    assert Desk(is_staff=False).status() == 403


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/upload_file/stream-2/file-1",
        "/_stcore/upload_file/stream-1",
        "/_stcore/upload_file/stream-1/file-1/more",
        "/_stcore/upload_file/../stream-1/file-1",
        "/_stcore/upload_file",
    ],
)
def test_nobody_uploads_into_another_session(path):
    desk = Desk()

    assert desk.status(path=path) == 403
    assert desk.status(path=path, method="DELETE") == 403


MEGABYTE = 1024**2


async def answer_to(sender, size, *, expects=False, sends=None):
    """Upload through the real server, slowly at first; return the status line."""
    async with served(sender) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        lines = [f"PUT {OWN} HTTP/1.1", "Host: a", f"Content-Length: {size}"]
        lines += ["Expect: 100-continue"] if expects else []
        writer.write("\r\n".join([*lines, "", ""]).encode())
        if not expects:
            for _ in range((sends or size) // MEGABYTE):
                writer.write(b"x" * MEGABYTE)
                await writer.drain()
                await asyncio.sleep(0.002)  # by now a hasty server has hung up
        line = (await reader.read()).splitlines()[0]
        writer.close()
        return line


def test_refusal_arrives_although_the_body_was_still_coming():
    guard = Desk().guard  # a request without a visit

    assert asyncio.run(answer_to(guard, 20 * MEGABYTE)) == b"HTTP/1.1 403 Forbidden"
    assert asyncio.run(answer_to(guard, 100 * MEGABYTE)).split()[1] == b"403"


def test_who_waits_to_be_told_is_told_at_once():
    answer = asyncio.run(answer_to(Desk().guard, 20 * MEGABYTE, expects=True))

    assert answer == b"HTTP/1.1 403 Forbidden"


@pytest.mark.parametrize(("limit", "value"), [("_MOST_SECONDS", 0.1), ("_MOST_BYTES", MEGABYTE)])
def test_no_body_is_read_for_ever(monkeypatch, limit, value):
    monkeypatch.setattr(trusted_hosts, limit, value)

    asked = answer_to(Desk().guard, 200 * MEGABYTE, sends=MEGABYTE)

    assert asyncio.run(asyncio.wait_for(asked, 5)) == b"HTTP/1.1 403 Forbidden"


def test_few_bodies_are_thrown_away_at_once(monkeypatch):
    monkeypatch.setattr(trusted_hosts, "_reading", asyncio.Semaphore(0))

    asked = answer_to(Desk().guard, 200 * MEGABYTE, sends=1)

    assert asyncio.run(asyncio.wait_for(asked, 5)) == b"HTTP/1.1 403 Forbidden"


def test_request_without_a_visit_uploads_nothing():
    desk = Desk()

    assert asyncio.run(asking(desk.guard, OWN, method="PUT", content_length="1")).status == 403


@pytest.mark.parametrize(
    ("size", "status"),
    [
        (None, 411),
        ("many", 411),
        (str(LARGEST_FILE), 204),
        (str(LARGEST_FILE + 2 * 1024**2), 413),
    ],
)
def test_size_is_said_beforehand_and_bounded(size, status):
    assert Desk().status(size=size) == status


@pytest.mark.parametrize(
    ("held", "status"),
    [
        (Held(19, 0), 204),
        (Held(20, 0), 429),
        (Held(4, 4 * LARGEST_FILE - 10), 204),
        (Held(4, 4 * LARGEST_FILE + 1024**2), 413),
    ],
)
def test_files_held_count_against_a_share(held, status):
    assert Desk(held=held).status() == status


def test_taking_a_file_back_is_always_possible():
    assert Desk(held=Held(20, 0)).status(method="DELETE", size=None) == 204


def test_share_is_of_the_person_in_all_browsers_together():
    desk = Desk()
    _, other = desk.visits.begin("identity-2", "lan@example.vn")
    other.hold("stream-2")
    _, stranger = desk.visits.begin("identity-3", "minh@example.vn")
    stranger.hold("stream-3")

    desk.status()

    assert all(streams == {"stream-1", "stream-2"} for streams in desk.asked)
    assert desk.asked


def test_share_is_of_the_person_in_all_processes_together(tmp_path):
    """Each tells the others while it holds something; one that died is not believed for long."""

    async def send_to_both():
        one, other = Desk(held=Held(1, 10), folder=tmp_path), Desk(folder=tmp_path)
        assert await one.put() == 204
        await asyncio.sleep(0)
        (note,) = Notes(tmp_path).names()
        owner = note.partition(".")[0]
        assert LAN not in note
        for holds, status in (([19, 10], 204), ([20, 10], 429), ([1, 4 * LARGEST_FILE], 413)):
            Notes(tmp_path).write(f"{owner}.another", holds)
            size = str(2 * 1024**2)
            assert await other.put(size=size) == status
        Notes(tmp_path).write(f"{owner}.another", [20, 10], at=0.0)
        return await other.put()

    assert asyncio.run(send_to_both()) == 204


def test_what_is_held_no_more_is_not_told_any_more(tmp_path, monkeypatch):
    monkeypatch.setattr(uploads_module, "_TELL_SECONDS", 0.01)

    async def send():
        desk = Desk(folder=tmp_path)
        assert await desk.put() == 204
        (task,) = desk.guard._telling.values()
        await asyncio.wait_for(task, 5)

    asyncio.run(send())

    assert not list(Notes(tmp_path).names())


def test_visits_of_local_mode_have_a_share_each():
    desk = Desk()
    visits = [desk.visits.begin()[1] for _ in range(2)]
    for number, visit in enumerate(visits):
        visit.hold(f"local-{number}")

    desk.status(path="/_stcore/upload_file/local-0/f", visit=visits[0])

    assert desk.asked == [{"local-0"}]


def test_files_on_their_way_count_too():
    desk = Desk(held=Held(18, 0))

    async def scene():
        desk.door.clear()
        two = [asyncio.ensure_future(desk.put()) for _ in range(2)]
        await asyncio.sleep(0)
        third = await desk.put()
        desk.door.set()
        return third, await asyncio.gather(*two), await desk.put()

    assert asyncio.run(scene()) == (429, [204, 204], 204)


def test_slow_upload_is_given_up(monkeypatch):
    monkeypatch.setattr(uploads_module, "_UPLOAD_SECONDS", 0.01)
    desk = Desk()
    desk.door.clear()

    assert desk.status() == 408


def test_other_addresses_pass():
    assert Desk().status(path="/anything", method="GET", size=None) == 204


@pytest.fixture
def roles(tmp_path, monkeypatch):
    """Server mode with a roles file; the roles are read as the pages read them."""
    path = tmp_path / "access.toml"
    path.write_text(ROLES)
    monkeypatch.setenv("CDS_ACCESS", str(path))
    monkeypatch.setattr(people_module, "load_catalogue", lambda _: catalogue())
    return Authorisation(tmp_path, TrustedHosts.from_environment("10.0.0.5"))


def request(email=None, visit=None):
    headers = {}
    if email:
        said = json.dumps({"is_logged_in": True, "email": email})
        value = create_signed_value(get_cookie_secret(), "_streamlit_user", said).decode()
        headers["cookie"] = f"_streamlit_user={value}"
    return {**http_scope(OWN, "PUT", headers), VISIT: visit or SimpleNamespace(is_refused=False)}


def test_roles_decide_who_uploads(roles):
    found = {e: roles.may_send(request(e)) for e in ("lan@example.vn", "minh@example.vn", None)}

    assert found == {"lan@example.vn": True, "minh@example.vn": False, None: False}


def test_refused_upload_of_a_known_person_is_written_down_once_a_visit(roles, tmp_path):
    visit = SimpleNamespace(is_refused=False)
    for _ in range(3):
        roles.may_send(request("minh@example.vn", visit))
        roles.may_send(request(None))

    entries = AuditTrail(tmp_path).events()

    assert [(e.event, e.by) for e in entries] == [("denied", "minh@example.vn")]
    assert dict(entries[0].details) == {"action": "send", "reason": "role"}


def test_downloads_are_for_those_who_may_look(roles):
    assert not roles.may_look(request())
    assert roles.may_look(request("minh@example.vn"))


def test_settings_reach_the_server(roles, tmp_path):
    visits = sign_ins(tmp_path)
    _, visit = visits.begin("identity", LAN)
    app = Starlette(middleware=guards(tmp_path, roles.trusted, frozenset({"/"}), visits))

    assert 299 < visits.remaining(visit) <= 300
    framing = ask(app, "/", host="10.0.0.5").headers["content-security-policy"]
    assert framing.endswith("frame-ancestors 'self' https://portal.example.vn")


def test_in_local_mode_who_brought_the_key_is_staff(tmp_path):
    people = Authorisation(tmp_path, TrustedHosts.from_environment("127.0.0.1"))
    here, passed_on, stranger = request(), request(), request()
    here["headers"].append((b"x-cds-session", b"local"))
    passed_on["headers"] = [*here["headers"], (b"x-forwarded-for", b"10.0.0.9")]

    assert people.may_send(here)
    assert not people.may_send(passed_on)
    assert not people.may_send(stranger)


def test_sign_ins_are_written_down_and_a_full_disk_keeps_nobody_out(tmp_path, monkeypatch, caplog):
    people = Authorisation(tmp_path, TrustedHosts.from_environment("10.0.0.5"))

    people.tell("signed_in", "lan@example.vn")
    (tmp_path / "audit").rename(tmp_path / "gone")
    (tmp_path / "audit").write_text("no folder")
    people.tell("signed_out", "lan@example.vn")

    (tmp_path / "audit").unlink()
    (tmp_path / "gone").rename(tmp_path / "audit")
    events = list(AuditTrail(tmp_path).events())
    assert [(event.event, event.by) for event in events] == [("signed_in", "lan@example.vn")]
    assert "lan@example.vn" in caplog.text


def test_server_of_a_network_without_sign_in_takes_nothing(tmp_path):
    people = Authorisation(tmp_path, TrustedHosts.from_environment("10.0.0.5"))

    assert not people.may_send(request())
    assert people.may_look(request())
