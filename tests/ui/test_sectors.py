import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cds.domain.assessments import Standing
from cds.domain.indicators import Tier
from cds.domain.stories import Slide
from cds.scorecard import tally
from cds.text.figures import tally_text
from cds.text.phrases import phrase
from cds.views import sectors
from tests.factories import indicator, target
from tests.ui.small_world import TODAY, catalogue, demo, point, reader, series

HEALTH = {"sector": "health"}


def page(indicators, targets, found, today=TODAY):
    made = catalogue(indicators, targets)
    return sectors.build(reader(made, found, today))


def card_of(built, sector="health"):
    return next(card for card in built.cards if card.group.group_id == sector)


def test_a_sector_without_data_never_looks_healthy():
    built = page([indicator(**HEALTH)], [target(sector="health")], [])
    card = card_of(built)
    assert (card.known, card.expected, card.worst) == (0, 1, None)
    assert [row.assessment.standing for row in card.targets] == [Standing.NOT_ASSESSABLE]
    assert built.verdict == (
        "Mới 1/2 lĩnh vực được giao mục tiêu (1 chưa đủ số liệu); 2/2 lĩnh vực chưa có số liệu"
    )


def test_without_any_target_the_page_says_so():
    built = page([indicator(**HEALTH)], [], [])
    assert built.verdict == (
        "2 lĩnh vực, chưa lĩnh vực nào được giao mục tiêu; 2 lĩnh vực chưa có số liệu"
    )


def test_a_sector_whose_indicators_are_all_silent_lists_them_all_the_same():
    built = page([indicator("a", **HEALTH), indicator("b", **HEALTH)], [], [])
    card = card_of(built)
    assert [row.indicator.name for row in card.others] == ["Tỷ lệ a", "Tỷ lệ b"]
    assert (card.known, card.expected, card.targets) == (0, 2, ())
    assert sectors.figure_text(card.others[0], TODAY).startswith("chưa có số liệu")


def test_a_figure_older_than_a_year_is_not_current():
    old = [series("10", point("2023-Q1", (1, 2)))]
    card = card_of(page([indicator(**HEALTH)], [], old))
    assert card.known == 0
    assert "(số liệu cũ)" in sectors.figure_text(card.others[0], TODAY)


def test_indicators_with_a_current_figure_are_counted():
    figures = [series("10", point("2025-Q2", (1, 2)), indicator_id="a")]
    card = card_of(page([indicator("a", **HEALTH), indicator("b", **HEALTH)], [], figures))
    assert (card.known, card.expected) == (1, 2)
    assert card.lines[0].startswith("1/2 chỉ tiêu có số liệu trong 12 tháng")


def test_the_worst_gap_is_the_target_furthest_away_by_attainment():
    indicators = [indicator("near", **HEALTH), indicator("far", **HEALTH)]
    targets = [target("near", value="90"), target("far", value="40")]
    figures = [
        series("10", point("2024-Q1", (1, 100)), point("2025-Q2", (60, 100)), indicator_id="near"),
        series("10", point("2024-Q1", (1, 100)), point("2025-Q2", (20, 100)), indicator_id="far"),
    ]
    card = card_of(page(indicators, targets, figures))
    assert card.worst.indicator.indicator_id == "far"
    assert sectors.worst_text(card).startswith("Mục tiêu far. Còn thiếu 20,0 điểm")


def test_a_target_of_the_sector_brings_its_indicator_along():
    built = page([indicator()], [target(sector="energy")], [])
    assert card_of(built, "energy").expected == 1
    assert card_of(built).expected == 0
    assert card_of(built).lines[0] == "Chưa có chỉ tiêu nào"


def test_generated_figures_are_named_on_the_card():
    figures = [demo(series("10", point("2025-Q2", (1, 2))))]
    built = page([indicator(**HEALTH)], [], figures)
    assert built.has_demo
    assert "trong đó 1 là minh họa" in card_of(built).lines[0]
    assert not page([indicator(**HEALTH)], [], []).has_demo


