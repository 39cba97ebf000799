"""Who may do what to which figures: `may` decides, whoever asks and wherever people are listed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from cds.domain.admin_units import AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.errors import NotAllowedError
from cds.domain.indicators import Indicator
from cds.domain.observations import Observation
from cds.domain.targets import Target


class Role(StrEnum):
    """What a person is to the programme; each role may do all that the ones before it may."""

    VIEWER = "viewer"
    STAFF = "staff"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"

    def includes(self, other: "Role") -> bool:
        """True when this role may do whatever the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


class Action(StrEnum):
    """What can be asked for. SEND hands figures in, PUBLISH makes them count.

    AMEND makes targets, their paths and the states of milestones count.
    """

    VIEW = "view"
    SEND = "send"
    PUBLISH = "publish"
    AMEND = "amend"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    READ_SOURCE = "read_source"
    READ_AUDIT = "read_audit"
    EDIT_STORY = "edit_story"
    ADMINISTER = "administer"


class Reason(StrEnum):
    """Why something is refused."""

    SIGN_IN = "sign_in"
    ROLE = "role"
    SCOPE = "scope"
    OWN_FIGURES = "own_figures"


_NEEDED: Mapping[Action, Role] = {
    Action.VIEW: Role.VIEWER,
    Action.SEND: Role.STAFF,
    Action.PUBLISH: Role.STAFF,
    Action.AMEND: Role.STAFF,
    Action.WITHDRAW: Role.STAFF,
    Action.RESTORE: Role.STAFF,
    Action.READ_SOURCE: Role.STAFF,
    Action.READ_AUDIT: Role.STAFF,
    Action.EDIT_STORY: Role.STAFF,
    Action.ADMINISTER: Role.ADMINISTRATOR,
}
# With the two-person rule, what changes the figures and targets that count is the publishers'.
RELEASING = {Action.PUBLISH, Action.AMEND, Action.WITHDRAW, Action.RESTORE}


@dataclass(frozen=True, slots=True)
class Scope:
    """The figures a grant is about; what is left empty limits nothing.

    An indicator is in scope when its sector, its pillar or itself is listed; a unit when it, or
    a unit above it in any vintage, bears a listed code.
    """

    sectors: frozenset[str] = frozenset()
    pillars: frozenset[str] = frozenset()
    indicator_ids: frozenset[str] = frozenset()
    unit_codes: frozenset[str] = frozenset()

    @property
    def covers_every_indicator(self) -> bool:
        """True when nothing limits the indicators."""
        return not (self.sectors or self.pillars or self.indicator_ids)

    def covers_indicator(self, indicator: Indicator) -> bool:
        """True when the indicator lies in the scope, whatever the unit."""
        return (
            self.covers_every_indicator
            or indicator.sector in self.sectors
            or indicator.pillar in self.pillars
            or indicator.indicator_id in self.indicator_ids
        )

    def covers_unit(self, unit: AdminUnit, catalogue: Catalogue) -> bool:
        """True when the unit lies in the scope, whatever the indicator."""
        if not self.unit_codes:
            return True
        wholes = (w for code in self.unit_codes for w in catalogue.units_with_code(code))
        return any(catalogue.is_within(unit, whole.unit_id) for whole in wholes)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role within a scope."""

    role: Role
    scope: Scope = Scope()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the screen or behind `--by`. `key` names them in records: the e-mail address.

    Nobody signed in has the empty key.
    """

    key: str
    name: str
    grants: tuple[Grant, ...] = ()

    @property
    def is_signed_in(self) -> bool:
        """True when we know who it is."""
        return bool(self.key)

    @property
    def role(self) -> Role:
        """The highest role granted anywhere."""
        return max((g.role for g in self.grants), key=list(Role).index, default=Role.VIEWER)

    def scopes(self, needed: Role) -> list[Scope]:
        """The scopes of the grants of that role at least."""
        return [grant.scope for grant in self.grants if grant.role.includes(needed)]

    def is_unlimited(self, needed: Role) -> bool:
        """True when a grant of that role at least reaches every figure."""
        return Scope() in self.scopes(needed)


