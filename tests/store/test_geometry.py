"""Polygons in metres: projecting, cleaning, fair division, paths."""

import math
import re

import pytest
import shapely

from cds.maps.geometry import (
    cleaned,
    dissolved,
    divided,
    label_point,
    mean_point,
    overlap,
    projected,
    simplified,
    sound,
    svg_path,
)

SQUARE = shapely.box(0, 0, 1000, 1000)


def test_a_degree_of_latitude_is_about_110_km_in_metres():
    strip = shapely.box(106.4, 10.0, 106.5, 11.0)

    (metres,) = projected([strip])

    left, bottom, right, top = metres.bounds
    assert top - bottom == pytest.approx(110_600, rel=0.002)
    assert right - left == pytest.approx(111_320 * 0.1 * math.cos(math.radians(10.5)), rel=0.06)


def test_shapes_are_projected_into_one_zone_so_that_neighbours_still_touch():
    west, east = projected(
        [shapely.box(107.9, 10, 108.0, 10.1), shapely.box(108.0, 10, 108.1, 10.1)]
    )

    assert west.distance(east) == 0


def test_cleaning_closes_slivers_and_parts_overlaps():
    left, right = shapely.box(0, 0, 500, 1000), shapely.box(500.4, 0, 1000, 1000)
    over = shapely.box(0, 990, 1000, 2000)

    areas = cleaned([left, right, over])

    assert dissolved(areas).geom_type == "Polygon"
    assert sum(area.area for area in areas) == pytest.approx(dissolved(areas).area)


def test_cleaning_mends_rings_that_cross_themselves():
    bow = shapely.Polygon([(0, 0), (10_000, 10_000), (10_000, 0), (0, 10_000)])

    (area,) = cleaned([bow])

    assert area.is_valid
    assert area.area == pytest.approx(5e7)


def test_neighbours_share_their_line_after_simplifying():
    wave = [(500 + (7 if y % 2 else 0), y * 10) for y in range(101)]
    left = shapely.Polygon([*wave, (0, 1000), (0, 0)])
    right = shapely.Polygon([*wave, (100_000, 1000), (100_000, 0)])

    smooth = simplified([left, right])

    assert sum(len(area.exterior.coords) for area in smooth) < 20
    assert smooth[0].intersection(smooth[1]).area == 0
    assert dissolved(smooth).area == pytest.approx(dissolved([left, right]).area)


@pytest.mark.parametrize("parts", [[1, 1], [19, 1], [1, 7, 3], [3, 16, 1], [5, 1, 1, 9]])
def test_an_area_is_divided_by_its_shares(parts):
    fair = [part / sum(parts) for part in parts]
    heirs = [(250 + 180 * i, 300 + 300 * (i % 2)) for i in range(len(parts))]

    cells = divided(SQUARE, heirs, fair)

    assert [cell.area / 1e6 for cell in cells] == pytest.approx(fair, abs=2e-5)
    assert dissolved(cells).area == pytest.approx(1e6, rel=1e-6)
    assert sum(cell.area for cell in cells) == pytest.approx(1e6, rel=1e-6)


def test_no_part_is_lost_where_sides_differ_in_the_last_bits():
    cells = divided(SQUARE, [(250, 300), (430, 600), (610, 300)], [0.15, 0.8, 0.05])

    assert dissolved(cells).area == pytest.approx(1e6, rel=1e-6)


def test_each_part_of_a_division_lies_towards_its_heir():
    west, east = divided(SQUARE, [(-900, 500), (1900, 500)], [0.75, 0.25])

    assert west.centroid.x < east.centroid.x
    assert west.bounds[2] == pytest.approx(750)


def test_a_division_of_an_area_with_a_hole_stays_outside_the_hole():
    ring = SQUARE.difference(shapely.box(400, 400, 600, 600))

    cells = divided(ring, [(0, 0), (1000, 1000)], [0.5, 0.5])

    assert [cell.area for cell in cells] == pytest.approx([ring.area / 2] * 2, rel=1e-4)
    assert all(not cell.contains(shapely.Point(500, 500)) for cell in cells)


def test_a_mean_point_counts_areas_by_their_weight():
    near, far = shapely.box(0, 0, 10, 10), shapely.box(90, 0, 100, 10)

    assert mean_point([(near, 0.75), (far, 0.25)]) == pytest.approx((5 + 90 * 0.25, 5))


def test_a_crumb_is_no_overlap():
    assert overlap(SQUARE, shapely.box(999, 0, 2000, 1000)) is None
    assert overlap(SQUARE, shapely.box(500, 0, 2000, 1000)).area == pytest.approx(5e5)
    assert overlap(SQUARE, shapely.box(1000, 0, 2000, 1000)) is None


def test_the_label_lies_inside_even_of_a_bent_shape():
    bent = SQUARE.difference(shapely.box(200, 200, 1000, 1000))

    x, y = label_point(bent)

    assert bent.contains(shapely.Point(x, y))


def test_a_path_points_down_and_closes_every_ring():
    hole = shapely.box(400, 400, 600, 600)
    island = shapely.box(2000, 0, 2100, 100)

    path = svg_path(SQUARE.difference(hole).union(island), left=0, top=1000, scale=0.1)

    assert path.count("M") == path.count("Z") == 3
    pairs = [tuple(map(float, pair.split(","))) for pair in re.findall(r"[\d.]+,[\d.]+", path)]
    assert (0, 0) in pairs, "the north-western corner is the origin"
    assert (210, 100) in pairs, "south is down"


def test_a_ring_that_rounding_flattens_is_left_out():
    assert svg_path(shapely.box(0, 0, 0.01, 0.01), 0, 1, 1) == ""


def test_sound_says_how_much_mending_changed():
    whole = [[(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]]
    bow = [[(0, 0), (10, 10), (10, 0), (0, 10), (0, 0)]]
    twice = [whole[0], [(5, 0), (15, 0), (15, 10), (5, 10), (5, 0)]]

    assert sound([whole])[1] == 0
    assert sound([bow])[1] == math.inf
    assert sound([[ring] for ring in twice])[1] == pytest.approx(0.25)
