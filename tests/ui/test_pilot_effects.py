"""The pilots' comparison: what is told of it says what its table says."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cds.domain.indicators import Aggregation, IndicatorKind, Weight
from cds.text.phrases import phrase
from cds.views import pilot_effects
from tests.factories import catalogue, indicator, target, unit_id
from tests.ui.leaders import counted, demo, only, reader, shown_numbers

BEFORE, AFTER = "2021-Q3", "2025-Q2"
CODES = ("10", "1011", "1012", "1021", "1022", "1023")


def world(**changes):
    coverage = indicator(decimals=2, denominator_name="số hộ", **changes)
    return catalogue([coverage], [target()], pilots=["1012"])


def the_effect(home, figures):
    (found,) = pilot_effects.build(reader(home, {"coverage": figures}), "coverage").effects
    return found


def pair(before, after):
    return [counted(BEFORE, before, 1000), counted(AFTER, after, 1000)]


def test_only_communes_of_the_pilots_type_are_compared():
    found = the_effect(world(), {code: pair(300, 600) for code in CODES})

    assert list(found.table.column("unit")) == [
        "Xã Ven Thành",
        "2 xã đối chứng gộp lại",
        "Xã Đồng Xa, Bờ Sông",  # nearer in households
        "Xã Biên Giới, Bờ Sông",
        "Tỉnh Thử Nghiệm, Quý III/2021 – Quý II/2025",
    ]


def test_a_card_says_the_effect_with_its_spread_and_nothing_twice():
    figures = {"1012": pair(300, 700), "1022": pair(300, 500), "1023": pair(300, 400)}

    found = the_effect(world(), figures)

    assert (found.pair.before, found.pair.after, found.pair.shares) == (
        "30,00%",
        "70,00%",
        (0.3, 0.7),
    )
    assert found.table.column("change")[:2] == ("+40,00 điểm %", "+15,00 điểm %")
    assert found.table.column("effect")[1] == "+25,00 điểm %"
    assert found.told == "hơn mọi xã đối chứng: +25,00 điểm % (từ +20,00 đến +30,00)"
    behind = the_effect(world(), {**figures, "1012": pair(300, 350)})
    assert behind.told == "kém mọi xã đối chứng: −10,00 điểm % (từ −15,00 đến −5,00)"
    between = the_effect(world(), {**figures, "1012": pair(300, 460)})
    told = "chưa phân biệt được: +1,00 điểm % (từ −4,00 đến +6,00)"
    assert (between.told, between.is_ahead) == (told, False)
    for effect, role in ((found, "pilot"), (behind, "worse"), (between, "unclear")):
        span = effect.span
        assert effect.told == f"{span.note}: {span.text}"
        assert span.before < span.middle < span.after
        assert span.role == role
    alone = the_effect(world(), {"1012": pair(300, 700)})
    assert alone.told == "chưa có xã đối chứng đủ số liệu"


def test_all_pilots_stand_in_one_chart_and_one_table():
    home = catalogue([indicator(decimals=2)], [target()], pilots=["1011", "1012"])
    figures = {code: pair(300, 600) for code in CODES}

    found = pilot_effects.build(reader(home, {"coverage": figures}), "coverage")

    own = [one.unit.name for one in found.effects]
    drawn = [one.span for one in found.effects if one.span]
    assert found.chart.spans == tuple(drawn)
    assert 0 < len(drawn) < len(own)
    assert f"{own[0]} chưa có" in found.told
    assert all(f"{name} 30,00% → 60,00%" in found.moves for name in own)
    assert set(own) <= set(found.table.column("unit"))
    assert found.finding.endswith("0/1 nơi thí điểm nhanh hơn mọi nơi đối chứng")


def test_the_verdict_counts_indicators_in_which_a_pilot_was_ahead():
    figures = {"1012": pair(300, 700), "1022": pair(300, 500)}
    sources = reader(world(), {"coverage": figures})

    told, has_demo = pilot_effects.verdict(sources, ["coverage"])
    assert told == "Nhanh hơn mọi đối chứng ở 1/1 chỉ tiêu (Xã Ven Thành)"
    assert not has_demo
    silent, _ = pilot_effects.verdict(reader(world(), {"coverage": {}}), ["coverage"])
    assert silent.startswith("Chưa có số liệu trước và sau thí điểm")


def test_a_pilot_without_a_figure_before_its_start_is_not_compared():
    found = the_effect(world(), {"1012": [counted(AFTER, 700, 1000)]})

    assert (found.span, found.table) == (None, None)
    assert found.told == phrase("pilots.told_none")


def test_shares_without_counts_or_weight_show_only_the_spread():
    codes = ("1012", "1022", "1023")
    figures = {code: [only(BEFORE, 30), only(AFTER, 60)] for code in codes}

    found = the_effect(world(), figures)

    assert found.told == "so với từng xã đối chứng: từ 0,00 đến 0,00"
    assert found.span.middle is None
    assert "gộp lại" not in "".join(found.table.column("unit"))


def test_counts_are_compared_with_the_mean_commune():
    kinds = {"kind": IndicatorKind.COUNT, "aggregation": Aggregation.SUM, "unit_name": "cơ sở"}
    figures = {
        "10": [only(BEFORE, 900), only(AFTER, 990)],
        "1012": [only(BEFORE, 10), only(AFTER, 30)],
        "1022": [only(BEFORE, 10), only(AFTER, 14)],
        "1023": [only(BEFORE, 0), only(AFTER, 8)],
    }

    found = the_effect(world(**kinds, maximum=None), figures)

    assert found.table.pick("unit role before after change").rows[1] == (
        *("Trung bình 2 xã đối chứng", "Đối chứng chung"),
        *("5,00 cơ sở", "11,00 cơ sở", "+6,00 cơ sở"),
    )
    assert all("Tỉnh" not in name for name in found.table.column("unit"))


def test_a_mean_of_counts_is_told_as_such_with_the_digit_the_effect_needs():
    kinds = {"kind": IndicatorKind.COUNT, "aggregation": Aggregation.SUM, "unit_name": "trạm"}
    counts = indicator(**kinds, denominator_name="", decimals=0, maximum=None)
    figures = {
        "1012": [only(BEFORE, 15), only(AFTER, 18)],
        "1022": [only(BEFORE, 12), only(AFTER, 14)],
        "1023": [only(BEFORE, 13), only(AFTER, 16)],
    }

    found = the_effect(catalogue([counts], [target()], pilots=["1012"]), figures)

    assert found.told.endswith(": +0,5 trạm (từ 0 đến +1)")
    assert found.table.pick("before after change effect").rows[1] == (
        "12,5 trạm",
        "15,0 trạm",
        "+2,5 trạm",
        "+0,5 trạm",
    )


def test_the_effect_is_the_difference_of_the_changes_on_screen():
    figures = {  # 17,914 and 20,308 points: 17,91 − 20,31 is −2,40, not −2,39
        "1012": [counted(BEFORE, 0, 100_000), counted(AFTER, 17_914, 100_000)],
        "1022": [counted(BEFORE, 0, 100_000), counted(AFTER, 20_308, 100_000)],
    }

    found = the_effect(world(), figures)

    assert found.table.column("change") == ("+17,91 điểm %", *["+20,31 điểm %"] * 2)
    assert found.table.column("effect")[1] == "−2,40 điểm %"


def test_an_effect_that_rounding_hides_has_more_digits():
    figures = {
        "1012": [counted(BEFORE, 0, 100_000), counted(AFTER, 17_914, 100_000)],
        "1022": [counted(BEFORE, 0, 100_000), counted(AFTER, 17_911, 100_000)],
    }

    found = the_effect(world(), figures)

    assert found.table.column("change") == ("+17,914 điểm %", *["+17,911 điểm %"] * 2)
    assert found.table.column("effect")[1] == "+0,003 điểm %"


def test_generated_figures_are_marked():
    figures = {"1012": [demo(point) for point in pair(300, 700)]}

    assert the_effect(world(), figures).has_demo


def test_periods_of_another_kind_are_not_compared():
    figures = {"1012": [counted(BEFORE, 300, 1000), counted("2024", 700, 1000)]}

    assert the_effect(world(), figures).table is None


def test_a_row_names_the_figure_it_can_be_traced_to():
    found = the_effect(world(), {code: pair(300, 600) for code in CODES})

    traced = [line.figure and line.figure.unit_id for line in found.table.lines]
    assert traced == [unit_id("1012"), None, unit_id("1022"), unit_id("1023"), unit_id("10")]


_SHARE = st.integers(0, 1000)


@given(st.dictionaries(st.sampled_from(CODES), st.tuples(_SHARE, _SHARE)))
def test_every_number_that_is_told_stands_in_the_table(shares):
    home = world()
    found = the_effect(home, {code: pair(*both) for code, both in shares.items()})

    if not found.table:
        assert "1012" not in shares
        return
    tabled = shown_numbers(cell for cells in found.table.rows for cell in cells)
    assert shown_numbers([found.told]) <= tabled


def test_a_weighted_share_is_pooled_by_households():
    home = world()
    weighted = replace(home.indicators["coverage"], weight=Weight.HOUSEHOLDS)
    home = replace(home, indicators={"coverage": weighted})
    figures = {
        "1012": [only(BEFORE, 0), only(AFTER, 50)],
        "1022": [only(BEFORE, 0), only(AFTER, 20)],  # 1500 households
        "1023": [only(BEFORE, 0), only(AFTER, 60)],  # 500 households
    }

    assert the_effect(home, figures).table.column("change")[1] == "+30,00 điểm %"
    assert Decimal(30) == (20 * 1500 + 60 * 500) / Decimal(2000)
