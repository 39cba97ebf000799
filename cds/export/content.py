"""What one slide holds, as a value: every export and the screen are made from the same one.

Whatever text comes in, a content holds only what every file can carry.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import pairwise
from math import ceil
from textwrap import wrap
from typing import TypeVar

from cds.blocks import Body, Cover, Table
from cds.charts.placed import parts as parts_of
from cds.charts.svg import HALF
from cds.charts.values import Bars, MilestoneDates, with_texts
from cds.domain.folding import readable
from cds.text.phrases import phrase

Item = TypeVar("Item")

WIDTH = 1808  # of what stands between the edges of a slide, in units of 1920 x 1080
TEXT, HEAD, SMALL = 36, 28, 24  # sizes of type: of all that is read, of labels, of the last line
MOST_ROWS = 7  # of a table on one slide
_MOST_BARS = 9
LINE, LETTER = 1.22, 0.5  # of a line and a letter in the largest of the fonts used: Arial
_WIDER = 4  # type of cells is counted as if it were so much larger, bold type twice: where Arial is
# not found its place may be taken by fonts as wide as DejaVu Sans
_AIR, _MOST_AIR = 10, 90  # above and below a row together
_LARGEST, _LARGE, _LESS_LARGE = 88, 52, 44  # of a title, the largest on a cover
_AROUND = 44 + 30 + 62 + 3 * 14  # edges, last lines and what keeps parts of a slide apart


@dataclass(frozen=True, slots=True)
class _Readable:
    """Leaves out of every text what no file can hold."""

    def __post_init__(self) -> None:
        for one in fields(self):
            if one.name not in ("slides", "parts"):  # those are clean already
                object.__setattr__(self, one.name, with_texts(getattr(self, one.name), readable))


@dataclass(frozen=True, slots=True)
class SlideContent(_Readable):
    """One slide, in finished text: its finding as `title`, in small type above it what it is about.

    `as_of` names period, data version and day.
    """

    title: str
    body: Body
    sentence: str
    source: str
    as_of: str
    is_demo: bool
    note: str = ""
    topic: str = ""

    @property
    def title_size(self) -> int:
        """The larger type where the heading then takes two lines at most."""
        if isinstance(self.body, Cover):
            return _LARGEST if lines_of(self.title, WIDTH, _LARGEST) <= 2 else _LARGE
        return _LARGE if lines_of(self.title, WIDTH, _LARGE) <= 2 else _LESS_LARGE

    @property
    def room(self) -> float:
        """Height that is left for the body."""
        above = lines_of(self.title, WIDTH, self.title_size) * self.title_size * 1.15
        above += 50 if self.topic else 0
        above += lines_of(self.sentence, WIDTH, TEXT) * TEXT * LINE + 14 if self.sentence else 0
        return 1080 - _AROUND - above - (60 if self.is_demo else 0)


def row_heights(table: Table, room: float) -> tuple[float, ...]:
    """Heights of the head and of each row, which together fill the room as far as is pleasant."""
    head, *lines = _table_lines(table)
    counts = [1 if line.is_remark else n for line, n in zip(table.lines, lines, strict=True)]
    heights = [count * TEXT * LINE + _AIR for count in counts]
    first = head * HEAD * LINE + _AIR
    spare = (room - first - sum(heights)) // max(1, len(heights))
    return first, *(height + max(0, min(spare, _MOST_AIR)) for height in heights)


def below(caption: str, room: float) -> float:
    """Height that a caption above half a slide leaves."""
    return room - (lines_of(caption, HALF, HEAD) * HEAD * LINE + _AIR if caption else 0)


def sheets(content: SlideContent) -> tuple[SlideContent, ...]:
    """Return as many slides as a body's rows or bars need, evenly filled; others as they are."""
    match body := content.body:
        case Table(lines=lines) if lines:
            for most in range(min(MOST_ROWS, len(lines)), 0, -1):
                tables = [replace(body, lines=some) for some in _even(lines, most)]
                if all(sum(row_heights(one, 0)) <= content.room for one in tables):
                    break
            parts: list[Body] = [*tables]
        case Bars(bars):
            parts = [replace(body, bars=some) for some in _even(bars, _MOST_BARS)]
        case MilestoneDates():
            parts = list(parts_of(body, WIDTH, content.room))
        case _:
            return (content,)
    if (count := len(parts)) == 1:
        return (replace(content, body=parts[0]),)
    return tuple(
        replace(
            content,
            body=one,
            topic=phrase("slide.sheet", topic=content.topic, place=place, count=count),
        )
        for place, one in enumerate(parts, start=1)
    )


def _even(items: Sequence[Item], most: int) -> list[tuple[Item, ...]]:
    """Cut into as few runs as there must be, none longer than `most`, all about as long."""
    count = ceil(len(items) / most)
    edges = [ceil(len(items) * place / count) for place in range(count + 1)]
    return [tuple(items[start:end]) for start, end in pairwise(edges)]


def _table_lines(table: Table) -> list[int]:
    """Estimate how many lines the head and each row take, of which the first cell is bold."""
    rooms = [width * WIDTH - 24 for width in table.widths]
    sizes = [TEXT + 2 * _WIDER, *(TEXT + _WIDER for _ in rooms[1:])]

    def lines(texts: Iterable[str], sizes: Iterable[int]) -> list[int]:
        return list(map(lines_of, texts, rooms, sizes))

    found = [max(lines(table.heads, [HEAD + 2 * _WIDER] * len(rooms)))]
    for line in table.lines:
        counts = lines((f"■ {text}" if ink else text for text, ink in line.cells), sizes)
        if line.bar:
            at = table.columns.index("bar")
            counts[at] = 1 + below_bar(line.texts[at], rooms[at])
        found.append(max(counts))
    return found


def below_bar(text: str, room: float) -> int:
    """Estimate how many lines a text below a bar takes: from one too many all bars would slip."""
    return lines_of(text, room, TEXT + _WIDER)


def lines_of(text: str, room: float, size: int) -> int:
    """Estimate how many lines a text of that size takes; words are not cut."""
    letters = max(1, int(room / (size * LETTER)))
    return sum(max(1, len(wrap(part, letters))) for part in text.split("\n"))


@dataclass(frozen=True, slots=True)
class Deck(_Readable):
    """A story with its contents; `subtitle` says whose story it is."""

    title: str
    subtitle: str
    slides: tuple[SlideContent, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Brief(_Readable):
    """Everything of one unit on A4: a summary, parts as contents, and where it lies.

    The last cell of a table's row is the number, from 1, of one of `sources`, if there are any;
    they come in the order in which the rows name them.
    """

    unit_name: str
    place: str
    lead: tuple[str, ...]
    parts: tuple[SlideContent, ...] = field(repr=False)
    as_of: str = ""
    is_demo: bool = False
    sources: tuple[str, ...] = ()
