"""Pages open on the newest edition run again soon after another is ready.

One look at the disk serves all that are open: two hundred pages that each asked every two seconds
took half a core. Who looks at an older version, or at none, is left alone.

A page that was away, its server started anew or its visit ended, runs again by itself: nobody knows
what it shows.
"""

import gc
import threading
import time
from contextlib import suppress

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime, exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cds.domain.errors import CdsError
from cds.ui import cache

_LOOK_SECONDS = 0.5
_LATER_SECONDS = 2_000_000  # 23 days; a browser's clock takes no more
_AT_ONCE, _PAUSE_SECONDS = 2, 0.02  # pages that run again; who chooses meanwhile is answered
_NAME = "newest edition"
_lock = threading.Lock()
_under_way: set[str] = set()  # sessions whose page runs again because of us


def watch(shown: cache.Edition | None) -> None:
    """Let the page of this run follow the newest edition, of which it shows that one; None: not."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return
    if shown is None:
        cache.open_pages.pop(context.session_id, None)
        return
    cache.open_pages[context.session_id] = shown
    if _runtime() is not None:
        with _lock:
            if not any(each.name == _NAME for each in threading.enumerate()):
                threading.Thread(target=_look_on, name=_NAME, daemon=True).start()
        context.enqueue(_asked_again_when_back())


def _asked_again_when_back() -> ForwardMsg:
    """What makes Streamlit's client run a page again once it is connected anew.

    It does so where some part of the page runs by itself, here one that there is not and whose time
    never comes. Two hundred real ones that asked every ten seconds took a tenth of a core.
    """
    message = ForwardMsg()
    message.auto_rerun.interval, message.auto_rerun.fragment_id = _LATER_SECONDS, _NAME
    return message


def _runtime() -> Runtime | None:
    """That of a server; tests of pages put something else in its place."""
    found = get_instance() if exists() else None
    return found if type(found) is Runtime else None


def _look_on() -> None:
    """Tell pages of each new edition, and collect what they held of the one before once all know.

    That stands in cycles, and whole collections are rare: sixty views waited for one, 2 GB, after
    eighty publications in half an hour. Nobody is answered meanwhile, some 0.2 s.
    """
    newest, known, look_at = None, None, float("-inf")
    while True:
        if time.monotonic() >= look_at:
            look_at = time.monotonic() + _LOOK_SECONDS
            _let_go()
            with suppress(CdsError, OSError):  # each page tells it
                newest = cache.newest()
        is_telling = newest is not None and _tell(newest)
        if not is_telling:  # also where none had to be told: the page that published knew it first
            if known not in (None, newest):
                gc.collect()
            known = newest
        if cache.rest(_PAUSE_SECONDS if is_telling else _LOOK_SECONDS):
            look_at = time.monotonic()


def _let_go() -> None:
    """Forget the pages that were closed."""
    if _runtime() is not None:
        for name in tuple(cache.open_pages):
            if get_instance()._session_mgr.get_active_session_info(name) is None:
                cache.open_pages.pop(name, None)


def _tell(newest: cache.Edition) -> bool:
    """Let some of the pages that show another edition run again; True while there are any."""
    if (runtime := _runtime()) is None:  # stopping
        return False
    behind = [name for name, shown in tuple(cache.open_pages.items()) if not shown.is_of(newest)]
    if behind:
        runtime._get_async_objs().eventloop.call_soon_threadsafe(_run, behind)
    return bool(behind)


def _run(names: list[str]) -> None:
    """Run pages again, a few at a time; those that run just now show what is newest themselves."""
    _under_way.intersection_update([name for name in _under_way if _is_running(name)])
    for name in names:
        found = get_instance()._session_mgr.get_active_session_info(name)
        if found and len(_under_way) < _AT_ONCE and not _is_running(name):
            asked = ClientState()
            asked.CopyFrom(found.session._client_state)
            asked.is_auto_rerun = True  # who chooses goes before it
            found.session.request_rerun(asked)
            _under_way.add(name)


def _is_running(name: str) -> bool:
    found = get_instance()._session_mgr.get_active_session_info(name)
    return found is not None and found.session._scriptrunner is not None
