"""How grave each fault of an upload is, the one way to note one, and which of many are told."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import islice

from cds.domain.errors import CdsError
from cds.domain.issues import Issue, IssueCode, Severity

MOST_ISSUES = 1_000  # of one kind that are listed, and unknown names that get suggestions
_SHOWN_LINES = 10
_MANY_CONTROLS = 20  # cells with control characters, beyond which the code table was wrong
LONGEST_VALUE = 200  # characters of an offending value that a report repeats

_CONFIRMS = {
    IssueCode.ENCODING,
    IssueCode.HIDDEN_ROWS,
    IssueCode.OLD_BOUNDARIES,
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


SEVERITY: Mapping[IssueCode, Severity] = {
    **dict.fromkeys(IssueCode, Severity.ERROR),
    **dict.fromkeys(_CONFIRMS, Severity.CONFIRM),
    **dict.fromkeys(_WARNINGS, Severity.WARNING),
}


class RefusedError(CdsError):
    """Reading cannot go on; carries the issue that says why: who asks for tables tells it."""

    def __init__(self, issue: Issue) -> None:
        """Keep the issue."""
        super().__init__(issue.code)
        self.issue = issue


def plain(value: object) -> str:
    """Return the text of a value; of a number without exponent and needless zeros, days as ours."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if not isinstance(value, Decimal):
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def first_of(lines: Iterable[int]) -> str:
    """Return the first lines as one text, with a sign where there are more."""
    first = [str(line) for line in islice(dict.fromkeys(lines), _SHOWN_LINES + 1)]
    return ", ".join(first[:_SHOWN_LINES]) + "\u2026" * (len(first) > _SHOWN_LINES)


def fault(
    code: IssueCode,
    *,
    line: int | None = None,
    column: int | None = None,
    value: object = None,
    severity: Severity | None = None,
    **details: object,
) -> Issue:
    """Return an issue with the code's usual severity unless another is given.

    `line` and `column` count from 1; details become the slots of message and hint.
    """
    shown = None if value is None else plain(value)[:LONGEST_VALUE]
    slots = tuple((key, plain(detail)) for key, detail in details.items())
    return Issue(code, severity or SEVERITY[code], line, column, shown, slots)


unclear = partial(fault, IssueCode.UNCLEAR_HEADING)  # asks what words make of figures, by `reason`
unread = partial(fault, IssueCode.UNREAD_FIGURES)  # names what is in no figure, by `reason`


def listed(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """Return the issues by place, of each kind as many as people may read and how many more.

    Letters broken all over a file have one cause.
    """
    controls = [issue for issue in issues if issue.code is IssueCode.CONTROL_CHARACTERS]
    if len(controls) > _MANY_CONTROLS:
        first, count = min(controls, key=_place), len(controls)
        asks = partial(fault, IssueCode.ENCODING, line=first.line, column=first.column)
        broken = asks(value=first.value, severity=Severity.ERROR, reason="controls", count=count)
        others = (each for each in issues if each.code is not IssueCode.CONTROL_CHARACTERS)
        issues = [broken, *others]
    kinds: defaultdict[tuple[IssueCode, Severity], list[Issue]] = defaultdict(list)
    for issue in _asked_once(sorted(issues, key=_place)):
        kinds[issue.code, issue.severity].append(issue)
    listed = [issue for found in kinds.values() for issue in found[:MOST_ISSUES]]
    more = list[Issue]()
    for (code, grave), found in kinds.items():
        severity = grave if grave is Severity.ERROR else Severity.WARNING
        asks = partial(fault, IssueCode.MORE_ISSUES, value=code, severity=severity)
        rest = len(found) - MOST_ISSUES
        more += [asks(like=found[0].line, more=rest)] if rest > 0 else []
    return (*sorted(listed, key=_place), *more)


def _asked_once(issues: Iterable[Issue]) -> Iterator[Issue]:
    """Yield the issues, but each question about the words of a head once, whatever the sheet."""
    asked = set[object]()
    for issue in issues:
        said = frozenset(each for each in issue.details if each[0] != "sheet")
        question = issue.value, said
        if issue.code is not IssueCode.UNCLEAR_HEADING:
            yield issue
        elif question not in asked:
            asked.add(question)
            yield issue


def _place(issue: Issue) -> tuple[int, int]:
    return issue.line or 0, issue.column or 0
