"""The page on which staff set targets: listed, added, changed, released, undone; steps; files."""

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from cds.domain.access import Role, Scope
from cds.domain.periods import parse_period
from cds.store.accepted import REFERENCE, accept
from cds.store.amendments import Proposal, amend, amendments, taken_back, targets_of
from cds.store.reference.loading import load_catalogue
from cds.store.sending import DRAFTS, WaitingRoom
from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.text.phrases import phrase
from cds.ui import access
from cds.views.target_form import step_changes, suggested_name, target_changes
from tests.factories import observation
from tests.pages import opening
from tests.pages.opening import opened, tables

NOW = date(2026, 11, 28)
OLD, NEW = "tn_mobile_5g_coverage_2030", "tay_ninh_fibre_household_share_2030"
WAREHOUSE = "shared_data_warehouse_status_2025"
OVERTAKEN = "vừa được người khác sửa"


@pytest.fixture
def home(tmp_path, light_home):
    """A home of the real reference, with a figure of Tây Ninh at two times."""
    made = shutil.copytree(light_home, tmp_path / "home")
    figures = [
        observation("fibre_household_share", period=period, counts=counts, unit_id="80@2025-07-01")
        for period, counts in (("2025-Q4", (600, 1000)), ("2026-Q3", (612, 1000)))
    ]
    SnapshotStore(made).publish(figures, Upload("tay-ninh.csv", "d" * 64, "test"))
    accept(made, REFERENCE, "test")
    return made


@pytest.fixture
def at(monkeypatch, home):
    def open_at(programme="tay_ninh", **query):
        return opened(monkeypatch, home, "targets", query, programme, NOW)

    return open_at


def said(app):
    return opening.said(app).replace("\\", "")


def known(home):
    found = load_catalogue(home)
    return found.of(found.programmes[1])


def button(app, label):
    return next(each for each in app.button if each.label == label)


def forget_drafts(home):
    """Whoever comes next is somebody else: a draft is each person's own."""
    shutil.rmtree(home / DRAFTS)


def filled(app, target="new", **texts):
    for name, text in texts.items():
        app.text_input(key=f"targets_{target}_{name}").set_value(text)
    return app.run()


@pytest.mark.parametrize("task", ["step", "office", "file"])
def test_a_rarer_task_is_chosen_in_the_menu_beside_the_first(at, task):
    app = at()
    label = phrase(f"targets.task_{task}")
    assert [one.label for one in app.button if one.label == label] == []

    app.menu_button(key="tasks_more").click(task).run()

    assert app.query_params["task"] == task
    assert label in said(app)


def test_the_first_screen_says_what_there_is(at, home):
    app = at()

    assert "Tây Ninh 2025–2030: 8 mục tiêu, chưa có lộ trình" in said(app)
    assert "Bấm một dòng để sửa" in said(app)
    listed = tables(app)[0].set_index("Mục tiêu")
    assert len(listed) == 8
    universal = listed.loc["Phổ cập cáp quang tới hộ gia đình"]
    assert (universal["Mức phải đạt"], universal["Hạn"]) == ("≥ 99%", "31/12/2025")
    assert universal["Ghi chú"] == "mức tự đặt, văn bản không nêu số"
    assert "Văn bản: Tây Ninh sẽ phủ sóng 5G" in said(app)  # said once: one sets all
    assert "Lộ trình" not in listed  # the sentence says that there is none
    app = at("long_an")
    assert "/10 bước cột mốc chờ ghi trạng thái" in said(app)
    app.query_params["tab"] = "2"
    assert "Nghiệm thu hoàn thành xây dựng kho" in tables(app.run())[0].to_string()


