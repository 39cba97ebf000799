"""The upload page when a file has to be asked about: answered, checked again, remembered."""

import shutil
from io import BytesIO

import pytest
from openpyxl import Workbook

from cds.domain.periods import parse_period
from cds.ingest.context import Context
from cds.publish import answers, check_and_publish
from cds.store.reference.loading import load_catalogue
from cds.store.sending import WaitingRoom
from cds.store.snapshots.snapshot_store import SnapshotStore
from tests.pages.opening import opened, said, tables

pytestmark = pytest.mark.slow

FIBRE = "fibre_household_share"
NAME = "Tỷ lệ hộ gia đình có Internet cáp quang"
BEFORE = "Đơn vị;Tử số;Mẫu số\nXã Khánh Hưng;900;1500\nXã Thái Trị;2000;2700\n"
TEXT = "Nơi gửi;Có cáp;Tổng\nXã Khánh Hưng;1000;1500\nXã Thái Trị;2100;2700\n"


@pytest.fixture(scope="module")
def small_home(tmp_path_factory, full_home):
    """The reference, the maps, and the figures before: two communes are enough to be asked."""
    home = tmp_path_factory.mktemp("asking") / "home"
    for part in ("reference", "boundaries"):
        shutil.copytree(full_home / part, home / part)
    told = Context(period=parse_period("2025-Q1"), indicator_id=FIBRE)
    outcome = check_and_publish(
        SnapshotStore(home), load_catalogue(home), BEFORE.encode(), "truoc.csv", by="test",
        context=told,
    )  # fmt: skip
    assert outcome.snapshot is not None, outcome.checked.issues
    return home


@pytest.fixture
def home(small_home):
    """One home for all, whose reference and figures are read once: only answers are written."""
    yield small_home
    (small_home / "mappings.json").unlink(missing_ok=True)
    shutil.rmtree(small_home / ".drafts", ignore_errors=True)


