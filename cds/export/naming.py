"""Names of files taken away: what, which data version, and a hash of the content itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from cds.domain.folding import fold

MEDIA_TYPES: Mapping[str, str] = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
    "html": "text/html",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "csv": "text/csv",
    "png": "image/png",
}
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class File:
    """A file ready to be sent: its name holds the data version and the content's hash."""

    name: str
    mime: str
    content: bytes


def file_name(title: str, data_version: int, content: bytes, ending: str) -> str:
    """Return a name that two different contents never share, in letters every system takes."""
    digest = sha256(content).hexdigest()[:8]
    return f"{plain(title)}-v{data_version}-{digest}.{ending}"


def plain(title: str) -> str:
    """Return a title in small letters without accents, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(title))[:_LONGEST].strip("-") or "cds"
