"""Small pictures: a series as a line, a composite over time; what is generated is dashed."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest

from cds.charts.svg import TrendMoment, attainment_line, sparkline
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
    assert (aim["x1"], aim["x2"]) == ("0", root.get("width"))
    assert 0 < float(aim["y1"]) < float(root.get("height")) / 2


def test_equal_values_make_a_level_line_inside_the_picture():
    root = drawn(point("2022", "50"), point("2023", "50"))

    (line,) = lines(root)
    assert line["y1"] == line["y2"]
    assert 0 < float(line["y1"]) < float(root.get("height"))


def test_the_title_is_text_whatever_it_holds():
    root = drawn(point("2024", "50"), title="A < B & </title><script>")

    assert root.find(f"{SVG}title").text == "A < B & </title><script>"
    assert root.get("role") == "img"


def moment(
    label: str, share: float | None, basis: str = "ab", *, is_demo: bool = False
) -> TrendMoment:
    value = "" if share is None else f"{share:.0%}"
    return TrendMoment(label, share, value, f"{len(basis)}/5", frozenset(basis), is_demo)


def course(*moments: TrendMoment, title: str = "Title") -> ElementTree.Element:
    text = attainment_line(moments, title)
    assert text is not None
    return ElementTree.fromstring(text)  # noqa: S314 - our own


def joins(root: ElementTree.Element) -> list[ElementTree.Element]:
    """The lines of values; the grid's are thinner."""
    return [line for line in root.iter(f"{SVG}line") if line.get("stroke-width") == "2.5"]


def test_without_any_value_there_is_no_picture():
    assert attainment_line([moment("2022", None)], "x") is None
    assert attainment_line([], "x") is None


def test_values_are_joined_and_run_upwards():
    (line,) = joins(course(moment("2022", 0.2), moment("2023", 0.8)))

    assert float(line.get("y1")) > float(line.get("y2"))
    assert float(line.get("x1")) < float(line.get("x2"))


@pytest.mark.parametrize("between", [moment("2023", 0.5, "abc"), moment("2023", None)])
def test_no_line_runs_across_another_basis_or_a_gap(between):
    assert joins(course(moment("2022", 0.2), between)) == []


def test_generated_figures_are_hollow_and_dashed():
    root = course(moment("2022", 0.2), moment("2023", 0.4, is_demo=True))

    real, generated = root.iter(f"{SVG}circle")
    assert real.get("fill") == real.get("stroke")
    assert generated.get("fill") == "#ffffff"
    assert joins(root)[0].get("stroke-dasharray")


def test_each_day_says_its_value_and_on_how_much_it_rests():
    texts = [
        node.text for node in course(moment("2022", 0.2), moment("2023", None)).iter(f"{SVG}text")
    ]

    assert texts == ["2022", "2/5", "20%", "2023", "2/5"]


def test_title_and_labels_stay_text():
    root = course(moment("<b>2022</b> & more", 0.2), title="</title><script>")

    assert root.find(f"{SVG}title").text == "</title><script>"
    assert next(node.text for node in root.iter(f"{SVG}text")) == "<b>2022</b> & more"
