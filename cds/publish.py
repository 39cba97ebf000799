"""From an uploaded file to a snapshot: check it, and publish when nothing stands against it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from cds.domain.catalogue import Catalogue
from cds.ingest.checking import CheckedUpload, Context, check
from cds.store.snapshots import Snapshot, SnapshotStore, Upload
from cds.store.uploads import keep_upload
from cds.text import template


class OutcomeStatus(StrEnum):
    """What became of an upload."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NEEDS_CONFIRMATION = "needs_confirmation"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the check found and what followed. `snapshot` None: nothing was published."""

    status: OutcomeStatus
    snapshot: Snapshot | None
    checked: CheckedUpload


def check_and_publish(
    store: SnapshotStore,
    catalogue: Catalogue,
    content: bytes,
    name: str,
    *,
    by: str,
    note: str = "",
    context: Context | None = None,
    confirmed: Iterable[str] = (),
    dry_run: bool = False,
    is_demo: bool = False,
) -> Outcome:
    """Check a file and publish it unless an error or an unconfirmed question blocks.

    `confirmed` holds the issue codes the sender has said yes to. A dry run answers the same but
    publishes nothing. The file itself is kept before its figures count.
    """
    checked = check_upload(store, catalogue, content, name, context or Context())
    status = _status(checked, frozenset(confirmed))
    if status is not OutcomeStatus.ACCEPTED or dry_run:
        return Outcome(status, None, checked)
    keep_upload(store.home, content)
    upload = Upload(
        file_name=name,
        sha256=checked.file.sha256,
        uploaded_by=by,
        note=note,
        is_demo=is_demo,
        issues=checked.issues,
    )
    return Outcome(status, store.publish(checked.observations, upload), checked)


def check_upload(
    store: SnapshotStore, catalogue: Catalogue, content: bytes, name: str, context: Context
) -> CheckedUpload:
    """Check a file knowing the heads of our own forms and what has been published already."""
    aliases = {alias: field for field, alias in template.HEAD.items()}
    known = {**aliases, template.VINTAGE: "vintage", **context.aliases}
    digest = hashlib.sha256(content).hexdigest()
    same = (s for s in store.snapshots() if s.sha256 == digest and not s.is_withdrawn)
    published = next(same, None)
    published_as = published.snapshot_id if published else None
    told = replace(context, aliases=known, published_as=published_as)
    return check(content, name, catalogue, told)


def _status(checked: CheckedUpload, confirmed: frozenset[str]) -> OutcomeStatus:
    if checked.is_blocked:
        return OutcomeStatus.REJECTED
    if checked.unconfirmed(confirmed):
        return OutcomeStatus.NEEDS_CONFIRMATION
    return OutcomeStatus.ACCEPTED
