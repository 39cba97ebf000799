"""Changes of the reference's tables by staff: tried on a copy, then written, told in the trail.

The tables stay the one place where targets, paths, steps of milestones and what became of units
stand. The trail keeps each changed line as it was and as it is, so that a change can be told and
undone.
"""

import csv
import io
import json
import secrets
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cds.domain.access import Action
from cds.domain.admin_units import Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.errors import NotFoundError, UserError
from cds.domain.folding import one_line, readable
from cds.domain.targets import Target
from cds.store.accepted import REFERENCE, acceptance, accepted, changed_files
from cds.store.audit import AuditTrail, Event
from cds.store.documents import decoded, plain
from cds.store.files import exclusive, publishing, write_bytes
from cds.store.reference.admin_units import CHANGES
from cds.store.reference.loading import PATHS, STEPS, TARGETS, load_catalogue
from cds.store.reference.programme import OFFICES, PROGRAMMES
from cds.store.reference.tables import ReferenceTable
from cds.store.sending import Release, Sent, WaitingRoom
from cds.store.snapshots.snapshot_store import SnapshotStore

AMENDED = "amended"  # the event
_PROPOSAL = "proposal/lines"  # its detail for programs: what has a stroke in its name, nobody reads
# What names a target comes after it, and goes before it.
TABLES: Mapping[str, ReferenceTable[Any]] = {
    table.file_name: table for table in (TARGETS, PATHS, STEPS, PROGRAMMES, OFFICES, CHANGES)
}

