"""Tile grids: one cell each, no two alike, near the true place, districts together."""

import re
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from cds.domain.admin_units import AdminLevel, UnitFacts
from cds.maps.frame import MARGIN, WIDTH
from cds.maps.tiles import Centroid, carried_on, settled, tile_layers
from cds.maps.tiles import tile_cells as grid_of
from cds.store.layers import Licence
from tests.factories import COMMUNES, admin_unit, catalogue, unit_id

CORNER = re.compile(r"([\d.]+),([\d.]+)")
degrees = st.tuples(st.floats(10.0, 11.0), st.floats(105.0, 107.0), st.floats(0.5, 200.0))


def place(
    code: str, latitude: float, longitude: float, area: float = 20, district: str = "101"
) -> Centroid:
    return Centroid(
        admin_unit(code, AdminLevel.COMMUNE, district), district, latitude, longitude, area
    )


def area(path: str) -> shapely.Geometry:
    """The area of a path whose rings lie beside each other."""
    rings = [CORNER.findall(ring) for ring in path.split("Z") if ring]
    return shapely.union_all([shapely.Polygon([(float(x), float(y)) for x, y in r]) for r in rings])


def tile_cells(places):
    """Cells in the order of the places, from the north-western corner."""
    cells = np.array(list(grid_of(places).values()))
    return cells - cells.min(axis=0)


def grid(rows: int, columns: int, step: float = 0.05) -> list[Centroid]:
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


def pieces(cells) -> int:
    """How many islands cells make, touching by their sides."""
    return len(
        shapely.get_parts(shapely.union_all([shapely.box(c, r, c + 1, r + 1) for c, r in cells]))
    )


def test_districts_and_the_whole_hold_together():
    """Two districts whose places interlock, and a third far away across the water."""
    near = [replace(p, district_id=str(int(p.unit.code[2:]) < 3)) for p in grid(6, 6)]
    far = [place(f"f{i}", 10.1 + i / 50, 107.5, 30, "far") for i in range(5)]
    places = [*near, *far]

    cells = [(int(column), int(row)) for column, row in tile_cells(places)]

    assert len(set(cells)) == 41
    assert pieces(cells) == 1
    for district in ("True", "False", "far"):
        own = [cell for p, cell in zip(places, cells, strict=True) if p.district_id == district]
        assert pieces(own) == 1


def test_settling_fills_holes_and_gathers_strays():
    scattered = [(0, 0), (2, 0), (4, 0), (0, 2), (2, 2), (4, 2)]

    cells = settled(scattered, [(float(c), float(r)) for c, r in scattered], ["a"] * 3 + ["b"] * 3)

    assert len(set(cells)) == 6
    assert pieces(cells) == 1


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=25, unique=True)
)
@settings(max_examples=40, deadline=None)
def test_settling_keeps_cells_apart_and_leaves_one_piece(cells):
    districts = [column % 3 for column, _ in cells]

    found = settled(cells, [(float(c), float(r)) for c, r in cells], districts)

    assert len(set(found)) == len(cells)
    assert pieces(found) == 1


def test_the_same_places_always_give_the_same_grid():
    places = [place(f"{i:02}", 10 + (i * 7 % 11) / 20, 106 + (i * 5 % 13) / 20) for i in range(30)]

    assert np.array_equal(tile_cells(places), tile_cells(places))


def test_a_layer_holds_squares_inside_its_view_box():
    layer, outlines = tile_layers(catalogue())

    assert [shape.code for shape in layer.shapes] == sorted(COMMUNES)
    assert (layer.licence, layer.level) == (Licence.REFERENCE, AdminLevel.COMMUNE)
    _, _, width, height = layer.view_box
    assert width == WIDTH
    for shape in layer.shapes:
        pairs = [(float(x), float(y)) for x, y in CORNER.findall(shape.path)]
        assert len(set(pairs)) == 4
        assert all(0 <= x <= width and 0 <= y <= height for x, y in pairs)
        assert min(x for x, _ in pairs) < shape.x < max(x for x, _ in pairs)
    assert outlines.view_box == layer.view_box


