"""Addresses of layer files: each holds a hash of the content, so that browsers keep it for good."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

_HASH_LENGTH = 16


def geometry_url(path: Path) -> str:
    """Address of a layer file as it lies on disk now."""
    return f"/geometry/{content_hash(path)}/{path.name}"


def content_hash(path: Path) -> str:
    """First half of a file's sha256; read again only when its time or size has changed."""
    facts = path.stat()
    return _hash(path, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=64)
def _hash(path: Path, _changed_at_ns: int, _size: int) -> str:
    return sha256(path.read_bytes()).hexdigest()[:_HASH_LENGTH]
