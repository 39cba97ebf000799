"""One unit as a value: who it is, every indicator against its target, rank, changes, silence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cds.blocks import Block, FigureKey, Message, Table
from cds.charts.theme import STANDING_COLOURS
from cds.charts.values import Bar, Bars
from cds.domain.admin_units import AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Tier
from cds.domain.observations import has_demo
from cds.domain.periods import Period
from cds.domain.stories import Slide
from cds.scorecard import Row, latest, tally
from cds.text import figures
from cds.text.phrases import phrase
from cds.text.standings import tally_text
from cds.views.attained import row_attainment, worst_of
from cds.views.columns import CELLS, figure_of, row_table, signed_status, title
from cds.views.reader import Reader
from cds.views.unit_profile import Peers, facts

_COLUMNS = (
    "indicator value period change target due gap things status "
    "rank district_rank completeness kind source office"
)
_SHEET = "indicator value period change target gap status rank completeness source office"
_MOST_SHEET_LINES = 32  # what one A4 page holds below head and map
_MOST_BARS, _LONGEST_LABEL = 12, 44
_MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """The printed page: a table whose source is a number among `sources`, from 1."""

    table: Table
    sources: tuple[str, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Everything one unit's page shows; `worst` is the figure that the summary names."""

    unit: AdminUnit
    facts: tuple[str, ...]
    summary: str
    worst: FigureKey | None
    table: Table
    sheet: UnitSheet
    silent: str | None
    gaps: Bars | None
    has_demo: bool
    above: tuple[AdminUnit, ...]  # the top first
    below: tuple[AdminUnit, ...]


def build(reader: Reader, unit_id: str, until: Period | None = None) -> UnitPage:
    """Gather the page from the unit's standings; a unit without figures has no lines."""
    catalogue, unit = reader.catalogue, reader.catalogue.units[unit_id]
    rows = reader.rows_of(unit_id, until)
    told = sorted(
        (row for row in rows if row.assessment.latest), key=lambda row: _order(catalogue, row)
    )
    vintage, peers = catalogue.last_vintage(unit), Peers(reader, unit)
    table = row_table(
        "unit",
        _COLUMNS,
        told,
        {
            "indicator": lambda row: title(row, rows),
            "target": CELLS["aim"],
            "gap": CELLS["missing"],
            "status": signed_status,
            "rank": lambda row: peers.rank(row, in_district=False),
            "district_rank": lambda row: peers.rank(row, in_district=True),
        },
    )
    above: list[AdminUnit] = []
    while whole := catalogue.parent(above[-1] if above else unit, vintage):
        above.append(whole)
    return UnitPage(
        unit=unit,
        facts=tuple(facts(catalogue, unit)),
        summary=summary(catalogue, unit, rows),
        worst=figure_of(worst) if (worst := worst_of(rows, catalogue)) else None,
        table=table,
        sheet=_sheet(table, told),
        silent=_silent(catalogue, unit, told),
        gaps=_gap_bars(told),
        has_demo=has_demo(latest(told)),
        above=tuple(reversed(above)),
        below=catalogue.children(unit, vintage),
    )


def periods(reader: Reader, unit_id: str) -> tuple[Period, ...]:
    """The periods with figures of one unit, newest first."""
    points = (point for row in reader.rows_of(unit_id) for point in row.series.points)
    return tuple(sorted({point.period for point in points}, reverse=True))


def summary(catalogue: Catalogue, unit: AdminUnit, rows: Sequence[Row]) -> str:
    """Count a unit's targets by standing, and name the worst gap with who answers for it."""
    counted = tally(rows)
    if not counted.total:
        return phrase("unit.summary_none", name=unit.name)
    told = phrase("unit.summary", name=unit.name, total=counted.total, parts=tally_text(counted))
    worst = worst_of(rows, catalogue)
    if worst is None:
        return told
    judged = worst.assessment
    worst_text = phrase(
        "unit.worst",
        worst=title(worst, rows),
        value=figures.value(judged, worst.indicator),
        period=figures.when(judged.latest),
        target=figures.target(judged, worst.indicator, worst.target),
        gap=figures.gap(judged, worst.indicator),
        office=CELLS["office"](worst),
    )
    return f"{told} {worst_text}"


def _order(catalogue: Catalogue, row: Row) -> tuple[object, ...]:
    """Headline targets first, then other targets, then the register's tiers and order."""
    place = list(catalogue.indicators).index(row.indicator.indicator_id)
    is_headline = bool(row.target and row.target.is_headline)
    return not is_headline, row.target is None, list(Tier).index(row.indicator.tier), place


