"""PowerPoint files: native charts with the slide's own numbers, tables, maps, notes, ribbon."""

import io
from dataclasses import replace
from datetime import datetime

import openpyxl
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE

from cds.blocks import Table, TableLine
from cds.charts.values import TargetBar
from cds.domain.assessments import Standing
from cds.export.powerpoint import deck_pptx
from cds.text.phrases import phrase
from tests.export.slides_factory import ALL, BARS, LINES, TABLE, deck, table
from tests.export.told import texts


def opened(made):
    return Presentation(io.BytesIO(deck_pptx(made)))


def chart_of(slide):
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


def workbook_of(chart):
    blob = chart.part.chart_workbook.xlsx_part.blob
    return list(openpyxl.load_workbook(io.BytesIO(blob)).active.values)


def table_of(slide):
    return next(shape.table for shape in slide.shapes if shape.has_table)


def said(slide):
    found = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    for shape in slide.shapes:
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def test_a_bar_chart_is_native_and_its_workbook_holds_the_numbers():
    chart = chart_of(opened(deck(BARS)).slides[0])

    assert workbook_of(chart) == [
        (None, "Việc còn phải làm (hộ)"),
        ("Phường Tân Khánh", 1234.5),
        ("Xã Ven Thành", 40),
    ]
    assert [p.data_label.text_frame.text for p in
            (chart.plots[0].series[0].points[n] for n in range(2))] == [
        "1.234,5 hộ · chậm", "40 hộ · đạt",
    ]  # fmt: skip


def test_a_name_in_a_chart_s_workbook_is_never_a_formula():
    bars = replace(BARS, bars=(replace(BARS.bars[0], label="=1+1"),), measure="@x")
    lines = replace(LINES, lines=(replace(LINES.lines[0], name="-1+1"),))
    for made, names in ((bars, {"=1+1", "@x"}), (lines, {"-1+1"})):
        blob = chart_of(opened(deck(made)).slides[0]).part.chart_workbook.xlsx_part.blob
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(blob)).active for cell in row]
        assert {cell.value for cell in cells if isinstance(cell.value, str)} == names
        assert all(cell.data_type != "f" for cell in cells)


def test_lines_keep_their_days_and_leave_gaps_empty():
    chart = chart_of(opened(deck(LINES)).slides[0])

    assert workbook_of(chart) == [
        (None, "Số liệu công bố", "Lộ trình"),
        (datetime(2023, 12, 31), 76.25, 76.25),
        (datetime(2024, 12, 31), 88.9, None),
        (datetime(2025, 12, 31), None, 100),
    ]
    assert [tuple(series.values) for series in chart.plots[0].series] == [
        (76.25, 88.9, None),
        (76.25, None, 100.0),
    ]


def test_a_table_is_native():
    slide = opened(deck(TABLE)).slides[0]
    native = table_of(slide)

    assert [[cell.text for cell in row.cells] for row in native.rows] == [
        ["Đơn vị", "Hiện nay"],
        ["Thị trấn Cần Giuộc", "■ Đúng tiến độ"],
        ["Xã Dương Xuân Hội <b>&", "80,5%"],
    ]


def test_all_type_but_labels_and_the_last_line_is_of_18_points_and_more():
    for slide in opened(ALL).slides:
        sizes = [
            run.font.size.pt
            for shape in slide.shapes
            if shape.has_table
            for row in list(shape.table.rows)[1:]
            for cell in row.cells
            for run in cell.text_frame.paragraphs[0].runs
        ]
        sizes += [shape.chart.font.size.pt for shape in slide.shapes if shape.has_chart]
        sizes.append(slide.shapes.title.text_frame.paragraphs[0].font.size.pt)
        assert min(sizes) >= 18


def test_a_row_is_as_high_as_its_lines_need_and_the_table_fills_its_slide():
    words = "Ít nhất 80% hồ sơ công việc cấp huyện được xử lý trên môi trường mạng, " * 2
    rows = ((words, "96,8%"), *(("Xã", "96,8%"),) * 5)

    slide = opened(deck(table(("Mục tiêu", "Hiện nay"), *rows))).slides[0]

    shown = table_of(slide)
    two_lines, one_line = (row.height.pt for row in list(shown.rows)[1:3])
    assert two_lines > 2 * 18 * 1.15
    assert 18 * 1.15 < one_line < two_lines - 18
    (frame,) = (shape for shape in slide.shapes if shape.has_table)
    assert 0.85 < (frame.top + frame.height) / (1000 * 6350) <= 1


