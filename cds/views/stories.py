"""Stories: ready-made ones, none of which names a province, and each as a file."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator
from cds.domain.stories import FRAMES, Slide, Story
from cds.domain.targets import TargetKind
from cds.export.html import offline_page, slide_html
from cds.store.stories import exported
from cds.store.view.queries import Reported
from cds.text.phrases import phrase
from cds.views.deck import deck, unit_content
from cds.views.pilots import pilots_called
from cds.views.reader import Reader

READY = "ready-"
FORMATS = ("pptx", "pdf", "html", "json")


def ready_stories(catalogue: Catalogue, reported: Iterable[Reported]) -> tuple[Story, ...]:
    """The monthly meeting, the pilots, the coverage, and one story per district.

    Charts and maps of which nobody reported a figure are left out.
    """
    monthly = Story(f"{READY}monthly", phrase("ready.monthly"), _monthly(catalogue))
    coverage = Story(f"{READY}coverage", phrase("ready.coverage"), _coverage(catalogue))
    vintages = [one for one in catalogue.vintages if catalogue.home.unit_id in one.parents]
    districts = []
    for vintage in vintages[-1:]:
        for unit in catalogue.descendants(catalogue.home, vintage, AdminLevel.DISTRICT):
            one, within = {"unit": unit.unit_id}, {"within": unit.unit_id, "unit_level": unit.level}
            slides = (Slide("unit", one), Slide("gaps", within), Slide("closing", one))
            title = phrase("ready.district", unit=unit.name)
            districts.append(Story(f"{READY}{unit.code}", title, slides))
    pilots = []
    if catalogue.pilots:
        kinds = pilots_called(catalogue)
        title = phrase("ready.pilots", count=len(catalogue.pilots), kinds=kinds)
        units = (Slide("unit", {"unit": pilot.unit_id}) for pilot in catalogue.pilots)
        pilots = [Story(f"{READY}pilots", title, (Slide("cover"), Slide("pilots"), *units))]
    found = (monthly, *pilots, coverage, *districts)
    levels: dict[str, set[AdminLevel]] = {}  # of the home, at which each indicator has figures
    for said in reported:
        if said.unit_id in catalogue.units and catalogue.is_ours(said.unit_id):
            level = catalogue.units[said.unit_id].level
            levels.setdefault(said.indicator_id, set()).add(level)
    targets = catalogue.targets.values()
    headlines = {target.indicator_id for target in targets if target.is_headline}
    ready = []
    for story in found:
        shown = [
            slide
            if not slide.beside or _is_drawn(levels, headlines, slide.beside)
            else replace(slide, beside=None)
            for slide in story.slides
            if _is_drawn(levels, headlines, slide)
        ]
        if any(slide.page not in FRAMES for slide in shown):
            ready.append(replace(story, slides=tuple(shown)))
    return tuple(ready)


def is_district(story: Story) -> bool:
    """True for a ready-made story of a district."""
    return story.story_id.removeprefix(READY).isdigit()


def _is_drawn(levels: Mapping[str, set[AdminLevel]], headlines: set[str], slide: Slide) -> bool:
    """False for a chart or a map that would be empty; other slides say in words what lacks."""
    known = levels.get(slide.asked("indicator"), set())
    match slide.page, slide.asked("part"):
        case "coverage", _:
            return AdminLevel.COMMUNE in known
        case "indicator", "ranking":
            return bool(known - {AdminLevel.PROVINCE})
        case "indicator", _:
            return bool(known)
        case "overview", "heat":
            return any(levels.get(one, set()) - {AdminLevel.PROVINCE} for one in headlines)
        case _:
            return True


def _monthly(catalogue: Catalogue) -> tuple[Slide, ...]:
    headlines = (one.indicator_id for one in catalogue.targets.values() if one.is_headline)
    asked = [catalogue.indicators[one] for one in dict.fromkeys(headlines)]
    covered = [one for one in asked if one.is_share and AdminLevel.COMMUNE in one.levels]
    own = (None, catalogue.home.unit_id)
    targets = [one for one in catalogue.targets.values() if one.scope_unit_id in own]
    has_more = any(not target.is_headline for target in targets)  # than the overview shows
    has_milestones = any(one.kind is TargetKind.MILESTONE for one in catalogue.targets.values())
    return (
        Slide("cover"),
        Slide("agenda"),
        Slide("overview", note=phrase("ready.monthly_note")),
        Slide("overview", {"part": "heat"}),
        *(_map(one) for one in covered[:1]),
        *(_trend(catalogue, one) for one in covered[:1]),
        *([Slide("gaps")] if has_more else ()),
        *([Slide("pilots")] if catalogue.pilots else ()),
        Slide("sectors"),
        Slide("motto"),
        *([Slide("milestones")] if has_milestones else ()),
        Slide("closing"),
    )


def _coverage(catalogue: Catalogue) -> tuple[Slide, ...]:
    """Map, ranking and trend of each infrastructure share that communes report."""
    found = [
        one
        for one in catalogue.indicators.values()
        if one.pillar == "infrastructure" and one.is_share and AdminLevel.COMMUNE in one.levels
    ]
    return (
        Slide("cover"),
        *(slide for one in found[:5] for slide in (_map(one), _trend(catalogue, one))),
    )


def _trend(catalogue: Catalogue, one: Indicator) -> Slide:
    """The years, beside the units that lack most where something is asked of them."""
    beside = _view(one, "ranking") if catalogue.targets_of(one.indicator_id) else None
    return replace(_view(one, "trend"), beside=beside)


def _view(one: Indicator, part: str) -> Slide:
    return Slide("indicator", {"indicator": one.indicator_id, "part": part})


def _map(one: Indicator) -> Slide:
    return Slide("coverage", {"indicator": one.indicator_id, "level": "commune"})


def story_file(
    story: Story, sources: Reader, style: str, tell: Callable[[int], None] = lambda _: None
) -> bytes:
    """Return a story as a file, whole or not at all; `tell` hears how many slides are done.

    Raises UserError naming the part that could not be made.
    """
    if style == "json":
        return exported(story)
    content = deck(story, sources, tell)
    if style == "pptx":
        from cds.export.powerpoint import deck_pptx

        return deck_pptx(content)
    if style == "pdf":
        from cds.export.pdf import deck_pdf

        return deck_pdf(content)
    return offline_page(content, unit_index(sources), offline_answers(sources))


def unit_index(sources: Reader) -> tuple[tuple[str, str, str], ...]:
    """Every unit that can be asked about: key, name, and the district of a commune."""
    known, found = sources.catalogue, []
    for unit in sources.units:
        is_within = unit.level is AdminLevel.COMMUNE  # for telling namesakes apart
        above = known.district(unit, known.last_vintage(unit)) if is_within else None
        found.append((unit.unit_id, unit.name, above.name if above else ""))
    return tuple(found)


def offline_answers(sources: Reader) -> Mapping[str, str]:
    """Return every unit's slide, for a page that has no server to ask."""
    sources.read_units(sources.units)
    ids = [unit.unit_id for unit in sources.units]
    return {unit_id: slide_html(unit_content(unit_id, sources)) for unit_id in ids}