@pytest.mark.slow
def test_a_target_is_previewed_published_seen_everywhere_and_undone(monkeypatch, at, home):
    app = at(task="target")
    app.selectbox(key="targets_new_indicator").set_value("fibre_household_share").run()
    assert "Còn thiếu: Mức phải đạt, Văn bản giao mục tiêu" in said(app)
    filled(app, value="80,5", document="QĐ 12 ngày 01/02/2026", path_2027="70")
    app.checkbox(key="targets_new_headline").check().run()

    text = said(app)
    assert "hôm nay 61,20%" in text
    assert "còn thiếu 19,30 điểm %" in text
    assert "tình trạng: " in text
    assert NEW not in known(home).targets

    button(app, "Công bố").click().run()

    assert not app.exception
    assert "Đã công bố lúc" in said(app)
    assert "9 mục tiêu, 1 có lộ trình" in said(app)
    made = known(home).targets[NEW]
    assert (str(made.value), made.is_headline, made.due_on) == ("80.5", True, date(2030, 12, 31))
    assert [(str(period), str(value)) for period, value in made.path] == [("2027", "70")]
    (entry,) = amendments(home)
    assert (entry.by, entry.proposal.reason) == (access.LOCAL.key, "QĐ 12 ngày 01/02/2026")
    overview = opened(monkeypatch, home, "overview", {}, "tay_ninh", NOW)
    assert made.name in said(overview)

    app.button(key="undo_receipt").click().run()

    assert "Đã hoàn tác lúc" in said(app)
    assert NEW not in known(home).targets
    assert len(amendments(home)) == 2


@pytest.mark.slow
def test_a_change_is_told_as_it_was_and_is_and_a_fault_by_its_field(at, home):
    app = at(task="target", target=OLD)
    assert "Chưa có gì thay đổi" in said(app)

    wrong = {
        "value": {
            "800": "Mức phải đạt: 800 nằm ngoài khoảng 0 đến 100 (%) mà chỉ tiêu “Tỷ lệ dân số",
            "tám mươi": "Không hiểu số “tám mươi”",
        },
        "path_2028": {
            "180": "Lộ trình năm 2028: 180 nằm ngoài khoảng 0 đến 100",
            "tám": "Không hiểu số “tám”",
        },
        "link": {"QĐ số 5": "“QĐ số 5” không phải là địa chỉ trang web."},
    }
    for field, texts in wrong.items():
        before = app.text_input(key=f"targets_{OLD}_{field}").value
        for text, fault in texts.items():
            filled(app, OLD, **{field: text})
            assert fault in said(app)
            assert ".csv" not in said(app)
            assert not [each for each in app.button if each.label == "Công bố"]
        filled(app, OLD, **{field: before})

    app.date_input(key=f"targets_{OLD}_due").set_value(date(2026, 1, 31)).run()
    assert "Hạn 31/01/2026 đã qua" in said(app)
    app.date_input(key=f"targets_{OLD}_due").set_value(date(2030, 12, 31)).run()
    assert "đã qua" not in said(app)

    filled(app, OLD, value="95", path_2028="80")
    text = said(app)
    assert "“Phủ sóng 5G 100%”: Mức từ 100% thành 95%." in text
    assert "năm 2028 đạt 80%." in text
    button(app, "Công bố").click().run()
    assert known(home).targets[OLD].value == 95


def test_a_target_that_stays_as_it_is_shown_is_written_as_it_is(home):
    """Offices of today stand in the form, those of the record in the table; some aims are words."""
    whole = load_catalogue(home)
    shown = [whole.of(one) for one in whole.programmes]
    renamed = [
        one
        for seen in shown
        for one in seen.own_targets
        if one.responsible != whole.whole.targets[one.target_id].responsible
    ]

    assert renamed
    for seen in shown:
        for one in seen.own_targets:
            assert target_changes(home, seen, one, one) == (), one.target_id


