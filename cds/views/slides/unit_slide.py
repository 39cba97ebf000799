"""The slide of one unit: its figures, what is furthest from its target first."""

from cds.domain.stories import Slide
from cds.export.content import Message, SlideContent
from cds.scorecard import Row
from cds.text.screens import say
from cds.views.attained import row_attainment
from cds.views.reader import Reader
from cds.views.slides.slide_parts import of_rows
from cds.views.slides.tables import standing_table
from cds.views.unit_words import summary


def unit_slide(slide: Slide, sources: Reader) -> SlideContent:
    """Return a unit's figures, those furthest from their target first."""
    unit = sources.catalogue.units[slide.asked("unit", sources.catalogue.home.unit_id)]
    rows = told_rows(sources, unit.unit_id)
    if not rows:
        text = say("slide.unit_none", unit=unit.name)
        return of_rows(sources, unit.name, Message(text), "", ())
    table = standing_table(rows, "title")
    sentence = summary(sources.catalogue, unit, sources.rows_of(unit.unit_id))
    title = say("slide.unit", unit=unit.name)
    return of_rows(sources, title, table, sentence, rows[: len(table.rows)])


def told_rows(sources: Reader, unit_id: str) -> list[Row]:
    """A unit's rows with a figure: those known to be short first, the furthest away first."""
    rows = [row for row in sources.rows_of(unit_id) if row.assessment.latest]

    def place(row: Row) -> tuple[object, ...]:
        share = row_attainment(row, sources.catalogue) if row.target else None
        return row.target is None, row.assessment.is_met is not False, share is None, share

    return sorted(rows, key=place)
