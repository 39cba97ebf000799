"""How results leave: tables for people, JSON and CSV for programs on stdout, words on stderr."""

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import click

from cds.domain.errors import NotFoundError
from cds.export.cells import Cell, cell_text, moment, plain
from cds.text import cli as words
from cds.text import tables

_WIDEST = 100


def say(text: str) -> None:
    """Tell a person something: on stderr, never among the results."""
    click.echo(text, err=True)


def kind_named(output: Path | None, kinds: Sequence[str]) -> str:
    """The kind of file that a name asks for by its ending; the first where it names none."""
    ending = output.suffix.lower().removeprefix(".") if output else ""
    return ending if ending in kinds else kinds[0]


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises NotFoundError where its folder is missing."""
    from cds.store.files import write_bytes

    if not path.absolute().parent.is_dir():
        raise NotFoundError("no_folder", path=path.absolute().parent)
    write_bytes(path, content)


def write_rows(
    rows: Sequence[Mapping[str, Cell]],
    style: str,
    columns: Sequence[str],
    shown: Sequence[str] = (),
) -> None:
    """Write rows as table, json or csv; all have the columns, a table may show only some."""
    match style:
        case "json":
            write_json([_jsonable(row) for row in rows])
        case "csv":
            _write_csv(rows, columns)
        case _:
            _write_table(rows, shown or columns)


def write_object(value: Mapping[str, Cell]) -> None:
    """Write one JSON object."""
    write_json(_jsonable(value))


def write_json(value: object) -> None:
    """Write JSON as UTF-8 with letters as they are."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def _jsonable(value: Cell) -> object:
    match value:
        case Decimal():
            return plain(value)
        case date():
            return moment(value)
        case Mapping():
            return {str(key): _jsonable(item) for key, item in value.items()}
        case list() | tuple():
            return [_jsonable(item) for item in value]
        case _:
            return value


def _write_csv(rows: Sequence[Mapping[str, Cell]], columns: Sequence[str]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell_text(row[name]) for name in columns] for row in rows)


def _write_table(rows: Sequence[Mapping[str, Cell]], columns: Sequence[str]) -> None:
    if not rows:
        say(words.NOTHING_FOUND)
        return
    head = [words.COLUMNS.get(name, name) for name in columns]
    body = [[_shortened(tables.cell(name, row[name])) for name in columns] for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
    for line in (head, ["-" * width for width in widths], *body):
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def _shortened(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "\N{HORIZONTAL ELLIPSIS}"
