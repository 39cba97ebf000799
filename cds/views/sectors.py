"""Priority sectors as cards: how targets stand, how many figures are current, where it is worst."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

import plotly.graph_objects as go

from cds.blocks import Block, table
from cds.charts.sector_counts import SectorBar, sector_counts
from cds.domain.assessments import Standing, Tally
from cds.domain.catalogue import Catalogue
from cds.domain.composites import is_current
from cds.domain.indicators import Indicator
from cds.domain.observations import has_demo
from cds.domain.programme import Group
from cds.domain.stories import Slide
from cds.export.content import Message
from cds.scorecard import Row, latest, tally
from cds.text import figures, numbers
from cds.text.screens import say
from cds.text.standings import tally_text
from cds.views.attained import bare, row_attainment, view_day, worst_of
from cds.views.reader import Reader


class Reporting(StrEnum):
    """How much of a sector can be told at all; shown before any status."""

    EMPTY = "empty"
    PARTIAL = "partial"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class SectorItem:
    """One indicator of a sector with one of its targets, in finished text."""

    row: Row
    name: str
    line: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class SectorCard:
    """One sector; `counts` are its targets by standing."""

    group: Group
    reporting: Reporting
    counts: Tally
    known: int
    expected: int
    worst: str | None  # of its targets; None without any
    lines: tuple[str, ...]
    items: tuple[SectorItem, ...]
    has_demo: bool


@dataclass(frozen=True, slots=True)
class SectorsPage:
    """Everything the page on sectors shows."""

    cards: tuple[SectorCard, ...]
    sentence: str
    chart: go.Figure | None
    chart_sentence: str
    table: tuple[tuple[str, ...], ...]
    has_demo: bool


def build(catalogue: Catalogue, rows: Sequence[Row], today: date) -> SectorsPage:
    """Gather the page from the home's rows; a sector without data never looks healthy."""
    on = view_day(catalogue, today)
    home_rows = [row for row in rows if row.unit.unit_id == catalogue.home.unit_id]
    cards = tuple(_card(catalogue, group, home_rows, on) for group in catalogue.sectors)
    judged = [row for card in cards for item in card.items if (row := item.row).target]
    counts = tally(judged)
    return SectorsPage(
        cards=cards,
        sentence=_sentence(cards, on),
        chart=sector_counts([_bar(card) for card in cards]) if judged else None,
        chart_sentence=say(
            "sectors.chart_sentence",
            targets=counts.total,
            parts=tally_text(counts),
        ),
        table=tuple(_table_row(card) for card in cards),
        has_demo=any(card.has_demo for card in cards),
    )


def members(catalogue: Catalogue, sector_id: str) -> tuple[Indicator, ...]:
    """Return the indicators of a sector: its own, and those its targets measure by."""
    aimed = {t.indicator_id for t in catalogue.targets.values() if t.sector == sector_id}
    return tuple(
        indicator
        for indicator in catalogue.indicators.values()
        if indicator.sector == sector_id or indicator.indicator_id in aimed
    )


def _card(catalogue: Catalogue, group: Group, rows: Iterable[Row], on: date) -> SectorCard:
    inside = members(catalogue, group.group_id)
    ids = {indicator.indicator_id for indicator in inside}
    own = [row for row in rows if row.indicator.indicator_id in ids]
    own += _silent(catalogue, inside, own)
    current = {r.indicator.indicator_id: r for r in own if _is_current(r, on)}
    judged = [row for row in own if row.target]
    demo = sum(point.is_demo for point in latest(current.values()))
    worst = _worst(catalogue, judged) if judged else None
    return SectorCard(
        group=group,
        reporting=_reporting(len(current), len(inside)),
        counts=tally(judged),
        known=len(current),
        expected=len(inside),
        worst=worst,
        lines=(
            _known(len(current), len(inside), demo, on),
            *((worst,) if worst else ()),
            _office(group),
        ),
        items=tuple(_item(row, on) for row in _ordered(own)),
        has_demo=has_demo(latest(own)),
    )


def _silent(catalogue: Catalogue, inside: Sequence[Indicator], rows: Sequence[Row]) -> list[Row]:
    """Rows of the indicators that have neither figure nor target: listed, not left out."""
    heard = {row.indicator.indicator_id for row in rows}
    return [bare(catalogue.home, one) for one in inside if one.indicator_id not in heard]


def _is_current(row: Row, on: date) -> bool:
    return row.assessment.latest is not None and is_current(row.assessment.latest, on)


