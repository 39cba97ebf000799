"""Small words of the domain: errors, faults, targets, units."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cds.domain.admin_units import AdminLevel
from cds.domain.errors import (
    CdsError,
    ExitCode,
    InconsistentReferenceError,
    NotAllowedError,
    NotFoundError,
    StoreDamagedError,
    UsageError,
    UserError,
)
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.periods import parse_period
from cds.domain.programme import OfficeChange, Programme, Tenure, answering_on, offices_by
from tests import factories as f


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (UserError, ExitCode.REFUSED),
        (InconsistentReferenceError, ExitCode.REFUSED),
        (UsageError, ExitCode.USAGE),
        (NotFoundError, ExitCode.NOT_FOUND),
        (NotAllowedError, ExitCode.NOT_ALLOWED),
        (StoreDamagedError, ExitCode.DAMAGED),
    ],
)
def test_each_error_has_the_exit_code_of_the_contract(kind, code):
    error = kind("phrase", path="x")
    assert isinstance(error, CdsError)
    assert (error.exit_code, error.phrase, error.slots) == (code, "phrase", {"path": "x"})


def test_the_exit_codes_are_those_scripts_rely_on():
    assert [(code.name, int(code)) for code in ExitCode] == [
        ("DONE", 0), ("USAGE", 2), ("REFUSED", 3), ("CONFIRMATION", 4), ("NOT_FOUND", 5),
        ("NOT_ALLOWED", 6), ("DAMAGED", 7),
    ]  # fmt: skip


def test_a_target_is_due_before_what_ends_after_its_day():
    own = f.target(due_on=date(2025, 6, 30))

    assert own.ends_before(parse_period("2025"))
    assert not own.ends_before(parse_period("2025-Q2"))


def test_an_office_whose_last_day_is_before_its_first_is_reversed():
    first, last = date(2025, 1, 1), date(2025, 2, 1)

    assert Tenure("A", last, first).is_reversed
    assert not Tenure("A", first, last).is_reversed
    assert not Tenure("A", None, first).is_reversed


def test_units_of_one_code_have_keys_of_their_own():
    unit = f.admin_unit("1", f.AdminLevel.COMMUNE, None, valid_from=date(2025, 7, 1))
    assert unit.unit_id == "1@2025-07-01"
    assert [unit.ended_before(date(2025, 7, 1)), unit.ended_before(date(2099, 1, 1))] == [False] * 2
    ended = f.admin_unit("1", f.AdminLevel.COMMUNE, None, valid_to=date(2025, 6, 30))
    assert [ended.ended_before(date(2025, 7, day)) for day in (1, 2)] == [True, True]
    assert not ended.ended_before(date(2025, 6, 30))


def test_faults_beyond_the_listed_ones_stand_as_one_that_counts_them():
    more = Issue(IssueCode.MORE_ISSUES, Severity.ERROR, details=(("more", "7"),))
    assert (more.count, Issue(IssueCode.BAD_NUMBER, Severity.ERROR).count) == (7, 1)


@pytest.mark.parametrize(
    ("named", "day", "called"),
    [
        ("A; D", None, "C; D"),  # and the heir of the heir
        ("A; D", date(2025, 2, 28), "A; D"),
        ("A; D", date(2025, 3, 1), "B; D"),
        ("A", date(2025, 7, 1), "C"),
        ("A; C", None, "C"),  # each once
        ("A of X", None, "C of X"),
        ("Ab", None, "Ab"),  # another office
        ("E; D", None, "D"),  # nobody took over
        ("E", None, None),
        (None, None, None),
    ],
)
def test_an_office_is_called_as_it_is_on_a_day(named, day, called):
    changes = (
        OfficeChange("A", date(2025, 3, 1), "B"),
        OfficeChange("B", date(2025, 7, 1), "C"),
        OfficeChange("E", date(2025, 7, 1)),
    )

    assert offices_by(named, day, changes) == called


def test_an_office_answers_in_its_time_and_else_the_one_named_for_all_of_it():
    offices = (
        Tenure("A", ended_on=date(2025, 2, 28)),
        Tenure("B", started_on=date(2025, 2, 1)),
    )
    later = Tenure("C", date(2026, 1, 1), date(2026, 12, 31))

    assert answering_on(offices, date(2025, 2, 15), "D") == "A; B"
    assert answering_on([later], date(2025, 12, 31), "D") == "D"
    assert answering_on([later], date(2027, 1, 1), None) is None
    aim = f.target(responsible="D", offices=(later,))
    assert [aim.office_on(date(year, 6, 1)) for year in (2025, 2026)] == ["D", "C"]
    lasting = f.admin_unit("1", AdminLevel.COMMUNE, None)
    ended = replace(lasting, valid_to=date(2025, 6, 30))
    assert [aim.office_at(unit, date(2026, 6, 1)) for unit in (ended, lasting)] == [
        "D",
        "C",
    ]
    own = Programme("P", "1", date(2021, 1, 1), "CĐS", responsible="D", offices=(later,))
    assert [own.office_on(date(year, 6, 1)) for year in (2025, 2026)] == ["D", "C"]


@pytest.mark.parametrize(
    ("low", "high", "value", "can_be"),
    [
        (0, 100, 0, True),
        (0, 100, 100, True),
        (0, 100, 180, False),
        (0, 100, -1, False),
        (0, None, 9000, True),
        (None, 63, -5, True),
        (None, 63, 64, False),
    ],
)
def test_an_indicator_holds_what_lies_within_its_range(low, high, value, can_be):
    ends = {"minimum": low, "maximum": high}
    told = {name: None if end is None else Decimal(end) for name, end in ends.items()}

    assert f.indicator(**told).holds(Decimal(value)) is can_be
