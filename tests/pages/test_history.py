"""The history page: a line opens the drawer of its publication, and what counts can be changed."""

import shutil
from dataclasses import replace

import pytest

from cds.domain.observations import ObservationStatus
from cds.domain.periods import parse_period
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.changes import FigureChange
from cds.text.phrases import phrase
from cds.views.changes_figures import change_lines
from cds.views.snapshots import trail
from tests.factories import observation
from tests.pages.opening import opened, said, tables

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path, light_home):
    return shutil.copytree(light_home, tmp_path / "home")


def button(app, label):
    return next(each for each in app.button if each.label.startswith(label))


def test_a_publication_is_opened_withdrawn_and_restored(monkeypatch, home):
    store = SnapshotStore(home)
    snapshot = store.snapshots()[0]
    app = opened(monkeypatch, home, "snapshots", {"snapshot": snapshot.snapshot_id})
    assert app.code[0].value == snapshot.sha256
    assert "1 số mới của" in said(app)

    app.text_input(key=f"reason_{snapshot.snapshot_id}").input("Nhầm kỳ").run()
    button(app, "Thu hồi").click().run()
    assert store.snapshot(snapshot.snapshot_id).withdrawn_reason == "Nhầm kỳ"
    assert "Mọi lần công bố đều đã thu hồi" in said(app)

    app = opened(monkeypatch, home, "snapshots", {"snapshot": snapshot.snapshot_id})
    app.text_input(key=f"reason_{snapshot.snapshot_id}").input("Đúng kỳ").run()
    button(app, "Khôi phục").click().run()
    assert not store.snapshot(snapshot.snapshot_id).is_withdrawn


def test_each_publication_says_what_it_changed(monkeypatch, home):
    store = SnapshotStore(home)
    sent = {"unit_id": "28237@2004-08-31"}
    first, again = (
        observation("fibre_household_share", period="2024-Q2", counts=counts, **sent)
        for counts in ((1, 7), (2, 7))
    )
    for name, figure in (("đầu", first), ("sửa", again), ("lặp", again), ("nhầm", first)):
        last = store.publish([figure], Upload(f"{name}.csv", f"{len(name):064}", "Sở Một"))
    store.withdraw(last.snapshot_id, "Nhầm kỳ", "Sở Hai")

    app = opened(monkeypatch, home, "snapshots")

    listed = tables(app)[0].set_index("Tệp")
    name = "Tỷ lệ hộ gia đình có Internet cáp quang băng rộng"
    assert [*listed["Đã thay đổi"][:4]] == [
        f"Đã thu hồi: Nhầm kỳ: {name}",
        "1 số, không số nào khác trước",
        f"1 số đính chính của Xã Dương Xuân Hội: {name}",
        f"1 số mới của Xã Dương Xuân Hội: {name}",
    ]
    assert "1 số, không số nào khác trước" in app.title[0].value


def test_what_the_newest_file_changed_is_told_and_of_an_older_one_when_asked_for(monkeypatch, home):
    store, seen = SnapshotStore(home), {"unit_id": "28237@2004-08-31"}
    figure = observation("fibre_household_share", "2024-Q2", counts=(1, 7), **seen)
    generated = replace(figure, period=parse_period("2024-Q1"), status=ObservationStatus.DEMO)

    def newest_after(name, published, **state):
        if published:
            store.publish(
                [published],
                Upload(name, f"{len(name):064}", "Sở Một", is_demo=published is generated),
            )
        app = opened(monkeypatch, home, "snapshots", **state)
        (fold,) = (one for one in app.expander if one.label.startswith("Những gì"))
        return fold.label, len(tables(app)) - 1, phrase("upload.figures_same") in said(app)

    assert newest_after("một.csv", figure) == ("Những gì “một.csv” đã thay đổi", 1, False)
    assert newest_after("lặp lại.csv", figure) == ("Những gì “lặp lại.csv” đã thay đổi", 0, True)
    told = "Những gì “lặp lại.csv” đã thay đổi"
    assert newest_after("sinh ra.csv", generated) == (told, 0, True)  # little is soon read
    monkeypatch.setattr("cds.views.snapshots._MOST_LISTED", 2)
    assert newest_after("", None) == (told, 0, False)  # of much, when asked for
    assert newest_after("", None, newest_changed=True) == (told, 0, True)


