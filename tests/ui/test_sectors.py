import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cds.domain.assessments import Standing
from cds.views import sectors
from cds.views.sectors import Reporting
from tests.factories import indicator, target
from tests.ui.small_world import TODAY, catalogue, demo, point, reader, series

HEALTH = {"sector": "health"}


def page(indicators, targets, found, today=TODAY):
    made = catalogue(indicators, targets)
    return sectors.build(reader(made, found, today))


def card_of(built, sector="health"):
    return next(card for card in built.cards if card.group.group_id == sector)


def test_a_sector_without_data_never_looks_healthy():
    built = page([indicator(**HEALTH)], [target()], [])
    card = card_of(built)
    assert card.reporting is Reporting.EMPTY
    assert card.counts.counts == {Standing.NOT_ASSESSABLE: 1}


def test_a_sector_whose_indicators_are_all_silent_lists_them_all_the_same():
    built = page([indicator("a", **HEALTH), indicator("b", **HEALTH)], [], [])
    card = card_of(built)
    assert [item.name for item in card.items] == ["Tỷ lệ a", "Tỷ lệ b"]
    assert (card.known, card.expected, card.counts.total) == (0, 2, 0)
    assert card.items[0].line.startswith("Chưa có số liệu")


def test_a_figure_older_than_a_year_is_not_current():
    old = [series("10", point("2023-Q1", (1, 2)))]
    card = card_of(page([indicator(**HEALTH)], [target()], old))
    assert card.reporting is Reporting.EMPTY
    assert "(số liệu cũ)" in card.items[0].line


def test_reporting_is_partial_until_every_indicator_has_a_current_figure():
    figures = [series("10", point("2025-Q2", (1, 2)), indicator_id="a")]
    some = page([indicator("a", **HEALTH), indicator("b", **HEALTH)], [], figures)
    all_of_them = page([indicator("a", **HEALTH)], [], figures)
    assert card_of(some).reporting is Reporting.PARTIAL
    assert card_of(all_of_them).reporting is Reporting.FULL
    assert card_of(some).lines[0].startswith("1/2 chỉ tiêu có số liệu trong 12 tháng")


def test_the_worst_gap_is_the_target_furthest_away_by_attainment():
    indicators = [indicator("near", **HEALTH), indicator("far", **HEALTH)]
    targets = [target("near", value="90"), target("far", value="40")]
    figures = [
        series("10", point("2024-Q1", (1, 100)), point("2025-Q2", (60, 100)), indicator_id="near"),
        series("10", point("2024-Q1", (1, 100)), point("2025-Q2", (20, 100)), indicator_id="far"),
    ]
    card = card_of(page(indicators, targets, figures))
    assert "“Mục tiêu far”, mới 50% so với mục tiêu. Còn thiếu 20,0 điểm %" in card.lines[1]


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


def test_without_targets_there_is_no_chart():
    assert page([indicator(**HEALTH)], [], []).chart is None


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
def test_cards_sentence_chart_and_table_tell_the_same_numbers(world):
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
    built = page(indicators, targets, figures)

    told = [int(number) for number in re.findall(r"\d+", built.sentence.split("12 tháng")[0])]
    assert told[:4] == [2, len(targets), len(world), sum(card.known for card in built.cards)]
    assert sum(card.counts.total for card in built.cards) == len(targets)
    total, *parts = map(int, re.findall(r"\d+", built.chart_sentence))
    assert total == sum(parts) == len(targets)
    for card, row in zip(built.cards, built.table.rows, strict=True):
        assert row[1] == str(card.counts.total)
        assert row[3] == f"{card.known}/{card.expected}"
        if card.known == 0:
            assert card.reporting is Reporting.EMPTY
    if built.chart:
        drawn = sum(count for bar in built.chart.bars for _, count in bar.counts)
        assert drawn == len(targets)


def test_judged_indicators_come_before_those_without_target_and_the_worst_first():
    indicators = [indicator(key, **HEALTH) for key in ("plain", "met", "missed")]
    targets = [target("met", value="10"), target("missed", value="90")]
    figures = [
        series("10", point("2024-Q1", (1, 100)), point("2025-Q2", (20, 100)), indicator_id=key)
        for key in ("plain", "met", "missed")
    ]
    items = card_of(page(indicators, targets, figures)).items
    assert [item.row.indicator.indicator_id for item in items] == ["missed", "met", "plain"]


def test_the_rest_of_the_country_does_not_count():
    made = catalogue([indicator(**HEALTH)], [])
    found = [series("101", point("2025-Q2", (1, 2)))]
    assert card_of(sectors.build(reader(made, found))).known == 0
    assert replace(made).sectors
