"""The small picture of a composite over time; what is generated is dashed."""

from xml.etree import ElementTree

import pytest

from cds.charts.svg import TrendMoment, attainment_line

SVG = "{http://www.w3.org/2000/svg}"


def lines(root: ElementTree.Element) -> list[dict[str, str]]:
    return [node.attrib for node in root.iter(f"{SVG}line")]


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
