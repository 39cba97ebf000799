"""The slide of the pilots beside the whole."""

from cds.domain.stories import Slide
from cds.export.content import Message, SlideCell, SlideContent, SlideTable, SlideTableRow
from cds.scorecard import Row, governing_rows
from cds.text import figures
from cds.text.screens import say
from cds.views.pilots import plan
from cds.views.reader import Reader
from cds.views.slides.slide_parts import has_figure, of_rows
from cds.views.slides.tables import value_text

_MOST_ROWS = 8  # of two lines each


def pilots_slide(_slide: Slide, sources: Reader) -> SlideContent:
    """What the pilots report beside the home's own figure, by indicator."""
    home = sources.catalogue.home
    units = [*(sources.catalogue.units[p.unit_id] for p in sources.catalogue.pilots), home]
    found = {
        unit.unit_id: {
            row.indicator.indicator_id: row for row in governing_rows(sources.rows_of(unit.unit_id))
        }
        for unit in units
    }
    shared = [
        indicator_id
        for indicator_id, row in found[units[0].unit_id].items()
        if row.indicator.is_share
        if all(has_figure(found[unit.unit_id].get(indicator_id)) for unit in units)
    ]
    title = say("slide.pilots")
    if not sources.catalogue.pilots or not shared:
        return of_rows(sources, title, Message(say("slide.pilots_none")), "", ())
    rows = [found[unit.unit_id][i] for i in shared[:_MOST_ROWS] for unit in units]
    lines = [
        SlideTableRow(
            (
                SlideCell(found[home.unit_id][i].indicator.name),
                *(SlideCell(_dated(found[unit.unit_id][i])) for unit in units),
            )
        )
        for i in shared[:_MOST_ROWS]
    ]
    columns = (say("slide.col_indicator"), *(unit.name for unit in units))
    width = 0.6 / len(units)
    table = SlideTable(columns, tuple(lines), (0.4, *(width for _ in units)))
    sentence = say("slide.pilots_sentence", **plan(sources.catalogue))
    return of_rows(sources, title, table, sentence, rows)


def _dated(row: Row) -> str:
    """A value with its period, which is seldom that of the cell beside it."""
    assert row.assessment.latest is not None  # noqa: S101 - asked before
    period = figures.when_short(row.assessment.latest)
    return say("slide.dated", value=value_text(row), period=period)
