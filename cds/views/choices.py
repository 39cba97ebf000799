"""What can be chosen or searched for: keys for the address, labels found with or without accents.

Of data versions also which two a page opens on.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cds.domain import clock
from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.errors import NotFoundError
from cds.domain.indicators import Aggregation, Indicator, Tier
from cds.domain.observations import periods_of
from cds.domain.periods import Period, parse_period
from cds.store.snapshots.delta import Commit, CommitKind
from cds.store.snapshots.snapshot import Snapshot, version_as_of
from cds.text import figures, numbers
from cds.text.phrases import findable, phrase, visible, word
from cds.views.reader import Reader
from cds.views.standings import address

_TIERS = list(Tier)
NOTHING = "-1"  # the version before the first publication
DAYS: Mapping[str, int] = {"week": 7, "month": 30}
_ABBREVIATION = re.compile(r"\((\w+)\)$")  # at the end of a name
_KINDS = (CommitKind.PUBLISH, CommitKind.WITHDRAW, CommitKind.RESTORE)


def indicators(reader: Reader) -> Mapping[str, str]:
    """Every indicator: those with headline targets first, then by tier.

    It is led by the first headline of the map of which the home has figures.
    """
    catalogue = reader.catalogue
    found = sorted(catalogue.indicators.values(), key=lambda one: _rank(catalogue, one))
    home_id = catalogue.home.unit_id
    own = {one.indicator_id for one in reader.view.reported() if one.unit_id == home_id}
    on_map = [catalogue.indicators[i] for i in reader.kept(mapped, AdminLevel.COMMUNE) if i in own]
    first = [one for one in on_map if not _rank(catalogue, one)[0]][:1]
    with_figures = [one for one in found if one.indicator_id in own][:1]
    return {one.indicator_id: findable(one.name) for one in (*first, *with_figures, *found)}


def mapped(reader: Reader, level: AdminLevel) -> Mapping[str, str]:
    """The shares reported at a level, those with headline targets first.

    Of a commune, a share of communes is all or nothing: a dull map, so it comes after the others.
    It is led by what a page best opens on: the first, context left aside, with real figures of many
    units of that level (or their parts), half as many as any has; else the first with any.
    """
    catalogue = reader.catalogue
    found = [i for i in catalogue.indicators.values() if level in i.levels and i.is_share]
    found.sort(
        key=lambda one: (
            _rank(catalogue, one)[0],
            one.pillar != "infrastructure",
            one.aggregation is Aggregation.SHARE_OF_COMMUNES,
        )
    )
    real, known = Counter[str](), Counter[str]()
    for one in reader.view.reported():
        unit = catalogue.units.get(one.unit_id)
        is_drawn = unit and unit.level in (level, AdminLevel.COMMUNE)
        if is_drawn and catalogue.is_ours(one.unit_id):
            known[one.indicator_id] += 1
            real[one.indicator_id] += not one.is_demo
    offered = [one for one in found if known[one.indicator_id]]
    enough = max(known.values(), default=0) / 2
    best = [
        one for one in offered if one.tier is not Tier.CONTEXT and real[one.indicator_id] >= enough
    ]
    ordered = [*best[:1], *offered[:1], *found]
    return {one.indicator_id: findable(one.name) for one in ordered}


def units(reader: Reader, asked: str | None = None) -> Mapping[str, str]:
    """Every unit that can be chosen, one asked for by its id too: id to label."""
    offered, known = reader.kept(_units), reader.catalogue.units
    if asked is None or asked in offered or asked not in known:
        return offered
    return {**offered, asked: known[asked].name}


def _units(reader: Reader) -> Mapping[str, str]:
    """Every unit of the home, then of the provinces that came after it; by level and code."""
    catalogue = reader.catalogue
    found = [
        unit
        for unit in catalogue.units.values()
        if catalogue.is_in_hierarchy(unit) and unit.unit_id not in catalogue.foreign
    ]
    found.sort(
        key=lambda unit: (
            unit != catalogue.home,
            not catalogue.is_ours(unit.unit_id),
            unit.level is AdminLevel.COMMUNE,
            unit.code,
            unit.valid_from,
        )
    )
    labels = {}
    for unit in found:
        above, ended = catalogue.above(unit), unit.valid_to
        parts = [unit.name, above.name if above and above != catalogue.home else ""]
        if not catalogue.is_ours(unit.unit_id):
            parts.append(numbers.validity(unit.valid_from, ended))
        if ended and ended != catalogue.home.valid_to:
            parts.append(phrase("until", day=ended))
        labels[unit.unit_id] = findable(" · ".join(filter(None, (*parts, unit.code))))
    return labels


def provinces(
    catalogue: Catalogue, known: Mapping[str, Collection[Period]], asked: str | None
) -> Mapping[str, str]:
    """The provinces with figures: first the one that has the period asked for, then the home."""
    ids = sorted(known, key=lambda one: asked is None or asked not in map(str, known[one]))
    found = [catalogue.units[unit_id] for unit_id in ids]
    return {
        unit.unit_id: phrase("nation.since", name=unit.name, day=unit.valid_from)
        if unit.valid_from > catalogue.home.valid_from
        else unit.name
        for unit in found
    }


def levels(catalogue: Catalogue) -> Mapping[str, str]:
    """The levels below the home that there are, the lowest first."""
    below = (AdminLevel.COMMUNE, AdminLevel.DISTRICT)
    return {str(one): word(one).capitalize() for one in below if one in catalogue.levels}


def boundaries(catalogue: Catalogue) -> Mapping[str, str]:
    """The boundaries that figures can be shown on: as reported, then each vintage of the home.

    Those that ended before the programme began, and one that knew no other, are no choice.
    """
    home, begun = catalogue.home, catalogue.programme.started_on
    held = [
        one
        for one in catalogue.vintages
        if home.unit_id in one.parents and (one.last is None or begun <= one.last)
    ]
    own = [one for one in held if one.first > catalogue.vintages[0].first]
    named = {one.name: numbers.validity(one.first, one.last) for one in reversed(own)}
    return {"": phrase("as_reported"), **named}


def periods(reader: Reader, unit_id: str) -> tuple[Period, ...]:
    """The periods with figures of one unit, newest first."""
    every = (periods_of(row.series.points) for row in reader.rows_of(unit_id))
    return tuple(sorted(set[Period]().union(*every), reverse=True))


def until(periods: Iterable[Period]) -> Mapping[str, str]:
    """The newest figure of each unit, or everything up to a period."""
    told = {str(one): phrase("until_period", period=one) for one in periods}
    return {"": phrase("newest_period"), **told}


def before(asked: str, offered: Iterable[str]) -> str | None:
    """The last period offered that ends by the one asked for; None where nothing is one."""
    try:
        wanted = parse_period(asked)
    except ValueError:
        return None
    ended = [one for one in map(parse_period, filter(None, offered)) if one.end <= wanted.end]
    return str(max(ended)) if ended else None


def exact(periods: Iterable[Period]) -> Mapping[str, str]:
    """Periods by canonical text, in the order given."""
    return {str(period): numbers.period(period) for period in periods}


def _rank(catalogue: Catalogue, indicator: Indicator) -> tuple[bool, bool, int]:
    targets = catalogue.targets_of(indicator.indicator_id)
    is_headline = any(target.is_headline for target in targets)
    return not is_headline, not targets, _TIERS.index(indicator.tier)


def publication(snapshot: Snapshot) -> str:
    """What a publication is called: by its file, that of demonstration figures by what it holds."""
    return phrase("demo_file") if snapshot.is_demo else snapshot.file_name


def versions(commits: Sequence[Commit], known: Sequence[Snapshot]) -> Mapping[str, str]:
    """Every version that changed a figure, newest first, and the state before the first."""
    names = {one.snapshot_id: publication(one) for one in known}
    offered = {}
    for commit in reversed(commits):
        if commit.kind in _KINDS:
            version, file = str(commit.version), str(commit.details.get("snapshot_id", ""))
            told = {"version": version, "at": commit.committed_at, "file": names.get(file, file)}
            offered[version] = phrase(f"changes.{commit.kind}", **told)
    return {**offered, NOTHING: phrase("changes.nothing")}


def nearest(options: Mapping[str, str], version: int) -> str:
    """The last version offered that is not after the one asked for."""
    return next((one for one in options if int(one) <= version), NOTHING)


def beginning(
    options: Mapping[str, str], commits: Sequence[Commit], span: str, version: int, today: date
) -> tuple[int, date | None]:
    """The version that a comparison begins with, and the day that it is told to begin on.

    A span of days ends today; of any other span it is the version given. Day None: the state
    before the first version.
    """
    if days := DAYS.get(span):
        since = today - timedelta(days)
        with suppress(NotFoundError):
            return int(nearest(options, version_as_of(since.isoformat(), commits))), since
        return int(NOTHING), since
    return version, clock.local(commits[version].committed_at).date() if version >= 0 else None


def defaults(
    options: Mapping[str, str],
    version: int,
    commits: Iterable[Commit],
    known: Iterable[Snapshot],
    broken: Collection[str | None] = (),
) -> tuple[str, str]:
    """The version before the last that brought news, and the one shown.

    Versions that only loaded or took out demonstration figures that are gone, or whose files are
    broken, stay to be chosen, but a page does not open on them.
    """
    gone = {one.snapshot_id for one in known if one.is_demo and one.is_withdrawn} | {*broken}
    idle = {str(c.version) for c in commits if c.details.get("snapshot_id") in gone}
    after = nearest(options, version)
    news = nearest({one: name for one, name in options.items() if one not in idle}, int(after))
    return nearest(options, int(news) - 1), after


class SearchKind(StrEnum):
    """What a destination is, in the order in which equals are offered."""

    PAGE = "page"
    TARGET = "target"
    INDICATOR = "indicator"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a search can lead: its name, what tells it from others, more words, its address.

    `names` are what it is called as well: in short, by its code, as it once was.
    """

    kind: SearchKind
    label: str
    note: str
    words: str
    address: str
    names: tuple[str, ...] = ()


