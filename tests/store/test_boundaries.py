"""Layers built from the shipped reference and the installed map package, once per session."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import shapely
from shapely.affinity import affine_transform

from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.errors import NotFoundError, StoreDamagedError
from cds.maps.building import STAMP, build_boundaries
from cds.maps.frame import published_layers
from cds.store import layers
from cds.store.layers import (
    Layer,
    Licence,
    layer_files,
    layer_path,
    load_layer,
    save_layer,
    save_layers,
    sound_layers,
)
from cds.store.reference.loading import load_catalogue
from cds.views.coverage import overlay
from tests.charts.map_factory import layer as small_layer
from tests.factories import catalogue as small_catalogue

pytestmark = pytest.mark.slow

COMMUNES, DISTRICTS, PROVINCES = AdminLevel.COMMUNE, AdminLevel.DISTRICT, AdminLevel.PROVINCE
VINTAGES = ("v2013", "v2020", "v2024")
RING = re.compile(r"M([^MZ]+)Z")
MOST_BYTES = 150_000


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, full_home: Path) -> Path:
    """A data home whose layers have been built; tests read it and change only copies."""
    home = tmp_path_factory.mktemp("home")
    for part in ("reference", "boundaries"):
        shutil.copytree(full_home / part, home / part)
    return home


@pytest.fixture(scope="module")
def catalogue(home: Path) -> Catalogue:
    return load_catalogue(home)


def rings(path: str) -> list[list[tuple[float, float]]]:
    return [
        [(float(x), float(y)) for x, y in (pair.split(",") for pair in ring.split("L"))]
        for ring in RING.findall(path)
    ]


def area(path: str) -> shapely.Geometry:
    """The area of a path: later rings lie inside the first or beside it."""
    polygons = [shapely.make_valid(shapely.Polygon(ring)) for ring in rings(path)]
    whole = polygons[0]
    for polygon in polygons[1:]:
        whole = whole.symmetric_difference(polygon)
    return whole


def codes(layer: Layer) -> Sequence[str]:
    return [shape.code for shape in layer.shapes]


@pytest.mark.parametrize(
    ("vintage", "count"), [("v2013", 192), ("v2020", 188), ("v2024", 186), ("v2025", 96)]
)
def test_every_commune_of_a_vintage_has_its_shape(home, catalogue, vintage, count):
    layer = load_layer(home, vintage, COMMUNES)

    expected = {u.code for u in catalogue.units.values() if vintage in u.vintages} & {
        unit_id.partition("@")[0]
        for one in catalogue.vintages
        if one.name == vintage
        for unit_id in one.parents
        if catalogue.units[unit_id].level is COMMUNES
    }
    assert len(layer.shapes) == count
    assert set(codes(layer)) == expected


@pytest.mark.parametrize("vintage", VINTAGES)
def test_districts_and_province_are_dissolved_from_communes(home, vintage):
    communes = [area(shape.path) for shape in load_layer(home, vintage, COMMUNES).shapes]
    districts = [area(shape.path) for shape in load_layer(home, vintage, DISTRICTS).shapes]
    province = [area(shape.path) for shape in load_layer(home, vintage, PROVINCES).shapes]

    assert (len(districts), len(province)) == (15, 1)
    whole = province[0].area
    assert sum(part.area for part in communes) == pytest.approx(whole, rel=0.002)
    assert sum(part.area for part in districts) == pytest.approx(whole, rel=0.002)
    assert shapely.union_all(communes).area == pytest.approx(whole, rel=0.002)


def test_the_province_of_today_is_drawn_from_both_that_became_it(home, catalogue):
    communes = {shape.unit_id: shape for shape in load_layer(home, "v2025", COMMUNES).shapes}
    [province] = load_layer(home, "v2025", PROVINCES).shapes
    facts = catalogue.vintages[-1].facts

    assert sum(area(one.path).area for one in communes.values()) == pytest.approx(
        area(province.path).area, rel=0.002
    )
    km2 = area(province.path).area / 8536.41  # as published
    shares = {
        key: area(one.path).area / km2 / float(facts[key].area_km2 or 1)
        for key, one in communes.items()
    }
    assert all(0.85 < share < 1.15 for share in shares.values())
    assert sum(one.is_estimate for one in communes.values()) < len(communes) / 3


@pytest.mark.parametrize(("below", "above"), [("v2025", "v2024"), ("v2024", "v2025")])
def test_the_lines_before_and_after_a_reform_lie_on_each_other(home, catalogue, below, above):
    vintage = next(one for one in catalogue.vintages if one.name == below)
    laid = overlay(home, catalogue, vintage, COMMUNES)
    base, over = (load_layer(home, name, COMMUNES) for name in (below, above))
    moved = [laid.scale, 0, 0, laid.scale, laid.left, laid.top]
    placed = {
        shape.unit_id: affine_transform(area(shape.path), moved)
        for shape in over.shapes
        if shape.unit_id in laid.unit_ids
    }
    old, new = (186, 60) if above == "v2024" else (60, 186)
    whole = shapely.union_all(list(placed.values()), grid_size=0.1)
    beneath = [area(shape.path) for shape in base.shapes]
    held = [one for one in beneath if whole.intersects(one.centroid)]
    under = shapely.union_all(held, grid_size=0.1)

    assert len(placed) == old
    assert len(held) == new
    assert whole.intersection(under).area == pytest.approx(whole.area, rel=0.01)
    assert overlay(home, catalogue, vintage, DISTRICTS) is None


def test_the_part_of_a_later_map_that_is_known_is_drawn_without_the_levels_above(catalogue):
    known = replace(catalogue, outline_parts=())

    drawn = {one.level: one for one in published_layers(known) if one.vintage == "v2025"}

    assert drawn.keys() == {COMMUNES}
    assert len(drawn[COMMUNES].shapes) == 60


def test_merged_communes_keep_the_land_of_their_parts(home):
    before = {shape.code: shape for shape in load_layer(home, "v2013", COMMUNES).shapes}
    after = {shape.code: shape for shape in load_layer(home, "v2020", COMMUNES).shapes}

    parts = area(before["28069"].path).area + area(before["28072"].path).area

    assert area(after["28072"].path).area == pytest.approx(parts, rel=0.02)
    assert not after["28072"].is_estimate


def test_a_divided_commune_is_cut_by_its_published_shares_and_marked(home):
    before = {shape.code: shape for shape in load_layer(home, "v2020", COMMUNES).shapes}
    after = {shape.code: shape for shape in load_layer(home, "v2024", COMMUNES).shapes}
    gone = area(before["28006"].path)
    heirs = {"28003": 0.5428, "28009": 0.278, "28012": 0.1792}

    shares = {code: area(after[code].path).intersection(gone).area / gone.area for code in heirs}

    assert shares == pytest.approx(heirs, abs=0.02)
    assert all(after[code].is_estimate for code in heirs)
    assert sum(shape.is_estimate for shape in after.values()) == 5


def test_every_ring_is_closed_has_corners_and_lies_in_the_view_box(home):
    for layer in sound_layers(home):
        left, top, width, height = layer.view_box
        for shape in layer.shapes:
            assert "".join(f"M{ring}Z" for ring in RING.findall(shape.path)) == shape.path
            for ring in rings(shape.path):
                assert len(ring) >= 3
                assert all(left <= x <= left + width and top <= y <= top + height for x, y in ring)


def test_every_label_point_lies_in_its_shape(home):
    for layer in sound_layers(home):
        outside = [
            shape.code
            for shape in layer.shapes
            if area(shape.path).distance(shapely.Point(shape.x, shape.y)) > 0.1
        ]
        assert outside == []


@pytest.mark.parametrize("tiles", [False, True])
@pytest.mark.parametrize("vintage", VINTAGES)
def test_layers_of_one_vintage_share_their_frame(home, vintage, tiles):
    layers = [load_layer(home, vintage, level, tiles=tiles) for level in (COMMUNES, DISTRICTS)]

    assert layers[0].view_box == layers[1].view_box
    assert layers[0].licence is layers[1].licence


def test_districts_bear_short_names_for_the_map(home):
    labels = {shape.code: shape.label for shape in load_layer(home, "v2020", DISTRICTS).shapes}

    assert (labels["794"], labels["802"]) == ("Tân An", "Đức Hòa")
    assert not any(shape.label for shape in load_layer(home, "v2020", COMMUNES).shapes)


@pytest.mark.parametrize(("vintage", "count"), [("v2020", 188), ("v2024", 186)])
def test_a_tile_grid_gives_every_commune_one_equal_cell_of_its_own(home, vintage, count):
    shapes = load_layer(home, vintage, COMMUNES, tiles=True).shapes

    boxes = [area(shape.path).bounds for shape in shapes]

    assert len(shapes) == count
    assert len({(shape.x, shape.y) for shape in shapes}) == count
    assert Counter((round(b[2] - b[0]), round(b[3] - b[1])) for b in boxes).total() == count
    assert max(b[2] - b[0] for b in boxes) - min(b[2] - b[0] for b in boxes) < 0.3
    tree = shapely.STRtree([shapely.box(*box) for box in boxes])
    assert all(len(tree.query(shapely.box(*box))) == 1 for box in boxes)


def test_tiles_lie_near_their_true_places(home):
    """Order from west to east is largely kept: the rank correlation is high."""
    tiles = {shape.code: shape for shape in load_layer(home, "v2020", COMMUNES, tiles=True).shapes}
    places = load_layer(home, "v2020", COMMUNES).shapes

    for axis in ("x", "y"):
        true_order = sorted(
            tiles, key=lambda c: next(getattr(s, axis) for s in places if s.code == c)
        )
        rank = {code: i for i, code in enumerate(true_order)}
        tile_order = sorted(tiles, key=lambda c: getattr(tiles[c], axis))
        moved = [abs(rank[code] - i) for i, code in enumerate(tile_order)]
        assert sum(moved) / len(moved) < len(tiles) / 10


def test_a_commune_has_the_same_tile_before_and_after_a_reform(home):
    grids = [load_layer(home, vintage, COMMUNES, tiles=True) for vintage in VINTAGES]
    places = [{shape.unit_id: (shape.x, shape.y) for shape in grid.shapes} for grid in grids]

    for older, newer in pairwise(places):
        both = older.keys() & newer.keys()
        assert len(both) > 180
        assert all(older[unit] == newer[unit] for unit in both)
    assert len({grid.view_box for grid in grids}) == 1


@pytest.mark.parametrize("vintage", VINTAGES)
def test_tile_grids_are_one_piece_and_nearly_all_districts_too(home, vintage):
    outlines = load_layer(home, vintage, DISTRICTS, tiles=True).shapes

    whole = shapely.union_all([area(shape.path) for shape in outlines], grid_size=0.1)
    broken = [s.code for s in outlines if len(shapely.get_parts(area(s.path))) > 1]

    assert len(shapely.get_parts(whole)) == 1
    assert len(broken) <= 2


def test_licence_tells_outlines_from_computed_grids(home):
    licences = {
        (layer.licence, path.stem.endswith("-tiles"))
        for layer, path in zip(sound_layers(home), layer_files(home), strict=True)
    }

    assert licences == {(Licence.GADM, False), (Licence.REFERENCE, True)}


def test_a_vintage_weighs_no_more_than_a_small_picture(home):
    for vintage in VINTAGES:
        files = (home / layers.BOUNDARIES).glob(f"{vintage}-*.json")
        assert sum(file.stat().st_size for file in files) <= MOST_BYTES


def test_building_again_does_nothing(home, catalogue):
    before = {p: p.stat().st_mtime_ns for p in (home / layers.BOUNDARIES).iterdir()}
    told: list[str] = []

    paths = build_boundaries(home, catalogue, told.append)

    assert told == []
    assert {path.name for path in paths} == {p.name for p in before if p.name != STAMP}
    assert {p: p.stat().st_mtime_ns for p in (home / layers.BOUNDARIES).iterdir()} == before


def test_a_changed_reference_is_built_from_anew_but_an_own_layer_stays(home, tmp_path):
    own_home = Path(shutil.copytree(home, tmp_path / "own"))
    save_layer(layer_path(own_home, "v2020", COMMUNES), small_layer())
    table = own_home / "reference" / "admin_units.csv"
    table.write_text(table.read_text("utf-8").replace("Xã Tân Bửu", "Xã Tân Bưu"), "utf-8")

    build_boundaries(own_home, load_catalogue(own_home))

    assert "Xã Tân Bưu" in {s.name for s in load_layer(own_home, "v2024", COMMUNES).shapes}
    assert load_layer(own_home, "v2020", COMMUNES).licence is Licence.OWN
    assert load_layer(own_home, "v2020", DISTRICTS).licence is Licence.GADM
    assert build_boundaries(own_home, load_catalogue(own_home), pytest.fail)


@pytest.fixture(scope="module")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data home that the map package does not know: tile grids only."""
    home = tmp_path_factory.mktemp("small")
    build_boundaries(home, small_catalogue())
    return home


