"""What every command starts from: the data home, and who sits at the keyboard.

The store's libraries are imported only when something is read.
"""

import getpass
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR
from typing import TYPE_CHECKING

from cds.domain.clock import today
from cds.domain.errors import NotFoundError
from cds.text.phrases import phrase

if TYPE_CHECKING:
    from cds.domain.catalogue import Catalogue
    from cds.store.snapshots.snapshot_store import SnapshotStore
    from cds.store.view.queries import View

REPORTED = "reported"  # boundaries: each figure on those of its time
PARTS = ("reference", "snapshots")


@dataclass(frozen=True, slots=True)
class Home:
    """A data home that a command works on; it need not exist yet."""

    path: Path

    def catalogue(self, programme: str | None = None) -> "Catalogue":
        """Return the reference tables as a programme sees them, by default that in force today.

        Raises NotFoundError when this is no data home or it has no such programme,
        InconsistentReferenceError with every fault of the tables.
        """
        from cds.store.reference.loading import load_catalogue

        self.require("reference")
        found = load_catalogue(self.path)
        if programme is None:
            return found.of(found.programme_on(today()))
        known = {one.programme_id: one for one in found.programmes}
        if programme not in known:
            raise NotFoundError("no_such_programme", value=programme, accepted=", ".join(known))
        return found.of(known[programme])

    def store(self) -> "SnapshotStore":
        """Return the snapshots of the home, of which there may be none.

        Raises NotFoundError when this is no data home, StoreDamagedError when its log is gone.
        """
        from cds.store.snapshots.snapshot_store import SnapshotStore

        self.require()
        store = SnapshotStore(self.path)
        store.data_version()
        return store

    def has_any(self, *parts: str) -> bool:
        """True when the folder has one of the parts that make a data home."""
        return any((self.path / part).is_dir() for part in parts)

    def require(self, *parts: str) -> None:
        """Raise NotFoundError when the folder has none of the parts that make a data home."""
        if not self.has_any(*parts or PARTS):
            raise NotFoundError("no_home", path=self.path)
        if os.environ.get("CDS_STORE"):
            from cds.store.snapshots.elsewhere import settle

            settle(self.path)

    def give_back(self) -> None:
        """Let what root has written in the home of another account be that account's.

        Else the service could no longer read or write it. Links are not followed.
        """
        owner = self.path.stat() if self.path.is_dir() else None
        if owner is None or os.geteuid() != 0 or owner.st_uid == 0:
            return
        for _, _, names, folder in os.fwalk(self.path):  # a folder swapped for a link leads nowhere
            for name in (".", *names):
                with suppress(OSError):  # gone meanwhile, or a link when it is opened
                    if os.stat(name, dir_fd=folder, follow_symlinks=False).st_uid == 0:
                        _hand_over(name, folder, owner)

    def opened(
        self,
        as_of: str | None = None,
        programme: str | None = None,
        boundaries: str | None = None,
    ) -> tuple["Catalogue", "View"]:
        """Return the reference tables and the figures of a moment (None: now).

        Raises NotFoundError for boundaries that are no vintage's, nor `reported`.
        """
        from cds.store.view.queries import open_view

        catalogue, store = self.catalogue(programme), self.store()
        if boundaries not in (None, REPORTED):
            known = [one.name for one in catalogue.vintages]
            if boundaries not in known:
                accepted = ", ".join((REPORTED, *known))
                raise NotFoundError("no_such_boundaries", value=boundaries, accepted=accepted)
            catalogue = catalogue.within(boundaries)
        version = None if as_of is None else store.version_at(as_of)
        return catalogue, open_view(store, catalogue, version)


def _hand_over(name: str, folder: int, owner: os.stat_result) -> None:
    opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    try:
        found = os.fstat(opened)
        if found.st_uid == 0 and (found.st_nlink == 1 or S_ISDIR(found.st_mode)):
            os.fchown(opened, owner.st_uid, owner.st_gid)
    finally:
        os.close(opened)


def operator() -> str:
    """Return the account that runs the command, for records that need a name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        return phrase("cli.unknown_operator")
