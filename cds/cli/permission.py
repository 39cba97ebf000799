"""What `--by` may do when a roles file (CDS_ACCESS) says so; without one, whoever types may all."""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from cds.cli.home import Home, operator
from cds.domain.access import (
    DENIED,
    Action,
    Decision,
    Grant,
    Person,
    Policy,
    Role,
    may,
    may_all,
    reach,
)
from cds.domain.catalogue import Catalogue
from cds.domain.observations import Observation
from cds.domain.targets import Target
from cds.ingest.context import Context


class Permission:
    """Judges one command. Refusals are written into the audit trail."""

    def __init__(self, home: Home, by: str | None, action: Action) -> None:
        """Find out who `by` (an e-mail address) is; None is whoever runs the command.

        That one may all but publish alone where two persons are needed. Raises AccessFileError
        when the roles file is faulty, NotAllowedError when the role of that person is not enough.
        """
        from cds.store.access_table import load_access

        self._home, self._action, self._policy = home, action, Policy()
        self._person = Person(operator(), operator(), (Grant(Role.ADMINISTRATOR),))
        if path := os.environ.get("CDS_ACCESS"):
            rules = load_access(Path(path), home.catalogue())
            self._policy = rules.policy
            self._person = rules.person({"email": by}) if by else self._person
        # A command makes count what the same person hands in.
        is_own = action in (Action.PUBLISH, Action.AMEND)
        self._sent_by = self._person.key if is_own else None
        self._demand(may(self._person, action, self._policy, sent_by=self._sent_by))

    def limit(self, context: Context, catalogue: Catalogue) -> Context:
        """Tell a check how far the person may reach."""
        units, indicators = reach(self._person, self._action, self._policy, catalogue)
        return replace(context, units_in_scope=units, indicators_in_scope=indicators)

    @property
    def is_limited(self) -> bool:
        """True when the person may not act on every figure."""
        return not self._person.is_unlimited(self._policy.needed(self._action))

    @property
    def has_several_scopes(self) -> bool:
        """True when the limits told to a check may let through what no single grant covers."""
        return self.is_limited and len(self._person.grants) > 1

    def demand(self, things: Iterable[Observation | Target], catalogue: Catalogue) -> None:
        """Raise NotAllowedError for the first figure or target outside the person's scope."""
        asked = self._person, self._action, self._policy, things, catalogue
        self._demand(may_all(*asked, sent_by=self._sent_by))

    def _demand(self, decision: Decision) -> None:
        from cds.store.audit import AuditTrail

        if not decision.is_allowed:
            trail = AuditTrail(self._home.path)
            trail.write_down(DENIED, decision.person.key, **decision.details)
        decision.demand()
