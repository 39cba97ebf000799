"""One unit as a value: who it is, every indicator against its target, rank, changes, silence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cds.blocks import Block, Message, Table
from cds.domain.admin_units import AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Tier
from cds.domain.observations import has_demo
from cds.domain.stories import Slide
from cds.scorecard import Row, is_short, latest, tally
from cds.text.figures import tally_text
from cds.text.phrases import phrase
from cds.views import choices
from cds.views.columns import CELLS, row_table, title
from cds.views.figure_moves import move_sentences, standing_moves
from cds.views.reader import Reader
from cds.views.standings import (
    StandingLine,
    row_attainment,
    severity,
    standing_lines,
    with_worst,
    worst_of,
)
from cds.views.unit_profile import Peers, facts, peer_table, peers_called, placing_of, rule

_COLUMNS = "indicator value period change rank completeness source"
_MOST_NAMES = 8
_MOST_CHANGES = 6


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Everything one unit's page shows; `targets` come with those not met first.

    `rule` says how the place in the verdict is found. `peers` are the places of all units like
    it or just below it, which `ranked_as` heads.
    """

    unit: AdminUnit
    facts: tuple[str, ...]
    verdict: str
    counts: str
    targets: tuple[StandingLine, ...]
    rule: str
    ranked_as: str
    peers: Table
    table: Table
    silent: str | None
    has_demo: bool
    above: tuple[AdminUnit, ...]  # the top first
    below: tuple[AdminUnit, ...]


def build(reader: Reader, unit_id: str) -> UnitPage:
    """Gather the page from the unit's standings; a unit without figures has no lines."""
    catalogue, unit = reader.catalogue, reader.catalogue.units[unit_id]
    rows = reader.rows_of(unit_id)
    register, tiers = list(catalogue.indicators), list(Tier)

    def place(row: Row) -> tuple[object, ...]:
        """Headline targets first, then other targets, then the register's tiers and order."""
        is_headline, indicator = row.target and row.target.is_headline, row.indicator
        own = tiers.index(indicator.tier), register.index(indicator.indicator_id)
        return not is_headline, row.target is None, *own

    told = sorted((row for row in rows if row.assessment.latest), key=place)
    vintage, peers = catalogue.last_vintage(unit), Peers(reader, unit)
    judged = sorted((row for row in rows if row.target), key=lambda row: _urgency(catalogue, row))
    below = catalogue.children(unit, vintage)
    ranked = below[0] if below and not placing_of(reader, unit).scores else unit
    return UnitPage(
        unit=unit,
        facts=tuple(facts(catalogue, unit)),
        verdict=verdict(reader, unit),
        counts=tally_sentence(rows),
        targets=standing_lines(judged, reader),
        rule=rule(reader, unit),
        ranked_as=phrase("unit.peers_of", kinds=peers_called(reader, ranked)),
        peers=peer_table(reader, ranked),
        table=row_table(
            "unit", _COLUMNS, told, {"indicator": lambda row: title(row, rows), "rank": peers.rank}
        ),
        silent=_silent(catalogue, unit, told),
        has_demo=has_demo(latest(told)),
        above=tuple(catalogue.units[one] for one in reversed(vintage.ancestors(unit_id))),
        below=below,
    )


def verdict(reader: Reader, unit: AdminUnit) -> str:
    """Say where a unit stands among its peers, how many targets it lacks, and the worst one."""
    rows = reader.rows_of(unit.unit_id)
    judged = [row for row in rows if row.target]
    measured = [row for row in judged if row.assessment.is_met is not None]
    short = list(filter(is_short, judged))
    if not judged:
        return phrase("unit.verdict_none", name=unit.name)
    if not measured:
        return phrase("unit.verdict_unmeasured", name=unit.name, total=len(judged))
    worst = worst_of(short, reader.catalogue)
    placed = placing_of(reader, unit)
    rank = placed.rank(unit.unit_id)
    way = "tied" if placed.ties(unit.unit_id) else "placed"
    said = phrase(
        f"unit.{way if rank else 'verdict'}_{'short' if worst else 'met'}",
        name=unit.name,
        measured=len(measured),
        short=len(short),
        place=rank and rank.place,
        of=rank and rank.of,
    )
    return with_worst(said, CELLS["target"](worst)) if worst else said


def tally_sentence(rows: Iterable[Row]) -> str:
    """Count a unit's targets by standing; "" without any."""
    counted = tally(rows)
    if not counted.total:
        return ""
    return phrase("unit.counts", total=counted.total, parts=tally_text(counted))


def unit_changes(reader: Reader, unit_id: str) -> tuple[str, ...]:
    """Say which of a unit's standings differ from those before the newest publication."""
    before, newest = reader.before, next(iter(reader.view.snapshots), None)
    if before is None or newest is None:
        return (phrase("unit.changes_first"),)
    moved = standing_moves(reader.rows_of(unit_id), before.rows_of(unit_id))
    if not moved:
        return (phrase("unit.changes_none"),)
    slots = {"before": str(newest.version - 1), "file": choices.publication(newest)}
    head = phrase("unit.changes_since", **slots)
    return (head, *move_sentences(moved, _MOST_CHANGES, "unit.changes_more"))


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


def block(reader: Reader, asked: Slide) -> Block:
    """A unit's figures that have a target, those that lack most first; else all."""
    unit = reader.catalogue.units[asked.asked("unit", reader.catalogue.home.unit_id)]
    rows = known_rows(reader, unit.unit_id)
    told = verdict(reader, unit)
    if not rows:
        return Block(told, Message(phrase("slide.unit_none", unit=unit.name)))
    told_rows = [row for row in rows if row.target] or rows
    shown = standing_table(told_rows).pick("title bar stand period").first()
    if len(set(shown.column("period"))) == 1:  # the last line of the slide says it
        shown = shown.pick("title bar stand")
    return Block(
        told,
        shown,
        tally_sentence(reader.rows_of(unit.unit_id)),
        latest(told_rows[: len(shown.lines)]),
    )


def standing_table(rows: Sequence[Row]) -> Table:
    """Return a unit's standings, each called by its target as on the unit's page."""
    columns = "title bar value aim gap status stand period"
    return row_table("slide", columns, rows, {"title": CELLS["target"]})


def known_rows(reader: Reader, unit_id: str) -> list[Row]:
    """A unit's rows with a figure: those known to be short first, the worst first."""
    rows = [row for row in reader.rows_of(unit_id) if row.assessment.latest]
    return sorted(rows, key=lambda row: _urgency(reader.catalogue, row))


def _urgency(catalogue: Catalogue, row: Row) -> tuple[object, ...]:
    """Targets known to be short first, the worst first; what is not measured last."""
    share = row_attainment(row, catalogue) if row.target else None
    is_met = row.assessment.is_met
    return row.target is None, is_met is None, is_met is not False, severity(row, share)
