"""One status, one colour; legible on both backgrounds and with words in them."""

import re
import tomllib

import pytest

from cds.charts.placed import TRACK
from cds.charts.svg import target_bar_svg
from cds.charts.theme import (
    BADGE_COLOURS,
    BLUE,
    DEMO_LINE,
    GREY,
    LOUD,
    PATH_LINE,
    PROJECTION_LINE,
    PUBLISHED_LINE,
    RED,
    REFERENCE_LINE,
    STANDING_COLOURS,
    TARGET_LINE,
    tone,
)
from cds.charts.values import TargetBar
from cds.domain.assessments import CLOSED, UNDECIDED, Standing
from cds.text.figures import STANDINGS
from tests.homes import ROOT

LIGHT, DARK = "#ffffff", "#0e1117"


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_standing_has_a_colour_in_charts_and_badges():
    assert set(STANDING_COLOURS) == set(BADGE_COLOURS) == set(Standing)


@pytest.mark.parametrize("standing", Standing)
def test_black_or_white_words_are_legible_on_every_standing(standing):
    assert max(contrast(STANDING_COLOURS[standing], ink) for ink in ("#000000", "#ffffff")) >= 4.5


@pytest.mark.parametrize("colour", [BLUE, RED, GREY])
@pytest.mark.parametrize("background", [LIGHT, DARK])
def test_lines_stand_out_from_both_backgrounds(colour, background):
    assert contrast(colour, background) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("share", [1, 0.6])  # words, and captions at 60% of them
def test_words_and_captions_are_legible(theme, share):
    looks = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"][theme]
    for ground in (looks["backgroundColor"], looks["secondaryBackgroundColor"]):
        ink, paper = (bytes.fromhex(one[1:]) for one in (looks["textColor"], ground))
        mixed = (round(share * i + (1 - share) * p) for i, p in zip(ink, paper, strict=True))
        assert contrast("#" + bytes(mixed).hex(), ground) >= 4.5


def test_green_means_good_and_what_waits_is_unknown_or_closed_is_never_loud():
    good = {one for one in Standing if BADGE_COLOURS[one] == "green"}
    quiet = set(Standing) - LOUD

    assert good == {Standing.ACHIEVED, Standing.ON_TRACK}
    waiting = {Standing.REACHED_AWAITING_FINAL, Standing.SHORT_AWAITING_FINAL}
    assert quiet == {Standing.IN_PROGRESS, *waiting, *UNDECIDED, *CLOSED}


def test_without_colour_every_standing_has_a_sign_and_a_word_of_its_own():
    for name in ("icon", "word"):
        assert len({getattr(one, name) for one in STANDINGS.values()}) == len(Standing)


@pytest.mark.parametrize("shown", [{"share": 0.7, "target_share": 0.8}, {"steps": 4, "done": 2}])
def test_without_colour_a_bar_says_what_is_done_and_whether_to_act(shown):
    loud, quiet = (
        re.sub("#[0-9a-f]{6}", "", target_bar_svg(TargetBar(standing, **shown)))
        for standing in (Standing.OVERDUE, Standing.SHORT_AWAITING_FINAL)
    )
    assert loud != quiet
    assert luminance(tone(Standing.OVERDUE)) < luminance(TRACK) / 2


def test_without_colour_lines_of_one_chart_are_told_apart():
    lines = [
        PUBLISHED_LINE, DEMO_LINE, REFERENCE_LINE, TARGET_LINE, PATH_LINE, PROJECTION_LINE
    ]  # fmt: skip
    assert len({(line.dash, line.symbol) for line in lines}) == len(lines)


def test_met_and_not_met_differ_in_colour_also_where_both_are_quiet():
    for met, short in (
        (Standing.REACHED_AWAITING_FINAL, Standing.SHORT_AWAITING_FINAL),
        (Standing.CLOSED_REACHED, Standing.CLOSED_SHORT),
    ):
        assert STANDING_COLOURS[met] != STANDING_COLOURS[short]
        assert BADGE_COLOURS[met] != BADGE_COLOURS[short]
