"""Pilots, unit, nation, changes, reporting: what a visitor reads, and how one leads on."""

import re
import shutil
from datetime import timedelta

import pytest

from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.text import numbers
from cds.text.phrases import escaped, head, phrase
from cds.views import choices
from tests.factories import observation
from tests.homes import TODAY
from tests.pages.opening import drawn, opened, said, tables

pytestmark = pytest.mark.slow

COMMUNE, DISTRICT = "28237@2004-08-31", "808@2004-08-31"
INDICATOR = "fibre_household_share"


@pytest.fixture
def home(tmp_path, empty_home):
    """The real reference with one generated figure: what is published replaces it."""
    home = shutil.copytree(empty_home, tmp_path / "home")
    publish(home, figure(COMMUNE, (1, 2)), is_demo=True)
    return home


def publish(home, *figures, is_demo=False):
    upload = Upload("gui-lai.csv", "c" * 64, "cán bộ", is_demo=is_demo)
    return SnapshotStore(home).publish(figures, upload)


def figure(unit_id, counts, period="2025-Q2"):
    return observation(INDICATOR, period=period, counts=counts, unit_id=unit_id, line=12)


def links(app):
    """Where the links on the page lead: address and query."""
    found = app.get("page_link")
    return [(one.proto.page, one.proto.query_string) for one in found]


def test_the_pilots_are_shown_beside_matched_communes_with_the_mark(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "pilots", {"indicator": INDICATOR})
    text = said(app)

    assert escaped(phrase("pilots.demo_only")) in text
    assert app.title[0].value.startswith("Nhanh hơn mọi đối chứng ở ")
    cards = [one["rows"][0] for one in drawn(app) if one["kind"] == "pairs"]
    assert [after[-4:] for _, _, after, *_ in cards] == ["(MH)"] * 3
    (compared,) = (one["rows"] for one in drawn(app) if one["kind"] == "spans")
    told = [text for _, _, _, _, text, *_ in compared]
    assert all(re.fullmatch(r"[+−]?\d+,\d+ điểm % \(MH\) \(từ .* đến .*\)", one) for one in told)
    assert len(told) == 3
    assert "Xã An Lục Long (28243, từ 01/07/2025)" in text
    assert "Tương tác giữa chính quyền xã và người dân" in text
    app.query_params["tab"] = "2"
    assert "Đứng đầu" in said(app.run())


def test_the_pilots_open_on_what_all_of_them_can_be_compared_by(monkeypatch, full_home):
    text = said(opened(monkeypatch, full_home, "pilots"))

    assert phrase("pilots.told_none") not in text
    assert "/3 nơi thí điểm nhanh hơn mọi" in text


def test_a_pilot_plan_is_handed_in_and_never_told_as_a_start(monkeypatch, full_home):
    text = said(opened(monkeypatch, full_home, "pilots", {"indicator": INDICATOR}))
    text = text.replace("\\", "")

    assert "theo kế hoạch 2021–2022, trình phê duyệt ngày 01/10/2021" in text
    assert text.count("Kế hoạch thí điểm 2021–2022: trình phê duyệt ngày 01/10/2021") == 3
    assert "Trước: kỳ cuối cùng kết thúc trước ngày trình kế hoạch (01/10/2021)" in text
    assert "có thể đã quá giai đoạn thí điểm 2021–2022" in text
    assert "Bắt đầu thí điểm" not in text
    assert "thí điểm từ ngày" not in text


def test_real_figures_of_a_pilot_end_the_demo_notice(monkeypatch, home):
    assert escaped(phrase("pilots.demo_only")) in said(opened(monkeypatch, home, "pilots"))
    publish(home, figure(COMMUNE, (900, 1000)))

    assert escaped(phrase("pilots.demo_only")) not in said(opened(monkeypatch, home, "pilots"))


def test_what_is_published_of_the_pilots_is_shown_without_demonstration_too(monkeypatch, real_home):
    app = opened(monkeypatch, real_home, "pilots")

    assert phrase("pilots.no_figures") in said(app)
    (published,) = [one for one in tables(app) if head("value") in one]
    assert sorted(published[head("unit", "pilot_figures")]) == [
        *("Thị trấn Cần Giuộc",) * 2,
        *("Xã Dương Xuân Hội",) * 3,
    ]
    assert set(published[head("period")]) == {"năm 2018", "tháng 9/2020"}


def test_without_figures_the_pilots_are_still_named(monkeypatch, empty_home):
    text = said(opened(monkeypatch, empty_home, "pilots"))

    assert "Dương Xuân Hội" in text
    assert phrase("pilots.no_figures") in text


def test_a_unit_keeps_indicator_and_period_on_the_way_down(monkeypatch, full_home):
    query = {"unit": DISTRICT, "indicator": INDICATOR, "period": "2024-Q4"}
    app = opened(monkeypatch, full_home, "unit", query)

    above = next(query for page, query in links(app) if page == "unit")
    assert f"indicator={INDICATOR}" in above
    assert "period=2024-Q4" in above
    assert "unit=80" in above


def test_two_units_stand_side_by_side_by_address(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "unit", {"unit": COMMUNE, "other": "28159"})

    assert "Xã Dương Xuân Hội và Thị trấn Cần Giuộc" in said(app)


