"""JSON documents that tell whether a byte of them has changed: each begins with its own hash.

They stay JSON that any program reads. Documents of before, without a hash, are read as they are.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from cds.domain.errors import StoreDamagedError
from cds.store.damage import Damage, DamageReason
from cds.store.files import place_of, write_bytes

_HEAD, _MIDDLE, _END = b'{"sha256": "', b'",\n"content": ', b"\n}\n"
_DIGITS = 64


def sealed(value: object, indent: int | None = None) -> bytes:
    """Return a document with its hash."""
    body = json.dumps(value, ensure_ascii=False, indent=indent).encode()
    return b"".join((_HEAD, hashlib.sha256(body).hexdigest().encode(), _MIDDLE, body, _END))


def unsealed(document: bytes) -> object:
    """Return what a document holds. Raises ValueError when it is not as it was written."""
    if not document.startswith(_HEAD):
        return json.loads(document)
    start = len(_HEAD) + _DIGITS
    body = document[start + len(_MIDDLE) : -len(_END)]
    digest = hashlib.sha256(body).hexdigest().encode()
    if document != b"".join((_HEAD, digest, _MIDDLE, body, _END)):
        raise ValueError("changed")
    return json.loads(body)


def write_sealed(path: Path, value: object, indent: int | None = None) -> None:
    """Write a document whole or not at all, durably."""
    write_bytes(path, sealed(value, indent))


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
