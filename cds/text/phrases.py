"""Every phrase that a person reads, by its key. The phrases are data: `vi/*.toml`.

A key names file and phrase: `gaps.title` is `title` in `gaps.toml`, `upload.field.value` is `value`
in its table `field`. A key without a dot is in `common.toml`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Formatter

from cds.domain.access import Action, Role
from cds.domain.access_rules import AccessProblem
from cds.domain.errors import UserError
from cds.domain.periods import Period
from cds.domain.reference import ReferenceProblem
from cds.text import numbers

_FILES = {path.stem: path for path in Path(__file__).with_name("vi").glob("*.toml")}


def phrase(key: str, /, **slots: object) -> str:
    """Return a phrase, its slots filled: numbers, dates and periods in words.

    Slots that this phrase has no place for are left out, so that one call serves several keys.
    Raises KeyError for an unknown key or a slot that is not given.
    """
    needed, text = slots_of(key), template(key)
    return text.format_map({name: written(slots[name]) for name in needed}) if needed else text


def word(member: StrEnum) -> str:
    """Return the word for a member of a closed set. KeyError: the set has no words."""
    return _file("words")[f"{type(member).__name__}.{member}"]


def head(column: str, table: str = "") -> str:
    """Return the head of a column: what this table calls it, else what all do."""
    heads = _file("columns")
    return heads.get(f"of.{table}.{column}") or heads[column]


@cache
def template(key: str) -> str:
    """Return a phrase with its slots unfilled, for those who fill them later."""
    file, _, name = key.partition(".")
    return _file(file)[name] if name else _file("common")[key]


@cache
def family(prefix: str) -> Mapping[str, str]:
    """Return the phrases of a file, or of a table in it, by what is left of their keys."""
    file, _, table = prefix.partition(".")
    start = f"{table}." if table else ""
    texts = _file(file).items()
    return {key.removeprefix(start): text for key, text in texts if key.startswith(start)}


@cache
def slots_of(key: str) -> frozenset[str]:
    """Return the names of a phrase's slots."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template(key)) if name)


def sentence(error: UserError) -> str:
    """Return what a person reads of an error; its own phrase when none is written yet."""
    key = error.phrase if error.phrase in _file("errors") else "unexpected"
    return loosely(f"errors.{key}", {"phrase": error.phrase, **error.slots})


def loosely(key: str, slots: Mapping[str, object]) -> str:
    """Return a phrase whose slots come from afar: one that nobody filled shows as missing."""
    given = {name: written(slots.get(name)) for name in slots_of(key)}
    return template(key).format_map(given)


def written(value: object) -> str:
    """Return a slot's value as text."""
    if type(value) is str:
        return value
    match value:
        case None:
            return numbers.MISSING
        case Period():
            return numbers.period(value)
        case datetime():
            return numbers.instant(value)
        case date():
            return numbers.day(value)
        case Decimal():
            return numbers.trimmed(value)
        case Role() | Action():
            return word(value)
        case bool() | str():
            return str(value)
        case int():
            return numbers.number(value)
        case UserError():
            return sentence(value)
        case AccessProblem():
            slots = {**dict(value.details), "place": value.place}
            return loosely(f"errors.access_rules.{value.fault}", slots)
        case ReferenceProblem():
            reason = loosely(f"errors.reference.{value.fault}", dict(value.details))
            place = "in_file" if value.line is None else "in_line"
            told = {"file": value.file_name, "line": value.line, "reason": reason}
            return loosely(f"errors.reference.{place}", told)
        case (AccessProblem() | ReferenceProblem() | UserError(), *_):
            return "".join(f"\n- {written(part)}" for part in value)
        case tuple() | list():
            return ", ".join(written(part) for part in value)
        case _:
            return str(value)


@cache
def _file(name: str) -> Mapping[str, str]:
    """The phrases of a file, those in tables by `table.name`; read when first asked for."""
    return dict(_flat(tomllib.loads(_FILES[name].read_text("utf-8"))))


def _flat(table: Mapping[str, object], start: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{start}{name}.")
        else:
            yield f"{start}{name}", str(value)
