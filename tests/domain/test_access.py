"""Access: what each role may do, how far a scope reaches, the two-person rule, who is who."""

import pytest

from cds.domain.access import (
    NOBODY,
    AccessRules,
    Action,
    Grant,
    Listed,
    Person,
    Policy,
    Reason,
    Role,
    Scope,
    Viewers,
    may,
    may_all,
    reach,
)
from cds.domain.errors import ExitCode, NotAllowedError
from cds.domain.observations import Observation
from tests.factories import catalogue, indicator, observation, target, unit_id

OPEN = Policy()
TWO_PERSONS = Policy(two_person_rule=True)
CLOSED = Policy(viewers=Viewers.SIGNED_IN)
REFERENCE = catalogue(
    [
        indicator("clinics", sector="health", pillar="society"),
        indicator("coverage", pillar="infrastructure"),
    ]
)
CHANGING = (Action.PUBLISH, Action.AMEND, Action.WITHDRAW, Action.RESTORE)


def person(role: Role = Role.STAFF, email: str = "lan@example.vn", **scope: set[str]) -> Person:
    limits = Scope(**{name: frozenset(values) for name, values in scope.items()})
    return Person(email, "Lan", (Grant(role, limits),))


def figure(indicator_id: str = "coverage", code: str = "1011") -> Observation:
    return observation(indicator_id, code)


def reason(who: Person, action: Action, policy: Policy = OPEN, on: Observation | None = None):
    return decided(who, action, policy, on).reason


def decided(who: Person, action: Action, policy: Policy, on: Observation | None = None):
    return may_all(who, action, policy, [on] if on else [], REFERENCE)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.VIEWER, {Action.VIEW}),
        (Role.STAFF, set(Action) - {Action.ADMINISTER}),
        (Role.PUBLISHER, set(Action) - {Action.ADMINISTER}),
        (Role.ADMINISTRATOR, set(Action)),
    ],
)
def test_each_role_may_do_what_is_its_own_and_no_more(role, allowed):
    assert {action for action in Action if reason(person(role), action) is None} == allowed


@pytest.mark.parametrize("action", CHANGING)
def test_two_person_rule_leaves_changing_figures_to_publishers(action):
    assert reason(person(Role.STAFF), action, TWO_PERSONS) is Reason.ROLE
    assert reason(person(Role.PUBLISHER), action, TWO_PERSONS) is None
    assert reason(person(Role.STAFF), Action.SEND, TWO_PERSONS) is None


def test_publisher_releases_what_another_sent_but_not_his_own():
    publisher = person(Role.PUBLISHER, "minh@example.vn")

    assert may(publisher, Action.PUBLISH, TWO_PERSONS, sent_by="lan@example.vn").is_allowed
    assert (
        may(publisher, Action.PUBLISH, TWO_PERSONS, sent_by="Minh@example.vn").reason
        is Reason.OWN_FIGURES
    )
    assert may(publisher, Action.PUBLISH, OPEN, sent_by="minh@example.vn").is_allowed
    assert (
        may(person(Role.STAFF), Action.PUBLISH, TWO_PERSONS, sent_by="x@example.vn").reason
        is Reason.ROLE
    )


def test_looking_is_public_unless_set_otherwise():
    assert reason(NOBODY, Action.VIEW, OPEN) is None
    assert reason(NOBODY, Action.VIEW, CLOSED) is Reason.SIGN_IN
    assert reason(Person("x@example.vn", "X"), Action.VIEW, CLOSED) is None


@pytest.mark.parametrize("action", [action for action in Action if action is not Action.VIEW])
def test_nobody_may_do_nothing_but_look(action):
    assert reason(NOBODY, action) is Reason.SIGN_IN


@pytest.mark.parametrize(
    ("code", "expected"),
    [("101", None), ("1011", None), ("1021", Reason.SCOPE), ("10", Reason.SCOPE)],
)
def test_unit_scope_reaches_the_unit_and_everything_below(code, expected):
    officer = person(unit_codes={"101"})

    assert reason(officer, Action.PUBLISH, on=figure(code=code)) is expected


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ({}, {"clinics", "coverage"}),
        ({"sectors": {"health"}}, {"clinics"}),
        ({"pillars": {"infrastructure"}}, {"coverage"}),
        ({"indicator_ids": {"coverage"}}, {"coverage"}),
        ({"sectors": {"health"}, "indicator_ids": {"coverage"}}, {"clinics", "coverage"}),
        ({"sectors": {"energy"}}, set()),
    ],
)
def test_indicators_in_scope_are_those_of_a_listed_sector_pillar_or_name(scope, expected):
    officer = person(**scope)

    found = {
        name for name in REFERENCE.indicators if decided(officer, Action.SEND, OPEN, figure(name))
        .is_allowed
    }  # fmt: skip

    assert found == expected


def test_a_scope_of_a_lesser_grant_does_not_widen_a_greater_one():
    everywhere, town = (
        Grant(Role.STAFF),
        Grant(Role.PUBLISHER, Scope(unit_codes=frozenset({"101"}))),
    )
    both = Person("lan@example.vn", "Lan", (everywhere, town))

    assert both.role is Role.PUBLISHER
    assert reason(both, Action.PUBLISH, TWO_PERSONS, figure(code="1021")) is Reason.SCOPE
    assert reason(both, Action.SEND, TWO_PERSONS, figure(code="1021")) is None


def test_looking_is_not_limited_to_a_scope():
    assert reason(person(unit_codes={"101"}), Action.VIEW, CLOSED, figure(code="1021")) is None


