"""The law for words: which words of a text nothing explains, so that they may change figures.

Known are office language (office_language.txt), the names of the table's own indicators, places,
offices, documents, measures and periods. All else is left, whatever it may mean.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain, pairwise

from cds.domain.catalogue import Catalogue
from cds.domain.folding import accented_words, plain_words
from cds.domain.indicators import Indicator
from cds.ingest.syllables import is_syllable
from cds.ingest.words.dates import period_at, summed_from
from cds.ingest.words.indicator_index import names_of, spelled_out
from cds.ingest.words.measures import MeasureReader
from cds.ingest.words.vocabulary import word_lists

_WORD = re.compile(r"[^\W\d_]{2,}(?=[0-9])|[^\W_]+")  # "PL" of PL2, but 4G as one
_NUMBER = re.compile(r"[0-9]+|[qth][0-9]+|[a-z][0-9]{2,3}|[0-9]+[abcqth]|[ivxl]+|\w")
_NOT_WORDS = re.compile(  # numbers of documents, addresses, and from which day
    r"\b[0-9]+[\w.]*(?:/|-[^\W\d_]{2,}/)[\w./&-]*[^\W\d_][\w./&-]*|\S+@\S+|\b(?:https?:|www\.)\S+"
    r"|\bt\u1eeb (?=[0-9]{1,2}[/.-][0-9])",
    re.IGNORECASE,
)
_PART = re.compile(r"[|\n;:()\[\]\u2013\u2014]|\s-\s|[.!?]\s")
_MOST_OF_NAME = 6  # words of a place
_MOST_OF_OFFICE = 14
_MOST_OF_SHORT = 3  # words, as in names of sheets, among which first letters stand for a name
_SHOWN = 120
_DIVIDED = re.compile(r"[^.;(]+ chia cho [^.;(]+")
_COMPOUND = 2  # words of a phrase that is known as a whole
_SHORT = "~"  # before a word without accents, known in names of sheets alone
_RUN_TOGETHER = re.compile(r"[A-Z\u0110][a-z\u0111]+|[0-9][A-Z]")

_Phrases = Mapping[str, tuple[tuple[str, ...], ...]]
_NO_PHRASES: tuple[_Phrases, _Phrases] = ({}, {})


@cache
def _lexicon() -> Mapping[str, tuple[_Phrases, _Phrases]]:
    """Return office language by section: phrases by first word, with accents and without."""
    found = {key: [*chain(*lines)] for key, lines in word_lists("office_language.txt").items()}
    return {
        each: (_by_first(map(accented_words, said)), _by_first(map(plain_words, said)))
        for each, said in found.items()
    }


def _by_first(phrases: Iterable[str]) -> _Phrases:
    found: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for phrase in phrases:
        words = tuple(phrase.split())
        found[words[0]].add(words)
    return {word: tuple(sorted(said, key=len, reverse=True)) for word, said in found.items()}


@dataclass
class _Text:
    """The words of a text, where its parts begin, and which of the words are explained."""

    bare: str
    found: list[re.Match[str]] = field(default_factory=list[re.Match[str]])

    def __post_init__(self) -> None:
        self.found = [*_WORD.finditer(self.bare)]
        self.words = tuple(accented_words(each[0]) for each in self.found)
        self.plain = tuple(plain_words(each[0]) for each in self.found)
        self.lacks_accents = self.words == self.plain and len(self.words) > 1  # "Nam" is a man
        gaps = [self.bare[a.end() : b.start()] for a, b in pairwise(self.found)]
        starts = [0, *(at for at, gap in enumerate(gaps, start=1) if _PART.search(gap))]
        self.parts = tuple(pairwise([*starts, len(self.words)]))
        commas = [at for at, gap in enumerate(gaps, start=1) if "," in gap]
        self.clauses = tuple(pairwise([*sorted({*starts, *commas}), len(self.words)]))
        self.widths = [0] * len(self.words)
        self.known = [_NUMBER.fullmatch(word) is not None for word in self.words]

    def cover(self, first: int, last: int) -> None:
        self.known[first:last] = [True] * (last - first)
        for at in range(first, last):
            self.widths[at] = max(self.widths[at], last - first)

    def whole(self, first: int, last: int) -> tuple[int, int]:
        """Return words with those beside them of which half a compound may be left.

        Those are in their clause, and of no phrase that is known as a whole. Before several words
        nothing is left.
        """
        if len(self.words[last]) == 1 or any(map(str.isdigit, self.words[last])):
            return first, last
        start, end = next(part for part in self.clauses if part[0] <= last < part[1])
        single = [self.known[at] and self.widths[at] < _COMPOUND for at in range(len(self.words))]
        before = first > start and single[first - 1]
        after = last + 1 < end and single[last + 1]
        return first - (before and first == last), last + after

    def phrase(self, section: str, at: int) -> int:
        """Return where the longest phrase that begins at a word ends; 0 for none."""
        phrases = _lexicon().get(section, _NO_PHRASES)[self.lacks_accents]
        for phrase in phrases.get(self.words[at], ()):
            if self.words[at : at + len(phrase)] == phrase:
                return at + len(phrase)
        return 0

    def doubt(self, section: str, at: int) -> int:
        """Return the same, 0 for a phrase no longer than a harmless one of "but SECTION"."""
        end = self.phrase(section, at)
        return end if end and end > self.phrase(f"but {section}", at) else 0

    def doubts(self, section: str) -> bool:
        """True where there is one; a word alone counts with its accents only."""
        alone = _lexicon()[section][False]
        ends = ((at, self.doubt(section, at)) for at in range(len(self.words)))
        return any(end > at + 1 or (end and self.words[at] in alone) for at, end in ends)

    def follows(self, at: int, section: str) -> bool:
        """True when a phrase of the section ends before a word."""
        return any(self.phrase(section, first) == at for first in range(max(0, at - 5), at))

    def colon_after(self, at: int) -> bool:
        return self.bare[self.found[at - 1].end() :].lstrip().startswith(":")


class WordLaw:
    """Tells of a text which of its words nothing explains."""

    def __init__(
        self, catalogue: Catalogue, is_place: Callable[[str], bool], measures: MeasureReader
    ) -> None:
        """Keep what names things; `is_place` knows the names of units."""
        self._catalogue = catalogue
        self.is_place = is_place
        self._measures = measures
        self._own: dict[frozenset[str], frozenset[str]] = {}

    def left(self, text: str, of: frozenset[str], beside: str = "") -> str:
        """Return the words left, from the first to the last, for figures of these indicators.

        `beside` is a section of office language that also counts: in titles other readers tell
        plans, estimates and sums, and a draft is asked about by itself. Below the name of a figure
        what letters say may make another of it: there only that section counts.
        """
        if beside == "titles":
            since, rest = summed_from(text)
            text = text if plain_words(since).startswith("nam ") else rest  # years together
        said = _Text(
            self._measures.without(_NOT_WORDS.sub(lambda found: " " * len(found[0]), text))
        )
        own = self._own_words(of)
        for at, word in enumerate(said.words):
            for section in {beside} if beside == "heads" else {"", beside}:
                said.cover(at, said.phrase(section, at))
            if beside == "titles":
                said.cover(at, said.doubt("draft", at))
            said.cover(at, at + (period_at(said.plain, at)[0] if beside != "heads" else 0))
            is_short = len(said.words) <= _MOST_OF_SHORT and not said.found[at][0][0].islower()
            said.known[at] |= word in own or (is_short and _is_short_for(said.found[at][0], own))
            two = said.plain[at : at + 2] if said.lacks_accents else ()
            if len(two) > 1 and _SHORT + " ".join(two) in own:
                said.cover(at, at + len(two))
            for pair in (said.plain[at : at + 2], said.words[at : at + 2]):
                if " ".join(pair) in own:
                    said.cover(at, at + len(pair))
        if beside != "heads":
            _cover_parts(said)
            self._cover_places(said)
        for at in range(len(said.words)):
            end = said.phrase("turned", at)
            if end and not self._is_of_names(" ".join(said.words[at:end]), of):
                said.known[at:end] = [False] * (end - at)
        unknown = [at for at, known in enumerate(said.known) if not known]
        if not unknown:
            return ""
        first, last = said.whole(unknown[0], unknown[-1])
        return text[said.found[first].start() : said.found[last].end()][:_SHOWN]

    def are_of_each(self, text: str, of: Iterable[str]) -> bool:
        """True for words that all stand in the names of each of the indicators."""
        words = accented_words(text).split()
        return all(self._own_words(frozenset((each,))).issuperset(words) for each in of)

    def _is_of_names(self, phrase: str, of: frozenset[str]) -> bool:
        names = (text for each in of for text in self._names(self._catalogue.indicators[each]))
        return any(phrase in name for name in names)

    def _own_words(self, of: frozenset[str]) -> frozenset[str]:
        """Return the words of indicators' names.

        Of aliases, kept without accents, and of what a definition divides, two by two.
        """
        if of not in self._own:
            known = [self._catalogue.indicators[each] for each in of]
            texts = [text for each in known for text in self._names(each)]
            found = {word for text in texts for word in text.split()}
            written_out = [spelled_out((plain_words(word),)) for word in found]
            found |= {short for text in texts for short in _initials(text)}
            found |= {short for words in written_out for short in _initials(" ".join(words))}
            found |= {_SHORT + plain_words(word) for word in found}
            aliases = (alias for alias, key in self._catalogue.header_aliases.items() if key in of)
            found |= {" ".join(two) for alias in aliases for two in pairwise(alias.split())}
            names = (pairwise(plain_words(text).split()) for text in texts)
            found |= {_SHORT + " ".join(two) for two in chain(*names)}
            found |= {" ".join(two) for words in written_out for two in pairwise(words)}
            wholes = [text for each in known for text in _DIVIDED.findall(each.definition)]
            found |= _synonyms((*texts, *wholes))
            found |= {
                " ".join(two) for text in wholes for two in pairwise(accented_words(text).split())
            }
            self._own[of] = frozenset(found)
        return self._own[of]

    def _names(self, indicator: Indicator) -> Iterator[str]:
        groups = (*self._catalogue.pillars, *self._catalogue.sectors)
        texts = [
            each.name for each in groups if each.group_id in (indicator.pillar, indicator.sector)
        ]
        texts += [indicator.name, indicator.unit_name, indicator.denominator_name or ""]
        texts += [indicator.name_en, indicator.indicator_id.replace("_", " ")]
        return map(accented_words, texts)

    def _cover_places(self, said: _Text) -> None:
        for at, first in enumerate(said.found):
            for end in range(min(len(said.found), at + _MOST_OF_NAME), at + 1, -1):
                name = said.bare[first.start() : said.found[end - 1].end()]
                if all(said.known[at:end]):
                    continue
                if self.is_place(name):
                    said.cover(at, end)
                    break


def _is_short_for(word: str, own: frozenset[str]) -> bool:
    """True for first letters, and for words run together: TMDT, SoHoa, 4G5G."""
    is_initials = word.isupper() and not own.isdisjoint(
        (plain_words(word), _SHORT + plain_words(word))
    )
    parts = _RUN_TOGETHER.findall(word)
    is_parted = "".join(parts) == word and len(parts) > 1
    return is_initials or (is_parted and all(_SHORT + plain_words(part) in own for part in parts))


def _synonyms(names: Iterable[str]) -> set[str]:
    """Return what offices say for words of names: short forms, foreign words, two by two others."""
    joined = " | ".join(f" {plain_words(name)} " for name in names)
    homes = joined.replace(" ho so ", " ")  # dossiers are no households
    groups = word_lists("synonyms.txt")[""]
    own = [
        group
        for group in groups
        if any(f" {phrase} " in (joined if " " in phrase else homes) for phrase in group)
    ]
    said = [phrase.split() for group in own for phrase in group]
    single = {words[0] for words in said if len(words) == 1 and not is_syllable(words[0])}
    pairs = (" ".join(two) for words in said if "va" not in words for two in pairwise(words))
    return single.union(pairs)


def _initials(text: str) -> Iterator[str]:
    """Yield what the first letters of words that follow one another make: HSSK."""
    letters = "".join(plain_words(word)[:1] for word in text.split())
    for first in range(len(letters)):
        yield from (letters[first:end] for end in range(first + 2, len(letters) + 1))


_PERSONS = ("signatures", "people")


def _cover_parts(said: _Text) -> None:
    """Cover the parts that name a document, and the names of offices, of people and their ranks."""
    is_name = False
    for first, end in said.parts:
        is_whole = first < end and end in (said.phrase(each, first) for each in _PERSONS)
        if first < end and (is_name or is_whole or said.phrase("bases", first)):
            said.cover(first, end)
        is_name = first < end and bool(said.phrase("people", first)) and said.colon_after(end)
        for at in range(first, end):
            if said.phrase("offices", at) and (at == first or said.follows(at, "sources")):
                stops = (n for n in range(at + 1, end) if said.doubt("breaks", n))
                said.cover(at, min(next(stops, end), at + _MOST_OF_OFFICE))


@lru_cache(maxsize=8)  # of one text several things are asked in a row
def _read(text: str) -> _Text:
    """The words of a text, of which none is explained by who asks."""
    return _Text(text)


def begins(text: str, section: str) -> bool:
    """True for a text that begins with a phrase of a section, and none of "but SECTION"."""
    said = _read(text)
    return bool(said.words) and bool(said.doubt(section, 0))


def names_document(text: str) -> bool:
    """True for a text that gives the number of a document, or begins as one that names one."""
    return _DOCUMENT.search(text) is not None or begins(text, "bases")


_DOCUMENT = re.compile(r"[0-9](?:/[0-9]{4})?/[^\W\d_]{2,}")


def parted(text: str, sections: Sequence[str]) -> tuple[str, str]:
    """Return the section of a phrase by which a text begins, and what stands behind the phrase.

    The whole text, and no section, where nothing of the kind does, or nothing stands behind it.
    """
    said = _read(text)
    for section in sections if said.words else ():
        if 0 < (end := said.phrase(section, 0)) < len(said.words):
            return section, text[said.found[end].start() :]
    return "", text


def without(text: str, section: str) -> str:
    """Return a text with spaces for the phrases of a section of office language."""
    said = _read(text)
    for at, word in enumerate(said.found):
        if end := said.phrase(section, at):
            first, last = word.start(), said.found[end - 1].end()
            text = text[:first] + " " * (last - first) + text[last:]
    return text


def remarks(text: str) -> bool:
    """True for a remark on figures by which they are no longer what they look like."""
    if _remarking().isdisjoint(plain_words(text).split()):
        return False
    said = _read(text)
    return any(said.doubts(section) for section in _REMARKED)


_REMARKED = ("remarked", "corrected", "draft", "unsure", "so far")


@cache
def _remarking() -> frozenset[str]:
    """Return the words with which such remarks begin: most have none of them."""
    return frozenset(word for section in _REMARKED for word in _lexicon()[section][True])


def says(text: str, section: str) -> bool:
    """True for a text that puts figures in doubt by a phrase of a section of office language."""
    return _read(text).doubts(section)


_LONGEST = 60  # letters
_RUN = re.compile(r"[a-z]+[a-z0-9]*|[A-Z]+[A-Z0-9]*")
_DIGITS = re.compile("[0-9]+")
_LONGEST_WORD = 9  # letters of a syllable, or of a short form


@dataclass(frozen=True, slots=True)
class Splitter:
    """Parts a text of words run together without accents, by the words that heads have."""

    words: frozenset[str]

    def __call__(self, text: str) -> str:
        """Return it in as few words as there are; as it is where it is one or holds others."""
        plain, best = text.lower(), list[tuple[str, ...] | None]([()])
        if len(text) > _LONGEST or not _RUN.fullmatch(text) or plain in self.words:
            return text
        for end in range(1, len(plain) + 1):
            starts = range(max(0, end - _LONGEST_WORD), end)
            pairs = ((best[at], plain[at:end]) for at in starts)
            found = [
                (*before, word)
                for before, word in pairs
                if before is not None and (word in self.words or _DIGITS.fullmatch(word))
            ]
            best.append(min(found, key=len, default=None))
        return " ".join(best[-1] or (text,))


def splitter(catalogue: Catalogue) -> Splitter:
    """Return what parts words by those of the register; kept with it, so a value, no closure."""
    known = catalogue.indicators.values()
    texts = chain(
        *catalogue.once(names_of).values(),
        (f"{each.denominator_name} {each.unit_name}" for each in known),
        catalogue.header_aliases,
        chain(*chain(*word_lists("synonyms.txt").values())),
    )
    words = {word for text in texts for word in plain_words(text).split()}
    return Splitter(frozenset(word for word in words if 1 < len(word) <= _LONGEST_WORD))
