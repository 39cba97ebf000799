"""Priority sectors as cards: how targets stand, how many figures are current, where it is worst."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cds.blocks import Block, Message, Table, table
from cds.charts.values import SectorBar, SectorCounts
from cds.domain.assessments import Standing, Tally
from cds.domain.catalogue import Catalogue
from cds.domain.composites import is_current
from cds.domain.indicators import Indicator
from cds.domain.observations import has_demo
from cds.domain.programme import Group
from cds.domain.stories import Slide
from cds.scorecard import Row, latest, responsible, tally
from cds.text import figures, numbers
from cds.text.phrases import phrase
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
    """One sector; `counts` are its targets by standing, `worst` None without any target."""

    group: Group
    counts: Tally
    known: int
    expected: int
    worst: str | None
    lines: tuple[str, ...]
    items: tuple[SectorItem, ...]

    @property
    def reporting(self) -> Reporting:
        """How much of the sector is reported."""
        if self.known == 0:
            return Reporting.EMPTY
        return Reporting.PARTIAL if self.known < self.expected else Reporting.FULL

    @property
    def has_demo(self) -> bool:
        """True when any of its figures was generated."""
        return any(item.is_demo for item in self.items)


@dataclass(frozen=True, slots=True)
class SectorsPage:
    """Everything the page on sectors shows."""

    cards: tuple[SectorCard, ...]
    sentence: str
    chart: SectorCounts | None
    chart_sentence: str
    table: Table

    @property
    def has_demo(self) -> bool:
        """True when any figure shown was generated."""
        return any(card.has_demo for card in self.cards)


def build(reader: Reader) -> SectorsPage:
    """Gather the page from the home's rows; a sector without data never looks healthy."""
    catalogue, on = reader.catalogue, view_day(reader.catalogue, reader.today)
    rows = reader.rows_of(catalogue.home.unit_id)
    cards = tuple(_card(catalogue, group, rows, on) for group in catalogue.sectors)
    counts = tally(item.row for card in cards for item in card.items)
    silent = sum(card.reporting is Reporting.EMPTY for card in cards)
    none = phrase("sectors.targets_none_short")
    bars = tuple(
        SectorBar(
            card.group.name,
            f"{card.group.name} ({card.known}/{card.expected})",
            tuple(card.counts.counts.items()),
            "" if card.counts.total else none,
        )
        for card in cards
    )
    return SectorsPage(
        cards=cards,
        sentence=phrase(
            "sectors.sentence_silent" if silent else "sectors.sentence",
            sectors=len(cards),
            targets=sum(card.counts.total for card in cards),
            indicators=sum(card.expected for card in cards),
            known=sum(card.known for card in cards),
            silent=silent,
            day=on,
        ),
        chart=SectorCounts(bars) if counts.total else None,
        chart_sentence=phrase(
            "sectors.chart_sentence", targets=counts.total, parts=tally_text(counts)
        ),
        table=table(
            "sectors",
            "sector targets status known office",
            (
                (
                    card.group.name,
                    numbers.number(card.counts.total),
                    tally_text(card.counts) or numbers.MISSING,
                    f"{card.known}/{card.expected}",
                    card.group.responsible or numbers.MISSING,
                )
                for card in cards
            ),
        ),
    )


def block(reader: Reader, _asked: Slide) -> Block:
    """Each priority sector with what is known of it and what is furthest away."""
    page = reader.kept(build)
    if not page.cards:
        return Block(phrase("slide.sectors"), Message(phrase("slide.groups_none")))
    lines = [
        (
            card.group.name,
            card.group.responsible or numbers.MISSING,
            phrase("slide.number", number=card.known, total=card.expected),
            tally_text(card.counts) or numbers.MISSING,
            card.worst or numbers.MISSING,
        )
        for card in page.cards
    ]
    shown = table("slide", "sector office reported status worst", lines)
    points = latest(item.row for card in page.cards for item in card.items)
    return Block(phrase("slide.sectors"), shown, page.sentence, points)


def members(catalogue: Catalogue, sector_id: str) -> tuple[Indicator, ...]:
    """Return the indicators of a sector: its own, and those its targets measure by."""
    aimed = {t.indicator_id for t in catalogue.targets.values() if t.sector == sector_id}
    return tuple(
        indicator
        for indicator in catalogue.indicators.values()
        if indicator.sector == sector_id or indicator.indicator_id in aimed
    )


def _card(catalogue: Catalogue, group: Group, rows: Sequence[Row], on: date) -> SectorCard:
    inside = members(catalogue, group.group_id)
    ids = {indicator.indicator_id for indicator in inside}
    own = [row for row in rows if row.indicator.indicator_id in ids]
    heard = {row.indicator.indicator_id for row in own}  # who is silent is listed, not left out
    own += [bare(catalogue.home, one) for one in inside if one.indicator_id not in heard]
    current = {
        row.indicator.indicator_id: row
        for row in own
        if row.assessment.latest and is_current(row.assessment.latest, on)
    }
    known = "sectors.known_none"
    told: dict[str, object] = {}
    if inside:
        demo = sum(point.is_demo for point in latest(current.values()))
        known = "sectors.known_demo" if demo else "sectors.known"
        told = {"known": len(current), "expected": len(inside), "demo": demo, "day": on}
    worst = _worst(catalogue, [row for row in own if row.target])
    office = phrase("sectors.responsible_none")
    if group.responsible:
        office = phrase("sectors.responsible", office=group.responsible)
    return SectorCard(
        group=group,
        counts=tally(own),
        known=len(current),
        expected=len(inside),
        worst=worst,
        lines=(phrase(known, **told), *((worst,) if worst else ()), office),
        items=tuple(_item(row, on) for row in sorted(own, key=_urgency)),
    )


def _worst(catalogue: Catalogue, judged: Sequence[Row]) -> str | None:
    """The target that is furthest away, in words; None without any target."""
    if not judged:
        return None
    row = worst_of(judged, catalogue)
    if row is None:
        is_known = any(row.assessment.is_met is not None for row in judged)
        return phrase("sectors.worst_none" if is_known else "sectors.worst_no_figure")
    return phrase(
        "sectors.worst",
        target=figures.target_name(row.target) if row.target else "",
        attainment=numbers.share(row_attainment(row, catalogue)),
        gap=figures.gap(row.assessment, row.indicator),
        period=figures.when(row.assessment.latest),
    )


def _urgency(row: Row) -> tuple[bool, int, Decimal]:
    """Order of judged rows, worst status first; those without target follow."""
    judged = row.assessment
    place = list(Standing).index(judged.standing)
    return row.target is None, place, -(judged.gap or Decimal(0))


def _item(row: Row, on: date) -> SectorItem:
    judged, target, seen = row.assessment, row.target, row.assessment.latest
    aim, value, key = phrase("sectors.item_no_aim"), numbers.MISSING, "sectors.item_none"
    if target:
        told = figures.target(judged, row.indicator, target)
        aim = phrase("sectors.item_aim", aim=told, due=target.due_on)
    if seen:
        key = "sectors.item_line" if target else "sectors.item_line_no_target"
        value = phrase(
            "sectors.item_value" if is_current(seen, on) else "sectors.item_stale",
            value=figures.value(judged, row.indicator),
            period=figures.when(seen),
        )
    return SectorItem(
        row=row,
        name=figures.target_name(target) if target else row.indicator.name,
        line=phrase(
            key,
            value=value,
            aim=aim,
            gap=figures.gap(judged, row.indicator),
            source=figures.source(seen) if seen else numbers.MISSING,
            office=responsible(row),
        ),
        is_demo=has_demo([seen]),
    )
