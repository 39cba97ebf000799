"""The page on the programme: its documents and goals, its viewpoint and tasks in its own words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from cds.blocks import Block, table
from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.observations import has_demo
from cds.domain.programme import Group, ProgrammeText, TextKind, Wording
from cds.domain.stories import Slide
from cds.domain.targets import Target
from cds.export.content import Message
from cds.scorecard import Row, latest
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views import pilots
from cds.views.columns import row_table
from cds.views.overview import headline_sentence
from cds.views.reader import Reader


@dataclass(frozen=True, slots=True)
class Told:
    """Texts of one source, each with its note ("" for none).

    `wording` says whose words they are; `origin` that and the source: of a quote in full, of what
    is retold by its number in the list of sources.
    """

    lines: tuple[tuple[str, str], ...]
    wording: str
    origin: str


@dataclass(frozen=True, slots=True)
class Goal:
    """A headline target with its current standing."""

    row: Row
    name: str
    value: str
    period: str  # "–" without a figure


@dataclass(frozen=True, slots=True)
class Pillar:
    """A pillar with the goals and the tasks set under it."""

    name: str
    count: str
    goals: tuple[Goal, ...]
    tasks: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """Everything the page on the programme shows."""

    lead: str
    documents: tuple[ProgrammeText, ...]
    documents_origin: str
    goals_sentence: str
    pillars: tuple[Pillar, ...]
    motto: tuple[Told, ...]
    sectors: tuple[str, ...]
    sectors_sentence: str
    sectors_origin: str
    pilots: tuple[str, ...]
    pilots_origin: str
    told: Mapping[TextKind, tuple[Told, ...]]
    sources: tuple[tuple[str, str], ...]  # in the order of their numbers: words, address
    has_demo: bool


def build(catalogue: Catalogue, headlines: Sequence[Row]) -> ProgrammePage:
    """Gather the page; `headlines` are the headline targets where they are set."""
    said = catalogue.programme.said
    sources = _sources(catalogue)
    return ProgrammePage(
        lead=_lead(catalogue),
        documents=said(TextKind.DOCUMENT),
        documents_origin=_numbered(said(TextKind.DOCUMENT), sources),
        goals_sentence=headline_sentence(headlines) if headlines else "",
        pillars=tuple(_pillar(catalogue, group, headlines, sources) for group in catalogue.pillars),
        motto=_motto(catalogue.motto, sources),
        sectors=tuple(_sector(catalogue, *each) for each in enumerate(catalogue.sectors, 1)),
        sectors_sentence=phrase(
            "programme.sectors_without",
            count=sum(not _aimed(catalogue, "sector", g.group_id) for g in catalogue.sectors),
            total=len(catalogue.sectors),
        ),
        sectors_origin=_quoted(catalogue.sectors),
        pilots=(pilots.lead(catalogue), *pilots.contents(catalogue.pilots))
        if catalogue.pilots
        else (),
        pilots_origin="; ".join(dict.fromkeys(p.source for p in catalogue.pilots if p.source)),
        told={kind: told(said(kind), sources) for kind in TextKind},
        sources=tuple(sources),
        has_demo=has_demo(row.assessment.latest for row in headlines),
    )


def documents(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the programme's documents in a line each: name, who issued it, when."""
    found = catalogue.programme.said(TextKind.DOCUMENT)
    return tuple(
        phrase("programme.document", name=each.text, issue=issue_text(each))
        if issue_text(each)
        else each.text
        for each in found
    )


def issue_text(document: ProgrammeText) -> str:
    """Return who issued a document, how and when; "" when the table does not say."""
    if document.dated_on is None:
        return document.issued_by
    slots = {"as_what": document.dated_as, "day": document.dated_on}
    if not document.issued_by:
        return phrase("programme.issued_on", **slots)
    return phrase("programme.issued", by=document.issued_by, **slots)


def source_text(text: ProgrammeText) -> str:
    """Return where a text comes from, with the source's date where it is known."""
    if not text.source_dated:
        return text.source_title
    return phrase("programme.source", title=text.source_title, dated=text.source_dated)


def told(texts: Iterable[ProgrammeText], sources: Sequence[tuple[str, str]]) -> tuple[Told, ...]:
    """Return texts with their sources, each source named once for texts that follow each other."""

    def origin(text: ProgrammeText) -> tuple[Wording, tuple[str, str]]:
        return text.wording, _source(text)

    return tuple(
        Told(
            lines=tuple((_line(text), text.note) for text in group),
            wording=phrase(f"programme.wording_{wording}"),
            origin=_origin(wording, source, sources),
        )
        for (wording, source), group in groupby(texts, origin)
    )


def _line(text: ProgrammeText) -> str:
    words = (
        phrase("programme.quote", text=text.text) if text.wording is Wording.QUOTE else text.text
    )
    return phrase("programme.dated", day=text.dated_on, text=words) if text.dated_on else words


def _origin(wording: Wording, source: tuple[str, str], sources: Sequence[tuple[str, str]]) -> str:
    name, _ = source
    if not name:
        return phrase("programme.retold_bare")
    if wording is Wording.QUOTE:
        return phrase("programme.quoted", source=name)
    return phrase("programme.retold", number=sources.index(source) + 1)


def _numbered(texts: Iterable[ProgrammeText], sources: Sequence[tuple[str, str]]) -> str:
    """The numbers of the sources of some texts; "" when none has any."""
    found = dict.fromkeys(sources.index(_source(text)) + 1 for text in texts if text.source_title)
    return phrase("programme.numbered", numbers=", ".join(map(str, found))) if found else ""