def destinations(reader: Reader, pages: tuple[str, ...]) -> tuple[Destination, ...]:
    """Return every place a search can lead to; `pages` are names as addresses say them."""
    found: list[Destination] = []
    catalogue, own = reader.catalogue, reader.catalogue.programme
    for name in pages:
        words = f"{phrase(f'{name}.help')} {phrase(f'{name}.also')}"
        found.append(Destination(SearchKind.PAGE, phrase(f"{name}.title"), "", words, name))
    for target_id, target in catalogue.targets.items():
        unit, name = catalogue.unit_of(target), figures.target_name(target)
        asked = {"indicator": target.indicator_id, "unit": unit.unit_id, "target": target_id}
        note, office = phrase("search.due", due=target.due_on), target.office_at(unit, reader.today)
        link = address("indicator", **asked)
        found.append(Destination(SearchKind.TARGET, name, note, office or "", link))
    for indicator_id, label in reader.kept(indicators).items():
        words = f"{indicator_id} {catalogue.indicators[indicator_id].definition}"
        link = address("indicator", indicator=indicator_id)
        called = tuple(_ABBREVIATION.findall(name := visible(label)))
        found.append(Destination(SearchKind.INDICATOR, name, "", words, link, called))
    # The units of the programme looked at, then those of the others, which open those.
    for programme in sorted(catalogue.programmes or (own,), key=lambda one: one != own):
        asked = {} if programme == own else {"programme": programme.programme_id}
        for unit_id, label in units(reader.of(programme)).items():
            one = catalogue.units[unit_id]
            name, _, note = visible(label).partition(" · ")
            link, called = address("unit", unit=unit_id, **asked), (one.name_short, one.code)
            called = (*called, *one.name_variants)
            found.append(Destination(SearchKind.UNIT, name, note, "", link, called))
    return tuple(found)
