"""What pages, slides and files are made of: tables by named columns, and blocks around a body.

A page makes blocks; whoever shows them, on screen, on a slide, on paper or in a file, shows these.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from cds.charts.values import Bars, Lines, Rows, TargetBar
from cds.domain.assessments import Standing
from cds.domain.observations import Point, has_demo
from cds.domain.periods import Period
from cds.text import numbers
from cds.text.phrases import head, phrase

Item = TypeVar("Item")
_LETTERS, _SHORT = 98, 12  # in a line of a slide, and in a text that is not to wrap
MOST_LINES = 15  # of a table in a story, on as many slides as they need


@dataclass(frozen=True, slots=True)
class FigureKey:
    """Which figure is meant."""

    indicator_id: str
    unit_id: str
    period: Period


@dataclass(frozen=True, slots=True)
class TableLine:
    """One line of finished texts.

    `figure` can be traced, a light can fall on `unit_id`, `colours` mark the cells of standings;
    `bar` is drawn in the column of that name.
    """

    texts: tuple[str, ...]
    figure: FigureKey | None = None
    unit_id: str | None = None
    colours: tuple[str | None, ...] = ()
    bar: TargetBar | None = None

    @property
    def is_remark(self) -> bool:
        """True when only the first cell says something, as of lines that did not fit."""
        return len(self.texts) > 1 and not any(self.texts[1:])

    @property
    def cells(self) -> Iterator[tuple[str, str | None]]:
        """Each text with the colour of its standing, if it has one."""
        return zip(self.texts, self.colours or (None,) * len(self.texts), strict=True)


@dataclass(frozen=True, slots=True)
class Table:
    """Finished texts by named column, under the heads that people read.

    `count` is how many lines there are, when not all of them are given.
    """

    columns: tuple[str, ...]
    heads: tuple[str, ...]
    lines: tuple[TableLine, ...]
    count: int | None = None

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The texts alone."""
        return tuple(line.texts for line in self.lines)

    @property
    def widths(self) -> tuple[float, ...]:
        """Shares of a page's width by what the columns hold; short texts do not wrap.

        A remark takes all columns, a colour stands before its text, a share has a wide sign.
        """
        cells = [tuple(line.cells) for line in self.lines if not line.is_remark]
        columns = tuple(zip(*cells, strict=True)) if cells else ((),) * len(self.heads)
        longest = [
            max(map(len, (*title.split(), *(text for text, _ in column), "-")))
            for title, column in zip(self.heads, columns, strict=True)
        ]
        signs = [
            2 * (name == "bar" or any(colour for _, colour in column))
            for name, column in zip(self.columns, columns, strict=True)
        ]
        short = {
            place: (n + signs[place] + 2) / _LETTERS
            for place, (name, n) in enumerate(zip(self.columns, longest, strict=True))
            if n <= _SHORT or (name == "bar" and n <= 2 * _SHORT)
        }
        left = 1 - sum(short.values())
        if len(short) == len(longest) or left < 0.3:
            short, left = {}, 1.0
        wanted = {place: n**0.6 for place, n in enumerate(longest) if place not in short}
        shares = short | {place: n / sum(wanted.values()) * left for place, n in wanted.items()}
        return tuple(shares[place] for place in range(len(longest)))

    def column(self, name: str) -> tuple[str, ...]:
        """Return the texts below a head."""
        place = self.columns.index(name)
        return tuple(line.texts[place] for line in self.lines)

    def pick(self, columns: str) -> "Table":
        """Return only these columns."""
        kept = tuple(columns.split())
        places = [self.columns.index(column) for column in kept]
        lines = (
            replace(
                line,
                texts=tuple(line.texts[place] for place in places),
                colours=tuple(line.colours[place] for place in places) if line.colours else (),
                bar=line.bar if "bar" in kept else None,
            )
            for line in self.lines
        )
        heads = tuple(self.heads[place] for place in places)
        return replace(self, columns=kept, heads=heads, lines=tuple(lines))

    def filled(self) -> "Table":
        """Return only the columns in which some line says something."""
        kept = (c for c in self.columns if set(self.column(c)) != {numbers.MISSING})
        return self.pick(" ".join(kept))

    def said_once(self, *columns: str) -> "tuple[Table, tuple[str, ...]]":
        """Return it without those columns in which all lines say the same, and what they say."""
        found = {name: {*self.column(name)} for name in columns if name in self.columns}
        alike = {name: told.pop() for name, told in found.items() if len(told) == 1}
        kept = self.pick(" ".join(name for name in self.columns if name not in alike))
        return kept, tuple(told for told in alike.values() if told not in ("", numbers.MISSING))

    def first(self, most: int = MOST_LINES) -> "Table":
        """Return as many lines as fit; the last one then tells how many more there are."""
        if max(len(self.lines), self.count or 0) <= most:
            return self
        more = phrase("slide.more", count=(self.count or len(self.lines)) - most + 1)
        rest = TableLine((more, *("" for _ in self.columns[1:])))
        return replace(self, lines=(*self.lines[: most - 1], rest), count=None)


