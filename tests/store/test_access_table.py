"""The roles file: what it grants, and how each fault is named with its place."""

import os

import pytest

from cds.domain.access import Role, Viewers
from cds.domain.errors import InconsistentReferenceError
from cds.store.access_table import AccessFile, AccessFileError, load_access
from cds.text.phrases import family, sentence
from tests.factories import catalogue, indicator

REFERENCE = catalogue([indicator("clinics", sector="health")])
GOOD = """
viewers = "signed_in"
two_person_rule = true
frame_ancestors = ["https://portal.example.vn"]

[session]
idle_minutes = 5
absolute_hours = 1.5
fresh_minutes = 10

[[people]]
email = "Lan@example.vn"
name = "Nguyễn Thị Lan"
role = "staff"
units = ["101"]
indicators = ["clinics"]

[[people]]
claim = "groups"
value = "releasers"
role = "publisher"
"""
ENTRY = '[[people]]\nemail = "a@b.vn"\nrole = "staff"\n'


def load(tmp_path, text, reference=REFERENCE):
    path = tmp_path / "access.toml"
    path.write_text(text, encoding="utf-8")
    return load_access(path, reference)


def faults(tmp_path, text):
    with pytest.raises(AccessFileError) as error:
        load(tmp_path, text)
    said = sentence(error.value)
    assert "access.toml" in said
    problems = error.value.slots["problems"]
    assert said.count("\n- ") == len(problems)
    return [(problem.place, problem.fault) for problem in problems]


def test_settings_people_and_scopes_are_read(tmp_path):
    rules = load(tmp_path, GOOD)

    assert rules.policy.viewers is Viewers.SIGNED_IN
    assert rules.policy.two_person_rule
    assert rules.frame_ancestors == ("https://portal.example.vn",)
    assert (rules.idle_seconds, rules.absolute_seconds, rules.fresh_seconds) == (300, 5400, 600)
    lan = rules.person({"email": "lan@example.vn"})
    assert lan.role is Role.STAFF
    assert lan.grants[0].scope.unit_codes == {"101"}
    assert lan.grants[0].scope.indicator_ids == {"clinics"}
    assert rules.person({"sub": "x", "groups": ["releasers"]}).role is Role.PUBLISHER


def test_empty_file_is_public_with_the_usual_limits_and_no_roles(tmp_path):
    rules = load(tmp_path, "")

    assert rules.policy.viewers is Viewers.PUBLIC
    assert (rules.idle_seconds, rules.absolute_seconds) == (1800, 28800)
    assert rules.listed == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\nviewers = ", ("2", "bad_toml")),
        ('viewers = "public"\nrole staff\n', ("2", "bad_toml")),
        ('viewer = "public"', ("viewer", "unknown_key")),
        ('viewers = "all"', ("viewers", "bad_choice")),
        ('two_person_rule = "yes"', ("two_person_rule", "not_true_false")),
        ('frame_ancestors = "x"', ("frame_ancestors", "not_list")),
        ('frame_ancestors = ["*"]', ("frame_ancestors", "bad_ancestor")),
        ('frame_ancestors = ["https://a.vn; script-src *"]', ("frame_ancestors", "bad_ancestor")),
        ("session = 30", ("session", "not_table")),
        ("[session]\nidle_minutes = 0", ("session.idle_minutes", "not_positive")),
        ("[session]\nabsolute_hours = true", ("session.absolute_hours", "not_positive")),
        ("[session]\nhours = 8", ("session.hours", "unknown_key")),
        ('people = ["a@b.vn"]', ("people", "not_table")),
        ("people = 1", ("people", "not_table")),
        ('[[people]]\nrole = "staff"', ("people[1]", "who_missing")),
        ('[[people]]\nclaim = "groups"\nrole = "staff"', ("people[1]", "who_missing")),
        (ENTRY + 'claim = "groups"', ("people[1]", "who_missing")),
        ('[[people]]\nemail = "lan"\nrole = "staff"', ("people[1].email", "bad_email")),
        ('[[people]]\nemail = "a@b.vn"', ("people[1].role", "bad_choice")),
        ('[[people]]\nemail = "a@b.vn"\nrole = "boss"', ("people[1].role", "bad_choice")),
        (ENTRY + "name = 5", ("people[1].name", "not_text")),
        (ENTRY + 'unit = ["101"]', ("people[1].unit", "unknown_key")),
        (ENTRY + 'units = "101"', ("people[1].units", "not_list")),
        (ENTRY + 'units = ["999"]', ("people[1].units", "unknown_unit")),
        (ENTRY + 'sectors = ["health"]', ("people[1].sectors", "unknown_sector")),
        (ENTRY + 'pillars = ["sky"]', ("people[1].pillars", "unknown_pillar")),
        (ENTRY + 'indicators = ["x"]', ("people[1].indicators", "unknown_indicator")),
    ],
)
def test_fault_is_named_with_its_place(tmp_path, text, expected):
    assert expected in faults(tmp_path, text)


