"""Addresses of what the browser keeps for good: shapes, script and style of the map.

Each address holds a hash of the content, so that it may be cached for ever; the server answers
them in `cds.server.files`. They begin where the dashboard does, which the browser knows.
"""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

ASSETS = Path(__file__).parent
ASSET_NAMES = ("map.js", "marks.js", "words.js", "walk.js", "zoom.js", "map.css")
_HASH_LENGTH = 16


def asset_folder_url() -> str:
    """Address of the folder that holds the map's files in their present versions."""
    versions = "".join(content_hash(ASSETS / name) for name in ASSET_NAMES)
    return f"/assets/{sha256(versions.encode()).hexdigest()[:_HASH_LENGTH]}"


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