def test_lines_around_districts_are_not_cut_at_the_edge():
    *_, outlines = tile_layers(catalogue())

    _, _, width, height = outlines.view_box
    found = [CORNER.findall(shape.path) for shape in outlines.shapes]
    xs, ys = zip(*((float(x), float(y)) for pairs in found for x, y in pairs), strict=True)
    assert (min(xs), min(ys)) == (MARGIN, MARGIN)
    assert (max(xs), max(ys)) == pytest.approx((width - MARGIN, height - MARGIN), abs=0.1)


def test_a_line_runs_around_the_cells_of_each_district():
    squares, outlines = tile_layers(catalogue())

    assert outlines.level is AdminLevel.DISTRICT
    areas = {shape.code: area(shape.path) for shape in outlines.shapes}
    for square in squares.shapes:
        inside = [
            c for c, whole in areas.items() if whole.contains(shapely.Point(square.x, square.y))
        ]
        assert inside == [COMMUNES[square.code][0]]
    labels = {shape.code: shapely.Point(shape.x, shape.y) for shape in outlines.shapes}
    assert all(areas[code].contains(label) for code, label in labels.items())
    assert all(shape.label for shape in outlines.shapes)


def test_without_districts_there_is_the_grid_alone():
    given_ = catalogue()
    vintage = given_.vintages[0]
    flat = replace(vintage, parents={u: unit_id("10") for u in map(unit_id, COMMUNES)})

    (layer,) = tile_layers(replace(given_, vintages=(flat,)))

    assert layer.level is AdminLevel.COMMUNE


def test_a_commune_without_a_known_place_is_left_out():
    given_ = catalogue()
    vintage = given_.vintages[0]
    facts = {**vintage.facts, unit_id("1022"): UnitFacts()}
    vintage = replace(vintage, facts=facts)

    layer, *_ = tile_layers(replace(given_, vintages=(vintage,)))

    assert {shape.code for shape in layer.shapes} == set(COMMUNES) - {"1022"}


def test_a_place_known_from_another_vintage_serves():
    given_ = catalogue()
    first = given_.vintages[0]
    later = replace(first, name="v2", facts={})

    layers = tile_layers(replace(given_, vintages=(first, later)))

    assert [len(x.shapes) for x in layers if x.vintage == "v2"] == [len(COMMUNES), 2]


def test_without_any_place_there_is_no_grid():
    vintage = replace(catalogue().vintages[0], facts={})

    assert tile_layers(replace(catalogue(), vintages=(vintage,))) == ()


def test_a_commune_keeps_its_cell_through_a_reform():
    """One commune is gone, one is new: it gets the free cell nearest to its neighbours."""
    before = grid_of(grid(4, 5))
    new = place("new", 10.16, 106.21, 30)
    after = [p for p in grid(4, 5) if p.unit.code != "0304"] + [new]

    cells = carried_on(before, after)

    assert {u: c for u, c in cells.items() if u in before} == {
        p.unit.unit_id: before[p.unit.unit_id] for p in after[:-1]
    }
    assert len(set(cells.values())) == 20
    assert cells[new.unit.unit_id] == before[unit_id("0304")]


def test_a_grid_that_knows_few_of_the_units_is_not_carried_on():
    before = grid_of(grid(4, 5))
    others = [place(f"n{i}", 10 + i / 20, 106, 30) for i in range(25)]

    assert carried_on(before, [*grid(4, 5), *others]) is None
    assert carried_on({}, others) is None


def test_grids_that_carry_each_other_on_share_their_frame():
    given_ = catalogue()
    first = given_.vintages[0]
    fewer = {u: p for u, p in first.parents.items() if u != unit_id("1023")}
    later = replace(first, name="v2", parents=fewer)

    older, _, newer, _ = tile_layers(replace(given_, vintages=(first, later)))

    assert older.view_box == newer.view_box
    assert set(newer.shapes) < set(older.shapes)
