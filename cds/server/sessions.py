"""Middleware that binds sessions and identities to a visit and lets them end."""

import asyncio
import hmac
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from html import escape
from http.cookies import SimpleCookie
from urllib.parse import parse_qsl, urlencode, urlsplit

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cds.server import identity
from cds.server.front_page import short_page
from cds.server.pace import BEFORE_CONNECTING, Queues, Runs
from cds.server.trusted_hosts import caller
from cds.server.websockets import MOST_OF_VISIT, OpenSockets, VisitSocket, is_full
from cds.site.reach import AT_MACHINE, CALLER_HEADER, EXPIRED, KEY, SESSION_HEADER, is_direct
from cds.site.session_table import VISIT, SessionTable, Visit
from cds.text.phrases import phrase

COOKIE = "cds_visit"
_LASTING = ("max-age", "expires")
SIGNED_IN, SIGNED_OUT = "signed_in", "signed_out"  # the audit trail's words
_SIGN_IN = "/auth/login"
_SIGNED_IN = "/oauth2callback"
_SIGN_OUT = "/auth/logout"
_LONGEST_ADDRESS = 2_000


@dataclass
class Sessions:
    """Keeps the table of visits up to date and hides from the app what no longer counts.

    `pages` are the addresses of pages; opening one begins a visit. `is_secure` tells whether
    people reach us by https. `local_key` proves that a browser is at this machine where the
    system cannot tell; empty where people sign in. `tell` hears of who signs in and out, in a
    thread of its own.
    """

    app: ASGIApp
    visits: SessionTable
    pages: Collection[str]
    is_secure: Callable[[], bool]
    local_key: str = ""
    tell: Callable[[str, str], None] = lambda _event, _who: None
    pace: Queues = field(default_factory=Queues)
    open: OpenSockets = field(default_factory=OpenSockets, init=False)
    # Twenty who looked at once kept everybody else from the interpreter.
    looking: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1), init=False)

    @property
    def cookie(self) -> str:
        """The visit's cookie: by https under a name that no other site of the domain can set."""
        return f"__Host-{COOKIE}" if self.is_secure() else COOKIE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as far as its visit allows."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        found = identity.cookies(scope)
        visit = self.visits.find(found.get(self.cookie))
        self.visits.loop = asyncio.get_running_loop()
        shown = {**self._for_app(scope, found, visit), VISIT: visit}
        if scope["type"] == "websocket":
            address = caller(scope)
            if not self.open.has_room(address, visit):
                await send({"type": "websocket.close", "code": 1013})
                return
            with self.open.held(address, visit):
                line = VisitSocket(self.visits, visit, address, Runs(self.pace, visit, address))
                await line.run(self.app, shown, receive, send)
            return
        if scope["path"] in self.pages and visit is not None and is_full(visit):
            text = escape(phrase("access.many_pages_text", count=MOST_OF_VISIT))
            page = short_page(phrase("access.many_pages"), text)
            await HTMLResponse(page, 429, {"Retry-After": "10"})(scope, receive, send)
            return
        if visit is not None and scope["path"] == _SIGN_IN:
            visit.wanted = self._page_before(Headers(scope=scope))
        elif visit is not None and scope["path"] in self.pages:
            self.visits.touch(visit)  # a page opened is a sign of life
        answer = _Answer(self, scope, found, visit, self._brings_key(scope), send)
        if answer.is_unlocked:
            others = urlencode([(name, value) for name, value in _asked(scope) if name != KEY])
            await RedirectResponse(f"?{others}", 302)(scope, receive, answer.send)
            return
        await self.app(shown, receive, answer.send)

    def _for_app(self, scope: Scope, found: Mapping[str, str], visit: Visit | None) -> Scope:
        """The request as the app may see it."""
        own, whose = (name.lower().encode() for name in (SESSION_HEADER, CALLER_HEADER))
        headers = [(name, value) for name, value in scope["headers"] if name not in (own, whose)]
        headers.append((whose, caller(scope).encode("latin-1")))
        if visit is not None and visit.is_at_machine:
            headers.append((own, AT_MACHINE.encode()))
        if not any(identity.is_identity(name) for name in found):
            return {**scope, "headers": headers}
        if visit is not None and visit.identity and visit.identity == identity.seal(found):
            return {**scope, "headers": headers}
        headers.append((own, EXPIRED.encode()))
        return identity.without_identity({**scope, "headers": headers})

    def _brings_key(self, scope: Scope) -> bool:
        """True for a page asked for with the key, by a browser that nothing stands before."""
        given = dict(_asked(scope)).get(KEY)
        if not self.local_key or given is None or scope["path"] not in self.pages:
            return False
        is_key = hmac.compare_digest(given.encode(), self.local_key.encode())
        return is_key and is_direct(Headers(scope=scope))

    def _page_before(self, headers: Headers) -> str | None:
        """The page that sent somebody to sign in, as its name alone: below whatever path it is."""
        address = urlsplit(headers.get("referer", ""))
        page = address.path.rpartition("/")[2]
        is_own = address.netloc == headers.get("host") and f"/{page}" in self.pages
        wanted = f"./{page}?{address.query}" if address.query else f"./{page}"
        return wanted if is_own and len(wanted) <= _LONGEST_ADDRESS else None


