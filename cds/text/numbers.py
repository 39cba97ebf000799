"""Figures, dates and periods as Vietnamese text; the only place where anything is rounded."""

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from cds.domain import clock
from cds.domain.indicators import Indicator, IndicatorKind
from cds.domain.periods import Period, PeriodKind
from cds.text.phrase_files import family, template

MISSING = "–"
_QUARTERS = ("I", "II", "III", "IV")
_MARKS = str.maketrans(",.", ".,")
_OUT_OF = re.compile(r"(?P<thing>[^/]+)/(?P<whole>\d+)")
_MOST_DECIMALS = 8  # of the store
_SEEN = re.compile(r"[0.,]*[1-9]")  # a number that its decimals do not round to zero
_BOUND = re.compile(r"(?<=[<>≥≤]) (?=\d)|(?<=\d) (?=MH\b)")  # where a line does not end
_BRACKETS = re.compile(r"\s*\([^)]*\)")


def number(value: Decimal | int | float | None, decimals: int = 0) -> str:
    """Return 1.234,5 with exactly that many decimals, halves rounded up; "–" for None."""
    if value is None:
        return MISSING
    if isinstance(value, int) and not decimals:
        rounded, text = Decimal(value), f"{abs(value):,}".translate(_MARKS)
    else:
        rounded = _rounded(Decimal(str(value)), decimals)
        text = f"{abs(rounded):,.{decimals}f}".translate(_MARKS)
    return f"−{text}" if rounded < 0 else text


def trimmed(value: Decimal | int | None, decimals: int = 2) -> str:
    """Return the number with at most that many decimals: 80, not 80,00."""
    if value is None:
        return MISSING
    rounded = _rounded(Decimal(value), decimals)
    return number(rounded, decimals_of(rounded))


def percent(value: Decimal | None, decimals: int = 1) -> str:
    """Return a percentage of 0 to 100 as 80,5%."""
    return MISSING if value is None else f"{number(value, decimals)}%"


def share(value: Decimal | None, decimals: int = 0) -> str:
    """Return a share of 1 as a percentage: 0.925 becomes 93%; less than all is never 100%."""
    if value is None:
        return MISSING
    return percent(value * 100, telling_apart(value * 100, Decimal(100), decimals))


def moved(before: Decimal, after: Decimal) -> str:
    """Return by how much a share of 1 changed, between the percentages shown: +40 điểm %."""
    left = _rounded(after * 100, 0) - _rounded(before * 100, 0)
    return signed(points(left, 0), left)


def points(value: Decimal | None, decimals: int = 1) -> str:
    """Return a difference of percentages in percentage points: 3,2 điểm %."""
    return MISSING if value is None else _said("points", number=number(value, decimals))


def in_sentence(text: str) -> str:
    """Spell out in a sentence what stands short in a cell: 3,2 điểm phần trăm."""
    return text.replace(template("numbers.points_short"), template("numbers.points_full"))


def signed(text: str, value: Decimal | None) -> str:
    """Put a plus before the text of a positive value; none before one that rounds to zero."""
    is_gain = value is not None and value > 0 and _SEEN.match(text)
    return f"+{text}" if is_gain else text


def figure(value: Decimal | None, indicator: Indicator) -> str:
    """Return a value of an indicator with its unit, at the indicator's decimals."""
    if value is None:
        return MISSING
    match indicator.kind:
        case IndicatorKind.SHARE:
            return percent(value, indicator.decimals)
        case IndicatorKind.MILESTONE:
            return _said("done" if value >= 1 else "not_done")
        case IndicatorKind.RANK:
            return _said("rank", number=number(value, indicator.decimals))
        case IndicatorKind.SCORE | IndicatorKind.COUNT:
            return _with_unit(number(value, indicator.decimals), indicator.unit_name)


def difference(value: Decimal | None, indicator: Indicator) -> str:
    """Return a gap or a change: percentage points for shares, the unit otherwise.

    A milestone is done or not: there is nothing between to measure. One too small to be seen at
    the indicator's decimals gets more of them.
    """
    if value is None or indicator.kind is IndicatorKind.MILESTONE:
        return MISSING
    decimals = telling_apart(value, Decimal(0), indicator.decimals)
    if indicator.is_share:
        return points(value, decimals)
    text = number(value, decimals)
    if indicator.kind is IndicatorKind.RANK:
        return _said("places", number=text)
    return _with_unit(text, _thing(indicator))


def things(count: int | None, indicator: Indicator) -> str:
    """Return how many things are still to do, by name: 3.214 hộ, 12 xã."""
    if count is None:
        return MISSING
    if indicator.kind is IndicatorKind.MILESTONE:
        return _said("steps", number=number(count))
    name = indicator.denominator_name or ("" if indicator.is_share else _thing(indicator))
    return f"{number(count)} {thing_name(name)}".strip()


def thing_name(denominator: str) -> str:
    """Return the name of one thing of a denominator: số hộ gives hộ, dân số gives người."""
    return family("numbers.things").get(
        denominator, denominator.removeprefix(template("numbers.number_of"))
    )


def unit_text(indicator: Indicator) -> str:
    """Return the unit as written beside an axis: %, điểm, hồ sơ."""
    return "%" if indicator.is_share else _BRACKETS.sub("", indicator.unit_name)


