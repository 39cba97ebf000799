from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.domain.indicators import IndicatorKind as Kind
from cds.domain.periods import parse_period
from cds.text import numbers
from tests import factories as f


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("1234.5", 1, "1.234,5"),
        ("0.05", 1, "0,1"),
        ("2.5", 0, "3"),
        ("-1234567", 0, "−1.234.567"),
        ("-0.04", 1, "0,0"),
    ],
)
def test_numbers_use_decimal_comma_and_round_half_up(value, decimals, text):
    assert numbers.number(Decimal(value), decimals) == text


def test_what_is_not_known_is_a_dash():
    assert numbers.number(None) == numbers.percent(None) == numbers.day(None) == "–"


def test_percentages_and_points_are_told_apart():
    assert numbers.percent(Decimal("80.5")) == "80,5%"
    assert numbers.points(Decimal("3.2")) == "3,2 điểm %"


def test_target_keeps_only_the_decimals_it_has():
    assert numbers.trimmed(Decimal("80.00000000")) == "80"
    assert numbers.trimmed(Decimal("1200")) == "1.200"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2024", "năm 2024"),
        ("2024-H1", "6 tháng đầu năm 2024"),
        ("2025-Q2", "Quý II/2025"),
        ("2024-06", "tháng 6/2024"),
        ("2024-03-15", "15/03/2024"),
    ],
)
def test_periods_are_written_in_words(text, words):
    assert numbers.period(parse_period(text)) == words


def test_dates_and_instants_are_local():
    assert numbers.day(date(2021, 8, 20)) == "20/08/2021"
    assert numbers.instant(datetime(2025, 6, 30, 17, 5, tzinfo=UTC)) == "00:05 01/07/2025"


def indicator(kind, **changes):
    return f.indicator(kind=kind, **changes)


@pytest.mark.parametrize(
    ("value", "text"),
    [("0.925", "93%"), ("1", "100%"), ("0.996", "99,6%"), ("0.004", "0%"), (None, "–")],
)
def test_a_share_of_one_is_written_as_a_percentage(value, text):
    assert numbers.share(value and Decimal(value)) == text


@pytest.mark.parametrize(
    ("kind", "changes", "value", "text"),
    [
        (Kind.SHARE, {}, "80.45", "80,5%"),
        (Kind.SHARE, {"decimals": 2}, "80.45", "80,45%"),
        (Kind.COUNT, {"unit_name": "doanh nghiệp", "decimals": 0}, "1234", "1.234 doanh nghiệp"),
        (Kind.COUNT, {"unit_name": "trạm (tích lũy)", "decimals": 0}, "7", "7 trạm"),
        (Kind.SCORE, {"unit_name": "điểm", "decimals": 2}, "0.7035", "0,70 điểm"),
        (Kind.SCORE, {"unit_name": "tỉnh/63", "decimals": 0}, "5", "5/63 tỉnh"),
        (Kind.RANK, {"decimals": 0}, "12", "hạng 12"),
        (Kind.MILESTONE, {}, "1", "đã hoàn thành"),
        (Kind.MILESTONE, {}, "0", "chưa hoàn thành"),
        (Kind.SHARE, {}, None, "–"),
    ],
)
def test_a_figure_carries_the_unit_of_its_indicator(kind, changes, value, text):
    assert numbers.figure(value and Decimal(value), indicator(kind, **changes)) == text


@pytest.mark.parametrize(
    ("kind", "changes", "value", "text"),
    [
        (Kind.SHARE, {}, "3.25", "3,3 điểm %"),
        (Kind.SHARE, {}, None, "–"),
        (Kind.COUNT, {"unit_name": "hồ sơ", "decimals": 0}, "1500", "1.500 hồ sơ"),
        (Kind.RANK, {"decimals": 0}, "3", "3 bậc"),
        (Kind.MILESTONE, {}, "1", "–"),
        (Kind.COUNT, {"unit_name": "x"}, None, "–"),
    ],
)
def test_a_difference_is_told_in_points_or_in_the_unit(kind, changes, value, text):
    assert numbers.difference(value and Decimal(value), indicator(kind, **changes)) == text


@pytest.mark.parametrize(
    ("changes", "count", "text"),
    [
        ({"denominator_name": "số hộ"}, 3214, "3.214 hộ"),
        ({"denominator_name": "dân số"}, 5, "5 người"),
        ({"denominator_name": "communes"}, 12, "12 xã"),
        ({}, 12, "12"),
        ({"kind": Kind.COUNT, "unit_name": "trạm"}, 2, "2 trạm"),
        ({"kind": Kind.MILESTONE}, 3, "3 bước"),
        ({}, None, "–"),
    ],
)
def test_things_still_to_do_are_named(changes, count, text):
    assert numbers.things(count, f.indicator(**changes)) == text


