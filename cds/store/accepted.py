"""What the files beside the figures should be: the audit trail holds their hashes.

Tables of the reference, map layers and checkpoints carry no hash of their own. Whoever makes or
edits them knowingly has their hashes written into the trail; what differs afterwards is damage, or
an edit that nobody has stood by yet.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from cds.domain.folding import one_line
from cds.store.audit import AuditTrail, Event
from cds.store.files import Damage, DamageReason, kept_files, sha256_of
from cds.store.layers import BOUNDARIES

REFERENCE, LOG = "reference", "snapshots/_delta_log"
ACCEPTED = "accepted"  # the event
_REASONS = {
    REFERENCE: DamageReason.REFERENCE_CHANGED,
    BOUNDARIES: DamageReason.LAYER_DAMAGED,
    LOG: DamageReason.CHECKPOINT_DAMAGED,
}
_SHA256 = re.compile(r"[0-9a-f]{64}")


def accept(
    home: Path, folder: str, by: str, reason: str = "", paths: Iterable[Path] | None = None
) -> None:
    """Take files of a folder as they are now for what they should be: those of the paths, else all.

    Of the others holds what held before.
    """
    AuditTrail(home).record(acceptance(home, folder, by, reason, paths))


def acceptance(
    home: Path, folder: str, by: str, reason: str, paths: Iterable[Path] | None
) -> Event:
    """Return the entry that takes files for what they should be: those of the paths, else all."""
    others = {} if paths is None else accepted(home, folder)
    named = kept_files(home / folder) if paths is None else paths
    hashes = {name: sha256_of(home / name) for name in _names(home, named)}
    details = {"folder": folder, "reason": one_line(reason), **others, **hashes}
    return Event(ACCEPTED, by, datetime.now(UTC), details=details)


def accept_new(home: Path, by: str) -> None:
    """Take the reference and the map layers as they are where nothing tells what they should be."""
    for folder in (REFERENCE, BOUNDARIES):
        if not accepted(home, folder) and (home / folder).is_dir():
            accept(home, folder, by)


def accepted(home: Path, folder: str) -> Mapping[str, str]:
    """Return the hashes that the files of a folder should have, by path; none without any."""
    found: Mapping[str, str] = {}
    for event in AuditTrail(home).vouched():
        if event.event == ACCEPTED and event.details.get("folder") == folder:
            found = {
                name: sha256
                for name, sha256 in event.details.items()
                if name.startswith(f"{folder}/") and _SHA256.fullmatch(sha256)
            }
    return found


def changed_files(home: Path) -> Iterator[Damage]:
    """Yield the files that are not what they should be; of the reference also new ones."""
    for folder, reason in _REASONS.items():
        expected = accepted(home, folder)
        for name, sha256 in expected.items():
            if not (home / name).is_file():
                yield Damage(None, name, DamageReason.FILE_MISSING)
            elif sha256_of(home / name) != sha256:
                yield Damage(None, name, reason)
        if expected and folder == REFERENCE:
            for name in _names(home, kept_files(home / folder)):
                if name not in expected:
                    yield Damage(None, name, DamageReason.REFERENCE_UNKNOWN)


def _names(home: Path, paths: Iterable[Path]) -> list[str]:
    return sorted(path.relative_to(home).as_posix() for path in paths)
