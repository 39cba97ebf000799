"""What the server asks of uvicorn and of Streamlit's insides."""

import asyncio
import errno
import os
import platform
import ssl
import subprocess
import sys
import threading
from copy import deepcopy
from types import SimpleNamespace

import pytest
from streamlit import config
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import WStates
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.web.server.starlette import starlette_auth_routes

from cds.domain.errors import StoreDamagedError, UserError
from cds.initialise import PACKAGED
from cds.server import connections, streamlit_runtime
from cds.server.upload_guard import Held
from tests.server.real_server import served

pytestmark = pytest.mark.slow


async def answer(scope, receive, send):
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def spoken_to(pieces, pause):
    """Send pieces to a real server with pauses; return all it answers until it hangs up."""
    async with served(answer, timeout_keep_alive=0.2) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(pause)
            return await asyncio.wait_for(reader.read(), 3)
        except ConnectionError:
            return b""
        finally:
            writer.close()


HEAD = [b"GET / HTTP/1.1\r\n", b"Host: a\r\n", b"\r\n"]


def test_head_that_comes_in_time_is_answered():
    assert b"204" in asyncio.run(spoken_to(HEAD, 0.01))


@pytest.mark.parametrize("pieces", [HEAD, [], [b"".join(HEAD), *HEAD]])
def test_slow_head_is_hung_up_on(monkeypatch, pieces):
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.15)

    answered = asyncio.run(spoken_to(pieces, 0.1))

    assert answered.count(b"204") == (1 if len(pieces) > 3 else 0)


@pytest.mark.parametrize(("sent", "answered"), [(20, 20), (10_000, 0)])
def test_who_asks_on_and_on_without_awaiting_answers_is_hung_up_on(sent, answered):
    assert asyncio.run(spoken_to([b"".join(HEAD) * sent], 0)).count(b"204") == answered


def test_options_on_which_safety_rests_are_set_and_exist():
    before = {name: config.get_option(name) for name in streamlit_runtime._OPTIONS}
    try:
        streamlit_runtime.settle_options()
        assert config.get_option("client.showErrorDetails") == "none"
        assert config.get_option("server.trustedUserHeaders") == {}
        assert config.get_option("server.maxUploadSize") == 50
    finally:
        for name, value in before.items():
            config.set_option(name, value)


@pytest.mark.parametrize(
    ("active", "fragments", "kept"),
    [({"shown"}, None, ["shown"]), (set(), ["part"], ["shown", "left"])],
)
def test_what_is_no_longer_shown_holds_its_page_no_longer(active, fragments, kept):
    """What a widget would call holds the figures of a page that was left."""
    streamlit_runtime.settle_options()
    widgets = WStates()
    for name, fragment in (("shown", None), ("left", None), ("inside", "part")):
        widgets.set_widget_metadata(
            WidgetMetadata(name, str, str, "string_value", lambda: None, fragment_id=fragment)
        )
        widgets.set_from_value(name, "")

    widgets.remove_stale_widgets(frozenset(active), fragments)

    assert list(widgets.widget_metadata) == list(widgets) == kept


def test_what_a_component_triggers_is_heard_for_as_long_as_it_is_shown():
    """Its trigger has a name that is not among what is shown: a line pressed did nothing."""
    streamlit_runtime.settle_options()
    widgets, trigger = WStates(), _make_trigger_id("table", "events")
    widgets.set_widget_metadata(WidgetMetadata(trigger, str, str, "json_trigger_value"))

    widgets.remove_stale_widgets(frozenset({"table"}), None)
    heard = list(widgets.widget_metadata)
    widgets.remove_stale_widgets(frozenset({"another"}), None)

    assert (heard, list(widgets.widget_metadata)) == ([trigger], [])


def test_what_a_part_that_runs_by_itself_lies_in_is_copied_once():
    """Streamlit copied a container once for each that lay in it."""
    streamlit_runtime.settle_options()
    outer = DeltaGenerator()
    inner = DeltaGenerator(parent=outer, block_type="vertical")
    innermost = DeltaGenerator(parent=inner)

    copies = deepcopy((outer, inner, innermost))

    assert copies[0] is copies[1]._parent is not outer
    assert copies[1] is copies[2]._parent is not inner
    assert copies[1]._block_type == "vertical"


def test_what_signs_people_in_is_made_once_an_hour_and_for_new_settings(monkeypatch):
    class Section(dict):
        to_dict = dict.copy

    made, section, hour = [], Section(client_id="a"), [0.0]

    def make(provider):
        made.append(provider)
        return SimpleNamespace(client_kwargs={}), "/"

    monkeypatch.setattr(streamlit_runtime, "_make_client", make)
    monkeypatch.setattr(streamlit_runtime, "get_secrets_auth_section", lambda: section)
    monkeypatch.setattr(streamlit_runtime.time, "monotonic", lambda: hour[0])
    streamlit_runtime._kept_client.cache_clear()
    streamlit_runtime.settle_options()
    client = starlette_auth_routes._create_oauth_client

    first, _ = client("default")
    assert client("default")[0] is first
    assert isinstance(first.client_kwargs["verify"], ssl.SSLContext)
    section["client_id"] = "b"
    assert client("default")[0] is not first
    hour[0] = 4_000.0
    client("default")
    assert made == ["default"] * 3


