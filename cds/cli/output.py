"""How results leave: tables for people, JSON and CSV for programs on stdout, words on stderr."""

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import click

from cds.domain.errors import ExitCode, NotFoundError, UsageError
from cds.domain.issues import Issue
from cds.export.files import MEDIA_TYPES, Cell, cell_text, moment, plain
from cds.store.files import Damage
from cds.text import issues as issue_texts
from cds.text import numbers
from cds.text.figures import STANDINGS
from cds.text.phrases import family, head, phrase, template, word

ISSUE_COLUMNS = ("code", "severity", "line", "column", "value", "message", "hint")
_WIDEST = 100
_LISTED = " · "
_STANDINGS = {standing.value: badge.word for standing, badge in STANDINGS.items()}
# Words of cells in tables for people; programs get codes.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "status": {**_STANDINGS, **family("words.ObservationStatus")},
    "standing": _STANDINGS,
    "level": {level: word.capitalize() for level, word in family("words.AdminLevel").items()},
    "change": family("cli.changes"),
    "severity": family("words.Severity"),
    "flags": family("cli.flags"),
}


def tell(key: str, **slots: object) -> None:
    """Tell a person a phrase: on stderr, never among the results."""
    click.echo(phrase(key, **slots), err=True)


def tell_left_out(damages: Iterable[Damage]) -> ExitCode:
    """Name files that were left out because they are damaged; return the exit code."""
    paths = dict.fromkeys(damage.path for damage in damages)
    for path in paths:
        tell("cli.left_out", path=path)
    return ExitCode.DAMAGED if paths else ExitCode.DONE


def tell_issues(issues: Iterable[Issue], *, in_workbook: bool = False) -> None:
    """Say what is wrong, where, and what to do about it, once of what is alike; errors last."""
    for group in reversed(issue_texts.alike(issues)):
        first = group[0]
        tell(
            "cli.issue",
            severity=word(first.severity),
            place=issue_texts.places(group, in_workbook=in_workbook),
            message=issue_texts.message(first),
            hint=issue_texts.hint(first),
            code=first.code.value,
        )


def issue_row(issue: Issue) -> Mapping[str, Cell]:
    """Return an issue in the contract's form."""
    return {
        "code": issue.code.value,
        "severity": issue.severity.value,
        "line": issue.line,
        "column": issue.column,
        "value": issue.value,
        "message": issue_texts.message(issue),
        "hint": issue_texts.hint(issue),
    }


def told_rows(issues: Iterable[Issue]) -> list[Mapping[str, object]]:
    """Return what is said once of each cause, those that block first, with all its lines."""
    return [
        {
            "code": group[0].code.value,
            "severity": group[0].severity.value,
            "message": issue_texts.message(group[0]),
            "hint": issue_texts.hint(group[0]),
            "lines": sorted({one.line for one in group if one.line}),
        }
        for group in issue_texts.alike(issues)
    ]


def kind_of(asked: str | None, output: Path | None, kinds: Sequence[str]) -> str:
    """The kind of file asked for, else that of the name's ending; the first where neither tells.

    Raises UsageError for a name that would belie what is in the file.
    """
    ending = output.suffix.lower().removeprefix(".") if output else ""
    accepted = (asked,) if asked else tuple(kinds)
    is_free = bool(asked) and ending not in MEDIA_TYPES  # as a.txt of a CSV
    if ending and ending not in accepted and not is_free:
        raise UsageError("belying_name", name=output, accepted=", ".join(accepted))
    return asked or ending or kinds[0]


def write_file(output: Path | None, name: str, content: bytes) -> Path:
    """Write a file whole or not at all, by its own name where none was asked for; return its path.

    Raises NotFoundError where its folder is missing.
    """
    from cds.store.files import write_bytes

    path = output or Path(name)
    if not path.absolute().parent.is_dir():
        raise NotFoundError("no_folder", path=path.absolute().parent)
    write_bytes(path, content)
    return path


def write_rows(
    rows: Sequence[Mapping[str, Cell]],
    style: str,
    columns: Sequence[str],
    shown: Sequence[str] = (),
    heads: str = "cli",
) -> None:
    """Write rows as table, json or csv; all have the columns, a table may show only some.

    `heads` is the table whose heads a table has.
    """
    if style == "json":
        write_json(rows)
    elif style == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([cell_text(row[name]) for name in columns] for row in rows)
    elif not rows:
        tell("cli.nothing_found")
    else:
        _write_table(rows, shown or columns, heads)


def write_json(value: object) -> None:
    """Write JSON as UTF-8 with letters as they are, figures as decimal text."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=_jsonable))


def _jsonable(value: object) -> object:
    match value:
        case Decimal():
            return plain(value)
        case date():
            return moment(value)
        case Mapping():
            return dict(value)
    raise TypeError(type(value))


def _write_table(rows: Sequence[Mapping[str, Cell]], columns: Sequence[str], named: str) -> None:
    texts = [[_cell_text(name, row[name]) for name in columns] for row in rows]
    body = [
        [t if len(t) <= _WIDEST else t[: _WIDEST - 1] + "\N{HORIZONTAL ELLIPSIS}" for t in line]
        for line in texts
    ]
    heads = [head(name, named) for name in columns]
    widths = [max(map(len, column)) for column in zip(heads, *body, strict=True)]
    for line in (heads, ["-" * width for width in widths], *body):
        click.echo("  ".join(map(str.ljust, line, widths)).rstrip())


def _cell_text(column: str, value: object) -> str:
    """Return a value as text in words, dates and numbers of the country; "–" for None."""
    match value:
        case None:
            return numbers.MISSING
        case bool():
            return template("cli.yes" if value else "cli.no")
        case int() | Decimal():
            return numbers.trimmed(value)
        case datetime():
            return numbers.instant(value)
        case date():
            return numbers.day(value)
        case list() | tuple():
            return _LISTED.join(_cell_text(column, each) for each in value) or numbers.MISSING
        case _:
            text = str(value)
            return _WORDS.get(column, {}).get(text, text) or numbers.MISSING
