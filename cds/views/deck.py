"""One slide from a saved view: the same figures, words and colours as on the page itself.

Cover, agenda and what to decide at the end frame a story. There a slide's own sentence takes the
place of what is made: lines, or rows of cells.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from cds.blocks import Block, Body, Cover, Message, Table, TwoViews, table
from cds.charts.placed import parts
from cds.charts.svg import HALF
from cds.charts.values import Bars, MilestoneDates
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.periods import parse_period
from cds.domain.stories import FRAMES, MOST_SLIDES, Slide, Story
from cds.export.content import MOST_ROWS, Deck, SlideContent, sheets
from cds.export.files import part
from cds.scorecard import Row, latest, most_urgent_first
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views import (
    changes,
    choices,
    coverage,
    gaps,
    indicator,
    milestones,
    motto,
    nation,
    overview,
    pilots,
    programme,
    reporting,
    sectors,
    unit,
)
from cds.views.columns import CELLS, left, target
from cds.views.overview import headline_verdict
from cds.views.reader import Reader
from cds.views.standings import answering, office_once

_HALF_ROOM = 640  # height of one of two views, in slide units, below a title of two lines
_UNITS, _LEVELS = frozenset(("unit", "within")), frozenset(("level", "depth"))
# Pages that follow the period, by `bar.as_of`; their slides do as well.
AS_OF = frozenset(("overview", "gaps", "unit", "indicator", "pilots", "sectors", "motto"))
_OF_INDICATOR, _OF_UNIT = ("indicator", "coverage"), ("unit", "indicator", "changes")
CELL = " | "  # stands between the cells of a row that somebody writes
BUILDERS: dict[str, Callable[[Reader, Slide], Block]] = {
    "overview": overview.block,
    "indicator": indicator.block,
    "coverage": coverage.block,
    "gaps": gaps.block,
    "programme": programme.block,
    "pilots": pilots.block,
    "sectors": sectors.block,
    "motto": motto.block,
    "unit": unit.block,
    "milestones": milestones.block,
    "nation": nation.block,
    "changes": changes.block,
    "reporting": reporting.block,
}


def deck(story: Story, sources: Reader, tell: Callable[[int], None] = lambda _: None) -> Deck:
    """Return a whole story's contents; `tell` hears how many slides are done.

    Raises UserError naming the slide that could not be made.
    """
    sources = led(story, sources)
    made: list[SlideContent] = []
    for done, slide in enumerate(story.slides, start=1):
        title = slide.title or phrase(f"{slide.page}.title")
        with part(phrase("slide.named", place=done, title=title)):
            made += slide_contents(slide, sources, story)
        tell(done)
    return Deck(title=story.title, subtitle=sources.catalogue.programme.name, slides=tuple(made))


def laid_out(story: Story, sources: Reader) -> Story:
    """Return a story in which each slide shows one sheet of its view: what a meeting turns over."""
    sources, own = led(story, sources), {}
    if len(sources.catalogue.programmes) > 1:  # the next day another may be in force
        own = {"programme": sources.catalogue.programme.programme_id}
    spoken = [replace(slide, query={**own, **slide.query}) for slide in story.slides]
    slides = tuple(
        replace(slide, sheet=place)
        for slide in spoken
        for place, _ in enumerate(slide_contents(slide, sources, story))
    )
    return replace(story, slides=slides) if len(slides) <= MOST_SLIDES else story


def slide_contents(slide: Slide, sources: Reader, story: Story) -> tuple[SlideContent, ...]:
    """Return the sheets that a slide of a story fills, or the one that is asked for."""
    if slide.page in FRAMES:
        content = framed(frame(story, slide, sources), sources)
        is_cover, programme = slide.page == "cover", sources.catalogue.programme
        topic = programme.name if is_cover else phrase(f"{slide.page}.title")
        title = slide.title or content.title
        content = replace(content, title=title, note=slide.note, topic=topic)
    else:
        content = slide_content(slide, sources)
    made = sheets(content)
    return made if slide.sheet is None else (made[min(slide.sheet, len(made) - 1)],)


def frame(story: Story, slide: Slide, reader: Reader) -> Block:
    """Return a slide that frames its story."""
    match slide.page:
        case "cover":
            return cover(story, slide, reader)
        case "agenda":
            return agenda(story, slide, reader)
        case _:
            return closing(slide, reader)


def _topics(sources: Reader, slides: Iterable[Slide]) -> tuple[SlideContent, ...]:
    """What a story is about, in its order: of views of one page and thing the first."""
    first: dict[tuple[str, ...], Slide] = {}
    for slide in slides:
        if slide.page not in FRAMES:
            about = (slide.title or slide.page, slide.asked("indicator"), slide.asked("unit"))
            first.setdefault(about, slide)
    return tuple(slide_content(slide, sources) for slide in first.values())


def slide_content(slide: Slide, sources: Reader) -> SlideContent:
    """Return all that a saved view holds; what is unknown or missing is said in words."""
    block = _block(slide, sources)
    if slide.beside and slide.beside.page not in FRAMES:
        second = _block(slide.beside, sources)
        block = replace(  # the first says what it shows
            block,
            body=TwoViews((("", _half(block.body)), (second.title, _half(second.body)))),
            points=(*block.points, *second.points),
            source=block.source or second.source,
            is_marked=block.is_marked or second.is_marked,
        )
    content = framed(block, sources)
    return replace(
        content,
        title=slide.title or content.title,
        sentence=slide.sentence or content.sentence,
        note=slide.note,
        topic=phrase(f"{slide.page}.title"),
    )


def _block(slide: Slide, sources: Reader) -> Block:
    sources = sources.of(sources.catalogue.programme_named(slide.query))
    asked = completed(slide, sources)
    if slide.page in AS_OF and (period := asked.asked("period")):
        sources = sources.as_of(parse_period(period))
    known, unknown = sources.catalogue, ""
    unit_id, indicator_id = asked.asked("unit"), asked.asked("indicator")
    if slide.page in _OF_UNIT and unit_id and unit_id not in known.units:
        unknown = phrase("slide.unit_unknown", unit=unit_id)
    elif slide.page in _OF_INDICATOR and indicator_id not in known.indicators:
        unknown = phrase("slide.indicator_unknown", indicator=indicator_id)
    if unknown:
        return Block(slide.page, Message(unknown), source="")
    return BUILDERS[slide.page](sources, asked)


def led(story: Story, sources: Reader) -> Reader:
    """The figures as the programme sees them that the story's first view asks for, if it does."""
    asked = (slide.query for slide in story.slides if slide.asked("programme"))
    return sources.of(sources.catalogue.programme_named(next(asked, {})))


