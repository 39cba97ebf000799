"""Charts on the screen: what is drawn, and told apart without colour."""

import sys
from datetime import date
from decimal import Decimal
from types import ModuleType

import plotly.graph_objects as go

from cds.charts.plotly import figure
from cds.charts.theme import (
    DEMO_LINE,
    PATH_LINE,
    PROJECTION_LINE,
    PUBLISHED_LINE,
    REFERENCE_LINE,
    TARGET_LINE,
)
from cds.charts.values import (
    Line,
    Lines,
    Spot,
)


def test_a_frame_writes_numbers_the_vietnamese_way_and_leaves_the_background():
    layout = lines(line("a", 3)).layout

    assert layout.separators == ",."
    assert layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert layout.font.size >= 14


def test_a_tag_in_a_name_is_shown_as_letters_and_our_own_stay():
    link = '<a href="https://evil.example">x</a>'

    told, own = lines(line(link, 1), line("<b>a</b><br>", 2)).data

    assert (told.name, own.name) == (link.replace("<", "&lt;"), "<b>a</b><br>")
    assert "<a" not in told.hovertext[0]


def test_the_same_chart_is_drawn_once():
    chart = Lines((line("a", 3),))

    assert figure(chart).to_dict() is figure(Lines((line("a", 3),))).to_dict()


def test_it_is_drawn_while_another_thread_is_still_importing_pandas(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", ModuleType("pandas"))  # nothing in it yet

    assert '"name":"half"' in figure(Lines((line("half", 3),))).to_json()


def line(name, *values, look=PUBLISHED_LINE):
    spots = (Spot(date(2020 + n, 12, 31), Decimal(v), name) for n, v in enumerate(values))
    return Line(name, tuple(spots), look)


def lines(*drawn, **changes):
    return go.Figure(figure(Lines(drawn, **changes)).to_dict())


def test_lines_of_one_name_stand_once_in_the_legend():
    chart = lines(line("a", 1, 2), line("a", 3), line("b", 1, look=REFERENCE_LINE))

    assert [one.marker.symbol for one in chart.data] == ["circle", "circle", "square-open"]
    assert [one.showlegend for one in chart.data] == [True, False, True]


def test_generated_lines_are_hollow_and_dotted():
    (drawn,) = lines(line("a", 1, 2, look=DEMO_LINE)).data

    assert (drawn.marker.symbol, drawn.line.dash) == ("circle-open", "dot")


def test_a_projection_is_a_line_alone():
    chart = lines(line("a", 1), line("p", 2, look=PROJECTION_LINE))

    assert [one.mode for one in chart.data] == ["lines+markers", "lines"]


def test_a_path_is_marked_where_it_ends():
    assert list(lines(line("a", 1, 2, 3, look=PATH_LINE)).data[0].marker.size) == [
        0,
        0,
        PATH_LINE.size,
    ]


def test_of_ranks_the_smallest_is_on_top():
    axis = lines(line("a", 1, 63), is_reversed=True).layout.yaxis

    assert axis.range[0] > 63 > 1 > axis.range[1]
    assert list(axis.tickvals) == [1, 10, 20, 30, 40, 50, 60], "there is no place 0"


def test_shares_are_drawn_in_percent_from_zero_and_steps_in_words():
    axis = lines(line("a", 1), suffix="%", states=("chưa", "xong")).layout.yaxis

    assert (axis.ticksuffix, axis.rangemode) == ("%", "tozero")
    assert list(axis.ticktext) == ["chưa", "xong"]


def test_the_lines_of_a_trend_differ_where_only_their_strokes_are_shown():
    looks = (PUBLISHED_LINE, DEMO_LINE, PATH_LINE, PROJECTION_LINE, TARGET_LINE)

    assert len({(look.colour, look.dash) for look in looks}) == len(looks)
