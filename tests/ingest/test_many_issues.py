"""Of thousands of faults the first thousand are listed, and names are suggested for those."""

import pytest

from cds.domain.issues import IssueCode, Severity
from cds.ingest.words.nearest import NearestIndicators
from tests.ingest.forms import checked, faults, form, row

pytestmark = pytest.mark.slow


def test_of_a_kind_of_fault_a_thousand_are_listed_and_the_rest_counted():
    lines = [row(unit_code="", unit_name=f"Xã Lạ {n}") for n in range(1_003)]
    result = checked(form(*lines, row(numerator="abc")))

    kinds = [issue.code for issue in result.issues]
    assert kinds.count(IssueCode.UNKNOWN_UNIT) == 1_000
    assert kinds.count(IssueCode.BAD_NUMBER) == 1
    more = result.issues[-1]
    assert (more.code, more.severity, more.count) == (IssueCode.MORE_ISSUES, Severity.ERROR, 3)
    assert dict(more.details) == {"like": "2", "more": "3"}
    assert sum(issue.count for issue in result.issues) == 1_004


def test_after_thousands_of_unknown_names_known_spellings_still_count():
    def named(name, period):
        return row(unit_code="", unit_name=name, period=period)

    lost = [row(unit_code="", unit_name=f"Xã Lạ {n}") for n in range(2_001)]
    late = [named("p. hoa moi", "2024-Q3"), named("Phường Hòa Mới", "2024-Q4")]
    result = checked(form(named("P. Trung Tam", "2024-Q4"), *lost, *late,
                          named("P. Trung Tam", "2024-Q3"), row(period="2024-Q2")))  # fmt: skip

    assert {(o.unit_id[:4], str(o.period)) for o in result.observations} == {
        ("1011", "2024-Q4"), ("2000", "2024-Q4"), ("1011", "2024-Q3"), ("1011", "2024-Q2"),
    }  # fmt: skip
    more = [issue for issue in result.issues if issue.code is IssueCode.MORE_ISSUES]
    assert [issue.count for issue in more] == [1_002]
    next_file = checked(form(named("Phường Hòa Mới", "2024-Q4")))  # what one file lacks is its own
    assert [o.unit_id[:4] for o in next_file.observations] == ["2000"]


def test_more_questions_of_a_kind_are_no_question_of_their_own():
    result = checked(form(*(row(numerator=200, denominator=100, value="") for _ in range(1_001))))

    more = [issue for issue in result.issues if issue.code is IssueCode.MORE_ISSUES]
    assert {issue.severity for issue in more} == {Severity.WARNING}
    assert "more_issues" not in {issue.code for issue in result.unconfirmed(frozenset())}


def test_suggestions_stop_where_nobody_reads_on():
    result = checked(form(*(row(indicator_id=f"coverag_{n}") for n in range(1_001))))

    listed = [issue for issue in result.issues if issue.code is IssueCode.UNKNOWN_INDICATOR]
    assert len(listed) == 1_000
    assert all("Tỷ lệ hộ có băng rộng" in dict(issue.details)["close"] for issue in listed)
    assert result.issues[-1].count == 1


def test_names_close_to_unknown_ones_are_looked_up_once_and_for_those_listed(monkeypatch):
    asked = list[str]()

    def close(_self, text):
        asked.append(text)
        return ""

    monkeypatch.setattr(NearestIndicators, "close", close)
    names = [f"coverag_{n}" for n in range(1_001)]
    checked(form(*(row(indicator_id=name) for name in (*names[:3], *names))))
    assert asked == names[:1_000]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"unit_code": "", "unit_name": "xa an " * 600}, IssueCode.UNKNOWN_UNIT),
        ({"indicator_id": "ho dan " * 550}, IssueCode.UNKNOWN_INDICATOR),
    ],
)
def test_a_name_of_thousands_of_letters_is_nobodys(cells, code):
    assert [one for one, _, _ in faults(form(row(**cells)))] == [code]
