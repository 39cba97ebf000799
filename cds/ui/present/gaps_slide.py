"""The slide of the largest gaps."""

from cds.domain.stories import Slide
from cds.export.content import Content, Message
from cds.text.screens import say
from cds.ui.present.slide_parts import of_rows
from cds.ui.present.sources import Sources
from cds.ui.present.tables import standing_table


def gaps_slide(slide: Slide, sources: Sources) -> Content:
    """The largest gaps of a unit, a sector or the home, most missing first."""
    unit_id = slide.asked("within") or slide.asked("unit") or sources.catalogue.home.unit_id
    sector = slide.asked("sector")
    rows = [
        row
        for row in sources.rows_of(unit_id)
        if row.target and row.assessment.gap
        if sector in ("", row.target.sector or row.indicator.sector)
    ]
    rows.sort(key=lambda row: (not row.indicator.is_share, -(row.assessment.gap or 0)))
    title = say("slide.gaps")
    if not rows:
        return of_rows(sources, title, Message(say("slide.gaps_none")), "", ())
    shown = rows[:10]
    sentence = say("slide.gaps_sentence", shown=len(shown), total=len(rows))
    return of_rows(sources, title, standing_table(shown, "target"), sentence, shown)
