"""An own GeoJSON replaces map layers; a file with faults changes nothing and names them all."""

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.errors import NotFoundError, UserError
from cds.maps import boundary_import
from cds.maps.boundary_import import import_boundaries
from cds.store.audit import AuditTrail
from cds.store.files import sha256_of
from cds.store.layers import (
    BOUNDARIES,
    Licence,
    layer_path,
    load_layer,
    save_layer,
    sound_layers,
)
from cds.text.phrases import sentence
from tests.charts.map_factory import layer as other_layer
from tests.factories import COMMUNES, admin_unit, catalogue, unit_id

Row = dict[str, object]
PLACES = {
    code: (106.4, 10.5 + place / 10) for place, code in enumerate(COMMUNES)
}  # as in factories
DISTRICTS = {"101": (106.4, 10.55), "102": (106.4, 10.8)}


def square(x: float, y: float, half: float = 0.05) -> list[list[float]]:
    west, east, south, north = x - half, x + half, y - half, y + half
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code: object, ring: object = None, **geometry: object) -> Row:
    shape = {
        "type": "Polygon",
        "coordinates": [ring or square(*PLACES.get(str(code), (106.4, 10.5)))],
    }
    return {"type": "Feature", "properties": {"ma": code}, "geometry": {**shape, **geometry}}


def communes(**changed: Row) -> list[Row]:
    """One square per commune around its known centre; changes by code, with a c in front."""
    return [changed.get(f"c{code}", feature(code)) for code in PLACES]


def write(folder: Path, rows: Iterable[Row], **members: object) -> Path:
    path = folder / "own.geojson"
    document = {"type": "FeatureCollection", "features": list(rows), **members}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def imported(home: Path, rows: Iterable[Row], place: Catalogue | None = None, **members: object):
    file = write(home, rows, **members)
    return import_boundaries(home, place or catalogue(), file, "v1", "ma")


def refusal(home: Path, rows: Iterable[Row], **members: object) -> UserError:
    with pytest.raises(UserError) as caught:
        imported(home, rows, **members)
    assert not (home / BOUNDARIES).exists(), "a refused file must change nothing"
    return caught.value


def problems(error: UserError) -> Mapping[str, tuple[str, ...]]:
    assert error.phrase == "boundaries_refused"
    found = error.slots["problems"]
    assert isinstance(found, tuple)
    return {problem.phrase: problem.slots["features"] for problem in found}


def test_communes_replace_their_layer_and_those_above(tmp_path):
    report = imported(tmp_path, communes())

    layers = {layer.level: layer for layer in sound_layers(tmp_path)}
    assert {level: len(layer.shapes) for level, layer in layers.items()} == {
        AdminLevel.COMMUNE: 5, AdminLevel.DISTRICT: 2, AdminLevel.PROVINCE: 1,
    }  # fmt: skip
    assert {layer.licence for layer in layers.values()} == {Licence.OWN}
    assert [unit_id.partition("@")[0] for unit_id in report.features] == list(PLACES)
    assert (report.missing, report.left_out) == ((), ())


def test_shapes_lie_as_on_the_ground(tmp_path):
    imported(tmp_path, communes())

    shapes = {shape.code: shape for shape in load_layer(tmp_path, "v1", "commune").shapes}

    assert shapes["1011"].y > shapes["1012"].y > shapes["1023"].y, "north is up"
    assert shapes["1011"].x == pytest.approx(shapes["1023"].x, abs=30)


def test_districts_alone_leave_the_communes_as_they_are(tmp_path):
    save_layer(layer_path(tmp_path, "v1", AdminLevel.COMMUNE), other_layer())

    report = imported(tmp_path, [feature(code, square(x, y)) for code, (x, y) in DISTRICTS.items()])

    assert report.level is AdminLevel.DISTRICT
    assert load_layer(tmp_path, "v1", "commune") == other_layer()
    assert len(load_layer(tmp_path, "v1", "province").shapes) == 1


