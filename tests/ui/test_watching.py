"""Open pages come to the newest edition once: told to, or by themselves."""

from dataclasses import replace

import pytest

from cds.ui import cache, watching

OLD = cache.Edition("home", "reference", 1, "2026-01-01")


@pytest.mark.parametrize(
    ("session", "newest", "expected"),
    [("told", 2, False), ("away", 2, True), ("away", 1, False)],
)
def test_a_page_asks_by_itself_only_where_nobody_tells_it(monkeypatch, session, newest, expected):
    monkeypatch.setattr(watching, "_shown", {"told": OLD})
    monkeypatch.setattr(cache, "newest", lambda: replace(OLD, version=newest))

    assert watching.is_left_behind(session, OLD) is expected
