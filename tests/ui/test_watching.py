"""Open pages come to the newest edition once: told by the server."""

from types import SimpleNamespace

import pytest
from streamlit.proto.ClientState_pb2 import ClientState

from cds.ui import cache, watching

OLD = cache.Edition("home", "reference", 1, "2026-01-01")


@pytest.fixture
def reruns(monkeypatch):
    """What the pages of a server that has two open are asked, and what they showed before."""
    asked = []
    pages = {
        name: SimpleNamespace(
            session=SimpleNamespace(
                _client_state=ClientState(query_string=name),
                _scriptrunner=None,
                request_rerun=asked.append,
            )
        )
        for name in ("one", "other")
    }
    manager = SimpleNamespace(get_active_session_info=pages.get)
    server = SimpleNamespace(_session_mgr=manager)
    monkeypatch.setattr(watching, "get_instance", lambda: server)
    monkeypatch.setattr(watching, "_runtime", lambda: server)
    monkeypatch.setattr(watching, "_under_way", set())
    monkeypatch.setattr(cache, "open_pages", dict.fromkeys((*pages, "closed"), OLD))
    return asked


def test_a_page_that_was_closed_is_forgotten(reruns):
    watching._let_go()

    assert list(cache.open_pages) == ["one", "other"]


def test_pages_are_told_as_those_that_run_by_themselves(reruns):
    watching._run(["closed", "one"])

    assert [(each.query_string, each.is_auto_rerun) for each in reruns] == [("one", True)]
