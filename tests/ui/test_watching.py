"""Open pages come to the newest edition once: told by the server."""

from dataclasses import replace
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


def test_what_pages_held_is_collected_once_all_know_be_it_that_none_had_to_be_told(monkeypatch):
    """The page that published knows first: what each edition left of it waited for a viewer."""
    editions = [OLD, OLD, *(replace(OLD, version=version) for version in (2, 2, 3, 3))]
    telling, done = [False, False, True, False, False, False], []
    looks = iter([*zip(editions, telling, strict=True)])
    state = {}

    def look():
        state["newest"], state["telling"] = next(looks)
        done.append(state["newest"].version)
        return state["newest"]

    monkeypatch.setattr(watching, "_LOOK_SECONDS", 0.0)
    monkeypatch.setattr(watching, "_let_go", lambda: None)
    monkeypatch.setattr(watching.cache, "rest", lambda _: False)
    monkeypatch.setattr(watching.cache, "newest", look)
    monkeypatch.setattr(watching, "_tell", lambda _: state["telling"])
    monkeypatch.setattr(watching.gc, "collect", lambda: done.append("collected"))
    with pytest.raises(StopIteration):
        watching._look_on()

    assert done == [1, 1, 2, 2, "collected", 3, "collected", 3]


def test_an_edition_is_looked_for_as_soon_as_it_is_ready(monkeypatch):
    """Else all pages wait for the next look, half a second, with what is made already."""
    done, rests = [], iter([False, True])
    monkeypatch.setattr(watching, "_LOOK_SECONDS", 60.0)
    monkeypatch.setattr(watching, "_let_go", lambda: None)
    monkeypatch.setattr(watching.cache, "newest", lambda: done.append("looked"))
    monkeypatch.setattr(watching.cache, "rest", lambda _: done.append("rested") or next(rests))
    with pytest.raises(StopIteration):
        watching._look_on()

    assert done == ["looked", "rested", "rested", "looked", "rested"]
