"""What `--by` may do when a roles file (CDS_ACCESS) says so; without one, whoever types may all."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cds.cli.home import Home, operator
from cds.domain.access import (
    DENIED,
    Action,
    Decision,
    Person,
    Policy,
    Reason,
    Subject,
    may,
    may_release,
    out_of_scope,
)
from cds.domain.access_rules import reach
from cds.domain.catalogue import Catalogue
from cds.domain.observations import Observation
from cds.ingest.context import Context


class Permission:
    """Judges one command. Refusals are written into the audit trail."""

    def __init__(self, home: Home, by: str | None, action: Action) -> None:
        """Find out who `by` (an e-mail address) is; None is whoever runs the command.

        That one may all but publish alone where two persons are needed. Raises AccessFileError
        when the roles file is faulty, NotAllowedError when the role of that person is not enough.
        """
        from cds.store.access_table import load_access

        self._home, self._action = home, action
        self._person: Person | None = None  # nobody limits whoever is not known
        self._policy = Policy()
        if not (path := os.environ.get("CDS_ACCESS")):
            return
        rules = load_access(Path(path), home.catalogue())
        self._policy = rules.policy
        if by:
            person = self._person = rules.person({"email": by})
            if action is Action.PUBLISH:  # an import publishes what the same person hands in
                self._demand(may_release(person, person.key, rules.policy))
            else:
                self._demand(may(person, action, rules.policy))
        elif action is Action.PUBLISH and rules.policy.two_person_rule:
            alone, needed = Person(operator(), operator()), rules.policy.needed(action)
            self._demand(Decision(alone, action, needed, Reason.OWN_FIGURES))

    def limit(self, context: Context, catalogue: Catalogue) -> Context:
        """Tell a check how far the person may reach."""
        if self._person is None:
            return context
        found = reach(self._person, self._action, self._policy, catalogue)
        return replace(
            context, units_in_scope=found.unit_ids, indicators_in_scope=found.indicator_ids
        )

    @property
    def is_limited(self) -> bool:
        """True when the person may not act on every figure."""
        needed = self._policy.needed(self._action)
        return self._person is not None and not self._person.is_unlimited(needed)

    @property
    def has_several_scopes(self) -> bool:
        """True when the limits told to a check may let through what no single grant covers."""
        return self._person is not None and self.is_limited and len(self._person.grants) > 1

    def demand(self, observations: tuple[Observation, ...], catalogue: Catalogue) -> None:
        """Raise NotAllowedError for the first figure outside the person's scope."""
        person, action, policy = self._person, self._action, self._policy
        if person is None:
            return
        for seen in out_of_scope(person, action, policy, observations, catalogue)[:1]:
            indicator, unit = catalogue.indicators[seen.indicator_id], catalogue.units[seen.unit_id]
            self._demand(may(person, action, policy, Subject(indicator, unit, catalogue)))

    def _demand(self, decision: Decision) -> None:
        from cds.store.audit import AuditTrail, Event

        if not decision.is_allowed:
            details = {"action": str(decision.action), "reason": str(decision.reason)}
            event = Event(DENIED, decision.person.key, datetime.now(UTC), details=details)
            AuditTrail(self._home.path).record(event)
        decision.demand()
