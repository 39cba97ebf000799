"""Pages open on the newest edition run again soon after another is ready.

One look at the disk serves all that are open: two hundred pages that each asked every two seconds
took half a core. Who looks at an older version, or at none, is left alone.

A page also asks now and then by itself: Streamlit's client comes back from a restarted server, or
from a visit that has ended, without a word, and nobody knows what it shows.
"""

import threading
import time

import streamlit as st
from streamlit.runtime import Runtime, exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cds.domain.errors import CdsError
from cds.ui import cache

_LOOK_SECONDS = 0.5
_ASK_SECONDS = 10
_AT_ONCE, _PAUSE_SECONDS = 8, 0.2  # pages that run again, so that who chooses meanwhile is answered
_NAME = "newest edition"
_lock = threading.Lock()
_shown: dict[str, cache.Edition] = {}  # by Streamlit session


def watch(shown: cache.Edition | None) -> None:
    """Let the page of this run follow the newest edition, of which it shows that one; None: not."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or _runtime() is None:
        return
    if shown is None:
        _shown.pop(context.session_id, None)
    else:
        _shown[context.session_id] = shown
        _begin()
        _ask(shown)


@st.fragment(run_every=_ASK_SECONDS)
def _ask(shown: cache.Edition) -> None:
    if not shown.is_of(cache.newest()):
        st.rerun()


def _begin() -> None:
    with _lock:
        if not any(each.name == _NAME for each in threading.enumerate()):
            threading.Thread(target=_look_on, name=_NAME, daemon=True).start()


def _runtime() -> Runtime | None:
    """That of a server; tests of pages put something else in its place."""
    found = get_instance() if exists() else None
    return found if type(found) is Runtime else None


def _look_on() -> None:
    while True:
        time.sleep(_PAUSE_SECONDS if _tell() else _LOOK_SECONDS)


def _tell() -> bool:
    """Let some of the pages that show another edition run again; True when there are more."""
    if (runtime := _runtime()) is None:  # stopping
        return False
    try:
        newest = cache.newest()
    except (CdsError, OSError):  # each page tells it
        return False
    behind = [name for name, shown in list(_shown.items()) if not shown.is_of(newest)]
    if behind:
        runtime._get_async_objs().eventloop.call_soon_threadsafe(_run, behind[:_AT_ONCE])
    return len(behind) > _AT_ONCE


def _run(names: list[str]) -> None:
    """Run pages again that do not run just now: those show what is newest by themselves."""
    for name in names:
        found = get_instance()._session_mgr.get_active_session_info(name)
        if found is None:
            _shown.pop(name, None)
        elif found.session._scriptrunner is None:
            found.session.request_rerun(found.session._client_state)
