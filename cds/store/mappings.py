"""What people answered about the columns of unknown files, remembered by the head's signature."""

import json
from collections.abc import Mapping
from pathlib import Path

from cds.domain.errors import StoreDamagedError
from cds.store.files import write_whole
from cds.store.locks import exclusive

# signature -> {"columns": {"3": {"field": …, "indicator_id": …, "period": …}}, "sheet": …}
Answers = Mapping[str, Mapping[str, object]]


def read_answers(home: Path) -> Answers:
    """Return every remembered answer. Raises StoreDamagedError when the file is no JSON object."""
    path = _path(home)
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise StoreDamagedError("mappings_damaged", path=path.name) from error
    if not isinstance(found, dict) or not all(isinstance(each, dict) for each in found.values()):
        raise StoreDamagedError("mappings_damaged", path=path.name)
    return found


def remember(home: Path, signature: str, answer: Mapping[str, object]) -> None:
    """Keep an answer for files with the same head; a later answer replaces it."""
    with exclusive(home / "mappings.lock"):
        whole = {**read_answers(home), signature: answer}
        text = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True)
        write_whole(_path(home), lambda path: _write(path, text))


def forget(home: Path, signature: str) -> bool:
    """Drop an answer; return whether there was one."""
    with exclusive(home / "mappings.lock"):
        known = read_answers(home)
        kept = {key: answer for key, answer in known.items() if key != signature}
        text = json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True)
        write_whole(_path(home), lambda path: _write(path, text))
    return signature in known


def _path(home: Path) -> Path:
    return home / "mappings.json"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
