"""Heads of requests: those of browsers are read, larger ones refused unread and without haste."""

import asyncio
import time

import h11
import pytest

from cds.server import connections
from cds.server.connections import MOST_OF_HEAD
from tests.server.real_server import served


class Counting:
    """An app that answers how many bytes of head and body it was sent."""

    asked = 0

    async def __call__(self, scope, receive, send):
        self.asked += 1
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        told = str(sum(len(value) for _, value in scope["headers"]) + len(body)).encode()
        headers = [(b"content-length", str(len(told)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": told})


def head(size, *more):
    lines = ["POST / HTTP/1.1", "Host: a", "Connection: close", *more, f"Cookie: {'x' * size}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def answered(app, parts):
    """Send parts of a request with pauses; return the answer and the seconds until it came."""

    async def scene():
        async with served(app) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            begun = time.monotonic()
            for part in parts:
                writer.write(part)
                await asyncio.sleep(0.02)
            found = await asyncio.wait_for(reader.read(), 20)
            took = time.monotonic() - begun
            writer.close()
            return found, took

    return asyncio.run(scene())


@pytest.mark.parametrize("parts", [1, 3])
def test_too_large_a_head_is_refused_unread_and_later(monkeypatch, parts):
    read = []
    receive = h11.Connection.next_event
    monkeypatch.setattr(
        h11.Connection, "next_event", lambda conn: read.append(conn) or receive(conn)
    )
    app, whole = Counting(), head(2 * MOST_OF_HEAD)
    size = -(-len(whole) // parts)

    found, took = answered(app, [whole[at : at + size] for at in range(0, len(whole), size)])

    assert found.startswith(b"HTTP/1.1 431 ")
    assert took >= connections._REFUSED_SECONDS
    assert not app.asked
    assert len(read) < parts + 1  # what came before it was too large


def test_heads_of_browsers_and_large_bodies_are_read():
    sent = head(MOST_OF_HEAD // 2, f"Content-Length: {4 * MOST_OF_HEAD}")
    found, _ = answered(Counting(), [sent[:100], sent[100:] + b"y" * 4 * MOST_OF_HEAD])

    assert found.startswith(b"HTTP/1.1 200 ")
    assert int(found.rpartition(b"\r\n")[2]) > 4 * MOST_OF_HEAD


def test_thousands_of_silent_connections_keep_nobody_out(monkeypatch):
    monkeypatch.setattr(connections, "MOST_WITHOUT_HEAD", 20)

    async def scene():
        async with served(Counting()) as port:
            silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(50)]
            for _, writer in silent:
                writer.write(b"GET / HTTP/1.1\r\n")
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(head(10))
            found = await asyncio.wait_for(reader.read(), 20)
            await asyncio.sleep(0.1)
            gone = sum(reader.at_eof() or reader.exception() is not None for reader, _ in silent)
            for _, one in (*silent, (reader, writer)):
                one.close()
            return found, gone

    found, gone = asyncio.run(scene())

    assert found.startswith(b"HTTP/1.1 200 ")
    assert gone >= 30
    assert not connections.ImpatientProtocol._silent
