"""Issues of an upload as rows for programs and as lines for people."""

from collections.abc import Iterable, Mapping

from cds.cli.output import say
from cds.domain.issues import Issue
from cds.export.cells import Cell
from cds.text import cli as words
from cds.text.issues import SEVERITIES, hint, message, place

ISSUE_COLUMNS = ("code", "severity", "line", "column", "value", "message", "hint")


def issue_row(issue: Issue) -> Mapping[str, Cell]:
    """Return an issue in the contract's form."""
    return {
        "code": issue.code.value,
        "severity": issue.severity.value,
        "line": issue.line,
        "column": issue.column,
        "value": issue.value,
        "message": message(issue),
        "hint": hint(issue),
    }


def tell_issues(issues: Iterable[Issue], *, in_workbook: bool = False) -> None:
    """Say where each issue is, what is wrong and what to do about it."""
    for issue in issues:
        say(
            words.ISSUE.format(
                severity=SEVERITIES[issue.severity],
                place=place(issue, in_workbook=in_workbook),
                message=message(issue),
                hint=hint(issue),
                code=issue.code.value,
            )
        )