def heads_of(name: str, columns: Iterable[str]) -> tuple[str, ...]:
    """Return what people read above the columns of the table `name`."""
    return tuple(head(column, name) for column in columns)


def table(
    name: str,
    columns: str,
    rows: Iterable[Sequence[str]],
    figures: Iterable[FigureKey | None] | None = None,
    count: int | None = None,
    *,
    named: Mapping[str, str] = MappingProxyType({}),
    more: Mapping[str, str] = MappingProxyType({}),
) -> Table:
    """Return rows of texts as a table; `figures` says which figure each row shows.

    `named` are heads that data give to some of the columns, `more` columns that data add at the
    end: id to head.
    """
    texts, own = [tuple(row) for row in rows], columns.split()
    keys = list(figures) if figures is not None else [None] * len(texts)
    lines = tuple(TableLine(row, key) for row, key in zip(texts, keys, strict=True))
    heads = (named.get(column) or head(column, name) for column in own)
    return Table((*own, *more), (*heads, *more.values()), lines, count)


def item_table(
    name: str,
    items: Iterable[Item],
    cells: Mapping[str, Callable[[Item], str]],
    figure: Callable[[Item], FigureKey | None] = lambda _: None,
    count: int | None = None,
) -> Table:
    """Return things as a table, one a line: `cells` are its columns and what each reads."""
    lines = (TableLine(tuple(read(one) for read in cells.values()), figure(one)) for one in items)
    return Table(tuple(cells), heads_of(name, cells), tuple(lines), count)


@dataclass(frozen=True, slots=True)
class MapPicture:
    """A map as SVG without legend; a legend's colour None is the hatch of missing figures."""

    svg: str
    legend: tuple[tuple[str | None, str], ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence in place of what cannot be drawn: never a blank."""

    text: str


@dataclass(frozen=True, slots=True)
class Cover:
    """What opens a story below its title: how the targets stand, block by block, and lines."""

    standings: tuple[Standing, ...]
    text: str


@dataclass(frozen=True, slots=True)
class TwoViews:
    """Two charts or maps beside each other, each under what it is; the first under the title."""

    halves: "tuple[tuple[str, Body], ...]"


Body = Bars | Lines | Rows | MapPicture | Message | TwoViews | Cover | Table


@dataclass(frozen=True, slots=True)
class Block:
    """A body with what it is, what it says, and the figures it rests on.

    `source` and `as_of` are told from the figures where they are None; `is_marked` says that
    generated figures are shown which `points` do not hold.
    """

    title: str
    body: Body
    sentence: str = ""
    points: tuple[Point, ...] = ()
    source: str | None = None
    as_of: str | None = None
    is_marked: bool = False

    @property
    def is_demo(self) -> bool:
        """True when any of the figures shown was generated."""
        return self.is_marked or has_demo(self.points)