def test_where_a_wider_font_stands_in_a_text_gets_smaller_in_its_place():
    """What is below stays free, however many lines are made of a text."""
    places = [
        shape.text_frame
        for slide in opened(ALL).slides
        for shape in slide.shapes
        if shape.has_text_frame and shape.shape_type != MSO_SHAPE_TYPE.AUTO_SHAPE
    ]

    assert {place.auto_size for place in places} == {MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE}


def test_the_words_below_a_bar_begin_there_and_rows_are_as_high_in_every_font():
    bar = TargetBar(Standing.OVERDUE, 0.5, 0.8)
    lines = tuple(TableLine((name, "khoảng 87% / ≥ 90%"), bar=bar) for name in ("Xã", "Phường"))
    slide = opened(deck(Table(("unit", "bar"), ("Đơn vị", "Thực hiện"), lines))).slides[0]
    (frame,) = (shape for shape in slide.shapes if shape.has_table)
    ends = sorted({s.top + s.height for s in slide.shapes if s.top > frame.top and not s.has_table})
    rows, top = list(frame.table.rows), frame.top + frame.table.rows[0].height

    for number, row in enumerate(rows[1:], start=1):
        cell, below = frame.table.cell(number, 1), top + row.height
        drawn = max(end for end in ends if end < below)
        assert cell.vertical_anchor is MSO_ANCHOR.TOP
        assert drawn <= top + cell.margin_top
        spacing = cell.text_frame.paragraphs[0].line_spacing  # in points: of no font
        assert cell.margin_top + 2 * spacing <= row.height
        top = below


def test_an_axis_of_shares_says_per_cent():
    axis = chart_of(opened(deck(LINES)).slides[0]).value_axis

    assert axis.tick_labels.number_format == f'#,##0"{LINES.suffix}"'
    assert (axis.minimum_scale, axis.maximum_scale, axis.major_unit) == (75, 100, 5)


def test_what_is_said_of_the_rows_that_did_not_fit_has_a_row_for_itself():
    more = "và 128 dòng nữa ở trang tương ứng"
    made = table(("Đơn vị", "Hiện nay"), ("Xã", "1"), (more, ""))

    shown = table_of(opened(deck(made)).slides[0])

    assert [shown.cell(row, 0).is_merge_origin for row in range(3)] == [False, False, True]
    assert (shown.cell(2, 0).text, shown.cell(2, 0).span_width) == (more, 2)
    assert shown.rows[2].height == shown.rows[1].height


def test_a_map_is_a_crisp_picture_with_words_for_those_who_cannot_see_it():
    slide = opened(ALL).slides[3]
    picture = next(s for s in slide.shapes if s.shape_type == MSO_SHAPE_TYPE.PICTURE)

    assert picture.image.size[0] == 1800
    assert picture._element.nvPicPr.cNvPr.get("descr") == "Bản đồ thử"


def test_every_text_of_every_slide_is_there():
    for slide, content in zip(opened(ALL).slides, ALL.slides, strict=True):
        shown = said(slide)
        if chart := next((s.chart for s in slide.shapes if s.has_chart), None):
            shown += str(workbook_of(chart)) + chart._chartSpace.xpath("string(.)")
        assert [text for text in texts(content) if text not in shown] == []


def test_only_slides_with_demonstration_figures_carry_the_ribbon():
    ribbons = [phrase("demo_ribbon") in said(slide) for slide in opened(ALL).slides]
    assert ribbons == [True] + [False] * (len(ALL.slides) - 1)


def test_notes_hold_note_source_and_date():
    notes = opened(deck(TABLE)).slides[0].notes_slide.notes_text_frame.text

    assert notes.splitlines() == [
        "Nói chậm.",
        "Còn thiếu 3,2 điểm %.",
        "Nguồn: báo cáo của Sở",
        "Số liệu năm 2024 · phiên bản 7 · tính đến 25/11/2026",
    ]


def test_nothing_reaches_beyond_the_slide():
    show = opened(ALL)

    for slide in show.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= show.slide_width
            assert shape.top + shape.height <= show.slide_height
