"""Charts as values, in finished texts: what is drawn, not how; `plotly` and `svg` draw them."""

from dataclasses import dataclass, replace
from decimal import Decimal

from cds.charts.theme import BLUE


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is of, how long, and what is written on it and in its tooltip.

    `sign` and `word` say its standing: the sign on screen, the word in files, whose fonts lack
    signs. `is_marked` hatches the bar, so that it stands out without its colour.
    """

    label: str
    value: Decimal
    text: str
    hover: str = ""
    colour: str = BLUE
    sign: str = ""
    word: str = ""
    is_marked: bool = False
    unit_id: str | None = None

    @property
    def signed_text(self) -> str:
        """The text after its sign."""
        return f"{self.sign} {self.text}".strip()

    @property
    def worded_text(self) -> str:
        """The text with the standing's word."""
        return f"{self.text} · {self.word.lower()}" if self.word else self.text


@dataclass(frozen=True, slots=True)
class Level:
    """A value that all bars are held against, and its words."""

    value: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars from top to bottom, at least one. `measure` says what their length counts.

    `room` is kept for the words beside a bar, in lengths of the longest.
    """

    bars: tuple[Bar, ...]
    measure: str = ""
    level: Level | None = None
    room: float = 0.9  # a phone shows no less

    def first(self, count: int) -> "Bars":
        """Return the chart with as many of its bars."""
        return replace(self, bars=self.bars[:count])


Chart = Bars
