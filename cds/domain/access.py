"""Who may do what to which figures; pure rules, whoever asks and wherever people are listed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cds.domain.admin_units import AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.errors import NotAllowedError
from cds.domain.indicators import Indicator
from cds.domain.observations import Observation


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
    """What can be asked for. SEND hands figures in, PUBLISH makes them count."""

    VIEW = "view"
    SEND = "send"
    PUBLISH = "publish"
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
    Action.WITHDRAW: Role.STAFF,
    Action.RESTORE: Role.STAFF,
    Action.READ_SOURCE: Role.STAFF,
    Action.READ_AUDIT: Role.STAFF,
    Action.EDIT_STORY: Role.STAFF,
    Action.ADMINISTER: Role.ADMINISTRATOR,
}
# With the two-person rule, what changes the figures that count is the publishers' alone.
RELEASING = {Action.PUBLISH, Action.WITHDRAW, Action.RESTORE}


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

    def covers(self, indicator: Indicator, unit: AdminUnit, catalogue: Catalogue) -> bool:
        """True when the figure of that indicator and unit lies in the scope."""
        return self.covers_indicator(indicator) and self.covers_unit(unit, catalogue)

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

    def is_unlimited(self, needed: Role) -> bool:
        """True when a grant of that role at least reaches every figure."""
        return any(g.role.includes(needed) and g.scope == Scope() for g in self.grants)


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
class Subject:
    """What an action is about: the figure of one indicator and unit."""

    indicator: Indicator
    unit: AdminUnit
    catalogue: Catalogue = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to "may this person do that"; `reason` None means yes."""

    person: Person
    action: Action
    needed: Role
    reason: Reason | None = None
    figure: Subject | None = None

    @property
    def is_allowed(self) -> bool:
        """True for yes."""
        return self.reason is None

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
            indicator=self.figure.indicator.name if self.figure else None,
            unit=self.figure.unit.name if self.figure else None,
        )


def may(person: Person, action: Action, policy: Policy, figure: Subject | None = None) -> Decision:
    """Decide on an action; on a figure the scope counts as well.

    Without a figure the answer is yes when some figures may be the person's to act on.
    """
    needed = policy.needed(action)
    return Decision(person, action, needed, _refusal(person, action, policy, figure), figure)


def may_release(person: Person, sent_by: str, policy: Policy) -> Decision:
    """Decide on publishing what somebody sent: with the two-person rule, not one's own."""
    decision = may(person, Action.PUBLISH, policy)
    if decision.is_allowed and policy.two_person_rule and person.key == sent_by.casefold():
        return Decision(person, Action.PUBLISH, decision.needed, Reason.OWN_FIGURES)
    return decision


def out_of_scope(
    person: Person,
    action: Action,
    policy: Policy,
    observations: Iterable[Observation],
    catalogue: Catalogue,
) -> tuple[Observation, ...]:
    """Return the figures that the person may not do this to, in their order."""
    allowed: dict[tuple[str, str], bool] = {}

    def is_allowed(observation: Observation) -> bool:
        key = (observation.indicator_id, observation.unit_id)
        if key not in allowed:
            figure = Subject(catalogue.indicators[key[0]], catalogue.units[key[1]], catalogue)
            allowed[key] = may(person, action, policy, figure).is_allowed
        return allowed[key]

    return tuple(each for each in observations if not is_allowed(each))


def _refusal(
    person: Person, action: Action, policy: Policy, figure: Subject | None
) -> Reason | None:
    if action is Action.VIEW and policy.viewers is Viewers.PUBLIC:
        return None
    if not person.is_signed_in:
        return Reason.SIGN_IN
    needed = policy.needed(action)
    fitting = [grant for grant in person.grants if grant.role.includes(needed)]
    if needed is Role.VIEWER:  # looking is not limited to a scope
        return None
    if not fitting:
        return Reason.ROLE
    return Reason.SCOPE if figure and not _is_covered(figure, fitting) else None


def _is_covered(figure: Subject, grants: Iterable[Grant]) -> bool:
    scopes = (grant.scope for grant in grants)
    return any(s.covers(figure.indicator, figure.unit, figure.catalogue) for s in scopes)
