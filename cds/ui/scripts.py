"""How a component of ours fetches its script: once, by address, not with every rerun."""

import json
from typing import Any

import streamlit as st

from cds.maps.addresses import browser_folder_url

MOST_MESSAGES = 64  # of each component kept as they are sent: pages run again with the same
_LOADER = """
export default async function (component) {
  const base = window.__streamlit?.BACKEND_BASE_URL ?? new URL("./", location.href)
  const { draw } = await import(new URL("ADDRESS", base))
  return draw(component)
}
"""


def loader(name: str) -> str:
    """Return the script that fetches and runs one of `cds/browser`."""
    return _LOADER.replace("ADDRESS", f".{browser_folder_url()}/{name}")


def component(name: str, style: str, script: str) -> Any:  # noqa: ANN401 - Streamlit's
    """Return a component of ours: a box of that class, drawn by one of `cds/browser`."""
    html = f"<div class='{style}'></div>"
    return st.components.v2.component(name, html=html, js=loader(script))


def packed(content: object) -> bytes:
    """Return what a component is told as the bytes it reads, the same for the same content."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
