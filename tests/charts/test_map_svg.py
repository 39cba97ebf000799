"""Maps as standalone SVGs: fills, hatch, circles, words; and where a unit lies."""

from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from cds.charts.coverage_map import CIRCLE_COLOUR, MapMode, MapPayload, locator, static_map
from cds.domain.admin_units import AdminLevel
from cds.store.layers import Layer, Licence, Shape
from tests.charts.map_factory import layer, map_of

SVG = "{http://www.w3.org/2000/svg}"
FIGURES = {"00": "79", "01": "80"}


def payload(mode: MapMode = MapMode.FILL, counts: dict[str, int] | None = None) -> MapPayload:
    return map_of(FIGURES, counts, mode)


def drawn(shown: MapPayload, **options: object) -> ElementTree.Element:
    return ElementTree.fromstring(static_map(shown, layer(), **options))  # noqa: S314 - our own


def texts(shown: MapPayload) -> list[str]:
    return [entry.text for entry in shown.shown_legend]


def test_shapes_are_filled_and_the_missing_are_hatched():
    shown = payload()

    fills = [path.get("fill") for path in drawn(shown).findall(f"{SVG}path")]

    assert fills == [*shown.colours[2:4], "url(#hatch)", "url(#hatch)"]
    assert drawn(shown).find(f"{SVG}defs/{SVG}pattern").get("id") == "hatch"


def test_all_missing_is_all_hatch_under_a_legend_with_the_target():
    nothing = map_of({})

    root = drawn(nothing)

    assert {path.get("fill") for path in root.findall(f"{SVG}path")} == {"url(#hatch)"}
    assert texts(nothing)[2:4] == ["Chưa đạt: 75 đến dưới 80", "Đạt: 80 đến dưới 85"]
    assert texts(nothing)[-1] == "no figure"


def test_the_picture_and_each_shape_say_what_they_show():
    root = drawn(payload())

    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "Coverage"
    assert [t.text for t in root.findall(f"{SVG}path/{SVG}title")][:3] == [
        "Unit 0\nvalue 79", "Unit 1\nvalue 80", "Unit 2\nno figure",
    ]  # fmt: skip


def test_an_outline_lies_on_top_without_fill():
    paths = drawn(payload(), outline=layer(1)).findall(f"{SVG}path")

    assert paths[-1].get("fill") == "none"
    assert float(paths[-1].get("stroke-width")) > float(paths[0].get("stroke-width"))


def test_names_stay_text():
    nasty = layer(1)
    nasty = replace(nasty, shapes=(replace(nasty.shapes[0], name="</title><script>x</script>"),))

    root = ElementTree.fromstring(static_map(payload(), nasty))  # noqa: S314 - our own

    assert not list(root.iter(f"{SVG}script"))
    assert "<script>" in root.find(f"{SVG}path/{SVG}title").text


def test_circles_have_areas_true_to_their_counts():
    counts = {"00": 400, "01": 100}

    shown = payload(MapMode.CIRCLES, counts)
    root = drawn(shown)

    circles = list(root.iter(f"{SVG}circle"))
    large, small = (float(circle.get("r")) for circle in circles)
    assert (large / small) ** 2 == pytest.approx(4, rel=0.01)
    assert {circle.get("fill") for circle in circles} == {CIRCLE_COLOUR}
    assert large == pytest.approx(4), "a fixed share of the map"
    assert texts(shown) == ["400 to do", "100 to do", "no figure"]


def test_a_circle_without_anything_to_do_is_not_drawn():
    counts = {"00": 400, "01": 0}

    assert len(list(drawn(payload(MapMode.CIRCLES, counts)).iter(f"{SVG}circle"))) == 1


def test_nothing_to_do_anywhere_draws_no_circles():
    counts = dict.fromkeys(FIGURES, 0)

    assert not list(drawn(payload(MapMode.CIRCLES, counts)).iter(f"{SVG}circle"))


def shape(unit_id: str):
    return Shape(unit_id, unit_id, f"Xã {unit_id}", "M0.4,0.4L9.6,0.4L9.6,9.6Z", 5, 5)


LAYER = Layer("v1", AdminLevel.DISTRICT, (0, 0, 100, 50), Licence.OWN, (shape("a"), shape("b")))


def test_the_locator_rings_the_unit():
    root = ElementTree.fromstring(locator(LAYER, shape("a"), "Ở <đây>"))  # noqa: S314 - our own

    assert sum(node.tag.endswith("path") for node in root) == 3
    assert sum(node.tag.endswith("circle") for node in root) == 1
    assert root[0].text == "Ở <đây>"


def test_the_locator_rounds_what_nobody_sees():
    assert "M0,0L10,0L10,10Z" in locator(LAYER, shape("a"), "")
