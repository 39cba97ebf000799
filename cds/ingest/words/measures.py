"""In what a figure is measured, as heads, titles and cells say it, held against the indicator's."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from unicodedata import digit, normalize

from cds.domain.catalogue import Catalogue
from cds.domain.folding import accented_words, fold, plain_words
from cds.domain.indicators import Indicator
from cds.ingest.words.qualifiers import qualified
from cds.ingest.words.vocabulary import phrases, typed, word_lists

LONGEST_MEASURE = 60  # characters of a text that may name one
_ONE = Decimal(1)
_TIMES = {  # words before a measure
    fold(word): Decimal(size.lstrip("x"))
    for size, *words in word_lists("vocabulary.txt")["multiples"]
    for word in words
}
_SIZES = frozenset((*_TIMES, "x", "%", ""))
SHARE, _AREA, _MONEY, _LENGTH, NOUN = "share", "area", "money", "length", "noun"
PER = "per"  # of means: households of a hamlet, subscribers of a thousand people
POINTS = "points"  # of a difference between two shares, which is no share
_UNITS = {
    fold(name): (kind, Decimal(size))
    for told, *names in word_lists("vocabulary.txt")["measures"]
    for kind, size in (told.split(),)
    for name in names
}
_NOUNS = phrases("nouns")
_PARTED = frozenset(("tien", "grdp", "mbps", "gbps"))
_SUPER = str.maketrans("\u00b2\u00b3", "23")
_TENS = {  # whose words are others without their accents: tr\u1ea1m is a station
    re.compile(word): f" {size} "
    for word, size in (
        (r"\bch\u1ee5c\b", "x10"),
        (r"(?<!ph\u1ea7n )\btr\u0103m\b", "x100"),
        (r"\bv\u1ea1n\b", "x10000"),
        (r"\b[0o]/[0o]{2}\b", "\u2030"),
        (r"\btr(?:i\u1ec7u)?\.? ?(?:\u0111|\u0111\u1ed3ng)(?!\w)", "trieu dong"),
        (r"\bt[\u1ef7\u1ec9]\.? ?\u0111(?!\w)", "ty dong"),
        (r"\b(?:ngh?\.?|ngh\u00ecn|ng\u00e0n) ?\u0111(?!\w)", "nghin dong"),
        (r"(?<=0 )\u0111(?!\w)", "dong"),
    )
}
_POWERS = re.compile(  # one and noughts: 1.000, x1000, '000, 10^3
    r"10 ?\^ ?(?P<times>[1-9])|10(?P<raised>[\u00b2\u00b3\u2074-\u2079])"
    r"|(?:['`\u00b4\u2018\u2019] ?|(?<![\w.,]))(?P<short>000(?:[. ]?000)*)(?![.,]?[0-9])"
    r"|(?P<sign>(?<!\w)[x\u00d7*] ?)?(?<![0-9.,])1(?P<noughts>0{0,2}(?:[., ]?000)+|0{1,2})"
    r"(?![.,]?[0-9])"
)
_SIZE = re.compile("x?(10+)")  # as a word
_OF_LABELLED = {"10": Decimal(10), "100": Decimal(100), "k": Decimal(1000)}  # else of a list
_MOST_OF_MULTIPLE = 3  # words
_GROUPS = str.maketrans("", "", "., ")
_LONGEST_TEXT = 600  # characters in which one is looked for
LABEL = re.compile(  # what stands before a measure that is written out
    rf"[(\[]?\s*(?:(?:{typed('labels')}|{typed('labels before colons')})"
    rf"\s*(?:[:\uff1a]|(?=[(%\u2030]))|(?P<loose>{typed('loose label')})\s*[:\uff1a])"
    r"\s*[(]?(?P<measure>[^:]{1,60}?)\s*[)\]]*\s*$",
    re.IGNORECASE,
)
_SEGMENTS = re.compile(r"(?:[^;|()\[\]\n\t\s]| (?! |[-\u2013\u2014] ))+")
_LOOSE = re.compile(  # what stands before a measure without a colon
    rf"(?<!\w)(?:(?P<is_sure>{typed('labels')})|{typed('labels without colons')}(?!\w))"
    rf"(?: {typed('behind labels')}(?!\w))*[\s:.]*",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()]*\)")
_LAST_BRACKET = re.compile(r"\(([^()]*)\)\s*$")
_NUMBER_OF = re.compile(r"^\s*s(?:\u1ed1|\u00f4\u0301)\s+", re.IGNORECASE)  # households, of them
_LISTED = re.compile(r"[,;]| va |\s/\s")
_OR_SHARE = re.compile(  # points, or a share: no mean
    rf"({typed('points')}[^/]*?)\s*/\s*({typed('shares')}|%)\s*", re.IGNORECASE
)
_PER = re.compile(r" / | (?:tinh )?tren | (?=moi |mot )")  # between what is counted and per what
_MANY = re.compile(r"(?:x?[0-9]+(?=[ a-z])|moi\b|mot\b|nghin\b|ngan\b|trieu\b|ty\b) ?")
_AVERAGED = re.compile(rf"{phrases('averaged over').pattern}(?: [a-z]+){{0,2}}")
_TURN, _PLACE = (phrases(each).pattern for each in ("persons or turns", "communes or wards"))
_ONE_OF_BOTH = re.compile(rf"{_TURN} / {_TURN}|{_PLACE} / {_PLACE}(?: / [a-z ]+)*")  # no mean


@dataclass(frozen=True, slots=True)
class UnitOfMeasure:
    """A measure taken apart: of what kind, and how many of the kind's unit one of it is."""

    kind: str
    size: Decimal
    words: frozenset[str] = frozenset()
    text: str = ""


