"""The page on the programme: its documents and goals, its viewpoint and tasks in its own words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from cds.blocks import Block, Message
from cds.charts.values import DateLane, MilestoneDates, StepMark
from cds.domain.assessments import Standing, StepState
from cds.domain.catalogue import Catalogue
from cds.domain.observations import has_demo
from cds.domain.periods import months_between
from cds.domain.programme import ProgrammeText, TextKind, Wording
from cds.domain.stories import Slide
from cds.scorecard import Row, is_demo, latest, most_urgent_first, tally
from cds.text import numbers
from cds.text.figures import tally_text, with_demo
from cds.text.phrases import phrase
from cds.views import milestones, pilots
from cds.views.columns import row_table
from cds.views.reader import Reader


@dataclass(frozen=True, slots=True)
class SourcedTexts:
    """Texts of one source, each with its note ("" for none).

    `origin` says whose words they are and the source: of a quote in full, of what is retold by its
    number in the list of sources.
    """

    lines: tuple[tuple[str, str], ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Pillar:
    """A pillar with the goals and the tasks set under it."""

    pillar_id: str
    name: str
    count: str
    goals: tuple[Row, ...]
    tasks: tuple[SourcedTexts, ...]


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """Everything the page on the programme shows."""

    lead: str
    timeline: MilestoneDates
    documents: tuple[ProgrammeText, ...]
    documents_origin: str
    goals_sentence: str
    pillars: tuple[Pillar, ...]
    motto: tuple[SourcedTexts, ...]
    told: Mapping[TextKind, tuple[SourcedTexts, ...]]
    sources: tuple[tuple[str, str], ...]  # in the order of their numbers: words, address
    has_demo: bool


def build(reader: Reader) -> ProgrammePage:
    """Gather the page, with the headline targets where they are set."""
    catalogue, headlines = reader.catalogue, reader.headlines
    said, own = catalogue.programme.said, catalogue.own_targets
    motto = [  # as texts; those whose words have a source are quotes
        ProgrammeText(
            TextKind.VIEWPOINT,
            group.name,
            wording=Wording.QUOTE if group.source else Wording.RETOLD,
            source_title=group.source,
        )
        for group in catalogue.motto
    ]
    texts = (*catalogue.programme.texts, *motto)
    sources = tuple(dict.fromkeys(_source(text) for text in texts if text.source_title))
    sourced = [_source(text) for text in said(TextKind.DOCUMENT) if text.source_title]
    named = ", ".join(dict.fromkeys(str(sources.index(one) + 1) for one in sourced))
    pillars, urgent = [], most_urgent_first(headlines)
    for group in catalogue.pillars:
        at, tasks = group.group_id, said(TextKind.TASK)
        aimed = tuple(row for row in urgent if row.target and row.target.pillar == at)
        count = _goals_text(len(aimed), sum(target.pillar == at for target in own))
        set_here = _by_source((text for text in tasks if text.pillar == at), sources)
        pillars.append(Pillar(at, group.name, count, aimed, set_here))
    groups = {
        "tasks": len(said(TextKind.TASK)),
        "sectors": len(catalogue.sectors),
        "pilots": len(catalogue.pilots),
    }
    kinds = pilots.pilots_called(catalogue)
    parts = [_goals_text(sum(target.is_headline for target in own), len(own))]
    parts += [
        phrase(f"programme.lead_{name}", count=n, kinds=kinds) for name, n in groups.items() if n
    ]
    return ProgrammePage(
        lead=phrase("programme.lead", name=catalogue.programme.name, parts=parts),
        timeline=_timeline(reader),
        documents=said(TextKind.DOCUMENT),
        documents_origin=named and phrase("programme.numbered", numbers=named),
        goals_sentence=goals_verdict(reader),
        pillars=tuple(sorted(pillars, key=lambda pillar: not pillar.goals)),
        motto=_by_source(motto, sources),
        told={kind: _by_source(said(kind), sources) for kind in TextKind},
        sources=sources,
        has_demo=has_demo(row.assessment.latest for row in headlines),
    )


def goals_verdict(reader: Reader) -> str:
    """Say how much of the programme's time is over, and how much of what it promised is true.

    It opens the page and its slide, which say what is due when; "" without headline targets.
    """
    rows, programme = reader.headlines, reader.catalogue.programme
    if not rows:
        return ""
    is_closed = programme.is_closed_on(reader.today)
    unknown = "programme.goals_unknown" if is_closed else "overview.undecided"
    told = (("programme.goals_met", True), ("programme.goals_short", False), (unknown, None))
    parts = []
    for key, is_met in told:
        found = [row for row in rows if row.assessment.is_met is is_met]
        if found or is_met:
            text = phrase(key, count=len(found), total=len(rows))
            parts.append(with_demo(text, len(found), sum(map(is_demo, found))))
    steps = [step for one in reader.kept(milestones.build).milestones for step in one.steps]
    if steps:
        done = sum(step.standing is StepState.DONE for step in steps)
        parts.append(phrase("programme.goals_steps", done=done, total=len(steps)))
    if is_closed:
        return phrase("programme.goals_closed", ended=programme.ended_on, parts=parts)
    return phrase("programme.goals", passed=_passed(reader), parts=parts)


def _passed(reader: Reader) -> str:
    """Say how many of the programme's months are over."""
    programme, last = reader.catalogue.programme, reader.catalogue.programme.ended_on
    passed = months_between(programme.started_on, min(last or reader.today, reader.today))
    if last is None:
        return phrase("programme.months", done=passed)
    return phrase(
        "programme.months_of", done=passed, total=months_between(programme.started_on, last)
    )


