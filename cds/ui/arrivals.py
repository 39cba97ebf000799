"""What has just come onto a page is brought into view, once, wherever it stands."""

import secrets
from collections.abc import Sequence

import streamlit as st

# Held in place for a moment, because what stands above may still grow; any hand ends it.
_SCRIPT = """
const HANDS = ["wheel", "touchstart", "pointerdown", "keydown"]
const HOLD = 2000, PAUSE = 100, PATIENCE = 10000 // ms

export default function ({ data, parentElement }) {
  const own = parentElement.getRootNode().host?.closest('[data-testid="stElementContainer"]')
  if (own) own.style.display = "none"
  const brought = (window.cdsBrought ??= new Set())
  if (brought.has(data.occasion)) return
  brought.add(data.occasion)
  const stop = new AbortController()
  const leave = () => stop.abort()
  for (const hand of HANDS) addEventListener(hand, leave, { signal: stop.signal, capture: true })
  const started = performance.now()
  let until = null
  const look = () => {
    const now = performance.now()
    const node = document.querySelector(`.st-key-${CSS.escape(data.key)}`)
    if (stop.signal.aborted || now > (until ?? started + PATIENCE)) return leave()
    if (node) {
      until ??= now + HOLD
      node.style.scrollMarginTop = "5rem"
      node.scrollIntoView({ block: "start" })
    }
    setTimeout(look, PAUSE)
  }
  look()
}
"""
_component = st.components.v2.component("arrivals", html="<span></span>", js=_SCRIPT)


def bring_into_view(name: str, keys: Sequence[str]) -> None:
    """Scroll to the first of these keyed containers that the last run of this page did not have."""
    state = st.session_state
    known: Sequence[str] = state.get(f"{name}_known", ())
    state[f"{name}_known"] = tuple(keys)
    if new := [key for key in keys if key not in known]:
        state[f"{name}_arrived"] = {"key": new[0], "occasion": secrets.token_hex(4)}
    arrived = state.get(f"{name}_arrived")
    if arrived and arrived["key"] in keys:
        _component(key=f"{name}_arrivals", data=arrived)
