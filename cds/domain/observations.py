"""Observed figures and their roll-up: counts first, percentages derived.

Rules: methods, section 1. Averages of percentages are never taken.
"""

from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter, ge
from typing import Any, NamedTuple, Self

from cds.domain.admin_units import Inheritance
from cds.domain.periods import Period

_ALL = Decimal(1)  # of the parts


class ObservationStatus(StrEnum):
    """Standing of a figure. Demonstration figures are generated, never reported."""

    REPORTED = "reported"
    PROVISIONAL = "provisional"
    ESTIMATED = "estimated"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure of one indicator, unit and period, as it was sent in.

    `value` is in the indicator's unit (percent for shares); with counts it is derived from
    them. `line` and `column` are what a person sees in the file, from 1. `cumulative_since` is
    the first day of a figure cumulated over several periods up to the end of `period`;
    `published_on` is when its source came out, as far as the source tells. `converted_from` says
    what of which units it was made of when it was sent for those of before a reform. `snapshot_id`
    names what it was published in; empty for one that was not, or is converted.
    """

    indicator_id: str
    unit_id: str
    period: Period
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    status: ObservationStatus = ObservationStatus.REPORTED
    note: str = ""
    source_title: str = ""
    source_url: str = ""
    line: int | None = None
    column: int | None = None
    cumulative_since: date | None = None
    published_on: str = ""
    converted_from: tuple[Inheritance, ...] = ()
    snapshot_id: str = field(default="", compare=False)

    @property
    def is_demo(self) -> bool:
        """True when the figure was generated."""
        return self.status is ObservationStatus.DEMO

    @property
    def key(self) -> tuple[str, str, Period]:
        """What may occur once in a file: one figure of an indicator, a unit and a period."""
        return self.indicator_id, self.unit_id, self.period


class Origin(StrEnum):
    """How a figure of a unit came about."""

    OWN = "own"  # reported for the unit itself
    ROLLED_UP = "rolled_up"  # added up from the units below
    WEIGHTED = "weighted"  # as above, some parts being percentages weighted by census facts
    CONVERTED = "converted"  # of a unit made later, from what the units it was made of reported


class Told(NamedTuple):
    """What is told of a figure beside its numbers; those of a file share it.

    `completeness` is a share of 1, None when it cannot be told. `low` and `high` bound the
    value if missing parts were none or all covered. `units_demo` of the units that reported are
    generated. `parts_value` is what the units below add
    up to, beside the unit's own figure. `converted_from`: as of an `Observation`. File fields are
    empty for rolled-up figures.
    """

    origin: Origin = Origin.OWN
    status: ObservationStatus = ObservationStatus.REPORTED
    completeness: Decimal | None = _ALL
    units_reported: int = 1
    units_expected: int = 1
    units_demo: int = 0
    low: Decimal | None = None
    high: Decimal | None = None
    parts_value: Decimal | None = None
    note: str = ""
    source_title: str = ""
    source_url: str = ""
    snapshot_id: str | None = None
    file_name: str | None = None
    cumulative_since: date | None = None
    published_on: str = ""
    converted_from: tuple[Inheritance, ...] = ()


_NOTHING_ELSE = Told()


class _OwnFields(NamedTuple):
    period: Period
    value: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    line: int | None
    told: Told


def _told(name: str) -> Any:  # noqa: ANN401 - of the type that the field has
    return property(attrgetter(f"told.{name}"))


class Point(_OwnFields):
    """One element of a series: a figure with everything needed to judge and to trace it.

    A named tuple: views make hundreds of thousands, and a frozen data class takes far longer. What
    many have alike is one object, for each field of its own would take as much as its number.
    """

    __slots__ = ()

    def __new__(
        cls,
        period: Period,
        value: Decimal,
        numerator: Decimal | None = None,
        denominator: Decimal | None = None,
        line: int | None = None,
        told: Told = _NOTHING_ELSE,
        **others: Any,  # noqa: ANN401 - what is told
    ) -> Self:
        """Make one; `others` are fields of what is told."""
        told = told._replace(**others) if others else told
        return super().__new__(cls, period, value, numerator, denominator, line, told)

    origin: Origin = _told("origin")
    status: ObservationStatus = _told("status")
    completeness: Decimal | None = _told("completeness")
    units_reported: int = _told("units_reported")
    units_expected: int = _told("units_expected")
    units_demo: int = _told("units_demo")
    low: Decimal | None = _told("low")
    high: Decimal | None = _told("high")
    parts_value: Decimal | None = _told("parts_value")
    note: str = _told("note")
    source_title: str = _told("source_title")
    source_url: str = _told("source_url")
    snapshot_id: str | None = _told("snapshot_id")
    file_name: str | None = _told("file_name")
    cumulative_since: date | None = _told("cumulative_since")
    published_on: str = _told("published_on")
    converted_from: tuple[Inheritance, ...] = _told("converted_from")

    def _replace(self, **changes: Any) -> Self:  # noqa: ANN401 - as the fields are
        """Return the same figure with other fields, of what is told of it too."""
        return type(self)(**{**self._asdict(), **changes})

    @property
    def is_demo(self) -> bool:
        """True when the figure, or any part of it, was generated."""
        return self.status is ObservationStatus.DEMO


def has_demo(figures: Iterable[Point | Observation | None]) -> bool:
    """Say whether any of the figures is generated: every ribbon and mark follows from this alone.

    The figures are those that a chart, sentence, table or count uses, no others.
    """
    return any(figure.is_demo for figure in figures if figure)


def known_until(points: Iterable[Point | None], at_most: date) -> date | None:
    """Return the last day that figures speak of: the "as of" of a view; None without figures.

    A year's figure may end after its unit or after today: then `at_most` is the last day.
    """
    ends = [point.period.end for point in points if point]
    return min(max(ends), at_most) if ends else None


class Unmade(Sequence[Point]):
    """Points that are made when one is looked at: what their columns tell needs none of them."""

    __slots__ = ()

    @property
    @abstractmethod
    def periods(self) -> Sequence[Period]:
        """The period of each."""

    @property
    @abstractmethod
    def values(self) -> Sequence[Decimal]:
        """The value of each."""

    @property
    @abstractmethod
    def told(self) -> Collection[Told]:
        """The statuses and first days that occur; what else is told may differ from the points'."""

    @abstractmethod
    def of(self, period: Period) -> Point | None:
        """Return that of a period, if there is one."""


