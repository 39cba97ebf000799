"""Slides of indicators in groups, with the pages' own cards: priority sectors and the motto."""

from cds.domain.stories import Slide
from cds.export.content import Message, SlideCell, SlideContent, SlideTable, SlideTableRow
from cds.text import figures, numbers
from cds.text.screens import say
from cds.text.standings import tally_text
from cds.views import motto, sectors
from cds.views.reader import Reader
from cds.views.slides.slide_parts import of_rows
from cds.views.slides.tables import fitted, standing_cell, value_text


def sectors_slide(_slide: Slide, sources: Reader) -> SlideContent:
    """Return each priority sector with what is known of it and what is furthest away."""
    rows = sources.rows_of(sources.catalogue.home.unit_id)
    page = sectors.build(sources.catalogue, rows, sources.today)
    title = say("slide.sectors")
    if not page.cards:
        return of_rows(sources, title, Message(say("slide.groups_none")), "", ())
    lines = [
        SlideTableRow(
            (
                SlideCell(card.group.name),
                SlideCell(card.group.responsible or numbers.MISSING),
                SlideCell(say("slide.number", number=card.known, total=card.expected)),
                SlideCell(tally_text(card.counts) or numbers.MISSING),
                SlideCell(card.worst or numbers.MISSING),
            )
        )
        for card in page.cards
    ]
    names = ("sector", "office", "reported", "status", "worst")
    columns = tuple(say(f"slide.col_{name}") for name in names)
    table = SlideTable(columns, tuple(lines), (0.18, 0.18, 0.1, 0.26, 0.28))
    shown = [item.row for card in page.cards for item in card.items]
    return of_rows(sources, title, table, page.sentence, shown)


def motto_slide(slide: Slide, sources: Reader) -> SlideContent:
    """Return how far each part of the motto is in a unit, and its first indicators."""
    unit = sources.catalogue.units.get(slide.asked("unit"), sources.catalogue.home)
    page = motto.build(sources.catalogue, sources.rows_of(unit.unit_id), unit, sources.today)
    title = say("slide.at_unit", name=say("slide.motto"), unit=unit.name)
    if not page.parts:
        return of_rows(sources, title, Message(say("slide.groups_none")), "", ())
    told = [(part, item.row) for part in page.parts for item in part.items]
    with_figure = [(part, row) for part, row in told if row.assessment.latest]
    firsts = []
    for part in page.parts:
        own = [pair for pair in with_figure if pair[0] is part]
        firsts += own[:2] or [pair for pair in told if pair[0] is part][:1]
    lines = [
        SlideTableRow(
            (
                SlideCell(_part(part)),
                SlideCell(row.indicator.name),
                SlideCell(value_text(row)),
                standing_cell(row),
                SlideCell(figures.when(row.assessment.latest)),
            )
        )
        for part, row in firsts
    ]
    names = ("part", "indicator", "value", "status", "period")
    columns = tuple(say(f"slide.col_{name}") for name in names)
    table = SlideTable(columns, fitted(lines), (0.35, 0.29, 0.13, 0.13, 0.1))
    counts = [(part.made.known, part.made.expected) for part in page.parts]
    reported, total = (sum(column) for column in zip(*counts, strict=True))
    sentence = say("slide.motto_sentence", reported=reported, total=total)
    return of_rows(sources, title, table, sentence, [row for _, row in firsts])


def _part(part: motto.MottoPart) -> str:
    value = say("marked", value=part.value) if part.is_demo else part.value
    return say("slide.part", name=part.group.name, value=value, known=part.known)
