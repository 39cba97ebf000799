"""What a client may send by websocket: little at a time, and nothing that unfolds."""

import asyncio
import contextlib
import gc
import shutil
import socket
import time
import zlib
from pathlib import Path
from urllib.request import urlopen

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from cds.server import websockets
from cds.server.app import SCRIPT
from cds.server.websockets import LARGEST_MESSAGE, LARGEST_OF_STRANGER, BoundedSocket
from tests.browser.serving import Server
from tests.server.real_server import served

pytestmark = pytest.mark.slow

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
MEGABYTE = 1_000_000


class Listener:
    """An app that accepts every socket, as of staff or not, and notes the sizes of what arrives."""

    def __init__(self, is_staff=True):
        self.sizes, self.is_staff = [], is_staff

    async def __call__(self, scope, receive, send):
        await receive()
        if self.is_staff:
            scope["state"][websockets.ROOM]()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            self.sizes.append(len(message["bytes"]))
            await send({"type": "websocket.send", "bytes": b"noted"})


def sent(parts, is_staff=True, **options):
    """Send messages (a list is one in fragments); return what the app got and how it ended."""
    listener = Listener(is_staff)

    async def send_all():
        async with served(listener) as port:
            url = f"ws://127.0.0.1:{port}/"
            async with connect(url, max_size=None, **options) as line:
                try:
                    for part in parts:
                        await line.send(part)
                        await line.recv()
                except ConnectionClosed as closed:
                    return closed.rcvd.code if closed.rcvd else None
            return 1000

    return asyncio.run(send_all()), listener.sizes


def test_a_page_with_large_choices_is_heard():
    assert sent([b"x" * LARGEST_MESSAGE, b"y"]) == (1000, [LARGEST_MESSAGE, 1])


@pytest.mark.parametrize("compression", ["deflate", None])
def test_a_stranger_says_no_more_than_pages_do(compression):
    options = {"is_staff": False, "compression": compression}
    assert sent([b"x" * LARGEST_OF_STRANGER] * 2, **options) == (1000, [LARGEST_OF_STRANGER] * 2)
    assert sent([b"\0" * (LARGEST_OF_STRANGER + 1)], **options) == (1009, [])


@pytest.mark.parametrize("compression", ["deflate", None])
def test_larger_message_ends_the_socket(compression):
    assert sent([b"\0" * (LARGEST_MESSAGE + 1)], compression=compression) == (1009, [])


def test_message_in_too_many_parts_ends_the_socket():
    assert sent([[b""] * 2_000]) == (1009, [])


def test_message_that_is_never_finished_ends_the_socket(monkeypatch):
    monkeypatch.setattr(websockets, "MESSAGE_SECONDS", 0.1)

    async def drops():
        yield b"x"
        await asyncio.sleep(1)
        yield b"x"

    assert sent([drops()]) == (1009, [])


@pytest.mark.parametrize("sign", ["ping", "pong"])
def test_who_does_nothing_but_live_is_hung_up_on(sign):
    async def is_heard(signs):
        async with served(Listener()) as port, connect(f"ws://127.0.0.1:{port}/") as line:
            try:
                for _ in range(signs):
                    await getattr(line, sign)()
                await line.send(b"hello")
                return await line.recv() == b"noted"
            except ConnectionClosed:
                return False

    assert asyncio.run(is_heard(10))
    assert not asyncio.run(is_heard(1_000))


def test_many_unfinished_messages_end_the_largest_and_leave_small_ones(monkeypatch):
    monkeypatch.setattr(websockets, "_MOST_HELD", 3 * MEGABYTE)

    async def unfinished():
        async with served(Listener()) as port:
            lines = [await opened(port) for _ in range(6)]
            for _, writer in lines:
                writer.write(packed(b"\0" * MEGABYTE, Opcode.BINARY, fin=False))
                await writer.drain()
            small = await opened(port)
            small[1].write(packed(b"hello", Opcode.BINARY, fin=True))
            answered = await asyncio.wait_for(small[0].read(8), 5)
            held = BoundedSocket.held_by_all
            ended = await asyncio.gather(*(is_over(reader) for reader, _ in lines))
            for _, writer in (*lines, small):
                writer.close()
            return answered, held, ended.count(True)

    answered, held, ended = asyncio.run(unfinished())

    assert answered
    assert held <= 3 * MEGABYTE
    assert ended == 3
    assert BoundedSocket.held_by_all == 0


