"""Which two versions are compared: by version, or by the end of a day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import streamlit as st

from cds.domain.errors import NotFoundError, UserError
from cds.store.snapshots.delta import Commit, CommitKind
from cds.store.snapshots.snapshot import Snapshot
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.text import numbers
from cds.text.phrases import phrase

NOTHING = "-1"  # the version before the first publication
_KINDS = (CommitKind.PUBLISH, CommitKind.WITHDRAW, CommitKind.RESTORE)


def versions(commits: Sequence[Commit], known: Sequence[Snapshot]) -> Mapping[str, str]:
    """Every version that changed a figure, newest first, and the state before the first."""
    names = {
        one.snapshot_id: phrase("demo_file") if one.is_demo else one.file_name for one in known
    }
    found = {str(c.version): _label(c, names) for c in reversed(commits) if c.kind in _KINDS}
    return {**found, NOTHING: phrase("changes.nothing")}


def settle(name: str, store: SnapshotStore, options: Mapping[str, str]) -> None:
    """Turn a day or any version in the address into the version shown for it."""
    asked = st.query_params.get(name)
    if asked is None or asked in options:
        return
    try:
        found = store.version_at(asked)
    except NotFoundError:
        if asked.isdecimal():
            return  # no such version: the choice itself will say so
        found = int(NOTHING)
    except UserError:
        return
    st.query_params[name] = nearest(options, found)


def nearest(options: Mapping[str, str], version: int) -> str:
    """The last version offered that is not after the one asked for."""
    return next((one for one in options if int(one) <= version), NOTHING)


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


def pick_day(name: str, label: str, first: date, last: date) -> None:
    """Let a day be chosen; the end of that day becomes the version in the address."""
    key = f"day_{name}"

    def chosen() -> None:
        if st.session_state[key]:
            st.query_params[name] = st.session_state[key].isoformat()

    st.date_input(label, None, first, last, key=key, format="DD/MM/YYYY", on_change=chosen)


def _label(commit: Commit, names: Mapping[str, str]) -> str:
    snapshot_id = str(commit.details.get("snapshot_id", ""))
    return phrase(
        f"changes.{commit.kind}",
        version=str(commit.version),
        at=numbers.instant(commit.committed_at),
        file=names.get(snapshot_id, snapshot_id),
    )
