"""Figures with words around them: "about 95%", "49/188 communes (26%)", footnote marks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from cds.domain.folding import accented_words, plain_words
from cds.domain.observations import ObservationStatus
from cds.ingest.tables import Cell, Number
from cds.ingest.words.dates import MOMENT
from cds.ingest.words.names import LONGEST_NAME
from cds.ingest.words.numbers import is_figure
from cds.ingest.words.qualifiers import meant_words, status_in

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
_SIGNS = f"{_NEARLY_SIGNS}{_BOUND_SIGNS}"
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
    elif bare[:1] in _SIGNS:
        bare, hedged = bare.lstrip(_SIGNS + "= "), True
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
