"""The slide of milestones: the page's own steps."""

from dataclasses import replace

from cds.domain.stories import Slide
from cds.export.content import Message, SlideCell, SlideContent, SlideTable, SlideTableRow
from cds.text import numbers
from cds.text.screens import say
from cds.views import milestones
from cds.views.reader import Reader
from cds.views.slides.slide_parts import of_rows
from cds.views.slides.tables import fitted


def milestones_slide(_slide: Slide, sources: Reader) -> SlideContent:
    """Return every step of the milestones with state and days."""
    aimed = (target for target in sources.catalogue.targets.values())
    ids = dict.fromkeys(target.indicator_id for target in aimed if milestones.is_kind(target))
    rows = [row for indicator_id in ids for row in sources.rows(indicator_id)]
    page = milestones.build(sources.catalogue, rows, sources.today)
    title = say("slide.milestones")
    steps = [(one, step) for one in page.milestones for step in one.steps]
    if not steps:
        return of_rows(sources, title, Message(say("slide.milestones_none")), "", ())
    lines = [
        SlideTableRow(
            (
                SlideCell(one.target.name),
                SlideCell(step.step.name),
                SlideCell(milestones.word(step.standing)),
                SlideCell(numbers.day(step.step.due_on)),
                SlideCell(numbers.day(step.step.done_on)),
            )
        )
        for one, step in steps
    ]
    names = ("target", "step", "status", "due", "done")
    columns = tuple(say(f"slide.col_{name}") for name in names)
    table = SlideTable(columns, fitted(lines, 8), (0.31, 0.31, 0.12, 0.13, 0.13))
    made = of_rows(sources, title, table, page.sentence, [one.row for one in page.milestones])
    source = page.milestones[0].target.source_title or say("source_none")
    return replace(made, source=say("slide.source", source=source))
