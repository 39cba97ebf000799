"""What may be wrong in a data home."""

from dataclasses import dataclass
from enum import StrEnum


class DamageReason(StrEnum):
    """What is wrong with a part of the store."""

    FILE_MISSING = "file_missing"
    FILE_CHANGED = "file_changed"
    SOURCE_MISSING = "source_missing"
    SOURCE_CHANGED = "source_changed"
    COMMIT_DAMAGED = "commit_damaged"
    LOG_INCONSISTENT = "log_inconsistent"
    CHECKPOINT_DAMAGED = "checkpoint_damaged"
    REFERENCE_CHANGED = "reference_changed"
    REFERENCE_UNKNOWN = "reference_unknown"
    DOCUMENT_DAMAGED = "document_damaged"
    LAYER_DAMAGED = "layer_damaged"
    AUDIT_BROKEN = "audit_broken"
    AUDIT_CUT = "audit_cut"
    AUDIT_INCOMPLETE = "audit_incomplete"


@dataclass(frozen=True, slots=True)
class Damage:
    """One damaged file. `snapshot_id` None when it belongs to no single snapshot."""

    snapshot_id: str | None
    path: str
    reason: DamageReason
