"""The slide of milestones."""

from cds.domain.stories import Slide
from cds.domain.targets import StepState, TargetKind
from cds.export.content import Cell, Content, Message, Table, TableRow
from cds.text import numbers
from cds.text.screens import say
from cds.ui.present.slide_parts import of_rows
from cds.ui.present.sources import Sources
from cds.ui.present.tables import fitted


def milestones_slide(_slide: Slide, sources: Sources) -> Content:
    """Return every step of the milestones with state and days."""
    targets = sources.catalogue.targets
    kept = [
        (targets[step.target_id], step)
        for step in sources.catalogue.steps
        if targets[step.target_id].kind is TargetKind.MILESTONE
    ]
    title = say("slide.milestones")
    if not kept:
        return of_rows(sources, title, Message(say("slide.milestones_none")), "", ())
    lines = [
        TableRow(
            (
                Cell(target.name),
                Cell(step.name),
                Cell(say(f"slide.step_{step.state.value}")),
                Cell(numbers.day(step.due_on)),
                Cell(numbers.day(step.done_on)),
            )
        )
        for target, step in kept
    ]
    columns = tuple(
        say(f"slide.col_{name}") for name in ("target", "step", "status", "due", "done")
    )
    done = sum(step.state is StepState.DONE for _, step in kept)
    sentence = say("slide.milestones_sentence", done=done, total=len(kept))
    table = Table(columns, fitted(lines, 8), (0.31, 0.31, 0.12, 0.13, 0.13))
    first = targets[kept[0][1].target_id]
    return Content(
        title=title,
        body=table,
        sentence=sentence,
        source=say("slide.source", source=first.source_title or say("source_none")),
        as_of=sources.as_of(()),
        is_demo=False,
    )