def test_all_faults_are_named_at_once(tmp_path):
    found = faults(tmp_path, 'viewers = "all"\n' + ENTRY + ENTRY.replace("staff", "boss"))

    assert found == [("viewers", "bad_choice"), ("people[2].role", "bad_choice")]


def test_file_that_is_not_there_or_not_text_is_named(tmp_path):
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    found = []
    for name in ("missing.toml", "binary.toml"):
        with pytest.raises(AccessFileError) as error:
            load_access(tmp_path / name, REFERENCE)
        found += [problem.fault for problem in error.value.slots["problems"]]

    assert found == ["missing_file", "unreadable"]


def test_every_fault_has_a_sentence_with_its_place():
    pathless = {"missing_file", "unreadable"}
    assert all(
        "{place}" in text
        for key, text in family("errors.access_rules").items()
        if key not in pathless
    )


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "access.toml"
    path.write_text(GOOD, encoding="utf-8")
    return AccessFile(path, lambda: REFERENCE)


def rewrite(path, text):
    before = path.stat().st_mtime_ns
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before + 1, before + 1))


def test_change_of_the_file_counts_at_once(file, tmp_path):
    assert file.rules().policy.two_person_rule
    assert file.rules() is file.rules()

    rewrite(tmp_path / "access.toml", 'viewers = "public"')

    assert not file.rules().policy.two_person_rule


def test_faulty_file_leaves_nobody_a_role_and_keeps_the_settings(file, tmp_path):
    file.rules()

    rewrite(tmp_path / "access.toml", "viewers = ")
    rules = file.rules()

    assert rules.listed == ()
    assert rules.policy.viewers is Viewers.SIGNED_IN
    assert isinstance(file.fault, AccessFileError)


def test_repaired_file_counts_again(file, tmp_path):
    rewrite(tmp_path / "access.toml", "viewers = ")
    file.rules()

    rewrite(tmp_path / "access.toml", GOOD + "\n# repaired")

    assert file.rules().person({"email": "lan@example.vn"}).role is Role.STAFF
    assert file.fault is None


def test_file_never_read_well_lets_nobody_look(tmp_path):
    file = AccessFile(tmp_path / "missing.toml", lambda: REFERENCE)

    assert file.rules().policy.viewers is Viewers.SIGNED_IN


def test_a_role_follows_the_reference_and_outlives_an_unusable_one(tmp_path):
    path = tmp_path / "access.toml"
    path.write_text(ENTRY + 'indicators = ["beds"]', encoding="utf-8")
    now = {"reference": "old", "catalogue": REFERENCE}

    def known():
        if now["catalogue"] is None:
            raise InconsistentReferenceError("reference_inconsistent", problems=())
        return now["catalogue"]

    file = AccessFile(path, known, lambda: now["reference"])
    assert not file.rules().listed
    assert file.fault

    now.update(reference="with beds", catalogue=catalogue([indicator("beds")]))
    assert file.rules().listed
    assert file.fault is None

    now.update(reference="unusable", catalogue=None)
    assert file.rules().listed
    assert file.fault is None