def test_a_missing_commune_is_named_and_leaves_its_district_out(tmp_path):
    report = imported(tmp_path, [row for row in communes() if row["properties"]["ma"] != "1012"])

    assert [unit.code for unit in report.missing] == ["1012"]
    assert [s.code for s in load_layer(tmp_path, "v1", "district").shapes] == ["102"]
    assert {layer.level for layer in sound_layers(tmp_path)} == {
        AdminLevel.COMMUNE,
        AdminLevel.DISTRICT,
    }


def test_foreign_codes_are_left_out_and_told(tmp_path):
    report = imported(tmp_path, [*communes(), feature("99999", square(107, 11))])

    assert report.left_out == ("99999",)
    assert len(load_layer(tmp_path, "v1", "commune").shapes) == 5


@pytest.mark.parametrize("code", [1011, 1011.0, " 1011 ", "1011"])
def test_a_code_is_found_however_the_tool_wrote_it(tmp_path, code):
    assert len(imported(tmp_path, communes(c1011=feature(code))).features) == 5


def test_zeros_that_a_number_lost_do_not_matter(tmp_path):
    north = replace(admin_unit("00191", AdminLevel.COMMUNE, "102", "Xã Bắc"))
    place = catalogue(extra_units=[north])

    report = imported(tmp_path, [*communes(), feature(191, square(106.4, 11.1))], place)

    assert "00191" in {unit_id.partition("@")[0] for unit_id in report.features}


def test_parts_holes_and_heights_are_kept_apart(tmp_path):
    x, y = PLACES["1011"]
    high = [[*point, 12.5] for point in square(x, y)]
    island = square(x + 0.2, y, 0.02)
    hole = square(x + 0.02, y + 0.02, 0.01)
    shape = {"type": "MultiPolygon", "coordinates": [[high, hole], [island]]}

    imported(tmp_path, communes(c1011=feature("1011", **shape)))

    path = next(s.path for s in load_layer(tmp_path, "v1", "commune").shapes if s.code == "1011")
    assert path.count("M") == path.count("Z") == 3


def test_a_second_import_replaces_the_first(tmp_path):
    imported(tmp_path, communes())
    imported(tmp_path, communes(c1011=feature("1011", square(*PLACES["1011"], half=0.04))))

    shapes = {s.code: s.path for s in load_layer(tmp_path, "v1", "commune").shapes}

    assert shapes["1011"] != shapes["1012"].replace("1012", "1011")
    assert not list((tmp_path / BOUNDARIES).glob(".*")), "no drafts stay behind"


def test_readers_see_old_or_new_layers_never_half_of_one(tmp_path):
    imported(tmp_path, communes())
    seen: set[int] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(len(load_layer(tmp_path, "v1", "commune").shapes))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(5):
        imported(tmp_path, communes()[:4])
        imported(tmp_path, communes())
    done.set()
    reader.join()

    assert seen <= {4, 5}


def polygon(*rings: object) -> Row:
    return {"type": "Polygon", "coordinates": list(rings)}


BOW = [[106, 10], [107, 11], [107, 10], [106, 11], [106, 10]]
LINE = [[106, 10], [106.1, 10], [106.2, 10], [106, 10]]
NUMBERLESS = ([["a", "b"]] * 4, [[106]] * 4, [[True, 10.0]] * 4, [[10**400, 10.0]] * 4, [7])


@pytest.mark.parametrize(
    ("geometry", "phrase"),
    [
        (None, "boundary_not_polygon"),
        ({"type": "Point", "coordinates": [106.4, 10.5]}, "boundary_not_polygon"),
        ({"type": "GeometryCollection", "geometries": []}, "boundary_not_polygon"),
        ({"type": "Polygon", "coordinates": None}, "boundary_bad_coordinates"),
        *((polygon(ring), "boundary_bad_coordinates") for ring in NUMBERLESS),
        (polygon(), "boundary_bad_coordinates"),
        ({"type": "MultiPolygon", "coordinates": []}, "boundary_bad_coordinates"),
        (polygon(square(106.4, 10.5)[:3]), "boundary_bad_coordinates"),
        (polygon(square(106.4, 10.5)[:4]), "boundary_bad_coordinates"),
        (polygon(BOW), "boundary_crossing_ring"),
        (polygon(LINE), "boundary_crossing_ring"),
    ],
)
def test_a_shape_that_cannot_be_used_is_named_by_its_code(tmp_path, geometry, phrase):
    error = refusal(tmp_path, communes(c1012={**feature("1012"), "geometry": geometry}))

    assert problems(error) == {phrase: ("1012",)}


