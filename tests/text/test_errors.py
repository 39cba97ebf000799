"""Sentences of errors: every kind of slot is written the Vietnamese way."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cds.domain.errors import InconsistentReferenceError, UsageError, UserError
from cds.domain.issues import ReferenceFault, ReferenceProblem
from cds.domain.periods import parse_period
from cds.text.phrases import phrase, sentence, written


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (1234, "1.234"),
        (Decimal("12.50"), "12,5"),
        (date(2021, 8, 20), "20/08/2021"),
        (datetime(2025, 6, 30, 17, 5, tzinfo=UTC), "00:05 01/07/2025"),
        (parse_period("2025-Q2"), "Quý II/2025"),
        ("so_lieu.csv", "so_lieu.csv"),
        (("a", 2000), "a, 2.000"),
        (["x"], "x"),
        ((), ""),
        (2.5, "2.5"),
    ],
)
def test_a_slot_is_written_the_vietnamese_way(value, text):
    assert written(value) == text


def test_a_sentence_says_what_where_and_what_next():
    error = UsageError("nothing_to_publish", name="trống.csv")
    assert sentence(error) == (
        "Tệp trống.csv không có số liệu nào để công bố. Hãy kiểm tra lại nội dung tệp."
    )


def test_an_error_nobody_wrote_a_sentence_for_still_speaks():
    assert "strange" in sentence(UserError("strange"))


def test_braces_in_what_a_person_typed_are_kept():
    assert phrase("until", day="{b}") == "đến {b}"


def test_faults_of_the_reference_are_listed_by_file_and_line():
    problems = (
        ReferenceProblem("targets.csv", 1200, ReferenceFault.BAD_DATE, (("value", "31/2"),)),
        ReferenceProblem("targets.csv", None, ReferenceFault.MISSING_FILE),
    )
    text = sentence(InconsistentReferenceError("reference_inconsistent", problems=problems))
    first, second = text.split("\n- ")[1:]
    assert "targets.csv" in first
    assert "1.200" in first
    assert "“31/2”" in first
    assert "targets.csv" in second


def test_an_error_inside_an_error_is_told_too():
    inner = UsageError("reason_missing")
    assert written(inner) == sentence(inner)
    assert written((inner, inner)) == f"\n- {sentence(inner)}" * 2
