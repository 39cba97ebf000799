"""Where an issue is, as the program that people open the file with shows it."""

import pytest

from cds.domain.issues import Issue, IssueCode, Severity
from cds.text import issues


@pytest.mark.parametrize(
    ("line", "column", "in_text", "in_workbook"),
    [
        (None, None, "cả tệp", "cả tệp"),
        (9, None, "dòng 9", "dòng 9"),
        (9, 7, "dòng 9, cột G", "ô G9"),
        (1, 26, "dòng 1, cột Z", "ô Z1"),
        (1, 27, "dòng 1, cột AA", "ô AA1"),
        (12, 703, "dòng 12, cột AAA", "ô AAA12"),
    ],
)
def test_a_place_is_said_as_the_program_shows_it(line, column, in_text, in_workbook):
    issue = Issue(IssueCode.BAD_NUMBER, Severity.ERROR, line, column)
    assert issues.place(issue, in_workbook=False) == in_text
    assert issues.place(issue, in_workbook=True) == in_workbook
    told = issues.place(issue.in_sheet("Tân Trụ"), in_workbook=True)
    assert told == f"trang “Tân Trụ”, {in_workbook}"


@pytest.mark.parametrize(
    ("code", "beside", "value", "other", "shown"),
    [
        (IssueCode.SHARP_CHANGE, "previous", "75.00468779", "95.64972811", ("75,0", "95,6")),
        (IssueCode.AGGREGATE_MISMATCH, "expected", "75.0046", "75.0123", ("75,00", "75,01")),
    ],
)
def test_two_figures_are_said_with_the_decimals_that_tell_them_apart(
    code, beside, value, other, shown
):
    details = ((beside, other), ("decimals", "1"))
    said = issues.message(Issue(code, Severity.CONFIRM, 2, 8, value, details))
    assert all(f"{number}" in said for number in shown)
    assert value.replace(".", ",") not in said


def test_what_is_alike_is_said_once_and_what_blocks_comes_first():
    empty = [Issue(IssueCode.MISSING_VALUE, Severity.WARNING, line, 3) for line in range(2, 9)]
    wrong = Issue(IssueCode.BAD_PERIOD, Severity.ERROR, 9, 2, "Quý V")

    first, second = issues.alike([*empty, wrong])

    assert (first, second) == ([wrong], empty)
    told = issues.places(second, in_workbook=True)
    assert told.startswith("ô C2; ô C3")
    assert "ô C7" not in told
    assert "2 chỗ khác (7 chỗ giống nhau)" in told


@pytest.mark.parametrize(("count", "groups"), [(4, 4), (5, 1)])
def test_many_rows_of_a_column_that_stand_twice_have_one_cause(count, groups):
    code, severity = IssueCode.DUPLICATE_KEY, Severity.ERROR
    found = [Issue(code, severity, n, 3, "5", (("first", str(n)),)) for n in range(count)]
    assert len(issues.alike(found)) == groups


def test_units_of_a_level_that_an_indicator_has_no_figures_of_are_one_cause():
    code, severity = IssueCode.WRONG_LEVEL, Severity.ERROR
    said = [("x", "Xã A"), ("x", "Xã B"), ("y", "Xã A")]
    found = [
        Issue(code, severity, n, 2, unit, (("indicator", of), ("expected", unit)))
        for n, (of, unit) in enumerate(said, start=2)
    ]
    assert [[one.line for one in group] for group in issues.alike(found)] == [[2, 3], [4]]
