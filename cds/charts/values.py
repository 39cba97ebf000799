"""Charts as values, in finished texts: what is drawn, not how; `plotly` and `svg` draw them."""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from cds.charts.theme import BLUE, LineLook
from cds.domain.assessments import Standing, StepState


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is of, how long, what is written on it, and the word of its standing."""

    label: str
    value: Decimal
    text: str
    colour: str = BLUE
    word: str = ""
    unit_id: str | None = None

    @property
    def worded_text(self) -> str:
        """The text with the standing's word."""
        return f"{self.text} · {self.word.lower()}" if self.word else self.text


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars of a file, from top to bottom, at least one. `measure` says what their length counts."""

    bars: tuple[Bar, ...]
    measure: str = ""

    def first(self, count: int) -> "Bars":
        """Return the chart with as many of its bars."""
        return replace(self, bars=self.bars[:count])


@dataclass(frozen=True, slots=True)
class TargetBar:
    """How far a figure is on a track from 0 to 1, and where on it the target lies.

    `share` None: no figure; `target_share` None: no target in numbers. A milestone has `steps`
    instead, of which `done` are.
    """

    standing: Standing
    share: float | None = None
    target_share: float | None = None
    steps: int = 0
    done: int = 0
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """One figure of a line, with its tooltip."""

    day: date
    value: Decimal
    hover: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line over time, oldest first; a line with a break is several of the same name.

    `label` is written at its last spot, of a line without marks above its first.
    """

    name: str
    spots: tuple[Spot, ...]
    look: LineLook
    label: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines over one axis of days, at least one. A year's label stands amid its days.

    `suffix` follows each number of the value axis; `states` are the words for 0 and 1 in place of
    numbers. `is_reversed` puts the smallest value on top: of ranks the first is the best.
    """

    lines: tuple[Line, ...]
    suffix: str = ""
    states: tuple[str, ...] = ()
    is_reversed: bool = False


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: the part that is missing, 0 to 1, as a bar; None is unknown, never 0.

    `note` stands beside the text where the cell is not made as its column's head says.
    """

    missing: float | None
    text: str
    note: str
    hover: str
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Units (top to bottom) by columns, a name and a note; one tuple of cells a unit.

    At least one of each. Every bar is measured by the longest.
    """

    units: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    cells: tuple[tuple[GridCell, ...], ...]


class ComparedRole(StrEnum):
    """What a row is in a comparison of before and after; of an interval whether it is clear."""

    PILOT = "pilot"
    TOGETHER = "together"
    PEER = "peer"
    WHOLE = "whole"
    MOVE = "move"
    WORSE = "worse"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class ComparedSpan:
    """One row: values before and after with their words; `text` tells the change.

    Of an interval, both are its ends and `middle` is the value between them, if there is one;
    `note` says below the label what it means.
    """

    label: str
    role: ComparedRole
    before: Decimal
    after: Decimal
    text: str
    hover: str
    middle: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Spans:
    """Units before and after on one axis, from top to bottom; at least one.

    `suffix` follows each number of the axis. Intervals are held against zero.
    """

    spans: tuple[ComparedSpan, ...]
    suffix: str = ""
    are_intervals: bool = False


@dataclass(frozen=True, slots=True)
class StepMark:
    """One dated step: the day it was done, else the day it is due; `when` says state and days."""

    step: str
    day: date
    state: StepState
    when: str


@dataclass(frozen=True, slots=True)
class DateLane:
    """The dated steps of one milestone, by day; `note` says how far it is."""

    name: str
    note: str
    marks: tuple[StepMark, ...]


@dataclass(frozen=True, slots=True)
class MilestoneDates:
    """Milestones from top to bottom on a common line of time, at least one with a dated step."""

    lanes: tuple[DateLane, ...]
    today: date
    today_text: str


@dataclass(frozen=True, slots=True)
class ValuePair:
    """A value before and after in words.

    `shares` are both as lengths from 0 to 1; None of what is done or not, which `after` tells.
    """

    name: str
    before: str
    after: str
    shares: tuple[float, float] | None
    is_done: bool = False
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class ValuePairs:
    """What was before and what is now, from top to bottom; at least one."""

    pairs: tuple[ValuePair, ...]


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A share of 1 as a bar with its words; None: not measured, which `value` says."""

    label: str
    name: str
    share: float | None
    value: str
    change: str = ""
    note: str = ""
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class ShareRows:
    """Shares below each other, at least one."""

    rows: tuple[ShareRow, ...]


class StripRole(StrEnum):
    """Whose figure a named mark on a strip is."""

    HOME = "home"
    PAST = "past"  # of what the home was before
    NATION = "nation"
    ONE = "one"


@dataclass(frozen=True, slots=True)
class StripMark:
    """A named figure; `onward` is the same unit's in the strip below, where a line may join them.

    `note` stands below the words where there is something to add. A generated one is hollow.
    """

    role: StripRole
    value: Decimal
    words: str
    note: str = ""
    onward: Decimal | None = None
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """One period: the named, the lowest first, among the others, each a dot with its tooltip."""

    label: str
    note: str
    marks: tuple[StripMark, ...]
    others: tuple[tuple[Decimal, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Strips:
    """Periods below each other on one axis, at least one with a mark; `better` names its good end.

    `suffix` follows each number of the axis. `is_reversed` puts the smallest value to the right.
    """

    strips: tuple[Strip, ...]
    suffix: str = ""
    better: str = ""
    is_reversed: bool = False


@dataclass(frozen=True, slots=True)
class RulerBand:
    """A stretch of a ruler up to `end`, 0 to 1, called by a standing; `bounds` are in words."""

    standing: Standing
    name: str
    bounds: str
    end: float


@dataclass(frozen=True, slots=True)
class Ruler:
    """A way walked against the way wanted, then the stretch of the ruler where that leads.

    Places are from 0 to 1: `marks` of the way with their words and notes, in their order, of which
    the second is reached and the third was to be; `at` is the place on the bands, in the words
    `reached`.
    """

    marks: tuple[tuple[float, str, str], ...]
    told: str
    bands: tuple[RulerBand, ...]
    at: float
    reached: str


Rows = Spans | MilestoneDates | ShareRows  # as shapes on slides
Drawn = Grid | Rows | ValuePairs | Strips | Ruler  # as elements of the page itself


Value = TypeVar("Value")


def with_texts(value: Value, change: Callable[[str], str]) -> Value:
    """Return a value of frozen dataclasses and tuples with every text in it changed."""
    told: object = value
    if isinstance(value, tuple):
        told = tuple(with_texts(one, change) for one in value)
    elif isinstance(value, str) and not isinstance(value, StrEnum):
        told = change(value)
    elif is_dataclass(value) and not isinstance(value, type):
        each = {one.name: with_texts(getattr(value, one.name), change) for one in fields(value)}
        told = replace(value, **each)
    return told  # type: ignore[return-value]  # every kind stays itself
