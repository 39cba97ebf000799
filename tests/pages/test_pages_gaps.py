"""Target gaps, sectors, the motto and milestones as a visitor meets them."""

import io
import shutil
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cds.text.figures import STANDINGS
from cds.text.phrases import escaped, phrase
from cds.ui import cache
from cds.views import gap_plan, gaps, sectors
from cds.views.gap_plan import plan_map
from tests.pages.opening import opened, said, tables

pytestmark = pytest.mark.slow

LEADERS = ("gaps", "sectors", "motto", "milestones")


def without(home, folder, name):
    """A copy of a home whose table has only its head."""
    copy = folder / "home"
    shutil.copytree(home, copy)
    path = copy / "reference" / name
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    return copy


def test_the_targets_page_begins_with_the_verdict_on_the_home(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "gaps")
    found = lines_of(gaps.Wanted(unit_level="province"))
    assert app.title[0].value == escaped(gaps.page_of(found).verdict)
    assert escaped(gaps.page_of(found).details) in said(app)


def test_the_filters_of_a_link_are_applied(monkeypatch, full_home):
    query = {"unit_level": "district", "status": "overdue", "order": "things"}
    app = opened(monkeypatch, full_home, "gaps", query)
    assert app.button_group(key="choice_unit_level").value == "district"
    found = lines_of(gaps.Wanted(unit_level="district", status="overdue"), "things")
    assert app.title[0].value == escaped(gaps.page_of(found).verdict)


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


def test_a_link_to_a_target_opens_its_plan_with_the_communes_and_their_map(monkeypatch, full_home):
    target_id = "smartphone_universal_2025"
    app = opened(monkeypatch, full_home, "gaps", {"target": target_id})
    reader = cache.reader(replace(cache.edition(), programme="long_an"))
    plan = reader.kept(gap_plan.build, target_id)
    assert escaped(plan.sentence) in said(app)
    drawn = plan_map(reader, target_id)
    named = {row.code for row in drawn.rows if row.step == 0}
    assert named == {reader.catalogue.units[unit_id].code for unit_id in plan.chosen}
    assert "chưa đạt" in reader.kept(gap_plan.build, "broadband_household_share_2025").sentence


def test_raising_the_least_set_shows_on_screen_what_it_brings(monkeypatch, full_home):
    target_id = "smartphone_universal_2025"
    app = opened(monkeypatch, full_home, "gaps", {"target": target_id, "to": "100"})
    assert "còn phải làm 0 thuê bao" in said(app)
    app.slider(key="raise_to").set_value(0).run()
    assert app.query_params["to"] == "0"
    assert "không đổi" in said(app)
    app.multiselect(key=f"raise_{target_id}").set_value([]).run()
    assert phrase("raise.nothing") in said(app)
    app.button(key="raise_reset").click().run()
    assert not {"raise", "to"} & set(app.query_params)
    assert app.slider(key="raise_to").value == 90  # the target itself


def lines_of(wanted, order="severity"):
    """What the page of the home just opened lists."""
    return gaps.listed(cache.reader(replace(cache.edition(), programme="long_an")), wanted, order)


def test_the_lines_on_screen_are_the_lines_of_the_file(monkeypatch, full_home):
    opened(monkeypatch, full_home, "gaps")
    reader = cache.reader(replace(cache.edition(), programme="long_an"))
    wanted = gaps.Wanted(unit_level="province")
    file = gaps.as_file(reader, wanted, "severity", "xlsx")
    page = openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0]
    assert page.max_row - 1 == len(lines_of(wanted))
    assert f"-v{reader.version}-" in file.name


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
            "order": st.sampled_from(["severity", "things"]),
        },
    )
)
def test_any_combination_of_filters_opens_and_tells_its_number(monkeypatch, full_home, query):
    app = opened(monkeypatch, full_home, "gaps", {k: str(v) for k, v in query.items()})
    assert not app.exception
    assert not app.error
    assert "mục tiêu" in app.title[0].value


def test_a_register_without_targets_says_what_to_do(monkeypatch, empty_home, tmp_path):
    home = without(empty_home, tmp_path, "targets.csv")
    (home / "reference" / "milestones.csv").unlink()
    for page in LEADERS:
        assert not opened(monkeypatch, home, page).exception


