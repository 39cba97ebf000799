"""The page on the programme: its documents and goals, its viewpoint and tasks in its own words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from cds.blocks import Block, Message, table
from cds.domain.catalogue import Catalogue
from cds.domain.observations import has_demo
from cds.domain.programme import Group, ProgrammeText, TextKind, Wording
from cds.domain.stories import Slide
from cds.domain.targets import Target
from cds.scorecard import Row, latest
from cds.text.phrases import phrase
from cds.views import pilots
from cds.views.columns import row_table
from cds.views.overview import headline_verdict
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
class Pillar:
    """A pillar with the goals and the tasks set under it."""

    pillar_id: str
    name: str
    count: str
    goals: tuple[Row, ...]
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
    named = dict.fromkeys(
        sources.index(_source(text)) + 1 for text in said(TextKind.DOCUMENT) if text.source_title
    )
    by_sector = Counter(target.sector for target in own)
    quoted = dict.fromkeys(group.source for group in catalogue.sectors if group.source)
    groups = {"sectors": len(catalogue.sectors), "pilots": len(catalogue.pilots)}
    parts = [phrase(f"programme.lead_{name}", count=n) for name, n in groups.items() if n]
    goals = sum(target.is_headline for target in own)
    return ProgrammePage(
        lead=phrase(
            "programme.lead",
            name=catalogue.programme.name,
            parts=[_goals_text(goals, len(own)), *parts],
        ),
        documents=said(TextKind.DOCUMENT),
        documents_origin=phrase("programme.numbered", numbers=", ".join(map(str, named)))
        if named
        else "",
        goals_sentence=headline_verdict(headlines) if headlines else "",
        pillars=tuple(
            sorted(
                (_pillar(catalogue, group, headlines, own, sources) for group in catalogue.pillars),
                key=lambda pillar: not pillar.goals,
            )
        ),
        motto=_told(motto, sources),
        sectors=tuple(
            phrase(
                "programme.sector" if by_sector[group.group_id] else "programme.sector_without",
                place=place,
                name=group.name,
                count=by_sector[group.group_id],
            )
            for place, group in enumerate(catalogue.sectors, 1)
        ),
        sectors_sentence=phrase(
            "programme.sectors_without",
            count=sum(not by_sector[group.group_id] for group in catalogue.sectors),
            total=len(catalogue.sectors),
        ),
        sectors_origin=phrase("programme.quoted", source="; ".join(quoted)) if quoted else "",
        pilots=(pilots.lead(catalogue), *pilots.contents(catalogue.pilots))
        if catalogue.pilots
        else (),
        pilots_origin="; ".join(dict.fromkeys(p.source for p in catalogue.pilots if p.source)),
        told={kind: _told(said(kind), sources) for kind in TextKind},
        sources=sources,
        has_demo=has_demo(row.assessment.latest for row in headlines),
    )


def block(reader: Reader, asked: Slide) -> Block:
    """The goals by pillar, or what the programme says where that part is asked for."""
    if asked.asked("part") == "words":
        return _words(reader)
    page = reader.kept(build)
    rows = [row for pillar in page.pillars for row in pillar.goals]
    if not rows:
        return Block(phrase("slide.programme"), Message(phrase("slide.programme_none")))
    names = iter([pillar.name for pillar in page.pillars for _ in pillar.goals])
    shown = row_table(
        "slide", "pillar target value status period", rows, {"pillar": lambda _: next(names)}
    )
    return Block(page.goals_sentence, shown.first(), points=latest(rows))


def _words(reader: Reader) -> Block:
    page, title = reader.kept(build), phrase("slide.programme_words")
    said = [(phrase("programme.viewpoint"), one) for one in page.told[TextKind.VIEWPOINT]]
    said += [(phrase("slide.motto"), one) for one in page.motto]
    said += [
        (phrase("slide.programme_tasks", pillar=pillar.name), one)
        for pillar in page.pillars
        for one in pillar.tasks
    ]
    lines = [(phrase("programme.documents"), line) for line in documents(reader.catalogue)]
    for part, one in said:
        head = phrase("slide.programme_part", part=part, wording=one.wording.lower())
        lines.append((head, " ".join(text for text, _ in one.lines)))
    if not lines:
        return Block(title, Message(phrase("slide.programme_words_none")))
    kinds = (TextKind.DOCUMENT, TextKind.VIEWPOINT, TextKind.TASK)
    texts = (text for kind in kinds for text in reader.catalogue.programme.said(kind))
    named = dict.fromkeys(_source(text)[0] for text in texts if text.source_title)
    source = phrase("slide.source", source="; ".join(named) or phrase("source_none"))
    return Block(title, table("slide", "part content", lines).first(), page.lead, source=source)


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


def _source(text: ProgrammeText) -> tuple[str, str]:
    """A source in words, with its date where it is known, and its address."""
    title = text.source_title
    if text.source_dated:
        title = phrase("programme.source", title=title, dated=text.source_dated)
    return title, text.source_url


def _told(texts: Iterable[ProgrammeText], sources: Sequence[tuple[str, str]]) -> tuple[Told, ...]:
    """Texts with their sources, each source named once for texts that follow each other."""
    found = []
    for (wording, source), group in groupby(texts, lambda text: (text.wording, _source(text))):
        if not source[0]:
            origin = phrase("programme.retold_bare")
        elif wording is Wording.QUOTE:
            origin = phrase("programme.quoted", source=source[0])
        else:
            origin = phrase("programme.retold", number=sources.index(source) + 1)
        lines = tuple((_line(text), text.note) for text in group)
        found.append(Told(lines, phrase(f"programme.wording_{wording}"), origin))
    return tuple(found)


def _line(text: ProgrammeText) -> str:
    is_quote = text.wording is Wording.QUOTE
    words = phrase("programme.quote", text=text.text) if is_quote else text.text
    return phrase("programme.dated", day=text.dated_on, text=words) if text.dated_on else words


def _pillar(
    catalogue: Catalogue,
    group: Group,
    headlines: Sequence[Row],
    own: Sequence[Target],
    sources: Sequence[tuple[str, str]],
) -> Pillar:
    goals = tuple(row for row in headlines if row.target and row.target.pillar == group.group_id)
    targets = sum(target.pillar == group.group_id for target in own)
    tasks = catalogue.programme.said(TextKind.TASK)
    return Pillar(
        pillar_id=group.group_id,
        name=group.name,
        count=_goals_text(len(goals), targets),
        goals=goals,
        tasks=_told((text for text in tasks if text.pillar == group.group_id), sources),
    )


def _goals_text(headlines: int, targets: int) -> str:
    """Say how many targets there are and how many are headline ones."""
    if headlines:
        key = "programme.pillar_all" if headlines == targets else "programme.pillar"
    else:
        key = "programme.pillar_plain" if targets else "programme.pillar_without"
    return phrase(key, headlines=headlines, targets=targets)
