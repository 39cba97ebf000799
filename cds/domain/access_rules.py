"""What the roles file says, as values: who is listed for what, and what is decided for all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cds.domain.access import Action, Grant, Person, Policy, Scope
from cds.domain.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of the roles file: a grant for an e-mail address or for holders of a claim."""

    grant: Grant
    email: str | None = None
    claim: str | None = None
    value: str = ""

    def is_about(self, email: str, claims: Mapping[str, object]) -> bool:
        """True when the person with that address and those claims is meant."""
        if self.claim is None:
            return self.email == email and email != ""
        held = claims.get(self.claim)
        return self.value in held if isinstance(held, list | tuple) else held == self.value


@dataclass(frozen=True, slots=True)
class AccessRules:
    """Everything the roles file says. `idle_seconds` and `absolute_seconds` bound a session.

    Within `fresh_seconds` of signing in a person may change what counts.
    """

    policy: Policy = field(default_factory=Policy)
    listed: tuple[Listed, ...] = ()
    frame_ancestors: tuple[str, ...] = ()
    idle_seconds: float = 30 * 60
    absolute_seconds: float = 8 * 3600
    fresh_seconds: float = 3600

    def person(self, claims: Mapping[str, object]) -> Person:
        """Return who an identity provider's claims (or `email` alone) describe.

        An address the provider calls unverified grants nothing. Without an address the subject
        names the person.
        """
        email = str(claims.get("email") or "").strip().casefold()
        key = email or str(claims.get("sub") or "")
        trusted = "" if claims.get("email_verified") is False else email
        grants = tuple(each.grant for each in self.listed if each.is_about(trusted, claims))
        return Person(key, str(claims.get("name") or key), grants)


@dataclass(frozen=True, slots=True)
class AccessProblem:
    """A fault of the roles file: `place` is a line or a key, `fault` names its sentence."""

    place: str
    fault: str
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """The units and indicators somebody may act on at most; None means all.

    With several grants not every pair of them is in scope: `out_of_scope` has the last word.
    """

    unit_ids: frozenset[str] | None
    indicator_ids: frozenset[str] | None


def reach(person: Person, action: Action, policy: Policy, catalogue: Catalogue) -> Reach:
    """Return how far the person's grants for that action reach."""
    needed = policy.needed(action)
    scopes = [grant.scope for grant in person.grants if grant.role.includes(needed)]
    has_all_units = any(not scope.unit_codes for scope in scopes)
    has_all_indicators = any(scope.covers_every_indicator for scope in scopes)
    return Reach(
        None if has_all_units else _units(scopes, catalogue),
        None if has_all_indicators else _indicators(scopes, catalogue),
    )


def _units(scopes: Iterable[Scope], catalogue: Catalogue) -> frozenset[str]:
    found = (
        unit.unit_id
        for scope in scopes
        for unit in catalogue.units.values()
        if scope.covers_unit(unit, catalogue)
    )
    return frozenset(found)


def _indicators(scopes: Iterable[Scope], catalogue: Catalogue) -> frozenset[str]:
    every = catalogue.indicators.values()
    return frozenset(i.indicator_id for s in scopes for i in every if s.covers_indicator(i))