@dataclass
class _Answer:
    """The head of an answer: cookies given, taken back and marked.

    `is_unlocked` by the key it gives a new visit, and no earlier one becomes that.
    """

    sessions: Sessions
    scope: Scope
    found: Mapping[str, str]
    visit: Visit | None
    is_unlocked: bool
    pass_on: Send
    _happened: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]], init=False)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            await self._renew(headers)
            for event, who in self._happened:
                await run_sync(self.sessions.tell, event, who)
            if self.sessions.is_secure():
                headers["Strict-Transport-Security"] = "max-age=31536000"
            self._mark(headers)
        await self.pass_on(message)

    async def _renew(self, headers: MutableHeaders) -> None:
        """Begin or end a visit as the answer asks for it."""
        path = self.scope["path"]
        if self.is_unlocked:
            self._end()
            token, visit = self.sessions.visits.begin()
            visit.is_at_machine = True
            self._give(headers, token)
        elif path == _SIGN_OUT:
            if self.visit and self.visit.owner:
                self._happened.append((SIGNED_OUT, self.visit.owner))
            self._end()
            ended = f"{self.sessions.cookie}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
            headers.append("Set-Cookie", ended)
            _lead_home(headers, "../")
        elif path == _SIGNED_IN:
            _lead_home(headers, "./")
            self._sign_in(headers)
        elif self.visit is None and path in {*self.sessions.pages, BEFORE_CONNECTING}:
            token, visit = self.sessions.visits.begin()
            is_local = bool(self.sessions.local_key) and is_direct(Headers(scope=self.scope))
            # In a thread: looking through all programs takes ten milliseconds.
            visit.is_at_machine = is_local and await run_sync(
                identity.is_browser_here, self.scope, limiter=self.sessions.looking
            )
            self._give(headers, token)

    def _sign_in(self, headers: MutableHeaders) -> None:
        """A new visit for a new identity: a cookie from before signing in never counts after."""
        given: dict[str, str] = {}  # an empty value takes a cookie back
        for line in headers.getlist("set-cookie"):
            given.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        if not any(identity.is_identity(name) and value for name, value in given.items()):
            return
        after = {name: value for name, value in {**self.found, **given}.items() if value}
        sealed, said = identity.seal(after), identity.claims(after)
        if sealed is None:
            return
        wanted = self.visit.wanted if self.visit else None
        self._end()
        owner = str(said.get("email") or said.get("sub"))
        self._happened.append((SIGNED_IN, owner))
        self._give(headers, self.sessions.visits.begin(sealed, owner)[0])
        if wanted:
            headers["Location"] = wanted

    def _end(self) -> None:
        if self.visit:
            self.sessions.visits.end(self.visit)

    def _give(self, headers: MutableHeaders, token: str) -> None:
        line = f"{self.sessions.cookie}={token}; Path=/; HttpOnly; SameSite=Lax"
        headers.append("Set-Cookie", line)

    def _mark(self, headers: MutableHeaders) -> None:
        """Identity cookies die with the browser; by https no cookie travels without it."""
        lines = headers.getlist("set-cookie")
        del headers["set-cookie"]
        for line in lines:
            if identity.is_identity(line) and "max-age=0" not in line.lower():
                line = "; ".join(p for p in line.split("; ") if not p.lower().startswith(_LASTING))
            if self.sessions.is_secure() and "; secure" not in line.lower():
                line += "; Secure"
            headers.append("Set-Cookie", line)


def _lead_home(headers: MutableHeaders, way: str) -> None:
    """Say Streamlit's "/" from where it is said, because a proxy may show us below a path."""
    if headers.get("location") == "/":
        headers["Location"] = way


def _asked(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