class MeasureReader:
    """Reads measures by the words of a register."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Gather the nouns that the register counts."""
        texts = (
            text
            for each in catalogue.indicators.values()
            for text in (each.unit_name, each.denominator_name or "")
        )
        self._nouns = {plain_words(_bare(text)) for text in texts if text}

    def read(self, text: str, *, is_labelled: bool = False) -> tuple[UnitOfMeasure, ...]:
        """Return the measures a text names and nothing else; none when it says another thing.

        After a label, as in a column of measures, any word names one.
        """
        if not text or len(text) > LONGEST_MEASURE:
            return ()
        text = _NUMBER_OF.sub("", text)
        either = _OR_SHARE.fullmatch(text)
        if either and (points := self._one(either[1])):
            return points, UnitOfMeasure(SHARE, _ONE, text=either[2])
        whole = self._one(text, is_labelled=False)
        parts = [whole] if whole else [self._one(part) for part in _LISTED.split(text)]
        if None in parts:
            named = self._one(text, is_labelled=is_labelled)
            return (named,) if named else ()
        return tuple(part for part in parts if part)

    def labelled(self, text: str) -> tuple[UnitOfMeasure, ...]:
        """Return the measures that a label announces, as in a title; none without a label."""
        if found := self.announced(text):
            return found[1]
        bracket = _LAST_BRACKET.search(text[-2 * LONGEST_MEASURE :])
        said = self.read(bracket[1]) if bracket else ()
        return said if any(each.kind != NOUN or each.size > 1 for each in said) else ()

    def announced(self, text: str) -> tuple[slice, tuple[UnitOfMeasure, ...]] | None:
        """Return where a text names measures after a label, and these; None where it does not.

        Without a colon they are words of a register behind a label that says so, or anything
        that multiplies: "1.000 dossiers" by itself or between marks.
        """
        first = max(0, len(text) - 2 * LONGEST_MEASURE)
        if (label := LABEL.search(text, first)) and (
            said := self.read(label["measure"], is_labelled=not label["loose"])
        ):
            return slice(label.start(), len(text)), said
        for segment in _SEGMENTS.finditer(text[:_LONGEST_TEXT]):
            *_, label = None, *_LOOSE.finditer(segment[0])
            named = segment[0][label.end() if label else 0 :].strip(" .:,-\u2013\u2014")
            for each in dict.fromkeys((named, *named.split(", ")[:1])):
                is_said = label is not None and label["is_sure"] is not None
                is_multiple = _multiplies(each, is_labelled=is_said)
                is_any = is_multiple and not each[:1].isalpha()  # of whatever is counted
                if (is_said or is_multiple) and (said := self.read(each, is_labelled=is_any)):
                    start = segment.start() + (label.start() if label else 0)
                    return slice(start, segment.end()), said
        return None

    def without(self, text: str) -> str:
        """Return a text with spaces for the measures it names by a label or in brackets."""
        if found := self.announced(text):
            at = found[0]
            text = text[: at.start] + " " * len(text[at]) + text[at.stop :]
        return _BRACKETS.sub(
            lambda aside: " " * len(aside[0]) if self.read(aside[0][1:-1]) else aside[0], text
        )

    def counts_single(self, text: str) -> bool:
        """True for the name of things that cannot be parted, as of people, households, dossiers."""
        found = self.read(_bare(text).strip())
        is_plain = len(found) == 1 and found[0].kind == NOUN and found[0].size == 1
        return is_plain and _PARTED.isdisjoint(found[0].words)

    def _one(self, text: str, *, is_labelled: bool = False) -> UnitOfMeasure | None:
        words, size = _words(text), _ONE
        while words and (times := _size(words[0], is_labelled=is_labelled)):
            if " ".join(words) in _UNITS:
                break  # a share, whose first word is a billion without its accent
            size, words = size * times, words[1:]
        times = _TIMES.get(words[-1]) if len(words) > 1 else None
        if times and " ".join(words) not in _UNITS:  # luot (nghin)
            size, words = size * times, words[:-1]
        bare = " ".join(words)
        if not bare:
            return UnitOfMeasure(NOUN, size, text=text.strip()) if size > 1 else None
        known, (counted, *over) = _UNITS.get(bare), _PER.split(bare)
        kind = PER if any(map(_is_averaged, over)) and not _ONE_OF_BOTH.fullmatch(bare) else NOUN
        is_of = known is None and kind == NOUN and bare.startswith("% ")
        if is_of and not qualified(bare).says_something:
            return UnitOfMeasure(SHARE, size, frozenset(bare.split()[1:]), text.strip())
        if known:
            return UnitOfMeasure(known[0], known[1] * size, text=text.strip())
        is_measured = kind == PER and counted in _UNITS
        if is_labelled or is_measured or self._is_noun(bare) or self._is_noun(counted):
            return UnitOfMeasure(kind, size, frozenset(plain_words(bare).split()), text.strip())
        return None

    def _is_noun(self, plain: str) -> bool:
        return plain in self._nouns or _NOUNS.fullmatch(plain) is not None


