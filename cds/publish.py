"""From an uploaded file to a snapshot: check it, tell what it would change, publish it."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, partial
from pathlib import Path

from cds.domain.assessments import UNDECIDED
from cds.domain.catalogue import Catalogue
from cds.domain.folding import one_line
from cds.domain.observations import Observation
from cds.domain.periods import Period
from cds.ingest.checking import CheckedUpload, Context, check, wording
from cds.ingest.mapping import ColumnMapping, answer_of, learnt, mapping_of
from cds.scorecard import Filters, Row, scorecard
from cds.store.audit import AuditTrail
from cds.store.files import keep_upload, publishing
from cds.store.sending import Release, read_answers, remember
from cds.store.snapshots.snapshot import Snapshot, Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.changes import FigureChange, changed
from cds.store.view.queries import View, converted, open_view, trial_view
from cds.text.phrases import family, head

# Shares of a preview: once figures are compared, and once the figures as they would be are read.
_COMPARED, _TRIED = 0.2, 0.5


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
    release: Release | None = None,
) -> Outcome:
    """Check a file and publish it unless an error or an unconfirmed question blocks.

    `confirmed` holds the issue codes the sender has said yes to. A dry run answers the same but
    publishes nothing. The file itself is kept before its figures count. Of several who publish,
    each is checked against what those before him published; a `release` takes the file out of
    the waiting room, and raises NotFoundError when it waits there no more.
    """

    def judged() -> tuple[CheckedUpload, OutcomeStatus]:
        told = replace(context or Context(), sender=by)
        checked = check_upload(store, catalogue, content, name, told)
        if checked.is_blocked:
            return checked, OutcomeStatus.REJECTED
        if checked.unconfirmed(yes):
            return checked, OutcomeStatus.NEEDS_CONFIRMATION
        return checked, OutcomeStatus.ACCEPTED

    yes, version = frozenset(confirmed), store.data_version()
    checked, status = judged()
    if status is not OutcomeStatus.ACCEPTED or dry_run:
        return Outcome(status, None, checked)
    with publishing(store.home):
        if release:
            release.room.require(release.sent)
        if store.data_version() != version:
            checked, status = judged()
            if status is not OutcomeStatus.ACCEPTED:
                return Outcome(status, None, checked)
        keep_upload(store.home, content)
        upload = Upload(
            file_name=name,
            sha256=checked.file.sha256,
            uploaded_by=by,
            note=note,
            issues=checked.issues,
            is_kept=True,
        )
        snapshot = store.publish(checked.observations, upload)
        if release:
            release.room.take(release.sent, "released", release.by)
    return Outcome(status, snapshot, checked)


def send_back(release: Release, reason: str) -> None:
    """Take a file out of the waiting room unpublished. Raises NotFoundError when it is gone."""
    with publishing(release.room.home):
        release.room.take(release.sent, "sent_back", release.by, reason)


def check_upload(
    store: SnapshotStore, catalogue: Catalogue, content: bytes, name: str, context: Context
) -> CheckedUpload:
    """Check a file knowing the heads of our own forms, past answers and what counts already.

    What its sender once published with a wording is his answer that it changes no figure.
    """
    heads = {**family("form.head"), **family("form.more"), "exported": head("target_id")}
    known = {**{text: field for field, text in heads.items()}, **context.aliases}
    digest = hashlib.sha256(content).hexdigest()
    counting = [each for each in store.snapshots() if not each.is_withdrawn]
    published = next((each for each in counting if each.sha256 == digest), None)
    published_as = published.snapshot_id if published else None
    informed = replace(
        context,
        aliases=known,
        published_as=published_as,
        current=context.current or CurrentFigures(store, catalogue),
        convert=partial(converted, catalogue),
        mappings=remembered(store.home) if context.mappings is None else context.mappings,
        known_words=frozenset(
            told
            for each in counting
            if each.uploaded_by == context.sender
            for issue in each.issues
            if (told := wording(issue))
        ),
        learnt=learnt((answer.head, answer.mapping) for answer in answers(store.home)),
    )
    return check(content, one_line(name), catalogue, informed)


class CurrentFigures(Mapping[str, Mapping[str, Mapping[Period, Decimal]]]):
    """The figures that count now, by indicator, unit and period; read when first asked for.

    Generated figures are left out: real ones need not resemble them.
    """

    def __init__(self, store: SnapshotStore, catalogue: Catalogue) -> None:
        self._store = store
        self._catalogue = catalogue
        self._read: dict[str, dict[str, dict[Period, Decimal]]] = {}

    def __getitem__(self, indicator_id: str) -> Mapping[str, Mapping[Period, Decimal]]:
        """Return the values of an indicator; none for one without figures."""
        if indicator_id in self._read:
            return self._read[indicator_id]
        values = self._read.setdefault(indicator_id, {})
        for one in self._view.observations(indicator_id) if self._view else ():
            if one.value is not None and not one.is_demo:
                values.setdefault(one.unit_id, {})[one.period] = one.value
        return values

    def __iter__(self) -> Iterator[str]:
        return iter(self._catalogue.indicators)

    def __len__(self) -> int:
        return len(self._catalogue.indicators)

    @cached_property
    def _view(self) -> View | None:
        snapshots = (s for s in self._store.snapshots() if not (s.is_withdrawn or s.is_demo))
        return open_view(self._store, self._catalogue) if any(snapshots) else None


def remembered(home: Path) -> Mapping[str, ColumnMapping]:
    """Return the answers about columns that the data home remembers."""
    return {key: mapping_of(answer) for key, answer in read_answers(home).items()}


@dataclass(frozen=True, slots=True)
class Answer:
    """A remembered answer: for what head, who gave it and when (UTC, ISO form)."""

    signature: str
    head: tuple[str, ...]
    mapping: ColumnMapping
    by: str
    at: str


def answers(home: Path) -> tuple[Answer, ...]:
    """Return every remembered answer with its origin, newest first."""
    found = (
        Answer(
            key,
            _texts(each.get("head")),
            mapping_of(each),
            str(each.get("by", "")),
            str(each.get("at", "")),
        )
        for key, each in read_answers(home).items()
    )
    return tuple(sorted(found, key=lambda answer: answer.at, reverse=True))


def remember_mapping(
    home: Path, signature: str, mapping: ColumnMapping, *, head: Sequence[str] = (), by: str = ""
) -> None:
    """Remember an answer for every file with the same head, and write down who gave it."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    remember(home, signature, answer_of(mapping) | {"head": list(head), "by": by, "at": at})
    AuditTrail(home).write_down("remembered", by, head=_head_text(head))


