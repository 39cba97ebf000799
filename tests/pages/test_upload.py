"""The upload page: a good file is published and undone, a bad one is told, a third is asked."""

import shutil

import pytest

from cds.domain.admin_units import AdminLevel
from cds.export.files import MEDIA_TYPES
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.text.phrases import family
from tests.ingest.forms import cells, saved, workbook
from tests.pages.opening import opened, said

HEAD = ",".join(family("form.head").values())


@pytest.fixture
def home(tmp_path, light_home):
    return shutil.copytree(light_home, tmp_path / "home")


def line(code="27691", indicator="fibre_household_share", period="2025-Q2", counts="4000,5333"):
    return f"{code},,,{indicator},,{period},{counts},,,,"


def dropped(app, *lines, name="bao-cao.csv"):
    content = "\n".join([HEAD, *lines]).encode()
    app.file_uploader[0].upload(name, content, "text/csv") if hasattr(
        app.file_uploader[0], "upload"
    ) else app.file_uploader[0].set_value([(name, content, "text/csv")])
    return app.run()


def button(app, label):
    return next(each for each in app.button if each.label.startswith(label))


def test_a_good_file_is_previewed_published_and_undone(monkeypatch, home):
    store = SnapshotStore(home)
    before = store.data_version()
    app = dropped(opened(monkeypatch, home, "upload"), line())

    text = said(app)
    assert "Đọc được 1 số liệu" in text
    assert store.data_version() == before

    button(app, "Công bố").click().run()
    newest = store.snapshots()[0]
    assert store.data_version() == before + 1
    assert newest.file_name == "bao-cao.csv"
    assert newest.snapshot_id in said(app).replace("\\", "")

    button(app, "Hoàn tác").click().run()
    assert store.snapshot(newest.snapshot_id).is_withdrawn
    assert "Đã hoàn tác" in said(app)


def test_a_bad_file_is_told_and_cannot_be_published(monkeypatch, home):
    app = dropped(opened(monkeypatch, home, "upload"), line(code="99999"), line(counts="abc,5333"))

    assert "Chưa công bố được" in said(app)
    assert not [each for each in app.button if each.label.startswith("Công bố")]
    codes = app.table[0].value
    assert "99999" in " ".join(codes.iloc[:, 1])


def test_the_cells_of_a_workbook_are_named_as_excel_names_them(monkeypatch, home):
    content = saved(workbook(cells(indicator_id="fibre_household_share", value="abc")))
    app = opened(monkeypatch, home, "upload")
    app.file_uploader[0].set_value([("b.xlsx", content, MEDIA_TYPES["xlsx"])])
    app.run()

    assert "ô H2" in " ".join(app.table[0].value.iloc[:, 2])


def test_a_question_must_be_confirmed_first(monkeypatch, home):
    app = dropped(opened(monkeypatch, home, "upload"), line(counts="5400,5333"))

    assert button(app, "Công bố").disabled
    for box in app.checkbox:
        box.check()
    app.run()
    assert not button(app, "Công bố").disabled


def test_a_period_given_once_serves_the_whole_file(monkeypatch, home):
    app = opened(monkeypatch, home, "upload")
    app.text_input(key="told_period").input("2025-Q2").run()

    assert "Quý II/2025" in said(dropped(app, line(period="")))


def test_a_wrong_period_is_told(monkeypatch, home):
    app = opened(monkeypatch, home, "upload")
    app.text_input(key="told_period").input("quý hai").run()

    assert "không đúng dạng" in said(app)


def test_what_would_change_is_told_before_publishing(monkeypatch, home):
    app = dropped(opened(monkeypatch, home, "upload"), line())

    assert "1 số liệu mới, 0 số liệu được sửa" in said(app)


def test_the_form_is_for_the_units_of_its_period(monkeypatch, home):
    app = opened(monkeypatch, home, "upload")

    assert [each.label for each in app.get("download_button")][:2]
    assert "Biểu mẫu Quý II/2025 có 186 đơn vị cấp xã, theo địa giới" in said(app)
    monkeypatch.setenv("CDS_TODAY", "2025-10-15")
    app.run()
    app.selectbox(key="form_period").set_value("2025-Q3").run()
    assert "Biểu mẫu Quý III/2025 có 96 đơn vị cấp xã, theo địa giới từ 01/07/2025" in said(app)


def test_a_level_that_does_not_exist_then_is_said_in_place_of_an_empty_form(monkeypatch, home):
    app = opened(monkeypatch, home, "upload")
    app.selectbox(key="form_level").set_value(AdminLevel.DISTRICT).run()
    offered = len(app.get("download_button"))

    monkeypatch.setenv("CDS_TODAY", "2025-10-15")
    app.run()
    app.selectbox(key="form_period").set_value("2025-Q3").run()

    assert "Quý III/2025 không có đơn vị cấp huyện để điền" in said(app)
    assert len(app.get("download_button")) == offered - 2
    assert not app.exception
