"""The upload page: a good file is published and undone, a bad one is told, a third is asked."""

import re
import shutil

import pytest

from cds.domain.access import Role
from cds.domain.admin_units import AdminLevel
from cds.export.files import MEDIA_TYPES
from cds.publish import check_and_publish
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.text.phrases import family
from tests.ingest.forms import cells, saved, workbook
from tests.pages.opening import opened, said, tables

pytestmark = pytest.mark.slow

HEAD = ",".join(family("form.head").values())


@pytest.fixture
def home(tmp_path, light_home):
    return shutil.copytree(light_home, tmp_path / "home")


def line(code="27691", indicator="fibre_household_share", period="2025-Q2", counts="4000,5333"):
    return f"{code},,,{indicator},,{period},{counts},,,,"


def at(monkeypatch, home, step):
    return opened(monkeypatch, home, "upload", {"step": step})


def dropped(app, *lines, name="bao-cao.csv"):
    content = "\n".join([HEAD, *lines]).encode()
    app.file_uploader[0].set_value([(name, content, "text/csv")])
    return app.run()


def button(app, label):
    return next(each for each in app.button if each.label.startswith(label))


def test_a_good_file_is_previewed_published_and_undone(monkeypatch, home):
    store = SnapshotStore(home)
    before = store.data_version()
    app = dropped(at(monkeypatch, home, "file"), line())

    text = said(app)
    assert "Đọc được 1 số liệu" in text
    assert "1 số liệu mới." in text
    assert store.data_version() == before

    button(app, "Công bố").click().run()
    newest = store.snapshots()[0]
    assert store.data_version() == before + 1
    assert newest.file_name == "bao-cao.csv"
    assert newest.snapshot_id in said(app).replace("\\", "")

    assert "1 số mới của" in said(app)

    button(app, "Hoàn tác").click().run()
    assert store.snapshot(newest.snapshot_id).is_withdrawn
    assert "Đã hoàn tác" in said(app)


def test_a_bad_file_is_told_and_cannot_be_published(monkeypatch, home):
    app = dropped(at(monkeypatch, home, "file"), line(code="99999"), line(counts="abc,5333"))

    assert "Chưa công bố được" in said(app)
    assert not [each for each in app.button if each.label.startswith("Công bố")]
    assert "99999" in " ".join(tables(app)[-1].iloc[:, 1])


def test_lines_of_a_form_that_are_not_filled_are_no_remarks(monkeypatch, home):
    blank, told = line(code="27694", counts=","), line(code="27697", counts="chưa có,")

    app = dropped(at(monkeypatch, home, "file"), line(), *[blank] * 3, told)

    assert "3 dòng chưa điền số" in said(app)
    assert "1 lưu ý" in said(app)  # of what somebody wrote into a cell


def test_the_cells_of_a_workbook_are_named_as_excel_names_them(monkeypatch, home):
    content = saved(workbook(cells(indicator_id="fibre_household_share", value="abc")))
    app = at(monkeypatch, home, "file")
    app.file_uploader[0].set_value([("b.xlsx", content, MEDIA_TYPES["xlsx"])])
    app.run()

    assert "ô H2" in " ".join(tables(app)[-1].iloc[:, 2])


def test_what_another_window_has_published_shows_its_receipt(monkeypatch, home):
    app = dropped(at(monkeypatch, home, "file"), line())
    before = SnapshotStore(home).data_version()
    other = at(monkeypatch, home, "check")
    button(other, "Công bố").click().run()

    button(app, "Công bố").click().run()

    assert app.title[0].value == other.title[0].value
    assert not [*app.success, *app.warning, *app.error]
    assert SnapshotStore(home).data_version() == before + 1


def test_what_somebody_else_changed_meanwhile_is_no_success(monkeypatch, home):
    app = dropped(at(monkeypatch, home, "file"), line())
    content = "\n".join([HEAD, line(counts="400,5333")]).encode()
    check_and_publish(SnapshotStore(home), load_catalogue(home), content, "khac.csv", by="minh")

    button(app, "Công bố").click().run()

    assert "Chưa công bố" in app.warning[0].value
    assert not app.success


def test_a_question_must_be_confirmed_first(monkeypatch, home):
    app = dropped(at(monkeypatch, home, "file"), line(counts="5400,5333"))

    assert button(app, "Công bố").disabled
    for box in app.checkbox:
        box.check()
    app.run()
    assert not button(app, "Công bố").disabled


