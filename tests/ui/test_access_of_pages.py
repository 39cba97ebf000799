"""Access as pages ask for it: local mode, a network without sign-in, people with roles."""

import time
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from cds.site import people, reach
from cds.store.audit import AuditTrail
from cds.ui import access

LOCAL = {"X-Cds-Session": "local"}  # written by the server alone
SCRIPT = """
import streamlit as st
from cds.domain.access import Action
from cds.domain.errors import UserError
from cds.text.phrases import sentence
from cds.ui import access

access.controls()
st.text("looks" if access.is_allowed(Action.VIEW) else "waits")
try:
    st.text("may " + access.require(Action(st.query_params.get("action", "send"))).name)
except UserError as error:
    st.error(sentence(error))
"""
ROLES = """
viewers = "signed_in"
[[people]]
email = "lan@example.vn"
role = "staff"
units = ["794"]
"""


@pytest.fixture
def home(empty_home, tmp_path, monkeypatch):
    """A home with reference tables; the audit trail goes with the test."""
    (tmp_path / "reference").symlink_to(empty_home / "reference")
    monkeypatch.setenv("CDS_DATA", str(tmp_path))
    for name in ("CDS_ACCESS", "CDS_HOST"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


class Somebody(dict):
    """Stands in for `st.user`, which only a signed-in browser fills."""

    is_logged_in = True

    def to_dict(self):
        return dict(self)


@pytest.fixture
def signed_in(home, monkeypatch):
    """Server mode with a roles file; returns how to sign somebody in."""
    path = home / "access.toml"
    path.write_text(ROLES, encoding="utf-8")
    monkeypatch.setenv("CDS_ACCESS", str(path))
    for module in (access, reach):
        monkeypatch.setattr(module, "has_sign_in", lambda: True)
    people._opened.cache_clear()

    def enter(name, minutes_ago=0, **claims):
        said = {"iat": time.time() - 60 * minutes_ago, **claims}
        user = Somebody(email=f"{name}@example.vn", name=name, **said)
        monkeypatch.setattr(access.st, "user", user)

    return enter


def run(**query):
    page = AppTest.from_string(SCRIPT)
    page.query_params.update(query)
    return page.run()


def denied(home):
    return [(e.by, dict(e.details)) for e in AuditTrail(home).events()]


def test_in_local_mode_whoever_sits_here_may_do_everything(home):
    for action in ("send", "publish", "administer"):
        assert run(action=action).text[-1].value == f"may {access.LOCAL.name}"


def test_nothing_is_asked_for_in_local_mode(home):
    assert not run().button


def test_other_browsers_are_offered_an_end(signed_in, home, monkeypatch):
    ended = []
    table = SimpleNamespace(count=lambda _: 3, end_others=ended.append)
    monkeypatch.setattr(people, "sign_ins", table)
    signed_in("lan")

    page = run()
    page.button(key="end_others").click().run()

    assert "2 nơi khác" in page.button(key="end_others").label
    assert len(ended) == 1
    assert ("lan@example.vn", {}) in denied(home)
    monkeypatch.setattr(people, "sign_ins", None)
    assert [button.key for button in run().button] == ["sign_out"]


@pytest.mark.parametrize(
    ("ago", "action", "may", "is_asked"),
    [
        (59, "publish", True, False),
        (61, "publish", True, True),  # begun in time, as far as we know
        (91, "publish", False, True),
        (91, "withdraw", False, True),
        (91, "send", True, True),
    ],
)
def test_who_signed_in_long_ago_signs_in_again_to_publish(signed_in, ago, action, may, is_asked):
    signed_in("lan", ago)

    page = run(action=action)

    assert (page.text[-1].value == "may lan") is may
    assert ["60 phút" in error.value for error in page.error] == [True] * (not may)
    assert ("sign_in_again" in [button.key for button in page.button]) is is_asked


def test_the_provider_says_when_the_person_was_asked(signed_in):
    signed_in("lan", 0, auth_time=time.time() - 3 * 3600)
    assert run(action="publish").error

    signed_in("lan", 0, iat=None)
    assert run(action="publish").error


def test_network_without_sign_in_says_how_to_configure_it(home, monkeypatch):
    monkeypatch.setenv("CDS_HOST", "0.0.0.0")  # noqa: S104

    page = run()

    assert page.text[0].value == "looks"
    assert "CDS_ACCESS" in page.error[0].value
    assert denied(home) == [("anonymous", {"action": "send", "reason": "sign_in"})]


def test_roles_file_without_sign_in_is_not_enough(home, monkeypatch):
    monkeypatch.setenv("CDS_ACCESS", "access.toml")

    assert "[auth]" in run().error[0].value


def test_staff_may_send_and_are_named_with_their_role(signed_in):
    signed_in("lan")
    page = run()

    assert page.text[-1].value == "may lan"
    assert page.caption[0].value == "lan · cán bộ nhập liệu"
    assert page.button[0].label == "Đăng xuất"


def test_refusal_is_explained_and_written_down_once_a_session(signed_in, home):
    signed_in("minh")
    page = run()
    page.run()

    assert "minh đang có vai trò người xem" in page.error[0].value
    assert denied(home) == [("minh@example.vn", {"action": "send", "reason": "role"})]


def test_signed_in_without_roles_file_is_told_what_is_missing(signed_in, monkeypatch):
    signed_in("lan")
    monkeypatch.delenv("CDS_ACCESS")

    assert "CDS_ACCESS" in run().error[0].value


def test_faulty_roles_file_is_told_to_those_it_locks_out(signed_in, home):
    signed_in("lan")
    run()
    (home / "access.toml").write_text("viewers = ")

    page = run()

    assert "access.toml" in page.error[0].value
    assert "tạm khóa" in page.warning[0].value


def test_visitor_waits_where_only_signed_in_people_look(signed_in, monkeypatch):
    nobody = Somebody()
    nobody.is_logged_in = False
    monkeypatch.setattr(access.st, "user", nobody)

    page = run()

    assert page.text[0].value == "waits"
    assert page.button[0].label == "Đăng nhập"
    assert "Cần đăng nhập" in page.error[0].value


@pytest.mark.parametrize(
    ("headers", "is_here"),
    [
        ({}, True),
        ({**LOCAL, "Host": "127.0.0.1:8501"}, True),
        ({**LOCAL, "Host": "localhost"}, True),
        ({**LOCAL, "Host": "[::1]:8501"}, True),
        ({"Host": "localhost"}, False),
        ({**LOCAL, "Host": "cds.example.vn"}, False),
        ({**LOCAL, "Host": "10.0.0.5:8501"}, False),
        ({**LOCAL, "Host": "["}, False),
        ({**LOCAL, "Host": "localhost", "X-Forwarded-For": "10.0.0.9"}, False),
        ({**LOCAL, "Host": "localhost", "Forwarded": "for=10.0.0.9"}, False),
    ],
)
def test_only_who_brought_the_key_through_no_proxy_is_at_this_machine(headers, is_here):
    assert reach.is_at_this_machine(headers) is is_here


def test_without_the_key_local_mode_says_which_address_to_open(home, monkeypatch):
    monkeypatch.setattr(access, "is_at_this_machine", lambda _: False)

    page = run()

    assert "?key=" in page.error[0].value
    assert "Đăng nhập" not in page.error[0].value


@pytest.mark.parametrize(("mode", "told"), [(0o600, []), (0o644, ["644"]), (0o620, ["620"])])
def test_secrets_that_others_may_read_are_named(tmp_path, monkeypatch, mode, told):
    file = tmp_path / "secrets.toml"
    file.write_text("[auth]")
    file.chmod(mode)
    missing = tmp_path / "missing.toml"
    monkeypatch.setattr(reach.config, "get_option", lambda _: [str(file), str(missing)])

    assert [mode for _, mode in reach.exposed_secrets()] == told