def test_packed_messages_unfold_one_by_one():
    """All of them arrive at once and none is unfolded before the one ahead is taken."""
    bomb = packed(b"\0" * MEGABYTE, Opcode.BINARY, fin=True)

    async def flooded():
        release = asyncio.Event()

        async def slow(scope, receive, send):
            await receive()
            scope["state"][websockets.ROOM]()
            await send({"type": "websocket.accept"})
            await release.wait()

        async with served(slow) as port:
            _, writer = await opened(port)
            writer.write(bomb * 50)
            await writer.drain()
            await asyncio.sleep(0.2)
            lines = [each for each in everything(BoundedSocket) if each.handshake_complete]
            unfolded = sum(each.queue.qsize() for each in lines)
            release.set()
            writer.close()
            return unfolded

    assert asyncio.run(flooded()) <= 2


def everything(kind):
    return [each for each in gc.get_objects() if type(each) is kind]


async def opened(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(handshake(port))
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def is_over(reader):
    try:
        return bool(await asyncio.wait_for(reader.read(), 0.3)) or reader.at_eof()
    except TimeoutError:
        return False


def handshake(port, cookie=""):
    origin = f"http://127.0.0.1:{port}"
    lines = (
        "GET /_stcore/stream HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Origin: {origin}",
        "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {KEY}",
        "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: streamlit",
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits", f"Cookie: {cookie}",
    )  # fmt: skip
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def packed(content, opcode, *, fin):
    """A frame of compressed content."""
    packer = zlib.compressobj(wbits=-12)
    body = packer.compress(content) + packer.flush(zlib.Z_SYNC_FLUSH)
    body = body[:-4] if fin else body
    frame = bytearray(Frame(opcode, body, fin).serialize(mask=True))
    if opcode is not Opcode.CONT:
        frame[0] |= 0x40  # "compressed"
    return bytes(frame)


def zeros():
    """36 times 5 MB in one message that never ends: 180 MB, 180 kB on the line."""
    first = packed(b"\0" * 5 * MEGABYTE, Opcode.BINARY, fin=False)
    return first + packed(b"\0" * 5 * MEGABYTE, Opcode.CONT, fin=False) * 35


def packed_zeros(megabytes):
    """One frame that is a thousandth of it on the line."""
    return packed(b"\0" * megabytes * MEGABYTE, Opcode.BINARY, fin=True)


def one_frame():
    return packed_zeros(190)


def plain_frame():
    """A frame that says it is 190 MB and sends what the server takes of it."""
    head = Frame(Opcode.BINARY, b"\0" * 70_000, True).serialize(mask=True)
    return head[:2] + (190 * MEGABYTE).to_bytes(8, "big") + head[10:]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("served")
    shutil.copytree(SCRIPT.parent / "data" / "reference", home / "reference")
    running = Server(home)
    warmed_up(running)
    yield running
    running.stop()


@pytest.mark.slow
@pytest.mark.parametrize("attack", [zeros, one_frame, plain_frame])
def test_memory_stays_and_viewers_are_answered(server, attack):
    before, content = memory_mb(server), attack()

    lines = [attacking(server, content) for _ in range(60)]
    waits = []
    for _ in range(20):
        start = time.monotonic()
        with urlopen(f"{server.url}/healthz", timeout=5):  # noqa: S310 - our own address
            pass
        waits.append(time.monotonic() - start)
        time.sleep(0.05)
    grown = memory_mb(server) - before
    for line in lines:
        line.close()

    assert grown < 100
    assert sorted(waits)[10] < 1


@pytest.mark.slow
def test_idle_sockets_lock_nobody_out(server):
    kept = []
    for _ in range(300):
        line = socket.create_connection(("127.0.0.1", server.port), timeout=5)
        line.sendall(handshake(server.port))
        if b" 101 " in line.recv(4096):
            kept.append(line)
        else:
            line.close()
    with urlopen(server.url, timeout=5) as page:  # noqa: S310 - our own address
        cookie = page.headers["Set-Cookie"].partition(";")[0]
    viewer = socket.create_connection(("127.0.0.1", server.port), timeout=5)
    viewer.sendall(handshake(server.port, cookie))
    answered = viewer.recv(4096)
    for line in (*kept, viewer):
        line.close()

    assert (len(kept), page.status) == (60, 200)
    assert b" 101 " in answered


def attacking(server, content):
    line = socket.create_connection(("127.0.0.1", server.port), timeout=5)
    line.sendall(handshake(server.port))
    line.recv(4096)
    with contextlib.suppress(OSError):  # hung up on
        line.sendall(content)
    return line


def warmed_up(server):
    """Wait for what a server takes by itself once it answers: until it takes no more."""
    before, still = memory_mb(server), 0
    for _ in range(100):
        time.sleep(0.1)
        now = memory_mb(server)
        before, still = now, still + 1 if now == before else 0
        if still == 5:
            return


def memory_mb(server):
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024
