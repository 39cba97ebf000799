"""JSON documents that tell whether a byte of them has changed: each begins with its own hash.

They stay JSON that any program reads. Documents of before, without a hash, are read as they are.
"""

import hashlib
import json
from pathlib import Path

from cds.store.files import write_whole

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
    document = sealed(value, indent)
    write_whole(path, lambda draft: _write(draft, document))


def _write(path: Path, document: bytes) -> None:
    path.write_bytes(document)
