"""Native charts: their workbooks hold the very figures of the slide."""

from lxml.etree import SubElement
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from cds.charts.svg import HALF, value_steps
from cds.charts.values import Bars, Lines
from cds.export.powerpoint_shapes import DASHES, Box, colour, describe
from cds.export.spreadsheets import without_formulas

_SIZE = Pt(18)
_LETTER = 19  # width of a letter of that size, about, in slide units


def add_bars(slide: Slide, chart: Bars, box: Box, alt: str) -> None:
    """Add bars, the first on top, each with its colour and its text."""
    values = CategoryChartData(number_format="#,##0.##")
    values.categories = names = [bar.plain_label for bar in chart.bars]
    values.add_series(chart.measure, [float(bar.value) for bar in chart.bars])
    native = _added(slide, XL_CHART_TYPE.BAR_CLUSTERED, values, box, alt)
    native.has_legend = False
    native.category_axis.reverse_order = True
    native.category_axis.tick_labels.font.size = _SIZE
    native.category_axis.format.line.fill.background()
    native.value_axis.visible = False
    native.value_axis.has_major_gridlines = False
    native.value_axis.minimum_scale = 0
    # What names and texts leave is for the bars.
    is_whole = box.width > HALF
    told = [bar.worded_text if is_whole else bar.text for bar in chart.bars]
    texts = max(map(len, told)) * _LETTER
    room = box.width - texts - min(0.4 * box.width, _LETTER * max(map(len, names)))
    longest = max(float(bar.value) for bar in chart.bars) or 1.0
    native.value_axis.maximum_scale = longest * (1 + texts / max(room, 100))
    native.plots[0].gap_width = 40
    series = native.plots[0].series[0]
    for point, bar, text in zip(series.points, chart.bars, told, strict=True):
        point.format.fill.solid()
        point.format.fill.fore_color.rgb = colour(bar.colour)
        frame = point.data_label.text_frame
        frame.text = text
        frame.word_wrap = False
        frame.paragraphs[0].font.size = _SIZE


def add_lines(slide: Slide, chart: Lines, box: Box, alt: str) -> None:
    """Add lines over days; a day without a value of a line is bridged, not zero."""
    days = sorted({spot.day for line in chart.lines for spot in line.spots})
    values = CategoryChartData(number_format=f'#,##0.##"{chart.suffix}"')
    values.categories = days
    for line in chart.lines:
        known = {spot.day: float(spot.value) for spot in line.spots}
        values.add_series(line.name, [known.get(day) for day in days])
    native = _added(slide, XL_CHART_TYPE.LINE_MARKERS, values, box, alt)
    native.has_legend = True
    native.legend.position = XL_LEGEND_POSITION.TOP
    native.legend.include_in_layout = False
    native.legend.font.size = _SIZE
    steps = value_steps([spot.value for line in chart.lines for spot in line.spots])
    axis = native.value_axis
    axis.minimum_scale, axis.maximum_scale = float(steps[0]), float(steps[-1])
    axis.major_unit = float(steps[1] - steps[0])
    places = max(0, -int((steps[1] - steps[0]).normalize().as_tuple().exponent))
    shown = f"#,##0.{'0' * places}".rstrip(".")
    native.value_axis.tick_labels.number_format = f'{shown}"{chart.suffix}"'
    native.value_axis.tick_labels.number_format_is_linked = False
    native.value_axis.tick_labels.font.size = _SIZE
    native.value_axis.major_gridlines.format.line.color.rgb = colour("#d5dbe4")
    native.category_axis.tick_labels.font.size = _SIZE
    native.category_axis.tick_labels.number_format = "yyyy"
    native.category_axis.tick_labels.number_format_is_linked = False
    for node in native._chartSpace.xpath("c:chart/c:dispBlanksAs"):
        node.set("val", "span")  # draw across missing values; python-pptx has no name for it
    _mark_years(native)
    for series, line in zip(native.plots[0].series, chart.lines, strict=True):
        look = line.look
        series.smooth = False
        series.format.line.color.rgb = colour(look.colour)
        series.format.line.width = Pt(2.5)
        if look.dash:
            series.format.line.dash_style = DASHES[look.dash]
        series.marker.style = XL_MARKER_STYLE.CIRCLE if look.symbol else XL_MARKER_STYLE.NONE
        if look.symbol:
            series.marker.size = 7
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = colour(look.colour)


def _mark_years(native: Chart) -> None:
    """Write one label per year; python-pptx has no name for it."""
    for axis in native._chartSpace.xpath("c:chart/c:plotArea/c:dateAx"):
        for name in ("baseTimeUnit", "majorUnit", "majorTimeUnit", "minorUnit", "minorTimeUnit"):
            for node in axis.findall(qn(f"c:{name}")):
                axis.remove(node)
        for name, value in (
            ("baseTimeUnit", "days"),
            ("majorUnit", "1"),
            ("majorTimeUnit", "years"),
        ):
            SubElement(axis, qn(f"c:{name}")).set("val", value)


def _added(
    slide: Slide, kind: XL_CHART_TYPE, values: CategoryChartData, box: Box, alt: str
) -> Chart:
    frame = slide.shapes.add_chart(kind, *box.emu, values)
    describe(frame, alt)
    native: Chart = frame.chart
    workbook = native.part.chart_workbook
    workbook.update_from_xlsx_blob(without_formulas(workbook.xlsx_part.blob))
    native.font.size = _SIZE
    native.has_title = False
    return native