figures_of = st.none() | st.tuples(
    st.integers(0, 100), st.integers(0, 100), st.sampled_from(["2025-Q2", "2025-Q1", "2023"])
)
worlds = st.lists(
    st.tuples(st.sampled_from(["health", "energy"]), st.integers(1, 100) | st.none(), figures_of),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(worlds)
def test_page_and_slide_tell_the_same_numbers(world):
    indicators, targets, figures = [], [], []
    for place, (sector, aim, told) in enumerate(world):
        key = f"i{place}"
        indicators.append(indicator(key, sector=sector))
        if aim is not None:
            targets.append(target(key, value=str(aim)))
        if told:
            before, now, period = told
            points = point("2021-Q1", (before, 100)), point(period, (now, 100))
            figures.append(series("10", *points, indicator_id=key))
    found = reader(catalogue(indicators, targets), figures)
    built, slide = sectors.build(found), sectors.block(found, Slide("sectors"))

    if targets:
        told = [int(number) for number in re.findall(r"\d+", built.verdict)]
        given = len({card.group for card in built.cards if card.targets})
        rows = [row for card in built.cards for row in card.targets]
        is_bare = given < 2 and not any(row.assessment.is_met is False for row in rows)
        expected = [given, 2] if is_bare else [len(targets), given, 2]
        assert told[: len(expected)] == expected
        assert tally_text(tally(rows)) in f"{built.verdict} {built.reported}"
        short = sum(row.assessment.is_met is False for row in rows)
        assert not short or f": {short} chưa đạt" in built.verdict
        assert len(built.short) == short
    known, total = [int(each) for each in re.findall(r"(\d+)/(\d+) chỉ tiêu", built.reported)[0]]
    assert (known, total) == (sum(card.known for card in built.cards), len(world))
    assert (slide.title, slide.sentence) == (built.verdict, built.reported)
    shown = [card for card in built.cards if card.targets] or built.cards
    for card, row in zip(shown, slide.body.rows, strict=True):
        assert row[2] == f"{card.known}/{card.expected}"
        assert row[3] == card.state
        assert card.targets or card.state.lower() == phrase("sectors.targets_none")


def test_the_most_urgent_target_comes_first_and_indicators_without_one_stand_apart():
    indicators = [indicator(key, **HEALTH) for key in ("plain", "met", "missed")]
    targets = [target("met", value="10"), target("missed", value="90")]
    figures = [
        series("10", point("2024-Q1", (1, 100)), point("2025-Q2", (20, 100)), indicator_id=key)
        for key in ("plain", "met", "missed")
    ]
    card = card_of(page(indicators, targets, figures))
    assert [row.indicator.indicator_id for row in card.targets] == ["missed", "met"]
    assert [row.indicator.indicator_id for row in card.others] == ["plain"]


def test_a_figure_beside_targets_says_how_it_moved():
    figures = [
        series("10", point("2025-Q1", (1, 100)), point("2025-Q2", (20, 100)), indicator_id="a"),
        series("10", point("2025-Q2", (20, 100)), indicator_id="b"),
    ]
    card = card_of(page([indicator("a", **HEALTH), indicator("b", **HEALTH)], [], figures))
    assert [(one.when, one.more) for one in card.figures] == [
        ("Quý II/2025", "+19,0 điểm %"), ("Quý II/2025", "")
    ]  # fmt: skip
    assert card.missing == ""


def test_the_line_of_a_sector_begins_with_its_worst_target_and_what_it_lacks():
    indicators = [indicator(key, **HEALTH) for key in ("far", "near", "plain")]
    targets = [target("near", value="90"), target("far", value="40")]
    found = [
        series("10", point("2024-Q1", (1, 100)), point("2025-Q2", (60, 100)), indicator_id="near"),
        series("10", point("2024-Q1", (1, 100)), point("2025-Q2", (20, 100)), indicator_id="far"),
        series("10", point("2025-Q2", (5, 100)), indicator_id="plain"),
    ]
    worst, other = card_of(page(indicators, targets, found)).figures
    assert (worst.name, worst.when, worst.more) == (
        "Mục tiêu far", "thiếu 20,0 điểm %", "Quý II/2025"
    )  # fmt: skip
    assert (worst.bar.share, worst.bar.target_share) == (0.4, 0.8)
    assert (other.name, other.value, other.bar.target_share) == ("Tỷ lệ plain", "5,0%", None)


def test_a_sector_without_a_figure_says_which_are_due_and_how_often():
    silent = [indicator(key, frequency="quý", **HEALTH) for key in "abcd"]
    card = card_of(page(silent, [], []))
    assert [(one.name, one.value, one.when, one.more) for one in card.figures] == [
        ("Tỷ lệ a", "–", "chưa có số liệu", "kỳ gửi: quý"),
        ("Tỷ lệ b", "–", "chưa có số liệu", "kỳ gửi: quý"),
    ]
    assert card.missing == "Còn thiếu: Tỷ lệ c và 1 chỉ tiêu khác"
    assert card.state == "Chưa giao mục tiêu"


def test_what_is_owed_is_named_before_what_nobody_has_to_send():
    context = indicator("a", tier=Tier.CONTEXT, **HEALTH)
    owed = [indicator(key, **HEALTH) for key in "bcd"]
    card = card_of(page([context, *owed], [], []))
    assert card.missing == "Còn thiếu: Tỷ lệ d và 1 chỉ tiêu khác"


def test_a_target_without_a_figure_is_shown_and_an_old_figure_is_called_old():
    old = [series("10", point("2023-Q1", (1, 2)), indicator_id="b")]
    built = page([indicator("a", **HEALTH), indicator("b", **HEALTH)], [target("a")], old)
    first, second = card_of(built).figures
    assert (first.value, first.when) == ("–", "chưa có số liệu")
    assert second.when == "Quý I/2023 (số liệu cũ)"
    assert card_of(built).missing == ""


def test_the_rest_of_the_country_does_not_count():
    made = catalogue([indicator(**HEALTH)], [])
    found = [series("101", point("2025-Q2", (1, 2)))]
    assert card_of(sectors.build(reader(made, found))).known == 0
    assert replace(made).sectors
