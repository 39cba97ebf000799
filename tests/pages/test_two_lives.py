"""November 2026: Long An has closed, Tây Ninh goes on, a third province is a few rows."""

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from cds.cli.home import Home
from cds.demo.generation import load
from cds.domain.access import Role
from cds.domain.stories import Slide
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.ui.selection import PROGRAMME_NOW
from cds.views.deck import completed, slide_content
from cds.views.reader import Reader
from cds.views.unit_profile import facts
from tests.homes import ROOT
from tests.pages.opening import opened, said, tables

pytestmark = pytest.mark.slow

NOW = date(2026, 11, 28)
LONG_CANG, OLD_WARD = "28126@2025-07-01", "27691@2004-08-31"


@pytest.fixture(scope="module")
def present_home(tmp_path_factory: pytest.TempPathFactory, full_home: Path) -> Path:
    """The full home as a start in November 2026 makes it."""
    home = tmp_path_factory.mktemp("present") / "home"
    shutil.copytree(full_home, home)
    store = SnapshotStore(home)
    for snapshot in store.snapshots():
        if snapshot.is_demo:
            store.withdraw(snapshot.snapshot_id, "test", "test")
    load(store, load_catalogue(home), today=NOW)
    return home


@pytest.fixture
def visit(monkeypatch, present_home):
    """Open a page in November 2026, as one who has chosen nothing."""

    def visiting(page, query=None, programme=""):
        app = opened(monkeypatch, present_home, page, query, programme, today=NOW)
        assert not app.exception
        return app

    return visiting


def test_the_programme_in_force_opens_and_leads_to_the_one_before(visit):
    told = said(visit("overview"))

    assert "8 mục tiêu chính" in told
    assert "Phổ cập cáp quang tới hộ gia đình" in told
    assert "95,25%" in told
    assert "Kho dữ liệu dùng chung" not in told
    assert " 8 mục tiêu; " in said(visit("methods"))


def test_a_closed_programme_opens_with_its_balance_and_its_heir(visit):
    app = visit("overview", {"programme": "long_an"})
    told = said(app)

    assert "khép sổ" in told
    assert "Sở KH&CN tỉnh Tây Ninh (từ 01/07/2025)" in told
    assert "VnExpress" in " ".join(one.to_string() for one in tables(app))
    assert "Quá hạn" not in told
    assert any("CĐS Tây Ninh" in one.proto.label for one in app.get("page_link"))


@pytest.mark.parametrize(
    ("page", "query", "name"),
    [
        ("unit", {"unit": OLD_WARD}, "Phường 4"),
        ("unit", {"unit": "794"}, "Tân An"),
        ("indicator", {"target": "broadband_household_share_2025"}, "Tỉnh Long An"),
        ("reporting", {"period": "2024-Q4"}, "Quý IV/2024"),
        ("unit", {"unit": LONG_CANG}, "Xã Long Cang"),
        ("unit", {"unit": "80@2025-07-01"}, "Tỉnh Tây Ninh"),
    ],
)
def test_a_link_opens_the_programme_of_what_it_names(visit, page, query, name):
    for chosen in ("", "tay_ninh", "long_an"):
        assert name in said(visit(page, query, chosen))


@pytest.mark.parametrize(
    "page", ["overview", "gaps", "coverage", "unit", "reporting", "upload", "motto", "present"]
)
def test_no_page_of_a_province_without_districts_speaks_of_them(visit, page):
    app = visit(page)
    told = [said(app)]
    for kind in ("button_group", "selectbox", "dataframe", "tab", "text_input"):
        for one in app.get(kind):
            told.append(str(one.proto))
            told += [str(one.value.columns.tolist())] if kind == "dataframe" else []

    text = " ".join(told).replace("địa bàn", "")
    assert not re.findall(r"[Hh]uyện(?! (?:Bến|Cần|Châu|Đức|Mộc|Tân|Thạnh|Thủ|Vĩnh))", text)


def test_every_new_commune_can_be_opened_and_reports(visit, present_home):
    catalogue = load_catalogue(present_home)
    ninh = catalogue.of(catalogue.programme_on(NOW))
    communes = [key for key in ninh.vintages[-1].parents if key != ninh.home.unit_id]
    app = visit("unit", {"unit": communes[0]})

    [offered] = [one for one in app.selectbox if one.key == "choice_unit"]
    assert len(communes) == 96
    assert len(offered.options) == 97
    assert "hạng" in said(app)
    assert "95/96 lượt" in said(visit("reporting", {"period": "2025-10"}))


