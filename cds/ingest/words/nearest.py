"""The indicator nearest to words that name none: a guess, which a person is always asked about."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from math import log
from pathlib import Path
from typing import NamedTuple

from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.folding import plain_words
from cds.domain.indicators import Indicator
from cds.ingest.faults import MOST_ISSUES
from cds.ingest.words.dates import period_at
from cds.ingest.words.indicator_index import names_of, usual_name
from cds.ingest.words.names import LONGEST_NAME

_NEAR = 0.55  # of 1: the weight of shared words among all words, where one holds the other
_NEARER = 0.75  # where each has words of its own
_APART = 0.1  # by which the second must be further
_LONGEST_GROUP = 8  # words of a phrase that another stands for
_DIGIT = re.compile("[0-9]")
_SHARE = re.compile(
    r"(?:%|\bt[y\u1ef7i\u1ec9] l[e\u1ec7]\b|\btl\b|\bph[a\u1ea7]n tr[a\u0103]m\b)", re.IGNORECASE
)
_COUNT = re.compile(r"(?:tong )?(?:so|sl|luot|tong)\b(?! hoa)")


class _SameWords(NamedTuple):
    """Phrases by their usual one, words that tell nothing apart, words that turn a name."""

    usual: dict[tuple[str, ...], str]
    light: frozenset[tuple[str, ...]]
    turns: frozenset[str]


@cache
def _same_words() -> _SameWords:
    text = Path(__file__).with_name("synonyms.txt").read_text(encoding="utf-8")
    found: defaultdict[str, list[list[str]]] = defaultdict(list)
    section = ""
    for line in text.splitlines():
        if line.startswith("=="):
            section = line.strip("= ")
        elif line and not line.startswith("#"):
            found[section].append(line.split("|"))
    usual = {tuple(each.split()): group[0] for group in found[""] for each in group}
    light = {tuple(each.split()) for group in found["light"] for each in group}
    return _SameWords(
        usual, frozenset(light), frozenset(each for g in found["turns"] for each in g)
    )


def _terms(text: str) -> frozenset[str]:
    """Return the words of a name that tell it from others, phrases by their usual form."""
    same, words = _same_words(), usual_name(text).split()
    words = _without_periods(words)
    found: set[str] = set()
    place = 0
    while place < len(words):
        for end in range(min(len(words), place + _LONGEST_GROUP), place, -1):
            phrase = tuple(words[place:end])
            if phrase in same.usual:
                found.add(same.usual[phrase])
            elif phrase not in same.light:
                continue
            place = end
            break
        else:
            found.add(words[place])
            place += 1
    return frozenset(found)


def _without_periods(words: list[str]) -> list[str]:
    kept: list[str] = []
    place = 0
    while place < len(words):
        length = period_at(words, place)[0]
        kept += [] if length else [words[place]]
        place += length or 1
    return kept


def counts_another(head: str, own: str) -> bool:
    """True for the head of a whole that counts parts of communes where the share counts others."""
    words, wanted = plain_words(head), plain_words(own)
    return _PARTS.search(words) is not None and _PARTS.search(wanted) is None


_PARTS = re.compile(r"\b(?:ap|khu pho|khom|thon|xom|to dan pho|to nhan dan)\b")


class Nearest(NamedTuple):
    """An indicator that words may mean; `is_part`: they count what a share is of."""

    indicator: Indicator
    is_part: bool


def says_share(text: str) -> bool:
    """True for words that say by themselves that numbers are shares."""
    return _SHARE.search(text) is not None


class NearestIndicators:
    """The names of a catalogue, by the words that tell them from one another."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Weigh words: those of few indicators tell more."""
        self._names = [
            (each, terms)
            for each in catalogue.indicators.values()
            for terms in dict.fromkeys(map(_terms, names_of(each, catalogue)))
        ]
        counts: defaultdict[str, set[str]] = defaultdict(set)
        for indicator, terms in self._names:
            for term in terms:
                counts[term].add(indicator.indicator_id)
        most = len(catalogue.indicators)
        self._weights = {term: log(1 + most / len(of)) for term, of in counts.items()}
        self._unknown = log(1 + most)
        self._found: dict[tuple[str, bool, frozenset[AdminLevel]], Nearest | None] = {}

    def find(
        self, text: str, levels: frozenset[AdminLevel], *, is_share: bool = False
    ) -> Nearest | None:
        """Return what a text may mean for units of some levels; None for nothing, or for two.

        `is_share`: something else says so.
        """
        asked = text[:LONGEST_NAME], is_share, levels
        if asked not in self._found and len(self._found) < MOST_ISSUES:
            self._found[asked] = self._nearest(*asked)
        return self._found.get(asked)

    def _nearest(self, text: str, is_share: bool, levels: frozenset[AdminLevel]) -> Nearest | None:
        terms = _terms(text)
        is_share = is_share or _SHARE.match(text.lstrip()) is not None
        is_count = not is_share and _COUNT.match(plain_words(text)) is not None
        best: dict[str, tuple[float, Indicator]] = {}
        for indicator, own in self._names:
            if (is_share and not indicator.is_share) or not levels.issubset(indicator.levels):
                continue
            near = self._nearness(terms, own)
            if near > best.get(indicator.indicator_id, (0, indicator))[0]:
                best[indicator.indicator_id] = near, indicator
        ranked = sorted(best.values(), key=lambda each: -each[0])
        if is_count:  # a share's words count what it is of
            ranked = [each for each in ranked if not each[1].is_share] or ranked
        if not ranked or any(other[0] > ranked[0][0] - _APART for other in ranked[1:]):
            return None
        indicator = ranked[0][1]
        return Nearest(indicator, is_part=is_count and indicator.is_share)

    def _nearness(self, asked: frozenset[str], own: frozenset[str]) -> float:
        """Return how much of all words is shared; 0 where one word makes it another thing."""
        apart = asked ^ own
        turns = _same_words().turns
        if any(term in turns or _DIGIT.search(term) for term in apart) or not asked & own:
            return 0
        near = self._weight(asked & own) / self._weight(asked | own)
        return near if near >= (_NEAR if asked <= own or own <= asked else _NEARER) else 0

    def _weight(self, terms: Iterable[str]) -> float:
        return sum(self._weights.get(term, self._unknown) for term in terms)
