"""Figures of units outside the home, or made later, change nothing of what the home shows."""

import shutil
from pathlib import Path

import pytest

from cds.domain.admin_units import AdminLevel
from cds.domain.stories import Slide
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import open_view
from cds.text.phrases import phrase
from cds.views.deck import slide_content
from cds.views.reader import Reader
from tests.factories import observation
from tests.homes import TODAY
from tests.pages.opening import opened, said, tables

pytestmark = pytest.mark.slow

FILED, FIBRE = "online_filing_rate", "fibre_household_share"
PILOTS_ONLY = "pilot_commune_gov_digital_share"


@pytest.fixture(scope="module")
def joined_home(tmp_path_factory: pytest.TempPathFactory, full_home: Path) -> Path:
    """The full home after the communes made by a later reform have sent three quarters."""
    home = tmp_path_factory.mktemp("joined") / "home"
    shutil.copytree(full_home, home)
    catalogue = load_catalogue(home)
    newest = catalogue.vintages[-1]
    units = [catalogue.units[unit_id] for unit_id in newest.parents]
    figures = [
        observation(indicator_id, period=period, counts=(n, 200), unit_id=unit.unit_id)
        for indicator_id in (FILED, FIBRE, PILOTS_ONLY)
        for period in ("2025-Q3", "2026-Q1", "2026-Q4")
        for n, unit in enumerate(units)
        if unit.level is AdminLevel.COMMUNE
    ]
    SnapshotStore(home).publish(figures, Upload("xa-moi.xlsx", "d" * 64, "Phòng VHXH"))
    return home


@pytest.mark.parametrize(
    ("page", "query"),
    [
        *((page, {}) for page in ("coverage", "indicator", "pilots", "reporting")),
        *((page, {}) for page in ("sectors", "motto", "milestones", "nation")),
        *((page, {"indicator": FILED}) for page in ("coverage", "indicator", "pilots")),
        ("indicator", {"indicator": FIBRE, "unit": "803"}),
    ],
)
def test_a_page_of_the_home_says_the_same(monkeypatch, full_home, joined_home, page, query):
    before = opened(monkeypatch, full_home, page, query)
    after = opened(monkeypatch, joined_home, page, query)

    assert not after.exception
    assert said(after) == said(before)


def test_no_map_opens_on_a_period_without_a_figure_of_the_home(monkeypatch, full_home):
    told = said(opened(monkeypatch, full_home, "coverage", {"indicator": FILED}))

    assert "Quý II/2025" in told
    assert " 0 đơn vị có số liệu" not in f" {told}"


def test_the_slide_of_the_map_shows_and_cites_the_home_alone(full_home, joined_home):
    slide = Slide("coverage", {"indicator": FILED})

    before, after = (slide_content(slide, _sources(home)) for home in (full_home, joined_home))

    assert (after.title, after.sentence, after.source) == (
        before.title, before.sentence, before.source,
    )  # fmt: skip
    assert "Quý II/2025" in after.sentence


def _sources(home: Path) -> Reader:
    catalogue = load_catalogue(home)
    return Reader(home, catalogue, open_view(SnapshotStore(home), catalogue), TODAY)


def test_what_was_published_elsewhere_is_counted_where_it_was(monkeypatch, joined_home):
    told = said(opened(monkeypatch, joined_home, "overview"))

    new = "Ngoài Tỉnh Long An\\: 864 số thay đổi của 96 đơn vị"  # 3 x 3 x 96 in all
    assert new in told
    assert "Tỉnh Long An\\: chưa đơn vị cấp xã nào gửi số liệu thật" in told
    told = said(opened(monkeypatch, joined_home, "overview", {"programme": "tay_ninh"}))
    full = "96/96 đơn vị cấp xã có đủ số liệu thật của 2 chỉ tiêu phải gửi"
    assert f"Quý IV/2026, Tỉnh Tây Ninh\\: {full}" in told
    told = said(opened(monkeypatch, joined_home, "changes"))
    assert "nơi khác\\: 863 số mới của Tỉnh Tây Ninh; 1 số đính chính của Tỉnh Tây Ninh" in told


def test_reports_of_another_province_are_counted_when_asked_for(monkeypatch, joined_home):
    told = said(opened(monkeypatch, joined_home, "reporting", {"period": "2026-Q1"}))

    # What the pilots alone report is asked of no commune there: two datasets.
    assert "Tỉnh Tây Ninh, Quý I/2026\\: đã nhận đủ 192/192 lượt báo cáo" in told


@pytest.mark.parametrize("page", ["unit", "indicator", "motto", "changes"])
@pytest.mark.parametrize(
    "name", ["Tỉnh Tây Ninh", "Xã An Lục Long", "Việt Nam", "Thành phố Hà Nội"]
)
def test_a_unit_asked_for_by_its_id_is_the_one_shown(monkeypatch, joined_home, page, name):
    units = load_catalogue(joined_home).units.values()
    asked = max((unit for unit in units if unit.name == name), key=lambda unit: unit.valid_from)
    query = {"unit": asked.unit_id, "indicator": FIBRE}

    app = opened(monkeypatch, joined_home, page, query)

    assert not app.exception
    assert app.selectbox(key="choice_unit").value == asked.unit_id
    assert name in said(app) or page == "changes"  # it names those of which there are changes
    assert "nhưng không có" not in said(app)
    assert phrase("bug") not in said(app)


def test_a_commune_made_later_stands_with_its_own_figures_and_peers(monkeypatch, joined_home):
    app = opened(monkeypatch, joined_home, "unit", {"unit": "28243@2025-07-01"})

    row = next(
        r
        for one in tables(app)
        for r in one.to_dict("records")
        if "cáp quang" in r.get("Chỉ tiêu", "")
    )
    assert row["Kỳ"] == "Quý IV/2026"
    assert row["Hạng cùng cấp"].endswith("/96")


@pytest.mark.parametrize(("programme", "since"), [("long_an", "2004-08-31"), ("", "2025-07-01")])
def test_a_code_of_two_units_is_that_of_the_programme_looked_at(
    monkeypatch, joined_home, programme, since
):
    app = opened(monkeypatch, joined_home, "unit", {"unit": "28159"}, programme)

    assert app.selectbox(key="choice_unit").value == f"28159@{since}"
