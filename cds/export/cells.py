"""Values as programs read them; needs nothing, so every command may."""

from datetime import date, datetime
from decimal import Decimal

Cell = object
"""A text, whole number, bool, None, Decimal, date or a sequence of texts."""


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
            return " ".join(map(str, value))
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
