"""Websockets that hold little of what a client sends, packed or not, finished or not."""

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

LARGEST_MESSAGE = 2_000_000  # unpacked; a page's choices and texts are some 10 kB
MESSAGE_SECONDS = 20  # from the first byte of a message to its last
_SLICE = 2_048  # read at a time: what is packed in it unfolds to no more than one message
_MOST_FRAMES = 1_000  # of one message, empty ones too
_MOST_HELD = 16_000_000  # unfinished, by all sockets together ...
_SMALL = 64_000  # ... where those that hold less than this are let finish
_MOST_UNREAD = 8_000_000  # written to a client that asks for more and reads nothing
_TOO_BIG = 1009


class BoundedSocket(WebSocketsSansIOProtocol):
    """A websocket read slice by slice, and no further than the app has taken in.

    A kilobyte of packed zeros is a megabyte unpacked, and 200 kB arrive at once; so the size of
    messages alone bounds nothing. A client is not heard on before it has read what was sent.
    """

    held_by_all = 0
    _held = 0
    _slow: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - uvicorn's own
        """Start with nothing read."""
        super().__init__(*args, **settings)
        self._waiting = bytearray()

    def data_received(self, data: bytes) -> None:
        """Take in what came as far as the app keeps up."""
        self._waiting += data
        self._read_on()

    async def receive(self) -> Any:  # noqa: ANN401 - uvicorn's own
        """Return the next message once the client has read what was sent to it."""
        await self.writable.wait()
        message = await super().receive()
        self._read_on()
        return message

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what was never finished."""
        self._waiting.clear()
        self.frames.clear()
        self.conn.reader.buffer.clear()
        self._note()
        super().connection_lost(exc)

    def handle_cont(self, event: Frame) -> None:
        """Take a part of a message that comes in not too many."""
        super().handle_cont(event)
        if len(self.frames) > _MOST_FRAMES:
            self._give_up()

    def handle_ping(self) -> None:
        """Answer, unless answers are never read."""
        super().handle_ping()
        if self.transport.get_write_buffer_size() > _MOST_UNREAD:
            self.transport.abort()

    def _read_on(self) -> None:
        while self._waiting and not self.read_paused and not self.transport.is_closing():
            part = bytes(self._waiting[:_SLICE])
            del self._waiting[:_SLICE]
            super().data_received(part)
        self._note()

    def _note(self) -> None:
        """Count what is held, and give up where it is too much or has been for too long."""
        unfinished = len(self.conn.reader.buffer) + sum(len(frame) for frame in self.frames)
        held = unfinished + len(self._waiting)
        BoundedSocket.held_by_all += held - self._held
        self._held = held
        if self._slow is not None and not unfinished:
            self._slow.cancel()
            self._slow = None
        elif self._slow is None and unfinished:
            self._slow = self.loop.call_later(MESSAGE_SECONDS, self._give_up)
        if held > _SMALL and BoundedSocket.held_by_all > _MOST_HELD:
            self._give_up()

    def _give_up(self) -> None:
        if self.transport.is_closing():
            return
        self.conn.fail(_TOO_BIG)
        if self.writable.is_set() and self.conn.close_sent is not None:
            self.handle_parser_exception()
        else:
            self.transport.abort()