def test_the_trail_tells_which_publication_without_hashes(home):
    store = SnapshotStore(home)
    [snapshot] = store.snapshots()

    told = " ".join(trail(store.audit.readable()).column("details"))

    assert snapshot.snapshot_id in told
    assert snapshot.sha256 not in told


def test_a_share_of_which_a_file_gives_the_counts_alone_is_told_in_percent(home):
    known = load_catalogue(home)
    indicator_id = next(key for key, one in known.indicators.items() if one.is_share)
    seen = observation(indicator_id, counts=(3, 4))
    change = FigureChange(
        indicator_id, known.home.unit_id, seen.period, None, replace(seen, value=None)
    )

    assert next(iter(change_lines([change], known)))[-2:] == ("–", "75,00%")


def test_a_real_figure_in_the_place_of_a_generated_one_is_new(home):
    known = load_catalogue(home)
    indicator_id = next(key for key, one in known.indicators.items() if one.is_share)
    seen = observation(indicator_id, counts=(3, 4))
    generated = replace(seen, status=ObservationStatus.DEMO)
    change = FigureChange(indicator_id, known.home.unit_id, seen.period, generated, seen)

    assert change.nature == "added"
    assert next(iter(change_lines([change], known)))[-2:] == ("75,00% (MH)", "75,00%")
    assert replace(change, before=seen, after=generated).nature == "gone"


def test_who_only_looks_is_offered_neither_the_file_nor_a_change(monkeypatch, home):
    monkeypatch.setenv("CDS_HOST", "0.0.0.0")  # noqa: S104 - reachable, and nobody signs in
    snapshot = SnapshotStore(home).snapshots()[0]

    app = opened(monkeypatch, home, "snapshots", {"snapshot": snapshot.snapshot_id})

    assert app.code[0].value == snapshot.sha256
    assert [each.label for each in app.button] == ["Kiểm tra kho số liệu", "Đọc lại mọi tệp"]
    assert not app.text_input


def test_an_unknown_publication_is_said_not_to_be_there(monkeypatch, home):
    app = opened(monkeypatch, home, "snapshots", {"snapshot": "nothing"})

    assert "“nothing” nhưng không có" in said(app)
    assert tables(app)


def test_nothing_published_is_said(monkeypatch, empty_home):
    app = opened(monkeypatch, empty_home, "snapshots")

    assert "Chưa có lần công bố nào" in said(app)


def test_a_long_history_is_sent_page_by_page(monkeypatch, home):
    store = SnapshotStore(home)
    for number in range(59):
        figure = observation(
            "fibre_household_share", "2025-Q1", counts=(1, 2), unit_id="28237@2004-08-31"
        )
        store.publish([figure], Upload(f"tệp-{number}.csv", f"{number:064}", "Sở Một"))
    app = opened(monkeypatch, home, "snapshots")
    first = tables(app)[0]
    assert len(first) == 12
    assert "60 lần" in said(app)

    app = opened(monkeypatch, home, "snapshots", {"words": "TỆP-1 sở"})
    named = tables(app)[0]
    assert list(named["Tệp"]) == [
        *(f"tệp-{n}.csv" for n in range(19, 9, -1)), "tệp-1.csv"
    ]  # fmt: skip


def test_a_quick_look_and_a_thorough_one_both_name_a_damaged_file(monkeypatch, home):
    app = opened(monkeypatch, home, "snapshots")
    app.button(key="verify").click().run()
    assert [each.value for each in app.success]
    (path,) = (home / "snapshots").glob("snapshot_id=*/*.parquet")
    path.write_bytes(path.read_bytes()[:-1])
    for key in ("verify", "verify_all"):
        app.button(key=key).click().run()
        assert path.name in app.error[0].value


def test_what_is_damaged_is_not_counted_among_what_holds(monkeypatch, home):
    (path,) = (home / "snapshots").glob("snapshot_id=*/*.parquet")
    path.write_bytes(path.read_bytes()[:-1])
    app = opened(monkeypatch, home, "snapshots")
    assert app.title[0].value == "0 lần công bố có hiệu lực, 1 tệp bị hỏng"

    damaged = SnapshotStore(home).snapshots()[0].snapshot_id
    app = opened(monkeypatch, home, "snapshots", {"snapshot": damaged})
    assert "Tệp bị hỏng, không dùng" in [*next(one for one in tables(app) if "name" in one)["text"]]
    assert "Lần công bố này đã thay đổi gì" not in said(app)