def test_a_feature_that_is_no_object_is_named_by_its_place(tmp_path):
    error = refusal(tmp_path, [*communes(), 7])

    assert problems(error) == {"boundary_not_polygon": ("#6",), "boundary_no_code": ("#6",)}


def test_all_faults_are_named_at_once(tmp_path):
    file = [
        feature("1011"),
        feature("1011"),
        feature("1012", square(106.4, 10.6)[:4]),
        feature(None, square(106.4, 10.7)),
        feature("102", square(106.4, 10.9)),
        feature("1021"),
    ]

    error = refusal(tmp_path, file)

    assert problems(error) == {
        "boundary_duplicate_code": ("1011",),
        "boundary_bad_coordinates": ("1012",),
        "boundary_no_code": ("#4",),
        "boundary_other_level": ("102",),
    }
    text = sentence(error)
    assert text.count("\n- ") == 4
    assert "–" not in text, "every slot is filled"


def test_a_long_list_of_features_is_cut_short_but_counted(tmp_path):
    rows = [feature(None) for _ in range(30)]

    error = refusal(tmp_path, [*communes(), *rows])

    (problem,) = error.slots["problems"]
    assert problem.slots["count"] == 30
    assert len(problem.slots["features"]) == boundary_import.MOST_NAMED + 1


def test_codes_of_another_vintage_are_not_mixed_in(tmp_path):
    later = replace(admin_unit("1099", AdminLevel.COMMUNE, "102"), valid_from=date(2024, 12, 1))
    place = catalogue()
    place = replace(place, units={**place.units, later.unit_id: later})
    file = write(tmp_path, [*communes(), feature("1099", square(106.4, 11.0))])

    with pytest.raises(UserError) as caught:
        import_boundaries(tmp_path, place, file, "v1", "ma")

    assert problems(caught.value) == {"boundary_other_vintage": ("1099",)}


def test_shapes_that_lie_on_each_other_are_named(tmp_path):
    error = refusal(tmp_path, communes(c1012=feature("1012", square(106.4, 10.55, 0.08))))

    assert set(problems(error)) == {"boundary_overlapping"}
    assert set(problems(error)["boundary_overlapping"]) & {"1011", "1012"}


def test_codes_that_slipped_by_rows_are_noticed(tmp_path):
    rows = [
        feature(code, square(*PLACES[other]))
        for code, other in zip(PLACES, [*[*PLACES][1:], "1011"], strict=True)
    ]

    error = refusal(tmp_path, rows)

    assert problems(error) == {"boundary_elsewhere": ("0/5",)}


def test_a_stray_point_makes_the_map_too_wide(tmp_path):
    ring = square(*PLACES["1011"])
    ring.insert(2, [0, 0])

    error = refusal(tmp_path, communes(c1011=feature("1011", ring)))

    assert set(problems(error)) == {"boundary_too_wide"}


def test_a_few_communes_do_not_replace_a_whole_layer(tmp_path):
    error = refusal(tmp_path, communes()[:2])

    assert problems(error) == {"boundary_too_few": ("2/5",)}


@pytest.mark.parametrize(
    ("features", "members", "phrase"),
    [
        ([], {}, "boundaries_not_geojson"),
        ([feature("1011")], {"type": "Feature"}, "boundaries_not_geojson"),
        ([feature("1011")], {"type": "Topology"}, "boundaries_not_geojson"),
        ([feature("1011")], {"features": {}}, "boundaries_not_geojson"),
        ([feature("77777")], {}, "boundaries_no_code_known"),
        ([{**feature("1011"), "properties": {"code": "1011"}}], {}, "boundaries_no_field"),
        ([{**feature("1011"), "properties": None}], {}, "boundaries_no_field"),
        ([feature("1011", square(581_000, 1_167_000, 500))], {}, "boundaries_not_degrees"),
        ([feature("1011", [[y, x] for x, y in square(106.4, 10.5)])], {}, "boundaries_not_degrees"),
    ],
)  # fmt: skip
def test_a_file_of_the_wrong_kind_is_refused_whole(tmp_path, features, members, phrase):
    error = refusal(tmp_path, features, **members)

    assert error.phrase == phrase
    assert "own.geojson" in sentence(error)


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:EPSG::9210", "EPSG:3405", "VN-2000 / TM-3 105-45", None]
)
def test_another_coordinate_system_is_refused_by_name(tmp_path, name):
    crs = {"type": "name", "properties": {"name": name}}

    error = refusal(tmp_path, communes(), crs=crs)

    assert error.phrase == "boundaries_other_crs"
    assert (name or "name") in sentence(error)


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "WGS84"])
def test_wgs84_under_any_of_its_names_is_taken(tmp_path, name):
    assert imported(tmp_path, communes(), crs={"type": "name", "properties": {"name": name}})


