"""Numbers as offices write them: one convention per column, told by evidence, never guessed.

Words may stand around them: "about 95%", "49/188 communes (26%)", footnote marks.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from cds.domain.folding import accented_words, plain_words
from cds.domain.observations import ObservationStatus
from cds.ingest.tables import Cell, Number
from cds.ingest.words.dates import MOMENT, read_period
from cds.ingest.words.names import LONGEST_NAME
from cds.ingest.words.qualifiers import status_in
from cds.ingest.words.vocabulary import meant_words

MOST_DECIMALS = 8  # the store's scale
MOST_DIGITS = 20  # before the decimal mark; the store's precision is 28

_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)}
_SIGNS = {
    **{0xFF0C: ",", 0xFF0E: ".", 0xFF05: "%", 0xFF0F: "/", 0x2044: "/", 0xFF08: "(", 0xFF09: ")"},
    **dict.fromkeys((0x2212, 0xFF0D, 0x2010, 0x2011, 0x2013, 0x2014), "-"),
    **dict.fromkeys((0x2248, 0x223C), "~"),
    **dict.fromkeys((0xA0, 0x2007, 0x2009, 0x202F, 0x3000), " "),
}
_ASCII = {**_WIDE, **_SIGNS}
_MISSING = re.compile("(?:[-\u2013\u2014]+|[\u2026.]*\u2026[\u2026.]*|\\.{2,}|[xX\u00d7])?")
_MISSING_WORDS = re.compile(  # without accents
    "n a|na|nan|null|none|chua co|chua thong ke|kcsl|ccsl|(?:chua|khong) (?:co so lieu|bao cao|gui)"
)
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?=$|[.,])")
_DIGITS = re.compile(r"[0-9]+")
_SCIENTIFIC = re.compile(r"(?P<mantissa>[0-9]+(?:[.,][0-9]+)?) ?[eE](?P<power>[+-]?[0-9]{1,3})")
_FORMS = {
    mark: re.compile(
        rf"(?P<whole>[0-9]+|[1-9][0-9]{{0,2}}(?:\{group}[0-9]{{3}})+)(?:\{mark}(?P<part>[0-9]+))?"
    )
    for mark, group in ((",", "."), (".", ","))
}
_MOST_POWER = MOST_DIGITS


class Convention(StrEnum):
    """The decimal mark of a column; the other mark then groups thousands."""

    COMMA = ","
    POINT = "."


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the cells of one column tell. `decimal` None: nothing decides."""

    decimal: Convention | None = None
    is_contradicted: bool = False


@dataclass(frozen=True, slots=True)
class NumberReading:
    """One number read. `other` is the second way to read it, None when there is but one.

    `decimals` counts the digits given after the decimal mark.
    """

    value: Decimal
    decimals: int = 0
    is_percent: bool = False
    other: Decimal | None = None


def is_missing(text: str) -> bool:
    """True for a blank cell and for the marks by which tables say "no figure"."""
    begins = "0" <= text[:1] <= "9"  # as a number does: nearly all cells
    return not begins and len(text) <= _LONGEST_NUMBER and _is_missing(text)


@lru_cache(maxsize=8192)
def _is_missing(text: str) -> bool:
    bare = text.strip()
    if _MISSING.fullmatch(bare):
        return True
    is_error = bare.startswith("#")  # as #N/A
    return not is_error and _MISSING_WORDS.fullmatch(plain_words(bare)) is not None


def looks_like_number(text: str) -> bool:
    """True for a text that begins as a number does, readable or not."""
    return len(text) <= LONGEST_NAME and _looks_like_number(text)


@lru_cache(maxsize=8192)
def _looks_like_number(text: str) -> bool:
    plain = text.translate(_ASCII).lstrip(" ~<>=\u2264\u2265(+-")
    return plain[:1].isdecimal() and len(plain) <= _LONGEST_NUMBER


_LONGEST_NUMBER = 40


_BARE = re.compile(r"[(\s~<>=\u2264\u2265+\-\u2212]*\d[\d.,\s]*[%)\s]*")