def periods_of(points: Sequence[Point]) -> Sequence[Period]:
    """Return the period of each figure."""
    return points.periods if isinstance(points, Unmade) else [one.period for one in points]


def values_of(points: Sequence[Point]) -> Sequence[Decimal]:
    """Return what each figure says."""
    return points.values if isinstance(points, Unmade) else [one.value for one in points]


def point_of(points: Sequence[Point], period: Period) -> Point | None:
    """Return the figure of a period, if there is one."""
    if isinstance(points, Unmade):
        return points.of(period)
    ends = (one for one in points if one.period.end == period.end)  # tells most apart at once
    return next((one for one in ends if one.period == period), None)


def up_to(points: Sequence[Point], day: date) -> Sequence[Point]:
    """Return those of some points, oldest first, whose period ends by a day."""
    if isinstance(points, Unmade):
        count = bisect_right(points.periods, day, key=lambda period: period.end)
    else:
        count = bisect_right(points, day, key=lambda point: point.period.end)
    return points if count == len(points) else points[:count]


@dataclass(frozen=True, slots=True)
class Series:
    """All figures of one indicator and unit, oldest first; at most one per period."""

    indicator_id: str
    unit_id: str
    points: Sequence[Point]

    @property
    def counted(self) -> Sequence[Point]:
        """The figures anything may rest on: the real ones, or the demo ones if none is real."""
        return _counted(self.points, _told_of(self.points))

    @property
    def judged(self) -> Sequence[Point]:
        """The counted figures that stand in one line, as a status rests on them.

        Cumulated figures stand in no line with plain ones: they count where there are no others,
        those from the same day on. Of two that end on the same day the longer period is kept.
        """
        told = _told_of(self.points)
        counted = _counted(self.points, told)
        starts = {one.cumulative_since for one in told}
        ends = [period.end for period in periods_of(counted)]
        if any(map(ge, ends, ends[1:])):
            counted = sorted_by_period(counted)
        elif len(starts) == 1:  # as nearly always
            return counted
        start = None
        if counted and None not in {point.cumulative_since for point in counted}:
            start = counted[-1].cumulative_since
        by_end = {p.period.end: p for p in counted if p.cumulative_since == start}
        return tuple(by_end.values())


def _counted(points: Sequence[Point], told: Collection[Told]) -> Sequence[Point]:
    statuses, demo = {one.status for one in told}, ObservationStatus.DEMO
    if demo not in statuses or len(statuses) == 1:  # as nearly always
        return points
    return [point for point in points if point.status is not demo]


def _told_of(points: Sequence[Point]) -> Collection[Told]:
    return points.told if isinstance(points, Unmade) else [one.told for one in points]


def sorted_by_period(points: Iterable[Point]) -> tuple[Point, ...]:
    """Return the points by last day, shorter periods first among those that end together."""
    return tuple(sorted(points, key=lambda point: point.period))