NOBODY = Person("", "")
DENIED = "denied"  # the audit trail's word for a refused action


class Viewers(StrEnum):
    """Who may look."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a province decides once for everybody."""

    viewers: Viewers = Viewers.PUBLIC
    two_person_rule: bool = False

    def needed(self, action: Action) -> Role:
        """The least role that may do it."""
        return Role.PUBLISHER if self.two_person_rule and action in RELEASING else _NEEDED[action]


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to "may this person do that"; `reason` None means yes.

    `indicator` and `unit` are those of the figure that is out of scope.
    """

    person: Person
    action: Action
    needed: Role
    reason: Reason | None = None
    indicator: Indicator | None = None
    unit: AdminUnit | None = None

    @property
    def is_allowed(self) -> bool:
        """True for yes."""
        return self.reason is None

    @property
    def details(self) -> dict[str, str]:
        """What the audit trail keeps of a refusal."""
        said = {"action": str(self.action), "reason": str(self.reason)}
        if self.indicator and self.unit:
            said |= {"indicator": self.indicator.indicator_id, "unit": self.unit.unit_id}
        return said

    def demand(self) -> None:
        """Return when allowed. Raises NotAllowedError with the reason otherwise."""
        if self.reason is None:
            return
        raise NotAllowedError(
            f"not_allowed.{self.reason}",
            person=self.person.name or self.person.key,
            action=self.action,
            role=self.person.role,
            needed=self.needed,
            indicator=self.indicator and self.indicator.name,
            unit=self.unit and self.unit.name,
        )


def may(person: Person, action: Action, policy: Policy, *, sent_by: str | None = None) -> Decision:
    """Decide on an action: yes when some figures may be the person's to act on.

    `sent_by` names who sent what would be published: with the two-person rule, not the one who
    publishes.
    """
    needed = policy.needed(action)
    reason = None
    if action is Action.VIEW and policy.viewers is Viewers.PUBLIC:
        pass
    elif not person.is_signed_in:
        reason = Reason.SIGN_IN
    elif needed is Role.VIEWER:
        pass  # looking is not limited to a scope
    elif not person.scopes(needed):
        reason = Reason.ROLE
    elif policy.two_person_rule and sent_by and person.key.casefold() == sent_by.casefold():
        reason = Reason.OWN_FIGURES
    return Decision(person, action, needed, reason)


def may_all(
    person: Person,
    action: Action,
    policy: Policy,
    things: Iterable[Observation | Target],
    catalogue: Catalogue,
    *,
    sent_by: str | None = None,
) -> Decision:
    """Decide on an action on every one of some figures or targets; the first refused is named."""
    decision = may(person, action, policy, sent_by=sent_by)
    if not decision.is_allowed or decision.needed is Role.VIEWER:
        return decision
    about = dict.fromkeys(
        (
            one.indicator_id,
            catalogue.unit_of(one).unit_id if isinstance(one, Target) else one.unit_id,
        )
        for one in things
    )
    scopes = person.scopes(decision.needed)
    for indicator_id, unit_id in about:
        indicator, unit = catalogue.indicators[indicator_id], catalogue.units[unit_id]
        fitting = (one for one in scopes if one.covers_indicator(indicator))
        if not any(one.covers_unit(unit, catalogue) for one in fitting):
            return replace(decision, reason=Reason.SCOPE, indicator=indicator, unit=unit)
    return decision


def reach(
    person: Person, action: Action, policy: Policy, catalogue: Catalogue
) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    """Return the ids of the units and indicators somebody may act on at most; None: all.

    With several grants not every pair of them is in scope: `may_all` has the last word.
    """
    scopes = person.scopes(policy.needed(action))
    units = (
        unit.unit_id
        for unit in catalogue.units.values()
        if any(scope.covers_unit(unit, catalogue) for scope in scopes)
    )
    indicators = (
        indicator.indicator_id
        for indicator in catalogue.indicators.values()
        if any(scope.covers_indicator(indicator) for scope in scopes)
    )
    return (
        None if any(not scope.unit_codes for scope in scopes) else frozenset(units),
        None if any(scope.covers_every_indicator for scope in scopes) else frozenset(indicators),
    )


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