def test_an_unknown_unit_to_compare_with_is_named(monkeypatch, full_home):
    text = said(opened(monkeypatch, full_home, "unit", {"unit": COMMUNE, "other": "00000"}))

    assert phrase("what_other") in text
    assert "00000" in text


def test_a_unit_without_figures_says_so(monkeypatch, full_home):
    text = said(opened(monkeypatch, full_home, "unit", {"unit": "28171"}))

    assert "Chưa có số liệu nào của Xã Tân Kim" in text
    assert "Từ 01/01/2020 thành" in text


def test_our_rank_is_shown_by_year_without_a_line_across_frameworks(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "nation", {"compared": "dti_rank", "year": "2022"})

    assert "Long An hạng 11/63 năm 2022" in said(app)
    strips = drawn(app)[0]["rows"]
    own = {label: [m for m in marks if m[0] == "home"] for label, _, _, marks in strips}
    assert list(own) == ["năm 2022", "năm 2021", "năm 2020"]
    assert [bool(mark[-1]) for (mark,) in own.values()] == [True, False, False]


def test_changes_tell_a_new_publication(monkeypatch, home):
    publish(home, figure(COMMUNE, (900, 1000)))
    publish(home, figure(COMMUNE, (500, 1000)))

    app = opened(monkeypatch, home, "changes")

    assert "1 số đính chính của Huyện Châu Thành" in app.title[0].value
    assert "Số đính chính (1)" in said(app)
    labels = [tab.label for tab in app.tabs]
    moves = next(label for label in labels if label.startswith(phrase("changes.moves")))
    app.query_params["tab"] = str(labels.index(moves) + 1)
    assert "giảm, từ 90,00%" in said(app.run())


def test_changes_of_one_large_publication_open_on_what_moved(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "changes")

    heads = [head.value for head in app.header]
    assert heads[0].startswith("Thay đổi nhiều nhất so với kỳ trước")
    assert heads[1].startswith("Mục tiêu có số mới")
    assert "Chỉ tiêu có số mới (" in app.tabs[0].label


@pytest.mark.parametrize("since", ["week", "month"])
def test_changes_of_the_last_days_begin_on_their_day(monkeypatch, full_home, since):
    app = opened(monkeypatch, full_home, "changes", {"since": since})

    began = TODAY - timedelta(choices.DAYS[since])
    assert app.title[0].value.startswith(f"Từ {numbers.day(began)}")
    assert not app.exception


def test_changes_between_days_are_asked_by_address(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "changes", {"before": "2000-01-01"})

    assert app.query_params["before"] in ("-1", ["-1"])
    assert phrase("changes.nothing") in app.selectbox(key="choice_before").options


def test_an_unknown_version_is_named(monkeypatch, full_home):
    text = said(opened(monkeypatch, full_home, "changes", {"before": "977"}))

    assert phrase("what_before") in text
    assert "977" in text


def test_one_version_is_not_compared_with_itself(monkeypatch, full_home):
    text = said(opened(monkeypatch, full_home, "changes", {"before": "2", "after": "2"}))

    assert phrase("changes.same") in text


def test_beside_the_figures_of_parts_stand_the_targets_they_are_of(monkeypatch, home):
    publish(home, figure(COMMUNE, (900, 1000)))

    app = opened(monkeypatch, home, "changes", {"programme": "long_an"})

    assert phrase("changes.targets_of_parts", count=2) in [one.value for one in app.header]


@pytest.mark.parametrize("page", ["pilots", "milestones"])
def test_what_a_programme_lacks_is_told_of_the_one_before(monkeypatch, full_home, page):
    text = said(opened(monkeypatch, full_home, page, {"programme": "tay_ninh"}))

    before = said(opened(monkeypatch, full_home, page, {"programme": "long_an"}))
    assert text.startswith("Chương trình này chưa ")
    found = re.search(r"CĐS Long An: ([^\n]+)", text)[1]
    assert found in before


def test_reports_are_counted_on_real_figures_once_there_are_any(monkeypatch, home):
    demo = escaped(phrase("reporting.demo", counted="|").split("|")[0])
    assert demo in said(opened(monkeypatch, home, "reporting"))
    publish(home, figure(COMMUNE, (900, 1000)))

    text = said(opened(monkeypatch, home, "reporting"))

    assert demo not in text
    assert "còn thiếu 185/186 lượt" in text


def test_the_silent_are_listed_for_one_dataset_by_address(monkeypatch, home):
    publish(home, figure(COMMUNE, (900, 1000)))

    app = opened(monkeypatch, home, "reporting", {"dataset": INDICATOR})

    names = next(one for one in tables(app) if "Cơ quan phải gửi" in one.columns)
    assert len(names) == 185
    offices = set(names["Cơ quan phải gửi"])
    assert "UBND xã An Lục Long" in offices
    assert "UBND xã Dương Xuân Hội" not in offices


@pytest.mark.parametrize("world", ["home", "empty_home", "broken_home"])
def test_everything_is_offered_as_one_file_that_is_made_when_asked_for(monkeypatch, request, world):
    app = opened(monkeypatch, request.getfixturevalue(world), "methods", {"tab": "sources"})
    assert not app.get("download_button")

    app.button(key="everything").click().run()

    assert not app.exception
    (offered,) = app.get("download_button")
    assert "tron-bo-so-lieu-v" in offered.proto.label
    is_marked = phrase("everything.demo") in said(app)
    assert is_marked == (world == "home")
