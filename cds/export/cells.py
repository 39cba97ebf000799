"""Values as programs read them; needs nothing, so every command may."""

from datetime import date, datetime
from decimal import Context, Decimal

Cell = object
"""A text, whole number, bool, None, Decimal, date or a sequence of texts."""

_SCALE = Decimal("1e-8")  # what the store keeps; quotients are cut there too
_ROOM = Context(prec=400)  # the usual 28 digits do not hold every quotient with all of the scale


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
    """Return the decimal text of a figure: dot, no grouping, no trailing zeros, 8 places."""
    text = f"{value.quantize(_SCALE, context=_ROOM):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment(value: date) -> str:
    """Dates and instants in ISO form; instants are in UTC and say so."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    return value.isoformat()
