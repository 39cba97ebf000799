"""Slides of the programme itself: its goals with their standing; its own words."""

from collections.abc import Iterator
from dataclasses import replace

from cds.domain.programme import Programme, TextKind
from cds.domain.stories import Slide
from cds.export.content import Message, SlideCell, SlideContent, SlideTable, SlideTableRow
from cds.text.screens import say
from cds.views.programme import ProgrammePage, Told, build, documents, source_text
from cds.views.reader import Reader
from cds.views.slides.slide_parts import of_rows
from cds.views.slides.tables import fitted, standing_cell, text_table


def programme_slide(slide: Slide, sources: Reader) -> SlideContent:
    """Return the goals by pillar, or what the programme says if that part is asked for."""
    page = build(sources.catalogue, sources.headlines)
    if slide.asked("part") == "words":
        return _words_slide(page, sources)
    return _goals_slide(page, sources)


def _goals_slide(page: ProgrammePage, sources: Reader) -> SlideContent:
    shown = [(pillar.name, goal) for pillar in page.pillars for goal in pillar.goals]
    title = say("slide.programme")
    if not shown:
        return of_rows(sources, title, Message(say("slide.programme_none")), "", ())
    lines = []
    for name, goal in shown:
        texts = (SlideCell(name), SlideCell(goal.name), SlideCell(goal.value))
        lines.append(SlideTableRow((*texts, standing_cell(goal.row), SlideCell(goal.period))))
    heads = ("pillar", "target", "value", "status", "period")
    columns = tuple(say(f"slide.col_{name}") for name in heads)
    table = SlideTable(columns, fitted(lines), (0.14, 0.42, 0.14, 0.18, 0.12))
    return of_rows(sources, title, table, page.goals_sentence, [goal.row for _, goal in shown])


def _words_slide(page: ProgrammePage, sources: Reader) -> SlideContent:
    lines = [(say("programme.documents"), line) for line in documents(sources.catalogue)]
    lines += _words(page)
    title = say("slide.programme_words")
    if not lines:
        return of_rows(sources, title, Message(say("slide.programme_words_none")), "", ())
    columns = (say("slide.col_part"), say("slide.col_content"))
    table = text_table(columns, lines, (0.2, 0.8))
    source = say("slide.source", source=_named(sources.catalogue.programme))
    return replace(of_rows(sources, title, table, page.lead, ()), source=source)


def _words(page: ProgrammePage) -> Iterator[tuple[str, str]]:
    for told in page.told[TextKind.VIEWPOINT]:
        yield _said(say("programme.viewpoint"), told)
    for told in page.motto:
        yield _said(say("slide.motto"), told)
    for pillar in page.pillars:
        for told in pillar.tasks:
            yield _said(say("slide.programme_tasks", pillar=pillar.name), told)


def _said(part: str, told: Told) -> tuple[str, str]:
    """A part of the slide with whose words it is in, and its lines in one."""
    head = say("slide.programme_part", part=part, wording=told.wording.lower())
    return head, " ".join(text for text, _ in told.lines)


def _named(programme: Programme) -> str:
    """The sources of what the slide says, each once."""
    kinds = (TextKind.DOCUMENT, TextKind.VIEWPOINT, TextKind.TASK)
    texts = (text for kind in kinds for text in programme.said(kind))
    named = dict.fromkeys(source_text(text) for text in texts if text.source_title)
    return "; ".join(named) or say("source_none")
