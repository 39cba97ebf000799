"""Slides of the overview: the headline targets, and districts by targets."""

from collections.abc import Sequence

from cds.charts.heat import cell_text
from cds.charts.theme import STANDING_COLOURS
from cds.domain.admin_units import AdminLevel
from cds.domain.stories import Slide
from cds.export.content import Message, SlideCell, SlideContent, SlideTable, SlideTableRow
from cds.scorecard import Row
from cds.text import figures
from cds.text.screens import say
from cds.views.overview import headline_sentence, urgency
from cds.views.reader import Reader
from cds.views.slides.slide_parts import of_rows
from cds.views.slides.tables import standing_table


def overview_slide(slide: Slide, sources: Reader) -> SlideContent:
    """Return the headline targets, or districts by headline targets if that part is asked for."""
    if slide.asked("part") == "heat":
        return _heat(sources)
    rows = sorted(sources.headlines, key=urgency)
    title = say("slide.overview", home=sources.catalogue.home.name)
    return of_rows(sources, title, standing_table(rows, "target"), headline_sentence(rows), rows)


def _heat(sources: Reader) -> SlideContent:
    """Districts by headline targets, each cell with sign, value and colour."""
    asked = dict.fromkeys(
        row.indicator.indicator_id
        for row in sources.headlines
        if row.target and row.target.scope_unit_id in (None, sources.catalogue.home.unit_id)
    )
    rows = [
        row
        for indicator_id in asked
        for row in sources.rows(indicator_id)
        if row.unit.level is AdminLevel.DISTRICT and row.target and row.target.is_headline
        if row.assessment.latest
    ]
    title = say("slide.heat")
    if not rows:
        return of_rows(sources, title, Message(say("slide.heat_none")), "", ())
    return of_rows(sources, title, _heat_table(rows), say("slide.heat_sentence"), rows)


def _heat_table(rows: Sequence[Row]) -> SlideTable:
    names = tuple(dict.fromkeys(figures.target_name(row.target) for row in rows if row.target))
    cells = {(row.unit.unit_id, figures.target_name(row.target)): row for row in rows if row.target}
    units = {row.unit.unit_id: row.unit for row in sorted(rows, key=lambda row: row.unit.code)}
    width = 0.8 / len(names)
    return SlideTable(
        columns=(say("slide.col_unit"), *names),
        rows=tuple(
            SlideTableRow(
                (SlideCell(unit.name), *(_heat_cell(cells.get((i, n))) for n in names)), i
            )
            for i, unit in units.items()
        ),
        widths=(0.2, *(width for _ in names)),
    )


def _heat_cell(row: Row | None) -> SlideCell:
    if row is None:
        return SlideCell(cell_text(row))
    text = figures.mark(cell_text(row), [row.assessment.latest])
    return SlideCell(text, STANDING_COLOURS[row.assessment.standing])
