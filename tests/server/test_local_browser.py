"""The program at the other end of a connection, as the system tells it."""

import os
import shutil
import socket
from pathlib import Path

import pytest

from cds.server.identity import is_browser_here

HEAD = "  sl  local_address rem_address   st tx_queue tr tm->when retrnsmt   uid  timeout inode"
CLIENT, SERVER = ("127.0.0.1", 50000), ("127.0.0.1", 8501)


def proc(folder: Path, program: str, table="tcp", client="0100007F:C350", server="0100007F:2135"):
    """What the system would tell of one process that holds one socket."""
    (folder / "net").mkdir()
    line = (
        f"   0: {client} {server} 01 00000000:00000000 00:00000000 00000000  1000        0 4242 1"
    )
    (folder / "net" / table).write_text(f"{HEAD}\n{line}\n", encoding="ascii")
    held = folder / "77" / "fd"
    held.mkdir(parents=True)
    (held / "3").symlink_to("socket:[4242]")
    (held.parent / "exe").symlink_to(program)
    (folder / "78").mkdir()  # a process that shows nothing
    return folder


def request(client=CLIENT, server=SERVER):
    return {"type": "http", "client": client, "server": server}


@pytest.mark.parametrize(
    ("program", "is_browser"),
    [
        ("/usr/lib/chromium/chromium", True),
        ("/opt/google/chrome/chrome", True),
        ("/usr/lib/firefox-esr/firefox-esr", True),
        ("/usr/sbin/nginx", False),
        ("/usr/bin/ssh", False),
        ("/usr/bin/python3.11", False),
        ("/usr/bin/curl", False),
    ],
)
def test_only_a_browser_is_somebody_at_the_machine(tmp_path, program, is_browser):
    assert is_browser_here(request(), proc(tmp_path, program)) is is_browser


def test_the_newer_kind_of_address_is_told_too(tmp_path):
    one = "0" * 24 + "01000000"
    found = proc(tmp_path, "/usr/bin/firefox", "tcp6", f"{one}:C350", f"{one}:2135")
    assert is_browser_here(request(("::1", 50000), ("::1", 8501)), found)


def test_what_the_system_does_not_tell_is_nobody_at_the_machine(tmp_path):
    assert not is_browser_here(request(), tmp_path)  # no such tables
    assert not is_browser_here(request(client=None), tmp_path)
    assert not is_browser_here(request(("testclient", 50000)), proc(tmp_path, "/usr/bin/firefox"))
    shutil.rmtree(tmp_path / "77")  # the socket of another user's program
    assert not is_browser_here(request(), tmp_path)


@pytest.mark.skipif(not os.access("/proc/net/tcp", os.R_OK), reason="the system tells no sockets")
def test_this_very_program_is_found_and_is_no_browser(monkeypatch):
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        asked = request(client.getsockname(), server.getsockname())
        assert not is_browser_here(asked)
        name = Path("/proc/self/exe").readlink().name.lower()
        monkeypatch.setattr("cds.server.identity._BROWSERS", (name,))
        assert is_browser_here(asked)
