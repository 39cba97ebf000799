"""Colour steps of a map, of values and of changes: which share a colour, and in what words.

Warm colours lie on the side of the gap, strongest where most is missing; blue is met. Lightness
runs one way through the whole scale, so that it survives grey printing and colour blindness.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from itertools import pairwise

from cds.domain.gaps import is_met
from cds.domain.indicators import Direction
from cds.domain.targets import Operator
from cds.text.phrases import phrase

GAP_COLOURS = ("#6b1a10", "#a53b22", "#dd7a42")  # furthest from the target first
MET_COLOURS = ("#8fbedc", "#b9d9ec", "#e1eff8")  # nearest to the target first
PLAIN_COLOURS = ("#e6ecf2", "#bccbdb", "#8ea8c3", "#5c80a6", "#2f567f")  # lowest value first
# On the dark page what is strongest is lightest; the ground itself is darker than all of them.
DARK_COLOURS = {
    **dict(zip(GAP_COLOURS, ("#ffc1a3", "#f08a5d", "#cc6a42"), strict=True)),
    **dict(zip(MET_COLOURS, ("#35698c", "#274d68", "#1b3447"), strict=True)),
    **dict(
        zip(PLAIN_COLOURS, ("#1b3447", "#274d68", "#35698c", "#5b93b8", "#a5cde6"), strict=True)
    ),
}
_OPEN = {  # names of a range by which ends are open, with the edge in the upper step or not
    (True, True): ("every", "every"),
    (True, False): ("below", "at_most"),
    (False, True): ("at_least", "above"),
    (False, False): ("between", "above_to"),
}
_PLAIN_CHOICE = {1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}


class Side(StrEnum):
    """Which side of the target a step lies on; plain where there is no target."""

    GAP = "gap"
    MET = "met"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Aim:
    """What the values are held against. Target None: nothing, the scale is plain.

    Colours change every `step` from the target, in the indicator's unit; no value is over `most`.
    """

    target: Decimal | None
    operator: Operator = Operator.AT_LEAST
    direction: Direction = Direction.HIGHER_IS_BETTER
    step: Decimal = Decimal(5)
    most: Decimal | None = Decimal(100)

    @property
    def is_judged(self) -> bool:
        """True when there is a target and a better side of it."""
        return self.target is not None and self.direction is not Direction.CONTEXT

    def side(self, value: Decimal) -> Side:
        """Return the side a value lies on, at stored precision."""
        if self.target is None or not self.is_judged:
            return Side.PLAIN
        return Side.MET if is_met(value, self.target, self.operator, self.direction) else Side.GAP


@dataclass(frozen=True, slots=True)
class ColourStep:
    """Values from `low` to `high` in the indicator's unit; None means open to that end."""

    low: Decimal | None
    high: Decimal | None
    side: Side
    colour: str


@dataclass(frozen=True, slots=True)
class ColourScale:
    """The steps, lowest values first. `is_edge_above`: a value on an edge is in the upper step."""

    steps: tuple[ColourStep, ...]
    is_edge_above: bool = True

    @property
    def colours(self) -> tuple[str, ...]:
        """Those of the steps."""
        return tuple(step.colour for step in self.steps)

    def index(self, value: Decimal) -> int:
        """Return the position of the step that holds the value."""
        edges = [step.low for step in self.steps[1:] if step.low is not None]
        return bisect_right(edges, value) if self.is_edge_above else bisect_left(edges, value)

    def texts(self, number: Callable[[Decimal], str]) -> tuple[str, ...]:
        """Say which values each step holds, and on which side of the target."""
        told = []
        for step in self.steps:
            above, below = _OPEN[step.low is None, step.high is None]
            known = {"low": step.low, "high": step.high}.items()
            ends = {name: number(end) for name, end in known if end is not None}
            span = phrase(f"map.{above if self.is_edge_above else below}", **ends)
            is_plain = step.side is Side.PLAIN
            told.append(span if is_plain else phrase(f"map.{step.side}_step", range=span))
        return tuple(told)


