"""Put the demonstration figures into a store as one snapshot, and take them out again."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from hashlib import sha256
from itertools import chain

from cds.demo.generation import generate
from cds.demo.profiles import FILE_NAME as PROFILES
from cds.demo.profiles import Profile, read_profiles
from cds.domain import clock
from cds.domain.catalogue import Catalogue
from cds.domain.observations import Observation, Origin
from cds.domain.periods import Period, PeriodKind, period_of
from cds.store.snapshots.snapshot import Snapshot, Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.text.phrases import phrase

SEED = 2021
_GENERATOR = 3  # raised when the same tables give other figures


def load(store: SnapshotStore, catalogue: Catalogue, *, today: date | None = None) -> Snapshot:
    """Publish demonstration figures and return their snapshot; the active one if it is up to date.

    Those of a programme run from its first quarter to the last whole one of its province, or
    before today while it lasts, and add up to the real figures in the store.
    Those of an older program, or of other tables, are withdrawn when the new ones count.
    """
    recipe = _recipe(store)
    active = _active(store)
    current = next((one for one in active if one.sha256 == recipe), None)
    if current is None:
        published, day = _published(store, catalogue), today or clock.today()
        profiles = read_profiles(store.home, catalogue.indicators)
        figures = chain.from_iterable(
            _of_programme(catalogue.of(one), published, day, profiles)
            for one in catalogue.programmes or (catalogue.programme,)
            if one.started_on <= day
        )
        upload = Upload(
            phrase("demo.file_name"),
            recipe,
            phrase("demo.loaded_by"),
            note=phrase("demo.note"),
            is_demo=True,
        )
        current = store.publish(figures, upload)
    for old in active:
        if old.snapshot_id != current.snapshot_id:
            store.withdraw(
                old.snapshot_id, phrase("demo.replacement_reason"), phrase("demo.loaded_by")
            )
    return current


def remove(store: SnapshotStore, by: str, reason: str = phrase("demo.removal_reason")) -> int:
    """Withdraw every demonstration snapshot and return how many there were."""
    active = _active(store)
    for snapshot in active:
        store.withdraw(snapshot.snapshot_id, reason, by)
    return len(active)


def _active(store: SnapshotStore) -> tuple[Snapshot, ...]:
    return tuple(s for s in store.snapshots() if s.is_demo and not s.is_withdrawn)


def _published(store: SnapshotStore, catalogue: Catalogue) -> tuple[Observation, ...]:
    from cds.store.view.queries import (
        open_view,  # slow to import; what is up to date needs none of it
    )

    view = open_view(store, catalogue)
    return tuple(
        Observation(
            series.indicator_id,
            series.unit_id,
            point.period,
            point.value,
            cumulative_since=point.cumulative_since,
        )
        for series in view.series()
        for point in series.points
        if point.origin is Origin.OWN and not point.is_demo
    )


def _of_programme(
    catalogue: Catalogue,
    published: tuple[Observation, ...],
    day: date,
    profiles: Mapping[str, Profile],
) -> Iterator[Observation]:
    started_on, last = catalogue.programme.started_on, _last_quarter(catalogue, day)
    first = period_of(PeriodKind.QUARTER, max(started_on, catalogue.home.valid_from))
    if first.end > last.end:  # not a whole quarter yet
        return iter(())
    return generate(catalogue, published, first, last, SEED, profiles)


def _last_quarter(catalogue: Catalogue, today: date) -> Period:
    end = min(today, catalogue.home.valid_to or today)
    quarter = period_of(PeriodKind.QUARTER, end)
    if quarter.end <= end:
        return quarter
    return period_of(PeriodKind.QUARTER, quarter.start - timedelta(days=1))


def _recipe(store: SnapshotStore) -> str:
    """A digest of what the figures follow from: generator, profiles, shipped published figures."""
    digest = sha256(f"{_GENERATOR}|{SEED}".encode())
    profiles = store.home / "reference" / PROFILES
    for path in (profiles, *sorted((store.home / "published").glob("*.csv"))):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()