def _quoted(groups: Iterable[Group]) -> str:
    """Where the names of some groups are quoted from; "" when they are no quotes."""
    found = dict.fromkeys(group.source for group in groups if group.source)
    return phrase("programme.quoted", source="; ".join(found)) if found else ""


def _sources(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Every source once, in the order of the table."""
    texts = (*catalogue.programme.texts, *_parts(catalogue.motto))
    return list(dict.fromkeys(_source(text) for text in texts if text.source_title))


def _source(text: ProgrammeText) -> tuple[str, str]:
    """A source in words, and its address."""
    return source_text(text), text.source_url


def _lead(catalogue: Catalogue) -> str:
    return phrase(
        "programme.lead",
        name=catalogue.programme.name,
        headlines=sum(target.is_headline for target in _own(catalogue)),
        targets=len(_own(catalogue)),
        sectors=len(catalogue.sectors),
        pilots=len(catalogue.pilots),
    )


def _pillar(
    catalogue: Catalogue,
    group: Group,
    headlines: Iterable[Row],
    sources: Sequence[tuple[str, str]],
) -> Pillar:
    rows = [row for row in headlines if row.target and row.target.pillar == group.group_id]
    tasks = catalogue.programme.said(TextKind.TASK)
    targets = _aimed(catalogue, "pillar", group.group_id)
    key = "programme.pillar_plain" if targets else "programme.pillar_without"
    return Pillar(
        name=group.name,
        count=phrase("programme.pillar" if rows else key, headlines=len(rows), targets=targets),
        goals=tuple(_goal(row, row.target) for row in rows if row.target),
        tasks=told((text for text in tasks if text.pillar == group.group_id), sources),
    )


def _goal(row: Row, target: Target) -> Goal:
    judged = row.assessment
    return Goal(
        row=row,
        name=target.name,
        value=figures.value(judged, row.indicator),
        period=numbers.period(judged.latest.period if judged.latest else None),
    )


def _motto(parts: Iterable[Group], sources: Sequence[tuple[str, str]]) -> tuple[Told, ...]:
    return told(_parts(parts), sources)


def _parts(parts: Iterable[Group]) -> tuple[ProgrammeText, ...]:
    """The parts of the motto as texts; those whose words have a source are quotes."""
    return tuple(
        ProgrammeText(
            TextKind.VIEWPOINT,
            group.name,
            wording=Wording.QUOTE if group.source else Wording.RETOLD,
            source_title=group.source,
        )
        for group in parts
    )


def _sector(catalogue: Catalogue, place: int, group: Group) -> str:
    count = _aimed(catalogue, "sector", group.group_id)
    key = "programme.sector" if count else "programme.sector_without"
    return phrase(key, place=place, name=group.name, count=count)


def _aimed(catalogue: Catalogue, kind: str, group_id: str) -> int:
    """How many targets of the programme stand in a pillar or sector."""
    return sum(getattr(target, kind) == group_id for target in _own(catalogue))


def _own(catalogue: Catalogue) -> list[Target]:
    """The targets set for the home or a part of it, without those that another replaced."""
    home_id = catalogue.programme.home_unit_id
    return [
        target
        for target in catalogue.targets.values()
        if target.level is not AdminLevel.NATION
        and target.superseded_by is None
        and catalogue.is_ours(target.scope_unit_id or home_id)
    ]


def block(reader: Reader, asked: Slide) -> Block:
    """The goals by pillar, or what the programme says where that part is asked for."""
    page = build(reader.catalogue, reader.headlines)
    if asked.asked("part") == "words":
        return _words_block(page, reader)
    goals = [(pillar.name, goal) for pillar in page.pillars for goal in pillar.goals]
    title = phrase("slide.programme")
    if not goals:
        return Block(title, Message(phrase("slide.programme_none")))
    names = iter([name for name, _ in goals])
    rows = [goal.row for _, goal in goals]
    table = row_table(
        "slide", "pillar target value status period", rows, {"pillar": lambda _: next(names)}
    )
    return Block(title, table.first(), page.goals_sentence, latest(rows))


def _words_block(page: ProgrammePage, reader: Reader) -> Block:
    title = phrase("slide.programme_words")
    lines = [(phrase("programme.documents"), line) for line in documents(reader.catalogue)]
    lines += [_said(phrase("programme.viewpoint"), one) for one in page.told[TextKind.VIEWPOINT]]
    lines += [_said(phrase("slide.motto"), one) for one in page.motto]
    lines += [
        _said(phrase("slide.programme_tasks", pillar=pillar.name), one)
        for pillar in page.pillars
        for one in pillar.tasks
    ]
    if not lines:
        return Block(title, Message(phrase("slide.programme_words_none")))
    kinds = (TextKind.DOCUMENT, TextKind.VIEWPOINT, TextKind.TASK)
    texts = (text for kind in kinds for text in reader.catalogue.programme.said(kind))
    named = dict.fromkeys(source_text(text) for text in texts if text.source_title)
    source = phrase("slide.source", source="; ".join(named) or phrase("source_none"))
    return Block(title, table("slide", "part content", lines).first(), page.lead, source=source)


def _said(part: str, told: Told) -> tuple[str, str]:
    """A part of the slide with whose words it is in, and its lines in one."""
    head = phrase("slide.programme_part", part=part, wording=told.wording.lower())
    return head, " ".join(text for text, _ in told.lines)
