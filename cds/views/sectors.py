"""Priority sectors: how their targets stand, how many figures are current, who answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cds.blocks import Block, Message, item_table
from cds.domain.catalogue import Catalogue
from cds.domain.composites import is_current
from cds.domain.indicators import Indicator
from cds.domain.observations import has_demo
from cds.domain.programme import Group
from cds.domain.stories import Slide
from cds.scorecard import Row, is_short, latest, responsible, tally
from cds.text import figures, numbers
from cds.text.figures import tally_text
from cds.text.phrases import phrase
from cds.views.changes_figures import newest
from cds.views.columns import CELLS
from cds.views.reader import Reader
from cds.views.standings import bare, short_text, worst_first, worst_of

_MOST_FIGURES = 3  # on a tile


@dataclass(frozen=True, slots=True)
class SectorCard:
    """One sector: its targets, the most urgent first, then indicators without one.

    `known` of `expected` indicators have a current figure; `worst` is the target furthest away,
    None where none is known to be short.
    """

    group: Group
    targets: tuple[Row, ...]
    others: tuple[Row, ...]
    known: int
    expected: int
    worst: Row | None
    lines: tuple[str, ...]  # what the sector reports and who answers
    has_demo: bool


@dataclass(frozen=True, slots=True)
class SectorsPage:
    """Everything the page on sectors shows."""

    cards: tuple[SectorCard, ...]
    short: tuple[Row, ...]  # targets known to be short, the most urgent first
    verdict: str
    reported: str
    has_demo: bool


def build(reader: Reader) -> SectorsPage:
    """Gather the page from the home's rows; a sector without data never looks healthy."""
    catalogue, on = reader.catalogue, reader.day
    rows = reader.rows_of(catalogue.home.unit_id)
    made = (_card(catalogue, group, rows, on) for group in catalogue.sectors)
    # What is judged comes first, then what most is known of.
    cards = tuple(sorted(made, key=lambda card: (not card.targets, -card.known)))
    targets = [row for card in cards for row in card.targets]
    lacking = {row.target: row for row in targets if is_short(row)}  # once, in however many sectors
    short, counts = short_text(targets), tally_text(tally(targets))
    worst = worst_of(targets, catalogue)
    given = sum(bool(card.targets) for card in cards)
    is_bare = 0 < given < len(cards)
    way = "short" if short else "bare" if is_bare else "counts" if targets else "none"
    reported = phrase(
        "sectors.reported_counts" if short else "sectors.reported",
        counts=counts,
        indicators=sum(card.expected for card in cards),
        known=sum(card.known for card in cards),
        day=on,
    )
    return SectorsPage(
        cards=cards,
        short=tuple(worst_first(lacking.values(), catalogue)),
        verdict=phrase(
            f"sectors.verdict_{way}",
            bare=len(cards) - given,
            short=short,
            worst=CELLS["target"](worst) if worst else "",
            given=given,
            sectors=len(cards),
            targets=len(targets),
            counts=counts,
        ),
        reported=phrase("sectors.bare", count=len(cards) - given, reported=reported)
        if is_bare and short
        else reported,
        has_demo=any(card.has_demo for card in cards),
    )


def block(reader: Reader, _asked: Slide) -> Block:
    """Each priority sector with how its targets stand and which is furthest away."""
    page = reader.kept(build)
    if not page.cards:
        return Block(phrase("slide.sectors"), Message(phrase("slide.groups_none")))
    none = phrase("sectors.targets_none")
    shown = item_table(
        "slide",
        page.cards,
        {
            "sector": lambda card: card.group.name,
            "office": lambda card: card.group.responsible or numbers.MISSING,
            "reported": lambda c: phrase("slide.number", number=c.known, total=c.expected),
            "status": lambda card: tally_text(tally(card.targets)) or none,
            "worst": worst_text,
        },
    )
    if not any(card.worst for card in page.cards):
        shown = shown.pick("sector office reported status")
    points = latest(row for card in page.cards for row in (*card.targets, *card.others))
    return Block(page.verdict, shown, page.reported, points)


def worst_text(card: SectorCard) -> str:
    """Name the target of a sector that is furthest away, with what is missing to it."""
    if card.worst is None:
        return numbers.MISSING
    gap = figures.gap(card.worst.assessment, card.worst.indicator)
    return phrase("sectors.worst", target=CELLS["target"](card.worst), gap=gap)


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
    demo = sum(point.is_demo for point in latest(current.values()))
    key = "sectors.known_none" if not inside else "sectors.known_demo" if demo else "sectors.known"
    known = phrase(key, known=len(current), expected=len(inside), demo=demo, day=on)
    targets = [row for row in own if row.target]
    key = "sectors.responsible" if group.responsible else "sectors.responsible_none"
    office = phrase(key, office=group.responsible)
    return SectorCard(
        group=group,
        targets=tuple(worst_first(targets, catalogue)),
        others=tuple(row for row in own if not row.target),
        known=len(current),
        expected=len(inside),
        worst=worst_of(targets, catalogue),
        lines=(known, office),
        has_demo=has_demo(latest(own)),
    )


def newest_figures(card: SectorCard) -> list[tuple[str, str, str]]:
    """Return name, value, period and move of what is known beside targets, or who is silent."""
    known = [row for row in card.others if row.assessment.latest]
    silent = [row for row in card.others if not row.assessment.latest][: max(0, 2 - len(known))]
    moved = {move.row.key: move.told for move in newest(card.others)}
    found = []
    for row in (*known, *silent)[:_MOST_FIGURES]:
        name = row.indicator.name.rpartition(": ")[2]  # without the sector it may begin with
        seen = row.assessment.latest
        when = figures.when(seen) if seen else phrase("sectors.silent")
        if change := moved.get(row.key):
            when = phrase("sectors.moved", period=when, change=change)
        value = figures.value(row.assessment, row.indicator)
        found.append((name[:1].upper() + name[1:], value, when))
    return found


def figure_text(row: Row, on: date) -> str:
    """Say what is known of an indicator without target, and who answers for it."""
    seen, office = row.assessment.latest, responsible(row) or phrase("sectors.unassigned")
    if seen is None:
        return phrase("sectors.figure_none", office=office)
    return phrase(
        "sectors.figure" if is_current(seen, on) else "sectors.figure_stale",
        value=figures.value(row.assessment, row.indicator),
        period=figures.when(seen),
        office=office,
    )
