"""Two periods side by side: changes of the same extents only, the same numbers everywhere."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from cds.domain.admin_units import AdminLevel, AdminUnitChange
from cds.maps.tiles import tile_layers
from cds.store.layers import save_layers
from cds.views.coverage import MapRequest, build
from cds.views.coverage_comparison import compare, table_of
from tests.factories import COMMUNES, catalogue, indicator, target, unit_id
from tests.ui.coverage_world import reader_of, rows_of

HOUSEHOLDS = indicator(denominator_name="số hộ")
AIM = target(value="80")
PLACE = catalogue([HOUSEHOLDS], [AIM])
ASKED = MapRequest("coverage", AdminLevel.COMMUNE, "2024", compared="2022")
FOUND = {
    "2022": {"1011": (50, 100), "1012": (60, 100), "1021": (70, 100), "1022": (5, 100)},
    "2024": {"1011": (75, 100), "1012": (60, 100), "1021": (65, 100), "1023": (9, 100)},
}
figures = st.dictionaries(
    st.sampled_from([*COMMUNES]), st.integers(0, 100).map(lambda n: (n, 100)), max_size=5
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    save_layers(home, tile_layers(PLACE))
    return home


def compared(home: Path, found=FOUND, asked=ASKED, place=PLACE):
    return compare(reader_of(home, place, rows_of(place, HOUSEHOLDS, AIM, found)), asked)


def cells(found) -> dict[str, dict[str, str]]:
    return {
        row[0]: dict(zip(told.columns, row, strict=True))
        for told in [table_of(found.pair)]
        for row in told.rows
    }


def test_the_earlier_period_stands_first_whichever_was_asked_for(home):
    turned = replace(ASKED, period="2022", compared="2024")

    for asked in (ASKED, turned):
        found = compared(home, asked=asked)
        assert found.titles == ("năm 2022", "năm 2024")
        assert {row.period for row in found.before.payload.rows} == {"năm 2022"}


def test_units_are_counted_by_what_became_of_them(home):
    found = compared(home)

    assert found.verdict.endswith(
        " · 1 đơn vị cấp xã tăng · 1 đơn vị cấp xã giảm"
        " · 1 đơn vị cấp xã không đổi · 2 đơn vị cấp xã không so sánh được"
    )
    assert found.payload.alt.endswith("2 đơn vị không so sánh được")


def test_the_table_starts_with_the_whole_then_what_fell_most(home):
    rows = [(row[0], row[-1]) for row in table_of(compared(home).pair).rows]

    assert rows == [
        ("Tỉnh Thử Nghiệm", "+6,0 điểm %"),
        ("Thị trấn Bờ Sông", "−5,0 điểm %"),
        ("Xã Ven Thành", "0,0 điểm %"),
        ("Phường Trung Tâm", "+25,0 điểm %"),
        ("Xã Đồng Xa", "–"),
        ("Xã Biên Giới", "–"),
    ]


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(figures, figures)
def test_sentence_map_and_table_say_the_same(home, before, after):
    found = compared(home, {"2022": before, "2024": after})
    told = cells(found)
    whole = told["Tỉnh Thử Nghiệm"]
    both = before.keys() & after.keys()

    assert len(found.payload.rows) == len(both)
    assert sum(row["change"] != "–" for row in told.values()) == len(both) + bool(before and after)
    for row in found.payload.rows:
        name = COMMUNES[row.code][1]
        assert row.value == told[name]["change"]
        assert row.gap == f"Từ {told[name]['before']} đến {told[name]['after']}"
    if before and after:
        for cell in ("before", "after", "change"):
            assert whole[cell] in found.verdict.replace("điểm phần trăm", "điểm %")
    else:
        assert found.verdict.startswith("Không so sánh được")


def test_both_maps_share_their_colours_and_circles(home):
    found = compared(home, asked=replace(ASKED, is_circles=True))

    assert found.before.payload.colours == found.after.payload.colours
    assert found.before.payload.largest == found.after.payload.largest == 95
    alone = build(reader_of(home, PLACE, rows_of(PLACE, HOUSEHOLDS, AIM, FOUND)), ASKED)
    assert alone.payload.largest == 91


def test_a_unit_that_got_land_in_between_is_not_compared_with_itself(home):
    """1023 gave land to 1021 at the end of 2023: figures of 2022 are of another extent."""
    moved = AdminUnitChange(
        from_unit_id=unit_id("1023"),
        to_unit_id=unit_id("1021"),
        effective_on=date(2023, 12, 1),
        kind="partial",
        share=Decimal("0.3"),
        legal_basis="",
        is_estimate=False,
    )
    first = PLACE.vintages[0]
    older = replace(first, last=moved.effective_on - timedelta(days=1))
    newer = replace(first, name="v2", first=moved.effective_on)
    place = replace(PLACE, vintages=(older, newer), changes=(moved,))
    save_layers(home, [structs.replace(layer, vintage="v2") for layer in tile_layers(PLACE)])

    found = compared(home, place=place)

    assert {row.code for row in found.payload.rows} == {"1011", "1012"}
    assert cells(found)["Thị trấn Bờ Sông"]["change"] == "–"
    same = replace(place, changes=(replace(moved, effective_on=date(2025, 1, 1)),))
    assert "1021" in {row.code for row in compared(home, place=same).payload.rows}


def test_without_a_layer_there_is_nothing_to_compare(tmp_path):
    assert compared(tmp_path) is None
