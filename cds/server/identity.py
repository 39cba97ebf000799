"""Who asks: whom Streamlit's identity cookie names, how it is taken off, what its holder may do.

What may be done on pages is asked for there; here for requests beside them. Below it: whether a
browser of this machine itself asks. Every word of a request can be forwarded; the program that
holds the socket cannot. Where the system does not tell it (another system than Linux, another
user's program), the answer is no.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks

from cds.domain.access import DENIED, NOBODY, Action, Person, may
from cds.domain.errors import CdsError
from cds.server.trusted_hosts import TrustedHosts
from cds.site.people import rules
from cds.site.reach import is_at_this_machine
from cds.site.session_table import VISIT, Visit
from cds.store.audit import AuditTrail

_LOG = logging.getLogger(__name__)
_BROWSERS = (
    *("brave", "chrome", "chromium", "epiphany", "firefox", "google-chrome", "headless_shell"),
    *("microsoft-edge", "msedge", "opera", "vivaldi"),
)
_TABLES = ("net/tcp", "net/tcp6")
_LOCAL, _REMOTE, _INODE = 1, 2, 9  # columns of those tables
_PROC = Path("/proc")


@dataclass
class Authorisation:
    """Answers for the server's guards, by the roles file as it is now.

    It judges by the trusted of local mode or by the identity of a visit.
    """

    home: Path
    trusted: TrustedHosts

    def tell(self, event: str, who: str) -> None:
        """Write down who signed in or out; a full disk keeps nobody out, or in."""
        try:
            AuditTrail(self.home).write_down(event, who)
        except (CdsError, OSError):
            _LOG.exception("%s by %s is not in the audit trail", event, who)

    def may_send(self, scope: Scope) -> bool:
        """True when whoever asks may hand in files."""
        if self.trusted.is_local:
            return is_at_this_machine(Headers(scope=scope))
        decision = may(self._person(scope), Action.SEND, rules().policy)
        visit: Visit = scope[VISIT]
        if not decision.is_allowed and decision.person.is_signed_in and not visit.is_refused:
            visit.is_refused = True  # of somebody we know written down, once per visit
            AuditTrail(self.home).write_down(DENIED, decision.person.key, **decision.details)
        return decision.is_allowed

    def may_look(self, scope: Scope) -> bool:
        """True when whoever asks may see figures."""
        return may(self._person(scope), Action.VIEW, rules().policy).is_allowed

    @staticmethod
    def _person(scope: Scope) -> Person:
        said = claims(cookies(scope))
        return rules().person(said) if said else NOBODY


def cookies(scope: Scope) -> dict[str, str]:
    """The cookies of a request by name."""
    return cookie_parser(Headers(scope=scope).get("cookie", ""))


def seal(found: Mapping[str, str]) -> str | None:
    """A hash of what the identity cookie says; None without one, or with a false signature."""
    content = _content(found)
    return sha256(content).hexdigest() if content else None


def claims(found: Mapping[str, str]) -> dict[str, object]:
    """What the identity provider said of the person; empty without a valid cookie."""
    said = json.loads(_content(found) or b"{}")
    return said if isinstance(said, dict) and said.get("is_logged_in") else {}


def is_identity(name: str) -> bool:
    """True for the cookies of Streamlit that hold an identity, or a part of one."""
    return name.startswith(USER_COOKIE_NAME)


def without_identity(scope: Scope) -> Scope:
    """The same request without its identity cookies."""
    kept = {name: value for name, value in cookies(scope).items() if not is_identity(name)}
    line = "; ".join(f"{name}={value}" for name, value in kept.items())
    others = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
    return {**scope, "headers": [*others, (b"cookie", line.encode("latin-1"))]}


def _content(found: Mapping[str, str]) -> bytes | None:
    if USER_COOKIE_NAME not in found:
        return None
    return _get_signed_cookie_with_chunks(dict(found), USER_COOKIE_NAME)


def is_browser_here(scope: Scope, proc: Path = _PROC) -> bool:
    """True when a browser on this machine sent the request; `proc` is where the system tells."""
    client, server = scope.get("client"), scope.get("server")
    if not client or not server:
        return False
    inode = _inode(proc, _end(*client), _end(*server))
    return inode is not None and _is_held_by_browser(proc, inode)


def _end(host: str, port: int) -> str | None:
    """An end as the tables write it: the address in words of the machine, then the port."""
    try:
        packed = ip_address(host).packed
    except ValueError:
        return None
    words = (packed[at : at + 4][::-1].hex() for at in range(0, len(packed), 4))
    return f"{''.join(words)}:{port:04x}".upper()


def _inode(proc: Path, client: str | None, server: str | None) -> str | None:
    """The socket whose own end is the client's and whose other end is ours."""
    for table in _TABLES:
        try:
            lines = (proc / table).read_text("ascii").splitlines()[1:]
        except (OSError, ValueError):
            continue
        for fields in map(str.split, lines):
            if fields[_LOCAL] == client and fields[_REMOTE] == server:
                return fields[_INODE]
    return None


def _is_held_by_browser(proc: Path, inode: str) -> bool:
    """Look only into browsers: what everybody holds would take longer to read than a page."""
    wanted = f"socket:[{inode}]"
    for process in proc.glob("[0-9]*"):
        try:
            if (process / "exe").readlink().name.lower().startswith(_BROWSERS) and any(
                str(held.readlink()) == wanted for held in (process / "fd").iterdir()
            ):
                return True
        except OSError:  # gone meanwhile, or another user's
            continue
    return False
