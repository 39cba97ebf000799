"""What is kept of what was made: the longest unused goes first, periods before all together."""

import pytest

from cds.domain.periods import parse_period
from cds.views import reader as readers
from cds.views.reader import Answers
from tests.ui.small_world import catalogue, reader


def test_what_was_made_is_made_once_until_the_longest_unused_is_dropped():
    made, gone = [], []
    kept = Answers(2, gone.append)

    for question in "abacab":
        assert (
            kept.get(question, lambda q=question: made.append(q) or q.upper()) == question.upper()
        )

    assert made == ["a", "b", "c", "b"]
    assert gone == ["B", "C"]
    kept.drop("a")
    kept.drop("unknown")
    assert gone == ["B", "C", "A"]


def test_what_failed_is_tried_again_and_takes_nobodys_place():
    """Who is refused older versions would push out those that others compare."""
    gone = []
    kept = Answers(1, gone.append)
    assert kept.get("a", lambda: 1) == 1

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            kept.get("b", lambda: 1 // 0)

    assert kept.get("a", lambda: 2) == 1
    assert kept.get("b", lambda: 3) == 3
    assert gone == [1]


def test_all_periods_before_keep_so_much_together_and_nothing_of_the_newest(monkeypatch):
    """Of a long meeting each of a dozen periods kept as much as the newest."""
    monkeypatch.setattr(readers, "_MOST_OF_PAST", 3)
    newest, made = reader(catalogue(), {}), []
    months = [newest.as_of(parse_period(f"2025-0{month}")) for month in range(1, 6)]

    def build(asked):
        made.append(str(asked.until))
        return asked.until

    for asked in (newest, *months, *months[2:], months[0], newest):
        assert asked.kept(build) == asked.until

    before = ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05"]
    assert made == ["None", *before, "2025-01"]
