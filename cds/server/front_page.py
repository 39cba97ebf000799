"""Streamlit's one HTML page in our language, and which addresses are answered with it.

Unknown ones answer 404; figures are for those who may look. Every answer carries security headers:
their policy names no other site and allows no eval, and of scripts in a page that of this one.
"""

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path
from urllib.parse import parse_qs

from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from cds.maps.addresses import browser_folder_url
from cds.server import identity
from cds.site.reach import HOME_PAGE, PRESENTING, PRESENTING_PAGE, PROGRAMME_COOKIE
from cds.text.phrases import family, phrase

_SCRIPTS = ("address", "paper", "words")
_FIRST_NEEDED = (
    *("sight.js", "standings.js", "glyph.js", "fold.js", "standings.css", "glyph.css"),
)
_BEGINNING = re.compile(r'<script type="module" crossorigin src="([^"]+)"></script>')
_LOOKS = re.compile(r'(?<=href=")(\./static/css/[^"]+\.css)')  # they name our font of signs
MEDIA, COMPONENTS = "/media/", "/component/"  # Streamlit sends files from here, never its page
_MEETINGS = "/meetings/"
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_PICTURES = (".png", ".svg", ".jpg", ".ico")  # logo and icon are shown before signing in


@dataclass
class FrontPage:
    """Middleware that sends our wording of Streamlit's page, and only where there are pages.

    Streamlit answers any address with its page and 200. `first_sight` is what the home page shows
    at once.
    """

    app: ASGIApp
    pages: Collection[str]
    may_look: Callable[[Scope], bool]
    first_sight: Callable[[], str] = str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lead on, refuse, or replace a page that is sent whole; pass everything else on."""
        path = scope.get("path", "")
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif elsewhere := _elsewhere(path, scope):
            await RedirectResponse(elsewhere, 302)(scope, receive, send)
        elif (
            path.startswith((MEDIA, _MEETINGS))
            and not path.endswith(_PICTURES)
            and not self.may_look(scope)
        ):
            await PlainTextResponse("403", 403)(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send our page, or at an unknown address a short one that says so, for Streamlit's."""
        path, body, is_unknown = scope["path"], None, False
        has_sight = is_plain_home(scope) and self.may_look(scope)
        sight = await run_sync(self.first_sight) if has_sight else ""

        async def send_ours(message: Message) -> None:
            nonlocal body, is_unknown
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if path.startswith(MEDIA):
                    headers["Cache-Control"] = "private, no-cache"
                is_page = is_front_page(scope, message)
                is_unknown = is_page and path not in self.pages
                if is_page and not is_unknown:
                    body = (packed_page if "content-encoding" in headers else front_page)(sight)
                    headers["content-length"] = str(len(body))
                    del headers["etag"], headers["last-modified"], headers["accept-ranges"]
            elif message["type"] == "http.response.body" and body is not None:
                if message.get("more_body"):
                    return
                message = {**message, "body": b"" if scope["method"] == "HEAD" else body}
            if not is_unknown:
                await send(message)

        await self.app(scope, receive, send_ours)
        if is_unknown:
            way_up = "../" * (path.count("/") - 1) or "./"
            link = f'<a href="{way_up}">{escape(phrase("access.unknown_page_link"))}</a>'
            text = f"{escape(phrase('access.unknown_page_text'))} {link}."
            page = short_page(phrase("access.unknown_page"), text)
            await HTMLResponse(page, 404)(scope, receive, send)