def _half(body: Body) -> Body:
    match body:
        case Bars():
            return body.first(MOST_ROWS)
        case MilestoneDates():
            return parts(body, HALF, _HALF_ROOM)[0]
        case _:
            return body


def framed(block: Block, reader: Reader) -> SlideContent:
    """Return a block as a slide, with where its figures come from and as of when."""
    source = block.source
    if source is None and isinstance(block.body, Message) and not block.points:
        source = ""  # there is no figure that could have one
    return SlideContent(
        title=numbers.unbroken(block.title),
        body=block.body,
        sentence=block.sentence,
        source=phrase("slide.source", source=figures.sources_text(block.points))
        if source is None
        else source,
        as_of=block.as_of or reader.dated(block.points),
        is_demo=block.is_demo,
    )


def unit_content(unit_id: str, sources: Reader) -> SlideContent:
    """Return the slide that answers "and in my commune?", with how much it leaves out."""
    content = slide_content(Slide("unit", {"unit": unit_id}), sources)
    shown = sheets(content)
    if len(shown) == 1 or not isinstance(content.body, Table):
        return shown[0]
    most = min(len(one.body.lines) for one in shown if isinstance(one.body, Table))
    return replace(content, body=content.body.first(most))


def completed(slide: Slide, sources: Reader) -> Slide:
    """Read an address as its page does: by code or key, the default where it says nothing."""
    query = dict(slide.query)
    for name in _UNITS & query.keys():
        extents = sources.catalogue.units_with_code(query[name])
        ours = (one for one in extents if sources.catalogue.is_ours(one.unit_id))
        if extents:
            query[name] = next(ours, extents[-1]).unit_id
    known = choices.levels(sources.catalogue) if slide.page == "coverage" else set(AdminLevel)
    for name in _LEVELS & query.keys():
        if query[name] not in known:
            del query[name]
    try:
        parse_period(query.get("period", ""))
    except ValueError:
        query.pop("period", None)
    if slide.page in _OF_INDICATOR and "indicator" not in query:
        level = AdminLevel(query.get("level", AdminLevel.COMMUNE))
        is_mapped = slide.page == "coverage"
        offered = (
            sources.kept(choices.mapped, level) if is_mapped else sources.kept(choices.indicators)
        )
        query["indicator"] = next(iter(offered), "")
    return replace(slide, query=query)