def test_a_link_to_a_sector_opens_its_targets_beside_the_tiles(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "sectors", {"sector": "agriculture"})
    page = cache.reader(replace(cache.edition(), programme="long_an")).kept(sectors.build)
    assert app.title[0].value == escaped(page.verdict)
    assert len(page.cards) == 8
    card = next(card for card in page.cards if card.group.group_id == "agriculture")
    assert escaped(card.lines[0]) in said(app)
    assert all(escaped(row.indicator.name) in said(app) for row in card.others)


def test_without_figures_no_sector_looks_healthy(monkeypatch, tmp_path, full_home):
    from cds.store.snapshots.snapshot_store import SnapshotStore

    home = tmp_path / "home"
    shutil.copytree(full_home, home)
    store = SnapshotStore(home)
    for snapshot in store.snapshots():
        store.withdraw(snapshot.snapshot_id, "thử", "test")
    app = opened(monkeypatch, home, "sectors")
    assert "khép sổ\\: 13 chưa rõ" in app.title[0].value
    assert " đạt" not in app.title[0].value


def test_the_motto_opens_a_part_in_a_district(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "motto", {"unit": "794", "part": "không 4"})
    assert app.title[0].value.startswith("Thành phố Tân An\\: ")
    shown = app.selectbox(key="choice_part")
    assert shown.value == "không 4"
    first = tables(app)
    shown.set_value("1 có").run()
    assert app.query_params["part"] in ("1 có", ["1 có"])
    assert [one.to_dict() for one in tables(app)] != [one.to_dict() for one in first]


def test_the_motto_names_an_unknown_part(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "motto", {"part": "không 9"})
    assert not app.exception
    assert any("không 9" in warning.value for warning in app.warning)


def test_milestones_call_no_step_overdue_that_nobody_published(monkeypatch, full_home):
    monkeypatch.setenv("CDS_TODAY", "2025-07-15")
    app = opened(monkeypatch, full_home, "milestones")
    text = said(app)
    assert "10 bước: 4 hoàn thành, 6 chưa rõ" in text.replace("\\", "")
    assert phrase("milestones.own") in text
    assert phrase("milestones.evidence_none") in text or "Minh chứng" in text
    assert app.expander


def test_targets_that_nobody_measures_are_seen_where_there_are_no_others(monkeypatch, empty_home):
    app = opened(monkeypatch, empty_home, "gaps")

    [silent] = [one for one in app.expander if one.label.startswith("Chưa đo được")]
    assert silent.proto.expanded


def test_milestones_need_no_published_figure(monkeypatch, empty_home):
    app = opened(monkeypatch, empty_home, "milestones")
    assert "10 bước" in said(app)


@pytest.mark.parametrize(
    ("page", "key", "tab", "label"),
    [
        ("overview", "overview_tab", "changes", "overview.changes"),
        ("methods", "methods_tab", "targets", "methods.tab_targets"),
        ("programme", "programme_tab", "work", "programme.tab_work"),
        ("reporting", "reporting_tab", "late", "reporting.late"),
    ],
)
def test_a_link_opens_the_tab_that_was_seen(monkeypatch, full_home, page, key, tab, label):
    app = opened(monkeypatch, full_home, page, {"tab": tab})

    assert app.session_state[key] == phrase(label)


def test_the_tab_that_is_open_stands_in_the_address(monkeypatch, full_home):
    asked = {"programme": "long_an", "tab": "raise", "to": "40"}

    app = opened(monkeypatch, full_home, "gaps", asked)

    assert app.slider[0].value == 40
    assert opened(monkeypatch, full_home, "gaps", {**asked, "tab": "3"}).slider  # an older link
    app = opened(monkeypatch, full_home, "gaps", {**asked, "tab": "list"})
    assert not app.slider
    app.query_params.pop("tab")
    assert app.run().slider  # what only one part asks for opens it
    assert "không có" in opened(monkeypatch, full_home, "gaps", {"tab": "9"}).warning[0].value
