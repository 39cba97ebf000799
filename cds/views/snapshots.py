"""Every publication as it is told: the list, one in detail, what it changed; and the audit trail.

`named` says how a person is told to whoever reads. A figure on screen is traced to its file's line.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from cds.blocks import FigureKey, Table, item_table, table
from cds.domain.admin_units import Inheritance
from cds.domain.catalogue import Catalogue
from cds.domain.errors import StoreDamagedError
from cds.domain.observations import Observation, Origin, point_of
from cds.domain.periods import parse_period
from cds.store.audit import Event
from cds.store.snapshots.snapshot import Snapshot
from cds.store.view.changes import ChangeCount, changes, counted, published
from cds.store.view.queries import read_snapshot
from cds.text import figures, numbers
from cds.text.issues import message
from cds.text.phrases import head, phrase, public_name, word
from cds.views import choices
from cds.views.changes_figures import change_lines, told_figures
from cds.views.reader import Reader

_MOST_LINES = 500
_HASH = re.compile("[0-9a-f]{64}")
_MOST_READ = 100_000  # figures of the last publications, compared with each other in a second
_MOST_LISTED = 20_000
Named = Callable[[str], str]
Destination = tuple[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class PublicationEffect:
    """What a publication changed, and of which indicators; "" where that is not known."""

    changed: str
    indicators: str = ""

    @property
    def told(self) -> str:
        """Both in one sentence."""
        return ": ".join(filter(None, (self.changed, self.indicators)))


def effects(
    reader: Reader, known: tuple[Snapshot, ...], damaged: frozenset[str | None]
) -> Mapping[str, PublicationEffect]:
    """Say of each publication, newest first, what it changed; of one withdrawn, why it was.

    Of what was generated, or sent longer ago than so many figures, only how many it holds.
    """
    sound = [one for one in known if not one.is_demo and not reader.store.damage_of(one)]
    so_far = accumulate(one.rows for one in sound)
    read = [one for one, rows in zip(sound, so_far, strict=True) if rows <= _MOST_READ]
    found = published(reader.home, read)
    return {
        one.snapshot_id: _effect(reader.catalogue, one, found.get(one.snapshot_id), damaged)
        for one in known
    }


def _effect(
    catalogue: Catalogue,
    snapshot: Snapshot,
    found: Sequence[ChangeCount] | None,
    damaged: Collection[str | None],
) -> PublicationEffect:
    counts = [
        one
        for one in found or ()
        if one.unit_id in catalogue.units and one.indicator_id in catalogue.indicators
    ]
    ids = Counter[str]()
    for one in counts:
        ids[one.indicator_id] += one.figures
    about = "; ".join(catalogue.indicators[key].name for key, _ in ids.most_common(1))
    if len(ids) > 1:
        about = phrase("snapshots.indicators", name=about, count=len(ids) - 1)
    if snapshot.is_withdrawn:
        return PublicationEffect(
            phrase("snapshots.withdrawn_for", reason=snapshot.withdrawn_reason), about
        )
    if snapshot.snapshot_id in damaged:
        return PublicationEffect(phrase("snapshots.damaged"))
    if found is None:
        key = "snapshots.held_demo" if snapshot.is_demo else "snapshots.held"
        return PublicationEffect(phrase(key, count=snapshot.rows))
    told = "; ".join(told_figures(catalogue, counts, is_by_unit=True))
    return PublicationEffect(told or phrase("snapshots.repeated", count=snapshot.rows), about)


def is_listed(snapshot: Snapshot) -> bool:
    """Whether its figures are told one by one: those of a file that people fill in are."""
    return not snapshot.is_demo and snapshot.rows <= _MOST_LISTED


def is_soon_read(snapshot: Snapshot, known: Iterable[Snapshot]) -> bool:
    """Whether the version of a past publication is so small that nobody waits for it."""
    return sum(one.rows for one in known if one.version <= snapshot.version) <= _MOST_LISTED


def verdict(
    known: Sequence[Snapshot],
    damaged: Collection[str | None],
    effects: Mapping[str, PublicationEffect],
    named: Named,
) -> tuple[str, str]:
    """Say what the last publication that counts changed, and whose it was; then what counts at all.

    `known`, newest first: at least one.
    """
    counting = counted_among(known, damaged)
    if all(one.is_withdrawn for one in known):
        return phrase("snapshots.none_counts"), ""
    counts = {
        "held": len(counting),
        "withdrawn": sum(one.is_withdrawn for one in known),
        "damaged": sum(one.snapshot_id in damaged for one in known if not one.is_withdrawn),
    }
    told = ", ".join(
        phrase(f"snapshots.count_{name}", count=count)
        for name, count in counts.items()
        if count or name == "held"
    )
    if not counting:
        return told, ""
    last = counting[0]
    slots = {"file": choices.publication(last), "by": named(last.uploaded_by), "counted": told}
    changed = effects[last.snapshot_id].changed
    return (
        phrase("snapshots.verdict", at=last.published_at, changed=changed),
        phrase("snapshots.verdict_of", **slots),
    )


def counted_among(known: Iterable[Snapshot], damaged: Collection[str | None]) -> list[Snapshot]:
    """Those that count, in their order."""
    return [one for one in known if not one.is_withdrawn and one.snapshot_id not in damaged]


def matching(known: Sequence[Snapshot], words: str, named: Named) -> Sequence[Snapshot]:
    """The snapshots whose file, sender, period or note has every one of the words in it."""
    wanted = words.casefold().split()
    if not wanted:
        return known

    def is_found(one: Snapshot) -> bool:
        text = " ".join((choices.publication(one), named(one.uploaded_by), *one.periods, one.note))
        return all(part in text.casefold() for part in wanted)

    return list(filter(is_found, known))


def listing(
    known: Sequence[Snapshot], named: Named, effects: Mapping[str, PublicationEffect]
) -> Table:
    """All snapshots, newest first, with those withdrawn and those of a damaged file."""
    return item_table(
        "snapshots",
        known,
        {
            "at": lambda one: numbers.instant(one.published_at),
            "file_name": choices.publication,
            "uploaded_by": lambda one: named(one.uploaded_by),
            "changed": lambda one: effects[one.snapshot_id].told,
            "periods": _periods,
        },
    )


def details(snapshot: Snapshot, named: Named, effect: PublicationEffect) -> Table:
    """What is known of one snapshot, name and text; its hash is not for reading."""
    lines = {
        "file_name": choices.publication(snapshot),
        "changed": "" if snapshot.is_withdrawn else effect.changed,
        "indicator": effect.indicators,
        "published_at": numbers.instant(snapshot.published_at),
        "uploaded_by": named(snapshot.uploaded_by),
        "rows": numbers.number(snapshot.rows),
        "periods": _periods(snapshot),
        "version": numbers.number(snapshot.version),
        "note": snapshot.note,
    }
    if snapshot.withdrawn_at:
        lines["withdrawn"] = phrase(
            "snapshots.withdrawn_by",
            at=snapshot.withdrawn_at,
            by=named(snapshot.withdrawn_by or ""),
            reason=snapshot.withdrawn_reason,
        )
    rows = ((head(name, "snapshots"), text) for name, text in lines.items() if text)
    return table("snapshots", "fact told", rows)


def remarks(snapshot: Snapshot) -> tuple[str, ...]:
    """What was found in the file and did not stand against it, each thing once."""
    return tuple(dict.fromkeys(map(message, snapshot.issues)))


def difference(reader: Reader) -> tuple[str, Table]:
    """Say which current figures the reader's version changed, and show the first of them.

    An indicator or a period that is that of all stands in what is told of the publication.
    """
    views = reader.at(reader.version - 1).view, reader.view
    told = "; ".join(told_figures(reader.catalogue, counted(*views), is_by_unit=True))
    lines = change_lines(changes(*views, _MOST_LINES), reader.catalogue)
    shown = table("snapshots", "unit indicator period before after", lines).filled()
    kept, _ = shown.said_once("indicator", "period")
    return told or phrase("upload.figures_same"), kept


def destinations(reader: Reader, snapshot: Snapshot) -> tuple[Destination, ...]:
    """Where the figures of a snapshot can be seen: pages, each with what its address asks for.

    They are about the indicator with most of the figures; nothing for a damaged snapshot.
    """
    try:
        figures = read_snapshot(reader.store, snapshot)
    except StoreDamagedError:
        return ()
    units = {one.unit_id: reader.catalogue.units[one.unit_id] for one in figures}
    level, _ = Counter(units[one.unit_id].level for one in figures).most_common(1)[0]
    indicator_id, _ = Counter(one.indicator_id for one in figures).most_common(1)[0]
    period = max(one.period for one in figures if one.indicator_id == indicator_id)
    asked = {"indicator": indicator_id, "period": str(period)}
    found: list[Destination] = []
    if any(map(reader.catalogue.is_ours, units)) and indicator_id in choices.mapped(reader, level):
        found.append(("coverage", {**asked, "level": str(level)}))
    if len(units) == 1:
        found.append(("unit", {"unit": next(iter(units))}))
    return (*found, ("indicator", {"indicator": indicator_id}), ("changes", {}))


def trail(events: Sequence[Event]) -> Table:
    """Who did what when, newest first; without the hashes of files."""
    return table(
        "audit",
        "at event by details",
        (
            (
                numbers.instant(event.at),
                phrase(f"event.{event.event}"),
                event.by,
                "; ".join(
                    text
                    for name, text in event.details.items()
                    if "/" not in name and text and not _HASH.fullmatch(text)
                ),
            )
            for event in reversed(events[-_MOST_LINES:])
        ),
    )


def _periods(snapshot: Snapshot) -> str:
    ordered = sorted(parse_period(text) for text in snapshot.periods)
    if len(ordered) > 2:
        ends = {"first": ordered[0], "last": ordered[-1]}
        return phrase("snapshots.periods_many", **ends, count=len(ordered))
    return ", ".join(map(numbers.period, ordered)) or numbers.MISSING


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a figure came from, in finished text; the newest publication first.

    `is_sum` when it stands in no file: then the lines are what it was added up from.
    """

    title: str
    sentence: str
    table: Table
    is_sum: bool

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The newest publication in names and texts; what the title says is left out."""
        told = [*zip(self.table.heads, *self.table.rows[:1], strict=True)][2:]
        return tuple((name, text) for name, text in told if text != numbers.MISSING)


def trace(reader: Reader, figure: FigureKey) -> Trace:
    """Trace a figure: its own publications, else the figures it was made of."""
    catalogue, view = reader.catalogue, reader.view
    indicator, unit = catalogue.indicators[figure.indicator_id], catalogue.units[figure.unit_id]
    series = view.series(figure.indicator_id, (figure.unit_id,))
    every = (point_of(one.points, figure.period) for one in series)
    shown = next(filter(None, every), None)  # the unit's own, or what its parts add up to
    is_sent = shown is None or shown.snapshot_id is not None or shown.origin is not Origin.CONVERTED
    shares = {} if is_sent or shown is None else {p.from_id: p for p in shown.converted_from}
    own: tuple[Observation, ...] = ()
    if is_sent:
        own = view.appearances(figure.period, figure.indicator_id, figure.unit_id)[::-1]
    found = own
    if not own:  # those of the units inherited from, else of those below in that period
        below = catalogue.inside(unit, catalogue.vintage_for(unit, figure.period))
        parts = frozenset(shares) or below - {unit.unit_id}
        if parts:
            found = view.observations(figure.indicator_id, parts, period=figure.period)
    known = {one.snapshot_id: one for one in view.snapshots}
    told = "own" if own else "parts" if is_sent else "converted"
    sentence = phrase(f"trace.{told}", count=len(found))

    def name(one: Observation) -> str:
        part, own = shares.get(one.unit_id), catalogue.units[one.unit_id].name
        return phrase("trace.from", unit=own, share=_share(part)) if part else own

    def counts(one: Observation) -> str:
        both = (one.numerator, one.denominator)
        return numbers.MISSING if None in both else "/".join(map(numbers.number, both))

    def note(one: Observation) -> str:
        parts = []
        for part in one.converted_from:
            unit = catalogue.units[part.from_id]
            told = {"unit": unit.name, "code": unit.code, "share": _share(part)}
            parts.append(phrase("trace.part", **told))
        converted = phrase("trace.converted_on_import", parts=", ".join(parts)) if parts else ""
        return "; ".join(filter(None, (one.note, converted))) or numbers.MISSING

    return Trace(
        title=phrase(
            "trace.title",
            name=indicator.name,
            unit=unit.name,
            period=figures.when(shown) if shown else figure.period,
            value=figures.amount(shown, indicator),
        ),
        sentence=sentence if found else phrase("trace.none"),
        table=item_table(
            "trace",
            found,
            {
                "unit": name,
                "value": lambda one: figures.amount(one, indicator),
                "counts": counts,
                "kind": lambda one: word(one.status),
                "file_name": lambda one: choices.publication(known[one.snapshot_id]),
                "line": lambda one: numbers.number(one.line),
                "uploaded_by": lambda one: public_name(known[one.snapshot_id].uploaded_by),
                "published_at": lambda one: numbers.instant(known[one.snapshot_id].published_at),
                "source": lambda one: one.source_title or numbers.MISSING,
                "published_on": figures.published,
                "link": lambda one: one.source_url or numbers.MISSING,
                "note": note,
                "sha256": lambda one: known[one.snapshot_id].sha256,
            },
        ),
        is_sum=bool(found) and not own,
    )


def _share(part: Inheritance) -> str:
    sureness = "estimated" if part.is_estimate else "known"
    return phrase(f"trace.share_{sureness}", share=numbers.share(part.share, 2))
