"""What we ask of Streamlit's insides: safe settings, what uploads hold, a word on failures.

And what would otherwise slow the first visitor, done at the start beside the first answers.
"""

import gc
import json
import logging
import secrets
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from copy import deepcopy
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from types import SimpleNamespace
from typing import Any

import streamlit as st
from streamlit import config, delta_generator
from streamlit.auth_util import get_secrets_auth_section
from streamlit.components.v2 import manifest_scanner
from streamlit.components.v2.bidi_component.constants import EVENT_DELIM
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.delta_generator_singletons import context_dg_stack
from streamlit.elements.widgets import selectbox
from streamlit.navigation import page
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session, exists, get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.state import get_session_state, session_state
from streamlit.runtime.state.session_state import WStates
from streamlit.web.server.starlette import starlette_auth_routes

from cds.domain.errors import CdsError, UserError
from cds.server.script_turns import take_turns
from cds.server.upload_guard import LARGEST_FILE, Held
from cds.server.websockets import LARGEST_MESSAGE
from cds.text.phrases import disk_error, phrase, sentence

_is_warm = threading.Event()
_LOG = logging.getLogger(__name__)
_make_looks = app_session._populate_theme_msg
_remove_stale = WStates.remove_stale_widgets
_make_client = starlette_auth_routes._create_oauth_client
_CLIENT_SECONDS = 3_600  # after which a provider is asked anew what it offers
# Never left to a configuration file that may be missing or older.
_OPTIONS: dict[str, object] = {
    "client.showErrorDetails": "none",
    "client.toolbarMode": "viewer",
    "browser.gatherUsageStats": False,
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.maxUploadSize": LARGEST_FILE // 1024**2,
    "server.maxWidgetStateSize": LARGEST_MESSAGE // 1_000_000,  # of what a page asks, in MB
    "global.minCachedMessageSize": 1_000,  # in bytes: what the browser has is named, not sent again
    "runner.magicEnabled": False,  # no page shows what stands alone; each would be searched for it
    "server.trustedUserHeaders": {},  # would believe whatever a client writes
}

# Needed to read figures; what pages need beside them is imported while DuckDB computes.
_READING = ("pyarrow", "duckdb", "cds.ui.cache")
_SHOWING = ("cds.views", "cds.ui")  # each module in them ...
# ... but those that read files of offices, by libraries of 16 MB and 0.2 s: only staff need them.
_READING_FILES = {
    *("target_file", "target_form", "checked_file", "target_forms", "target_publishing")
}


def settle_options() -> None:
    """Set the options on which safety rests; after the app is made, which reads the file.

    No installed package has components for us: a start does not look through them all. Nor are
    the looks made anew from the options for each run, which took a fifteenth of its time, nor all
    that a session knows gathered for each list to choose from, nor the same names hashed anew.
    """
    manifest_scanner.scan_component_manifests = lambda *_: []
    take_turns()
    WStates.remove_stale_widgets = _let_go  # type: ignore[assignment,method-assign]
    delta_generator.DeltaGenerator.__deepcopy__ = _copied  # type: ignore[assignment,method-assign]
    app_session._populate_theme_msg = _dress
    selectbox.get_session_state = _known_by_name  # type: ignore[assignment,attr-defined]
    page.calc_hash = lru_cache(page.calc_hash)  # type: ignore[attr-defined]
    starlette_auth_routes._create_oauth_client = _client
    for name, value in _OPTIONS.items():
        config.set_option(name, value)


def _let_go(
    widgets: WStates, active: frozenset[str], fragment_ids_this_run: list[str] | None
) -> None:
    """Forget also what widgets that are no longer shown would call: Streamlit keeps that.

    It holds all of their page and so its edition, which a session that had turned to another page
    kept for as long as it lasted: with each publication one more. What a component that is shown
    triggers has a name of its own, which is not among those shown; it is to be heard on.
    """
    _remove_stale(widgets, active, fragment_ids_this_run)
    heard = active | {_make_trigger_id(one, "events") for one in active if EVENT_DELIM not in one}
    widgets.widget_metadata = {
        name: known
        for name, known in widgets.widget_metadata.items()
        if not session_state._is_stale_widget(known, heard, fragment_ids_this_run)
    }