def _is_averaged(over: str) -> bool:
    """True for what a mean is over: so many people, an area, a time, each unit."""
    bare = _MANY.sub("", over)
    physical = _UNITS.get(bare, ("",))[0] in (_AREA, _LENGTH, _MONEY)
    return physical or _AVERAGED.fullmatch(bare) is not None


def _bare(text: str) -> str:
    return re.sub(r"\([^()]*\)", " ", text)


@lru_cache(maxsize=4096)
def _words(text: str) -> list[str]:
    """Return the words without accents; the signs of shares are words."""
    plain = _POWERS.sub(_power, normalize("NFC", text).lower()).translate(_SUPER)
    for known, size in _TENS.items():
        plain = known.sub(size, plain)
    signs = {"%": " % ", "\u2030": " \u2030 "}
    parts = re.split("([%\u2030/])", plain)
    spelled = (signs.get(part) or (part if part == "/" else plain_words(part)) for part in parts)
    return " ".join(spelled).split()


def _power(found: re.Match[str]) -> str:
    """Return a number that multiplies as one word, with a sign where it was none of a thing."""
    raised = found["times"] or (found["raised"] and str(digit(found["raised"])))
    noughts = "0" * int(raised) if raised else found["short"] or found["noughts"]
    sign = "" if found["noughts"] and not found["sign"] else "x"
    return f"{sign}1{''.join(filter(str.isdecimal, noughts))} "


def _size(word: str, *, is_labelled: bool = False) -> Decimal | None:
    """Return how many times a word before a measure makes it; ten communes may be so many."""
    if word in _OF_LABELLED:
        return _OF_LABELLED[word] if is_labelled else None
    power = _SIZE.fullmatch(word)
    return Decimal(power[1]) if power else _TIMES.get(word)


def _multiplies(text: str, *, is_labelled: bool) -> bool:
    """True for few words of which the first says how many times the others are meant."""
    words = _words(text) if len(text) <= LONGEST_MEASURE else []
    is_short = 0 < len(words) <= _MOST_OF_MULTIPLE and " ".join(words) not in _UNITS
    is_number = text.translate(_GROUPS).isdecimal()
    return is_short and not is_number and _size(words[0], is_labelled=is_labelled) is not None


