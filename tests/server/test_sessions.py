"""Sessions: whose identity counts, for how long, and who may resume what."""

import asyncio
import json
import time

import pytest
from starlette.requests import cookie_parser
from starlette.websockets import WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from cds.domain.access import AccessRules
from cds.server import websockets
from cds.server.sessions import COOKIE, Sessions
from cds.server.trusted_hosts import caller
from cds.site import session_table
from cds.site.session_table import SessionTable
from cds.site.turns import Allowance
from tests.server.asgi_client import ask, asking, line_scope, now, open_line, talking, unhurried

IDENTITY = "_streamlit_user"
PAGES = frozenset({"/", "/indicator"})
STREAM = "/_stcore/stream"


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def signed(**claims):
    """The identity cookie as Streamlit signs it."""
    said = json.dumps({"is_logged_in": True, "origin": "http://127.0.0.1:8501", **claims})
    return create_signed_value(get_cookie_secret(), IDENTITY, said).decode()


class Streamlit:
    """Stands in for Streamlit: signs in at the callback, notes what it was shown."""

    def __init__(self):
        self.cookies = {}
        self.headers = {}
        self.identity = signed(email="lan@example.vn")

    async def __call__(self, scope, receive, send):
        self.headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.cookies = cookie_parser(self.headers.get("cookie", ""))
        if scope["type"] == "websocket":
            await self._talk(receive, send)
            return
        headers = [(b"location", b"/")]
        if scope["path"] == "/oauth2callback" and self.identity:
            line = f"{IDENTITY}={self.identity}; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax"
            headers.append((b"set-cookie", line.encode()))
        if scope["path"] == "/auth/logout":
            headers.append((b"set-cookie", f'{IDENTITY}=""; Max-Age=0; Path=/'.encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def _talk(self, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        hello = ForwardMsg()
        hello.new_session.initialize.session_id = "stream-1"
        await send({"type": "websocket.send", "bytes": hello.SerializeToString()})
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "bytes": message["bytes"]})


class Site:
    """Our middleware around the stand-in, as one browser sees it; keeps cookies like one."""

    def __init__(self, is_secure=False, local_key="", kept=None):
        self.told = []
        self.clock = Clock()
        self.freed = []
        self.visits = SessionTable(AccessRules, self.freed.extend, self.clock, kept)
        self.streamlit = Streamlit()
        self.app = Sessions(
            self.streamlit, self.visits, PAGES, lambda: is_secure, local_key, self._tell
        )
        self.jar = {}

    def _tell(self, event, who):
        self.told.append((event, who))

    async def go(self, path, jar=None, **headers):
        jar = self.jar if jar is None else jar
        line = "; ".join(f"{name}={value}" for name, value in jar.items())
        answer = await asking(self.app, path, cookie=line, **headers)
        jar.update(answer.cookies)
        for name in [name for name, value in jar.items() if not value]:
            del jar[name]
        return answer

    def visit(self, path, **headers):
        return asyncio.run(self.go(path, **headers))

    def sign_in(self):
        self.visit("/")
        return self.visit("/oauth2callback")

    def sees_identity(self, jar=None):
        """True when a page opened with these cookies knows who it is."""
        asyncio.run(self.go("/indicator", jar=dict(self.jar if jar is None else jar)))
        return IDENTITY in self.streamlit.cookies

    def talk(self, frames=None, jar=None, **headers):
        """Connect a page, which says something at once; return what it is told."""
        frames = [rerun()] if frames is None else frames
        line = "; ".join(f"{k}={v}" for k, v in (self.jar if jar is None else jar).items())
        return open_line(self.app, STREAM, list(frames), cookie=line, **headers)


@pytest.fixture
def site():
    return Site()


def test_first_page_gives_a_cookie_that_scripts_cannot_read(site):
    line = site.visit("/").cookie_lines[0]

    assert line.startswith(f"{COOKIE}=")
    assert "HttpOnly" in line
    assert "SameSite=Lax" in line
    assert "Secure" not in line


def test_a_known_browser_keeps_its_cookie_and_other_addresses_give_none(site):
    assert COOKIE not in site.visit("/healthz").cookies
    site.visit("/")
    assert COOKIE not in site.visit("/indicator").cookies


def test_by_https_every_cookie_is_secure():
    site = Site(is_secure=True)

    lines = site.sign_in().cookie_lines

    assert len(lines) == 2
    assert all(line.endswith("; Secure") for line in lines)
    assert "strict-transport-security" in site.visit("/").headers


def test_by_https_the_cookie_bears_a_name_that_no_other_site_can_set():
    site = Site(is_secure=True)
    site.sign_in()

    assert [name for name in site.jar if COOKIE in name] == [f"__Host-{COOKIE}"]
    assert site.sees_identity()
    tossed = {COOKIE: site.jar[f"__Host-{COOKIE}"], IDENTITY: site.jar[IDENTITY]}
    assert not site.sees_identity(tossed)
    site.visit("/auth/logout")
    assert f"__Host-{COOKIE}" not in site.jar


def test_who_signs_in_and_out_is_told_of(site):
    site.visit("/auth/logout")
    assert site.told == []

    site.sign_in()
    site.visit("/auth/logout")

    assert site.told == [("signed_in", "lan@example.vn"), ("signed_out", "lan@example.vn")]


def test_people_sign_out_everywhere_else(site):
    """Another browser of the same person, and one of somebody else."""
    site.sign_in()
    site.talk()
    other, stranger = {}, {}

    async def scene():
        for jar, who in ((other, "lan"), (stranger, "minh")):
            site.streamlit.identity = signed(email=f"{who}@example.vn")
            await site.go("/", jar=jar)
            await site.go("/oauth2callback", jar=jar)
        await asyncio.to_thread(count_and_end)
        await asyncio.sleep(0)

    def count_and_end():
        counted.append(site.visits.count("LAN@example.vn"))
        site.visits.end_others("stream-1")

    counted = []
    asyncio.run(scene())

    assert counted == [2]
    assert site.sees_identity()
    assert site.sees_identity(stranger)
    assert not site.sees_identity(other)
    assert site.visits.count("lan@example.vn") == 1


def test_signing_in_gives_a_new_cookie_and_the_identity_counts_with_it(site):
    site.visit("/")
    before = site.jar[COOKIE]

    site.visit("/oauth2callback")

    assert site.jar[COOKIE] != before
    assert site.sees_identity()


def test_identity_cookie_dies_with_the_browser(site):
    line = next(line for line in site.sign_in().cookie_lines if line.startswith(IDENTITY))

    assert "max-age" not in line.lower()
    assert "HttpOnly" in line


def test_failed_sign_in_begins_nothing(site):
    site.streamlit.identity = None
    site.sign_in()

    site.jar[IDENTITY] = signed(email="lan@example.vn")

    assert not site.sees_identity()


def test_forged_identity_from_the_callback_begins_nothing(site):
    site.streamlit.identity = "forged"
    site.sign_in()

    assert not site.sees_identity()


@pytest.mark.parametrize("kept", [{IDENTITY}, {COOKIE}])
def test_one_cookie_without_the_other_is_nobody(site, kept):
    site.sign_in()

    assert not site.sees_identity({name: site.jar[name] for name in kept})


def test_identity_of_another_sign_in_does_not_count(site):
    site.sign_in()

    assert not site.sees_identity({**site.jar, IDENTITY: signed(email="boss@example.vn")})


def test_copied_cookies_do_not_work_after_signing_out(site):
    site.sign_in()
    copied = dict(site.jar)
    assert site.sees_identity(copied)

    answer = site.visit("/auth/logout")

    assert not site.sees_identity(copied)
    assert site.streamlit.headers["x-cds-session"] == "expired"
    assert answer.cookies[COOKIE] == ""
    assert IDENTITY not in site.jar


def test_visit_ends_when_idle_and_a_page_opened_keeps_it(site):
    site.sign_in()
    site.clock.now = 1700
    site.visit("/")
    site.clock.now = 3400
    assert site.sees_identity()

    site.clock.now = 3400 + 1801

    assert not site.sees_identity()


def test_visit_ends_after_a_working_day_however_busy(site):
    site.sign_in()
    for site.clock.now in range(0, 28_700, 1000):
        site.visit("/")
    assert site.sees_identity()

    site.clock.now = 28_801

    assert not site.sees_identity()


def test_header_of_the_server_cannot_be_forged(site):
    site.visit("/", x_cds_session="valid")

    assert "x-cds-session" not in site.streamlit.headers


KEY = "key of this start"
FORWARDED = {"x_forwarded_for": "10.0.0.9"}


def is_at_machine(site):
    site.visit("/indicator")
    return site.streamlit.headers.get("x-cds-session") == "local"


def test_the_printed_key_opens_the_page_asked_for_and_stays_out_of_its_address():
    site = Site(local_key=KEY)
    site.visit("/")
    before = site.jar[COOKIE]

    answer = site.visit("/indicator?unit=10&key=key%20of%20this%20start&ten=%C4%91")

    assert (answer.status, answer.headers["location"]) == (302, "?unit=10&ten=%C4%91")
    assert site.jar[COOKIE] != before
    assert is_at_machine(site)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {}),
        ("/?key=", {}),
        ("/?key=guess", {}),
        ("/healthz?key=key of this start", {}),
        ("/?key=key of this start", FORWARDED),
        ("/?key=key of this start", {"host": "cds.example.vn"}),
    ],
)
def test_nobody_else_is_at_the_machine(path, headers):
    site = Site(local_key=KEY)
    site.visit(path, **headers)

    assert not is_at_machine(site)