def target_value(value: Decimal | None, sign: str, indicator: Indicator) -> str:
    """Return a target as > 80% or ≥ 100%; the sources' "=" means reaching it or more."""
    if value is None:
        return MISSING
    if indicator.kind is IndicatorKind.MILESTONE:
        return _said("to_be_done")
    shown = {"=": "≥", ">=": "≥", "<=": "≤"}.get(sign, sign)
    decimals = indicator.decimals if indicator.kind is IndicatorKind.SCORE else 2
    text = trimmed(value, decimals)
    told = f"{text}%" if indicator.is_share else _with_unit(text, indicator.unit_name)
    return f"{shown} {told}"


def unbroken(sentence: str) -> str:
    """Return a sentence that keeps its signs and marks beside their numbers."""
    return _BOUND.sub("\u00a0", sentence)


def day(value: date | None) -> str:
    """Return a date as dd/mm/yyyy."""
    return MISSING if value is None else f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def validity(first: date, last: date | None) -> str:
    """Return the days from first to last, or since the first."""
    return _said("since", day=day(first)) if last is None else f"{day(first)}–{day(last)}"


def instant(value: datetime | None) -> str:
    """Return an instant in the province's time as hh:mm dd/mm/yyyy."""
    if value is None:
        return MISSING
    local = clock.local(value)
    return f"{local.hour:02d}:{local.minute:02d} {day(local.date())}"


def period(value: Period | None) -> str:
    """Return a period in words: năm 2024, Quý II/2025, tháng 6/2024, 15/06/2024."""
    if value is None:
        return MISSING
    year, month = value.end.year, value.end.month
    match value.kind:
        case PeriodKind.YEAR:
            return _said("year", year=year)
        case PeriodKind.HALF:
            return _said("first_half" if month == 6 else "second_half", year=year)
        case PeriodKind.QUARTER:
            return _said("quarter", quarter=_QUARTERS[month // 3 - 1], year=year)
        case PeriodKind.MONTH:
            return _said("month", month=month, year=year)
        case PeriodKind.DAY:
            return day(value.end)


def period_short(value: Period) -> str:
    """Return a period as written on an axis: 2024, Q2/25, 06/24."""
    year = f"{value.end.year % 100:02d}"
    match value.kind:
        case PeriodKind.YEAR:
            return f"{value.end.year}"
        case PeriodKind.HALF:
            return f"N{value.end.month // 6}/{year}"
        case PeriodKind.QUARTER:
            return f"Q{value.end.month // 3}/{year}"
        case PeriodKind.MONTH | PeriodKind.DAY:
            return f"{value.end.month:02d}/{year}"


def rounded(value: Decimal, indicator: Indicator) -> Decimal:
    """Return a value as `figure` rounds it."""
    return _rounded(value, indicator.decimals)


def between(before: Decimal, after: Decimal, indicator: Indicator) -> tuple[Decimal, Indicator]:
    """Return the difference of two figures as they are shown, so that a reader's own agrees.

    The indicator comes back with the decimals to tell it with: more where its own would show two
    figures as one.
    """
    told = replace(indicator, decimals=telling_apart(before, after, indicator.decimals))
    return rounded(after, told) - rounded(before, told), told


def change(value: Decimal | None, indicator: Indicator) -> str:
    """Return how a figure moved, with its sign; of a rank in words, as the lower is the better."""
    text = difference(value, indicator)
    if indicator.kind is not IndicatorKind.RANK or not value:
        return signed(text, value)
    return _said("better" if value < 0 else "worse", places=text.removeprefix("−"))


def change_between(before: Decimal, after: Decimal, indicator: Indicator) -> str:
    """Return how a figure moved from one as shown to another as shown, as `change` does."""
    return change(*between(before, after, indicator))


def decimals_of(value: Decimal) -> int:
    """Return how many digits after the decimal mark a number has, final zeros left out."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def as_given(value: Decimal, indicator: Indicator) -> Indicator:
    """Return the indicator with no more decimals than a value has."""
    return replace(indicator, decimals=min(indicator.decimals, decimals_of(value)))


def telling_apart(value: Decimal, target: Decimal, decimals: int) -> int:
    """Return the decimals, more than asked where fewer would show two numbers as one."""
    if value == target:
        return decimals
    while decimals < _MOST_DECIMALS and _rounded(value, decimals) == _rounded(target, decimals):
        decimals += 1
    return decimals


def told_apart(one: Decimal, other: Decimal, decimals: int) -> tuple[Decimal, Decimal]:
    """Return two numbers with as many decimals as show them as two."""
    places = telling_apart(one, other, decimals)
    return _rounded(one, places), _rounded(other, places)


def _said(key: str, **slots: object) -> str:
    return template(f"numbers.{key}").format_map(slots)


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _with_unit(text: str, unit_name: str) -> str:
    unit = _BRACKETS.sub("", unit_name)
    if match := _OUT_OF.fullmatch(unit):
        return f"{text}/{match['whole']} {match['thing']}"
    return f"{text} {unit}".strip()


def _thing(indicator: Indicator) -> str:
    match = _OUT_OF.fullmatch(indicator.unit_name)
    return match["thing"] if match else indicator.unit_name
