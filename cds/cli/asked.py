"""What the words of a command line mean: indicators, units, the figures of a data version, `--by`.

What `--by` may do a roles file (CDS_ACCESS) says; without one, whoever types may all.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from cds.cli.home import PARTS, Home, operator
from cds.cli.phrasing import format_option, indicators_option, level_option, option, period_option
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
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.errors import AmbiguousError, NotFoundError, UsageError
from cds.domain.observations import Observation
from cds.domain.periods import Period
from cds.domain.targets import Target
from cds.ingest.context import Context
from cds.ingest.words.indicator_index import IndicatorIndex
from cds.scorecard import Filters
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import View
from cds.text.numbers import validity


def filter_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that `observations` and `assess` share."""
    limits = (period_option, level_option, option("--unit"), option("--boundaries"))
    for add in (format_option, option("--as-of"), *limits, indicators_option):
        function = add(function)
    return function


def asked_for(
    home: Home,
    indicator: Sequence[str],
    unit: str | None = None,
    level: str | None = None,
    period: Period | None = None,
    as_of: str | None = None,
    programme: str | None = None,
    boundaries: str | None = None,
) -> tuple[Catalogue, View, Filters]:
    """Open the home and find what was named; a unit is judged by its own programme.

    `boundaries` names the vintage on which figures of every period are asked for. Raises as
    `unit_of` does for what there is not.
    """
    catalogue, view = home.opened(as_of, programme, boundaries)
    named = dict.fromkeys(indicator_of(catalogue, each) for each in indicator)
    whole = unit_of(catalogue, unit, period) if unit is not None else None
    if whole and programme is None:
        catalogue = catalogue.of(catalogue.programme_of(whole.unit_id))
    limits = Filters(
        indicator_ids=tuple(named or catalogue.indicators),
        unit_ids=(whole.unit_id,) if whole else None,
        level=AdminLevel(level) if level else None,
        until=period,
    )
    return catalogue, view, limits


def indicator_of(catalogue: Catalogue, text: str) -> str:
    """Return an indicator's id. Raises NotFoundError, naming close ones, when there is none."""
    indicator_id = text.strip()
    if indicator_id not in catalogue.indicators:
        close = IndicatorIndex(catalogue).close(text)
        phrase = "no_such_indicator_but" if close else "no_such_indicator"
        raise NotFoundError(phrase, value=text, close=close)
    return indicator_id


def unit_of(catalogue: Catalogue, text: str, period: Period | None = None) -> AdminUnit:
    """Return the unit of a code, or of a code and a day on which it held (CODE@DATE).

    Raises NotFoundError when there is none; AmbiguousError, naming them, when the code was given
    to several units and neither the day nor the period tells which is meant.
    """
    code, _, day = text.strip().partition("@")
    units = catalogue.units_with_code(code)
    if day:
        try:
            on = date.fromisoformat(day)
        except ValueError as error:
            raise NotFoundError("no_such_unit", value=text) from error
        units = tuple(unit for unit in units if unit.is_valid_on(on))
    elif catalogue.boundaries and len(units) > 1:
        units = tuple(unit for unit in units if catalogue.is_shown(unit.unit_id)) or units
    elif period and len(units) > 1:
        units = tuple(unit for unit in units if unit.overlaps(period)) or units
    if not units:
        raise NotFoundError("no_such_unit", value=text)
    if len(units) > 1:
        spans = (f"{u.name}, {validity(u.valid_from, u.valid_to)}" for u in units)
        named = [f"{u.unit_id} ({span})" for u, span in zip(units, spans, strict=True)]
        last = units[-1].unit_id
        raise AmbiguousError("several_units", value=text, candidates="; ".join(named), example=last)
    return units[0]


def version_of(store: SnapshotStore, text: str) -> int:
    """Return the data version of a number, a moment, or a snapshot's publication.

    Raises NotFoundError when it is none of these.
    """
    for snapshot in store.snapshots():
        if snapshot.snapshot_id == text:
            return snapshot.version
    try:
        return store.version_at(text)
    except UsageError as error:
        raise NotFoundError("unknown_snapshot", id=text) from error


class Permission:
    """Judges one command. Refusals are written into the audit trail."""

    def __init__(self, home: Home, by: str | None, action: Action) -> None:
        """Find out who `by` (an e-mail address) is; None is whoever runs the command.

        That one may all but publish alone where two persons are needed. Raises AccessFileError
        when the roles file is faulty, NotAllowedError when the role of that person is not enough.

        Administering has no scope, so it is judged where the reference cannot be read as well.
        """
        from cds.store.access_table import load_access

        self._home, self._action, self._policy = home, action, Policy()
        self._person = Person(operator(), operator(), (Grant(Role.ADMINISTRATOR),))
        if path := os.environ.get("CDS_ACCESS"):
            has_scope = action is not Action.ADMINISTER
            rules = load_access(Path(path), home.catalogue() if has_scope else None)
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

        if not decision.is_allowed and self._home.has_any(*PARTS):
            trail = AuditTrail(self._home.path)
            trail.write_down(DENIED, decision.person.key, **decision.details)
        decision.demand()
