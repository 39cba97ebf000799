"""Lines as they are drawn into files, slides and until the library of the screen has come."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

from cds.charts.svg import SVG, line_svg, unnamed, value_steps
from cds.charts.theme import PUBLISHED_LINE, REFERENCE_LINE
from cds.charts.values import Line, Lines, Spot


def line(name, *values, look=PUBLISHED_LINE):
    spots = (Spot(date(2020 + n, 12, 31), Decimal(v), "") for n, v in enumerate(values))
    return Line(name, tuple(spots), look)


def drawn(*lines, **changes):
    return ET.fromstring(line_svg(Lines(lines, **changes)))  # noqa: S314 - drawn by ourselves


def heights(root):
    return [float(dot.get("cy")) for dot in root.iter(f"{{{SVG}}}circle")]


def words(root):
    return [node.text for node in root.iter(f"{{{SVG}}}text")]


def test_more_is_higher_but_of_places_the_first_is():
    low, high = heights(drawn(line("a", 2, 40)))
    assert high < low

    first, last = heights(drawn(line("a", 2, 40), is_reversed=True))
    assert first < last


def test_places_are_counted_from_one():
    root = drawn(line("a", 2, 40), is_reversed=True)

    assert {"1", "10", "20", "30", "40"} <= set(words(root))
    assert "0" not in words(root)


def test_states_stand_in_place_of_their_numbers():
    root = drawn(line("a", 0, 1), states=("chưa", "rồi"))

    assert {"chưa", "rồi"} <= set(words(root))
    assert not {"0", "1", "0,5"} & set(words(root))


def test_lines_of_one_name_stand_once_in_the_key():
    chart = Lines((line("a", 1), line("b", 1, look=REFERENCE_LINE), line("a", 2)))

    assert [one.name for one in unnamed(chart)] == ["a", "b"]


def test_values_that_never_change_stand_on_nought():
    assert value_steps([Decimal(100)] * 3) == tuple(map(Decimal, range(0, 101, 20)))
    assert value_steps([Decimal(80), Decimal(90)])[0] == 80
