"""What the roles file says, as values: who is listed for what, and what is decided for all."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cds.domain.access import Grant, Person, Policy


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
    """Everything the roles file says. `idle_seconds` and `absolute_seconds` bound a session."""

    policy: Policy = field(default_factory=Policy)
    listed: tuple[Listed, ...] = ()
    frame_ancestors: tuple[str, ...] = ()
    idle_seconds: float = 30 * 60
    absolute_seconds: float = 8 * 3600

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
