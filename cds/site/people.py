"""Who comes: the roles file (CDS_ACCESS) of this process, and who is signed in elsewhere too."""

import os
from functools import lru_cache, partial
from pathlib import Path

from streamlit.runtime.scriptrunner import get_script_run_ctx

from cds.domain.access import AccessRules
from cds.domain.errors import UserError
from cds.site.session_table import SessionTable
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


sign_ins: SessionTable | None = None  # set by the server of this process


def other_browsers(who: str) -> int:
    """In how many browsers beside this one a person is signed in."""
    return max(0, sign_ins.count(who) - 1) if sign_ins else 0


def end_others() -> None:
    """Sign the person at this screen out everywhere else."""
    context = get_script_run_ctx(suppress_warning=True)
    if sign_ins and context:
        sign_ins.end_others(context.session_id)