@pytest.mark.slow
def test_what_somebody_changed_meanwhile_is_seen_before_it_is_written_over_and_else_stays(at, home):
    app = filled(at(task="target", target=OLD), OLD, value="95", link="https://a.vn/95")
    forget_drafts(home)
    other = at(task="target", target=OLD)
    filled(other, OLD, value="96", note="của người khác", path_2028="70")
    button(other, "Công bố").click().run()

    button(app, "Công bố").click().run()

    assert OVERTAKEN in said(app)
    assert "Mức từ 96% thành 95%" in said(app)
    assert known(home).targets[OLD].value == 96
    button(app, "Công bố").click().run()
    made = known(home).targets[OLD]
    assert (made.value, made.source_url) == (95, "https://a.vn/95")
    assert (made.note, [int(value) for _, value in made.path]) == ("của người khác", [70])
    assert OVERTAKEN not in said(at(task="target", target=OLD))


def test_a_step_keeps_what_somebody_changed_meanwhile(home):
    shown = next(one for one in load_catalogue(home).steps if one.evidence)
    theirs = step_changes(home, replace(shown, evidence_url="https://b.vn"), shown)
    amend(home, Proposal(theirs, "thử"), "người khác")

    (ours,) = step_changes(home, replace(shown, evidence="của tôi"), shown)

    assert {"của tôi", "https://b.vn"} <= set(ours.after.values())


@pytest.mark.slow
def test_a_target_gets_its_baseline_and_the_one_that_takes_its_place(at, home):
    heir = "tn_mobile_5g_coverage_2025"
    app = filled(at(task="target", target=OLD), OLD, baseline_period="Quý IV/2025")
    assert "Còn thiếu: Mốc ban đầu" in said(app)
    filled(app, OLD, baseline="41,5")
    button(app, "Công bố").click().run()

    made = known(home).targets[OLD]
    assert (str(made.baseline_period), str(made.baseline_value)) == ("2025-Q4", "41.5")
    app = at(task="target", target=OLD)
    app.selectbox(key=f"targets_{OLD}_heir").set_value(heir).run()
    assert "Được thay bằng từ –" in said(app)
    button(app, "Công bố").click().run()
    assert "7 mục tiêu" in said(app)
    assert known(home).targets[OLD].superseded_by == heir

    app.button(key="undo_receipt").click().run()

    assert known(home).targets[OLD].superseded_by is None
    assert known(home).targets[OLD].baseline_value == made.baseline_value


def the_fold(app):
    """What the fold of the form names, and whether it stands open."""
    (fold,) = (one for one in app.expander if one.label.startswith("Không bắt buộc: "))
    return fold.label.removeprefix("Không bắt buộc: ").split(", "), fold.proto.expanded


@pytest.mark.slow
def test_what_need_not_be_given_is_named_as_it_is_there_and_open_where_it_holds_something(at, home):
    always = ["tên", "đường dẫn", "ghi chú", "mốc ban đầu"]
    assert the_fold(at(task="target")) == (["lộ trình", *always], False)
    assert the_fold(at(task="target", target=OLD)) == (
        ["lộ trình", *always, "mục tiêu thay thế"],
        True,  # it has a name of its own
    )
    held = known(home)
    aim = held.targets[OLD]
    plain = replace(
        aim,
        name=suggested_name(held.indicators[aim.indicator_id], aim.due_on),
        source_url="",
        note="",
        path=(),
        baseline_period=None,
    )
    path = {"path": ((parse_period("2028"), Decimal(70)),)}
    for given in ({}, {"source_url": "https://a.vn"}, {"note": "x"}, path):
        wanted = replace(plain, **given)
        now = known(home)
        made = target_changes(home, now, wanted, now.targets[OLD])
        amend(home, Proposal(made, "thử"), "test")
        assert the_fold(at(task="target", target=OLD))[1] == bool(given), given
    filled(at(task="target"), note="nhập dở")
    assert the_fold(at(task="target"))[1]


@pytest.mark.slow
def test_a_kind_without_a_path_is_promised_none(at):
    names, _ = the_fold(at("long_an", task="target", target=WAREHOUSE))
    assert "lộ trình" not in names