def test_without_outlines_there_are_tile_grids(small_home):
    names = [path.name for path in layer_files(small_home)]
    assert names == ["v1-commune-tiles.json", "v1-district-tiles.json"]


def test_a_broken_layer_is_named_and_built_again(small_home):
    path = layer_path(small_home, "v1", COMMUNES, tiles=True)
    whole = path.read_bytes()
    path.write_bytes(whole[:100])

    with pytest.raises(StoreDamagedError) as caught:
        load_layer(small_home, "v1", COMMUNES, tiles=True)
    build_boundaries(small_home, small_catalogue())

    assert caught.value.slots["file"] == path.name
    assert path.read_bytes() == whole


def test_a_damaged_stamp_only_costs_another_build(small_home):
    stamp = small_home / layers.BOUNDARIES / STAMP
    whole = stamp.read_bytes()
    stamp.write_text('{"digest": ["an older form"]')

    build_boundaries(small_home, small_catalogue())

    assert stamp.read_bytes() == whole


def test_a_layer_reads_back_as_it_was_saved(tmp_path):
    layer = small_layer()

    save_layers(tmp_path, [layer])

    assert load_layer(tmp_path, "v1", COMMUNES) == layer
    assert sound_layers(tmp_path) == [layer]


def test_a_layer_nobody_built_is_not_found(tmp_path):
    with pytest.raises(NotFoundError):
        load_layer(tmp_path, "v1", COMMUNES)


@pytest.mark.parametrize("content", ["{}", "[]", "7", '{"viewBox": 1}', '{"viewBox": [0,0,1,1]}'])
def test_json_that_is_no_layer_counts_as_damaged(tmp_path, content):
    path = layer_path(tmp_path, "v1", COMMUNES)
    path.parent.mkdir()
    path.write_text(content)

    with pytest.raises(StoreDamagedError):
        load_layer(tmp_path, "v1", COMMUNES)


def test_files_that_are_no_layers_are_not_listed(tmp_path):
    folder = tmp_path / layers.BOUNDARIES
    folder.mkdir()
    (folder / STAMP).write_text(json.dumps({}))
    (folder / "v1-parish.json").write_text("{}")

    assert layer_files(tmp_path) == []
