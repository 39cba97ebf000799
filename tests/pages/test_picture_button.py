"""A chart as a picture: offered on every leader's page, drawn only when asked for."""

import pytest

from cds.domain.stories import PAGES
from tests.pages.opening import opened

pytestmark = pytest.mark.slow

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
"""The smallest picture."""


def with_picture(app, wanted="picture"):
    """Choose the picture, or something else, from the menu of what can be taken along."""
    menus = [menu for menu in app.get("menu_button") if menu.key == "bar_take"]
    return menus[0].click(wanted).run() if menus else app


def keep(drawn, deck):
    drawn.append(deck)
    return PIXEL


def downloads(app):
    return [each for each in app.get("download_button") if each.proto.id.endswith("download_png")]


@pytest.mark.parametrize(("page", "named"), [("indicator", "băng rộng"), ("unit", "Tỉnh Long An")])
def test_the_defaults_that_the_address_leaves_out_are_drawn_too(
    monkeypatch, full_home, page, named
):
    drawn = []
    monkeypatch.setattr("cds.export.pdf.slide_png", lambda deck: keep(drawn, deck))

    app = with_picture(opened(monkeypatch, full_home, page))

    assert not app.exception
    assert named in drawn[-1].slides[0].title
    assert drawn[-1].slides[0].source


def test_a_map_becomes_a_picture_that_can_be_taken_away(monkeypatch, full_home):
    app = with_picture(opened(monkeypatch, full_home, "coverage"))

    assert not app.exception
    assert len(downloads(app)) == 1


def test_a_unit_is_taken_along_on_one_sheet_of_paper(monkeypatch, full_home):
    app = with_picture(opened(monkeypatch, full_home, "unit"), "brief")

    (offered,) = app.get("download_button")
    assert ".pdf (" in offered.proto.label


def test_nothing_is_drawn_before_the_menu_is_opened(monkeypatch, full_home):
    monkeypatch.setattr("cds.export.pdf.slide_png", pytest.fail)

    app = opened(monkeypatch, full_home, "milestones")

    assert not app.exception
    assert not downloads(app)


@pytest.mark.parametrize("page", sorted(PAGES))
def test_without_figures_the_picture_says_so_or_is_not_offered(monkeypatch, empty_home, page):
    assert not with_picture(opened(monkeypatch, empty_home, page)).exception