@pytest.fixture
def uploads(monkeypatch):
    manager = MemoryUploadedFileManager("/upload")
    monkeypatch.setattr(streamlit_runtime, "exists", lambda: True)
    monkeypatch.setattr(streamlit_runtime, "_uploads", lambda: manager)
    return manager


def test_what_sessions_hold_is_counted_and_freed(uploads):
    for session, name, data in (("a", "1", b"xxx"), ("a", "2", b"x"), ("b", "3", b"xx")):
        uploads.add_file(session, UploadedFileRec(name, name, "text/csv", data))

    assert streamlit_runtime.held({"a", "unknown"}) == Held(2, 4)
    streamlit_runtime.forget({"a", "unknown"})
    assert streamlit_runtime.held({"a", "b"}) == Held(1, 2)


def test_without_a_running_app_nothing_is_held():
    assert streamlit_runtime.held({"a"}) == Held(0, 0)
    assert streamlit_runtime.forget({"a"}) is None


def test_failure_shows_a_number_and_never_its_details(monkeypatch, caplog):
    shown = []
    monkeypatch.setattr(streamlit_runtime.st, "error", lambda text, **_: shown.append(text))

    assert streamlit_runtime.tell_failure(ValueError("secret path"))
    assert streamlit_runtime.tell_failure(UserError("reason_missing"))

    assert "secret" not in shown[0]
    assert caplog.records[0].args[0] in shown[0]
    assert "lý do" in shown[1]


def test_what_the_disk_refuses_is_told_in_words_without_the_whole_path(monkeypatch):
    shown = []
    monkeypatch.setattr(streamlit_runtime.st, "error", lambda text, **_: shown.append(text))

    assert streamlit_runtime.tell_failure(
        OSError(errno.ENOSPC, "full", "/srv/secret/audit/a.jsonl")
    )

    assert "audit/a.jsonl: ổ đĩa đã đầy" in shown[0]
    assert "secret" not in shown[0]


@pytest.mark.parametrize(
    ("fault", "logged"),
    [
        (OSError(5, "x"), 0),
        (StoreDamagedError("store_damaged"), 0),
        (KeyError("a bug"), 1),
        (ZeroDivisionError("a bug"), 1),
        (AssertionError("a bug"), 1),
    ],
)
def test_a_first_sight_that_fails_leaves_the_page_to_say_why(monkeypatch, caplog, fault, logged):
    from cds.ui import first_sight

    def fail():
        raise fault

    monkeypatch.setattr(first_sight, "markup", fail)
    monkeypatch.setattr(streamlit_runtime, "_is_warm", threading.Event())
    streamlit_runtime._is_warm.set()

    assert streamlit_runtime.first_sight() == ""
    assert len(caplog.records) == logged


def test_nobody_waits_for_a_first_sight_while_a_server_begins(monkeypatch):
    monkeypatch.setattr(streamlit_runtime, "_is_warm", threading.Event())

    assert streamlit_runtime.first_sight() == ""


def test_a_start_reads_no_library_that_staff_alone_need(tmp_path):
    script = (
        "import sys\n"
        "from cds.server.streamlit_runtime import warm_up\n"
        "warm_up()\n"
        "slow = ('openpyxl', 'xlrd', 'lxml', 'pandas', 'rapidfuzz', 'scipy', 'shapely')\n"
        "print([name for name in slow if name in sys.modules], 'cds.ui.bar' in sys.modules)\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "CDS_DATA": str(tmp_path)},
        cwd=PACKAGED.parent,
        capture_output=True, text=True,
    )  # fmt: skip
    assert found.stdout == "[] True\n", found.stderr


TAKING_MEMORY = """
import ctypes, threading
from cds.server.app import share_memory
library, numbers = ctypes.CDLL(None), [("before", ctypes.c_size_t * 4), ("apart", ctypes.c_size_t)]
class Taken(ctypes.Structure): _fields_ = [*numbers, ("after", ctypes.c_size_t * 5)]
library.mallinfo2.restype = Taken
library.malloc.restype, library.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
def stocks():
    lines = open("/proc/self/maps").read().splitlines()
    starts = [int(line.partition("-")[0], 16) for line in lines if " rw-p " in line]
    return sum(start % (64 << 20) == 0 for start in starts)
before = stocks()
share_memory()
together = threading.Barrier(12)
def ask():
    together.wait()
    assert library.malloc(1000)
    together.wait()
threads = [threading.Thread(target=ask) for _ in range(12)]
for one in threads: one.start()
for one in threads: one.join()
library.free(library.malloc(4_000_000))
apart = library.mallinfo2().apart
assert library.malloc(2_000_000)
print(stocks() - before, library.mallinfo2().apart - apart)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others have one stock for all")
def test_threads_take_memory_from_two_stocks_and_large_blocks_lie_apart():
    """One stock is the process's own; each other begins where a number of 64 MB ends."""
    command = [sys.executable, "-c", TAKING_MEMORY]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    stocks, apart = map(int, told.split())
    assert stocks <= 1
    assert apart >= 2_000_000  # also once a larger one was given back
