"""Cells of the tables that commands show to people; programs get codes and plain numbers."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from cds.text import numbers
from cds.text.phrases import family, template
from cds.text.standings import STANDINGS

_LISTED = " · "
_STANDINGS = {standing.value: badge.word for standing, badge in STANDINGS.items()}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "status": {**_STANDINGS, **family("words.ObservationStatus")},
    "standing": _STANDINGS,
    "level": {level: word.capitalize() for level, word in family("words.AdminLevel").items()},
    "change": family("cli.changes"),
    "severity": family("words.Severity"),
}


def cell(column: str, value: object) -> str:
    """Return a value as text in words, dates and numbers of the country; "–" for None."""
    match value:
        case None:
            return numbers.MISSING
        case bool():
            return template("cli.yes" if value else "cli.no")
        case Decimal():
            return numbers.trimmed(value)
        case datetime():
            return numbers.instant(value)
        case date():
            return numbers.day(value)
        case list() | tuple():
            return _LISTED.join(map(str, value)) or numbers.MISSING
        case _:
            text = str(value)
            return _WORDS.get(column, {}).get(text, text) or numbers.MISSING
