"""How a request is refused: with a status that arrives, also while a body is still coming."""

import asyncio
import contextlib

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

_MOST_BYTES = 128 * 1024 * 1024
_MOST_SECONDS = 20
_MOST_AT_ONCE = 4
_PAUSE = 0.002  # after each piece: 64 kB and more
_reading = asyncio.Semaphore(_MOST_AT_ONCE)


async def refuse(status: int, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with a status alone, or close a websocket.

    A connection that is closed with data unread is reset, and the client may never see why. So
    what a body still holds is read and thrown away, within bounds.
    """
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = Headers(scope=scope)
    waits = headers.get("expect", "").lower() == "100-continue"  # and has sent no body yet
    has_body = "content-length" in headers or "transfer-encoding" in headers
    if has_body and not waits and not _reading.locked():
        async with _reading:
            await _throw_away(receive)
    await PlainTextResponse(str(status), status, {"Connection": "close"})(scope, receive, send)


async def _throw_away(receive: Receive) -> None:
    left = _MOST_BYTES
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_MOST_SECONDS):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body"):
                    return
                await asyncio.sleep(_PAUSE)
