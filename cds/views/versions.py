"""Which data versions can be compared, and which two a page opens on."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta

from cds.domain import clock
from cds.domain.errors import NotFoundError
from cds.store.snapshots.delta import Commit, CommitKind
from cds.store.snapshots.history import version_as_of
from cds.store.snapshots.snapshot import Snapshot
from cds.text.phrases import phrase

NOTHING = "-1"  # the version before the first publication
DAYS: Mapping[str, int] = {"week": 7, "month": 30}
_KINDS = (CommitKind.PUBLISH, CommitKind.WITHDRAW, CommitKind.RESTORE)


def versions(commits: Sequence[Commit], known: Sequence[Snapshot]) -> Mapping[str, str]:
    """Every version that changed a figure, newest first, and the state before the first."""
    demo = phrase("demo_file")
    names = {one.snapshot_id: demo if one.is_demo else one.file_name for one in known}
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
    options: Mapping[str, str], version: int, removed: Collection[str] = ()
) -> tuple[str, str]:
    """The version shown, and the one before the last that brought news.

    `removed` are those that only loaded or took out demonstration figures that are gone: a page
    does not open on them, but they stay to be chosen.
    """
    after = nearest(options, version)
    news = nearest({one: name for one, name in options.items() if one not in removed}, int(after))
    return nearest(options, int(news) - 1), after


def removed(commits: Sequence[Commit], known: Sequence[Snapshot]) -> frozenset[str]:
    """The versions that only loaded or took out demonstration figures that are gone."""
    gone = {one.snapshot_id for one in known if one.is_demo and one.is_withdrawn}
    return frozenset(str(c.version) for c in commits if c.details.get("snapshot_id") in gone)