@lru_cache(maxsize=2)
def front_page(sight: str = "") -> bytes:
    """Return the page: its language, its name before the app has loaded, its address, our looks.

    `sight` is markup that is shown until the app has loaded.
    """
    path = Path(file_util.get_static_dir()) / "index.html"
    page = path.read_text(encoding="utf-8").replace('lang="en"', 'lang="vi"', 1)
    page = page.replace("<title>Streamlit</title>", f"<title>{phrase('product')}</title>", 1)
    told = json.dumps(family("host"), ensure_ascii=False)
    texts = (Path(__file__).with_name(f"{name}.js").read_text("utf-8") for name in _SCRIPTS)
    scripts = "".join(f"<script>{text.replace('TOLD', told)}</script>" for text in texts)
    style = Path(__file__).parents[1] / "ui" / "style.css"  # sent with every run: 2 % of its time
    looks = f"<style>{style.read_text('utf-8')}</style>"
    page = _LOOKS.sub(rf"\1?{browser_folder_url().rpartition('/')[2]}", page)
    if sight and (found := _BEGINNING.search(page)):  # its script lets Streamlit's begin
        sight = sight.replace('data-next="NEXT"', f'data-next="{found[1]}"', 1)
        page = _BEGINNING.sub(r'<link rel="modulepreload" crossorigin href="\1">', page, count=1)
    page = page.replace("</body>", f"{looks}{sight}</body>", 1)  # last, to prevail over Streamlit's
    kinds = {".js": 'rel="modulepreload"', ".css": 'rel="preload" as="style"'}
    early = "".join(  # what draws the first sight is asked for before Streamlit's sixty scripts
        f'<link {kinds[Path(name).suffix]} href=".{browser_folder_url()}/{name}">'
        for name in (_FIRST_NEEDED if sight else ())
    )
    return page.replace("<head>", f"<head>\n    {early}{scripts}", 1).encode()


@lru_cache(maxsize=2)
def packed_page(sight: str = "") -> bytes:
    """Return the page as Streamlit packs it for browsers that can unpack."""
    return gzip.compress(front_page(sight), mtime=0)


def is_plain_home(scope: Scope) -> bool:
    """True when the home page is asked for as it is in force, by its address and by no choice."""
    if scope["type"] != "http" or scope["path"] != "/" or scope.get("query_string"):
        return False
    return PROGRAMME_COOKIE not in identity.cookies(scope)


def short_page(title: str, text: str) -> str:
    """Return a page without Streamlit that says one thing; `text` is markup, `title` is not."""
    head = escape(title)
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{head}</title>'
        '<meta name="viewport" content="width=device-width">'
        f'<body style="font-family:sans-serif;margin:3rem auto;max-width:40rem;padding:0 1rem">'
        f"<h1>{head}</h1><p>{text}</p></body></html>"
    )


def is_front_page(scope: Scope, head: Message) -> bool:
    """True when an answer's head announces Streamlit's page; a file of HTML is no page."""
    kind = Headers(raw=head["headers"]).get("content-type", "")
    is_file = scope["path"].startswith((MEDIA, COMPONENTS))
    return head["status"] == 200 and kind.startswith("text/html") and not is_file


def _elsewhere(path: str, scope: Scope) -> str:
    """Where an address leads on to: a meeting's words belong to one page, wherever put.

    Said from where it is, because a proxy may show us below a path of its own.
    """
    query = scope.get("query_string", b"").decode("latin-1")
    more = f"?{query}" if query else ""
    if path in ("/", f"/{HOME_PAGE}") and not parse_qs(query).keys().isdisjoint(PRESENTING):
        return f"./{PRESENTING_PAGE}{more}"
    return f"./{more}" if path == f"/{HOME_PAGE}" else ""


@dataclass
class SecurityHeaders:
    """Middleware that adds the headers; `frame_ancestors` are sites that may frame us."""

    app: ASGIApp
    frame_ancestors: Callable[[], tuple[str, ...]] = tuple

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; only the head of a HTTP answer is changed."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(security_headers(self.frame_ancestors()))
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


@lru_cache(maxsize=4)
def security_headers(frame_ancestors: tuple[str, ...]) -> dict[str, str]:
    """Return the headers by name."""
    # The older header knows no list of sites.
    framing = {} if frame_ancestors else {"X-Frame-Options": "SAMEORIGIN"}
    return {
        **framing,
        "Content-Security-Policy": content_security_policy(frame_ancestors),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


def content_security_policy(frame_ancestors: tuple[str, ...] = ()) -> str:
    """Return the policy.

    `blob:` scripts: Streamlit turns a component's script into one. Inline styles: Streamlit and
    Plotly write their style sheets at run time. The scripts written into Streamlit's own page
    are allowed by their hashes.
    """
    scripts = _INLINE_SCRIPT.findall(front_page())
    hashes = " ".join(f"'sha256-{b64encode(sha256(one).digest()).decode()}'" for one in scripts)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: {hashes}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' blob:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            " ".join(("frame-ancestors 'self'", *frame_ancestors)),
        )
    )