def is_figure(cell: Cell) -> bool:
    """True for a number without words, which is neither a year nor a date."""
    if isinstance(cell, Number):
        return not (cell.value == int(cell.value) and 1990 <= cell.value <= 2100)
    if not isinstance(cell, str) or not cell or not _BARE.fullmatch(cell):
        return False
    return read_period(cell) is None


def evidence(texts: Iterable[str], *, is_single: bool = False) -> Evidence:
    """Weigh the cells of a column: each that can be read in one way only is a vote.

    `is_single`: of things that cannot be parted, so that 1.570 of them are no fraction.
    """
    bare = (_strip(text)[0] for text in dict.fromkeys(texts))
    votes = Counter(mark for text in bare if (mark := _vote(text, is_single=is_single)))
    if not votes:
        return Evidence()
    comma, point = votes[Convention.COMMA], votes[Convention.POINT]
    winner = Convention.COMMA if comma >= point else Convention.POINT
    return Evidence(winner, is_contradicted=bool(comma and point))


@lru_cache(maxsize=65_536)
def read_number(
    text: str, column: Evidence, *, expects_whole: bool = False, is_single: bool = False
) -> NumberReading | None:
    """Read a number by its column's convention; None when it is not a number by it.

    Where nothing decides, the comma is the decimal mark, as in the official style of Viet Nam,
    and `other` holds what the opposite reading would give. So it does where whole things are
    counted and the convention would make 1.570 of them a fraction; of things that cannot be
    parted that decides.
    """
    digits, is_negative, is_percent = _strip(text)
    sign = -1 if is_negative else 1
    if match := _SCIENTIFIC.fullmatch(digits):
        return _scientific(match, sign, is_percent=is_percent)
    own = None if column.decimal else _vote(digits, is_single=is_single)
    convention = column.decimal or own or Convention.COMMA
    found = _decimal(digits, convention)
    if found is None and column.is_contradicted:  # nothing else can be meant
        found = _decimal(digits, _opposite(convention))
    if found is None:
        return None
    value, decimals = found
    unsure = own is None and (
        column.decimal is None or column.is_contradicted or (expects_whole and decimals > 0)
    )
    is_open = unsure and not _DIGITS.fullmatch(digits) and _vote(digits) is None
    other = _decimal(digits, _opposite(convention)) if is_open else None
    if other and expects_whole and decimals and not other[1]:
        (value, decimals), other = other, found
    return NumberReading(sign * value, decimals, is_percent, sign * other[0] if other else None)


def _scientific(match: re.Match[str], sign: int, *, is_percent: bool) -> NumberReading | None:
    """A mantissa is never grouped, so its only mark is the decimal one."""
    mantissa, power = match["mantissa"].replace(",", "."), int(match["power"])
    if abs(power) > _MOST_POWER:
        return None
    value = Decimal(format(Decimal(mantissa).scaleb(power), "f"))
    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return NumberReading(sign * value, decimals, is_percent)


def _strip(text: str) -> tuple[str, bool, bool]:
    """Return the bare digits and marks, whether negative, whether followed by a percent sign."""
    plain = text.translate(_ASCII).strip()
    is_percent = plain.endswith("%")
    plain = plain.removesuffix("%").rstrip()
    is_bracketed = plain.startswith("(") and plain.endswith(")")
    plain = plain[1:-1].strip() if is_bracketed else plain
    if is_bracketed and plain.endswith("%"):
        is_percent, plain = True, plain.removesuffix("%").rstrip()
    is_negative = is_bracketed or plain.startswith("-")
    plain = plain if is_bracketed else plain.removeprefix("-").removeprefix("+").strip()
    grouped = _SPACED.match(plain)
    return plain.replace(" ", "") if grouped else plain, is_negative, is_percent


