"""Who asks, as far as requests beside the pages are concerned."""

import logging
from pathlib import Path

from starlette.datastructures import Headers
from starlette.types import Scope

from cds.domain.access import DENIED, NOBODY, Action, Decision, Person, may
from cds.domain.errors import CdsError
from cds.server import identity
from cds.server.session_table import Limits, Visit
from cds.server.sessions import VISIT
from cds.server.trusted_hosts import TrustedHosts
from cds.site.people import rules
from cds.site.reach import is_at_this_machine
from cds.store.audit import AuditTrail

_LOG = logging.getLogger(__name__)


class Authorisation:
    """Answers for the server's guards, by the roles file as it is now."""

    def __init__(self, home: Path, trusted: TrustedHosts) -> None:
        """Judge by the trusted of local mode or by the identity of a visit."""
        self.home = home
        self.trusted = trusted

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
        if not decision.is_allowed:
            self._record(decision, scope[VISIT])
        return decision.is_allowed

    def may_look(self, scope: Scope) -> bool:
        """True when whoever asks may see figures."""
        return may(self._person(scope), Action.VIEW, rules().policy).is_allowed

    @staticmethod
    def _person(scope: Scope) -> Person:
        said = identity.claims(identity.cookies(scope))
        return rules().person(said) if said else NOBODY

    def _record(self, decision: Decision, visit: Visit) -> None:
        """Write down a refused upload of somebody we know, once per visit."""
        if not decision.person.is_signed_in or visit.is_refused:
            return
        visit.is_refused = True
        trail = AuditTrail(self.home)
        trail.write_down(DENIED, decision.person.key, **decision.details)


def limits() -> Limits:
    """How long signed-in visits last."""
    now = rules()
    return Limits(now.idle_seconds, now.absolute_seconds)


def frame_ancestors() -> tuple[str, ...]:
    """The sites that may show us in a frame."""
    return rules().frame_ancestors