def test_one_look_at_the_machines_programs_is_taken_at_a_time(monkeypatch):
    site, looking, most = Site(local_key="key"), [], []

    def asks(_scope):
        looking.append(1)
        most.append(len(looking))
        time.sleep(0.01)
        looking.pop()
        return False

    async def scene():
        await asyncio.gather(*(site.go("/", jar={}, host="127.0.0.1:8501") for _ in range(8)))

    monkeypatch.setattr("cds.server.identity.is_browser_here", asks)
    asyncio.run(scene())
    assert most == [1] * 8


def test_where_people_sign_in_no_key_opens_anything(site):
    site.visit("/?key=")

    assert not is_at_machine(site)


def test_pages_are_told_the_address_and_no_client_tells_another(site):
    site.visit("/", x_cds_caller="10.9.9.9")

    assert site.streamlit.headers["x-cds-caller"] == "127.0.0.1"


def test_people_return_to_the_page_they_signed_in_from(site):
    site.visit("/")
    site.visit("/auth/login", referer="http://127.0.0.1:8501/indicator?unit=10&period=2024")

    assert site.visit("/oauth2callback").headers["location"] == "./indicator?unit=10&period=2024"


def test_below_a_path_of_a_proxy_people_return_there_too(site):
    site.visit("/")
    site.visit("/auth/login", referer="http://127.0.0.1:8501/cds/indicator")

    assert site.visit("/oauth2callback").headers["location"] == "./indicator"
    assert site.visit("/auth/logout").headers["location"] == "../"