@pytest.mark.parametrize(
    ("value", "sign", "changes", "text"),
    [
        ("80", ">", {}, "> 80%"),
        ("100", "=", {}, "≥ 100%"),
        ("12.5", ">=", {}, "≥ 12,5%"),
        ("5", "<=", {}, "≤ 5%"),
        ("5", "<", {}, "< 5%"),
        ("700", ">=", {"kind": Kind.COUNT, "unit_name": "doanh nghiệp"}, "≥ 700 doanh nghiệp"),
        ("1", "=", {"kind": Kind.MILESTONE}, "hoàn thành"),
        (None, ">", {}, "–"),
    ],
)
def test_a_target_is_written_with_its_sign_and_an_equal_means_at_least(value, sign, changes, text):
    assert numbers.target_value(value and Decimal(value), sign, f.indicator(**changes)) == text


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("2024", "2024"),
        ("2025-H2", "N2/25"),
        ("2025-Q2", "Q2/25"),
        ("2024-06", "06/24"),
        ("2024-06-15", "06/24"),
    ],
)
def test_an_axis_has_short_names_for_periods(text, short):
    assert numbers.period_short(parse_period(text)) == short


def test_a_gain_has_a_plus_and_nothing_has_none():
    assert [numbers.signed("1", value and Decimal(value)) for value in ("1", "0", "-1", None)] == [
        "+1", "1", "1", "1",
    ]  # fmt: skip
    for rounded in ("0,0 điểm %", "0,00 thuê bao/100 dân"):
        assert numbers.signed(rounded, Decimal("0.001")) == rounded
    assert numbers.signed("0,05 thuê bao/100 dân", Decimal("0.05")) == "+0,05 thuê bao/100 dân"


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("17.91", "20.31", "+2,4 điểm %"),
        ("79.96", "82.34", "+2,3 điểm %"),  # 80,0 and 82,3 on screen, not 2,4
        ("80.04", "79.96", "−0,08 điểm %"),  # both 80,0
        ("80", "79.995", "−0,005 điểm %"),
        ("80", "80", "0,0 điểm %"),
    ],
)
def test_a_change_is_the_difference_of_the_figures_on_screen(before, after, text):
    share = indicator(Kind.SHARE)

    moved = numbers.between(Decimal(before), Decimal(after), share)

    assert numbers.change(*moved) == text


def test_units_stand_beside_an_axis_without_their_brackets():
    assert numbers.unit_text(f.indicator()) == "%"
    assert numbers.unit_text(indicator(Kind.COUNT, unit_name="trạm (tích lũy)")) == "trạm"


def test_what_is_not_known_has_no_period_instant_or_point():
    assert numbers.period(None) == numbers.instant(None) == numbers.points(None) == "–"
    assert numbers.trimmed(None) == numbers.target_value(None, ">", f.indicator()) == "–"


@given(st.decimals(-(10**12), 10**12, places=4), st.integers(0, 4))
def test_a_written_number_reads_back_as_the_rounded_one(value, decimals):
    text = numbers.number(value, decimals)
    back = Decimal(text.replace(".", "").replace(",", ".").replace("−", "-"))
    assert abs(back - value) <= Decimal(5).scaleb(-decimals - 1)
    assert len(text.partition(",")[2]) == decimals


@pytest.mark.parametrize(
    ("moved", "said"), [("-10", "tăng 10 bậc"), ("3", "giảm 3 bậc"), ("0", "0 bậc"), (None, "–")]
)
def test_places_gained_in_a_ranking_read_as_a_gain(moved, said):
    rank = f.indicator(kind=Kind.RANK, unit_name="hạng", decimals=0)
    assert numbers.change(None if moved is None else Decimal(moved), rank) == said


def test_other_changes_keep_their_sign():
    assert numbers.change(Decimal("1.5"), f.indicator(decimals=1)) == "+1,5 điểm %"
    assert numbers.change(Decimal("-1.5"), f.indicator(decimals=1)) == "−1,5 điểm %"


@pytest.mark.parametrize(("gap", "said"), [("0.024", "0,02 điểm %"), ("0", "0,0 điểm %")])
def test_a_gap_too_small_for_the_decimals_gets_more_of_them(gap, said):
    assert numbers.difference(Decimal(gap), f.indicator(decimals=1)) == said


def test_a_line_ends_neither_after_a_sign_nor_before_a_mark():
    assert numbers.unbroken("80% MH < 90 (≥ 80)") == "80% MH <\xa090 (≥\xa080)"
    assert numbers.unbroken("1 MH, 2 xã") == "1\xa0MH, 2 xã"
