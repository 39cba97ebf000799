"""Addresses of presentations as viewers reach them, and the same as a QR code."""

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

import segno
import streamlit as st

from cds.site.reach import PRESENTING_PAGE, is_loopback


class Link(NamedTuple):
    """An address, its QR code as SVG, and whether only this machine can open it."""

    address: str
    qr: str
    is_local: bool


def address(**asked: str | int) -> str:
    """Return the full address of the page on presentations, by the name this browser uses."""
    return f"{urljoin(st.context.url or '/', PRESENTING_PAGE)}?{urlencode(asked)}"


def meeting_link(meeting_id: str) -> Link:
    """Return where a meeting is followed."""
    return _link(address(meeting=meeting_id))


@lru_cache(maxsize=64)
def _link(full: str) -> Link:
    code = segno.make(full, error="m", micro=False)
    qr = code.svg_inline(omitsize=True, dark="#000", light="#fff")
    return Link(full, qr, is_loopback(urlsplit(full).hostname or "localhost"))