def dropped(app, content, name="nhanh.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    app.file_uploader[0].set_value([(name, content, "text/csv")])
    return app.run()


def asking(monkeypatch, home, text=TEXT):
    app = opened(monkeypatch, home, "upload", {"step": "file"})
    app.selectbox(key="told_period").set_value("2025-Q2").run()
    return dropped(app, text)


def box(app, label):
    return next(each for each in app.selectbox if each.label.startswith(label))


def button(app, label):
    return next(each for each in app.button if each.label.startswith(label))


def choose(app, label, option):
    """Choose what begins with a text: fields by their words, indicators by their name."""
    found = box(app, label)
    found.set_value(next(each for each in found.options if each.startswith(option)))


def answer(app, *, keep=True):
    """Say that the first column names units, the others are counts of fibre."""
    choose(app, "Cột A", "Tên đơn vị")
    for place, field in (("B", "Tử số"), ("C", "Mẫu số")):
        choose(app, f"Cột {place}", field)
        choose(app, f"Chỉ tiêu của cột {place}", NAME)
    if not keep:
        next(each for each in app.checkbox if each.label.startswith("Ghi nhớ")).uncheck()
    return button(app, "Kiểm tra lại").click().run()


def confirm(app):
    for each in app.checkbox:
        if each.label.startswith("Tôi đã xem"):
            each.check()
    return app.run()


def test_a_file_of_unknown_columns_is_asked_answered_and_published(monkeypatch, home, tmp_path):
    home = shutil.copytree(home, tmp_path / "home")
    app = asking(monkeypatch, home)
    assert "chưa rõ các cột" in said(app)
    assert "hãy cho biết mỗi cột" in said(app)

    app = answer(app, keep=False)

    assert "Đọc được 2 số liệu của 1 chỉ tiêu, 2 đơn vị, kỳ Quý II/2025" in said(app)
    assert button(app, "Công bố").disabled
    button(confirm(app), "Công bố").click().run()
    store = SnapshotStore(home)
    assert (store.snapshots()[0].file_name, store.snapshots()[0].rows) == ("nhanh.csv", 2)
    assert answers(home) == ()


def test_a_wrong_answer_publishes_nothing(monkeypatch, home):
    app = asking(monkeypatch, home)
    for place in "AB":
        choose(app, f"Cột {place}", "Tên đơn vị")
    app = button(app, "Kiểm tra lại").click().run()

    assert not [each for each in app.button if each.label.startswith("Công bố")]
    assert "có hai lần" in " ".join(tables(app)[-1].iloc[:, 1])
    assert answers(home) == ()  # an answer by which nothing could be read is not kept


def test_an_answer_is_remembered_shown_and_forgotten(monkeypatch, home):
    answer(asking(monkeypatch, home))
    assert answers(home)[0].head == ("Nơi gửi", "Có cáp", "Tổng")

    later = asking(monkeypatch, home, TEXT.replace("2100", "2200"))
    assert "theo câu trả lời đã ghi nhớ" in said(later)
    assert button(later, "Công bố").disabled
    assert not button(confirm(later), "Công bố").disabled

    forgotten = button(later, "Quên câu trả lời này").click().run()
    assert answers(home) == ()
    assert "chưa rõ các cột" in said(forgotten)


def test_an_answer_can_be_dropped_again(monkeypatch, home):
    app = answer(asking(monkeypatch, home), keep=False)

    assert "chưa rõ các cột" in said(button(app, "Bỏ câu trả lời này").click().run())


def test_a_yes_is_asked_for_again_when_the_answer_changes(monkeypatch, home):
    app = confirm(answer(asking(monkeypatch, home), keep=False))
    assert not button(app, "Công bố").disabled

    choose(app, "Cột C", "Ghi chú")
    choose(app, "Cột B", "Giá trị")
    app = button(app, "Kiểm tra lại").click().run()

    publishing = [each for each in app.button if each.label.startswith("Công bố")]
    assert all(each.disabled for each in publishing)


def test_one_of_several_sheets_is_chosen_on_the_page(monkeypatch, home):
    book = Workbook()
    book.remove(book.worksheets[0])
    for count, title in enumerate(("Tháng 5", "Tháng 6"), start=1):
        sheet = book.create_sheet(title)
        sheet.append(["Mã đơn vị", "Mã chỉ tiêu", "Kỳ", "Tử số", "Mẫu số"])
        sheet.append(["27691", FIBRE, "2025-Q2", 1000 * count, 5333])
    content = BytesIO()
    book.save(content)

    app = dropped(
        opened(monkeypatch, home, "upload", {"step": "file"}), content.getvalue(), "thang.xlsx"
    )
    assert "nhiều trang tính" in said(app)
    app = box(app, "Trang tính").set_value("Tháng 6").run()

    assert "Đọc được 1 số liệu" in said(app)
    assert "trang tính “Tháng 6”" in said(app)


def test_a_number_read_in_two_ways_is_confirmed_as_it_was_taken(monkeypatch, home):
    head = "Mã đơn vị;Mã chỉ tiêu;Kỳ;Giá trị\n"
    row = "80@2004-08-31;hitech_vegetable_area;2024;1.100\n"  # of hectares, which may be parted

    app = dropped(opened(monkeypatch, home, "upload", {"step": "file"}), head + row)

    asked = [each.label for each in app.checkbox if each.label.startswith("Tôi đã xem")]
    assert len(asked) == 1
    assert "Số này được đọc là 1.100." in asked[0]


@pytest.mark.parametrize("world", ["small_home", "empty_home", "broken_home"])
def test_where_figures_land_is_told_in_every_world(monkeypatch, tmp_path, request, world):
    home = shutil.copytree(request.getfixturevalue(world), tmp_path / "home")

    text = said(answer(asking(monkeypatch, home), keep=False))

    assert "Tệp có số liệu của 2 trên" in text
    assert ("Chưa có bản đồ ranh giới" in text) is (world == "empty_home")


def test_a_damaged_memory_is_named_and_files_are_asked_about_anew(monkeypatch, home):
    (home / "mappings.json").write_text("[]")

    app = opened(monkeypatch, home, "upload", {"step": "file"})

    assert not app.exception
    assert "mappings.json" in app.error[0].value
    assert app.file_uploader


def without_period(count="4000"):
    return f"Mã đơn vị;Mã chỉ tiêu;Tử số;Mẫu số\n27691;{FIBRE};{count};5333\n"


def test_a_table_that_lacks_but_its_period_is_asked_for_that_alone(monkeypatch, home):
    app = opened(monkeypatch, home, "upload", {"step": "file"})
    dropped(app, without_period())
    assert app.title[0].value.endswith("hãy cho biết số liệu thuộc kỳ nào")

    box(app, "Kỳ số liệu").set_value("2025-Q2").run()

    assert "Đọc được 1 số liệu" in said(app)


def test_what_is_said_of_one_table_is_said_of_no_other(monkeypatch, home):
    app = opened(monkeypatch, home, "upload", {"step": "file"})
    dropped(app, without_period())
    box(app, "Kỳ số liệu").set_value("2025-Q2").run()
    button(app, "② Tệp").click().run()
    assert not box(app, "Kỳ số liệu").value

    dropped(app, without_period("4100"), "sau.csv")
    assert app.title[0].value.endswith("hãy cho biết số liệu thuộc kỳ nào")
    button(app, "② Tệp").click().run()
    dropped(app, f"Mã đơn vị;Mã chỉ tiêu;Kỳ;Tử số;Mẫu số\n27691;{FIBRE};2025-Q1;4100;5333\n")

    assert "kỳ Quý I/2025" in said(app)


def test_a_mended_table_keeps_the_period_that_was_said_of_the_faulty_one(monkeypatch, home):
    app = opened(monkeypatch, home, "upload", {"step": "file"})
    box(app, "Kỳ số liệu").set_value("2025-Q2").run()
    dropped(app, without_period("abc"))
    button(app, "Thay tệp").click().run()
    dropped(app, without_period("4100"), "moi.csv")

    assert "kỳ Quý II/2025" in said(app)
    box(app, "Kỳ số liệu").set_value("2025-Q1").run()
    assert "kỳ Quý I/2025" in said(app)


def test_a_damaged_waiting_entry_is_named_and_hinders_nobody(monkeypatch, home):
    room = WaitingRoom(home)
    waiting = [room.send(TEXT.encode(), f"{n}.csv", "Lan", period="2025-Q2") for n in "abc"]
    entries = [home / "waiting" / f"{sent.waiting_id}.json" for sent in waiting]
    entries[0].write_bytes(entries[0].read_bytes()[:-9])
    other = room.send((TEXT + "\n").encode(), "d.csv", "Lan", period="2025-Q2")
    (home / "uploads" / other.sha256).write_bytes(b"changed")

    app = opened(monkeypatch, home, "upload", {"step": "waiting"})

    told = "\n".join(each.value for each in app.error)
    assert f"waiting/{entries[0].name}" in told.replace("\\", "")
    assert "d.csv: " in told.replace("\\", "")
    assert len([each for each in app.button if each.key.startswith("release_")]) == 2
    shutil.rmtree(home / "waiting")
