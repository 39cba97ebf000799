"""One data version as pages, slides and files read it: each thing is computed once and kept."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock, RLock
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import ref

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.observations import Point
from cds.domain.periods import Period
from cds.domain.programme import Programme
from cds.scorecard import Filters, Row, scorecard
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import View, open_view
from cds.text.phrases import phrase

Asked = ParamSpec("Asked")
Made = TypeVar("Made")
_MOST_KEPT = 512  # visitors choose freely; the longest unused go first
_MOST_OF_PAST = 512  # of all periods before and all programmes: each is seldom asked for again
_NOTHING = object()


@dataclass(slots=True)
class _Made:
    """What a builder made, once it has."""

    value: object = _NOTHING
    lock: RLock = field(default_factory=RLock)


class Answers:
    """So much of what was made for questions, the longest unused first to go; for all threads."""

    def __init__(self, most: int, let_go: Callable[[Any], object] = lambda _: None) -> None:
        """Keep nothing yet. `let_go` is told of what is dropped."""
        self.most = most
        self._let_go = let_go
        self._made: OrderedDict[Hashable, _Made] = OrderedDict()
        self._lock = Lock()

    def get(self, question: Hashable, make: Callable[[], Made]) -> Made:
        """Return what was made for a question, or make it; who asks the same meanwhile waits.

        What fails is the next one's to try, and makes nobody else's place.
        """
        with self._lock:
            made = self._made.setdefault(question, _Made())
            self._made.move_to_end(question)
        with made.lock:
            if made.value is _NOTHING:
                try:
                    made.value = make()
                finally:
                    self.drop(question if made.value is _NOTHING else self._one_too_many())
        return made.value  # type: ignore[return-value] # made for this question

    def _one_too_many(self) -> Hashable:
        """The question longest unused, where more are kept than may be."""
        with self._lock:
            return next(iter(self._made)) if len(self._made) > self.most else None

    def put(self, question: Hashable, value: object) -> None:
        """Keep what was made elsewhere."""
        with self._lock:
            self._made[question] = _Made(value)

    def drop(self, question: Hashable) -> None:
        """Let go of what was made for one question."""
        with self._lock:
            made = self._made.pop(question, None)
        if made and made.value is not _NOTHING:
            self._let_go(made.value)

    def clear(self) -> None:
        """Keep nothing more of what was made."""
        with self._lock:
            self._made.clear()


class Reader:
    """The figures and standings of one data version on one day; safe to share by threads."""

    def __init__(
        self,
        home: Path,
        catalogue: Catalogue,
        view: View,
        today: date,
        other: Callable[[int], "Reader"] | None = None,
        until: Period | None = None,
        most_rows: int | None = None,
        of_all: "ref[Reader] | None" = None,
        past: Answers | None = None,
    ) -> None:
        """`other` opens another data version; by default it is read anew.

        `until` leaves out what a standing rests on after a period. `most_rows` of the view make
        the reader full; None: it never is. `of_all` is the one whose figures these are a part of.
        `past` keeps what is made of periods before, of this version's other programmes too.
        """
        self.home = home
        self.catalogue = catalogue
        self.view = view
        self.today = today
        self.until = until
        self._most_rows = most_rows
        self._other = other or (lambda version: self.kept(_version, version))
        self._of_all = of_all
        self._past = past or Answers(_MOST_OF_PAST)
        self._answers = self._past if until else Answers(_MOST_KEPT)
        # What tells its answers from others kept there.
        self._place = (catalogue.programme.programme_id, until) if until else ()
        me = ref(self)  # weak: else what was made would stay until a full collection
        self._as_of = lru_cache(
            lambda until, at=self._other, past=self._past: Reader(
                home, catalogue, view, today, at, until, of_all=me, past=past
            )
        )

    def kept(
        self,
        build: Callable[Concatenate["Reader", Asked], Made],
        *args: Asked.args,
        **options: Asked.kwargs,
    ) -> Made:
        """Return what a builder makes of this reader, made once for the same hashable choices."""
        question = (*self._place, build, args, tuple(options.items()))
        return self._answers.get(question, lambda: build(self, *args, **options))

    @property
    def is_full(self) -> bool:
        """True when its view keeps more than it may: `forget` is due."""
        return self._most_rows is not None and self.view.rows_kept > self._most_rows

    def forget(self) -> None:
        """Keep nothing of what was made, nor what the view has read for it."""
        self._answers.clear()
        self.forget_past()
        self._as_of.cache_clear()
        self.view.forget()

    def forget_past(self) -> None:
        """Keep nothing of what was made of periods before."""
        self._past.clear()

    @property
    def version(self) -> int:
        """The data version."""
        return self.view.version

    @property
    def store(self) -> SnapshotStore:
        """Where the figures lie."""
        return self.view.store

    def at(self, version: int) -> "Reader":
        """The reader of another data version; -1: of none."""
        return self if version == self.version else self._other(version).as_of(self.until)

    def as_of(self, until: Period | None) -> "Reader":
        """The reader that judges by the figures up to a period; None: by all."""
        return self._as_of(until) if until else self

    @property
    def unlimited(self) -> "Reader":
        """The reader that leaves out no figure: what rests on no period is made there, once."""
        return (self._of_all and self._of_all()) or self

    @property
    def day(self) -> date:
        """The day up to which figures can be known: of the period, the home's last, or today."""
        return min(self.judged_on, self.catalogue.home.valid_to or self.today)

    @property
    def judged_on(self) -> date:
        """The day as of which targets are judged: today, or the last day of a period before."""
        return Filters(until=self.until).as_of(self.today)

    def dated(self, points: Iterable[Point]) -> str:
        """Say period, data version and day of a view of these figures."""
        periods = sorted({point.period for point in points})
        slots = {"version": str(self.version), "today": self.today}
        if not periods:
            return phrase("slide.as_of_none", **slots)
        span = phrase("slide.periods", first=periods[0], last=periods[-1])
        return phrase("slide.as_of", period=span if len(periods) > 1 else periods[0], **slots)

    @property
    def before(self) -> "Reader | None":
        """The reader before the newest publication that counts; None when none older counts."""
        counting = self.view.snapshots
        return self.at(counting[0].version - 1) if len(counting) > 1 else None

    def rows(self, indicator_id: str) -> tuple[Row, ...]:
        """Every unit's standing on one indicator."""
        return self.rows_where(indicator_ids=(indicator_id,))

    def rows_of(self, unit_id: str) -> tuple[Row, ...]:
        """One unit's standing on everything."""
        return self.rows_where(unit_ids=(unit_id,))

    def rows_where(
        self,
        *,
        indicator_ids: tuple[str, ...] | None = None,
        unit_ids: tuple[str, ...] | None = None,
        level: AdminLevel | None = None,
        is_headline: bool = False,
        is_kept: bool = True,
    ) -> tuple[Row, ...]:
        """The standings that the limits admit; None or False is no limit.

        Those from which something is made that is kept need not be kept beside it: `is_kept`.
        """
        limits = Filters(indicator_ids, unit_ids, level, self.until, is_headline=is_headline)
        return self.kept(_judged, limits) if is_kept else _judged(self, limits)

    @property
    def headlines(self) -> tuple[Row, ...]:
        """The standing of each headline target at the unit it is set for, in register order."""
        return self.kept(_headlines)

    def target_rows(self) -> tuple[Row, ...]:
        """Every unit's standing on every target."""
        aimed = dict.fromkeys(target.indicator_id for target in self.catalogue.targets.values())
        return self.rows_where(indicator_ids=tuple(aimed))

    def periods(
        self, indicator_id: str, level: AdminLevel | None = None, unit_id: str | None = None
    ) -> tuple[Period, ...]:
        """The periods with figures of a level (None: any) in a unit's province, newest first.

        The province is the home where no unit is asked for.
        """
        return self.kept(_periods, indicator_id, level, unit_id)

    def read_units(self, units: Collection[AdminUnit]) -> None:
        """Read many units at once, which is faster than one by one."""
        found: dict[str, list[Row]] = {unit.unit_id: [] for unit in units}
        for row in scorecard(self.view.series, self.catalogue, self.today):
            found.setdefault(row.unit.unit_id, []).append(row)
        self._answers.most = max(self._answers.most, _MOST_KEPT + 2 * len(found))
        for unit_id, rows in found.items():
            limits = Filters(unit_ids=(unit_id,))
            self._answers.put((*self._place, _judged, (limits,), ()), tuple(rows))

    @cached_property
    def units(self) -> tuple[AdminUnit, ...]:
        """The units of the home's last day, the home first, then by level and code."""
        day = min(self.today, self.catalogue.home.valid_to or self.today)
        vintage = self.catalogue.vintage_on(day)
        own = [self.catalogue.units[i] for i in vintage.parents if self.catalogue.is_ours(i)]
        return tuple(sorted(own, key=lambda unit: (len(unit.code), unit.code)))

    def of(self, programme: Programme | None) -> "Reader":
        """Return the same figures as another programme sees them; None: as this one does."""
        if programme in (None, self.catalogue.programme):
            return self
        return self.kept(_of, programme.programme_id)


