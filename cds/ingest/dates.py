"""Periods as offices write them: canonical, in words, or as a date; None when unclear."""

import re
from collections.abc import Callable
from functools import lru_cache

from cds.domain.periods import Period, parse_period
from cds.ingest.names import plain_of

_YEARS = range(1990, 2101)  # outside, a year is a slip of the finger
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = r"(?:nam )?(?P<year>[0-9]{4})"
_NUMBER = r"0?(?P<number>[0-9]{1,2})"

# Matched against the text without accents and with every mark turned into one space.
_FORMS: tuple[tuple[re.Pattern[str], Callable[[int, int], str]], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (rf"(?:ca )?{_YEAR}", lambda year, _: f"{year}"),
        (rf"(?:qu[yi]|q) ?(?P<number>iv|i{{1,3}}|0?[1-4]) {_YEAR}", lambda y, n: f"{y}-Q{n}"),
        (
            r"(?P<year>[0-9]{4}) (?:qu[yi] |q ?)(?P<number>iv|i{1,3}|[1-4])",
            lambda y, n: f"{y}-Q{n}",
        ),
        (rf"(?:thang|t) ?{_NUMBER} {_YEAR}", lambda y, n: f"{y}-{n:02d}"),
        (rf"{_NUMBER} {_YEAR}", lambda y, n: f"{y}-{n:02d}"),
        (rf"(?P<year>[0-9]{{4}}) (?:thang |t ?)?{_NUMBER}", lambda y, n: f"{y}-{n:02d}"),
        (rf"(?:0?6|sau) thang dau {_YEAR}", lambda y, _: f"{y}-H1"),
        (rf"(?:0?6|sau) thang cuoi {_YEAR}", lambda y, _: f"{y}-H2"),
        (rf"nua dau {_YEAR}", lambda y, _: f"{y}-H1"),
        (rf"nua cuoi {_YEAR}", lambda y, _: f"{y}-H2"),
        (r"(?P<year>[0-9]{4}) h(?P<number>[12])", lambda y, n: f"{y}-H{n}"),
        (rf"h(?P<number>[12]) {_YEAR}", lambda y, n: f"{y}-H{n}"),
    )
)
_DAY = re.compile(
    r"(?:ngay )?(?P<day>[0-9]{1,2}) (?:thang )?(?P<month>[0-9]{1,2}) (?:nam )?(?P<year>[0-9]{4})"
)
_ISO_DAY = re.compile(r"(?P<year>[0-9]{4}) (?P<month>[0-9]{1,2}) (?P<day>[0-9]{1,2})(?: 0+)*")


@lru_cache(maxsize=4096)
def read_period(text: str) -> Period | None:
    """Return the period the text means; None when it means none, or one we do not know.

    Days are read day first, as in Viet Nam; nine months are no period.
    """
    plain = plain_of(text)
    for form, make in _FORMS:
        if match := form.fullmatch(plain):
            parts = match.groupdict()
            number = parts.get("number") or "0"
            return _checked(make(int(parts["year"]), _ROMAN.get(number) or int(number)))
    if match := _DAY.fullmatch(plain) or _ISO_DAY.fullmatch(plain):
        return _checked(f"{match['year']}-{int(match['month']):02d}-{int(match['day']):02d}")
    return None


def _checked(canonical: str) -> Period | None:
    try:
        period = parse_period(canonical)
    except ValueError:
        return None
    return period if period.start.year in _YEARS else None