def test_of_several_figures_the_first_out_of_scope_is_refused():
    officer = person(unit_codes={"101"}, sectors={"health"})
    inside = observation("clinics", "1011", value="1")
    sent = [
        inside,
        observation("clinics", "1021", value="2"),
        observation("coverage", "1011", value="3"),
    ]

    assert may_all(officer, Action.SEND, OPEN, [inside, inside], REFERENCE).is_allowed
    assert may_all(officer, Action.SEND, OPEN, [], REFERENCE).is_allowed
    refused = may_all(officer, Action.SEND, OPEN, sent, REFERENCE)
    assert refused.details == {
        "action": "send", "reason": "scope", "indicator": "clinics", "unit": unit_id("1021"),
    }  # fmt: skip
    assert may_all(NOBODY, Action.SEND, OPEN, sent, REFERENCE).details == {
        "action": "send", "reason": "sign_in",
    }  # fmt: skip


def test_of_several_targets_the_first_out_of_scope_is_refused():
    officer = person(sectors={"health"})
    inside = target("clinics", scope_unit_id=unit_id("1011"))
    set_for_all = target("coverage")

    assert may_all(officer, Action.AMEND, OPEN, [inside, inside], REFERENCE).is_allowed
    assert may_all(officer, Action.AMEND, OPEN, [], REFERENCE).is_allowed
    refused = may_all(officer, Action.AMEND, OPEN, [inside, set_for_all, inside], REFERENCE)
    assert refused.details == {
        "action": "amend", "reason": "scope", "indicator": "coverage",
        "unit": REFERENCE.programme.home_unit_id,
    }  # fmt: skip
    own = may_all(
        person(Role.PUBLISHER),
        Action.AMEND,
        TWO_PERSONS,
        [inside],
        REFERENCE,
        sent_by="LAN@example.vn",
    )
    assert own.reason is Reason.OWN_FIGURES


def test_refusal_is_an_error_that_names_who_what_and_where():
    decision = decided(person(unit_codes={"102"}), Action.PUBLISH, OPEN, figure())

    with pytest.raises(NotAllowedError) as error:
        decision.demand()

    assert error.value.phrase == "not_allowed.scope"
    assert error.value.exit_code is ExitCode.NOT_ALLOWED
    assert error.value.slots["unit"] == "Phường Trung Tâm"
    assert error.value.slots["person"] == "Lan"


def test_refusal_without_a_figure_names_the_role_needed():
    with pytest.raises(NotAllowedError) as error:
        may(person(Role.VIEWER), Action.SEND, OPEN).demand()

    assert error.value.slots["needed"] is Role.STAFF
    assert error.value.slots["unit"] is None


def test_what_is_allowed_raises_nothing():
    assert may(person(), Action.SEND, OPEN).demand() is None


STAFF, PUBLISHER = Grant(Role.STAFF), Grant(Role.PUBLISHER)
RULES = AccessRules(
    listed=(
        Listed(STAFF, email="lan@example.vn"),
        Listed(PUBLISHER, claim="groups", value="releasers"),
        Listed(PUBLISHER, claim="office", value="province"),
    )
)


@pytest.mark.parametrize(
    ("claims", "grants"),
    [
        ({"email": " Lan@Example.vn"}, (STAFF,)),
        ({"email": "lan@example.vn", "groups": ["a", "releasers"]}, (STAFF, PUBLISHER)),
        ({"email": "minh@example.vn", "office": "province"}, (PUBLISHER,)),
        ({"email": "minh@example.vn", "office": "provinces"}, ()),
        ({"email": "minh@example.vn", "groups": "releasers of nothing"}, ()),
        ({"email": "lan@example.vn", "email_verified": False}, ()),
        ({"sub": "lan@example.vn"}, ()),
    ],
)
def test_people_are_known_by_verified_address_or_by_claim(claims, grants):
    assert RULES.person(claims).grants == grants


def test_person_is_named_by_address_else_by_subject():
    assert RULES.person({"email": "Lan@example.vn", "name": "Lan", "sub": "7"}).name == "Lan"
    assert RULES.person({"email": "Lan@example.vn", "sub": "7"}).key == "lan@example.vn"
    assert RULES.person({"sub": "7"}).key == "7"
    assert RULES.person({"email": "Lan@example.vn"}).name == "lan@example.vn"
    assert not RULES.person({}).is_signed_in


def test_an_entry_without_address_or_claim_is_about_nobody():
    assert AccessRules(listed=(Listed(STAFF),)).person({"sub": "7"}).grants == ()


def test_reach_is_what_grants_of_the_role_cover_together():
    town = Grant(Role.STAFF, Scope(unit_codes=frozenset({"101"}), sectors=frozenset({"health"})))
    commune = Grant(Role.STAFF, Scope(unit_codes=frozenset({"1021"})))
    looking = Grant(Role.VIEWER)
    officer = Person("lan@example.vn", "Lan", (town, commune, looking))

    units, indicators = reach(officer, Action.SEND, OPEN, REFERENCE)

    assert units == {unit_id(code) for code in ("101", "1011", "1012", "1021")}
    assert indicators is None  # the commune's grant names none


def test_reach_of_one_grant_is_exact():
    found = reach(person(sectors={"health"}), Action.SEND, OPEN, REFERENCE)

    assert found == (None, {"clinics"})


def test_only_a_grant_without_limits_reaches_everything():
    assert person().is_unlimited(Role.STAFF)
    assert not person().is_unlimited(Role.PUBLISHER)
    assert not person(sectors={"health"}).is_unlimited(Role.STAFF)
