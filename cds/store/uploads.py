"""The uploaded files as they were sent, kept by hash so that any figure can be traced back."""

import hashlib
from pathlib import Path

from cds.store.files import sha256_of, write_whole
from cds.store.locks import exclusive

UPLOADS = "uploads"


def upload_path(home: Path, sha256: str) -> Path:
    """Return where the file with that hash is kept; it need not be there."""
    return home / UPLOADS / sha256


def keep_upload(home: Path, content: bytes) -> Path:
    """Keep a file; return when it would survive a power cut. Keeping it twice is keeping it."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = upload_path(home, sha256)
    with exclusive(home / "uploads.lock"):
        if not path.is_file() or sha256_of(path) != sha256:
            write_whole(path, lambda temporary: _write(temporary, content))
    return path


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
