"""What is newest on disk shows at the next click; what cannot be used is told."""

import shutil
import threading

import pytest

from cds.domain.errors import UserError
from cds.jobs import exports
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view import queries
from cds.ui import cache, editions
from tests.pages.opening import opened, said

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path, real_home):
    return shutil.copytree(real_home, tmp_path / "home")


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "page"),
    [
        ("targets.csv", "Phổ cập điện thoại thông minh", "overview"),
        ("indicators.csv", "Tỷ lệ hộ gia đình có Internet cáp quang băng rộng", "indicator"),
        ("admin_units.csv", "Tỉnh Long An", "unit"),
        ("programmes.csv", "Chương trình chuyển đổi số tỉnh", "programme"),
    ],
)
def test_an_edited_reference_shows_at_the_next_click(monkeypatch, home, file, old, page):
    app = opened(monkeypatch, home, page)
    assert old in said(app)

    edit(home / "reference" / file, old, "Tên vừa sửa")

    assert "Tên vừa sửa" in said(app.run())


def test_while_an_edit_is_inconsistent_it_is_told_and_the_sound_one_serves(monkeypatch, home):
    app = opened(monkeypatch, home, "overview")
    before = said(app)

    edit(home / "reference" / "targets.csv", "online_service_eligible_full_share,", "unheard_of,")

    for page in ("overview", "gaps", "methods", "upload"):
        app.switch_page(f"pages/{page}.py").run()
        [told] = [each.value for each in app.error]
        assert "Chưa dùng được thay đổi mới nhất" in told
        assert "targets.csv" in told
        assert "unheard\\_of" in told or "unheard_of" in told
    app.switch_page("pages/overview.py")
    assert set(before.splitlines()) <= set(said(app.run()).splitlines())

    edit(home / "reference" / "targets.csv", "unheard_of,", "online_service_eligible_full_share,")

    assert said(app.run()) == before


def test_a_page_asks_the_disk_once(monkeypatch, home):
    app = opened(monkeypatch, home, "overview")
    asked = []
    stamp = cache.reference_stamp
    monkeypatch.setattr(cache, "reference_stamp", lambda place: asked.append(place) or stamp(place))

    app.run()

    assert len(asked) == 1


def test_while_the_next_edition_is_built_pages_open_none_anew(monkeypatch, home):
    app = opened(monkeypatch, home, "overview")
    before = said(app)
    open_view, gate, by_pages = cache.open_view, threading.Event(), []

    def watched(*asked):
        if threading.current_thread().name.startswith("edition"):
            assert gate.wait(60)
        else:
            by_pages.append(asked)
        return open_view(*asked)

    monkeypatch.setattr(cache, "open_view", watched)
    monkeypatch.setattr(editions, "PATIENCE_SECONDS", 0)
    store = SnapshotStore(home)
    newest = next(one for one in store.snapshots() if not one.is_withdrawn)
    store.withdraw(newest.snapshot_id, "sai", "Lan")
    store.restore(newest.snapshot_id, "đúng", "Lan")

    assert said(app.run()) == before
    gate.set()

    assert cache.caught_up().version == store.data_version()
    assert not by_pages


@pytest.mark.parametrize("is_refused", [False, True])
def test_what_changes_many_figures_is_added_up_apart_or_else_here(monkeypatch, home, is_refused):
    add_up, works = exports.keep_bases, []

    def run(place, boundaries, line):
        works.append((place, boundaries))
        if is_refused:
            raise UserError("base_too_heavy")
        add_up(place, boundaries, line)

    monkeypatch.setattr(queries, "_MUCH", 0)
    monkeypatch.setattr(exports, "keep_bases", run)
    app = opened(monkeypatch, home, "overview")
    store = SnapshotStore(home)
    assert not works

    newest = next(one for one in store.snapshots() if not one.is_withdrawn)
    store.withdraw(newest.snapshot_id, "sai", "Lan")
    app.run()

    assert works == [(home, ())]
    shown = cache.view(cache.caught_up())
    assert shown.version == store.data_version()
    assert is_refused or not shown._filled.lacked


@pytest.mark.parametrize("asked", [{}, {"boundaries": "v2024"}])
def test_what_open_pages_show_is_read_before_a_large_publication_is_shown(monkeypatch, home, asked):
    monkeypatch.setattr(queries, "_MUCH", 0)
    app = opened(monkeypatch, home, "gaps", asked)
    store = SnapshotStore(home)
    newest = next(one for one in store.snapshots() if not one.is_withdrawn)
    store.withdraw(newest.snapshot_id, "sai", "Lan")
    assert cache.caught_up().version == store.data_version()
    built, opening = [], []
    build, fill = queries.View._built, queries.filled
    monkeypatch.setattr(queries.View, "_built", lambda *a, **o: built.append(a) or build(*a, **o))
    monkeypatch.setattr(queries, "filled", lambda *a: opening.append(a) or fill(*a))

    app.run()

    assert not app.exception
    assert not opening
    assert sum(len(units or ()) for _, _, units in built) < 5  # the home and the nation


def test_what_no_open_page_shows_any_more_is_not_read_ahead(monkeypatch, home):
    works = []
    monkeypatch.setattr(queries, "_MUCH", 0)
    monkeypatch.setattr(exports, "keep_bases", lambda place, on, line: works.append(on))
    app = opened(monkeypatch, home, "gaps", {"boundaries": "v2024"})
    store = SnapshotStore(home)
    newest = next(one for one in store.snapshots() if not one.is_withdrawn)
    store.withdraw(newest.snapshot_id, "sai", "Lan")
    cache.caught_up()
    app.query_params.pop("boundaries")
    app.run()
    store.restore(newest.snapshot_id, "đúng", "Lan")
    cache.caught_up()

    assert works == [("v2024",), ()]