def _sheet(table: Table, told: Sequence[Row]) -> UnitSheet:
    """Lay out the printed sheet, targets first; periods are short, sources numbered.

    Demonstration figures carry their mark in the cell: a sheet travels without its ribbon.
    """
    lines = table.lines[:_MOST_SHEET_LINES]
    named = table.column("source")[:_MOST_SHEET_LINES]
    sources = tuple(dict.fromkeys(named))
    period, source = table.columns.index("period"), table.columns.index("source")
    laid = []
    for line, row in zip(lines, told, strict=False):
        texts = list(line.texts)
        if row.assessment.latest is not None:
            texts[period] = figures.when_short(row.assessment.latest)
        place = sources.index(texts[source]) + 1
        texts[source] = phrase("unit.print_source", place=place)
        laid.append(replace(line, texts=tuple(texts)))
    short = replace(table, lines=tuple(laid)).pick(_SHEET)
    return UnitSheet(short, sources, len(table.lines) - len(lines))


def _silent(catalogue: Catalogue, unit: AdminUnit, told: Iterable[Row]) -> str | None:
    """Name the indicators the unit's level reports but this unit has no figure of."""
    known = {row.indicator.indicator_id for row in told}
    names = [
        indicator.name
        for indicator in catalogue.indicators.values()
        if catalogue.expects(unit, indicator)
        and indicator.tier is Tier.CORE
        and indicator.indicator_id not in known
    ]
    if not names:
        return None
    more = len(names) - _MOST_NAMES
    key = "unit.silent_more" if more > 0 else "unit.silent"
    return phrase(key, count=len(names), names="; ".join(names[:_MOST_NAMES]), more=more)


def _gap_bars(rows: Sequence[Row]) -> Bars | None:
    """Shares short of their target, the longest gap first."""
    short = [row for row in rows if row.indicator.is_share and row.assessment.is_met is False]
    ordered = sorted(short, key=lambda row: (-(row.assessment.gap or 0), row.indicator.name))
    bars = tuple(_bar(row, title(row, rows)) for row in ordered[:_MOST_BARS])
    return Bars(bars) if bars else None


def _bar(row: Row, name: str) -> Bar:
    latest, gap = row.assessment.latest, row.assessment.gap
    assert latest is not None  # noqa: S101 - a gap needs a figure
    assert gap is not None  # noqa: S101 - chosen by its gap
    badge = figures.badge(row.assessment)
    hover = figures.hover(name, latest, row.indicator)
    return Bar(
        label=_clipped(name),
        value=gap,
        text=figures.missing(row.assessment, row.indicator),
        hover=f"{hover}<br>{badge.word}",
        colour=STANDING_COLOURS[row.assessment.standing],
        sign=badge.sign,
        word=badge.word,
    )


def _clipped(name: str) -> str:
    """A long name in two lines, so that it leaves room for the bar."""
    if len(name) <= _LONGEST_LABEL // 2:
        return name
    words, first = name.split(), ""
    while words and len(first) + len(words[0]) < _LONGEST_LABEL // 2:
        first = f"{first} {words.pop(0)}".strip()
    rest = " ".join(words)
    if len(rest) > _LONGEST_LABEL // 2 + 4:
        rest = f"{rest[: _LONGEST_LABEL // 2 + 3].rstrip()}…"
    return f"{first}<br>{rest}" if first else rest


def block(reader: Reader, asked: Slide) -> Block:
    """A unit's figures, those furthest from their target first."""
    unit = reader.catalogue.units[asked.asked("unit", reader.catalogue.home.unit_id)]
    rows = known_rows(reader, unit.unit_id)
    if not rows:
        return Block(unit.name, Message(phrase("slide.unit_none", unit=unit.name)))
    shown = standing_table(rows).first()
    sentence = summary(reader.catalogue, unit, reader.rows_of(unit.unit_id))
    return Block(
        phrase("slide.unit", unit=unit.name), shown, sentence, latest(rows[: len(shown.lines)])
    )


def standing_table(rows: Sequence[Row]) -> Table:
    """Return a unit's standings; a row is named by its target where several aim at one thing."""
    columns = "title value aim gap status period"
    return row_table("slide", columns, rows, {"title": lambda row: title(row, rows)})


def known_rows(reader: Reader, unit_id: str) -> list[Row]:
    """A unit's rows with a figure: those known to be short first, the furthest away first."""
    rows = [row for row in reader.rows_of(unit_id) if row.assessment.latest]

    def order(row: Row) -> tuple[object, ...]:
        share = row_attainment(row, reader.catalogue) if row.target else None
        return row.target is None, row.assessment.is_met is not False, share is None, share

    return sorted(rows, key=order)
