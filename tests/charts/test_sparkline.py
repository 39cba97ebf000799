"""A series as a small line: where it begins, ends, aims; what is generated is dashed."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest

from cds.charts.sparkline import HEIGHT, WIDTH, sparkline
from tests.charts.row_factory import demo, point

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*points, target: str | None = None, title: str = "Title") -> ElementTree.Element:
    text = sparkline(points, None if target is None else Decimal(target), title)
    assert text is not None
    return ElementTree.fromstring(text)  # noqa: S314 - our own


def lines(root: ElementTree.Element) -> list[dict[str, str]]:
    return [node.attrib for node in root.iter(f"{SVG}line")]


def test_without_figures_there_is_nothing_to_draw():
    assert sparkline((), Decimal(80), "x") is None


def test_one_figure_is_a_dot():
    root = drawn(point("2024", "50"))

    assert len(list(root.iter(f"{SVG}circle"))) == 1
    assert lines(root) == []


def test_time_runs_to_the_right_and_values_upwards():
    root = drawn(point("2022", "10"), point("2023", "60"), point("2024", "40"))

    first, second = lines(root)
    assert float(first["x1"]) < float(first["x2"]) < float(second["x2"])
    assert float(first["y1"]) > float(first["y2"])
    assert float(second["y2"]) > float(second["y1"])


def test_uneven_periods_keep_their_distances():
    root = drawn(point("2020", "1"), point("2021", "2"), point("2024", "3"))

    short, long = (float(line["x2"]) - float(line["x1"]) for line in lines(root))
    assert long / short == pytest.approx(3, rel=0.02)


def test_generated_parts_are_dashed_and_grey():
    root = drawn(point("2022", "10"), point("2023", "20"), demo("2024", "30"))

    real, generated = lines(root)
    assert "stroke-dasharray" not in real
    assert "stroke-dasharray" in generated
    assert real["stroke"] != generated["stroke"]


def test_the_target_is_a_level_line_within_the_picture():
    root = drawn(point("2022", "10"), point("2023", "20"), target="80")

    aim, _ = lines(root)
    assert aim["y1"] == aim["y2"]
    assert (aim["x1"], aim["x2"]) == ("0", str(WIDTH))
    assert 0 < float(aim["y1"]) < HEIGHT / 2


def test_equal_values_make_a_level_line_inside_the_picture():
    root = drawn(point("2022", "50"), point("2023", "50"))

    (line,) = lines(root)
    assert line["y1"] == line["y2"]
    assert 0 < float(line["y1"]) < HEIGHT


def test_the_title_is_text_whatever_it_holds():
    root = drawn(point("2024", "50"), title="A < B & </title><script>")

    assert root.find(f"{SVG}title").text == "A < B & </title><script>"
    assert root.get("role") == "img"