def test_a_period_is_asked_for_below_the_file_and_given_once_serves_the_whole_of_it(
    monkeypatch, home
):
    app = at(monkeypatch, home, "file")
    asked = [getattr(node, "key", None) for node in app.main]
    assert asked.index("files_0") < asked.index("paste_0") < asked.index("told_period")

    app.selectbox(key="told_period").set_value("Quý II/2025").run()

    assert "Quý II/2025" in said(dropped(app, line(period="")))


def test_a_wrong_period_is_told(monkeypatch, home):
    app = at(monkeypatch, home, "form")
    app.session_state["told_period"] = "quý hai"  # typed: tests choose only what is offered
    app.query_params["step"] = "file"

    assert "Không hiểu kỳ “quý hai”" in said(app.run())


def test_the_form_is_for_the_units_of_its_period_and_only_the_wanted_ones(monkeypatch, home):
    app = at(monkeypatch, home, "form")

    assert len(app.get("download_button")) == 2
    assert button(app, "Đã có tệp").click().run().file_uploader
    button(app, "① Biểu mẫu").click().run()
    assert "186 đơn vị cấp xã" in said(app)
    unit = next(each for each in app.selectbox if each.label == "Đơn vị")
    unit.set_value("801@2004-08-31").run()
    assert "11 đơn vị cấp xã" in said(app)
    monkeypatch.setenv("CDS_TODAY", "2025-10-15")
    app.run()
    app.selectbox(key="form_period").set_value("2025-Q3").run()
    assert "96 đơn vị cấp xã" in said(app)
    assert "theo địa giới từ 01/07/2025" in said(app)


def test_the_first_step_says_what_is_due_from_whom_until_when(monkeypatch, home):
    button(dropped(at(monkeypatch, home, "file"), line()), "Công bố").click().run()
    app = at(monkeypatch, home, "form")

    assert "186/186 đơn vị cấp xã chưa gửi đủ, còn 5.030/5.031 lượt" in said(app)
    assert "Hạn đầu tiên 20/07/2025, còn 5 ngày" in said(app)
    lines = tables(app)[0].set_index("Đơn vị")
    counts = ("30/30", "30/30", "29/30", "27/27")
    assert list(lines["Chưa gửi"])[:4] == [f"{one}\u00a0chỉ\u00a0tiêu" for one in counts]
    assert "Phụ trách" not in lines  # each is asked of its own office
    assert lines.loc["Phường 4", "Kỳ gửi gần nhất"] == "Quý II/2025"

    app.selectbox(key="form_unit_commune_v2024").set_value("27691@2004-08-31").run()
    assert "biểu mẫu Quý II/2025 còn 29/30 chỉ tiêu chưa gửi" in said(app)
    asked = tables(app)[0].set_index("Chỉ tiêu")
    *before, sent = asked["Kỳ này"]
    assert set(before) == {"Chưa gửi"}
    assert sent.startswith("Đã gửi ")
    assert list(asked.iloc[-1])[-2:] == ["75,00%", "Quý II/2025"]


def test_of_what_has_all_come_nothing_is_due(monkeypatch, home):
    button(dropped(at(monkeypatch, home, "file"), line()), "Công bố").click().run()
    app = at(monkeypatch, home, "form")
    app.selectbox(key="form_unit_commune_v2024").set_value("27691@2004-08-31").run()
    app.multiselect(key="form_indicators").set_value(["fibre_household_share"]).run()

    assert "đã gửi đủ 1 chỉ tiêu của biểu mẫu Quý II/2025" in said(app)
    assert "Hạn đầu tiên" not in said(app)


def test_only_units_that_owe_something_are_asked_and_a_figure_of_the_year_in_no_quarter(
    monkeypatch, home
):
    app = at(monkeypatch, home, "form")
    own = ["pilot_commune_people_channel_status"]
    app.multiselect(key="form_indicators").set_value(own).run()

    assert "3/3 đơn vị cấp xã chưa gửi đủ, còn 3/3 lượt" in said(app)
    assert len(tables(app)[0]) == 3

    app.multiselect(key="form_indicators").set_value(["commune_dx_share"]).run()

    assert "Chưa quy định hạn gửi" in said(app)


def test_generated_figures_were_sent_by_nobody(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "upload", {"step": "form", "programme": "long_an"})

    assert re.search(r"còn ([0-9.]+)/\1 lượt", said(app))
    assert "Chưa gửi số thật kỳ nào" in said(app)


