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
    Reason,
    Subject,
    may,
    may_release,
    out_of_scope,
)
from cds.domain.access_rules import AccessRules, reach
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
        self.home = home
        self.action = action
        rules = _rules(home)
        self._rules = rules if by else None
        self._person: Person | None = None
        if rules and not by and action is Action.PUBLISH and rules.policy.two_person_rule:
            alone = Person(operator(), operator())
            needed = rules.policy.needed(action)
            self._demand(Decision(alone, action, needed, Reason.OWN_FIGURES))
        if self._rules and by:
            self._person = self._rules.person({"email": by})
            self._demand(self._decision(self._rules, self._person))

    def limit(self, context: Context, catalogue: Catalogue) -> Context:
        """Tell a check how far the person may reach."""
        if self._rules is None or self._person is None:
            return context
        found = reach(self._person, self.action, self._rules.policy, catalogue)
        return replace(
            context, units_in_scope=found.unit_ids, indicators_in_scope=found.indicator_ids
        )

    @property
    def is_limited(self) -> bool:
        """True when the person may not act on every figure."""
        if self._rules is None or self._person is None:
            return False
        return not self._person.is_unlimited(self._rules.policy.needed(self.action))

    @property
    def has_several_scopes(self) -> bool:
        """True when the limits told to a check may let through what no single grant covers."""
        return self.is_limited and self._person is not None and len(self._person.grants) > 1

    def demand(self, observations: tuple[Observation, ...], catalogue: Catalogue) -> None:
        """Raise NotAllowedError for the first figure outside the person's scope."""
        if self._rules is None or self._person is None:
            return
        person, policy = self._person, self._rules.policy
        for seen in out_of_scope(person, self.action, policy, observations, catalogue)[:1]:
            indicator, unit = catalogue.indicators[seen.indicator_id], catalogue.units[seen.unit_id]
            self._demand(may(person, self.action, policy, Subject(indicator, unit, catalogue)))

    def _decision(self, rules: AccessRules, person: Person) -> Decision:
        """An import publishes what the same person hands in."""
        if self.action is Action.PUBLISH:
            return may_release(person, person.key, rules.policy)
        return may(person, self.action, rules.policy)

    def _demand(self, decision: Decision) -> None:
        if not decision.is_allowed:
            _record(self.home, decision)
        decision.demand()


def _rules(home: Home) -> AccessRules | None:
    from cds.store.access_table import load_access

    path = os.environ.get("CDS_ACCESS")
    return load_access(Path(path), home.catalogue()) if path else None


def _record(home: Home, decision: Decision) -> None:
    from cds.store.audit import AuditTrail, Event

    details = {"action": str(decision.action), "reason": str(decision.reason)}
    event = Event(DENIED, decision.person.key, datetime.now(UTC), details=details)
    AuditTrail(home.path).record(event)
