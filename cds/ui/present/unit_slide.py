"""The slide of one unit, and what is said of a unit in one sentence."""

from collections.abc import Sequence

from cds.domain.progress import Status
from cds.domain.stories import Slide
from cds.export.content import Content, Message
from cds.scorecard import Row, standing
from cds.text.screens import say
from cds.ui.present.slide_parts import first_by_indicator, of_rows
from cds.ui.present.sources import Sources
from cds.ui.present.tables import gap_text, standing_table


def unit_slide(slide: Slide, sources: Sources) -> Content:
    """Return a unit's figures, those with the largest gaps first."""
    unit = sources.catalogue.units[slide.asked("unit", sources.catalogue.home.unit_id)]
    rows = [row for row in governing_rows(sources, unit.unit_id) if row.assessment.latest]
    if not rows:
        text = say("slide.unit_none", unit=unit.name)
        return of_rows(sources, unit.name, Message(text), "", ())
    ordered = sorted(rows, key=lambda row: (row.target is None, -(row.assessment.gap or 0)))
    table = standing_table(ordered, "indicator")
    shown = ordered[: len(table.rows)]
    return of_rows(sources, say("slide.unit", unit=unit.name), table, unit_sentence(ordered), shown)


def governing_rows(sources: Sources, unit_id: str) -> tuple[Row, ...]:
    """A unit's rows, one per indicator: by the target that comes first in the register."""
    return tuple(first_by_indicator(sources.rows_of(unit_id)).values())


def unit_sentence(rows: Sequence[Row]) -> str:
    """Say how many figures a unit has, how many targets it meets, and where most is missing."""
    judged = [row for row in rows if row.target]
    met = sum(standing(row.assessment) == Status.ACHIEVED for row in judged)
    counts = {"reported": len(rows), "judged": len(judged), "met": met}
    short = [row for row in judged if row.assessment.gap and row.indicator.is_share]
    if not short:
        return say("slide.unit_sentence_plain", **counts)
    worst = max(short, key=lambda row: row.assessment.gap or 0)
    return say("slide.unit_sentence", worst=f"{worst.indicator.name} ({gap_text(worst)})", **counts)
