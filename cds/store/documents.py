"""Documents: JSON that tells whether a byte of it changed, decoded strictly into its type.

Each begins with its own hash and stays JSON that any program reads; documents of before, without
a hash, are read as they are. What does not fit its type names its file and field.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from cds.domain.errors import StoreDamagedError
from cds.store.files import Damage, DamageReason, place_of, write_bytes

T = TypeVar("T")
Instant = Annotated[datetime, msgspec.Meta(tz=True)]  # never without its zone

_HEAD, _MIDDLE, _END = b'{"sha256": "', b'",\n"content": ', b"\n}\n"
_DIGITS = 64
_AT = re.compile(r" - at `(?:key in )?\$\.?(.*)`$")
_MISSING = re.compile(r"^Object missing required field `(.*?)`")


class DocumentError(ValueError):
    """A document is not what it should be. `field` is a path such as `slides[0].title`."""

    def __init__(self, field: str) -> None:
        """Name the field; empty for the document as a whole."""
        super().__init__(field)
        self.field = field


def decoded(document: object, kind: type[T]) -> T:
    """Return JSON (bytes) or what a parser made of a document as a value of a type.

    No value is turned into another kind of value, fields that the type does not know are left
    out. Raises DocumentError naming the first field that does not fit.
    """
    try:
        # The standard library's parser reads halves of letters too; our types leave them out.
        value = json.loads(document) if isinstance(document, bytes) else document
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        text = str(error)  # the library tells the path in its message alone
        at, missing = _AT.search(text), _MISSING.match(text)
        refused = str(error.__cause__) if isinstance(error.__cause__, ValueError) else ""
        field = ".".join(filter(None, (at and at[1], missing and missing[1], refused)))
        raise DocumentError(field) from error
    except (ValueError, RecursionError) as error:
        raise DocumentError("") from error


def plain(value: object) -> dict[str, object]:
    """Return a dataclass as texts, numbers, lists and dicts; `decoded` makes it again of them."""
    row: dict[str, object] = msgspec.to_builtins(value)
    return row


def read_document(path: Path, kind: type[T], phrase: str) -> T:
    """Read a document that was written with its hash.

    Raises StoreDamagedError with the phrase, `file`, `path` and `field` when it is not as it was
    written, is not there (its cause is then a FileNotFoundError) or does not fit its type.
    """
    try:
        return decoded(_unsealed(path.read_bytes()), kind)
    except (OSError, ValueError) as error:
        field = error.field if isinstance(error, DocumentError) else ""
        slots = {"file": path.name, "path": place_of(path), "field": field}
        raise StoreDamagedError(phrase, **slots) from error


def write_document(path: Path, value: object, indent: int | None = None) -> None:
    """Write a value with its hash, whole or not at all, durably."""
    text = json.dumps(msgspec.to_builtins(value), ensure_ascii=False, indent=indent)
    write_bytes(path, _sealed(text.encode()))


def sound_documents(paths: Iterable[Path], read: Callable[[Path], T]) -> list[T]:
    """Return what `read` makes of the files; those that it finds damaged are left out."""
    sound: list[T] = []
    for path in paths:
        with suppress(StoreDamagedError):
            sound.append(read(path))
    return sound


def damaged_documents(paths: Iterable[Path], read: Callable[[Path], object]) -> tuple[Damage, ...]:
    """Return the files that `read` finds damaged, each named by its folder and itself.

    Others work meanwhile: a file that is gone when it is read was taken away.
    """
    found: list[Damage] = []
    for path in paths:
        try:
            read(path)
        except StoreDamagedError as error:
            if not isinstance(error.__cause__, FileNotFoundError):
                found.append(Damage(None, place_of(path), DamageReason.DOCUMENT_DAMAGED))
    return tuple(found)


def _unsealed(document: bytes) -> bytes:
    """What stands behind the hash. Raises ValueError when it is not as it was written."""
    if not document.startswith(_HEAD):
        return document
    body = document[len(_HEAD) + _DIGITS + len(_MIDDLE) : -len(_END)]
    if document != _sealed(body):
        raise ValueError("changed")
    return body


def _sealed(body: bytes) -> bytes:
    digest = hashlib.sha256(body).hexdigest().encode()
    return b"".join((_HEAD, digest, _MIDDLE, body, _END))