@pytest.mark.slow
def test_who_answers_from_when_to_when_is_set_changed_and_undone(at, home):
    app = at(task="office")
    assert "Còn thiếu: Cơ quan phụ trách" in said(app)
    app.text_input(key="targets_office__0_name").set_value("Sở Thử").run()
    app.date_input(key="targets_office__0_from").set_value(date(2026, 10, 1)).run()
    assert "ghi Sở Thử (từ 01/10/2026) phụ trách" in said(app)
    app.date_input(key="targets_office__0_to").set_value(date(2026, 9, 1)).run()
    assert "Ngày cuối 01/09/2026 đứng trước ngày đầu 01/10/2026." in said(app)
    app.date_input(key="targets_office__0_to").set_value(None).run()
    app.text_input(key="targets_reason").set_value("QĐ 9").run()
    button(app, "Công bố").click().run()

    programme = known(home).programme
    assert programme.office_on(NOW) == "Sở Thử"
    assert programme.office_on(date(2026, 9, 30)) == "Sở KH&CN tỉnh Tây Ninh"
    app = at(task="office")
    app.checkbox(key="targets_office__0_remove").check().run()
    assert "bỏ dòng Sở Thử (từ 01/10/2026) phụ trách" in said(app)

    (made,) = amendments(home)
    back = taken_back(home, made.amendment_id, "thử")
    assert targets_of(back, known(home)) == known(home).own_targets  # all that the programme sets
    amend(home, back, "test")
    assert known(home).programme.office_on(NOW) == "Sở KH&CN tỉnh Tây Ninh"


@pytest.mark.slow
def test_who_answers_keeps_what_somebody_else_said_meanwhile(at, home):
    def office_of(app, **texts):
        for name, value in texts.items():
            app.text_input(key=f"targets_{name}").set_value(value).run()
        return app

    def day(app, name, value):
        app.date_input(key=f"targets_office__0_{name}").set_value(value).run()
        return app

    first = day(office_of(at(task="office"), office__0_name="Sở Thử"), "from", date(2026, 10, 1))
    button(office_of(first, reason="QĐ 9"), "Công bố").click().run()
    app = office_of(at(task="office"), office__0_name="Sở Mới", reason="QĐ 10")
    forget_drafts(home)
    other = day(at(task="office"), "to", date(2030, 1, 1))
    button(office_of(other, reason="QĐ 11"), "Công bố").click().run()

    button(app, "Công bố").click().run()

    assert OVERTAKEN in said(app)
    assert app.text_input(key="targets_office__0_name").value == "Sở Mới"
    button(app, "Công bố").click().run()
    (made,) = known(home).programme.offices
    assert (made.office, made.started_on, made.ended_on) == (
        "Sở Mới", date(2026, 10, 1), date(2030, 1, 1)
    )  # fmt: skip


@pytest.mark.slow
def test_a_new_office_stands_beside_one_that_somebody_else_named_meanwhile(at, home):
    forms = []
    for name, day in (("Sở Một", date(2026, 10, 1)), ("Sở Hai", date(2027, 10, 1))):
        form = at(task="office")
        form.text_input(key="targets_office__0_name").set_value(name).run()
        form.date_input(key="targets_office__0_from").set_value(day).run()
        form.text_input(key="targets_reason").set_value("QĐ").run()
        forms.append(form)
        forget_drafts(home)

    for form in (*forms, forms[1]):
        button(form, "Công bố").click().run()

    assert [one.office for one in known(home).programme.offices] == ["Sở Một", "Sở Hai"]


@pytest.mark.slow
def test_a_step_is_done_with_its_day_and_evidence(at, home):
    app = at("long_an", task="step", target=WAREHOUSE, step="3")
    key = f"targets_step_{WAREHOUSE}_3"
    app.segmented_control(key=f"{key}_state").set_value("done").run()
    assert "Còn thiếu: Ngày hoàn thành." in said(app)
    app.date_input(key=f"{key}_done").set_value(date(2027, 6, 20)).run()
    assert "Ngày hoàn thành 20/06/2027 chưa tới." in said(app)
    app.date_input(key=f"{key}_done").set_value(date(2025, 6, 20))
    app.text_input(key=f"{key}_evidence").set_value("Biên bản 5/BB ngày 20/06/2025").run()

    assert "Trạng thái từ Chưa bắt đầu thành Hoàn thành." in said(app)
    button(app, "Công bố").click().run()

    step = load_catalogue(home).steps_of(WAREHOUSE)[3]
    assert (step.state, step.done_on) == ("done", date(2025, 6, 20))


