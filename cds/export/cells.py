"""Values as programs and spreadsheets read them; needs no library, so every command may."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

from cds.domain.folding import readable

Cell = object
"""A text, whole number, bool, None, Decimal, date, or a sequence of texts or of named values."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell_text(value: Cell) -> str:
    """Return a value as programs read it: decimal point, no grouping, ISO dates, "" for None."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case Decimal():
            return plain(value)
        case date():
            return moment(value)
        case list() | tuple():
            return " ".join(map(cell_text, value))
        case Mapping():
            return ";".join(f"{name}={cell_text(each)}" for name, each in value.items())
        case _:
            return str(value)


def plain(value: Decimal) -> str:
    """Return the decimal text of a figure: dot, no grouping, no trailing zeros, all its digits."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment(value: date) -> str:
    """Dates and instants in ISO form; instants are in UTC and say so."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    return value.isoformat()


def harmless(text: str) -> str:
    """Return a text for CSV that no spreadsheet takes for a formula; a sign alone is none."""
    shown = readable(text)
    return f"'{shown}" if shown.startswith(FORMULA_STARTS) and len(shown) > 1 else shown


def csv_text(head: Iterable[str], lines: Iterable[Iterable[Cell]]) -> str:
    """Return a table as CSV, no text of which is a formula; as bytes, `utf-8-sig` suits Excel."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    for line in lines:
        writer.writerow([harmless(c) if isinstance(c, str) else cell_text(c) for c in line])
    return text.getvalue()