def _copied(container: delta_generator.DeltaGenerator, known: dict[int, Any]) -> Any:  # noqa: ANN401
    """Copy a container for a part that runs by itself, and those it lies in once.

    Streamlit copies them anew for each that lies in them: a twentieth of a run of a unit's page.
    """
    copy = delta_generator.DeltaGenerator(
        root_container=container._root_container,
        cursor=deepcopy(container._cursor, known),
        parent=deepcopy(container._parent, known),
        block_type=container._block_type,
    )
    copy._form_data = deepcopy(container._form_data, known)
    copy._creating_fragment_id = container._creating_fragment_id
    return copy


def _known_by_name() -> SimpleNamespace:
    """What a session knows, looked up by name as it stands: a list asks for its own alone."""
    return SimpleNamespace(filtered_state=get_session_state())


def _dress(msg: CustomThemeConfig, section: str = "theme") -> None:
    if (looks := _looks(section)).ByteSize():
        msg.MergeFrom(looks)


@lru_cache
def _looks(section: str) -> CustomThemeConfig:
    made = CustomThemeConfig()
    _make_looks(made, section)
    return made


def _client(provider: str) -> tuple[Any, str]:
    """What signs people in, kept: made anew for each who begins it took 50 ms of processor."""
    section = get_secrets_auth_section()
    told = json.dumps(section.to_dict(), sort_keys=True, default=str) if section else ""
    return _kept_client(provider, told, int(time.monotonic() // _CLIENT_SECONDS))


@lru_cache(maxsize=4)
def _kept_client(provider: str, _told: str, _hour: int) -> tuple[Any, str]:
    import httpx2  # here, because only who signs in needs it

    client, address = _make_client(provider)
    client.client_kwargs.setdefault("verify", httpx2.create_ssl_context())
    return client, address


def held(streams: Iterable[str]) -> Held:
    """What uploaders of these Streamlit sessions keep in memory."""
    files = _uploads().file_storage if exists() else {}
    sizes = [len(file.data) for name in streams for file in list(files.get(name, {}).values())]
    return Held(len(sizes), sum(sizes))


def forget(streams: Iterable[str]) -> None:
    """Free the uploaded files of these Streamlit sessions."""
    for name in tuple(streams):
        if exists():
            _uploads().remove_session_files(name)


def tell_failure(error: Exception) -> bool:
    """Show a failure of a page in words, with a number under which the log tells the details."""
    if isinstance(error, UserError):  # raised in a callback, before the page's own handler
        st.error(sentence(error), icon=":material/error:")
        return True
    number = secrets.token_hex(4)
    _LOG.error("failure %s", number, exc_info=error)
    if refusal := disk_error(error, is_public=True):
        st.error(sentence(refusal), icon=":material/error:")
        return True
    st.error(phrase("access.failure", number=number), icon=":material/error:")
    return True


def _uploads() -> MemoryUploadedFileManager:
    manager = get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)  # noqa: S101 - st.App makes no other
    return manager


def warm_up() -> None:
    """Import what pages need, make the first page and keep what makes the next start quick.

    Faults of the data home are for the pages to tell.
    """
    gc.disable()  # all that is read now stays
    # Else the first element looks through all modules for whether somebody types into Python.
    delta_generator._use_warning_has_been_displayed = True
    context_dg_stack.get()  # Streamlit makes it when asked: two pages at once each made their own
    for name in _READING:
        import_module(name)
    from cds.ui import cache  # here, because its cached functions need Streamlit's runtime

    with suppress(CdsError):
        with ThreadPoolExecutor(1) as beside:
            figures = beside.submit(lambda: cache.reader(cache.edition()).before)
            for room in map(import_module, _SHOWING):
                for module in iter_modules(room.__path__, f"{room.__name__}."):
                    if not (module.ispkg or module.name.rpartition(".")[2] in _READING_FILES):
                        import_module(module.name)
        figures.result()
        cache.overview_page(cache.edition())
    _is_warm.set()
    with suppress(CdsError):
        cache.keep(cache.edition())  # costs nothing where it is kept


def first_sight() -> str:
    """What the home page shows at once, as markup; "" as long as somebody would wait for it.

    Faults of the data home are for the page itself to tell, and no other may take it away.
    """
    if not _is_warm.is_set():
        return ""
    from cds.export.files import part
    from cds.ui import first_sight

    # A bug is logged, and no more: this is a mere addition.
    with suppress(UserError), part("first sight"), suppress(CdsError, OSError):
        return first_sight.markup()
    return ""


def settle_down() -> None:
    """Spare all that was read and stays garbage collection."""
    gc.collect()
    gc.freeze()
    gc.enable()