def _timeline(reader: Reader) -> MilestoneDates:
    """From the programme's first day to its last: when its headline targets are due."""

    def due(row: Row) -> date:
        return row.target.due_on if row.target else date.max

    programme, today = reader.catalogue.programme, reader.today
    marks = [_mark("begun", programme.started_on)]
    for day, found in groupby(sorted(reader.headlines, key=due), due):
        rows = tuple(found)
        state = StepState.DONE if all(row.assessment.is_met for row in rows) else StepState.UNKNOWN
        if Standing.OVERDUE in {row.assessment.standing for row in rows}:
            state = StepState.OVERDUE
        elif day >= today:
            state = StepState.IN_PROGRESS
        told = phrase("programme.due_on", day=day, counts=tally_text(tally(rows)))
        marks.append(StepMark(phrase("programme.due", count=len(rows)), day, state, told))
    if programme.ended_on and programme.is_closed_on(today):
        marks.append(_mark("closed", programme.ended_on))
    ordered = tuple(sorted(marks, key=lambda mark: mark.day))
    note = "" if reader.headlines else _passed(reader)  # which the sentence says
    lane = DateLane(phrase("programme.lane"), note, ordered)
    return MilestoneDates((lane,), today, phrase("milestones.chart_today", day=today))


def _mark(what: str, day: date) -> StepMark:
    return StepMark(phrase(f"programme.{what}"), day, StepState.DONE, numbers.day(day))


def block(reader: Reader, _asked: Slide) -> Block:
    """The goals by pillar."""
    page = reader.kept(build)
    rows = [row for pillar in page.pillars for row in pillar.goals]
    if not rows:
        return Block(phrase("slide.programme"), Message(phrase("slide.programme_none")))
    names = iter([pillar.name for pillar in page.pillars for _ in pillar.goals])
    shown = row_table(
        "slide", "pillar target value status due period", rows, {"pillar": lambda _: next(names)}
    )
    return Block(page.goals_sentence, shown.first(), points=latest(rows))


def documents(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the programme's documents in a line each: name, who issued it, when."""
    found = catalogue.programme.said(TextKind.DOCUMENT)
    told = ((each.text, issue_text(each)) for each in found)
    return tuple(
        phrase("programme.document", name=name, issue=issue) if issue else name
        for name, issue in told
    )


def issue_text(document: ProgrammeText) -> str:
    """Return who issued a document, how and when; "" when the table does not say."""
    if document.dated_on is None:
        return document.issued_by
    slots = {"as_what": document.dated_as, "day": document.dated_on}
    if not document.issued_by:
        return phrase("programme.issued_on", **slots)
    return phrase("programme.issued", by=document.issued_by, **slots)


def _source(text: ProgrammeText) -> tuple[str, str]:
    """A source in words, with its date where it is known, and its address."""
    title = text.source_title
    if text.source_dated:
        title = phrase("programme.source", title=title, dated=text.source_dated)
    return title, text.source_url


def _by_source(
    texts: Iterable[ProgrammeText], sources: Sequence[tuple[str, str]]
) -> tuple[SourcedTexts, ...]:
    """Texts with their sources, each source named once for texts that follow each other."""
    found = []
    for (wording, source), group in groupby(texts, lambda text: (text.wording, _source(text))):
        if not source[0]:
            origin = phrase("programme.retold_bare")
        elif wording is Wording.QUOTE:
            origin = phrase("programme.quoted", source=source[0])
        else:
            origin = phrase("programme.retold", number=sources.index(source) + 1)
        lines = []
        for text in group:
            is_quote, day = wording is Wording.QUOTE, text.dated_on
            words = phrase("programme.quote", text=text.text) if is_quote else text.text
            dated = phrase("programme.dated", day=day, text=words) if day else words
            lines.append((dated, text.note))
        found.append(SourcedTexts(tuple(lines), origin))
    return tuple(found)


def _goals_text(headlines: int, targets: int) -> str:
    """Say how many targets there are and how many are headline ones."""
    if headlines:
        key = "programme.pillar_all" if headlines == targets else "programme.pillar"
    else:
        key = "programme.pillar_plain" if targets else "programme.pillar_without"
    return phrase(key, headlines=headlines, targets=targets)
