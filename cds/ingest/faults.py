"""How grave each fault of an upload is, and the one way to note one."""

from collections.abc import Iterable, Mapping
from itertools import islice

from cds.domain.errors import CdsError
from cds.domain.issues import Issue, IssueCode, Severity

MOST_ISSUES = 1_000  # of one kind that are listed, and unknown names that get suggestions
_SHOWN_LINES = 10
LONGEST_VALUE = 200  # characters of an offending value that a report repeats

_CONFIRMS = {
    IssueCode.ENCODING,
    IssueCode.HIDDEN_ROWS,
    IssueCode.UNREAD_FIGURES,
    IssueCode.UNCLEAR_HEADING,
    IssueCode.INDICATOR_CONFLICT,
    IssueCode.AMBIGUOUS_NUMBER,
    IssueCode.NUMERATOR_EXCEEDS_DENOMINATOR,
    IssueCode.AGGREGATE_MISMATCH,
    IssueCode.SHARP_CHANGE,
    IssueCode.SUSPICIOUS_SCALE,
    IssueCode.SUSPICIOUS_CONSTANT,
    IssueCode.ALREADY_PUBLISHED,
}
_WARNINGS = {
    IssueCode.MISSING_VALUE,
    IssueCode.DUPLICATE_ROW,
    IssueCode.PRECISION,
    IssueCode.INCOMPLETE,
}


def _severity(code: IssueCode) -> Severity:
    if code in _WARNINGS:
        return Severity.WARNING
    return Severity.CONFIRM if code in _CONFIRMS else Severity.ERROR


SEVERITY: Mapping[IssueCode, Severity] = {code: _severity(code) for code in IssueCode}


class RefusedError(CdsError):
    """Reading cannot go on; carries the issue that says why. Never leaves this package."""

    def __init__(self, issue: Issue) -> None:
        """Keep the issue."""
        super().__init__(issue.code)
        self.issue = issue


def listed(lines: Iterable[int]) -> str:
    """Return the first lines as one text, with a sign where there are more."""
    first = [str(line) for line in islice(dict.fromkeys(lines), _SHOWN_LINES + 1)]
    return ", ".join(first[:_SHOWN_LINES]) + "\u2026" * (len(first) > _SHOWN_LINES)


def fault(
    code: IssueCode,
    *,
    line: int | None = None,
    column: int | None = None,
    value: str | None = None,
    severity: Severity | None = None,
    **details: object,
) -> Issue:
    """Return an issue with the code's usual severity unless another is given.

    `line` and `column` count from 1; details become the slots of message and hint.
    """
    shown = value if value is None else value[:LONGEST_VALUE]
    slots = tuple((key, str(detail)) for key, detail in details.items())
    return Issue(code, severity or SEVERITY[code], line, column, shown, slots)