@pytest.mark.slow
def test_a_milestone_gets_its_first_step(at, home):
    app = at("long_an", task="step", target=WAREHOUSE, step="99")
    app.selectbox(key=f"targets_step_{WAREHOUSE}").set_value(4).run()
    app.text_input(key=f"targets_step_{WAREHOUSE}_4_name").set_value("Bàn giao").run()
    assert button(app, "Công bố").disabled
    app.text_input(key="targets_reason").set_value("Kế hoạch 9").run()
    button(app, "Công bố").click().run()

    assert load_catalogue(home).steps_of(WAREHOUSE)[4].name == "Bàn giao"
    assert "Chương trình này chưa có cột mốc" in said(at(task="step"))


def sent(app, name, content):
    app.file_uploader[0].set_value([(name, content, "application/octet-stream")])
    return app.run()


@pytest.mark.slow
def test_the_form_that_is_handed_out_comes_back_with_changes(at, home):
    from cds.export.spreadsheets import plain_workbook
    from cds.views.target_file import form

    lines = [list(line) for line in form(known(home))]
    assert "không khác gì" in said(sent(at(task="file"), "a.xlsx", plain_workbook("A", lines, ())))
    head = lines[0]
    at_value, at_2028 = head.index("Mức"), head.index("2028")
    row = next(line for line in lines if line[0] == OLD)
    row[at_value], row[at_2028] = "97,5", "85"
    new = [
        "",
        "Tỷ lệ hộ gia đình có cáp quang",
        "",
        "≥",
        "98",
        "2028",
        "",
        "QĐ 7",
        "",
        "Sở KH&CN",
        "có",
    ]
    book = plain_workbook("A", [*lines, new, [*new[:1], "Không có thật", *new[2:]]], ())
    assert load_workbook(BytesIO(book)).active.max_row == 11

    app = sent(at(task="file"), "b.xlsx", book)
    assert "Dòng 11: không có chỉ tiêu “Không có thật”" in said(app)

    indicator = known(home).indicators["fibre_household_share"].name
    new[1] = indicator
    app = sent(at(task="file"), "c.xlsx", plain_workbook("A", [*lines, new], ()))
    assert "Mức từ 100% thành 97,5%" in said(app)
    button(app, "Công bố").click().run()

    seen = known(home).targets
    assert [str(value) for _, value in seen[OLD].path] == ["85"]
    assert seen["tay_ninh_fibre_household_share_2028"].is_headline


# Lines of the tables' own columns, and what is told of them.
SENT = (
    (b"a,b\n1,2\n", "Không thấy dòng tiêu đề"),
    (b"", "Tệp"),
    (f"target_id,period,value\n{OLD},2027,70\n".encode(), "năm 2027 đạt 70%."),
    (f"target_id,period,value\n{OLD},2031,70\n".encode(), "sau hạn"),
    (
        f"target_id,name_vi,state,done_on\n{WAREHOUSE},Bàn giao,done,2025-05-01\n".encode(),
        "Thêm bước “Bàn giao”",
    ),
    ("Chỉ tiêu,Mức,Hạn,Đơn vị\n5G,80,2030,Xã Không Có\n".encode(), "Dòng 2: "),
    (
        f"Mã mục tiêu (để trống nếu thêm mới),Chỉ tiêu,So sánh,Mức,Hạn,Văn bản giao,"
        f"Cơ quan phụ trách\n{OLD},Tỷ lệ dân số được phủ sóng 5G,≥,180,2030,QĐ 1,Sở\n".encode(),
        "Dòng 2: Mức phải đạt: 180 nằm ngoài",
    ),
    (
        "Chỉ tiêu,Mức,Hạn,Văn bản giao,Đường dẫn,Cơ quan phụ trách\n"
        "Tỷ lệ dân số được phủ sóng 5G,80,2030,QĐ 1,javascript:alert(1),Sở\n".encode(),
        "Dòng 2: “javascript:alert(1)” không phải là địa chỉ trang web.",
    ),
)


