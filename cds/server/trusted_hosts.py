"""Whom a request reaches and whom it comes from: our own names, and proxies that are believed.

Requests by foreign names, of foreign pages or for inner workings are refused, with a status that
arrives also while a body is still coming.
"""

import asyncio
import contextlib
import os
import secrets
import socket
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from cds.server.connections import MOST_OF_HEAD
from cds.site.reach import is_address, is_local_mode, is_loopback, listed

_CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
_SIGN_OUT = "/auth/logout"
_UNKNOWN = "?"
# Of a body that comes with what is refused: read and thrown away.
_MOST_BYTES = 128 * 1024 * 1024
_MOST_SECONDS = 20
_MOST_AT_ONCE = 4
_PAUSE = 0.002  # after each piece: 64 kB and more
_reading = asyncio.Semaphore(_MOST_AT_ONCE)


@dataclass(frozen=True, slots=True)
class TrustedHosts:
    """The names this server answers to, and what proves that a browser is at the machine.

    `is_open_to_addresses`: any literal address is accepted as host, which no foreign name can
    be made to point to. `local_key` is empty where people sign in.
    """

    names: frozenset[str]
    is_local: bool
    local_key: str
    is_open_to_addresses: bool = False

    @classmethod
    def from_environment(cls, host: str) -> "TrustedHosts":
        """Derive from the address bound to, CDS_ALLOWED_HOSTS (by commas), CDS_ACCESS and [auth].

        Bound to loopback and without sign-in or roles, whoever sits at the machine is staff: the
        key printed at the start, or CDS_LOCAL_KEY, tells them from whoever a forwarder lets in.
        """
        own = {"localhost", "127.0.0.1", "::1", host, *listed("CDS_ALLOWED_HOSTS")}
        if not is_loopback(host):
            own |= {socket.gethostname(), socket.getfqdn()}
        is_local = is_local_mode(host)
        key = os.environ.get("CDS_LOCAL_KEY") or secrets.token_urlsafe(24)
        return cls(
            names=frozenset(name.lower() for name in own if name),
            is_local=is_local,
            local_key=key if is_local else "",
            is_open_to_addresses=not is_loopback(host),
        )

    def knows(self, authority: str) -> bool:
        """True when a Host header or an origin's authority names this server."""
        try:
            name = urlsplit(f"//{authority}").hostname or ""
        except ValueError:
            return False
        return name in self.names or (self.is_open_to_addresses and is_address(name))


@dataclass
class Gate:
    """Middleware that refuses what `TrustedHosts` does not allow."""

    app: ASGIApp
    trusted: TrustedHosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 400, 403 or 404 instead of passing a refused request on."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif status := self._refusal(scope):
            await refuse(status, scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> int | None:
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_OF_HEAD:
            return 431
        headers = Headers(scope=scope)
        path, host = scope["path"], headers.get("host", "")
        if not self.trusted.knows(host):
            return 400
        # A request may come from no page at all, a websocket may not: browsers always say whose.
        origin = headers.get("origin", f"http://{host}" if scope["type"] == "http" else "null")
        if origin.partition("://")[2] != host:
            return 403
        if path.startswith(_CLOSED):
            return 404
        # Another site's page must not sign people out behind their backs.
        if path == _SIGN_OUT and headers.get("sec-fetch-site") == "cross-site":
            return 403
        return None


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


def caller(scope: Scope) -> str:
    """Return the address a request comes from.

    A proxy (CDS_PROXIES, by commas; else whatever runs on this machine) is believed who it speaks
    for, but only the last of several: what stands before it is the client's own word.
    """
    peer = (scope.get("client") or (_UNKNOWN,))[0]
    forwarded = Headers(scope=scope).getlist("x-forwarded-for")
    said = forwarded[-1].rpartition(",")[2].strip() if forwarded else ""
    return _network(said if said and is_proxy(peer) else peer)


def is_proxy(peer: str) -> bool:
    """True for an address that passes on the requests of others."""
    proxies = listed("CDS_PROXIES")
    return peer in proxies if proxies else is_loopback(peer)


def _network(address: str) -> str:
    """One household or office has one IPv4 address, but 2^64 of the newer kind."""
    if not is_address(address) or ip_address(address).version == 4:
        return address
    return str(ip_network(f"{address}/64", strict=False))