def _of(reader: Reader, programme_id: str) -> Reader:
    known = {one.programme_id: one for one in reader.catalogue.programmes}
    programme = known[programme_id]
    return Reader(
        reader.home,
        reader.catalogue.of(programme),
        reader.view,
        reader.today,
        lambda version: reader.at(version).of(programme),
        past=reader._past,
    )


def _judged(reader: Reader, limits: Filters) -> tuple[Row, ...]:
    return scorecard(reader.view.series, reader.catalogue, reader.today, limits)


def _periods(
    reader: Reader, indicator_id: str, level: AdminLevel | None, unit_id: str | None
) -> tuple[Period, ...]:
    catalogue = reader.catalogue
    unit = catalogue.units[unit_id] if unit_id else catalogue.home
    rows = reader.rows(indicator_id)
    found = (row.series for row in rows if level in (None, row.unit.level))
    return catalogue.periods_of(found, catalogue.province_of(unit))


def _headlines(reader: Reader) -> tuple[Row, ...]:
    unit_of, targets = reader.catalogue.unit_of, reader.catalogue.targets
    scopes = tuple(dict.fromkeys(unit_of(one).unit_id for one in targets.values()))
    own = {
        row.target.target_id: row
        for row in reader.rows_where(is_headline=True, unit_ids=scopes)
        if row.target and row.unit == unit_of(row.target)
    }
    return tuple(own[target_id] for target_id in targets if target_id in own)


def _version(reader: Reader, version: int) -> Reader:
    view = open_view(reader.store, reader.catalogue, version, reader.view)
    return Reader(reader.home, reader.catalogue, view, reader.today)
