"""Streamlit's identity cookie: whom it names, and how it is taken off a request."""

import json
from collections.abc import Mapping
from hashlib import sha256

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks


def cookies(scope: Scope) -> dict[str, str]:
    """The cookies of a request by name."""
    return cookie_parser(Headers(scope=scope).get("cookie", ""))


def seal(found: Mapping[str, str]) -> str | None:
    """A hash of what the identity cookie says; None without one, or with a false signature."""
    content = _content(found)
    return sha256(content).hexdigest() if content else None


def claims(found: Mapping[str, str]) -> dict[str, object]:
    """What the identity provider said of the person; empty without a valid cookie."""
    said = json.loads(_content(found) or b"{}")
    return said if isinstance(said, dict) and said.get("is_logged_in") else {}


def is_identity(name: str) -> bool:
    """True for the cookies of Streamlit that hold an identity, or a part of one."""
    return name.startswith(USER_COOKIE_NAME)


def without_identity(scope: Scope) -> Scope:
    """The same request without its identity cookies."""
    kept = {name: value for name, value in cookies(scope).items() if not is_identity(name)}
    line = "; ".join(f"{name}={value}" for name, value in kept.items())
    others = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
    return {**scope, "headers": [*others, (b"cookie", line.encode("latin-1"))]}


def _content(found: Mapping[str, str]) -> bytes | None:
    if USER_COOKIE_NAME not in found:
        return None
    return _get_signed_cookie_with_chunks(dict(found), USER_COOKIE_NAME)
