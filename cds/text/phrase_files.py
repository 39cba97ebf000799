"""Phrases as they stand in `vi/*.toml`, their slots unfilled; each file is read when asked for.

A key names file and phrase: `gaps.title` is `title` in `gaps.toml`, `upload.field.value` is `value`
in its table `field`. A key without a dot is in `common.toml`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Formatter

_FILES = {path.stem: path for path in Path(__file__).with_name("vi").glob("*.toml")}


@cache
def template(key: str) -> str:
    """Return a phrase with its slots unfilled. KeyError: there is none."""
    file, _, name = key.partition(".")
    return _file(file)[name] if name else _file("common")[key]


@cache
def slots_of(key: str) -> frozenset[str]:
    """Return the names of a phrase's slots."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template(key)) if name)


@cache
def family(prefix: str) -> Mapping[str, str]:
    """Return the phrases of a file, or of a table in it, by what is left of their keys."""
    file, _, table = prefix.partition(".")
    start = f"{table}." if table else ""
    texts = _file(file).items()
    return {key.removeprefix(start): text for key, text in texts if key.startswith(start)}


def word(member: StrEnum) -> str:
    """Return the word for a member of a closed set. KeyError: the set has no words."""
    return _file("words")[f"{type(member).__name__}.{member}"]


def head(column: str, table: str = "") -> str:
    """Return the head of a column: what this table calls it, else what all do."""
    heads = _file("columns")
    return heads.get(f"of.{table}.{column}") or heads[column]


@cache
def _file(name: str) -> Mapping[str, str]:
    """The phrases of a file, those in tables by `table.name`."""
    return dict(_flat(tomllib.loads(_FILES[name].read_text("utf-8"))))


def _flat(table: Mapping[str, object], start: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{start}{name}.")
        else:
            yield f"{start}{name}", str(value)
