"""What a benchmark found, beside its floor and its budget, and the table that shows it."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

S = TypeVar("S")
REPETITIONS = 7
_HEAD = ("measure", "ours", "floor", "ratio", "budget", "ok")


@dataclass(frozen=True, slots=True)
class Measure:
    """The median of one quantity. `floor` None means there is nothing to compare it with.

    `budget` is a ratio when `is_ratio`, otherwise in the measure's own unit.
    """

    name: str
    unit: str
    ours: float
    budget: float
    floor: float | None = None
    is_ratio: bool = False

    @property
    def ratio(self) -> float | None:
        """Ours over the floor; None without a floor."""
        return self.ours / self.floor if self.floor else None

    @property
    def is_within(self) -> bool:
        """True when the budget is kept."""
        found = self.ratio if self.is_ratio else self.ours
        return found is not None and found <= self.budget


def median_ms(act: Callable[[], object], repetitions: int = REPETITIONS) -> float:
    """Return the median time of an action in milliseconds, after one run to warm up."""
    act()
    times: list[float] = []
    for _ in range(repetitions):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def first_ms(ask: Callable[[S], object], subjects: Sequence[S]) -> float:
    """Return the median time of asking subjects that answer from memory when asked again.

    The first subject warms up what all share.
    """
    times: list[float] = []
    for subject in subjects:
        start = time.perf_counter()
        ask(subject)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[1:])


def table(measures: Sequence[Measure]) -> str:
    """Return the measures as aligned text, one per line under a head."""
    return aligned([_HEAD, *(_row(measure) for measure in measures)])


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return the rows as text, each column as wide as it must be."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(" | ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _row(measure: Measure) -> tuple[str, ...]:
    unit = measure.unit
    return (
        measure.name,
        f"{measure.ours:.1f} {unit}",
        "-" if measure.floor is None else f"{measure.floor:.1f} {unit}",
        "-" if measure.ratio is None else f"{measure.ratio:.2f}",
        f"{measure.budget:g} x" if measure.is_ratio else f"{measure.budget:g} {unit}",
        "yes" if measure.is_within else "NO",
    )
