"""Files taken away: names, kinds, shared parts; and values as programs and spreadsheets read them.

No library is needed here, so that every command may. A part that fails is named.
"""

import csv
import logging
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from io import StringIO
from pathlib import Path

from cds.domain.admin_units import AdminUnit
from cds.domain.errors import UserError
from cds.domain.folding import fold, readable

MEDIA_TYPES: Mapping[str, str] = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
    "html": "text/html",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "csv": "text/csv",
    "png": "image/png",
}
_LONGEST = 60
_LOG = logging.getLogger(__name__)
_FOLDER = Path(__file__).parent
FONTS = _FOLDER / "fonts"
Cell = object
"""A text, whole number, bool, None, Decimal, date, or a sequence of texts or of named values."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class File:
    """A file ready to be sent: its name holds the data version and the content's hash."""

    name: str
    mime: str
    content: bytes


def file_name(title: str, data_version: int, content: bytes, ending: str) -> str:
    """Return a name that two different contents never share, in letters every system takes."""
    digest = sha256(content).hexdigest()[:8]
    return f"{file_stem(title)}-v{data_version}-{digest}.{ending}"


def unit_title(unit: AdminUnit) -> str:
    """Return the title of a file about a unit: codes and names are given to others later."""
    return f"{unit.name} {unit.unit_id}"


def file_stem(title: str) -> str:
    """Return a title in small letters without accents, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(title))[:_LONGEST].strip("-") or "cds"


@contextmanager
def part(name: str) -> Iterator[None]:
    """Make one part of a file that is whole or not at all.

    Whatever fails becomes a UserError naming the part, and the log has the details.
    """
    try:
        yield
    except UserError:
        raise
    except Exception as error:  # a bug in one chart: people hear which, and get no half file
        _LOG.exception("part %s", name)
        raise UserError("export_failed", part=name, reason=type(error).__name__) from error


@lru_cache(maxsize=8)
def asset(name: str) -> str:
    """Return a script, style or template that lies beside this module."""
    return (_FOLDER / name).read_text("utf-8")


def deck_style() -> str:
    """Return how a deck looks: its slides as pictures, on a small screen as sheets."""
    return asset("deck.css") + asset("deck_sheet.css")


@lru_cache(maxsize=1)
def font_faces() -> str:
    """Return the fonts as a style sheet that needs no other file."""
    faces = ""
    for name, weight in (("CDSSans-Regular.ttf", "400"), ("CDSSans-Bold.ttf", "700")):
        data = b64encode((FONTS / name).read_bytes()).decode()
        faces += f'@font-face{{font-family:"CDS Sans";font-weight:{weight};'
        faces += f"src:url(data:font/ttf;base64,{data})}}"
    return faces


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
