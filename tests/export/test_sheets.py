"""A long body goes on: no slide holds more than can be read, and nothing is lost on the way."""

from dataclasses import replace
from textwrap import wrap

import pytest

from cds.charts.values import Bars
from cds.export.content import LINE, MOST_ROWS, TEXT, WIDTH, row_heights, sheets
from tests.export.slides_factory import BARS, LINES, content, table

SHORT, LONG = "Xã Ven Thành", "Ít nhất 80% hồ sơ công việc được xử lý trên môi trường mạng " * 3


@pytest.mark.parametrize(("words", "count"), [(SHORT, 1), (SHORT, 7), (SHORT, 15), (LONG, 14)])
def test_a_table_goes_on_in_order_on_slides_that_hold_it(words, count):
    rows = [(f"{number}. {words}", "96,8%") for number in range(count)]

    made = sheets(content(table(("Mục tiêu", "Hiện nay"), *rows), topic="Tổng quan"))

    assert [row for one in made for row in one.body.rows] == rows
    sizes = [len(one.body.rows) for one in made]
    assert max(sizes) <= MOST_ROWS
    assert max(sizes) - min(sizes) <= 1
    for one in made:
        assert sum(row_heights(one.body, one.room)) <= one.room
    numbered = [f"Tổng quan · {place}/{len(made)}" for place in range(1, len(made) + 1)]
    assert [one.topic for one in made] == (numbered if len(made) > 1 else ["Tổng quan"])


def test_no_row_reaches_the_last_lines_where_a_wide_font_stands_for_arial():
    regular, bold = 0.53, 0.59  # of a letter of DejaVu Sans to its size, the mean of our texts
    row = ("Hạ tầng mạng băng rộng phủ trên 80% hộ gia đình", "Sở KH&CN tỉnh Tây Ninh (từ 07/2025)")
    told = content(table(("Mục tiêu", "Phụ trách"), *[row] * 9))

    for one in sheets(told):
        head, *_ = row_heights(one.body, 0)
        rooms = [share * WIDTH - 24 for share in one.body.widths]
        lines = [
            len(wrap(text, int(room / (TEXT * letter))))
            for text, room, letter in zip(row, rooms, (bold, regular), strict=True)
        ]
        rows = len(one.body.rows) * (max(lines) * TEXT * LINE + 10)
        assert head + rows <= one.room


def test_many_bars_go_on_and_other_bodies_fill_one_slide():
    bars = Bars(BARS.bars * 8, BARS.measure)

    made = sheets(content(bars))

    assert [bar for one in made for bar in one.body.bars] == list(bars.bars)
    assert len(made) == 2
    assert sheets(content(LINES)) == (content(LINES),)


def test_a_long_heading_takes_smaller_type_and_leaves_less_room():
    short = content(BARS)
    long = replace(short, title="Còn thiếu 3,2 điểm %. " * 9)

    assert long.title_size < short.title_size
    assert long.room < short.room