def cover(story: Story, slide: Slide, reader: Reader) -> Block:
    """Return what opens a story: how the targets stand, whose it is, of when, who presents."""
    rows = most_urgent_first(reader.headlines)
    known, points, today = reader.catalogue, latest(rows), reader.today
    is_closed = known.programme.is_closed_on(today)
    office = ((is_closed and known.successor) or known.programme).office_on(today)
    lines = [phrase("cover.when", home=known.home.name, today=today)]
    lines += [phrase("cover.period", period=max(one.period for one in points))] if points else []
    lines += [phrase("cover.office", office=office)] if office else []
    return Block(
        story.title,
        Cover(tuple(row.assessment.standing for row in rows), slide.sentence or "\n".join(lines)),
        headline_verdict(rows) if rows else "",
        points,
        source="",
    )


def agenda(story: Story, slide: Slide, reader: Reader) -> Block:
    """Return what the slides are about and find; minutes where somebody wrote them."""
    shown = reader.kept(_topics, story.slides)
    is_marked = not slide.sentence and any(content.is_demo for content in shown)
    rows = _written(slide) or [
        (f"{place}. {one.topic}", one.title, "") for place, one in enumerate(shown, start=1)
    ]
    title = phrase("agenda.sentence", count=len(rows))
    made = table("slide", "topic finding time", rows)
    kept = [name for name in made.columns if any(made.column(name))]
    return Block(title, made.pick(" ".join(kept)), source="", is_marked=is_marked)


def closing(slide: Slide, reader: Reader) -> Block:
    """Return how things stand and what is short, the most urgent first: who is to act, by when."""
    if not (told := _proposals(slide, reader)):
        return Block(phrase("closing.title"), Message(phrase("closing.none")), source="")
    asked, rows = _asked_rows(slide, reader)
    shown, office = office_once(table("slide", "proposal office due", told))
    verdict = unit.verdict(reader, asked) if asked else headline_verdict(rows)
    title = phrase("closing.sentence", count=len(told))
    return Block(title, shown, " · ".join(filter(None, (verdict, office))), latest(rows))


def _asked_rows(slide: Slide, reader: Reader) -> tuple[AdminUnit | None, Sequence[Row]]:
    """The unit that a closing slide is of, and its targets; of none the headlines."""
    asked = reader.catalogue.units.get(slide.asked("unit"))
    return asked, reader.rows_of(asked.unit_id) if asked else reader.headlines


def _proposals(slide: Slide, reader: Reader) -> list[tuple[str, ...]]:
    """What is to be done, by whom and by when: what somebody wrote, else what is short."""
    told, (_, rows) = _written(slide), _asked_rows(slide, reader)
    short = most_urgent_first(row for row in rows if left(row) != numbers.MISSING)
    for row in () if told else short:
        due, named = CELLS["due"](row), {"name": target(row), "left": left(row)}
        if row.target and row.target.due_on < reader.today:
            due = phrase("closing.past", due=row.target.due_on)
        told.append((phrase("closing.proposal", **named), answering(reader, row), due))
    return told


def lines_of(story: Story, slide: Slide, reader: Reader) -> str:
    """Return what a frame says as somebody may write it: each row whole, on a line of its own."""
    if slide.page == "closing":
        return "\n".join(map(CELL.join, _proposals(slide, reader)))
    match frame(story, slide, reader).body:
        case Cover(text=text):
            return text
        case Table() as made:
            return "\n".join(map(CELL.join, made.rows))
        case _:
            return ""


def _written(slide: Slide) -> list[tuple[str, ...]]:
    """The rows that somebody wrote; cells that are missing are empty."""
    rows = []
    for line in filter(None, map(str.strip, slide.sentence.splitlines())):
        cells = [cell.strip() for cell in line.split(CELL.strip(), 2)]
        rows.append((*cells, *("" for _ in range(3 - len(cells)))))
    return rows
