"""How connections and their loop differ from uvicorn's: no endless heads, no needless waking."""

import asyncio
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10
MOST_WITHOUT_HEAD = 300  # connections; who opens thousands and says nothing loses them to others
MOST_OF_HEAD = 24_000  # bytes; a sign-in and the cookies of others on this name take half of it
_END_OF_HEAD = b"\r\n\r\n"
_TOO_LARGE = b"HTTP/1.1 431 \r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_REFUSED_SECONDS = 0.5  # before that is said: who sends on and on waits for each
_MOST_AHEAD = 64_000  # of further requests, while one is answered: browsers send none
WAKING_SECONDS = 0.004  # as often as Streamlit sends on what a script has made


class ImpatientProtocol(H11Protocol):
    """HTTP/1.1 that hangs up when a head is not complete in time, or when too many are sent ahead.

    With each request that is answered uvicorn reads on, 256 kB at a time; whoever never waits for
    answers would have all of them kept.
    """

    _silent: ClassVar[dict["ImpatientProtocol", None]] = {}  # the longest so first
    _head: asyncio.TimerHandle | None = None
    _is_refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start waiting for the first request."""
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Wait on for a head that has begun; stop once one is complete.

        One that is too large is not read: taking it apart costs more than many pages.
        """
        if self._is_refused:
            return  # what still comes is thrown away, or the answer would be lost with it
        if self.conn.their_state is h11.IDLE:
            begun = self.conn.trailing_data[0] + data
            if len(begun) > MOST_OF_HEAD and _END_OF_HEAD not in begun[:MOST_OF_HEAD]:
                self._refuse()
                return
        super().data_received(data)
        if self.conn.their_state is h11.DONE and len(self.conn.trailing_data[0]) > _MOST_AHEAD:
            self.transport.abort()
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._head is None:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more to wait for."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _refuse(self) -> None:
        self._is_refused = True
        self._stop_waiting()
        self._unset_keepalive_if_required()
        self.loop.call_later(_REFUSED_SECONDS, self._say_too_large)

    def _say_too_large(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def _await_head(self) -> None:
        self._head = self.loop.call_later(HEAD_SECONDS, self._hang_up)
        self._silent[self] = None
        if len(self._silent) > MOST_WITHOUT_HEAD:
            next(iter(self._silent))._hang_up()

    def _stop_waiting(self) -> None:
        self._silent.pop(self, None)
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _hang_up(self) -> None:
        self._stop_waiting()
        if not self.transport.is_closing():
            self.transport.abort()


class WokenOnce(asyncio.SelectorEventLoop):
    """A loop that threads wake at most every few milliseconds.

    What is handed over meanwhile stands in its list already, which it looks through before it
    waits again. A page's script hands over some hundred messages; waking for each was a tenth of
    what a page costs, and two threads took the interpreter from each other all the time.
    """

    _is_woken = False

    def _write_to_self(self) -> None:
        if not self._is_woken:
            self._is_woken = True
            super()._write_to_self()  # type: ignore[misc] # the standard library's own name

    def _process_self_data(self, data: bytes) -> None:
        super()._process_self_data(data)  # type: ignore[misc] # the same
        self.call_later(WAKING_SECONDS, setattr, self, "_is_woken", False)
