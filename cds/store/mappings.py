"""What people answered about the columns of unknown files, remembered by the head's signature."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from cds.domain.errors import StoreDamagedError
from cds.store.documents import damaged_documents, read_document, write_document
from cds.store.files import Damage, exclusive

# signature -> {"columns": {"3": {"field": …, "indicator_id": …, "period": …}}, "sheet": …}
Answers = Mapping[str, Mapping[str, object]]


def read_answers(home: Path) -> Answers:
    """Return every remembered answer; none of a damaged file, for files can be asked about anew."""
    try:
        return _read(_path(home))
    except StoreDamagedError:
        return {}


def damaged_answers(home: Path) -> tuple[Damage, ...]:
    """Return the file of the answers when it is not as it was written."""
    damaged = damaged_documents([_path(home)], _read)
    return tuple(replace(damage, path=_path(home).name) for damage in damaged)


def remember(home: Path, signature: str, answer: Mapping[str, object] | None) -> bool:
    """Keep an answer for files with the same head in place of an earlier one; None forgets it.

    Return whether there was one. Raises StoreDamagedError rather than write over a damaged file.
    """
    with exclusive(home / "mappings.lock"):
        known = _read(_path(home))
        kept = {key: one for key, one in {**known, signature: answer}.items() if one is not None}
        write_document(_path(home), dict(sorted(kept.items())), indent=1)
    return signature in known


def _path(home: Path) -> Path:
    return home / "mappings.json"


def _read(path: Path) -> Answers:
    if not path.exists():
        return {}
    return read_document(path, dict[str, dict[str, object]], "mappings_damaged")
