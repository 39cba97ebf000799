"""Who may ask for what: foreign hosts and origins, uploads and developer messages are refused."""

import os
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError  # type: ignore[import-untyped] # no stubs
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

_UPLOADS = "/_stcore/upload_file"
_CLOSED = ("/_stcore/metrics", "/_stcore/agent")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
# What a page needs. The rest of the protocol serves developers: clear_cache, debug_..., git.
_MESSAGES = {
    "rerun_script",
    "stop_script",
    "file_urls_request",
    "app_heartbeat",
    "backend_operation_request",
}


@dataclass(frozen=True, slots=True)
class Admission:
    """The names this server answers to, and whether whoever reaches it is staff.

    `is_open_to_addresses`: any literal address is accepted as host, which no foreign name can
    be made to point to.
    """

    names: frozenset[str]
    is_local: bool
    is_open_to_addresses: bool = False

    @classmethod
    def from_environment(cls, host: str) -> "Admission":
        """Derive from the address bound to, CDS_ALLOWED_HOSTS (by commas) and CDS_ACCESS.

        Bound to loopback and without a roles file, whoever sits at the machine is staff.
        """
        listed = os.environ.get("CDS_ALLOWED_HOSTS", "").split(",")
        own = {"localhost", "127.0.0.1", "::1", host, *(name.strip() for name in listed)}
        is_loopback = _is_loopback(host)
        if not is_loopback:
            own |= {socket.gethostname(), socket.getfqdn()}
        return cls(
            names=frozenset(name.lower() for name in own if name),
            is_local=is_loopback and not os.environ.get("CDS_ACCESS"),
            is_open_to_addresses=not is_loopback,
        )

    def knows(self, authority: str) -> bool:
        """True when a Host header or an origin's authority names this server."""
        try:
            name = urlsplit(f"//{authority}").hostname or ""
        except ValueError:
            return False
        return name in self.names or (self.is_open_to_addresses and _is_address(name))

    def is_staff(self, headers: Headers) -> bool:
        """True for a request made at this machine itself, not passed on by a proxy."""
        return self.is_local and not any(name in headers for name in _FORWARDED)


class Gate:
    """Middleware that refuses what `Admission` does not allow."""

    def __init__(self, app: ASGIApp, admission: Admission) -> None:
        """Guard `app` with the rules of `admission`."""
        self.app = app
        self.admission = admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 400, 403 or 404 instead of passing a refused request on."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif status := self._refusal(scope):
            await _refuse(status, scope, receive, send)
        elif scope["type"] == "websocket":
            await self.app(scope, _without_developer_messages(receive), send)
        else:
            await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> int | None:
        headers = Headers(scope=scope)
        path = scope["path"]
        if not self.admission.knows(headers.get("host", "")):
            return 400
        if not self._is_own_origin(headers):
            return 403
        if path.startswith(_CLOSED):
            return 404
        if path.startswith(_UPLOADS) and not self.admission.is_staff(headers):
            return 403
        return None

    @staticmethod
    def _is_own_origin(headers: Headers) -> bool:
        """True when a page of this very address asks, or no page at all; "null" is foreign."""
        origin = headers.get("origin")
        if origin is None:
            return True
        return origin.partition("://")[2] == headers.get("host")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


async def _refuse(status: int, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse(str(status), status)(scope, receive, send)


def _without_developer_messages(receive: Receive) -> Receive:
    async def receive_allowed() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive" or _is_allowed(message.get("bytes")):
                return message

    return receive_allowed


def _is_allowed(frame: bytes | None) -> bool:
    if frame is None:
        return True
    try:
        return BackMsg.FromString(frame).WhichOneof("type") in _MESSAGES
    except DecodeError:
        return False
