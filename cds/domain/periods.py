"""Reporting periods: parse, order, and place on a time axis in fractional years."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from functools import lru_cache


class PeriodKind(StrEnum):
    """How long a period is."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    DAY = "day"


_MONTHS = {PeriodKind.YEAR: 12, PeriodKind.HALF: 6, PeriodKind.QUARTER: 3, PeriodKind.MONTH: 1}
_GRAIN = Decimal("1e-9")  # of a day: rounding of 28 digits must not reach the next day
_FORMS = (
    (PeriodKind.YEAR, re.compile(r"(\d{4})")),
    (PeriodKind.HALF, re.compile(r"(\d{4})-H([12])")),
    (PeriodKind.QUARTER, re.compile(r"(\d{4})-Q([1-4])")),
    (PeriodKind.MONTH, re.compile(r"(\d{4})-(0[1-9]|1[0-2])")),
    (PeriodKind.DAY, re.compile(r"(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")),
)


@dataclass(frozen=True, slots=True)
class Period:
    """A closed span of calendar days, ordered by its last day."""

    kind: PeriodKind
    start: date
    end: date

    def __str__(self) -> str:
        """Return the canonical text: 2024, 2024-H1, 2024-Q3, 2024-03 or 2024-03-15."""
        match self.kind:
            case PeriodKind.YEAR:
                return f"{self.start.year:04d}"
            case PeriodKind.HALF:
                return f"{self.start.year:04d}-H{self.end.month // 6}"
            case PeriodKind.QUARTER:
                return f"{self.start.year:04d}-Q{self.end.month // 3}"
            case PeriodKind.MONTH:
                return f"{self.start.year:04d}-{self.start.month:02d}"
            case PeriodKind.DAY:  # pragma: no branch - there is no sixth kind
                return self.start.isoformat()

    def __lt__(self, other: "Period") -> bool:
        """Order by last day; of two that end together the shorter comes first."""
        return self.end < other.end or (self.end == other.end and self.start > other.start)

    def holds(self, other: "Period") -> bool:
        """True when the other lies within it."""
        return self.start <= other.start and other.end <= self.end

    @property
    def end_year(self) -> Decimal:
        """The last day in fractional years: 2024 ends at 2025.0, 2024-Q1 at 2024.25."""
        return year_fraction(self.end)

    @property
    def months(self) -> int:
        """Length in whole months; 0 for a single day."""
        return _MONTHS.get(self.kind, 0)


@lru_cache(maxsize=4096)
def year_fraction(day: date) -> Decimal:
    """Place the end of a day on the axis of fractional years; months are equal twelfths."""
    days = Decimal(day.day) / monthrange(day.year, day.month)[1]
    return day.year + (day.month - 1 + days) / 12


def day_of_year(moment: Decimal) -> date:
    """Return the day that holds a moment in fractional years; inverse of `year_fraction`."""
    year = int(moment)
    month, part = divmod((moment - year) * 12, 1)
    days = monthrange(year, int(month) + 1)[1]
    whole = int((part * days).quantize(_GRAIN).to_integral_value(ROUND_CEILING))
    if whole:
        return date(year, int(month) + 1, whole)
    return date(year, int(month) + 1, 1) - timedelta(days=1)


@lru_cache(maxsize=4096)
def parse_period(text: str) -> Period:
    """Read a canonical period. Raises ValueError for any other text."""
    for kind, form in _FORMS:
        if match := form.fullmatch(text):
            return _period(kind, [int(part) for part in match.groups()])
    raise ValueError(text)


def period_of(kind: PeriodKind, day: date) -> Period:
    """Return the period of that kind that holds the day."""
    if kind is PeriodKind.DAY:
        return _period(kind, [day.year, day.month, day.day])
    months = _MONTHS[kind]
    return _period(kind, [day.year, (day.month - 1) // months + 1])


def _period(kind: PeriodKind, parts: list[int]) -> Period:
    if kind is PeriodKind.DAY:
        day = date(*parts)
        return Period(kind, day, day)
    year, number = parts[0], parts[1] if len(parts) > 1 else 1
    months = _MONTHS[kind]
    last = number * months
    return Period(
        kind, date(year, last - months + 1, 1), date(year, last, monthrange(year, last)[1])
    )


def months_between(first: date, last: date) -> int:
    """Return the whole months from a day to another, both of them counted."""
    after = last + timedelta(days=1)
    return 12 * (after.year - first.year) + after.month - first.month - (after.day < first.day)
