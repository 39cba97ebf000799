"""What is done with an uploaded file in a process of its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from cds.ingest.context import CheckedUpload, Context
from cds.jobs.exports import FigureSource
from cds.jobs.work import WorkLine
from cds.publish import Outcome, check_upload, preview
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.views.checked_file import Consequence, FileReading, consequence, reading
from cds.views.landing import Landing, landings

_CPU_SECONDS = 30  # for one file, beside what opening the figures that count takes
_PUBLISH_CPU_SECONDS = 90  # it may have to be checked twice
# Shares of the work that are done when a step begins, as measured on 190,000 rows.
_CHECKING, _READ, _PREVIEWING, _SHOWING = 0.05, 0.3, 0.4, 0.95


@dataclass(frozen=True, slots=True)
class Examined:
    """A file after the check, and what publishing it would change, as people see both.

    Of the `figures` that were read `checked` holds one for each indicator and unit: enough to
    judge who may send them, and no load for the process that serves pages.
    """

    checked: CheckedUpload
    figures: int
    seen: FileReading
    would: Consequence
    landings: tuple[Landing, ...]


def examined_file(
    figures: FigureSource, told: Context, name: str, content: bytes, line: WorkLine
) -> Examined:
    """Read, check and preview a file over the figures that count."""
    reader = figures.opened(line, _CPU_SECONDS, _CHECKING)
    store, catalogue = reader.view.store, reader.catalogue

    def read(done: int, rows: int) -> None:
        line.tell(_CHECKING + (_READ - _CHECKING) * done / rows, (done, rows))

    def previewed(share: float) -> None:
        line.tell(_PREVIEWING + (_SHOWING - _PREVIEWING) * share)

    checked = check_upload(store, catalogue, content, name, replace(told, tell=read))
    own = checked.observations
    previewed(0.0)
    found = preview(store, catalogue, reader.view, own, reader.today, previewed)
    line.tell(_SHOWING)
    each = {(one.indicator_id, one.unit_id): one for one in own}
    return Examined(
        replace(checked, observations=tuple(each.values())),
        len(own),
        reading(checked, catalogue),
        consequence(found, catalogue),
        landings(reader.home, catalogue, own),
    )


def published_file(
    home: Path, publish: Callable[[SnapshotStore], Outcome], line: WorkLine
) -> Outcome:
    """Check a file once more and publish it; the figures are not told again."""
    line.limit(_PUBLISH_CPU_SECONDS)
    line.tell(_CHECKING)
    outcome = publish(SnapshotStore(home))
    return replace(outcome, checked=replace(outcome.checked, observations=()))
