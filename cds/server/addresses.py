"""Middleware for addresses: unknown ones answer 404, figures are for those who may look."""

from collections.abc import Callable, Collection
from html import escape
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cds.server.front_page import MEDIA, is_front_page, short_page
from cds.site.reach import HOME_PAGE, PRESENTING, PRESENTING_PAGE
from cds.text.phrases import phrase

_MEETINGS = "/meetings/"
_PICTURES = (".png", ".svg", ".jpg", ".ico")  # logo and icon are shown before signing in


class KnownAddresses:
    """Streamlit answers any address with its page and 200; here only pages do."""

    def __init__(
        self, app: ASGIApp, pages: Collection[str], may_look: Callable[[Scope], bool]
    ) -> None:
        """Guard `app`."""
        self.app = app
        self.pages = pages
        self.may_look = may_look

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Replace Streamlit's page at an unknown address by a short one that says so."""
        path = scope.get("path", "")
        if scope["type"] == "http" and (elsewhere := _elsewhere(path, scope)):
            await RedirectResponse(elsewhere, 302)(scope, receive, send)
        elif scope["type"] != "http" or path in self.pages:
            await self.app(scope, receive, send)
        elif _is_private(path) and not self.may_look(scope):
            await PlainTextResponse("403", 403)(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_unknown = False

        async def send_known(message: Message) -> None:
            nonlocal is_unknown
            if message["type"] == "http.response.start":
                is_unknown = is_front_page(scope, message)
                if scope["path"].startswith(MEDIA):
                    MutableHeaders(scope=message)["Cache-Control"] = "private, no-cache"
            if not is_unknown:
                await send(message)

        await self.app(scope, receive, send_known)
        if is_unknown:
            await HTMLResponse(_unknown_page(scope["path"]), 404)(scope, receive, send)


def _elsewhere(path: str, scope: Scope) -> str:
    """Where an address leads on to: a meeting's words belong to one page, wherever put.

    Said from where it is, because a proxy may show us below a path of its own.
    """
    query = scope.get("query_string", b"").decode("latin-1")
    more = f"?{query}" if query else ""
    if path in ("/", f"/{HOME_PAGE}") and not parse_qs(query).keys().isdisjoint(PRESENTING):
        return f"./{PRESENTING_PAGE}{more}"
    return f"./{more}" if path == f"/{HOME_PAGE}" else ""


def _is_private(path: str) -> bool:
    return path.startswith((MEDIA, _MEETINGS)) and not path.endswith(_PICTURES)


def _unknown_page(path: str) -> str:
    way_up = "../" * (path.count("/") - 1) or "./"
    link = f'<a href="{way_up}">{escape(phrase("access.unknown_page_link"))}</a>'
    return short_page(
        phrase("access.unknown_page"), f"{escape(phrase('access.unknown_page_text'))} {link}."
    )