def colour_scale(values: Iterable[Decimal], aim: Aim) -> ColourScale:
    """Part the values at the target and one and two steps to each side of it.

    So a colour means the same in every period. Without a target the values are parted at round
    numbers into at most five groups.
    """
    if aim.target is None or not aim.is_judged:
        edges = round_edges(sorted(values), len(PLAIN_COLOURS))
        colours = [PLAIN_COLOURS[i] for i in _PLAIN_CHOICE[len(edges) + 1]]
        return ColourScale(_steps((None, *edges, None), Side.PLAIN, colours))
    target, most = aim.target, aim.most
    below = [edge for n in (2, 1) if (edge := target - n * aim.step) > 0]
    above = [edge for n in (1, 2) if (edge := target + n * aim.step) and (not most or edge < most)]
    lower, upper = (None, *below, target), (target, *above, None)
    gap, met = GAP_COLOURS, MET_COLOURS
    if aim.direction.sign > 0:
        steps = _steps(lower, Side.GAP, gap[-len(below) - 1 :])
        steps += _steps(upper, Side.MET, met[: len(above) + 1])
    else:
        steps = _steps(lower, Side.MET, met[len(below) :: -1])
        steps += _steps(upper, Side.GAP, gap[: -len(above) - 2 : -1])
    # A value on the target lies above it for >= and <, below it for > and <=.
    is_edge_above = aim.operator.is_strict == (aim.direction.sign < 0)
    return ColourScale(steps, is_edge_above=is_edge_above)


def _steps(
    bounds: Sequence[Decimal | None], side: Side, colours: Sequence[str]
) -> tuple[ColourStep, ...]:
    return tuple(
        ColourStep(low, high, side, colour)
        for (low, high), colour in zip(pairwise(bounds), colours, strict=True)
    )


def round_edges(ordered: Sequence[Decimal], most_steps: int) -> tuple[Decimal, ...]:
    """Round numbers strictly inside the values that part them into about equal groups.

    They are multiples of the largest of 1, 2, 5 times a power of ten within a quarter of the
    middle half's span.
    """
    if len(set(ordered)) < 2:
        return ()
    span = ordered[len(ordered) * 3 // 4] - ordered[len(ordered) // 4]
    quarter = (span or ordered[-1] - ordered[0]) / 4
    power = Decimal(1).scaleb(quarter.adjusted())
    unit = max(power * factor for factor in (1, 2, 5) if power * factor <= quarter)
    ranks = [len(ordered) * i // most_steps for i in range(1, most_steps)]
    middles = [(ordered[rank - 1] + ordered[rank]) / 2 for rank in ranks if rank > 0]
    edges = {(m / unit).quantize(Decimal(1), ROUND_HALF_EVEN) * unit for m in middles}
    return tuple(sorted(edge for edge in edges if ordered[0] < edge < ordered[-1]))


# Of a change between two periods: blue is better, orange worse; the larger a change the darker.
# What got worse is striped as well, so that grey print and colour blindness leave it apart.
BETTER_COLOURS = ("#bccbdb", "#7f9fc2", "#2f567f")  # smallest change first
WORSE_COLOURS = ("#f6c79c", "#dd7a3a", "#8f3212")
SAME_COLOUR = "#f7f7f5"
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

    def texts(self, number: Callable[[Decimal], str]) -> tuple[str, ...]:
        """Say which changes each step holds, in the order of the colours; sizes without sign."""

        def of(way: str, edges: Sequence[Decimal]) -> list[str]:
            if not edges:
                return [phrase(f"comparison.{way}")]
            shown = list(map(number, edges))
            return [
                phrase(f"comparison.{way}_below", high=shown[0]),
                *(phrase(f"comparison.{way}_between", low=a, high=b) for a, b in pairwise(shown)),
                phrase(f"comparison.{way}_at_least", low=shown[-1]),
            ]

        falls, rises = of("fall", self.falls), of("rise", self.rises)
        return (*falls[::-1], phrase("comparison.same"), *rises)


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
