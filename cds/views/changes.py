"""What differs between two data versions as a value: standings, moves, corrections."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cds.blocks import Block, Body, Message, Table, table
from cds.charts.values import Bars
from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.observations import has_demo
from cds.domain.stories import Slide
from cds.scorecard import Filters, Row, latest, scorecard
from cds.store.view.changes import Differences, differences
from cds.text.phrases import phrase, word
from cds.views.changes_figures import correction_list, corrections, elsewhere, natures
from cds.views.changes_flips import FLIP_COLUMNS, Pair, flip_list, flips, way
from cds.views.changes_moves import MOVE_COLUMNS, move_list, moves, moves_chart, moves_sentence
from cds.views.changes_rows import Listing, keyed
from cds.views.reader import Reader

_FEW_UNITS = 32
_NOTHING = -1  # the version before the first publication
_SLIDE_FLIPS = "unit target status_before status_after value_before value_after"
_SLIDE_MOVES = "unit indicator value_before value_after change period_after"
_SLIDE_LINES = 8  # of two lines each, under a sentence of two


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Everything the page shows of two versions. `moves_sentence` None: nothing moved."""

    sentence: str
    flips: Listing
    moves: Listing
    moves_figure: Bars | None
    moves_sentence: str | None
    corrections: Listing
    has_demo: bool


def build(
    catalogue: Catalogue,
    before: Sequence[Row],
    after: Sequence[Row],
    found: Differences,
    unit_id: str,
    level: AdminLevel,
) -> ChangesPage:
    """Compare the standings of a level inside a unit, and the figures of that unit's parts.

    The rows may leave out indicators none of whose figures differ: their standings are equal.
    """
    was, now = (keyed(catalogue, rows, unit_id, level) for rows in (before, after))
    flipped, moved = flips(was, now), moves(was, now)
    inside = {key for key, unit in catalogue.units.items() if catalogue.is_within(unit, unit_id)}
    replaced = corrections(found.replaced, inside)
    told = [row for pair in flipped for row in pair if row]
    told += [move.row for move in moved]
    sentence = _sentence(catalogue, unit_id, level, flipped, natures(found.counts, inside))
    other = elsewhere(catalogue, found.counts) if unit_id == catalogue.home.unit_id else None
    return ChangesPage(
        sentence=f"{sentence} {other}" if other else sentence,
        flips=flip_list(catalogue, flipped),
        moves=move_list(catalogue, moved),
        moves_figure=moves_chart(moved),
        moves_sentence=moves_sentence(moved),
        corrections=correction_list(catalogue, replaced),
        has_demo=has_demo(
            (*latest(told), *(m.before for m in moved), *(one.after for one in replaced))
        ),
    )


def touched(catalogue: Catalogue, found: Differences, unit_id: str, level: AdminLevel) -> Filters:
    """Return which standings can differ: those of the indicators whose figures do.

    A few units are read alone; of many, reading the level at once costs less.
    """
    ids = tuple(
        key
        for key, unit in catalogue.units.items()
        if unit.level is level and catalogue.is_within(unit, unit_id)
    )
    return Filters(
        indicator_ids=tuple(sorted({one.indicator_id for one in found.counts})),
        unit_ids=ids if len(ids) <= _FEW_UNITS else None,
        level=level,
    )


def _sentence(
    catalogue: Catalogue,
    unit_id: str,
    level: AdminLevel,
    flipped: Sequence[Pair],
    told: Counter[str],
) -> str:
    ways = Counter(way(pair) for pair in flipped)
    return phrase(
        "changes.sentence",
        unit=catalogue.units[unit_id].name,
        level=word(level),
        flips=len(flipped),
        better=ways["better"],
        worse=ways["worse"],
        other=ways["otherwise"],
        first=ways["added"],
        lost=ways["gone"],
        added=told["added"],
        corrected=told["corrected"],
        gone=told["gone"],
    )


def block(reader: Reader, asked: Slide) -> Block:
    """What differs between two versions, neither newer than the reader's.

    The newest two if none is asked for; standings, else the largest moves.
    """
    known = sorted({_NOTHING, *(one.version for one in reader.view.snapshots)})
    after = min(_number(asked.asked("after"), reader.version), reader.version)
    earlier = [version for version in known if version < after]
    before = min(_number(asked.asked("before"), [_NOTHING, *earlier][-1]), reader.version)
    unit = reader.catalogue.units[asked.asked("unit") or reader.catalogue.home.unit_id]
    level = AdminLevel(asked.asked("depth") or unit.level)
    was, now = reader.at(before), reader.at(after)
    found = differences(was.view, now.view)
    limits = touched(reader.catalogue, found, unit.unit_id, level)
    rows = scorecard(now.view, now.catalogue, now.today, limits)
    old = scorecard(was.view, was.catalogue, was.today, limits)
    page = build(reader.catalogue, old, rows, found, unit.unit_id, level)
    has_moves = page.moves_sentence is not None
    body: Body = Message(phrase("slide.changes_none"))
    sentence = page.sentence
    if page.flips.count and not (asked.asked("part") == "moves" and has_moves):
        body = _slide_table(page.flips, FLIP_COLUMNS, _SLIDE_FLIPS)
    elif has_moves:
        body, sentence = (
            _slide_table(page.moves, MOVE_COLUMNS, _SLIDE_MOVES),
            page.moves_sentence or "",
        )
    return Block(
        title=phrase("slide.changes", unit=unit.name, level=word(level)),
        body=body,
        sentence=sentence,
        points=latest(rows),
        as_of=phrase(
            "slide.changes_as_of",
            before=_version_name(before),
            after=_version_name(after),
            today=reader.today,
        ),
        is_marked=page.has_demo,
    )


def _slide_table(found: Listing, columns: Sequence[str], kept: str) -> Table:
    rows = table("changes", " ".join(columns), found.rows, count=found.count)
    return rows.pick(kept).first(_SLIDE_LINES)


def _number(text: str, otherwise: int) -> int:
    """A version's number; any other text does not count."""
    return int(text) if text.removeprefix("-").isdecimal() else otherwise


def _version_name(version: int) -> str:
    if version == _NOTHING:
        return phrase("slide.version_none")
    return phrase("slide.version", version=str(version))
