"""The slide of the largest gaps, chosen and ordered as on the page."""

from dataclasses import fields

from cds.domain.admin_units import AdminLevel
from cds.domain.stories import Slide
from cds.export.content import Message, SlideContent
from cds.text.screens import say
from cds.views import gaps
from cds.views.reader import Reader
from cds.views.slides.slide_parts import of_rows
from cds.views.slides.tables import standing_table


def gaps_slide(slide: Slide, sources: Reader) -> SlideContent:
    """The lines that the address asks for, the home's own if it asks for none, as a table."""
    asked = {one.name: slide.asked(one.name, gaps.ANY) for one in fields(gaps.Wanted)}
    asked["unit_level"] = slide.asked("unit_level", AdminLevel.PROVINCE)
    order = slide.asked("order", gaps.ORDERS[0])
    found = gaps.chosen(sources.kept(gaps.every_line), gaps.Wanted(**asked), order)
    title, sentence = say("slide.gaps"), gaps.sentence(found, order)
    rows = [line.row for line in found if line.gap]
    if not rows:
        return of_rows(sources, title, Message(sentence), "", ())
    several = len({row.unit.unit_id for row in rows}) > 1
    table = standing_table(rows, "target_unit" if several else "target")
    return of_rows(sources, title, table, sentence, rows[: len(table.rows)])
