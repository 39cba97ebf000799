"""Addresses of what the browser keeps for good: script and style of the map.

Each address holds a hash of the content, so that it may be cached for ever; the server answers
them in `cds.server.files`. They begin where the dashboard does, which the browser knows.
"""

from hashlib import sha256
from pathlib import Path

from cds.maps.addresses import content_hash

ASSETS = Path(__file__).parent
ASSET_NAMES = ("map.js", "marks.js", "words.js", "walk.js", "zoom.js", "map.css")
_HASH_LENGTH = 16


def asset_folder_url() -> str:
    """Address of the folder that holds the map's files in their present versions."""
    versions = "".join(content_hash(ASSETS / name) for name in ASSET_NAMES)
    return f"/assets/{sha256(versions.encode()).hexdigest()[:_HASH_LENGTH]}"