@pytest.mark.parametrize(
    "referer",
    [
        "http://evil.example/indicator",
        "http://127.0.0.1:8501//evil.example",
        "http://127.0.0.1:8501/evil.example/nothing",
        "",
        "/indicator?" * 999,
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(site, referer):
    site.visit("/")
    site.visit("/auth/login", referer=referer)

    assert site.visit("/oauth2callback").headers["location"] == "./"


def test_other_things_than_requests_pass(site):
    sent = asyncio.run(talking(site.app, [], {"type": "lifespan", "headers": [], "path": ""}))

    assert sent  # the stand-in was asked


def test_session_is_resumed_by_its_own_browser_alone(site):
    site.visit("/")
    site.talk()
    resume = {"sec_websocket_protocol": "streamlit, xsrf, stream-1"}

    site.talk(**resume)
    assert site.streamlit.headers["sec-websocket-protocol"] == "streamlit, xsrf, stream-1"

    stranger = {}
    asyncio.run(site.go("/", jar=stranger))
    for jar in (stranger, {}):
        site.talk(jar=jar, **resume)
        assert site.streamlit.headers["sec-websocket-protocol"] == "streamlit, xsrf"


def test_the_app_hears_of_a_socket_with_its_first_word(site):
    """Before it, a session would be made for whoever opens sockets and never speaks."""
    asked = {"sec_websocket_protocol": "streamlit, xsrf"}
    hostile = BackMsg(clear_cache=True).SerializeToString()
    site.visit("/")
    site.streamlit.headers = {}

    for frames in ([], [hostile]):
        sent = site.talk(frames, **asked)
        assert sent == [{"type": "websocket.accept", "subprotocol": "streamlit"}]
        assert not site.streamlit.headers

    sent = site.talk(**asked)
    assert [m["type"] for m in sent].count("websocket.accept") == 1
    assert site.streamlit.headers


def test_a_page_that_comes_back_is_told_at_once_what_it_missed(site):
    site.visit("/")
    site.talk()

    sent = site.talk([], sec_websocket_protocol="streamlit, xsrf, stream-1")

    assert sent[-1]["type"] == "websocket.send"


def test_who_goes_away_while_others_come_first_is_not_run(site):
    site.visit("/")

    sent = site.talk([rerun()] * 4)

    heard = [message["bytes"] for message in sent if message["type"] == "websocket.send"]
    assert heard[1:] == [rerun()] * 3  # whoever asks on is still there


def test_who_goes_away_while_answers_are_sent_is_no_failure(site):
    """Streamlit tells of it by an error, which left a trace of sixty lines in the log for each."""
    site.visit("/")
    tried = []

    async def speaking_on(receive, send):
        socket = WebSocket(line_scope(STREAM), receive, send)
        await socket.accept()
        await socket.close()
        tried.append(True)
        await socket.send_bytes(b"more")

    site.streamlit._talk = speaking_on
    site.talk()
    assert tried


def operation(kind):
    message = BackMsg()
    getattr(message.backend_operation_request, kind).SetInParent()
    return message.SerializeToString()


def files_named(count):
    message = BackMsg()
    message.file_urls_request.file_names.extend([""] * count)
    return message.SerializeToString()


def told_to_app(site, frames, **who):
    sent = site.talk(frames, **who)
    return [m["bytes"] for m in sent if m["type"] == "websocket.send"][1:]


def test_developer_messages_never_reach_the_app(site):
    wanted = [BackMsg(stop_script=True).SerializeToString()]
    wanted += [operation(kind) for kind in ("deferred_file", "dataframe_chunk")]
    others = [BackMsg(clear_cache=True).SerializeToString()]
    others += [operation(kind) for kind in ("install_skills", "dismiss_skills_nudge")]

    assert told_to_app(site, [*others, *wanted], jar={}) == wanted


def test_addresses_for_files_are_given_to_who_may_send_some_and_not_without_end(site):
    """Of 30,000 names in 60 kB the answer was 7 MB and took 170 ms, for anybody."""
    few, many = files_named(20), files_named(30_000)
    last = BackMsg(stop_script=True).SerializeToString()
    site.visit("/")
    assert told_to_app(site, [few, many, last]) == [last]
    site.sign_in()
    assert told_to_app(site, [few, many, last]) == [few, last]


def test_a_page_whose_server_was_started_anew_is_made_whole_before_parts_are_asked(site):
    part = rerun(fragment_id="of a session before")
    site.visit("/")

    sent = site.talk([part, part])

    heard = [message["bytes"] for message in sent if message["type"] == "websocket.send"]
    assert heard[1:] == [rerun(), part]


@pytest.mark.parametrize("has_visit", [True, False])
def test_who_speaks_without_a_pause_waits_and_is_heard(site, monkeypatch, has_visit):
    said = BackMsg(app_heartbeat=True).SerializeToString()
    monkeypatch.setattr(websockets, "OTHERS", Allowance(2, 0.05))
    if has_visit:
        site.visit("/")
    begun = time.monotonic()

    sent = site.talk([said] * 5, jar=None if has_visit else {})

    assert [m["bytes"] for m in sent if m["type"] == "websocket.send"][1:] == [said] * 5
    assert time.monotonic() - begun >= 3 * 0.05


@pytest.mark.parametrize("who", ["stranger", "signed in", "at the machine"])
def test_staff_alone_are_given_room_for_large_messages(site, who):
    given = []
    if who == "signed in":
        site.sign_in()
    elif who == "at the machine":
        site.visit("/")
        (visit,) = site.visits._visits.values()
        visit.is_at_machine = True
    cookie = "; ".join(f"{name}={value}" for name, value in site.jar.items())
    scope = line_scope(STREAM, {"cookie": cookie})
    scope["state"] = {websockets.ROOM: lambda: given.append(who)}

    messages = [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}]
    asyncio.run(talking(site.app, messages, scope))

    assert given == ([] if who == "stranger" else [who])


@pytest.mark.parametrize("said", [{"bytes": b"\xff\xff no message"}, {"text": "hello"}])
def test_what_no_page_says_ends_the_line(site, said):
    messages = [{"type": "websocket.connect"}, {"type": "websocket.receive", **said}]

    sent = asyncio.run(talking(site.app, messages, line_scope(STREAM)))

    assert sent[-1] == {"type": "websocket.close", "code": 1008}


@pytest.mark.parametrize("frames", [[], [BackMsg(clear_cache=True).SerializeToString()]])
def test_silent_line_is_hung_up_on(site, frames):
    async def scene(frames):
        line = OpenLine(site)
        for frame in frames:
            await line.say(frame)
        await asyncio.sleep(2 * websockets.SILENT_SECONDS)
        is_cut = line.is_cut
        if not is_cut:
            await line.hang_up()
        return is_cut

    assert unhurried(scene(frames))
    assert not unhurried(scene([rerun()]))


def opened(site, count, address="10.0.0.1", jar=None):
    """Open lines from an address and say how many were let in."""

    async def scene():
        found = [OpenLine(site, jar, address) for _ in range(count)]
        await OpenLine.settle()
        taken = [line for line in found if line.sent[0]["type"] == "websocket.accept"]
        for line in taken:
            await line.hang_up()
        return len(taken)

    return asyncio.run(scene())


def test_a_visit_has_twenty_lines_and_another_has_its_own(site):
    site.visit("/")
    assert opened(site, 30) == 20

    assert opened(site, 30) == 20  # the first are closed again


def test_one_page_too_many_is_told_in_words(site):
    site.visit("/")
    (visit,) = site.visits._visits.values()
    visit.lines = 20

    answer = site.visit("/indicator")

    assert (answer.status, answer.headers["retry-after"]) == (429, "10")
    assert "đang mở 20 trang" in answer.content.decode()
    visit.lines = 19
    assert site.visit("/indicator").status == 200


def test_an_address_without_a_visit_has_sixty_lines(site):
    assert opened(site, 100, jar={}) == 60


def test_many_visits_of_an_address_leave_room_for_others(site, monkeypatch):
    monkeypatch.setattr(websockets, "MOST_OF_ADDRESS", 5)
    monkeypatch.setattr(websockets, "MOST_OF_ALL", 8)

    async def scene():
        found = [OpenLine(site, {}, "10.0.0.1") for _ in range(9)]
        others = [OpenLine(site, {}, f"10.0.0.{number}") for number in range(2, 9)]
        await OpenLine.settle()
        return [
            sum(line.sent[0]["type"] == "websocket.accept" for line in x) for x in (found, others)
        ]

    assert asyncio.run(scene()) == [5, 3]


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4", "10.0.0.1"),  # no proxy of ours
        ("127.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("2001:db8::1", None, "2001:db8::/64"),
        (None, "1.2.3.4", "?"),
    ],
)
def test_address_is_the_last_that_a_proxy_of_ours_saw(peer, forwarded, address):
    scope = line_scope(STREAM, {"x_forwarded_for": forwarded} if forwarded else {})

    client = (peer, 1) if peer else None

    assert caller({**scope, "client": client}) == address


