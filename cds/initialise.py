"""Make a data home ready: reference, map layers, published and demonstration figures.

Every step leaves alone what is there already, so that running it again is nearly free and a run
that was cut short is finished by the next.
"""

import hashlib
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from cds.demo.generation import load
from cds.domain.catalogue import Catalogue
from cds.domain.errors import CdsError, NotFoundError
from cds.maps.building import build_boundaries
from cds.store import derived
from cds.store.accepted import accept_new
from cds.store.files import SEEDS, exclusive
from cds.store.reference.admin_units import PACKAGED
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.elsewhere import settle
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.text.phrases import phrase

if TYPE_CHECKING:
    from cds.publish import Outcome

SEEDED = ("samples", SEEDS, "reference")  # in this order: what a home needs comes last
LOCK = "init.lock"
# Questions about figures that were read for certain: a file of `published/` is an answer to them.
CONFIRMED = (
    *("aggregate_mismatch", "incomplete", "sharp_change", "suspicious_constant"),
    "suspicious_scale",  # late dossiers of 0.39% are as published
)
_DRAFT = ".seeding"
_PROGRAM = "program"  # begins the name of a file that tells whose tables are kept


class Stage(StrEnum):
    """What is done, in order."""

    SEED = "seed"
    REFERENCE = "reference"
    BOUNDARIES = "boundaries"
    PUBLISHED = "published"
    DEMO = "demo"


Tell = Callable[[Stage, str], None]
"""Called when a step begins, with "", and for every file it comes to, with its name."""


@dataclass(frozen=True, slots=True)
class Initialised:
    """A home made ready.

    `refused` are the published files that were not loaded, `replaced` those that are no longer
    what was loaded before: corrected, or damaged without anybody's doing.
    """

    version: int
    refused: "tuple[Outcome, ...]"
    replaced: tuple[str, ...]


def initialise(home: Path, today: date, tell: Tell, *, with_demo: bool = True) -> Initialised:
    """Make a data home ready and return what it came to.

    A folder that is missing or empty gets the figures and tables that ship with the program.
    Raises NotFoundError for a folder that holds something else, InconsistentReferenceError for
    faulty tables, StoreDamagedError for figures of which the log is gone.
    """
    _require_home(home)
    with exclusive(home / LOCK):
        tell(Stage.SEED, "")
        _seed(home, tell)
        settle(home)
        store = SnapshotStore(home)
        store.data_version()
        tell(Stage.REFERENCE, "")
        catalogue = load_catalogue(home)
        tell(Stage.BOUNDARIES, "")
        build_boundaries(home, catalogue, lambda name: tell(Stage.BOUNDARIES, name))
        accept_new(home, phrase("demo.loaded_by"))
        tell(Stage.PUBLISHED, "")
        refused, replaced = _publish(store, catalogue, tell)
        if with_demo:
            tell(Stage.DEMO, "")
            demo = [snapshot for snapshot in store.snapshots() if snapshot.is_demo]
            if not demo or not all(snapshot.is_withdrawn for snapshot in demo):
                load(store, catalogue, today=today)  # once removed they stay away
        _keep(store, catalogue)
    return Initialised(store.data_version(), refused, replaced)


def _keep(store: SnapshotStore, catalogue: Catalogue) -> None:
    """Read the figures now where this program kept nothing of them, so that the server need not.

    Faults of the data home are for its pages to tell.
    """
    program = hashlib.sha256(repr(derived.program()).encode()).hexdigest()
    home, mark = store.home, (f"{_PROGRAM}-{program}", "txt")
    is_kept = derived.newest(home, *derived.BASE) and derived.newest(home, *mark)
    if store.data_version() < 0 or is_kept:
        return
    from cds.store.view.queries import open_view  # a second start needs none

    with suppress(CdsError):
        open_view(store, catalogue).keep()
        derived.put(home, *mark, b"")
        derived.thin(home, f"{_PROGRAM}-*.txt", 1)


def _require_home(home: Path) -> None:
    """Refuse a folder of somebody's that is no data home, before anything is put into it.

    One that is missing or empty may be seeded, and one that a seeding cut short has begun.
    """
    names = {path.name for path in home.iterdir()} if home.is_dir() else set[str]()
    may_seed = _DRAFT in names or names <= {LOCK}
    if (home.exists() and not home.is_dir()) or not ((home / "reference").is_dir() or may_seed):
        raise NotFoundError("no_home", path=home)


def _seed(home: Path, tell: Tell) -> None:
    """Copy aside first, so that a folder with its final name is always whole."""
    draft = home / _DRAFT
    if not (home / "reference").is_dir():
        for name in SEEDED:
            if (PACKAGED / name).is_dir() and not (home / name).exists():
                tell(Stage.SEED, name)
                shutil.rmtree(draft / name, ignore_errors=True)
                shutil.copytree(PACKAGED / name, draft / name)
                (draft / name).rename(home / name)
    shutil.rmtree(draft, ignore_errors=True)


def _publish(
    store: SnapshotStore, catalogue: Catalogue, tell: Tell
) -> "tuple[tuple[Outcome, ...], tuple[str, ...]]":
    """Publish what was never published; a file that was withdrawn stays so.

    A file that has changed takes the place of what it was: figures it no longer has, or has under
    another period, count no more; also when a run before was cut short between the two.
    """
    known = store.published_hashes()
    refused: list[Outcome] = []
    replaced: list[str] = []
    for path in sorted((store.home / SEEDS).glob("*.csv")):
        content = path.read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        if sha256 not in known:
            from cds.ingest.context import Context  # slow to import; a second start needs none
            from cds.publish import OutcomeStatus, check_and_publish

            tell(Stage.PUBLISHED, path.name)
            outcome = check_and_publish(
                store,
                catalogue,
                content,
                path.name,
                by=phrase("demo.loaded_by"),
                context=Context(),
                confirmed=CONFIRMED,
            )
            if outcome.status is not OutcomeStatus.ACCEPTED:
                refused.append(outcome)
        for snapshot_id in _superseded(store, path.name, sha256):
            store.withdraw(snapshot_id, phrase("demo.replaced"), phrase("demo.loaded_by"))
            replaced.append(path.name)
    return tuple(refused), tuple(dict.fromkeys(replaced))


def _superseded(store: SnapshotStore, name: str, sha256: str) -> tuple[str, ...]:
    """The snapshots of what the file of that name was, if what it is now counts beside them."""
    counting = [
        one
        for one in store.snapshots()
        if (one.file_name, one.uploaded_by) == (name, phrase("demo.loaded_by"))
        and not one.is_withdrawn
    ]
    newest = next((one.version for one in counting if one.sha256 == sha256), -1)
    return tuple(one.snapshot_id for one in counting if one.version < newest)
