"""What differs between two data versions as a value: standings, moves, corrections."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cds.charts.values import Bars
from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.observations import has_demo
from cds.scorecard import Filters, Row, latest
from cds.store.view.changes import Differences
from cds.text.screens import LEVELS, say
from cds.views.changes_figures import correction_list, corrections, elsewhere, natures
from cds.views.changes_flips import Pair, flip_list, flips, way
from cds.views.changes_moves import move_list, moves, moves_chart, moves_sentence
from cds.views.changes_rows import Listing, keyed

_FEW_UNITS = 32


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
    return say(
        "changes.sentence",
        unit=catalogue.units[unit_id].name,
        level=LEVELS[level],
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
