"""Ready-made stories, generated from the catalogue: nothing in them names a province."""

from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator
from cds.domain.places import AdminLevel, AdminUnit
from cds.domain.stories import Slide, Story, slide_of
from cds.text.screens import say

READY = "ready-"


def ready_stories(catalogue: Catalogue) -> tuple[Story, ...]:
    """The monthly meeting, the pilots, the coverage, and one story per district."""
    monthly = Story(f"{READY}monthly", say("ready.monthly"), _monthly(catalogue))
    coverage = Story(f"{READY}coverage", say("ready.coverage"), _coverage(catalogue))
    found = (monthly, *_pilots(catalogue), coverage, *map(_district, _districts(catalogue)))
    return tuple(story for story in found if story.slides)


def _monthly(catalogue: Catalogue) -> tuple[Slide, ...]:
    covered = _headline_shares(catalogue)
    return (
        slide_of("overview", {}, note=say("ready.monthly_note")),
        slide_of("overview", {"part": "heat"}),
        *(_view(one, "trend") for one in covered[:2]),
        *(_view(one, "ranking") for one in covered[:1]),
        *(_map(one) for one in covered[:2]),
        slide_of("gaps", {}),
        slide_of("pilots", {}),
        slide_of("sectors", {}),
        slide_of("motto", {}),
        slide_of("milestones", {}),
    )


def _pilots(catalogue: Catalogue) -> tuple[Story, ...]:
    if not catalogue.pilots:
        return ()
    units = (slide_of("unit", {"unit": pilot.unit_id}) for pilot in catalogue.pilots)
    title = say("ready.pilots", count=len(catalogue.pilots))
    return (Story(f"{READY}pilots", title, (slide_of("pilots", {}), *units)),)


def _coverage(catalogue: Catalogue) -> tuple[Slide, ...]:
    """Map, ranking and trend of each infrastructure share that communes report."""
    found = [
        one
        for one in catalogue.indicators.values()
        if one.pillar == "infrastructure" and one.is_share and AdminLevel.COMMUNE in one.levels
    ]
    return tuple(
        slide
        for one in found[:5]
        for slide in (_map(one), _view(one, "trend"), *_ranked(catalogue, one))
    )


def _ranked(catalogue: Catalogue, one: Indicator) -> tuple[Slide, ...]:
    return (_view(one, "ranking"),) if catalogue.targets_of(one.indicator_id) else ()


def _district(unit: AdminUnit) -> Story:
    own = {"within": unit.unit_id, "unit_level": unit.level}
    slides = [slide_of("unit", {"unit": unit.unit_id}), slide_of("gaps", own)]
    return Story(f"{READY}{unit.code}", say("ready.district", unit=unit.name), tuple(slides))


def _districts(catalogue: Catalogue) -> tuple[AdminUnit, ...]:
    vintages = [v for v in catalogue.vintages if catalogue.home.unit_id in v.parents]
    if not vintages:
        return ()
    return catalogue.descendants(catalogue.home, vintages[-1], AdminLevel.DISTRICT)


def _headline_shares(catalogue: Catalogue) -> list[Indicator]:
    targets = (target for target in catalogue.targets.values() if target.is_headline)
    asked = dict.fromkeys(target.indicator_id for target in targets)
    found = (catalogue.indicators[indicator_id] for indicator_id in asked)
    return [one for one in found if one.is_share and AdminLevel.COMMUNE in one.levels]


def _view(one: Indicator, part: str) -> Slide:
    return slide_of("indicator", {"indicator": one.indicator_id, "part": part})


def _map(one: Indicator) -> Slide:
    return slide_of("coverage", {"indicator": one.indicator_id, "level": "commune"})
