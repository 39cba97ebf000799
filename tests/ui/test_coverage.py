"""A map, its sentences and its table say the same numbers."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from cds.charts.coverage_map import MapMode
from cds.domain.admin_units import AdminLevel
from cds.domain.indicators import Direction
from cds.domain.observations import Origin
from cds.domain.periods import parse_period
from cds.domain.targets import Operator
from cds.maps.tiles import tile_layers
from cds.store.layers import layer_path, load_layer, save_layer, save_layers
from cds.text import numbers
from cds.views.coverage import MapRequest, asked_for, build
from cds.views.level_figures import table_of
from tests.factories import COMMUNES, catalogue, indicator, target, unit_id
from tests.ui.coverage_world import reader_of, rows_of

HOUSEHOLDS = indicator(denominator_name="số hộ")
AIM = target(value="80")
PLACE = catalogue([HOUSEHOLDS], [AIM])
ASKED = MapRequest("coverage", AdminLevel.COMMUNE, "2024")
FULL = {"2024": {code: (60 + 10 * i, 100) for i, code in enumerate(COMMUNES)}}

shares = st.tuples(st.integers(1, 5000), st.integers(0, 100)).map(
    lambda pair: (pair[0] * pair[1] // 100, pair[0])
)
counts = st.dictionaries(st.sampled_from([*COMMUNES]), shares, max_size=5).map(
    lambda c: {"2024": c}
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data home with a layer of the small catalogue's communes and districts."""
    home = tmp_path_factory.mktemp("home")
    save_layers(home, tile_layers(PLACE))
    return home


def page_of(home: Path, found, asked=ASKED, aim=AIM, measured=HOUSEHOLDS, **how):
    place = catalogue([measured], [aim] if aim else [])
    return asked_for(reader_of(home, place, rows_of(place, measured, aim, found, **how)), asked)


def cells(page) -> dict[str, dict[str, str]]:
    """The table by name of unit and column."""
    return {
        row[0]: dict(zip(told.columns, row, strict=True))
        for told in [table_of(page.standing)]
        for row in told.rows
    }


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(counts, st.sampled_from(["80", "62.5", "100", "0"]), st.sampled_from([*Operator][:3]))
def test_the_verdict_says_the_numbers_of_the_table(home, found, aimed, operator):
    page = page_of(home, found, aim=target(value=aimed, operator=operator))
    told = cells(page)
    whole = told.pop(PLACE.home.name)
    known = [row for row in told.values() if row["value"] != numbers.MISSING]
    met = [row for row in known if row["needed"] == "0 hộ"]

    assert len(told) == len(COMMUNES)
    missing = len(COMMUNES) - len(known)
    assert (f"{missing} đơn vị cấp xã chưa có số liệu" in page.note) is (missing > 0)
    if not found["2024"]:
        assert whole["value"] == numbers.MISSING
        assert (
            page.verdict
            == "Chưa có số liệu chung của Thử Nghiệm · chưa đơn vị cấp xã nào có số liệu"
        )
        return
    counted = f"{len(known) - len(met)}/{len(known)} đơn vị cấp xã chưa đạt"
    if len(met) < len(known):
        assert counted in page.verdict
    else:  # a lowest that meets it says so too, where all that is too long for a phone
        assert re.search(rf" · ({len(known)}/{len(known)} .+ đạt mức, |thấp nhất )", page.verdict)
    if whole["needed"] == "0 hộ":
        assert page.verdict.startswith(f"Thử Nghiệm {whole['value']} hộ (mục tiêu ")
        assert (f" · {whole['left']} chưa có" in page.verdict) is (whole["left"] != "0 hộ")
    else:
        assert page.verdict.endswith(f" · cần thêm {whole['needed']}")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(counts)
def test_the_map_shows_the_numbers_of_the_table(home, found):
    page = page_of(home, found)
    names = {shape.code: shape.name for shape in load_layer(home, "v1", "commune").shapes}
    told = cells(page)

    shown = {names[row.code]: row for row in page.payload.rows}
    assert {n for n, row in told.items() if row["value"] != "–"} - {PLACE.home.name} == set(shown)
    for name, row in shown.items():
        assert row.value == told[name]["value"]
        assert (row.gap or "0,0 điểm %") == told[name]["gap"]
        assert row.still_to_do_text in ("", told[name]["left"])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(counts)