Cells = Mapping[str, str]  # of a line, by column; what is left out is empty
Shares = Mapping[str, Mapping[str, Decimal | None]]  # of a unit, by its heirs; None: unknown


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line of a table as it was and as it is to be; None: it was not, or is not to be, there."""

    file_name: str
    before: Cells | None
    after: Cells | None

    @property
    def reversed(self) -> "LineChange":
        """The change that takes this one back."""
        return LineChange(self.file_name, self.after, self.before)

    @property
    def marked(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The targets that a programme's line makes headlines, and those that it no longer does."""
        before, after = (
            [text.strip() for text in (cells or {}).get("headline_targets", "").split(";") if text]
            for cells in (self.before, self.after)
        )
        return (
            tuple(one for one in after if one not in before),
            tuple(one for one in before if one not in after),
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """Lines to be changed together, and why; `undoes` names the change that they take back."""

    changes: tuple[LineChange, ...]
    reason: str
    undoes: str = ""

    @property
    def target_ids(self) -> tuple[str, ...]:
        """The targets that the lines are about, each once."""
        lines = (cells for one in self.changes for cells in (one.before, one.after) if cells)
        named = [cells["target_id"] for cells in lines if cells.get("target_id")]
        marked = (key for one in self.changes for keys in one.marked for key in keys)
        return tuple(dict.fromkeys((*named, *marked)))

    @property
    def action(self) -> Action:
        """What whoever makes it count must be allowed: what became of units is no office's own."""
        is_of_units = any(one.file_name == CHANGES.file_name for one in self.changes)
        return Action.ADMINISTER if is_of_units else Action.AMEND


@dataclass(frozen=True, slots=True)
class Amendment:
    """A proposal that counts, and who made it when (UTC)."""

    amendment_id: str
    by: str
    at: datetime
    proposal: Proposal


def table_lines(home: Path, file_name: str) -> tuple[Cells, ...]:
    """Return the lines of a table as they stand, by column; none where it is not there."""
    return tuple(cells for _, cells in _Records.read(home / REFERENCE / file_name).lines)


def inheritance(
    home: Path, catalogue: Catalogue, newer: Vintage, shares: Shares, note: str
) -> Iterator[LineChange]:
    """Yield what became of some units at a reform, in place of what the table says of them."""
    older = catalogue.vintages[catalogue.vintages.index(newer) - 1]
    ends = {"from_vintage": older.name, "to_vintage": newer.name}
    lines = [one for one in table_lines(home, CHANGES.file_name) if ends.items() <= one.items()]
    alike = {**(lines[0] if lines else {}), **ends, "effective_date": newer.first.isoformat()}
    for from_id, ways in shares.items():
        source = catalogue.units[from_id]
        before = [one for one in lines if one["from_code"] == source.code]
        after = [
            {
                **alike,
                "from_code": source.code,
                "from_name": source.name,
                "to_code": catalogue.units[heir_id].code,
                "to_name": catalogue.units[heir_id].name,
                "kind": "merge" if share == 1 else "partial",
                "area_share_of_from": "" if share is None else f"{share.normalize():f}",
                "confidence": "high",
                "note": note,
            }
            for heir_id, share in ways.items()
        ]
        for pair in zip_longest(before, after):
            yield LineChange(CHANGES.file_name, *pair)


def tried(home: Path, changes: Sequence[LineChange]) -> Catalogue:
    """Return the catalogue as it would be with the changes.

    Raises InconsistentReferenceError with every fault that the check of the tables finds.
    """
    with TemporaryDirectory() as folder:
        draft = Path(folder)
        shutil.copytree(home / REFERENCE, draft / REFERENCE)
        for name, text in _written(home, changes).items():
            (draft / REFERENCE / name).write_bytes(text)
        return load_catalogue(draft)


def amend(home: Path, proposal: Proposal, by: str, release: Release | None = None) -> Amendment:
    """Write the changes, with their entry in the trail and the new hashes of the tables.

    A `release` takes them out of the waiting room. Raises UserError when there is no reason, when
    a line is no more what it was taken for, or when a table differs from what somebody stood by;
    InconsistentReferenceError as `tried` does.
    """
    if not one_line(proposal.reason):
        raise UserError("reason_missing")
    with publishing(home):
        if release:
            release.room.require(release.sent)
        touched = {f"{REFERENCE}/{change.file_name}" for change in proposal.changes}
        for damage in changed_files(home):
            if damage.path in touched:
                raise UserError("reference_unaccepted", path=damage.path)
        tried(home, proposal.changes)
        now = datetime.now(UTC)
        made = Amendment(f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}", by, now, proposal)
        with exclusive(SnapshotStore(home).lock):  # a copy of the home has tables and trail alike
            _write(home, made)
        if release:
            release.room.take(release.sent, "released", release.by)
    return made


def amendments(home: Path) -> tuple[Amendment, ...]:
    """Return every change that the trail tells of and something seals, newest first."""
    return tuple(
        Amendment(
            event.details["amendment_id"],
            event.by,
            event.at,
            decoded(event.details[_PROPOSAL].encode(), Proposal),
        )
        for event in AuditTrail(home).vouched()
        if event.event == AMENDED
    )[::-1]


def taken_back(home: Path, amendment_id: str, reason: str) -> Proposal:
    """Return the proposal to write lines as they were before a change.

    Raises NotFoundError when there is no such change.
    """
    known = {one.amendment_id: one for one in amendments(home)}
    if amendment_id not in known:
        raise NotFoundError("unknown_amendment", id=amendment_id)
    changes = known[amendment_id].proposal.changes
    return Proposal(tuple(one.reversed for one in reversed(changes)), reason, amendment_id)


def propose(home: Path, proposal: Proposal, by: str, name: str) -> Sent:
    """Let a proposal wait for a second person, under a name that people read."""
    tried(home, proposal.changes)
    content = json.dumps(plain(proposal), ensure_ascii=False).encode()
    room = WaitingRoom(home)
    return room.send(content, name, by, note=proposal.reason, is_proposal=True)


def targets_of(proposal: Proposal, *catalogues: Catalogue) -> tuple[Target, ...]:
    """Return the targets that a proposal is about, as each of the catalogues has them.

    Whoever answers for a programme answers for all that it sets.
    """
    known = [(one.whole or one).targets for one in catalogues]
    named = [each[key] for each in known for key in proposal.target_ids if key in each]
    lines = (cells or {} for one in proposal.changes for cells in (one.before, one.after))
    offices = [one for one in lines if "office_vi" in one and not one.get("target_id")]
    whose = {one.get("programme_id") for one in offices}
    held = (each.of(one) for each in catalogues for one in each.programmes)
    return (
        *named,
        *(
            one
            for all_of in held
            if all_of.programme.programme_id in whose
            for one in all_of.own_targets
        ),
    )


def proposal_of(room: WaitingRoom, sent: Sent) -> Proposal:
    """Return what waits. Raises StoreDamagedError when it is gone or not as it was sent."""
    return decoded(room.content(sent), Proposal)


@dataclass(frozen=True, slots=True)
class _Records:
    """A table as it is written: its head, and each line as it stands with its cells."""

    head: tuple[str, ...]
    start: str  # the head as it is written
    lines: tuple[tuple[str, Cells], ...]

    @classmethod
    def read(cls, path: Path) -> "_Records":
        text = path.read_bytes().decode("utf-8") if path.exists() else ""
        records = list(_records(text))
        if not records:
            return cls((), "", ())
        start, first = records[0]
        head = tuple(cell.removeprefix("\ufeff").strip() for cell in first)
        lines = (
            (raw, dict(zip(head, [readable(cell).strip() for cell in cells], strict=False)))
            for raw, cells in records[1:]
        )
        return cls(head, start, tuple(lines))


def _records(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each record with the text that it was read from."""
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    for cells in csv.reader(lines()):
        yield "".join(taken), cells
        taken.clear()


def _written(home: Path, changes: Sequence[LineChange]) -> Mapping[str, bytes]:
    """The changed tables as they will be, by file name: every other line byte for byte."""
    by_file: dict[str, list[LineChange]] = defaultdict(list)
    for change in changes:
        by_file[change.file_name].append(change)
    return {
        name: _with(_Records.read(home / REFERENCE / name), TABLES[name], own).encode()
        for name, own in by_file.items()
    }


def _with(found: _Records, table: ReferenceTable[Any], changes: Sequence[LineChange]) -> str:
    named = [column for change in changes for column, text in (change.after or {}).items() if text]
    head = found.head or table.columns
    more = [column for column in dict.fromkeys(named) if column not in head]
    end = "\r\n" if found.start.endswith("\r\n") else "\n"
    is_rewritten = bool(more) or not found.head
    head = (*head, *more)
    lines: list[tuple[str | None, Cells]] = [
        (None if is_rewritten else raw, cells) for raw, cells in found.lines
    ]
    for change in changes:
        place = len(lines)
        if change.before is not None:
            wanted = _filled(change.before)
            same = (n for n, (_, cells) in enumerate(lines) if _filled(cells) == wanted)
            place = next(same, -1)
            if place < 0:
                raise UserError("amendment_overtaken", file=table.file_name)
        new = [] if change.after is None else [(None, change.after)]
        lines[place : place + 1] = new
    mark = "\ufeff" if found.start.startswith("\ufeff") else ""
    start = mark + _line(head, end) if is_rewritten else found.start
    texts = [
        raw if raw is not None else _line([cells.get(name, "") for name in head], end)
        for raw, cells in lines
    ]
    whole = (text if text.endswith(("\n", "\r")) else text + end for text in [start, *texts])
    return "".join(whole)


def _filled(cells: Cells) -> Cells:
    return {column: text for column, text in cells.items() if text}


def _line(cells: Sequence[str], end: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end).writerow(cells)
    return text.getvalue()


def _write(home: Path, made: Amendment) -> None:
    """Write the tables one after the other, each state sound; put them back if the trail fails."""
    texts = _written(home, made.proposal.changes)
    is_removing = any(
        one.file_name == TARGETS.file_name and one.after is None for one in made.proposal.changes
    )
    ordered = sorted(texts, key=list(TABLES).index, reverse=is_removing)
    paths = [home / REFERENCE / name for name in ordered]
    former = [(path, path.read_bytes() if path.exists() else None) for path in paths]
    was_accepted = bool(accepted(home, REFERENCE))
    try:
        for path in paths:
            write_bytes(path, texts[path.name])
        details = {
            "amendment_id": made.amendment_id,
            "targets": ", ".join(made.proposal.target_ids),
            "reason": made.proposal.reason,
            "undoes": made.proposal.undoes,
            _PROPOSAL: json.dumps(plain(made.proposal), ensure_ascii=False),
        }
        paths_meant = paths if was_accepted else None
        accepting = acceptance(home, REFERENCE, made.by, made.proposal.reason, paths_meant)
        AuditTrail(home).record(Event(AMENDED, made.by, made.at, details=details), accepting)
    except BaseException:
        for path, content in reversed(former):
            if content is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != content:
                write_bytes(path, content)
        raise