@dataclass(frozen=True, slots=True)
class Difference:
    """How a measure differs from the indicator's: by a factor, or in kind when there is none."""

    given: str
    own: str
    factor: Decimal | None = None
    is_other_noun: bool = False


def difference(
    given: Iterable[UnitOfMeasure], indicator: Indicator, catalogue: MeasureReader
) -> Difference | None:
    """Return how all the measures given differ from the indicator's; None when one is it."""
    own = (catalogue.read(_bare(indicator.unit_name), is_labelled=True) or (None,))[0]
    found, is_own, given = list[Difference](), False, [*given]
    for each in given:
        other = _apart(each, own, indicator)
        if other is None and not indicator.is_share:
            return None
        found += [other] if other else []
        is_own |= other is None
    if is_own:  # a share, and what it is of
        counted = indicator.denominator_name or ""
        told = [each for each in given if each.kind == NOUN and each.words and counted]
        others = (each for each in told if not names_counted(each.text, counted, indicator.name))
        asked = (Difference(e.text, indicator.unit_name, is_other_noun=True) for e in others)
        return next(asked, None)
    return next((each for each in found if each.factor), found[0] if found else None)


def _apart(
    given: UnitOfMeasure, own: UnitOfMeasure | None, indicator: Indicator
) -> Difference | None:
    said = given.text, indicator.unit_name
    if indicator.is_share:
        own = UnitOfMeasure(SHARE, _ONE)
    is_bare = given.kind == NOUN and not given.words  # "thousands" of whatever is counted
    is_mean = given.kind == PER and own is not None and own.words != given.words
    if not is_bare and (own is None or own.kind != given.kind or is_mean):
        return Difference(*said)
    factor = given.size / own.size if own else given.size
    if factor != 1:
        return Difference(*said, factor)
    counted = (indicator.denominator_name if indicator.is_share else "") or indicator.unit_name
    words = [word for word in given.text.split() if plain_words(word) not in _SIZES]
    is_counted = given.kind in (NOUN, SHARE) and given.words
    either = " ".join(words).split("/")  # as posts/stations
    is_other = is_counted and not any(names_counted(e, counted, indicator.name) for e in either)
    return Difference(*said, is_other_noun=True) if is_other else None


def names_counted(text: str, counted: str, name: str) -> bool:
    """True for words that name one thing counted, whole, and else say only words of a name.

    Accents tell words apart where there are some: households are no dossiers.
    """
    plain = plain_words(text)
    fold = plain_words if accented_words(text) == plain else accented_words
    asked, known = _nouns(fold(text), fold), _nouns(fold(f"{counted} {name}"), fold)
    letters = _letters(f"{counted} {name}")
    short = {word for word in asked if len(word) > 1 and plain_words(word) in letters}
    things = [each for each in _THINGS.split(counted.split("/")[0]) if _nouns(fold(each), fold)]
    is_whole = any(_nouns(fold(each), fold) <= asked or _letters(each) in short for each in things)
    return is_whole and asked - short <= known | _nouns(fold(_KINDRED), fold)


def _letters(text: str) -> str:
    return "".join(word[0] for word in plain_words(text).split())


def _nouns(words: str, fold: Callable[[str], str]) -> frozenset[str]:
    """Return words but those that only count; people are called in several ways."""
    same = dict.fromkeys(fold(_PEOPLE).split(), fold(_PEOPLE).split()[0])
    counting = {*fold(_COUNTING).split()}
    return frozenset(same.get(word, word) for word in words.split() if word not in counting)


_THINGS = re.compile("[,;(]")
_PEOPLE = "ng\u01b0\u1eddi d\xe2n nh\xe2n kh\u1ea9u"
_KINDRED = f"{_PEOPLE} gia \u0111\xecnh"  # of a household, of turns
_COUNTING = "s\u1ed1 t\u1ed5ng c\xe1c"


def count_difference(given: Iterable[UnitOfMeasure]) -> Difference | None:
    """Return how a measure of a numerator or denominator is no plain count; None when it is."""
    first = next(iter(given))
    if first.kind in (SHARE, POINTS):
        return Difference(first.text, "")
    return Difference(first.text, "", first.size) if first.kind == NOUN and first.size > 1 else None