def _vote(digits: str, *, is_single: bool = False) -> Convention | None:
    """Return the only decimal mark by which the text is a number; None when not the only one.

    Of what cannot be parted the one by which it is whole: 4.000 may be 4 all the same.
    """
    if _DIGITS.fullmatch(digits):
        return None
    found = {mark: _decimal(digits, mark) for mark in Convention}
    able = [mark for mark, number in found.items() if number]
    if is_single and len(able) > 1:
        able = [mark for mark, number in found.items() if number and not number[0] % 1]
    return able[0] if len(able) == 1 else None


def _opposite(convention: Convention) -> Convention:
    return Convention.POINT if convention is Convention.COMMA else Convention.COMMA


def _decimal(digits: str, convention: Convention) -> tuple[Decimal, int] | None:
    match = _FORMS[convention].fullmatch(digits)
    if match is None:
        return None
    group = _opposite(convention).value
    whole, part = match["whole"].replace(group, ""), match["part"] or ""
    if len(whole.lstrip("0")) > MOST_DIGITS or len(part) > MOST_PART:
        return None
    return Decimal(f"{whole}.{part}" if part else whole), len(part)


MOST_PART = 40  # digits after the mark; more are no office's


_BOUND = re.compile(  # without accents
    "(?:dat )?(?:tren|hon|gan|duoi|it nhat|toi thieu|toi da|khong qua|tu|tren duoi)"
)
_HEDGE = re.compile(
    rf"{_BOUND.pattern}|uoc(?: dat| tinh| thuc hien)?|dat|chiem|co"
    "|tam tinh|so bo"
)
_NEARLY = frozenset(  # by their accents, without which some are other words
    accented_words(f"{first}{word}")
    for first in ("", "kho\u1ea3ng ")
    for word in (
        *("kho\u1ea3ng", "khoang", "x\u1ea5p x\u1ec9", "xap xi", "ch\u1eebng"),
        *("c\u1ee1", "t\u1ea7m", "\u0111\u1ed9"),
    )
)
_REACHING = frozenset(("dat", "chiem", "uoc", "vao", "co"))
_BOUND_SIGNS = "<>\u2264\u2265"
_NEARLY_SIGNS = "~\u2248\u223c"
_HEDGES = f"{_NEARLY_SIGNS}{_BOUND_SIGNS}"
_FOOTNOTE = re.compile(
    r"[*\u2020\u2021\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+$|(?<=[0-9%])\([1-3*]\)$"
    r"|^[*\u2020\u2021]+ *(?=[0-9])"
)
_LEAD = re.compile(r"(?P<words>[^\W\d_][^\d]*?)[:\s]*(?=[0-9\uff10-\uff19(\-+])")
_TAIL = re.compile(r"(?P<number>.*?[0-9\uff10-\uff19%])\s*(?P<words>(?:[^\W\d_]|[(]).*)", re.DOTALL)
_DOUBT = re.compile(  # (?), (-), (): no number is read under it; a mark leads to a note
    r"(?!\(\s*[*\u2020\u2021]+\s*\)$)[^\w%]+"
)
_SIGN_ASIDE = re.compile(r"\(\s*%\s*\)$")
_COUNTS = re.compile(
    r"(?P<part>[0-9][0-9., ]*)[/\u2044\uff0f](?P<whole>\s*[0-9][0-9., ]*)(?P<rest>.*)", re.DOTALL
)
_EXPONENT = re.compile(r"[eE]\s*[+-]?[0-9]+\s*%?")
_LINKS = frozenset(("dat", "chiem"))  # "reaching", before a percentage
_MADE_UP = frozenset(("mh", "minh hoa"))  # as the product marks figures that it generated
_PERIODS = (len("2024"), len("202412"))  # digits alone that may be one
_IN_PERCENT = frozenset(("phan tram",))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A cell taken apart. `number` is what is left to read; with `whole` it is a count of it.

    `percent` is a percentage given beside counts. `words` are those after the number, without
    accents. `is_hedged`: the cell says more than its number, and is kept as a note; `status` is
    what that says of the figure. `is_bound`: it lies above or below the number, or near it.
    """

    number: str
    whole: str | None = None
    percent: str | None = None
    words: str = ""
    is_hedged: bool = False
    is_bound: bool = False
    status: ObservationStatus | None = None

    @property
    def texts(self) -> Iterator[str]:
        """The numbers in it, which tell how numbers are written."""
        yield from (text for text in (self.number, self.whole, self.percent) if text)


def take_apart(text: str) -> Phrase:
    """Part a cell's number from the words around it; one without words is all number."""
    if len(text) > LONGEST_NAME:
        return Phrase(text)  # kept by no cache
    return _taken_apart(text)


