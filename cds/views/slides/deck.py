"""One slide from a saved view: the same figures, words and colours as on the page itself."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from cds.blocks import Block, Body, Message, Table, TwoViews
from cds.charts.placed import parts
from cds.charts.svg import HALF
from cds.charts.values import Bars, MilestoneDates
from cds.domain.admin_units import AdminLevel
from cds.domain.periods import parse_period
from cds.domain.stories import FRAMES, MOST_SLIDES, Slide, Story
from cds.export.content import MOST_ROWS, Deck, SlideContent, sheets
from cds.export.files import part
from cds.text import figures
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
from cds.views.reader import Reader
from cds.views.slides import frames

_HALF_ROOM = 640  # height of one of two views, in slide units, below a title of two lines
_UNITS, _LEVELS = frozenset(("unit", "within")), frozenset(("level", "depth"))
_AS_OF = frozenset(("overview", "gaps", "unit", "indicator", "pilots", "sectors", "motto"))
_OF_INDICATOR, _OF_UNIT = ("indicator", "coverage"), ("unit", "indicator", "changes")


def deck(story: Story, sources: Reader, tell: Callable[[int], None] = lambda _: None) -> Deck:
    """Return a whole story's contents; `tell` hears how many slides are done.

    Raises UserError naming the slide that could not be made.
    """
    sources = _led(story, sources)
    made: list[SlideContent] = []
    for done, slide in enumerate(story.slides, start=1):
        title = slide.title or phrase(f"{slide.page}.title")
        with part(phrase("slide.named", place=done, title=title)):
            made += slide_contents(slide, sources, story)
        tell(done)
    return Deck(
        title=story.title,
        subtitle=sources.catalogue.programme.name,
        data_version=sources.version,
        slides=tuple(made),
    )


def laid_out(story: Story, sources: Reader) -> Story:
    """Return a story in which each slide shows one sheet of its view: what a meeting turns over."""
    sources, own = _led(story, sources), {}
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


def frame(story: Story, slide: Slide, sources: Reader) -> Block:
    """Return a slide that frames its story."""
    if slide.page == "cover":
        return frames.cover(story, slide, sources)
    if slide.page != "agenda":
        return frames.closing(slide, sources)
    shown = sources.kept(_topics, story.slides)
    is_marked = not slide.sentence and any(content.is_demo for content in shown)
    topics = [(content.topic, content.title) for content in shown]
    return frames.agenda(slide, topics, is_marked=is_marked)


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
    if slide.page in _AS_OF and (period := asked.asked("period")):
        sources = sources.as_of(parse_period(period))
    return _unknown(asked, sources) or BUILDERS[slide.page](sources, asked)


def _led(story: Story, sources: Reader) -> Reader:
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
        title=block.title,
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
    for name in _LEVELS & query.keys():
        if query[name] not in set(AdminLevel):
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


def _unknown(slide: Slide, sources: Reader) -> Block | None:
    """The slide of an address that names an indicator or unit nobody knows."""
    known = sources.catalogue
    unit_id, indicator_id = slide.asked("unit"), slide.asked("indicator")
    if slide.page in _OF_UNIT and unit_id and unit_id not in known.units:
        text = phrase("slide.unit_unknown", unit=unit_id)
    elif slide.page in _OF_INDICATOR and indicator_id not in known.indicators:
        text = phrase("slide.indicator_unknown", indicator=indicator_id)
    else:
        return None
    return Block(slide.page, Message(text), source="")


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
