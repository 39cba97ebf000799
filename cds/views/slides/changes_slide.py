"""The slide of what changed between two data versions: standings, else the largest moves."""

from cds.domain.admin_units import AdminLevel
from cds.domain.stories import Slide
from cds.export.content import Body, Message, SlideContent
from cds.scorecard import Row, latest, scorecard
from cds.store.view.changes import differences
from cds.text.screens import LEVELS, say
from cds.views import changes
from cds.views.changes_flips import FLIP_COLUMNS
from cds.views.changes_moves import MOVE_COLUMNS
from cds.views.changes_rows import Listing
from cds.views.reader import Reader
from cds.views.slides.slide_parts import sources_text
from cds.views.slides.tables import text_table

_MOST_ROWS = 8  # of two lines each, under a sentence of two
_NOTHING = -1  # the version before the first publication
_FLIPS = ("unit", "target", "status_before", "status_after", "value_before", "value_after")
_MOVES = ("unit", "indicator", "value_before", "value_after", "change", "period_after")
_FLIP_WIDTHS = (0.2, 0.28, 0.15, 0.15, 0.11, 0.11)
_MOVE_WIDTHS = (0.2, 0.32, 0.12, 0.12, 0.12, 0.12)


def changes_slide(slide: Slide, sources: Reader) -> SlideContent:
    """Compare two versions, neither newer than the story's; the newest two if none is asked for."""
    before, after = _versions(slide, sources)
    unit_id = slide.asked("unit") or sources.catalogue.home.unit_id
    level = AdminLevel(slide.asked("depth") or sources.catalogue.units[unit_id].level)
    page, rows = _compared(sources, (before, after), unit_id, level)
    body, sentence = _told(page, slide.asked("part"))
    slots = {"unit": sources.catalogue.units[unit_id].name, "level": LEVELS[level]}
    return SlideContent(
        title=say("slide.changes", **slots),
        body=body,
        sentence=sentence,
        source=say("slide.source", source=sources_text(latest(rows))),
        as_of=say(
            "slide.changes_as_of", before=_name(before), after=_name(after), today=sources.today
        ),
        is_demo=page.has_demo,
    )


def _versions(slide: Slide, sources: Reader) -> tuple[int, int]:
    """Numbers of the versions asked for; others than numbers and later ones do not count."""
    known = sorted({_NOTHING, *(one.version for one in sources.view.snapshots)})
    after = min(_number(slide.asked("after"), sources.version), sources.version)
    earlier = [version for version in known if version < after]
    before = _number(slide.asked("before"), earlier[-1] if earlier else _NOTHING)
    return min(before, sources.version), after


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.removeprefix("-").isdecimal() else otherwise


def _compared(
    sources: Reader, versions: tuple[int, int], unit_id: str, level: AdminLevel
) -> tuple[changes.ChangesPage, tuple[Row, ...]]:
    known = sources.catalogue
    before, after = map(sources.at, versions)
    found = differences(before.view, after.view)
    limits = changes.touched(known, found, unit_id, level)
    was, now = (scorecard(one.view, known, one.today, limits) for one in (before, after))
    return changes.build(known, was, now, found, unit_id, level), now


def _told(page: changes.ChangesPage, part: str) -> tuple[Body, str]:
    """Return the part asked for, the other one where there is nothing of it."""
    has_moves = page.moves_sentence is not None
    if page.flips.count and not (part == "moves" and has_moves):
        return _table(page.flips, FLIP_COLUMNS, _FLIPS, _FLIP_WIDTHS), page.sentence
    if has_moves:
        return _table(page.moves, MOVE_COLUMNS, _MOVES, _MOVE_WIDTHS), page.moves_sentence or ""
    return Message(say("slide.changes_none")), page.sentence


def _table(
    found: Listing, columns: tuple[str, ...], kept: tuple[str, ...], widths: tuple[float, ...]
) -> Body:
    places = [columns.index(name) for name in kept]
    rows = [[row[place] for place in places] for row in found.rows]
    heads = [say(f"changes.col_{name}") for name in kept]
    return text_table(heads, rows, widths, found.count, _MOST_ROWS)


def _name(version: int) -> str:
    if version == _NOTHING:
        return say("slide.version_none")
    return say("slide.version", version=str(version))
