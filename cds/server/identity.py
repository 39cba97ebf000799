"""Who asks: whom Streamlit's identity cookie names, how it is taken off, what its holder may do.

What may be done on pages is asked for there; here for requests beside them.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
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
