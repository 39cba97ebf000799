"""Priority sectors: how their targets stand, how many figures are current, who answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from cds.blocks import Block, Message, item_table
from cds.charts.values import TargetBar
from cds.domain.assessments import Standing
from cds.domain.catalogue import Catalogue
from cds.domain.composites import is_current
from cds.domain.indicators import Indicator, Tier
from cds.domain.observations import has_demo
from cds.domain.programme import Group
from cds.domain.stories import Slide
from cds.scorecard import Row, is_demo, is_short, latest, responsible, tally
from cds.text import figures, numbers
from cds.text.figures import tally_text
from cds.text.phrases import capital, phrase
from cds.views.columns import CELLS, target_bar
from cds.views.figure_moves import newest
from cds.views.reader import Reader
from cds.views.standings import bare, short_text, with_worst, worst_first, worst_of

_MOST_FIGURES = 2  # in the line of a sector
_MOST_NAMES = 1  # of indicators whose figure is missing


@dataclass(frozen=True, slots=True)
class SectorFigure:
    """A figure in the line of a sector: of its worst target, else the newest that is known."""

    standing: Standing
    name: str
    value: str
    when: str
    more: str  # said where there is room
    bar: TargetBar | None
    is_demo: bool


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
    state: str  # how its targets stand
    figures: tuple[SectorFigure, ...]
    missing: str  # which indicators have no current figure; "" of those that all have
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
    silent = sum(not latest((*card.targets, *card.others)) for card in cards)
    partly, not_at_all = ("bare_silent", "none_silent") if silent else ("bare", "none")
    way = "short" if short else partly if is_bare else "counts" if targets else not_at_all
    verdict = phrase(
        f"sectors.verdict_{way}",
        silent=silent,
        short=short,
        given=given,
        sectors=len(cards),
        targets=len(targets),
        counts=counts,
    )
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
        verdict=with_worst(verdict, CELLS["target"](worst)) if worst else verdict,
        reported=phrase("sectors.bare", count=len(cards) - given, reported=reported)
        if is_bare and short
        else reported,
        has_demo=any(card.has_demo for card in cards),
    )


def block(reader: Reader, _asked: Slide) -> Block:
    """Each priority sector with a target, how these stand and which is furthest away; else all."""
    page = reader.kept(build)
    if not page.cards:
        return Block(phrase("slide.sectors"), Message(phrase("slide.groups_none")))
    cards = [one for one in page.cards if one.targets] or page.cards  # the sentence counts others
    shown = item_table(
        "slide",
        cards,
        {
            "sector": lambda card: card.group.name,
            "office": lambda card: card.group.responsible or numbers.MISSING,
            "reported": lambda c: phrase("slide.number", number=c.known, total=c.expected),
            "status": lambda card: card.state,
            "worst": worst_text,
        },
    )
    if not any(card.worst for card in cards):
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
    targets = worst_first((row for row in own if row.target), catalogue)
    others = [row for row in own if not row.target]
    key = "sectors.responsible" if group.responsible else "sectors.responsible_none"
    office, worst = phrase(key, office=group.responsible), worst_of(targets, catalogue)
    others_shown = sorted(others, key=partial(_turn, current))
    shown = [*([worst] if worst else targets[:1]), *others_shown][:_MOST_FIGURES]
    moves = {move.row.key: move.judged_text for move in newest(others)}
    seen = {row.indicator.indicator_id for row in shown}
    lacking = [row for row in others_shown if row.indicator.indicator_id not in current]
    aimed = [row for row in targets if row.indicator.indicator_id not in current]
    names = dict.fromkeys(
        _named(row) for row in (*aimed, *lacking) if row.indicator.indicator_id not in seen
    )
    return SectorCard(
        group=group,
        targets=tuple(targets),
        others=tuple(others),
        known=len(current),
        expected=len(inside),
        worst=worst,
        lines=(known, office),
        state=tally_text(tally(targets)) or phrase("sectors.targets_none").capitalize(),
        figures=tuple(
            _figure(
                group,
                row,
                moves.get(row.key, ""),
                is_current=row.indicator.indicator_id in current,
            )
            for row in shown
        ),
        missing=_missing(list(names)),
        has_demo=has_demo(latest(own)),
    )


def _turn(current: Collection[str], row: Row) -> tuple[bool, ...]:
    """Place of an indicator without target: what is current, then what is known, then owed."""
    one = row.indicator
    is_owed = one.tier is not Tier.CONTEXT and row.unit.level in one.levels
    return one.indicator_id not in current, not row.assessment.latest, not is_owed


def _named(row: Row) -> str:
    """The name of an indicator without the sector it may begin with."""
    return capital(row.indicator.name.rpartition(": ")[2])


def _missing(names: Sequence[str]) -> str:
    """Name whose figures a sector lacks beside those that its line shows as lacking; or ""."""
    if not names:
        return ""
    more = len(names) - _MOST_NAMES
    key = "sectors.missing_more" if more > 0 else "sectors.missing"
    return phrase(key, names="; ".join(names[:_MOST_NAMES]), more=more)


def _figure(group: Group, row: Row, change: str, *, is_current: bool) -> SectorFigure:
    judged, indicator = row.assessment, row.indicator
    office = responsible(row) or ""
    is_other = office not in (group.responsible or "")  # than the line names
    silent = phrase("sectors.awaited" if is_other else "sectors.silent", office=office)
    when, more = figures.when(judged.latest) if judged.latest else silent, change
    if is_short(row):
        when, more = phrase("sectors.lacks", gap=figures.missing(judged, indicator)), when
    elif not judged.latest and indicator.frequency:
        more = phrase("sectors.every", every=indicator.frequency)
    elif judged.latest and not is_current:
        when = phrase("sectors.stale", period=when)
    return SectorFigure(
        standing=judged.standing,
        name=CELLS["target"](row) if row.target else _named(row),
        value=figures.unmarked(judged, indicator),
        when=when,
        more=more,
        bar=target_bar(row),
        is_demo=is_demo(row),
    )


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
