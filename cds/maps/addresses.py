"""Addresses of what browsers fetch once: map layers, scripts and styles of components.

Each holds a hash of the content, so that browsers keep it for good. They begin where the
dashboard does, which the browser knows; `cds.server.browser_files` answers them.
"""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

BROWSER_FOLDER = Path(__file__).parents[1] / "browser"
SIGNS = "icons.woff2"  # those signs of Streamlit's font that are shown: a tenth of its bytes
BROWSER_FILES = frozenset({*(path.name for path in BROWSER_FOLDER.glob("*.[jc]s*")), SIGNS})
_HASH_LENGTH = 16


def geometry_url(path: Path) -> str:
    """Address of a layer file as it lies on disk now."""
    return f"/geometry/{content_hash(path)}/{path.name}"


def browser_folder_url() -> str:
    """Address of the folder of our components' scripts and styles in their present versions."""
    versions = "".join(content_hash(BROWSER_FOLDER / name) for name in sorted(BROWSER_FILES))
    return f"/assets/{sha256(versions.encode()).hexdigest()[:_HASH_LENGTH]}"


def content_hash(path: Path) -> str:
    """First half of a file's sha256; read again only when its time or size has changed."""
    facts = path.stat()
    return _hash(path, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=64)
def _hash(path: Path, _changed_at_ns: int, _size: int) -> str:
    return sha256(path.read_bytes()).hexdigest()[:_HASH_LENGTH]
