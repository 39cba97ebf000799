"""Who comes to the pages."""

import pytest

from cds.domain.access import AccessRules, Grant, Person, Policy, Role, Scope
from cds.ui import access


@pytest.fixture
def people(monkeypatch):
    """Two persons where figures need two; returns how one comes to the screen."""
    rules = AccessRules(Policy(two_person_rule=True))
    monkeypatch.setattr(access, "rules", lambda: rules)
    monkeypatch.setattr(access, "is_local_mode", lambda: False)
    monkeypatch.setattr(access, "has_sign_in", lambda: True)
    monkeypatch.setattr(access, "is_fresh", lambda *_: True)
    monkeypatch.setattr(access, "controls", lambda: None)

    def enter(name, role=Role.STAFF, scope=Scope()):  # noqa: B008 - frozen
        person = Person(f"{name}@example.vn", name, (Grant(role, scope),))
        monkeypatch.setattr(access, "who", lambda: person)

    return enter
