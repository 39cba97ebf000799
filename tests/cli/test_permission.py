"""`--by` with a roles file: role, scope, the two-person rule; refusals are written down."""

import json
import shutil

import click
import pytest

from cds.cli.program import COMMANDS, program
from cds.domain.errors import ExitCode
from cds.store.audit import AuditTrail
from cds.store.files import kept_files
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

[[people]]
email = "xem@example.vn"
role = "viewer"
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


VIEWER = ("--by", "xem@example.vn")
# Words after the name; of a word in braces see `given`. Each of these asks who it is.
ASKING = {
    "import": "{file} --confirm sharp_change --confirm incomplete",
    "withdraw": "{snapshot} --reason x",
    "restore": "{withdrawn} --reason x",
    "boundaries import": "{file} --vintage v1 --code-field ma",
    "demo load": "",
    "demo remove": "",
    "recover": "{copy}",
    "repair": "--from {copy}",
    "clean": "",
    "reference import": "{targets} --reason x",
    "reference undo": "{amendment} --reason x",
    "reference accept": "--reason x",
    "reference import-changes": "{file} --reason x --accept all",
}
READING = {
    "snapshots": "",
    "show": "{snapshot}",
    "diff": "0 1",
    "observations": "",
    "assess": "",
    "plan": "--indicator fibre",
    "progress": "{series} --method path",
    "template": "--layout long -o {out}",
    "export story": "{story} -o {out}",
    "export gaps": "-o {out}",
    "export unit": "1011 -o {out}",
    "export everything": "-o {out}",
    "reference check": "",
    "reference history": "",
    "programmes": "",
    "verify": "",
    "backup": "{folder}",
    "rollup": "-o {out}",
}
OPEN = {
    "init": "sets up or completes a home for the account that owns its folder; it takes no --by",
    "serve": "runs until stopped; what pages write asks for each person",
    "bench": "measures a home of its own making",
}


def leaves(group, *above):
    for name in group.list_commands(click.Context(group)):
        found = group.get_command(click.Context(group), name)
        if isinstance(found, click.Group):
            yield from leaves(found, *above, name)
        else:
            yield " ".join((*above, name))


def content(home):
    """What the home keeps, but for the record of what was refused."""
    kept = (path for path in kept_files(home) if path.parent.name != "audit")
    return {path: path.read_bytes() for path in kept}


def everything_told(home, folder):
    """What commands are told of a home, by name, made ready in a folder."""
    targets, series = folder / "targets.csv", folder / "series.csv"
    targets.write_text("target_id,period,value\nfibre_2025,2024,75\n", encoding="utf-8")
    series.write_text("id\na\n", encoding="utf-8")
    amended = ("reference", "import", str(targets), "--reason", "x", "--format", "json")
    made = json.loads(invoke(home, *amended).stdout)
    targets.write_text("target_id,period,value\nfibre_2025,2024,76\n", encoding="utf-8")
    newest, oldest = json.loads(invoke(home, "snapshots", "--format", "json").stdout)
    done = invoke(home, "withdraw", newest["snapshot_id"], "--reason", "x", "--by", "an")
    assert done.exit_code == ExitCode.DONE
    copy = folder / "copy"
    assert invoke(home, "backup", str(copy)).exit_code == ExitCode.DONE
    return {
        "file": form(home, TOWN),
        "targets": targets,
        "series": series,
        "amendment": made["amendment_id"],
        "snapshot": oldest["snapshot_id"],
        "withdrawn": newest["snapshot_id"],
        "copy": copy,
        "story": "overview",
    }


@pytest.fixture
def given(home, tmp_path):
    return everything_told(home, tmp_path)


@pytest.fixture(scope="module")
def unchanged(prepared, tmp_path_factory):
    """A home, and what commands are told of it. Shared: whoever changes it fails."""
    folder = tmp_path_factory.mktemp("unchanged")
    home = shutil.copytree(prepared, folder / "home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CDS_TODAY", "2025-02-01")
        return home, everything_told(home, folder)


class TestOfAHomeThatNobodyMayChange:
    @pytest.fixture
    def home(self, unchanged):
        return unchanged[0]

    @pytest.fixture
    def typed(self, unchanged, tmp_path):
        """A command with all its words, by its name."""
        own = {"folder": tmp_path / "new", "out": tmp_path / "out.csv"}

        def words(name):
            return [
                *name.split(),
                *{**ASKING, **READING}[name].format(**unchanged[1], **own).split(),
            ]

        return words

    @pytest.mark.parametrize("name", [*ASKING, *READING])
    def test_what_a_viewer_types_changes_nothing_in_the_home(self, home, typed, roles, name):
        by = VIEWER if name in ASKING else ()
        before, told = content(home), denied(home)

        done = invoke(home, *typed(name), *by)

        assert content(home) == before
        if by:
            assert done.exit_code == ExitCode.NOT_ALLOWED, done.stderr
            assert denied(home) == [*told, ("xem@example.vn", "role")]

    @pytest.mark.parametrize("name", ASKING)
    def test_a_name_of_blanks_is_no_name(self, home, typed, name):
        before = content(home)

        done = invoke(home, *typed(name), "--by", " \t ")

        assert (done.exit_code, "--by" in done.stderr) == (ExitCode.USAGE, True)
        assert content(home) == before


def test_every_command_asks_or_only_reads_or_is_open_for_a_reason():
    assert COMMANDS
    assert sorted(leaves(program)) == sorted((*ASKING, *READING, *OPEN))


def test_a_home_with_a_damaged_reference_is_still_mended_by_an_administrator_alone(
    home, given, roles
):
    (home / "reference" / "indicators.csv").write_bytes(b"broken")
    mend = ("repair", "--from", str(given["copy"]))

    assert invoke(home, *mend, *VIEWER).exit_code == ExitCode.NOT_ALLOWED
    assert invoke(home, *mend).exit_code == ExitCode.DONE


def test_nobody_is_let_into_an_empty_folder_and_it_stays_empty(given, roles, tmp_path):
    new = tmp_path / "empty"

    assert invoke(new, "recover", str(given["copy"]), *VIEWER).exit_code == ExitCode.NOT_ALLOWED
    assert not new.exists()
