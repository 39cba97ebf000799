"""`--by` with a roles file: role, scope, the two-person rule; refusals are written down."""

import json

import pytest

from cds.domain.errors import ExitCode
from cds.store.audit import AuditTrail
from tests.cli import small
from tests.cli.conftest import invoke

ROLES = """
[[people]]
email = "lan@example.vn"
role = "staff"
units = ["101"]
indicators = ["fibre"]

[[people]]
email = "hoa@example.vn"
role = "staff"
units = ["101"]
indicators = ["services"]

[[people]]
email = "hoa@example.vn"
role = "staff"
units = ["102"]
indicators = ["fibre"]

[[people]]
email = "minh@example.vn"
role = "publisher"
"""
TOWN = {"1011": 4300, "1012": 2150}


@pytest.fixture
def roles(home, monkeypatch):
    """Write the roles file; returns how to write it anew."""
    path = home.parent / "access.toml"

    def write(settings=""):
        path.write_text(settings + ROLES, encoding="utf-8")

    write()
    monkeypatch.setenv("CDS_ACCESS", str(path))
    return write


@pytest.fixture
def town(home):
    return form(home, TOWN)


def form(home, covered):
    file = home.parent / "town.csv"
    file.write_text(small.figures("2024-Q4", covered), encoding="utf-8")
    return file


def send(home, file, by, *more):
    confirmed = ("--confirm", "sharp_change", "--confirm", "incomplete")
    return invoke(home, "import", str(file), "--by", by, "--format", "json", *confirmed, *more)


def denied(home):
    events = list(AuditTrail(home).events())
    return [(e.by, e.details["reason"]) for e in events if e.event == "denied"]


def test_staff_publish_within_their_scope(home, roles, town):
    assert send(home, town, "Lan@example.vn").exit_code == ExitCode.DONE


def test_figures_out_of_scope_are_issues(home, roles):
    done = send(home, form(home, {**TOWN, "1021": 1100}), "lan@example.vn")

    assert done.exit_code == ExitCode.REFUSED
    assert "out_of_scope" in {issue["code"] for issue in json.loads(done.stdout)["issues"]}


def test_pair_that_no_single_grant_covers_is_refused(home, roles, town):
    done = send(home, town, "hoa@example.vn")

    assert done.exit_code == ExitCode.NOT_ALLOWED
    assert denied(home) == [("hoa@example.vn", "scope")]


def test_pair_that_one_of_several_grants_covers_is_published(home, roles):
    done = send(home, form(home, {"1021": 1100}), "hoa@example.vn")

    assert done.exit_code == ExitCode.DONE


def test_unknown_person_is_refused_and_that_is_written_down(home, roles, town):
    done = send(home, town, "x@example.vn", "--dry-run")

    assert done.exit_code == ExitCode.NOT_ALLOWED
    assert "cán bộ nhập liệu" in done.stderr
    assert denied(home) == [("x@example.vn", "role")]


@pytest.mark.parametrize(("by", "reason"), [("lan", "role"), ("minh", "own_figures")])
def test_with_the_two_person_rule_nobody_publishes_his_own(home, roles, town, by, reason):
    roles("two_person_rule = true")

    assert send(home, town, f"{by}@example.vn", "--dry-run").exit_code == ExitCode.DONE
    assert send(home, town, f"{by}@example.vn").exit_code == ExitCode.NOT_ALLOWED
    assert denied(home) == [(f"{by}@example.vn", reason)]


def test_with_the_two_person_rule_nobody_publishes_by_leaving_out_who_it_is(home, roles, town):
    roles("two_person_rule = true")

    assert invoke(home, "import", str(town), "--dry-run").exit_code == ExitCode.DONE
    done = invoke(home, "import", str(town), "--confirm", "sharp_change")
    assert done.exit_code == ExitCode.NOT_ALLOWED
    assert "hai người" in done.stderr
    assert [reason for _, reason in denied(home)] == ["own_figures"]


def test_snapshot_beyond_the_scope_is_withdrawn_only_by_others(home, roles):
    listed = json.loads(invoke(home, "snapshots", "--format", "json").stdout)
    command = ("withdraw", listed[0]["snapshot_id"], "--reason", "x", "--by")

    assert invoke(home, *command, "lan@example.vn").exit_code == ExitCode.NOT_ALLOWED
    assert invoke(home, *command, "minh@example.vn").exit_code == ExitCode.DONE


def test_faulty_roles_file_is_refused(home, roles, town):
    roles("viewers = 1\n")

    done = send(home, town, "lan@example.vn")

    assert done.exit_code == ExitCode.REFUSED
    assert "viewers" in done.stderr


def test_without_by_or_roles_file_nothing_limits(home, roles, town, monkeypatch):
    confirmed = ("--confirm", "sharp_change", "--confirm", "incomplete")
    assert invoke(home, "import", str(town), *confirmed).exit_code == ExitCode.DONE
    monkeypatch.delenv("CDS_ACCESS")
    assert send(home, form(home, {"1011": 4301}), "anyone").exit_code == ExitCode.DONE
