"""Colour steps of a change between two periods: what fell, what stayed, what rose.

Blue is better, orange worse; the larger a change the darker. What got worse is striped as well,
so that grey print and colour blindness leave it apart from what got better.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from cds.charts.map_scale import round_edges
from cds.domain.indicators import Direction

BETTER_COLOURS = ("#bccbdb", "#7f9fc2", "#2f567f")  # smallest change first
WORSE_COLOURS = ("#f6c79c", "#dd7a3a", "#8f3212")
SAME_COLOUR = "#f7f7f5"
_FALL = ("fall", "fall_below", "fall_between", "fall_at_least")  # any, then by size
_RISE = ("rise", "rise_below", "rise_between", "rise_at_least")
_CHOICE = {1: (1,), 2: (0, 2), 3: (0, 1, 2)}


@dataclass(frozen=True, slots=True)
class ChangeScale:
    """Edges between the sizes of falls and of rises, smallest first, and the steps' colours.

    Steps run from the largest fall over no change to the largest rise.
    """

    falls: tuple[Decimal, ...]
    rises: tuple[Decimal, ...]
    colours: tuple[str, ...]
    marked: tuple[int, ...]

    def index(self, change: Decimal) -> int:
        """Return the position of the step that holds a change."""
        middle = len(self.falls) + 1
        if change == 0:
            return middle
        if change < 0:
            return middle - 1 - bisect_right(self.falls, -change)
        return middle + 1 + bisect_right(self.rises, change)


def change_scale(changes: Iterable[Decimal], direction: Direction) -> ChangeScale:
    """Part falls and rises into at most three steps each; both are there even without any."""
    known = list(changes)
    falls = round_edges(sorted(-c for c in known if c < 0), len(WORSE_COLOURS))
    rises = round_edges(sorted(c for c in known if c > 0), len(BETTER_COLOURS))
    is_rise_better = direction is not Direction.LOWER_IS_BETTER
    fall_colours = _chosen(WORSE_COLOURS if is_rise_better else BETTER_COLOURS, len(falls) + 1)
    rise_colours = _chosen(BETTER_COLOURS if is_rise_better else WORSE_COLOURS, len(rises) + 1)
    middle, count = len(fall_colours), len(fall_colours) + len(rise_colours) + 1
    marked = range(middle) if is_rise_better else range(middle + 1, count)
    colours = (*fall_colours[::-1], SAME_COLOUR, *rise_colours)
    return ChangeScale(falls, rises, colours, tuple(marked))


def _chosen(colours: Sequence[str], count: int) -> list[str]:
    return [colours[i] for i in _CHOICE[count]]


def change_texts(
    scale: ChangeScale, words: Callable[[str], str], number: Callable[[Decimal], str]
) -> tuple[str, ...]:
    """Say which changes each step holds, in the order of the colours.

    `words` gives sentences by name; those of ranges have the slots {low} and {high}, sizes without
    sign.
    """

    def texts(edges: Sequence[Decimal], names: Sequence[str]) -> list[str]:
        every, below, between, at_least = map(words, names)
        if not edges:
            return [every]
        return [
            below.format(high=number(edges[0])),
            *(between.format(low=number(low), high=number(high)) for low, high in pairwise(edges)),
            at_least.format(low=number(edges[-1])),
        ]

    return (*texts(scale.falls, _FALL)[::-1], words("same"), *texts(scale.rises, _RISE))