def test_what_is_needed_and_left_is_counted_in_whole_things(home, found):
    page = page_of(home, found)

    for name, row in cells(page).items():
        code = next((c for c, (_, n, _) in COMMUNES.items() if n == name), None)
        if code in found["2024"]:
            covered, households = found["2024"][code]
            needed = max(0, -(-8 * households // 10) - covered)
            assert row["needed"] == f"{numbers.number(needed)} hộ"
            assert row["left"] == f"{numbers.number(households - covered)} hộ"


def test_the_table_starts_with_the_whole_and_those_that_lack_most(home):
    page = page_of(home, {"2024": dict(list(FULL["2024"].items())[:4])})

    values = list(table_of(page.standing).column("value"))
    assert values == ["75,0%", "60,0%", "70,0%", "80,0%", "90,0%", "–"]
    assert table_of(page.standing).rows[0][1] == "–"
    assert table_of(page.standing).rows[1][1] == "Thị xã Trung Tâm", (
        "the district's name, not its code"
    )


def test_every_row_with_a_figure_can_be_traced(home):
    page = page_of(home, {"2024": {"1011": (50, 100)}})

    traced = [line.figure and line.figure.unit_id for line in table_of(page.standing).lines]
    assert len(traced) == len(table_of(page.standing).rows)
    assert traced[:2] == [unit_id("10"), unit_id("1011")]
    assert set(traced[2:]) == {None}


def test_a_strict_target_reached_exactly_is_not_met(home):
    page = page_of(
        home, {"2024": {"1011": (80, 100)}}, aim=target(value="80", operator=Operator.GREATER)
    )

    assert "1/1 đơn vị cấp xã chưa đạt" in page.verdict
    assert page.verdict.endswith("cần thêm 1 hộ")


def test_where_less_is_better_the_things_still_there_are_left(home):
    falling = replace(HOUSEHOLDS, direction=Direction.LOWER_IS_BETTER)
    aim = target(value="20", operator=Operator.AT_MOST)

    page = page_of(home, {"2024": {"1011": (30, 100)}}, aim=aim, measured=falling)

    row = cells(page)["Phường Trung Tâm"]
    assert (row["gap"], row["needed"], row["left"]) == ("10,0 điểm %", "10 hộ", "30 hộ")


def test_without_a_target_nothing_is_judged(home):
    page = page_of(home, FULL, aim=None)

    assert page.verdict == "Thử Nghiệm 80,0% hộ · thấp nhất Phường Trung Tâm 60,0% · 100 hộ chưa có"
    assert {row["gap"] for row in cells(page).values()} == {"–"}


def test_where_all_units_are_alike_none_is_called_the_lowest(home):
    alike = {"2024": {"1011": (100, 100), "1021": (300, 300)}}

    judged, plain = page_of(home, alike, aim=target(value="80")), page_of(home, alike, aim=None)

    assert "· 2/2 đơn vị cấp xã đạt mức, đều 100,0%" in judged.verdict
    assert plain.verdict.endswith("· cả 2 đơn vị cấp xã có số liệu đều 100,0%")


def test_one_unit_alone_is_not_called_all(home):
    one = {"2024": {"1011": (90, 100)}}

    judged, plain = page_of(home, one, aim=target(value="80")), page_of(home, one, aim=None)

    assert "· 1/1 đơn vị cấp xã đạt mức, Phường Trung Tâm 90,0%" in judged.verdict
    assert "· đơn vị cấp xã duy nhất có số liệu, Phường Trung Tâm, 90,0%" in plain.verdict


def test_a_target_of_one_district_is_no_yardstick_for_the_others(home):
    scoped = target(value="50", scope_unit_id=unit_id("101"), level=AdminLevel.DISTRICT)

    page = page_of(home, FULL, aim=scoped)

    assert "đạt" not in page.verdict


def test_demo_figures_are_marked(home):
    assert page_of(home, FULL, is_demo=True).has_demo
    assert not page_of(home, FULL).has_demo


def test_circles_show_what_is_left(home):
    page = page_of(home, FULL, replace(ASKED, is_circles=True))

    assert page.payload.mode is MapMode.CIRCLES
    assert page.payload.largest == 40
    assert {row.still_to_do for row in page.payload.rows} == {40, 30, 20, 10, 0}


def test_a_unit_is_selected_by_key_or_official_code(home):
    for asked in ("1022", unit_id("1022")):
        assert page_of(home, FULL, replace(ASKED, selected=asked)).payload.selected == unit_id(
            "1022"
        )
    assert page_of(home, FULL, replace(ASKED, selected="nowhere")).payload.selected is None


def test_a_unit_without_a_shape_is_told_and_stands_in_the_table(home, tmp_path):
    layer = load_layer(home, "v1", "commune")
    save_layer(
        layer_path(tmp_path, "v1", "commune"), structs.replace(layer, shapes=layer.shapes[1:])
    )

    page = page_of(tmp_path, FULL)

    assert "1 đơn vị chưa có hình trên bản đồ" in page.note
    assert len(table_of(page.standing).rows) == 6
    assert len(page.payload.rows) == 4


def test_lines_of_another_frame_are_not_laid_over_the_communes(home, tmp_path):
    communes, districts = (load_layer(home, "v1", level) for level in ("commune", "district"))
    save_layers(tmp_path, [communes, structs.replace(districts, view_box=(0, 0, 1000, 7))])

    assert page_of(home, FULL).payload.links.outline_url
    assert page_of(tmp_path, FULL).payload.links.outline_url is None


def test_without_layer_or_figures_there_is_no_map(home, tmp_path):
    assert page_of(tmp_path, FULL) is None
    assert build(reader_of(home, PLACE, ()), ASKED) is None


def test_a_period_without_figures_is_all_missing(home):
    page = page_of(home, FULL, replace(ASKED, period="2023"))

    assert page.payload.rows == ()
    assert page.payload.ranking == ()
    assert "chưa đơn vị cấp xã nào có số liệu" in page.verdict


def test_the_alt_text_says_what_how_much_and_what_is_missing(home):
    alt = page_of(home, {"2024": {"1011": (1, 2)}}).payload.alt

    assert re.search(r"Tỷ lệ coverage.*năm 2024.*1 đơn vị có số liệu.*4 đơn vị chưa có", alt)


def test_edges_of_the_legend_have_no_idle_decimals(home):
    precise = replace(HOUSEHOLDS, decimals=2)

    legend = page_of(home, FULL, measured=precise).payload.legend

    texts = " ".join(entry.text for entry in legend)
    assert "80%" in texts
    assert "80,00" not in texts
    assert page_of(home, FULL, measured=precise).payload.rows[0].value == "60,00%"


def test_decimals_of_the_target_itself_are_kept(home):
    legend = page_of(home, FULL, aim=target(value="62.5")).payload.legend

    assert any("62,5%" in entry.text for entry in legend)
    assert Decimal("62.5") == target(value="62.5").value


def test_a_map_of_both_kinds_says_how_many_units_are_real(home):
    codes = list(COMMUNES)
    real = {"2024": dict.fromkeys(codes[:2], (1, 2))}
    generated = {"2024": dict.fromkeys(codes[2:], (1, 2))}
    rows = rows_of(PLACE, HOUSEHOLDS, AIM, real)
    rows = [*rows, *rows_of(PLACE, HOUSEHOLDS, AIM, generated, is_demo=True)[1:]]
    page = build(reader_of(home, PLACE, rows), ASKED)

    assert page.note == (
        f"2 đơn vị cấp xã có số thật, {len(codes) - 2} đơn vị cấp xã có số minh họa."
    )
    assert page.has_demo
    assert "minh họa" not in page_of(home, real).note


def test_the_list_beside_the_map_begins_with_the_lowest(home):
    lowest, *_, highest = page_of(home, FULL).payload.ranking

    assert (lowest.name, lowest.value) == ("Phường Trung Tâm", "60,0%")
    assert lowest.place == "xã Trung Tâm · thiếu 20,0 điểm %"
    assert lowest.left == "40 hộ chưa có"
    assert (highest.value, "thiếu" in highest.place, highest.left) == ("100,0%", False, "")


def test_of_circles_the_list_begins_with_most_things_left(home):
    found = {"2024": {"1011": (10, 20), "1012": (700, 1000)}}

    shown = page_of(home, found, replace(ASKED, is_circles=True)).payload

    first, second = ((one.value, one.left) for one in shown.ranking)
    assert first == ("300 hộ chưa có", "70,0%")  # what they are ranked by stands out
    assert second == ("10 hộ chưa có", "50,0%")
    assert page_of(home, found).payload.ranking[0].left == "10 hộ chưa có"


def test_why_the_published_figure_is_another_is_told(home):
    whole, *parts = rows_of(PLACE, HOUSEHOLDS, AIM, FULL)
    (summed,) = whole.series.points
    told = summed._replace(period=parse_period("2023"), value=Decimal(77), numerator=None)
    summed = summed._replace(origin=Origin.ROLLED_UP, units_reported=4, units_expected=5)
    both = replace(whole, series=replace(whole.series, points=(told, summed)))

    page = build(reader_of(home, PLACE, [both, *parts]), ASKED)

    assert page.published == (
        "Số công bố năm 2023: 77%. Bản đồ ghi 80,0% vì cộng từ 4/5 đơn vị, năm 2024."
    )
    assert page_of(home, FULL).published == "", "the map shows the published figure itself"
