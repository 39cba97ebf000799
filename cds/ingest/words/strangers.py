"""Places that titles name in which no unit reports: other provinces, their towns and districts."""

import re
from collections.abc import Iterator
from itertools import chain

from cds.domain.periods import Period
from cds.ingest.words.explained import without
from cds.ingest.words.names import LONGEST_TITLE, place_name
from cds.ingest.words.units import ADDRESS, SIGNED, UnitIndex

_BREAK = re.compile(r"\s*[,;:()/_\n]\s*|\s[-\u2013\u2014]\s")
_STREET = re.compile("\u0111\u01b0\u1eddng|[0-9]{1,3}", re.IGNORECASE)
_ENDING = re.compile(  # of an office, not in capitals, nor the level of districts
    "(?<!c\u1ea5p )"
    "\\b(?:huy\u1ec7n|qu\u1eadn|th\u1ecb x\u00e3|th\u00e0nh ph\u1ed1)(?: [^\\W\\d_]+){2,3}$"
)
_OF_DISTRICTS = frozenset(("huyen", "quan", "thi xa", "thanh pho"))
_MOST_WORDS = 6  # of a place, its type among them
_MOST_OF_TYPE = 2
_FEWEST = 2  # words of a name; one may stand for any
_NAME_LENGTHS = (2, 3)


def stranger_in(text: str, units: UnitIndex, period: Period | None, *, below: bool) -> str | None:
    """Return the first place in a text that is another province, or in none of ours.

    The province also without its word. Without accents it must then stand by itself, and `below`
    the table, among notes and those who sign the paper, behind the name of a unit.
    """
    text = without(text[:LONGEST_TITLE], "regions")
    if ADDRESS.search(text):
        return None
    is_signed = SIGNED.search(text) is not None
    if not is_signed and (named := units.foreign_province_in(text, period)):
        return named
    if not (is_signed or below) and units.is_elsewhere(text, period):  # of two names, maybe
        return text
    start = 0
    for gap in chain(_BREAK.finditer(text), (None,)):
        part = text[start : gap.start() if gap else None].strip()
        is_told = not below or units.own_in((text[:start],)) is not None
        start = gap.end() if gap else start
        if is_told and units.is_elsewhere(part, period):
            return None if is_signed and _is_city(part, units) else part
        if not (is_signed or below):
            found = part if _is_unknown(part, units) else next(_inside(part, units, period), None)
            if found:
                return found
    return None


def _is_city(name: str, units: UnitIndex) -> bool:
    """True for a city that is no province: offices of the whole country write from there."""
    return not units.is_name(f"t\u1ec9nh {name}")


def _is_unknown(part: str, units: UnitIndex) -> bool:
    """True for a district or town, its committee or an office there, none of the register's."""
    ending = _ENDING.search(part)
    name = ending[0] if ending else units.behind_office(part)
    place = place_name(name)
    length = len(place.plain.split())
    is_named = place.kind in _OF_DISTRICTS and length in _NAME_LENGTHS
    is_capital = name[name.rfind(" ") + 1 :][:1].isupper() and not any(map(str.isdigit, name))
    return is_named and is_capital and not units.is_unit(name)


def _inside(part: str, units: UnitIndex, period: Period | None) -> Iterator[str]:
    """Yield the provinces among other words of a part, with a type of place before them."""
    words, at, is_behind_unit = part.split(), 0, False
    if not place_name(part).has_accents:
        return
    while at < len(words):
        lengths = range(min(_MOST_WORDS, len(words) - at), _FEWEST - 1, -1)
        runs = ((n, " ".join(words[at : at + n])) for n in lengths)
        length, name = next(((n, run) for n, run in runs if units.is_name(run)), (1, ""))
        is_elsewhere = bool(name) and units.is_elsewhere(name, period)
        before = words[at - 1] if at else ""
        is_of_person = before.istitle() and not is_behind_unit
        if is_elsewhere and not (is_of_person or _STREET.fullmatch(before)):
            typed = (" ".join(words[at - n : at + length]) for n in (_MOST_OF_TYPE, 1) if n <= at)
            if not _is_city(name, units):
                yield next((each for each in typed if place_name(each).kind), name)
        is_behind_unit = bool(name) and not is_elsewhere
        at += length
