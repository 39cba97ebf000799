"""Polygons in metres: projecting, cleaning, dividing by shares, drawing. No units, no files.

The only module that speaks to shapely, pyproj and scipy's solver, which carry no types.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import pyproj
import shapely
from scipy.optimize import brentq
from shapely.geometry.base import BaseGeometry

CORNERS_ACROSS = 1000  # details finer than this part of the whole's width are not drawn
GRID_M = 0.001
GAP_WIDTH_M = 1.0  # narrower gaps between neighbours are drawing noise
LEAST_AREA_M2 = 10_000.0  # smaller crumbs of a cut are rounding, not land
SWEEPS = 60
FAIRNESS = 1e-5  # share of the area by which a part of a cut may be too large or too small

Point = tuple[float, float]


def projected(geometries: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """WGS84 degrees to metres, in the UTM zone of the northern hemisphere they mostly lie in."""
    left, _, right, _ = shapely.total_bounds(geometries)
    zone = int(((left + right) / 2 + 180) // 6) + 1
    transformer = pyproj.Transformer.from_crs(4326, 32600 + zone, always_xy=True)
    return [
        shapely.transform(geometry, transformer.transform, interleaved=False)
        for geometry in geometries
    ]


def sound(polygons: Sequence[Sequence[Sequence[Point]]]) -> tuple[BaseGeometry, float]:
    """Polygons (outer ring, then holes) as one valid area, and the share mending changed.

    The share is infinite when rings that cross themselves enclose nothing as they were drawn.
    """
    drawn = [shapely.Polygon(outer, holes) for outer, *holes in polygons]
    area = _polygons(shapely.make_valid(shapely.MultiPolygon(drawn)))
    before = sum(polygon.area for polygon in drawn)
    return area, abs(area.area - before) / before if before else float("inf")


def cleaned(geometries: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """The same areas without overlaps, slivers or unshared corners; an enclave stays itself."""
    valid = [_polygons(shapely.make_valid(geometry)) for geometry in geometries]
    return list(shapely.coverage_clean(valid, gap_width=GAP_WIDTH_M, merge_strategy="min_area"))


def simplified(geometries: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Fewer corners, the same ones on both sides of every shared line."""
    left, _, right, _ = bounds(geometries)
    return list(shapely.coverage_simplify(geometries, (right - left) / CORNERS_ACROSS))


def dissolved(geometries: Sequence[BaseGeometry]) -> BaseGeometry:
    """The area of all of them together, in metres.

    On a grid: without one, GEOS drops a whole part when two sides differ in the last bits.
    """
    return shapely.union_all(geometries, grid_size=GRID_M)


def mean_point(weighted: Iterable[tuple[BaseGeometry, float]]) -> Point:
    """Centre of gravity of areas, each counted by its weight."""
    rows = [(area.centroid.x, area.centroid.y, area.area * weight) for area, weight in weighted]
    total = sum(mass for _, _, mass in rows)
    east = sum(x * mass for x, _, mass in rows) / total
    north = sum(y * mass for _, y, mass in rows) / total
    return east, north


def divided(
    area: BaseGeometry, heirs: Sequence[Point], shares: Sequence[float]
) -> list[BaseGeometry]:
    """Cut an area straight into one part per heir, of the given shares, each towards its heir.

    The parts are the cells of a power diagram (Aurenhammer 1987): an heir's weight grows until
    its cell holds its share. Shares are positive and add up to 1; heirs are distinct points.
    """
    reach = shapely.box(*area.bounds).length ** 2 + max(
        (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 for a in heirs for b in heirs
    )
    weights = [0.0] * len(heirs)

    def cell(heir: int, weight: float) -> BaseGeometry:
        """The part nearer to one heir than to any other, distances less weights."""
        part = area
        for other in range(len(heirs)):
            if other != heir:
                there = heirs[other], weights[other]
                part = part.intersection(_half_plane(part, heirs[heir], weight, *there))
        return part

    for _ in range(SWEEPS):
        for heir in range(1, len(heirs)):

            def surplus(weight: float, heir: int = heir) -> float:
                return float(cell(heir, weight).area - shares[heir] * area.area)

            limit = reach * 4
            weights[heir] = float(brentq(surplus, -limit, limit, xtol=limit * 1e-12))
        cells = [cell(heir, weight) for heir, weight in enumerate(weights)]
        pairs = zip(cells, shares, strict=True)
        if all(abs(one.area / area.area - share) < FAIRNESS for one, share in pairs):
            break
    return [_polygons(one) for one in cells]


def overlap(first: BaseGeometry, second: BaseGeometry) -> BaseGeometry | None:
    """What two areas share; None when that is next to nothing."""
    shared = _polygons(first.intersection(second))
    return shared if shared.area >= LEAST_AREA_M2 else None


def svg_path(area: BaseGeometry, left: float, top: float, scale: float) -> str:
    """Absolute SVG path, y pointing down, one decimal; `left` and `top` in metres."""
    path = ""
    for part in shapely.get_parts(area):
        for ring in (part.exterior, *part.interiors):
            points = [
                (round((x - left) * scale, 1), round((top - y) * scale, 1)) for x, y in ring.coords
            ]
            corners = [here for before, here in pairwise(points) if here != before]
            if len(corners) >= 3:  # else rounding has flattened it
                path += "M" + "L".join(f"{x:g},{y:g}" for x, y in corners) + "Z"
    return path


def label_point(area: BaseGeometry) -> Point:
    """The point inside that lies farthest from the outline (pole of inaccessibility)."""
    centre = shapely.get_point(shapely.maximum_inscribed_circle(area, tolerance=20.0), 0)
    return float(centre.x), float(centre.y)


def bounds(geometries: Sequence[BaseGeometry]) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of them all."""
    left, bottom, right, top = shapely.total_bounds(geometries)
    return float(left), float(bottom), float(right), float(top)


def _half_plane(
    area: BaseGeometry, own: Point, weight: float, other: Point, other_weight: float
) -> BaseGeometry:
    here, there = np.array(own), np.array(other)
    distance = float(np.linalg.norm(there - here))
    forward = (there - here) / distance
    lead = (distance**2 + weight - other_weight) / (2 * distance)
    foot = here + forward * lead
    left, bottom, right, top = bounds([area]) if not area.is_empty else (0.0, 0.0, 0.0, 0.0)
    corner = np.array([(left + right) / 2, (bottom + top) / 2])
    side = np.array([-forward[1], forward[0]])
    foot = foot + side * float((corner - foot) @ side)
    size = 2 * float(np.hypot(right - left, top - bottom)) + float(np.linalg.norm(corner - foot))
    back = foot - forward * size * 2
    corners = [foot + side * size, foot - side * size, back - side * size, back + side * size]
    return shapely.Polygon(corners)


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    """Only the areas of a geometry: cutting can leave stray points and lines."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type.endswith("Polygon")]
    return shapely.union_all(parts)