def test_proxy_elsewhere_is_believed_when_listed(monkeypatch):
    monkeypatch.setenv("CDS_PROXIES", "10.0.0.1, 10.0.0.2")
    scope = line_scope(STREAM, {"x_forwarded_for": "1.2.3.4"})

    assert caller({**scope, "client": ("10.0.0.2", 1)}) == "1.2.3.4"
    assert caller({**scope, "client": ("127.0.0.1", 1)}) == "127.0.0.1"


def rerun(*, is_auto=False, fragment_id=""):
    message = BackMsg()
    message.rerun_script.is_auto_rerun = is_auto
    message.rerun_script.fragment_id = fragment_id
    return message.SerializeToString()


class OpenLine:
    """A websocket that stays open while the test goes on."""

    def __init__(self, site, jar=None, address="127.0.0.1"):
        self.incoming = asyncio.Queue()
        self.sent = []
        kept = site.jar if jar is None else jar
        line = "; ".join(f"{name}={value}" for name, value in kept.items())
        self.incoming.put_nowait({"type": "websocket.connect"})
        scope = {**line_scope(STREAM, {"cookie": line}), "client": (address, 1)}
        self.task = asyncio.ensure_future(site.app(scope, self.incoming.get, self._send))

    async def _send(self, message):
        self.sent.append(message)

    async def say(self, frame):
        self.incoming.put_nowait({"type": "websocket.receive", "bytes": frame})
        await self.settle()

    @staticmethod
    async def settle():
        for _ in range(20):
            await asyncio.sleep(0)

    @property
    def is_cut(self):
        return self.sent[-1] == {"type": "websocket.close", "code": 1008}

    async def hang_up(self):
        self.incoming.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await self.task


