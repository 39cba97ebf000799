"""Target gaps, sectors, the motto and milestones as a visitor meets them."""

import io
import shutil

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cds.text.phrases import head, phrase
from cds.text.standings import STANDINGS
from tests.pages.opening import opened, said

LEADERS = ("gaps", "sectors", "motto", "milestones")


def without(home, folder, name):
    """A copy of a home whose table has only its head."""
    copy = folder / "home"
    shutil.copytree(home, copy)
    path = copy / "reference" / name
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    return copy


def test_the_gaps_page_begins_with_the_home_and_tells_the_worst(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "gaps")
    table = app.dataframe[0].value
    assert set(table[head("unit", "gaps")]) >= {"Tỉnh Long An"}
    assert f"{len(table)} dòng gồm" in said(app)
    assert "Phụ trách" in said(app)
    assert phrase("demo_ribbon") in said(app)


def test_the_filters_of_a_link_are_applied(monkeypatch, full_home):
    query = {"unit_level": "district", "status": "overdue", "order": "things"}
    app = opened(monkeypatch, full_home, "gaps", query)
    assert app.selectbox(key="choice_unit_level").value == "district"
    if app.dataframe and head("status", "gaps") in app.dataframe[0].value:
        word = STANDINGS["overdue"].word
        assert all(word in cell for cell in app.dataframe[0].value[head("status", "gaps")])
    else:
        assert phrase("gaps.nothing") in said(app)


def test_filters_can_all_be_taken_back(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "gaps", {"status": "moving_away", "pillar": "economy"})
    app.button(key="gaps_clear").click().run()
    assert app.selectbox(key="choice_status").value == "all"
    assert "status" not in app.query_params


@pytest.mark.parametrize(
    "query",
    [
        {"unit_level": "galaxy", "status": "wonderful", "sector": "magic", "office": "<b>"},
        {"target": "no_such_target", "raise": "00000,27691", "to": "abc"},
        {"raise": "", "to": "250"},
    ],
)
def test_what_a_link_asks_in_vain_is_named(monkeypatch, full_home, query):
    app = opened(monkeypatch, full_home, "gaps", query)
    assert not app.exception
    assert any("nhưng không có" in warning.value for warning in app.warning)
    assert app.dataframe


def test_raising_the_least_set_closes_the_gap_on_screen(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "gaps", {"target": "smartphone_universal_2025"})
    assert "còn phải làm 0 thuê bao" in said(app)
    app.slider(key="raise_to").set_value(0).run()
    assert app.query_params["to"] == "0"
    assert "không đổi" in said(app)
    app.multiselect(key="raise_smartphone_universal_2025").set_value([]).run()
    assert phrase("raise.nothing") in said(app)
    app.button(key="raise_reset").click().run()
    assert "raise" not in app.query_params


def test_the_lines_on_screen_are_the_lines_of_the_file(monkeypatch, full_home):
    from cds.ui import cache
    from cds.views import gaps

    opened(monkeypatch, full_home, "gaps")
    reader = cache.reader(cache.edition())
    wanted = gaps.Wanted(unit_level="province")
    file = gaps.as_file(reader, wanted, "points", "xlsx")
    page = openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0]
    assert page.max_row - 1 == len(gaps.listed(reader, wanted, "points"))
    assert f"-v{reader.version}-" in file.name


@pytest.mark.slow
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "unit_level": st.sampled_from(["province", "district", "commune", "all"]),
            "status": st.sampled_from([*STANDINGS, "all"]),
            "pillar": st.sampled_from(["government", "economy", "society", "infrastructure"]),
            "sector": st.sampled_from(["agriculture", "health"]),
            "within": st.sampled_from(["794", "801"]),
            "order": st.sampled_from(["points", "things"]),
        },
    )
)
def test_any_combination_of_filters_opens_and_tells_its_number(monkeypatch, full_home, query):
    app = opened(monkeypatch, full_home, "gaps", {k: str(v) for k, v in query.items()})
    assert not app.exception
    assert not app.error
    assert " dòng gồm " in said(app) or phrase("gaps.nothing") in said(app)


def test_a_register_without_targets_says_what_to_do(monkeypatch, empty_home, tmp_path):
    home = without(empty_home, tmp_path, "targets.csv")
    (home / "reference" / "milestones.csv").unlink()
    for page in LEADERS:
        assert not opened(monkeypatch, home, page).exception


def test_eight_sectors_are_shown_and_a_button_opens_one(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "sectors")
    assert said(app).count("chỉ tiêu có số liệu trong 12 tháng tính đến") >= 8
    app.button(key="sector_agriculture").click().run()
    assert app.query_params["sector"] == "agriculture"
    assert phrase("sectors.detail", sector="Nông nghiệp") in said(app)


def test_without_figures_no_sector_looks_healthy(monkeypatch, tmp_path, full_home):
    from cds.store.snapshots.snapshot_store import SnapshotStore

    home = tmp_path / "home"
    shutil.copytree(full_home, home)
    store = SnapshotStore(home)
    for snapshot in store.snapshots():
        store.withdraw(snapshot.snapshot_id, "thử", "test")
    app = opened(monkeypatch, home, "sectors")
    assert said(app).count(phrase("sectors.state_empty")) >= 8
    assert ":green-badge" not in said(app)


def test_the_motto_opens_a_part_in_a_district(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "motto", {"unit": "794", "part": "không 4"})
    text = said(app)
    assert "Thanh toán không dùng tiền mặt” tại Thành phố Tân An" in text
    assert "trong 5 chỉ tiêu có số liệu" in text
    app.button(key="part_1 có").click().run()
    assert app.query_params["part"] == "1 có"


def test_the_motto_names_an_unknown_part(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "motto", {"part": "không 9"})
    assert not app.exception
    assert any("không 9" in warning.value for warning in app.warning)


def test_milestones_call_no_step_overdue_that_nobody_published(monkeypatch, full_home):
    monkeypatch.setenv("CDS_TODAY", "2025-07-15")
    app = opened(monkeypatch, full_home, "milestones")
    text = said(app)
    assert "3 cột mốc, 10 bước: 4 đã xong, 6 chưa rõ." in text.replace("\\", "")
    assert phrase("milestones.own") in text
    assert phrase("milestones.evidence_none") in text or "Minh chứng" in text
    assert app.expander


def test_milestones_need_no_published_figure(monkeypatch, empty_home):
    app = opened(monkeypatch, empty_home, "milestones")
    assert "10 bước" in said(app)
