"""What one slide holds, as a value: every export and the screen are made from the same one.

Whatever text comes in, a content holds only what every file can carry.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from enum import StrEnum
from math import ceil

from cds.blocks import Body, MapPicture, Message, Table
from cds.charts.values import Bars, Lines, with_texts
from cds.domain.folding import readable

ROOM = 690  # height of a table under title, ribbon and a sentence of one line, in slide units
_SENTENCE_LINE, _SENTENCE_LETTER = 44, 17
WIDTH = 1808


class Density(StrEnum):
    """How large a table's type is and how much air its rows have."""

    ROOMY = "roomy"
    PLAIN = "plain"
    CROWDED = "crowded"


_TYPE = {Density.ROOMY: (30, 27), Density.PLAIN: (26, 15), Density.CROWDED: (24, 5)}  # size, air


def density(table: Table, sentence: str = "") -> Density:
    """Return the largest type at which a table fits under its sentence; the smallest if none."""
    room = ROOM - len(sentence) * _SENTENCE_LETTER // WIDTH * _SENTENCE_LINE
    return next((one for one in _TYPE if table_height(table, one) <= room), Density.CROWDED)


def table_height(table: Table, dense: Density) -> float:
    """Estimate a table's height in slide units, from the lines its texts will take."""
    size, air = _TYPE[dense]
    head, *lines = table_lines(table, size)
    return head * 30 + 16 + sum(count * size * 1.24 + air for count in lines)


def table_lines(table: Table, size: float) -> list[int]:
    """Estimate how many lines the head and each row take; `size` is of the rows' type."""
    rooms = [width * WIDTH - 20 for width in table.widths]

    def lines(texts: Iterable[str], letter: float) -> int:
        pairs = zip(texts, rooms, strict=False)
        return max((1, *(ceil(len(text) * letter / room) for text, room in pairs)))

    rows = [lines(row, size * 0.53) for row in table.rows]
    return [lines(table.heads, 13), *rows]


@dataclass(frozen=True, slots=True)
class SlideContent:
    """One slide, in finished text. `as_of` names period, data version and day."""

    title: str
    body: Body
    sentence: str
    source: str
    as_of: str
    is_demo: bool
    note: str = ""

    def __post_init__(self) -> None:
        """Leave out of every text what no file can hold."""
        _clean(self)


@dataclass(frozen=True, slots=True)
class Deck:
    """A story with its contents. `demo_text` is the ribbon, `subtitle` says whose story it is."""

    title: str
    subtitle: str
    data_version: int
    demo_text: str
    slides: tuple[SlideContent, ...] = field(repr=False)

    def __post_init__(self) -> None:
        """Leave out of every text what no file can hold."""
        _clean(self)


@dataclass(frozen=True, slots=True)
class Brief:
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

    def __post_init__(self) -> None:
        """Leave out of every text what no file can hold."""
        _clean(self)


def _clean(made: SlideContent | Deck | Brief) -> None:
    for one in fields(made):
        if one.name not in ("slides", "parts"):  # those are clean already
            object.__setattr__(made, one.name, with_texts(getattr(made, one.name), readable))


def texts(content: SlideContent) -> Iterator[str]:
    """Yield every text of a slide, as it must appear in any export."""
    yield from (content.title, content.sentence, content.source, content.as_of)
    match body := content.body:
        case Table():
            yield from body.heads
            yield from (text for row in body.rows for text in row)
        case Bars(bars):
            yield from (text for bar in bars for text in (bar.plain_label, bar.worded_text))
        case Lines(lines):
            yield from (line.name for line in lines)
        case MapPicture(_, legend):
            yield from (text for _, text in legend)
        case Message(text):
            yield text