def test_signing_out_in_one_tab_cuts_the_other(site):
    site.sign_in()

    async def scene():
        line = OpenLine(site)
        await line.say(rerun())
        await site.go("/auth/logout")
        await line.settle()
        return line

    line = asyncio.run(scene())
    assert line.is_cut
    assert line.task.done()
    assert site.freed == ["stream-1"]


def test_open_page_is_cut_when_its_visit_expires(site):
    site.visits.now = now

    async def scene():
        await site.go("/")
        await site.go("/oauth2callback")
        line = OpenLine(site)
        await line.say(rerun())
        await line.task
        return line.is_cut, now()

    assert unhurried(scene()) == (True, AccessRules().idle_seconds)


@pytest.mark.parametrize(("is_auto", "is_cut"), [(False, False), (True, True)])
def test_a_click_keeps_a_visit_and_a_page_refreshing_itself_does_not(site, is_auto, is_cut):
    site.sign_in()

    async def scene():
        line = OpenLine(site)
        await line.settle()
        site.clock.now = 1700
        await line.say(rerun(is_auto=is_auto))
        site.clock.now = 1900
        await line.say(rerun())
        found = line.is_cut
        if not found:
            await line.hang_up()
        return found

    assert asyncio.run(scene()) is is_cut


def test_anonymous_page_stays_open_however_long(site):
    site.visit("/")

    async def scene():
        line = OpenLine(site)
        await line.settle()
        site.clock.now = 10**6
        await line.say(rerun())
        found = line.is_cut
        await line.hang_up()
        return found

    assert asyncio.run(scene()) is False


def test_table_drops_anonymous_visits_nobody_is_connected_to(monkeypatch):
    monkeypatch.setattr(session_table, "_MOST", 10)
    visits = SessionTable(AccessRules)
    token, watching = visits.begin()
    watching.lines = 1
    signed_in, _ = visits.begin("identity", "lan@example.vn")

    oldest, *_ = [visits.begin()[0] for _ in range(100)]

    assert visits.find(token) is watching
    assert visits.find(signed_in) is not None
    assert visits.find(oldest) is None
    assert len(visits._visits) <= 10


def test_visit_holds_a_bounded_number_of_sessions():
    _, visit = SessionTable(AccessRules).begin()

    for number in range(1000):
        visit.hold(str(number))

    assert len(visit.streams) == 200
    assert "999" in visit.streams


def test_cookie_names_alone_reveal_nothing():
    visits = SessionTable(AccessRules)
    token, _ = visits.begin()

    assert token not in visits._visits
    assert visits.find("guess") is None
    assert visits.find(None) is None


def test_asking_without_cookies_is_served():
    assert ask(Site().app, "/healthz").status == 200