@pytest.mark.parametrize(
    ("programme", "laid"), [("tay_ninh", "01/12/2024–30/06/2025"), ("long_an", "từ 01/07/2025")]
)
def test_the_map_can_bear_the_lines_of_the_other_life(visit, programme, laid):
    def shown(lines):
        app = visit("coverage", {"lines": lines} if lines else {}, programme)
        told = [each.proto for each in app.get("bidi_component")]
        [one] = [each for each in told if each.component_name.endswith("coverage_map")]
        return json.loads(one.bytes)["overlay"]

    assert laid in shown("both")["text"]
    assert shown("") is None


def test_the_slide_of_a_map_bears_them_too(present_home):
    whole, view = Home(present_home).opened()
    reader = Reader(present_home, whole.of(whole.programme_on(NOW)), view, NOW)
    asked = {"indicator": "fibre_household_share"}
    laid, plain = (
        slide_content(Slide("coverage", {**asked, "lines": lines}), reader)
        for lines in ("both", "")
    )

    assert "stroke-dasharray" in laid.body.svg
    assert "01/12/2024–30/06/2025" in laid.sentence
    assert "stroke-dasharray" not in plain.body.svg


def test_a_code_in_a_story_is_the_units_of_the_programme_that_shows_it(present_home):
    whole, view = Home(present_home).opened()
    long_an, tay_ninh = (Reader(present_home, whole.of(p), view, NOW) for p in whole.programmes)
    bearers = {one.code: whole.units_with_code(one.code) for one in whole.units.values()}
    reused = {code: extents for code, extents in bearers.items() if len(extents) > 1}

    assert len(reused) == 63  # the province's, all 60 of 2025 and those of 2020
    for code, (old, *_, new) in reused.items():
        for reader, own in ((long_an, old), (tay_ninh, new)):
            for asked, meant in ((code, own), (old.unit_id, old), (new.unit_id, new)):
                slide = completed(Slide("unit", {"unit": asked}), reader)
                known = reader.catalogue.is_ours(meant.unit_id) or asked != code
                assert not known or slide.asked("unit") == meant.unit_id
        assert code == "80" or " thành: " in " ".join(facts(whole, old))


def test_an_old_link_opens_the_old_unit_with_its_heir(visit):
    app = visit("unit", {"unit": "28159@2004-08-31"}, "tay_ninh")

    assert app.query_params["programme"] == "long_an"
    assert "Thị trấn Cần Giuộc" in said(app)
    assert "Từ 01/07/2025 thành\\: Xã Cần Giuộc (28159)" in said(app)


def test_a_choice_is_kept_and_changes_the_brand(visit):
    app = visit("overview", programme="long_an")

    assert app.query_params["programme"] == "long_an"
    assert app.session_state[PROGRAMME_NOW] == "long_an"
    assert "9 mục tiêu chính" in said(app)


def test_a_third_province_is_the_ten_lines_of_the_read_me(monkeypatch, present_home, tmp_path):
    home = shutil.copytree(present_home, tmp_path / "home")
    block = re.search(
        r"```\n(# reference/admin_units.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S
    )
    path = None
    for line in block[1].splitlines():
        if line.startswith("# reference/"):
            path = home / line.removeprefix("# ").partition(".csv")[0].strip()
            path = path.with_suffix(".csv")
        elif line.startswith("#"):
            path = None
        elif path:
            with path.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
    assert len(block[1].splitlines()) <= 10

    app = opened(monkeypatch, home, "overview", {"programme": "vi_du"}, "", today=NOW)

    assert not app.exception
    assert "1 mục tiêu chính" in said(app)
    assert "Cáp quang tới 90% hộ" in said(app)
    unit = opened(monkeypatch, home, "unit", {"unit": "99001"}, "", today=NOW)
    assert "Xã Một" in said(unit)
    assert "8 mục tiêu chính" in said(opened(monkeypatch, home, "overview", {}, "", today=NOW))


@pytest.mark.parametrize("page", ["pilots", "milestones", "programme"])
def test_what_a_programme_lacks_leads_to_the_one_that_came_before(visit, page):
    queries = [link.proto.query_string for link in visit(page).get("page_link")]

    assert "programme=long_an" in queries


@pytest.mark.parametrize("page", ["pilots", "milestones", "programme"])
def test_only_whoever_administers_reads_of_the_table_that_a_page_would_come_from(
    visit, people, page
):
    people("la", Role.VIEWER)
    assert "reference/" not in said(visit(page))
    people("quan-tri", Role.ADMINISTRATOR)
    assert "reference/" in said(visit(page))
