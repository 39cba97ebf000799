"""Security headers of every answer. The policy names no other site and allows no eval."""

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cds.server.front_page import front_page

_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


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
def security_headers(frame_ancestors: tuple[str, ...] = ()) -> dict[str, str]:
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