@dataclass(frozen=True, slots=True)
class Contribution:
    """A unit's contribution to its parent; numerator and denominator None when not reported."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    weight: Decimal | None = None

    @property
    def has_counts(self) -> bool:
        """True when both counts were reported."""
        return self.numerator is not None and self.denominator is not None

    @property
    def counts(self) -> tuple[Decimal, Decimal] | None:
        """Numerator and denominator, reported or of a percentage with its weight; else None."""
        if self.numerator is not None and self.denominator is not None:
            return self.numerator, self.denominator
        if self.value is None or self.weight is None:
            return None
        return self.value * self.weight / 100, self.weight


@dataclass(frozen=True, slots=True)
class RollUp:
    """Sums over the parts of a unit, from which value, completeness and bounds follow.

    `numerator`, `denominator` and `total` are None when no part has them. A share has
    numerator and denominator; a sum has `total`. `expected_missing` is the denominator that the
    missing parts would have by the census, None when no fact tells that of each. Households are
    the known ones of the parts that did and did not report; `is_size_known` is False when those of
    a missing part are not known.
    """

    numerator: Decimal | None
    denominator: Decimal | None
    total: Decimal | None
    units_reported: int
    units_expected: int
    expected_missing: Decimal | None = None
    households_reported: Decimal | None = None
    households_missing: Decimal | None = None
    is_weighted: bool = False
    is_size_known: bool = True

    @property
    def is_whole(self) -> bool:
        """True when every part reported."""
        return self.units_reported == self.units_expected

    @property
    def value(self) -> Decimal | None:
        """Percent for shares, the sum for counts, None when all parts are missing."""
        if self.total is not None:
            return self.total
        return percentage(self.numerator, self.denominator)

    @property
    def missing_denominator(self) -> Decimal | None:
        """Denominator of the parts that did not report: by census, else in proportion.

        None when nothing tells it.
        """
        if self.is_whole:
            return Decimal(0)
        if self.expected_missing is not None:
            return self.expected_missing
        if self.denominator is None or not self.is_size_known or not self.households_reported:
            return None
        return self.denominator * (self.households_missing or 0) / self.households_reported

    @property
    def completeness(self) -> Decimal | None:
        """Share of the expected denominator that was reported, 0 to 1; None without any part.

        Where the denominator is not known the share of households; where theirs are not all
        known either no more than the share of units.
        """
        if not self.units_expected:
            return None
        if self.is_whole:
            return _ALL
        units = Decimal(self.units_reported) / self.units_expected
        whole = _share(self.denominator, self.missing_denominator)
        if whole is not None:
            return whole
        homes = _share(self.households_reported, self.households_missing)
        if homes is None:
            return units
        return homes if self.is_size_known else min(homes, units)

    @property
    def low(self) -> Decimal | None:
        """The value if nothing were covered in the missing parts."""
        return self._bound(covered=False)

    @property
    def high(self) -> Decimal | None:
        """The value if everything were covered in the missing parts; None for sums."""
        return self._bound(covered=True)

    def _bound(self, *, covered: bool) -> Decimal | None:
        if self.total is not None:
            return None if covered and not self.is_whole else self.total
        missing = self.missing_denominator
        if self.numerator is None or self.denominator is None or missing is None:
            return None
        return percentage(self.numerator + (missing if covered else 0), self.denominator + missing)


def _share(reported: Decimal | None, missing: Decimal | None) -> Decimal | None:
    """Reported over all; None when either is unknown or there is nothing."""
    if not reported or missing is None:
        return None
    return reported / (reported + missing)


def percentage(numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """100 x numerator / denominator; None when either is unknown or the denominator is 0."""
    if numerator is None or not denominator:
        return None
    return 100 * numerator / denominator


def roll_up(parts: tuple[Contribution, ...], *, is_sum: bool) -> RollUp:
    """Add the parts of a unit, by counts; what the census knows of the others is not asked.

    For a sum every part with a value counts. Otherwise a part counts when it reported both
    counts, or a percentage together with a weight. Source: methods, section 1.
    """
    counted = [part for part in parts if (part.value if is_sum else part.counts) is not None]
    pairs = [] if is_sum else [part.counts for part in counted if part.counts]
    return RollUp(
        numerator=total(numerator for numerator, _ in pairs),
        denominator=total(denominator for _, denominator in pairs),
        total=total(part.value for part in counted) if is_sum else None,
        units_reported=len(counted),
        units_expected=len(parts),
        is_weighted=not is_sum and not all(part.has_counts for part in counted),
    )


def total(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def total_of_all(values: Sequence[Decimal | None]) -> Decimal | None:
    """The sum; None when any of the values is not known, or there is none."""
    return None if None in values else total(values)
