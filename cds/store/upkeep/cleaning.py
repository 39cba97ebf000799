"""Taking away what writers that died have left: drafts, and figures that no commit names."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cds.store.audit import Event
from cds.store.files import exclusive, sync_folder
from cds.store.snapshots.delta import PARTITION
from cds.store.snapshots.snapshot_store import SnapshotStore

CLEANED = "cleaned"  # the event
DAY_SECONDS = 24 * 60 * 60  # no writer takes as long
_DRAFTS = (".*.tmp", "_commit_*.json.tmp", ".*.json.new")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What was taken away, by path. `is_partial`: no figures, for nothing tells whose they are."""

    names: tuple[str, ...]
    size: int
    is_partial: bool = False


def clean(home: Path, by: str) -> Cleaned:
    """Remove drafts, and figures no commit ever named, that are older than a day.

    While a commit is damaged and the audit trail does not say what it did, figures stay: they may
    be its own.
    """
    store = SnapshotStore(home)
    with exclusive(store.lock):
        named = _named(store)
        orphans = [] if named is None else [*_orphans(store, named)]
        folders = (home, store.log.folder)  # which may be a link
        left = (path for each in folders for one in _DRAFTS for path in each.rglob(one))
        drafts = dict.fromkeys(path for path in left if path.is_file())
        latest = time.time() - DAY_SECONDS
        found = [path for path in (*drafts, *orphans) if path.stat().st_mtime < latest]
        size = sum(path.stat().st_size for path in found)
        for path in found:
            path.unlink()
        for folder in {path.parent for path in orphans if path in found}:
            if not any(folder.iterdir()):
                folder.rmdir()
        for folder in {path.parent for path in found}:
            if folder.is_dir():
                sync_folder(folder)
    names = tuple(sorted(path.relative_to(home).as_posix() for path in found))
    if names:
        details = {"files": ", ".join(names)}
        store.audit.record(Event(CLEANED, by, datetime.now(UTC), details=details))
    return Cleaned(names, size, is_partial=named is None)


def _orphans(store: SnapshotStore, named: set[str]) -> Iterator[Path]:
    """Figures whose folder no commit names."""
    for path in store.log.folder.glob(f"{PARTITION}=*/*.parquet"):
        if path.parent.name not in named and not path.name.startswith("."):
            yield path


def _named(store: SnapshotStore) -> set[str] | None:
    """The folders of figures that commits name, or named; None when that cannot be told."""
    told = {event.details.get(PARTITION) for event in store.audit.told().values()}
    found = {f"{PARTITION}={snapshot_id}" for snapshot_id in told if snapshot_id}
    for commit in store.history():
        if not commit.is_damaged:
            for line in store.log.log_file(commit.version).read_bytes().splitlines():
                for kind, action in json.loads(line).items():
                    if kind in ("add", "remove"):
                        found.add(str(action["path"]).rpartition("/")[0])
        elif not commit.details:
            return None
    return found
