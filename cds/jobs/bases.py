"""The base of a view made by a process of its own: many new figures take memory and processor."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from cds.jobs.work import WorkLine
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import open_view


@dataclass(frozen=True, slots=True)
class BaseWork:
    """Add up what counts now in a home, and keep it beside the snapshots."""

    kind: ClassVar[str] = "base"
    home: Path

    def run(self, line: WorkLine) -> None:
        """Do it; whoever waits finds the base by its name."""
        del line
        open_view(SnapshotStore(self.home), load_catalogue(self.home)).keep()
