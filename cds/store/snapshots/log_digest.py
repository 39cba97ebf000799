"""The commits of a log in one file, so that a process that starts need not open each of them."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from cds.store import derived
from cds.store.snapshots.delta import Commit, CommitKind

_NAME, _SUFFIX = "log", "json"
_Row = tuple[int, datetime, str, dict[str, object], str]


def read(home: Path) -> tuple[Commit, ...]:
    """Return the commits that were kept, oldest first; none when nothing sound is there.

    Whoever asks must see whether their files are still what they were.
    """
    path = derived.newest(home, _NAME, _SUFFIX)
    if path is None:
        return ()
    with suppress(OSError, msgspec.DecodeError):
        rows = msgspec.json.decode(path.read_bytes(), type=list[_Row])
        return tuple(
            Commit(version, at.astimezone(UTC), CommitKind(kind), details, sha256)
            for version, at, kind, details, sha256 in rows
        )
    return ()


def keep(home: Path, commits: Sequence[Commit]) -> None:
    """Keep sound commits, from the first one on."""
    rows: list[_Row] = [
        (one.version, one.committed_at, one.kind.value, dict(one.details), one.sha256)
        for one in commits
    ]
    derived.put(home, _NAME, _SUFFIX, msgspec.json.encode(rows))
    derived.thin(home, f"{_NAME}-*.{_SUFFIX}", 1)