@lru_cache(maxsize=65_536)
def _taken_apart(text: str) -> Phrase:
    found = replace(_parted(text), is_bound=_is_bound(text))
    if _is_nearly(text):
        return replace(found, status=ObservationStatus.ESTIMATED)
    has_words = found.is_hedged or found.words
    if found.words in _MADE_UP:
        return replace(found, words="", is_hedged=True, status=ObservationStatus.DEMO)
    return replace(found, status=status_in(meant_words(text))) if has_words else found


def _is_bound(text: str) -> bool:
    lead = _LEAD.match(text.strip())
    is_said = lead is not None and _BOUND.fullmatch(plain_words(lead["words"]))
    return bool(is_said) or text.strip().startswith(tuple(_BOUND_SIGNS))


def _is_nearly(text: str) -> bool:
    lead = _LEAD.match(text.strip())
    words = accented_words(lead["words"]).split() if lead else []
    words = words[plain_words(" ".join(words[:1])) in _REACHING and len(words) > 1 :]
    return " ".join(words) in _NEARLY or text.strip().startswith(tuple(_NEARLY_SIGNS))


def _parted(text: str) -> Phrase:
    bare = _FOOTNOTE.sub("", text).strip()
    hedged = bare != text.strip()
    lead = _LEAD.match(bare)
    if lead and (_HEDGE.fullmatch(plain_words(lead["words"])) or _is_nearly(bare)):
        bare, hedged = bare[lead.end() :].strip(), True
    elif bare[:1] in _HEDGES:
        bare, hedged = bare.lstrip(_HEDGES + "= "), True
    if counts := _COUNTS.fullmatch(bare):
        return _counted(counts, hedged=hedged)
    bare = _SIGN_ASIDE.sub("%", bare)
    tail = _TAIL.fullmatch(bare)
    if tail and not (_EXPONENT.fullmatch(tail["words"]) or _DOUBT.fullmatch(tail["words"])):
        return Phrase(tail["number"].strip(), words=_words(tail["words"]), is_hedged=hedged)
    return Phrase(bare, is_hedged=hedged)


def _counted(match: re.Match[str], *, hedged: bool) -> Phrase:
    rest = match["rest"].strip()
    if _DOUBT.fullmatch(rest):
        return Phrase(match[0], is_hedged=hedged)
    percent = re.search(r"([0-9][0-9.,]*)\s*%", rest)
    words = _words(rest[: percent.start()] + rest[percent.end() :] if percent else rest)
    said = percent[1] if percent else None
    return Phrase(
        match["part"].strip(), match["whole"].strip(" ,"), said, words, hedged or bool(words)
    )


def _words(text: str) -> str:
    return " ".join(word for word in plain_words(text).split() if word not in _LINKS)


def counts(cell: Cell) -> bool:
    """True for a number, with words around it or none, that is no year, day or moment."""
    if isinstance(cell, Number):
        return True
    if not isinstance(cell, str) or not cell:
        return False
    if cell.isdecimal() and len(cell) not in _PERIODS:  # nearly all
        return True
    if MOMENT.fullmatch(cell):
        return False
    return is_figure(take_apart(cell).number)


def has_percent(cell: Cell) -> bool:
    """True for a number written or shown with the percent sign."""
    return cell.is_percent if isinstance(cell, Number) else "%" in str(cell)


def is_percent_word(words: str) -> bool:
    """True for the words that stand for the percent sign."""
    return words in _IN_PERCENT
