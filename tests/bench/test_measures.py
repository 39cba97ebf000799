"""The benchmark's own arithmetic and table."""

from bench.measures import Measure, first_ms, median_ms, table


def test_a_ratio_budget_compares_with_the_floor():
    assert Measure("first", "ms", ours=150, budget=1.6, floor=100, is_ratio=True).is_within
    assert not Measure("first", "ms", ours=170, budget=1.6, floor=100, is_ratio=True).is_within


def test_a_plain_budget_needs_no_floor():
    memory = Measure("memory", "MB", ours=451, budget=450)

    assert memory.ratio is None
    assert not memory.is_within


def test_a_ratio_without_a_floor_keeps_no_budget():
    assert not Measure("first", "ms", ours=1, budget=1.6, is_ratio=True).is_within


def test_the_table_shows_both_figures_and_the_verdict():
    shown = table([Measure("first", "ms", 150, 1.6, 100, is_ratio=True), Measure("m", "MB", 9, 8)])

    head, first, second = shown.splitlines()
    assert [cell.strip() for cell in head.split("|")] == [
        "measure", "ours", "floor", "ratio", "budget", "ok",
    ]  # fmt: skip
    assert [cell.strip() for cell in first.split("|")] == [
        "first", "150.0 ms", "100.0 ms", "1.50", "1.6 x", "yes",
    ]  # fmt: skip
    assert second.split("|")[-1].strip() == "NO"


def test_an_action_is_warmed_up_once_and_then_repeated():
    calls: list[int] = []

    median_ms(lambda: calls.append(1), repetitions=3)

    assert len(calls) == 4


def test_what_answers_from_memory_is_asked_once_each():
    asked: list[str] = []

    spent = first_ms(asked.append, ["a", "b", "c"])

    assert asked == ["a", "b", "c"]
    assert spent >= 0
