"""What a spreadsheet's number format says: percent, date, or month. Shared by all workbooks."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from cds.domain.issues import IssueCode
from cds.ingest.faults import plain
from cds.ingest.tables import Cell, Flaw, Number
from cds.ingest.words.qualifiers import qualified
from cds.ingest.words.vocabulary import marked_words

_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]")
_TIME = frozenset("hs")
# Formats that workbooks name by number alone. Source: ECMA-376, part 1, 18.8.30.
BUILT_IN = {
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((14, 15, 22, 27, 30, 31, 36, 50, 54, 57, 58), "dd/mm/yyyy"),
    **dict.fromkeys((28, 29, 51, 53), "d/m"),
    16: "d/m",
    17: "mmm/yy",
    52: "yyyy/m",
    55: "yyyy/m",
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 56), "h:mm"),
}
_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_LAST_SERIAL = 2_958_465  # 31/12/9999
_PRECISION = ".15g"  # a spreadsheet keeps 15 significant digits; the rest is the machine's


@lru_cache(maxsize=4096)
def shown_as(number_format: str) -> str:
    """Return what the format makes of a number: percent, day, month, year, time or number."""
    bare = _ELAPSED.sub(r"\1", number_format.split(";")[0].lower())
    code = _LITERALS.sub("", bare)
    letters = set(re.sub("general|standard", "", code))
    if "%" in letters:
        return "percent"
    if "d" in letters or ("m" in letters and "y" in letters):
        return "day" if "d" in letters else "month"
    if "y" in letters:
        return "year"
    if letters & _TIME:
        return "time"
    return "month" if "m" in letters else "number"


def number_cell(value: float, number_format: str, *, from_1904: bool = False) -> Cell:
    """Return the cell a person sees: the exact number, or the date it stands for."""
    exact = Decimal(value) if isinstance(value, int) else Decimal(format(value, _PRECISION))
    if not exact.is_finite():
        return Flaw(IssueCode.EXCEL_ERROR, str(value))
    kind = shown_as(number_format)
    if kind == "number":
        before, after = _words_of(number_format)
        return f"{before}{plain(exact)}{after}" if before or after else Number(exact)
    if kind == "percent":
        return Number(exact * 100, is_percent=True)
    if not 0 <= value <= _LAST_SERIAL:
        return Flaw(IssueCode.EXCEL_ERROR, str(value))
    moment = (_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(days=float(value))
    return _moment(moment, kind)


def _moment(moment: datetime, kind: str) -> str:
    """Excel turns "03/2024" into a day; a format without days tells that a month was meant."""
    if kind == "time":
        return moment.time().isoformat("seconds")
    day: date = moment.date()
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[kind]]


@lru_cache(maxsize=4096)
def _words_of(number_format: str) -> tuple[str, str]:
    """Return what the format writes before and behind numbers that says what they are, as "KH: ".

    Names of measures say nothing of the kind.
    """
    code = number_format.split(";")[0]
    found = [*_QUOTED.finditer(code)]
    if not any(qualified(marked_words(each[1])).says_something for each in found):
        return "", ""
    digits = re.search("[0#?]", _LITERALS.sub(lambda found: " " * len(found[0]), code))
    at = digits.start() if digits else len(code)
    before = "".join(each[1] for each in found if each.start() < at)
    return before, "".join(each[1] for each in found if each.start() > at)


_QUOTED = re.compile(r'"([^"]*)"')
_SUPERSCRIPTS = str.maketrans(
    "0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
)


def raised(text: str) -> str:
    """Return raised text with raised digits: a footnote's mark must not lengthen a number."""
    return text.translate(_SUPERSCRIPTS)
