"""Parts of the page on snapshots."""

from collections.abc import Mapping, Sequence

import streamlit as st

from cds.domain.periods import parse_period
from cds.store.records import Snapshot
from cds.text import numbers
from cds.text.issues import message
from cds.text.screens import say
from cds.ui import components

_COLUMNS = ("version", "file", "at", "by", "rows", "periods", "kind", "state", "note")


def options(known: Sequence[Snapshot]) -> Mapping[str, str]:
    """Snapshots to choose from, newest first."""
    return {one.snapshot_id: f"{one.version} · {one.file_name}" for one in known}


def listing(known: Sequence[Snapshot]) -> None:
    """Show all snapshots, newest first, with those withdrawn."""
    columns = [say(f"snapshots.{name}") for name in _COLUMNS]
    components.table([_row(one) for one in known], columns, say("snapshots.title"))


def details(snapshot: Snapshot) -> None:
    """Show what is known of one snapshot."""
    lines = [
        f"{say('snapshots.file')}: {snapshot.file_name} ({_kind(snapshot)})",
        f"{say('snapshots.at')}: {numbers.instant(snapshot.published_at)}",
        f"{say('snapshots.by')}: {snapshot.uploaded_by}",
        f"{say('snapshots.rows')}: {numbers.number(snapshot.rows)}",
        f"{say('snapshots.periods')}: {_periods(snapshot)}",
        f"{say('snapshots.hash')}: {snapshot.sha256}",
    ]
    if snapshot.withdrawn_at:
        lines.append(
            say(
                "snapshots.withdrawn_by",
                at=snapshot.withdrawn_at,
                by=snapshot.withdrawn_by,
                reason=snapshot.withdrawn_reason,
            )
        )
    lines += [message(issue) for issue in snapshot.issues]
    st.markdown("\n".join(components.bulleted(lines)))


def _row(snapshot: Snapshot) -> tuple[str, ...]:
    state = "snapshots.withdrawn" if snapshot.is_withdrawn else "snapshots.held"
    return (
        numbers.number(snapshot.version),
        snapshot.file_name,
        numbers.instant(snapshot.published_at),
        snapshot.uploaded_by,
        numbers.number(snapshot.rows),
        _periods(snapshot),
        _kind(snapshot),
        say(state),
        snapshot.note,
    )


def _kind(snapshot: Snapshot) -> str:
    return say("snapshots.demo" if snapshot.is_demo else "snapshots.real")


def _periods(snapshot: Snapshot) -> str:
    found = sorted(parse_period(text) for text in snapshot.periods)
    if len(found) <= 2:
        return ", ".join(numbers.period(one) for one in found) or numbers.MISSING
    first, last = numbers.period(found[0]), numbers.period(found[-1])
    return say("snapshots.periods_many", first=first, last=last, count=len(found))