@pytest.mark.slow
def test_lines_of_the_tables_are_taken_too(at):
    app = at(task="file")
    found = {told: said(sent(app, "a.csv", content)) for content, told in SENT}

    assert {told: text for told, text in found.items() if told not in text} == {}


@pytest.mark.slow
def test_with_two_persons_one_proposes_and_another_releases(at, home, people):
    people("lan", Role.PUBLISHER)
    app = filled(at(task="target", target=OLD), OLD, value="95")
    button(app, "Gửi chờ duyệt").click().run()
    assert "Đã gửi chờ duyệt" in said(app)
    assert known(home).targets[OLD].value == 100

    own = at()
    button(own, "Duyệt và công bố").click().run()
    assert "chính mình" in said(own) or own.error
    assert known(home).targets[OLD].value == 100

    people("hoa")
    assert "1 đề nghị đang chờ duyệt" in said(at())

    people("minh", Role.PUBLISHER)
    app = at()
    assert "Mức từ 100% thành 95%" in said(app)
    button(app, "Duyệt và công bố").click().run()

    assert known(home).targets[OLD].value == 95
    assert WaitingRoom(home).all() == ()
    assert amendments(home)[0].by == "lan@example.vn"


@pytest.mark.slow
def test_a_proposal_is_sent_back_with_a_reason(at, home, people):
    people("lan")
    button(filled(at(task="target", target=OLD), OLD, value="95"), "Gửi chờ duyệt").click().run()
    people("minh", Role.PUBLISHER)
    app = at()
    assert button(app, "Trả lại").disabled
    (box,) = [one for one in app.text_input if one.label == "Lý do trả lại"]
    box.set_value("thiếu văn bản").run()
    button(app, "Trả lại").click().run()

    assert "Đã trả lại" in said(app)
    assert known(home).targets[OLD].value == 100
    assert WaitingRoom(home).all() == ()


@pytest.mark.slow
def test_who_answers_for_another_field_or_only_looks_changes_nothing(at, home, people):
    people("lan", Role.STAFF, Scope(pillars=frozenset({"government"})))
    app = filled(at(task="target", target=OLD), OLD, value="95")
    button(app, "Gửi chờ duyệt").click().run()
    assert app.error
    assert WaitingRoom(home).all() == ()

    people("khach", Role.VIEWER)
    app = at()
    assert "Đặt mục tiêu dành cho cán bộ" in said(app)
    assert not tables(app)


def test_a_target_of_each_part_says_of_which(at, home):
    app = at(task="target")
    app.selectbox(key="targets_new_indicator").set_value("fibre_household_share").run()
    app.selectbox(key="targets_new_level_80@2025-07-01").set_value("commune").run()
    filled(app, value="99", document="QĐ 12", name="Từng xã đủ cáp quang")
    button(app, "Công bố").click().run()

    listed = tables(at())[0].set_index("Mục tiêu")
    name = "Từng xã đủ cáp quang · Từng đơn vị cấp xã của Tỉnh Tây Ninh"
    assert listed.loc[name, "Mức phải đạt"] == "≥ 99%"


