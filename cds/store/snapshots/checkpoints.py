"""Checkpoints of the log: sums of its commits that other writers leave and delta-rs starts from.

The commits themselves are never taken away and we start from none, so a damaged checkpoint costs no
figure and hinders no publisher; but other programs cannot open the table.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cds.domain.errors import StoreDamagedError
from cds.store.snapshots.delta import NOTE, DeltaLog

_SUMMED = ("add", "remove", "metaData", "protocol")
_NOT_COUNTED = ("parts", "checkpointSchema", "checksum", "tags", "v2Checkpoint")
Actions = Mapping[tuple[str, object], Mapping[str, object]]
"""What counts after a commit, by path for files: of each the last that was said."""


def damaged_checkpoints(log: DeltaLog, known: Collection[str] = ()) -> tuple[Path, ...]:
    """Return the checkpoints that are not the sum of their commits, and a note that is not true.

    Of those whose names are known to be as they were written the newest alone is compared, from
    which others start. Raises StoreDamagedError when the commits cannot be read.
    """
    newest = log.last_checkpoint()
    try:
        damaged = [
            log.checkpoint(version)
            for version, actions in _sums(log)
            if (version == newest or log.checkpoint(version).name not in known)
            and not _holds(log, version, actions)
        ]
    except (ValueError, TypeError, AttributeError, OSError) as error:
        raise log.unreadable() from error
    note = log.log_folder / NOTE
    if note.exists() and not _is_true(note, log, damaged):
        damaged.append(note)
    return tuple(damaged)


def _sums(log: DeltaLog) -> Iterator[tuple[int, Actions]]:
    """Yield the versions that have a checkpoint, with what it must hold."""
    actions: dict[tuple[str, object], Mapping[str, object]] = {}
    for version in range(log.version() + 1):
        for line in log.log_file(version).read_bytes().splitlines():
            for kind, action in json.loads(line).items():
                if kind in _SUMMED:
                    actions[_key(kind, action)] = {**action, "kind": kind}
        if log.checkpoint(version).exists():
            yield version, actions


def _key(kind: str, action: Mapping[str, object]) -> tuple[str, object]:
    return ("file", action["path"]) if kind in ("add", "remove") else (kind, None)


def _holds(log: DeltaLog, version: int, actions: Actions) -> bool:
    """True when a checkpoint says of everything that counts what the commits say, and no more."""
    found: dict[tuple[str, object], Mapping[str, object]] = {}
    try:
        for row in pq.read_table(log.checkpoint(version)).to_pylist():
            for kind in _SUMMED:
                if row.get(kind) is not None:
                    found[_key(kind, row[kind])] = {**row[kind], "kind": kind}
        log.files(version)  # other programs can open it
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException, StoreDamagedError):
        return False
    return found.keys() == actions.keys() and all(
        _plain(found[key].get(name)) == _plain(value)
        for key, action in actions.items()
        for name, value in action.items()
        if name != "dataChange"  # of the commit alone
    )


def _plain(value: object) -> object:
    """A map is an object in a commit and a list of pairs in a checkpoint."""
    if isinstance(value, Mapping):
        value = list(value.items())
    if isinstance(value, list):
        return sorted(repr(_plain(each)) for each in value)
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value


def _is_true(note: Path, log: DeltaLog, damaged: list[Path]) -> bool:
    """True when the note names a sound checkpoint and what it counts is so."""
    try:
        said = json.loads(note.read_bytes())
        path = log.checkpoint(int(said.pop("version")))
        if path in damaged:
            return False
        table = pq.read_table(path, columns=["add.path"])
        counted = {
            "size": table.num_rows,
            "sizeInBytes": path.stat().st_size,
            "numOfAddFiles": table.num_rows - table.flatten().column(0).null_count,
        }
        return all(
            name in _NOT_COUNTED or counted.get(name) == value for name, value in said.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pa.ArrowException):
        return False
