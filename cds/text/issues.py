"""What an upload's issue says and what to do about it, one entry per code."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import groupby
from string import ascii_uppercase

from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.periods import Period, parse_period
from cds.text.numbers import told_apart
from cds.text.phrases import family, loosely, phrase, template

SEVERITIES = family("words.Severity")
_ORDER = list(Severity)
_MOST_PLACES = 5
_MOST_CELLS = 4  # of a column that are each a cause of their own
_BAD_CELLS = frozenset(  # of which many in a column have one cause: another table stands there
    (
        *(IssueCode.BAD_NUMBER, IssueCode.BAD_PERIOD, IssueCode.OUT_OF_RANGE),
        *(IssueCode.DUPLICATE_KEY, IssueCode.UNIT_CONFLICT, IssueCode.VALUE_MISMATCH),
        IssueCode.NUMERATOR_EXCEEDS_DENOMINATOR,
    )
)
_NUMBERS = frozenset(
    (
        *("reading", "other", "previous", "expected", "numerator", "denominator"),
        *("minimum", "maximum", "missing", "count", "factor", "limit", "typical", "percent"),
        *("figures", "heirs_count", "exact", "estimated", "more", "given", "made"),
    )
)
_COMPUTED = frozenset(  # codes whose value is a number we computed, not the text of a cell
    (
        *(IssueCode.OUT_OF_RANGE, IssueCode.VALUE_MISMATCH, IssueCode.SHARP_CHANGE),
        *(IssueCode.SUSPICIOUS_CONSTANT, IssueCode.AGGREGATE_MISMATCH),
        IssueCode.SUSPICIOUS_SCALE,
    )
)
_NUMBER_REASONS = frozenset(
    ("rows", "beside", "merged", "total", "above")
)  # whose value is a number left unread
_OF_PERIODS = frozenset((IssueCode.FUTURE_PERIOD, IssueCode.PERIOD_CONFLICT))  # in their words
_DATED = frozenset((IssueCode.PERIOD_CONFLICT, IssueCode.COLUMN_COUNT))  # years are no numbers
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def message(issue: Issue) -> str:
    """Return what is wrong, with the offending value."""
    return _advice(issue, "message")


def hint(issue: Issue) -> str:
    """Return what to do about it, with the accepted values."""
    return _advice(issue, "hint")


def place(issue: Issue, *, in_workbook: bool) -> str:
    """Return where it is, as the program that people open the file with shows it."""
    line, column, sheet = issue.line, issue.column, dict(issue.details).get("sheet")
    if line is None:
        own = template("issues.place.whole_file")
    elif column is None:
        own = template("issues.place.line").format(line=line)
    elif in_workbook:
        own = template("issues.place.cell").format(cell=cell_name(line, column))
    else:
        own = template("issues.place.column").format(line=line, column=column_letters(column))
    return template("issues.place.sheet").format(sheet=sheet, place=own) if sheet else own


def alike(found: Iterable[Issue]) -> list[list[Issue]]:
    """Return issues that say the same together, those that block first.

    How a column writes its numbers is one thing to say, whatever the numbers are; so is a column
    with many cells that are none, whose rows stand twice or whose codes are other names'.
    """
    found = list(found)
    many = Counter((issue.code, issue.column) for issue in found if issue.code in _BAD_CELLS)

    def key(issue: Issue) -> tuple[int, str, str]:
        is_one_cause = issue.code is IssueCode.AMBIGUOUS_NUMBER
        is_one_cause |= many[issue.code, issue.column] > _MOST_CELLS
        same = str(issue.column) if is_one_cause else message(issue)
        if issue.code is IssueCode.WRONG_LEVEL:
            same = dict(issue.details).get("indicator", same)  # whatever the unit
        return _ORDER.index(issue.severity), issue.code, same

    return [list(group) for _, group in groupby(sorted(found, key=key), key=key)]


def places(group: Sequence[Issue], *, in_workbook: bool) -> str:
    """Return where issues that say the same are; of many the first places."""
    text = "; ".join(place(one, in_workbook=in_workbook) for one in group[:_MOST_PLACES])
    more = len(group) - _MOST_PLACES
    if more <= 0:
        return text
    return phrase("upload.places_more", places=text, more=more, count=len(group))


def cell_name(line: int, column: int) -> str:
    """Return the name of a workbook's cell, both counted from 1: "G9", "AA1"."""
    return f"{column_letters(column)}{line}"


def column_letters(column: int) -> str:
    """Return what a sheet calls a column, counted from 1: "A", "AA"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, len(ascii_uppercase))
        letters = ascii_uppercase[rest] + letters
    return letters


def reading(issue: Issue) -> str | None:
    """Return the number that an ambiguous text is taken for; None for other issues."""
    text = dict(issue.details).get("reading")
    return _number(text) if text and issue.code is IssueCode.AMBIGUOUS_NUMBER else None


def _advice(issue: Issue, what: str) -> str:
    """A code that means one of several things says which by the reason in its details."""
    reason = dict(issue.details).get("reason", "")
    own = f"{issue.code}.{reason}.{what}"
    key = own if own in family("issues") else f"{issue.code}.{what}"
    return loosely(f"issues.{key}", _slots(issue)).strip()  # a slot at its end may be empty


def _slots(issue: Issue) -> Mapping[str, object]:
    given = dict(issue.details)
    said: dict[str, object] = {
        name: _number(text) if name in _NUMBERS and issue.code not in _DATED else text
        for name, text in given.items()
    }
    if "field" in given:
        known = {**family("upload.field"), **family("form.head")}
        said["field"] = known.get(given["field"], given["field"])
    if other := given.get("other_column"):
        said |= {"letters": column_letters(issue.column or 0), "others": column_letters(int(other))}
    if close := given.get("close"):
        said["close"] = phrase("issues.close", names=close)
    if heirs := given.get("heirs"):
        said["heirs"] = phrase("issues.heirs", names=heirs)
    value: object = issue.value
    periods = {"period", "former"}
    if issue.code in _OF_PERIODS:
        periods.add("expected")
        value = issue.value and _period(issue.value)
    said |= {name: _period(given[name]) for name in periods & {*given}}
    is_number = issue.code in _COMPUTED or given.get("reason") in _NUMBER_REASONS
    if issue.value is not None and is_number:
        value = _number(issue.value)
    if issue.value is not None and "decimals" in given:  # a figure beside one derived from others
        beside = "previous" if "previous" in given else "expected"
        pair = told_apart(Decimal(issue.value), Decimal(given[beside]), int(given["decimals"]))
        value, said[beside] = (_number(str(number)) for number in pair)
    return {"value": value, "line": issue.line, "column": issue.column, **said}


def _period(text: str) -> Period | str:
    """Return the period that a text writes; a text that is none stays as it is."""
    with suppress(ValueError):
        return parse_period(text)
    return text


def _number(text: str) -> str:
    """Return a plain decimal text the Vietnamese way with all its digits; other text as it is."""
    if not _PLAIN.fullmatch(text):
        return text
    whole, _, part = text.removeprefix("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    sign = "\u2212" if text.startswith("-") else ""
    return f"{sign}{grouped},{part}" if part else f"{sign}{grouped}"