@pytest.mark.slow
def test_what_was_typed_is_brought_back_and_can_be_dropped(at, home):
    app = filled(at(task="target"), value="80,5", document="QĐ 12")
    app.date_input(key="targets_new_due").set_value(date(2029, 6, 30)).run()
    app.checkbox(key="targets_new_headline").check().run()
    app.selectbox(key="targets_new_operator").set_value("<=").run()
    filled(at(task="target", target=OLD), OLD, value="95")

    again = at(task="target")

    assert "Đã đưa lại những gì bạn nhập dở" in said(again)
    assert OVERTAKEN not in said(again)
    assert again.text_input(key="targets_new_value").value == "80,5"
    assert again.date_input(key="targets_new_due").value == date(2029, 6, 30)
    assert again.checkbox(key="targets_new_headline").value
    assert again.selectbox(key="targets_new_operator").value == "<="
    assert "31/12/2030" not in said(again)
    shown = at()
    assert "Bạn còn nhập dở 2 biểu mẫu" in said(shown)
    button(shown, "Sửa “Phủ sóng 5G 100%”").click().run()
    assert shown.text_input(key=f"targets_{OLD}_value").value == "95"

    button(shown, "Bỏ phần nhập dở").click().run()

    assert "Bạn còn nhập dở 1 biểu mẫu" in said(shown)
    fresh = at(task="target", target=OLD)
    assert "Đã đưa lại" not in said(fresh)
    assert fresh.text_input(key=f"targets_{OLD}_value").value == "100"


@pytest.mark.slow
def test_what_is_published_or_taken_back_by_hand_is_no_draft_any_more(at, home):
    app = filled(at(task="target", target=OLD), OLD, value="95")
    filled(app, OLD, value="100")
    assert "nhập dở" not in said(at())

    button(filled(app, OLD, value="96"), "Công bố").click().run()

    assert "nhập dở" not in said(at())
    assert at(task="target", target=OLD).text_input(key=f"targets_{OLD}_value").value == "96"


@pytest.mark.slow
def test_a_draft_says_that_somebody_has_changed_its_target_meanwhile(at, home):
    filled(at(task="target", target=OLD), OLD, value="95")
    shown = known(home).targets[OLD]
    made = target_changes(home, known(home), replace(shown, note="của người khác"), shown)
    amend(home, Proposal(made, "thử"), "người khác")

    again = at(task="target", target=OLD)

    assert said(again).count(OVERTAKEN) == 1
    assert again.text_input(key=f"targets_{OLD}_value").value == "95"
    assert again.text_input(key=f"targets_{OLD}_note").value == "của người khác"
    made = target_changes(home, known(home), replace(known(home).targets[OLD], note="nữa"), shown)
    amend(home, Proposal(made, "thử"), "người khác")
    assert said(again.run()).count(OVERTAKEN) == 1


@pytest.mark.slow
def test_a_step_and_an_office_are_brought_back_too(at, home):
    app = at("long_an", task="step", target=WAREHOUSE)
    app.selectbox(key=f"targets_step_{WAREHOUSE}").set_value(3).run()
    key = f"targets_step_{WAREHOUSE}_3"
    app.segmented_control(key=f"{key}_state").set_value("done").run()
    app.date_input(key=f"{key}_done").set_value(date(2025, 6, 20)).run()
    asked = {name: app.query_params[name] for name in ("target", "step")}
    office = at(task="office")
    office.text_input(key="targets_office__0_name").set_value("Sở Thử").run()
    office.date_input(key="targets_office__0_from").set_value(date(2026, 10, 1)).run()

    step = at("long_an", task="step", **asked)

    assert asked == {"target": WAREHOUSE, "step": "3"}
    assert step.segmented_control(key=f"{key}_state").value == "done"
    assert step.date_input(key=f"{key}_done").value == date(2025, 6, 20)
    office = at(task="office")
    assert office.text_input(key="targets_office__0_name").value == "Sở Thử"
    assert office.date_input(key="targets_office__0_from").value == date(2026, 10, 1)


def test_a_damaged_draft_is_told_and_goes(at, home):
    filled(at(task="target", target=OLD), OLD, value="95")
    (path,) = (home / DRAFTS).rglob("draft.json")
    path.write_bytes(path.read_bytes().replace(b"95", b"96"))

    assert "Không đọc được bản nháp" in said(at(task="target", target=OLD))
    assert "nhập dở" not in said(at())