def _reporting(known: int, expected: int) -> Reporting:
    if known == 0:
        return Reporting.EMPTY
    return Reporting.PARTIAL if known < expected else Reporting.FULL


def _known(known: int, expected: int, demo: int, on: date) -> str:
    if expected == 0:
        return say("sectors.known_none")
    key = "sectors.known_demo" if demo else "sectors.known"
    return say(key, known=known, expected=expected, demo=demo, day=on)


def _worst(catalogue: Catalogue, rows: Sequence[Row]) -> str:
    """The target that is furthest away, in words."""
    row = worst_of(rows, catalogue)
    if row is None:
        is_told = any(row.assessment.is_met is not None for row in rows)
        return say("sectors.worst_none" if is_told else "sectors.worst_no_figure")
    return say(
        "sectors.worst",
        target=figures.target_name(row.target) if row.target else "",
        attainment=numbers.share(row_attainment(row, catalogue)),
        gap=figures.gap(row.assessment, row.indicator),
        period=figures.when(row.assessment.latest),
    )


def _office(group: Group) -> str:
    if not group.responsible:
        return say("sectors.responsible_none")
    return say("sectors.responsible", office=group.responsible)


def _ordered(rows: Iterable[Row]) -> list[Row]:
    """Judged rows first, worst status first; then those without target."""
    ranks = list(Standing)

    def rank(row: Row) -> tuple[bool, int, Decimal]:
        judged = row.assessment
        return row.target is None, ranks.index(judged.standing), -(judged.gap or Decimal(0))

    return sorted(rows, key=rank)


def _item(row: Row, on: date) -> SectorItem:
    judged, target = row.assessment, row.target
    aim = say("sectors.item_no_aim")
    if target:
        told = figures.target(judged, row.indicator, target)
        aim = say("sectors.item_aim", aim=told, due=target.due_on)
    return SectorItem(
        row=row,
        name=figures.target_name(target) if target else row.indicator.name,
        line=say(
            _line_key(row),
            value=_value(row, on),
            aim=aim,
            gap=figures.gap(row.assessment, row.indicator),
            source=figures.source(judged.latest) if judged.latest else numbers.MISSING,
            office=(target and target.responsible) or row.indicator.responsible,
        ),
        is_demo=has_demo([judged.latest]),
    )


def _line_key(row: Row) -> str:
    if row.assessment.latest is None:
        return "sectors.item_none"
    return "sectors.item_line" if row.target else "sectors.item_line_no_target"


def _value(row: Row, on: date) -> str:
    latest = row.assessment.latest
    if latest is None:
        return numbers.MISSING
    key = "sectors.item_value" if is_current(latest, on) else "sectors.item_stale"
    return say(key, value=figures.value(row.assessment, row.indicator), period=figures.when(latest))


def _sentence(cards: Sequence[SectorCard], on: date) -> str:
    silent = sum(card.reporting is Reporting.EMPTY for card in cards)
    return say(
        "sectors.sentence_silent" if silent else "sectors.sentence",
        sectors=len(cards),
        targets=sum(card.counts.total for card in cards),
        indicators=sum(card.expected for card in cards),
        known=sum(card.known for card in cards),
        silent=silent,
        day=on,
    )


def _bar(card: SectorCard) -> SectorBar:
    none = "" if card.counts.total else say("sectors.targets_none_short")
    return SectorBar(card.group.name, card.counts, card.known, card.expected, none)


def _table_row(card: SectorCard) -> tuple[str, ...]:
    return (
        card.group.name,
        numbers.number(card.counts.total),
        tally_text(card.counts) or numbers.MISSING,
        f"{card.known}/{card.expected}",
        card.group.responsible or numbers.MISSING,
    )


def block(reader: Reader, _asked: Slide) -> Block:
    """Each priority sector with what is known of it and what is furthest away."""
    rows = reader.rows_of(reader.catalogue.home.unit_id)
    page = build(reader.catalogue, rows, reader.today)
    if not page.cards:
        return Block(say("slide.sectors"), Message(say("slide.groups_none")))
    lines = [
        (
            card.group.name,
            card.group.responsible or numbers.MISSING,
            say("slide.number", number=card.known, total=card.expected),
            tally_text(card.counts) or numbers.MISSING,
            card.worst or numbers.MISSING,
        )
        for card in page.cards
    ]
    shown = table("slide", "sector office reported status worst", lines)
    points = latest(item.row for card in page.cards for item in card.items)
    return Block(say("slide.sectors"), shown, page.sentence, points)