def forget_mapping(home: Path, answer: Answer, by: str) -> None:
    """Forget an answer, and write down who wanted it."""
    remember(home, answer.signature, None)
    AuditTrail(home).write_down("forgotten", by, head=_head_text(answer.head))


def _texts(found: object) -> tuple[str, ...]:
    return tuple(str(text) for text in found) if isinstance(found, list) else ()


def _head_text(head: Sequence[str]) -> str:
    return " | ".join(text for text in head if text)


@dataclass(frozen=True, slots=True)
class Preview:
    """The consequences of a file. `unchanged` figures say again what counts already.

    `corrected` stand for real figures only: a real figure beside a generated one is new.
    `flips` are standings before (None: there was none) and after, by indicator and unit; that
    a first figure is too little to judge by is none. `moved` are figures of the home that become
    others, by indicator.
    """

    added: tuple[Observation, ...]
    corrected: tuple[FigureChange, ...]
    unchanged: int
    flips: tuple[tuple[Row | None, Row], ...]
    moved: tuple[tuple[Row | None, Row], ...] = ()


def preview(
    store: SnapshotStore,
    catalogue: Catalogue,
    view: View,
    figures: Sequence[Observation],
    today: date,
    tell: Callable[[float], None],
) -> Preview:
    """Return what would change if the figures were published over a view's.

    `tell` is called with the share that is done.
    """
    touched = {each.indicator_id for each in figures}
    keys = {each.key for each in figures}
    current = (one for key in touched for one in view.observations(key))
    counting = [o for o in current if o.key in keys]
    added: list[Observation] = []
    corrected: list[FigureChange] = []
    for change in changed(counting, figures):
        if change.after and change.nature == "added":
            added.append(change.after)
        elif change.before and change.after:
            corrected.append(change)
    tell(_COMPARED)
    pairs: list[tuple[Row | None, Row]] = []
    if figures:
        kept = {key: one for key, one in catalogue.indicators.items() if key in touched}
        trial = trial_view(store, replace(catalogue, indicators=kept), figures)
        tell(_TRIED)
        for done, indicator_id in enumerate(kept, start=1):
            limits = Filters(indicator_ids={indicator_id})
            before = {row.key: row for row in scorecard(view.series, catalogue, today, limits)}
            after = scorecard(trial.series, catalogue, today, limits)
            pairs += [(before.get(row.key), row) for row in after]
            tell(_TRIED + (1 - _TRIED) * done / len(kept))
    at_home = {new.indicator: (old, new) for old, new in pairs if new.unit == catalogue.home}
    return Preview(
        added=tuple(added),
        corrected=tuple(corrected),
        unchanged=len(figures) - len(added) - len(corrected),
        flips=tuple((old, new) for old, new in pairs if _is_flip(old, new)),
        moved=tuple((old, new) for old, new in at_home.values() if _value(old) != _value(new)),
    )


def _is_flip(old: Row | None, new: Row) -> bool:
    standing = new.assessment.standing
    if new.target is None:
        return False
    return standing not in UNDECIDED if old is None else old.assessment.standing is not standing


def _value(row: Row | None) -> Decimal | None:
    return row.assessment.latest.value if row and row.assessment.latest else None
