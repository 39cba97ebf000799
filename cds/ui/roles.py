"""The roles file (CDS_ACCESS) of this process, shared by pages and the server's guards."""

import os
from functools import lru_cache, partial
from pathlib import Path

from cds.domain.access_rules import AccessRules
from cds.domain.errors import UserError
from cds.store.access_table import AccessFile
from cds.store.reference.loading import load_catalogue, reference_stamp


def rules() -> AccessRules:
    """What the roles file says now; without one, everybody may look and nobody has a role."""
    file = _file()
    return file.rules() if file else AccessRules()


def fault() -> UserError | None:
    """What is wrong with the roles file; while it is, nobody has a role."""
    file = _file()
    return file.fault if file else None


def _file() -> AccessFile | None:
    path = os.environ.get("CDS_ACCESS")
    return _opened(path, os.environ.get("CDS_DATA") or "data") if path else None


@lru_cache(maxsize=4)
def _opened(path: str, home: str) -> AccessFile:
    place = Path(home)
    return AccessFile(Path(path), partial(load_catalogue, place), partial(reference_stamp, place))
