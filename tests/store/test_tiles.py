"""Tile grids: one cell each, no two alike, near the true place, districts together."""

import re
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cds.domain.places import AdminLevel, UnitFacts
from cds.store.boundaries import Licence
from cds.store.tiles import WIDTH, Place, tile_cells, tile_layer
from tests.factories import COMMUNES, admin_unit, catalogue, unit_id

degrees = st.tuples(st.floats(10.0, 11.0), st.floats(105.0, 107.0), st.floats(0.5, 200.0))


def place(
    code: str, latitude: float, longitude: float, area: float = 20, district: str = "101"
) -> Place:
    return Place(
        admin_unit(code, AdminLevel.COMMUNE, district), district, latitude, longitude, area
    )


def grid(rows: int, columns: int, step: float = 0.05) -> list[Place]:
    return [
        place(f"{r:02}{c:02}", 10 + step * r, 106 + step * c, 30)
        for r in range(rows)
        for c in range(columns)
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(degrees, min_size=1, max_size=40))
def test_every_place_gets_a_cell_of_its_own(rows):
    places = [place(f"{i:04}", *row) for i, row in enumerate(rows)]

    cells = tile_cells(places)

    assert len({tuple(cell) for cell in cells}) == len(places)
    assert cells.min(axis=0).tolist() == [0, 0]


def test_places_on_one_spot_still_get_cells_of_their_own():
    cells = tile_cells([place(f"{i}", 10.5, 106.5) for i in range(9)])

    assert len({tuple(cell) for cell in cells}) == 9
    assert cells.max() <= 4, "they stay together"


def test_a_regular_grid_keeps_its_order():
    places = grid(4, 5)

    cells = tile_cells(places)

    for place_, (column, row) in zip(places, cells, strict=True):
        north, west = int(place_.unit.code[:2]), int(place_.unit.code[2:])
        assert (column, row) == (west, 3 - north)


def test_small_wards_get_cells_as_large_as_those_of_large_communes():
    wards = [place(f"w{i}", 10.5 + 0.002 * i, 106.4, 1) for i in range(4)]
    country = [place(f"c{i}", 10.2 + 0.2 * (i // 3), 106.0 + 0.3 * (i % 3), 120) for i in range(9)]

    cells = tile_cells([*wards, *country])

    assert len({tuple(cell) for cell in cells}) == 13


def test_districts_stay_together_where_the_true_places_leave_a_choice():
    mixed = [replace(p, district_id=str(int(p.unit.code[2:]) < 3)) for p in grid(6, 6)]

    cells = tile_cells(mixed)

    west = {tuple(c) for p, c in zip(mixed, cells, strict=True) if p.district_id == "True"}
    neighbours = sum((column + 1, row) in west or (column - 1, row) in west for column, row in west)
    assert neighbours == len(west)


def test_the_same_places_always_give_the_same_grid():
    places = [place(f"{i:02}", 10 + (i * 7 % 11) / 20, 106 + (i * 5 % 13) / 20) for i in range(30)]

    assert np.array_equal(tile_cells(places), tile_cells(places))


def test_a_layer_holds_squares_inside_its_view_box():
    layer = tile_layer(catalogue(), catalogue().vintages[0])

    assert [shape.code for shape in layer.shapes] == sorted(COMMUNES)
    assert (layer.licence, layer.level) == (Licence.REFERENCE, AdminLevel.COMMUNE)
    _, _, width, height = layer.view_box
    assert width == WIDTH
    for shape in layer.shapes:
        pairs = [tuple(map(float, p.split(","))) for p in re.findall(r"[\d.]+,[\d.]+", shape.path)]
        assert len(set(pairs)) == 4
        assert all(0 <= x <= width and 0 <= y <= height for x, y in pairs)
        assert min(x for x, _ in pairs) < shape.x < max(x for x, _ in pairs)


def test_a_commune_without_a_known_place_is_left_out():
    given_ = catalogue()
    vintage = given_.vintages[0]
    facts = {**vintage.facts, unit_id("1022"): UnitFacts()}
    vintage = replace(vintage, facts=facts)

    layer = tile_layer(replace(given_, vintages=(vintage,)), vintage)

    assert {shape.code for shape in layer.shapes} == set(COMMUNES) - {"1022"}


def test_a_place_known_from_another_vintage_serves():
    given_ = catalogue()
    first = given_.vintages[0]
    later = replace(first, name="v2", facts={})

    layer = tile_layer(replace(given_, vintages=(first, later)), later)

    assert len(layer.shapes) == len(COMMUNES)


def test_without_any_place_there_is_no_grid():
    vintage = replace(catalogue().vintages[0], facts={})

    assert tile_layer(replace(catalogue(), vintages=(vintage,)), vintage) is None