@pytest.mark.parametrize(
    "content",
    [
        b'{"type": "FeatureCollection", "features": [',
        b"",
        b"PK\x03\x04\xff\xfe",
        "ma;ten".encode("utf-16"),
        b"[" * 200_000,
        b"[]",
        b"null",
        b'{"type": "FeatureCollection", "features": [NaN]}',
    ],
)
def test_a_file_that_is_no_geojson_is_refused(tmp_path, content):
    file = tmp_path / "own.geojson"
    file.write_bytes(content)

    with pytest.raises(UserError) as caught:
        import_boundaries(tmp_path, catalogue(), file, "v1", "ma")

    assert caught.value.phrase == "boundaries_not_geojson"


def test_a_mark_at_the_files_beginning_is_skipped(tmp_path):
    file = write(tmp_path, communes())
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())

    assert import_boundaries(tmp_path, catalogue(), file, "v1", "ma").features


def test_a_file_that_is_not_there_is_not_found(tmp_path):
    with pytest.raises(NotFoundError):
        import_boundaries(tmp_path, catalogue(), tmp_path / "none.geojson", "v1", "ma")


def test_an_unknown_vintage_is_answered_with_the_known_ones(tmp_path):
    with pytest.raises(NotFoundError) as caught:
        import_boundaries(tmp_path, catalogue(), write(tmp_path, communes()), "v9", "ma")

    assert "v1" in sentence(caught.value)


@pytest.mark.parametrize(
    ("limit", "value", "phrase"),
    [
        ("MAX_MEGABYTES", 0, "boundaries_too_large"),
        ("MAX_POINTS", 24, "boundaries_too_detailed"),
    ],
)
def test_a_file_beyond_a_limit_is_refused(tmp_path, monkeypatch, limit, value, phrase):
    monkeypatch.setattr(boundary_import, limit, value)

    error = refusal(tmp_path, communes())

    assert error.phrase == phrase
    assert "–" not in sentence(error)


def test_an_import_waits_for_the_other_writer(tmp_path):
    """Two at once: both finish, the layers are of one of them and whole."""
    files = [communes(), communes(c1011=feature("1011", square(*PLACES["1011"], half=0.03)))]
    paths = []
    for place, rows in enumerate(files):
        (tmp_path / str(place)).mkdir()
        paths.append(write(tmp_path / str(place), rows))
    threads = [
        threading.Thread(target=import_boundaries, args=(tmp_path, catalogue(), path, "v1", "ma"))
        for path in paths
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(load_layer(tmp_path, "v1", "commune").shapes) == 5


def test_units_are_keyed_by_extent_not_by_code(tmp_path):
    imported(tmp_path, communes())

    assert load_layer(tmp_path, "v1", "commune").shapes[0].unit_id == unit_id("1011")


def test_who_replaced_the_layers_by_what_is_in_the_audit_trail(tmp_path):
    file = write(tmp_path, communes())
    import_boundaries(tmp_path, catalogue(), file, "v1", "ma", "lan")

    entry, accepted = AuditTrail(tmp_path).events()

    assert "boundaries/v1-commune.json" in accepted.details
    assert (entry.event, entry.by) == ("boundaries_imported", "lan")
    assert entry.version is None
    assert entry.details == {
        "file_name": file.name,
        "sha256": sha256_of(file),
        "vintage": "v1",
    }
