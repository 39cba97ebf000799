"""One status, one colour; legible on both backgrounds and with words in them."""

import tomllib

import plotly.graph_objects as go
import pytest

from cds.charts.theme import (
    BADGE_COLOURS,
    BLUE,
    GREY,
    RED,
    STATUS_COLOURS,
    badge_colour,
    chart_colour,
    framed,
)
from cds.domain.progress import Assessment, Flag, Status
from tests.homes import ROOT

LIGHT, DARK = "#ffffff", "#0e1117"


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def standing(status: Status, *flags: Flag) -> Assessment:
    return Assessment("x", "u", "t", status, flags)


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_colour_in_charts_and_badges(status):
    assert chart_colour(standing(status)) == STATUS_COLOURS[status]
    assert badge_colour(standing(status)) == BADGE_COLOURS[status]


@pytest.mark.parametrize("status", Status)
def test_black_or_white_words_are_legible_on_every_status(status):
    assert max(contrast(STATUS_COLOURS[status], ink) for ink in ("#000000", "#ffffff")) >= 4.5


@pytest.mark.parametrize("colour", [BLUE, RED, GREY])
@pytest.mark.parametrize("background", [LIGHT, DARK])
def test_lines_stand_out_from_both_backgrounds(colour, background):
    assert contrast(colour, background) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("share", [1, 0.6])  # words, and captions at 60 % of them
def test_words_and_captions_are_legible(theme, share):
    looks = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"][theme]
    for ground in (looks["backgroundColor"], looks["secondaryBackgroundColor"]):
        ink, paper = (bytes.fromhex(one[1:]) for one in (looks["textColor"], ground))
        mixed = (round(share * i + (1 - share) * p) for i, p in zip(ink, paper, strict=True))
        assert contrast("#" + bytes(mixed).hex(), ground) >= 4.5


@pytest.mark.parametrize("status", [Status.ACHIEVED, Status.ON_TRACK])
def test_a_green_that_waits_for_its_final_figure_is_not_green(status):
    waiting = standing(status, Flag.AWAITING_FINAL)

    assert (chart_colour(waiting), badge_colour(waiting)) == (BLUE, "blue")


def test_a_red_that_waits_stays_red():
    waiting = standing(Status.OVERDUE, Flag.AWAITING_FINAL)

    assert badge_colour(waiting) == "red"


def test_green_means_good_alone():
    good = {status for status in Status if BADGE_COLOURS[status] == "green"}

    assert good == {Status.ACHIEVED, Status.ON_TRACK}


def test_a_frame_writes_numbers_the_vietnamese_way_and_leaves_the_background():
    figure = framed(go.Figure(), 300)

    assert figure.layout.separators == ",."
    assert figure.layout.height == 300
    assert figure.layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert figure.layout.font.size >= 14
