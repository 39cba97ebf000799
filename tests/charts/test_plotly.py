"""Charts on the screen: what is drawn, and told apart without colour."""

from datetime import date
from decimal import Decimal

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
    Bar,
    Bars,
    Line,
    Lines,
    Spot,
)


def test_a_frame_writes_numbers_the_vietnamese_way_and_leaves_the_background():
    layout = bars(bar("a", 3)).layout

    assert layout.separators == ",."
    assert layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert layout.font.size >= 14


def test_a_tag_in_a_name_is_shown_as_letters_and_our_own_stay():
    link = '<a href="https://evil.example">x</a>'

    drawn = bars(bar("<b>a</b><br>", 1), bar(link, 2)).data[0]

    assert list(drawn.y) == [f"{link.replace('<', '&lt;')} ", "<b>a</b><br> "]
    assert "<a" not in drawn.hovertext[0]


def test_the_same_chart_is_drawn_once():
    assert bars(bar("a", 3)) is bars(bar("a", 3))


def bar(label, value, **changes):
    return Bar(label, Decimal(value), f"{value}%", label, **changes)


def bars(*items, **changes):
    return figure(Bars(items, **changes))


def test_the_first_bar_is_on_top():
    drawn = bars(bar("a", 3), bar("b", 1)).data[0]

    assert list(drawn.y) == ["b ", "a "]
    assert list(drawn.x) == [1, 3]


def test_a_marked_bar_is_hatched_and_keeps_its_colour():
    drawn = bars(bar("a", 3, is_marked=True), bar("b", 1)).data[0]

    assert list(drawn.marker.pattern.shape) == ["", "/"]
    assert drawn.marker.pattern.fillmode == "overlay"


def test_bars_to_both_sides_have_room_on_both():
    low, high = bars(bar("a", 3), bar("b", -2)).layout.xaxis.range

    assert low < -2
    assert high > 3


def test_equal_bars_of_zero_still_draw():
    assert bars(bar("a", 0)).layout.xaxis.range[1] > 0


def test_what_bars_are_held_against_is_a_line_with_words():
    chart = bars(bar("a", 3), level=(Decimal(2), "cả nước 2"))

    assert chart.layout.shapes[0].x0 == 2
    assert chart.layout.annotations[0].text == "cả nước 2"


def line(name, *values, look=PUBLISHED_LINE):
    spots = (Spot(date(2020 + n, 12, 31), Decimal(v), name) for n, v in enumerate(values))
    return Line(name, tuple(spots), look)


def lines(*drawn, **changes):
    return figure(Lines(drawn, **changes))


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


def test_rates_close_together_are_dots_on_an_axis_that_begins_near_them():
    bars = (Bar("Xã A", Decimal(97), "97%"), Bar("Xã B", Decimal(91), "91%"))
    made = figure(Bars(bars, floor=Decimal(90)))

    first, last = made.layout.xaxis.range
    assert 88 < first < 90
    assert 100 < last < 102
    assert made.data[0].mode == "markers+text"
    assert made.data[0].textposition == ("middle right", "middle left")  # drawn from below


def test_the_lines_of_a_trend_differ_where_only_their_strokes_are_shown():
    looks = (PUBLISHED_LINE, DEMO_LINE, PATH_LINE, PROJECTION_LINE, TARGET_LINE)

    assert len({(look.colour, look.dash) for look in looks}) == len(looks)