def test_a_level_that_does_not_exist_then_is_said_in_place_of_an_empty_form(monkeypatch, home):
    app = at(monkeypatch, home, "form")
    monkeypatch.setenv("CDS_TODAY", "2025-10-15")
    app.run()
    app.get("button_group")[0].set_value(AdminLevel.DISTRICT).run()
    app.selectbox(key="form_period").set_value("2025-Q3").run()

    assert "Quý III/2025 không có đơn vị cấp huyện để điền" in said(app)
    assert not app.get("download_button")
    assert not app.exception


def test_a_table_pasted_from_excel_is_checked_like_a_file(monkeypatch, home):
    app = at(monkeypatch, home, "file")
    app.text_area[0].set_value("\n".join([HEAD, line()]).replace(",", "\t"))
    app = button(app, "Kiểm tra bảng đã dán").click().run()

    assert "Đọc được 1 số liệu" in said(app)
    assert button(app, "Công bố")


def test_a_faulty_table_is_mended_where_it_was_pasted(monkeypatch, home):
    app = at(monkeypatch, home, "file")
    pasted = "\n".join([HEAD, line(counts="abc,5333")]).replace(",", "\t")
    app.text_area[0].set_value(pasted)
    button(app, "Kiểm tra bảng đã dán").click().run()
    button(app, "Thay tệp").click().run()

    assert "Sửa ngay trong bảng đã dán" in said(app)
    assert app.text_area[0].value == pasted
    app.text_area[0].set_value(pasted.replace("abc", "4000"))
    button(app, "Kiểm tra bảng đã dán").click().run()

    assert "Công bố được 1 số liệu" in said(app)


def test_a_mended_file_takes_the_place_of_the_faulty_one(monkeypatch, home):
    app = dropped(at(monkeypatch, home, "file"), line(counts="abc,5333"))
    button(app, "Thay tệp").click().run()
    assert "Thả tệp đã sửa" in said(app)

    app = dropped(app, line(), name="da-sua.csv")

    assert "da-sua.csv" in said(app)
    assert "bao-cao.csv" not in said(app)
    assert "Công bố được 1 số liệu" in said(app)


def test_what_was_begun_is_there_again_in_another_session(monkeypatch, home):
    app = at(monkeypatch, home, "file")
    app.selectbox(key="told_period").set_value("2025-Q2").run()
    app = dropped(app, line(period=""))
    app.text_input[0].input("Đợt 2").run()

    again = opened(monkeypatch, home, "upload")

    assert "Quý II/2025" in said(again)
    assert again.text_input[0].value == "Đợt 2"
    button(again, "Công bố").click().run()
    assert SnapshotStore(home).snapshots()[0].note == "Đợt 2"
    assert "Đã công bố “bao-cao.csv”" in said(opened(monkeypatch, home, "upload"))


def test_who_may_not_send_sees_no_draft(monkeypatch, home):
    dropped(at(monkeypatch, home, "file"), line())
    monkeypatch.setenv("CDS_HOST", "0.0.0.0")  # noqa: S104 - reachable, and nobody signs in

    app = opened(monkeypatch, home, "upload")

    assert "bao-cao.csv" not in said(app)
    assert not app.file_uploader
    assert not app.button


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        ("Duyệt và công bố", "“bao-cao.csv”: minh@example.vn đã duyệt và công bố"),
        ("Trả lại", "“bao-cao.csv”: minh@example.vn trả lại"),
    ],
)
def test_of_two_persons_each_is_told_what_waits_and_what_was_decided(
    monkeypatch, home, people, deed, told
):
    people("lan")
    app = dropped(at(monkeypatch, home, "file"), line())
    button(app, "Gửi chờ duyệt").click().run()
    assert "“bao-cao.csv”, gửi lúc" in said(opened(monkeypatch, home, "upload"))

    people("hoa")  # another sender is told nothing of it
    assert "bao-cao.csv" not in said(opened(monkeypatch, home, "upload"))

    people("minh", Role.PUBLISHER)
    app = opened(monkeypatch, home, "upload")
    assert app.title[0].value == "1 tệp đang chờ duyệt"
    assert button(app, "Chờ duyệt · 1")
    next(one for one in app.text_input if one.label == "Lý do trả lại").set_value("Sai kỳ").run()
    button(app, deed).click().run()

    people("lan")
    text = said(opened(monkeypatch, home, "upload")).replace("\\", "").replace("\u2060", "")
    assert told in text
    assert "đang chờ người duyệt" not in text
    assert ("Sai kỳ" in text) is (deed == "Trả lại")
