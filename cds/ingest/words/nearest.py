"""The indicator nearest to words that name none: a guess, which a person is always asked about."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain
from math import log
from typing import NamedTuple

from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.folding import plain_words
from cds.domain.indicators import Indicator
from cds.ingest.faults import MOST_ISSUES
from cds.ingest.words.dates import is_day, period_at, read_period
from cds.ingest.words.indicator_index import LISTED, names_of, spelled_out, usual_name
from cds.ingest.words.measures import MeasureReader
from cds.ingest.words.names import LONGEST_NAME
from cds.ingest.words.qualifiers import qualified
from cds.ingest.words.vocabulary import marked_words, word_lists

_NEAR = 0.55  # of 1: the weight of shared words among all words, where one holds the other
_NEARER = 0.75  # where each has words of its own
_WIDELY = 0.5  # the same at a second reading, where words around the table may name the rest
_APART = 0.1  # by which the second must be further
_SHOWN = 0.35  # of those next to it that are told
_MOST_CLOSE = 3
_FEWEST_SHARED = 2  # words of a name, then
_OF_STRANGERS = 0.5  # how much a word that no name has tells then, of what it tells else
_Words = tuple[str, ...]
_LONGEST_GROUP = 8  # words of a phrase that another stands for
_DIGIT = re.compile("[0-9]")
_SHARE = re.compile(
    r"(?:%|\bt[y\u1ef7i\u1ec9] l[e\u1ec7]\b|\btl\b|\bph[a\u1ea7]n tr[a\u0103]m\b"
    r"|/\s*t[o\u1ed5]ng\b)",  # a count over its whole
    re.IGNORECASE,
)
_COUNT = re.compile(r"(?:trong do )?(?:tong )?(?:so|sl|luot|tong|bao nhieu)\b(?! hoa)")
_OF_DOCUMENT = re.compile(  # by which titles begin
    r"^\s*(?:b\u00e1o c\u00e1o\s+)?(?:s\u1ed1 li\u1ec7u|k\u1ebft qu\u1ea3)(?:\s+v\u1ec1)?\s+",
    re.IGNORECASE,
)
_MARKET = re.compile(r"\bch\u1ee3\b", re.IGNORECASE)  # else, without accents, "for"
_SPENDING = re.compile(r"\bchi ti\u00eau\b", re.IGNORECASE)  # else "indicator"
_DIVIDED_BY = re.compile(r"chia cho ([^.,;(]+)")


class Nearest(NamedTuple):
    """An indicator that words may mean; `is_part`: they count what a share is of.

    `others` are the names of those that are next to it, `beside` words that are not of its name.
    `is_sure`: it is its name, but for words that say nothing.
    """

    indicator: Indicator
    is_part: bool
    others: tuple[str, ...] = ()
    is_sure: bool = False
    beside: str = ""

    @property
    def reason(self) -> str:
        """By which a question about it tells what is next to it, or which words are not of it."""
        if self.others:
            return "guessed_of"
        return "guessed_but" if self.beside else "guessed"

    @property
    def shown(self) -> str:
        """What is next to it, for that question."""
        return "\u201d, \u201c".join(self.others)


class _Weighed:
    """Each indicator by the words of each of its names, and how much each word tells."""

    def __init__(self, catalogue: Catalogue) -> None:
        known, also = catalogue.indicators, word_lists("also_called.txt")
        called = [(known[key], _terms(text)) for key in known for (text,) in also.get(key, ())]
        parted = ((each, each.name.rpartition(": ")) for each in known.values())
        called += [(each, _terms(name)) for each, (field, _, name) in parted if field]
        self.names = [
            (known[key], terms)
            for key, names in catalogue.once(names_of).items()
            for terms in dict.fromkeys(map(_terms, names))
        ]
        self.exact: defaultdict[frozenset[str], set[tuple[str, _Words]]] = defaultdict(set)
        for key, names in catalogue.once(names_of).items():
            for name in names:
                words = _words_of(name, _same_words().empty)
                self.exact[frozenset(words)].add((key, words))
        self.called = [*self.names, *(each for each in called if len(each[1]) > 1)]
        self.by_word = {terms: one for one, terms in called if len(terms) == 1}  # alone, no part
        self.nouns = {key: _terms(each.unit_name) for key, each in known.items()}
        wholes = chain(*(_terms(each.denominator_name or "") for each in known.values()))
        self.things = frozenset({*_same_words().usual.values()}.intersection(wholes))
        having: defaultdict[str, set[str]] = defaultdict(set)
        for indicator, terms in self.called:
            for term in terms:
                having[term].add(indicator.indicator_id)
        self.weights = {term: log(1 + len(known) / len(ids)) for term, ids in having.items()}
        self.of_unknown = log(1 + len(known))


class NearestIndicators:
    """The names of a catalogue, by the words that tell them from one another."""

    def __init__(
        self, catalogue: Catalogue, measures: MeasureReader, around: Iterable[str] | None = None
    ) -> None:
        """Keep the catalogue, to be weighed when asked: most files name what they are of.

        `around` are texts that may say the rest of names: then words are near that are less so.
        """
        self._catalogue = catalogue
        self._measures = measures
        self._around = None if around is None else frozenset(chain(*map(_terms, around)))
        self._found: dict[tuple[str, bool, bool, frozenset[AdminLevel]], Nearest | None] = {}

    def find(
        self,
        text: str,
        levels: frozenset[AdminLevel] = frozenset(),
        *,
        is_share: bool = False,
        is_title: bool = False,
    ) -> Nearest | None:
        """Return what a text may mean for units of some levels; None for nothing, or for two.

        So for a plan and a comparison. `is_share`: something else says so. A title may hold words
        that no name has, as of places.
        """
        asked = text[:LONGEST_NAME], is_share, is_title, levels
        if asked not in self._found and len(self._found) < MOST_ISSUES:
            self._found[asked] = self._nearest(*asked)
        return self._found.get(asked)

    def close(self, text: str) -> str:
        """Return the names of indicators that share most words with a text, to choose from."""
        asked, found = _terms(text[:LONGEST_NAME]), dict[str, float]()
        for indicator, own in self._catalogue.once(_Weighed).names:
            shared = self._weight(asked & own) / self._weight(asked | own) if asked & own else 0
            if shared >= _SHOWN and shared > found.get(indicator.name, 0):
                found[indicator.name] = shared
        return "; ".join(sorted(found, key=lambda name: -found[name])[:_MOST_CLOSE])

    def names_some(self, text: str, indicator: Indicator) -> bool:
        """True for a text that has a word of an indicator's names."""
        terms, known = _terms(text[:LONGEST_NAME]), self._catalogue.once(_Weighed).called
        return any(each is indicator and terms & own for each, own in known)

    def names_other(self, text: str, indicator: Indicator) -> bool:
        """True for a text with words that tell indicators apart, none of them of this one."""
        is_told = any(map(str.isalpha, text)) and bool(_terms(text[:LONGEST_NAME]))
        return is_told and not self.names_some(text, indicator)

    def named(self, text: str) -> Collection[str]:
        """Return the ids of what has a text as its name, but for words that say nothing.

        Nobody is asked about it. One word, as people or area, must be the name's own: others for it
        say whose. At most one stands elsewhere: services with dossiers are no dossiers of services.
        """
        same, plain = _same_words(), f" {usual_name(text)} "
        asked = _words_of(text[:LONGEST_NAME], same.empty)
        is_said = len(asked) > 1 or all(f" {term} " in plain for term in asked)
        is_loose = any(f" {each} " in plain for each in same.loose)
        known = [*self._catalogue.once(_Weighed).exact.get(frozenset(asked), ())]
        found = {key for key, own in known if _is_moved(asked, own)}
        found |= self._defined(asked)
        if not says_share(text):  # what is counted does not stand last: of procedures
            found -= {key for key, own in known if own != asked and own[0] == asked[-1]}
        return found if is_said and not is_loose else ()

    def _defined(self, asked: _Words) -> set[str]:
        """Return the ids of what is named by words but for a light phrase that its definition has.

        So dossiers of procedures filed online, where the name says dossiers alone.
        """
        known, found = self._catalogue.once(_Weighed).exact, set[str]()
        for phrase in (each for each in _same_words().light if len(each) > 1):
            for at in range(len(asked) - len(phrase) + 1):
                if asked[at : at + len(phrase)] == phrase:
                    rest, said = asked[:at] + asked[at + len(phrase) :], " ".join(phrase)
                    found |= {
                        key
                        for key, own in known.get(frozenset(rest), ())
                        if own == rest and said in self._definition(key)
                    }
        return found

    def _definition(self, key: str) -> str:
        text = self._catalogue.indicators[key].definition
        return " ".join(spelled_out(plain_words(text).split()))

    def is_whole(self, text: str, indicator: Indicator) -> bool:
        """True for words that count what a share is of, as its register or definition says it."""
        known = frozenset(chain(*map(_terms, wholes_of(indicator))))
        asked = _terms(_unlisted(text[:LONGEST_NAME]))
        return bool(asked) and asked <= known and not says_share(text)

    def counts_part(self, text: str, indicator: Indicator, *, is_given: bool) -> bool:
        """True for words that say of a count no other thing than the name of the share it is of.

        They have all that the name has beside its whole, some of it where the share `is_given`
        beside the count, or nothing of any name.
        """
        same, of = _same_words(), _terms(indicator.denominator_name or "")
        asked, names = self._told(text, indicator)
        single = {term for term in asked if " " not in term}
        short = {usual for phrase, usual in same.usual.items() if not single.isdisjoint(phrase)}
        is_turned = not same.turns.isdisjoint(asked - of.union(*names))
        own_words = [own - of - short for own in names]
        is_told = any(own <= asked or (is_given and own & asked) for own in own_words)
        is_other = is_turned or not is_told or self._names_another(asked, of.union(*names))
        return asked <= of or not is_other

    def turns(self, text: str, indicator: Indicator) -> bool:
        """True for words by which a count is of the contrary of what the share is of."""
        asked, names = self._told(text, indicator)
        words = " ".join(asked.difference(*names)).split()
        return not _same_words().turns.isdisjoint(words)

    def _names_another(self, asked: frozenset[str], own: frozenset[str]) -> bool:
        """True for words that hold all of another share's name beside its whole, one not own."""
        for other, terms in self._catalogue.once(_Weighed).names:
            told = terms - _terms(other.denominator_name or "")
            if other.is_share and told <= asked and told - own:
                return True
        return False

    def counts_whole(self, text: str, indicator: Indicator) -> bool:
        """True for words that say of a whole nothing that neither its name nor the share's says."""
        own = wholes_of(indicator)
        asked, names = self._told(text, indicator)
        told = {*_same_words().usual.values(), *_same_words().turns}
        return asked & told <= frozenset(chain(*map(_terms, own), *names))

    def _told(
        self, text: str, indicator: Indicator
    ) -> tuple[frozenset[str], Sequence[frozenset[str]]]:
        """Return the words of a text that names have, or that turn one, and those of its names."""
        known = self._catalogue.once(_Weighed)
        told = {*known.weights, *_same_words().turns, *plain_words(indicator.name).split()}
        said = qualified(marked_words(self._measures.without(text[:LONGEST_NAME])))
        asked = frozenset(term for term in _terms(said.rest) & told if not term.isdigit())
        return asked, [own for each, own in known.names if each is indicator]

    def is_part(self, text: str, whole: str, indicator: Indicator) -> bool:
        """True for a count and its whole in the words of a share's name, and in no others."""
        asked, of = _terms(text[:LONGEST_NAME]), _terms(indicator.denominator_name or "")
        names = (own for each, own in self._catalogue.once(_Weighed).names if each is indicator)
        return self.is_whole(whole, indicator) and any(own - of <= asked <= own for own in names)

    def _nearest(
        self, text: str, is_share: bool, is_title: bool, levels: frozenset[AdminLevel]
    ) -> Nearest | None:
        of_strangers = 0 if is_title else _OF_STRANGERS
        is_plan = _speaks_of_plan(text)
        asked = _unlisted(text)
        text = self._measures.without(asked)
        terms = _terms(text)
        is_share = is_share or _SHARE.match(text.lstrip()) is not None
        is_told = is_share or says_share(text)
        is_count = not is_told and _COUNT.match(plain_words(text)) is not None
        best: dict[str, tuple[float, Indicator]] = {}
        known = self._catalogue.once(_Weighed)
        by_word = known.by_word.get(terms)
        for indicator, own in known.called:
            if terms.isdisjoint(own) and indicator is not by_word:
                continue
            if (is_share and not indicator.is_share) or not levels.issubset(indicator.levels):
                continue
            if is_plan and not _speaks_of_plan(indicator.name):
                continue
            if len(terms) == 1 and terms == known.nouns[indicator.indicator_id]:
                continue  # what it counts, of whatever kind
            things, named = terms & known.things, own & known.things
            if things and named and things.isdisjoint(named):
                continue  # dossiers are no petitions
            if indicator is by_word:
                best[indicator.indicator_id] = 1, indicator
            if self._around is not None and len(terms & own) < min(_FEWEST_SHARED, len(own)):
                continue
            near = self._nearness(terms, own, of_strangers)
            if near > best.get(indicator.indicator_id, (0, indicator))[0]:
                best[indicator.indicator_id] = near, indicator
        ranked = sorted(best.values(), key=lambda each: -each[0])
        fewest = 0 if self._around is None else _WIDELY
        counts = [each for each in ranked if not each[1].is_share]
        least = 0 if self._around is None or not ranked else max(fewest, ranked[0][0] - _APART)
        if is_count and counts and counts[0][0] >= least:  # a share's words count what it is of
            ranked = counts
        best_ones = [each for each in ranked if each[0] >= ranked[0][0] - _APART]
        is_alone = len(best_ones) == 1
        if len(best_ones) > 1 and self._around is not None:  # twins, each of another level
            best_ones = [each for each in best_ones if {each[1].levels[-1]} == levels] or ranked
        if len(best_ones) != 1 or best_ones[0][0] < fewest:
            return None
        indicator = best_ones[0][1]
        others = tuple(each.name for _, each in ranked[:3] if each is not indicator)
        is_meant = is_told or is_count or not indicator.is_share
        bare = _OF_DOCUMENT.sub("", text) if is_title else text
        is_sure = is_alone and is_meant and indicator.indicator_id in self.named(bare)
        beside = "" if is_title else self._words_beside(asked, indicator)  # they name places
        return Nearest(indicator, is_count and indicator.is_share, others, is_sure, beside)

    def _words_beside(self, text: str, indicator: Indicator) -> str:
        """Return the words of a text that no name of an indicator has, from first to last.

        Where none tells indicators apart, those that tell none.
        """
        own = (own for each, own in self._catalogue.once(_Weighed).names if each is indicator)
        said = (*wholes_of(indicator), indicator.unit_name)
        known = frozenset(chain(*own, *map(_terms, said)))
        of_own = self._catalogue.once(names_of)[indicator.indicator_id]
        light = frozenset(chain(*(_words_of(name, _same_words().empty) for name in of_own)))
        strange = {*_terms(text)} - known
        strange = strange or {*_words_of(text, _same_words().empty)} - light - known
        others = {word for term in strange for word in term.split()}
        words = text.split()
        found = [
            at for at, each in enumerate(words) if not others.isdisjoint(plain_words(each).split())
        ]
        return " ".join(words[found[0] : found[-1] + 1]) if found else ""

    def _nearness(self, asked: frozenset[str], own: frozenset[str], of_strangers: float) -> float:
        """Return how much of all words is shared; 0 where one word makes it another thing."""
        around = self._around or frozenset()
        apart = (asked ^ own) - (own & around)
        turns = _same_words().turns
        if any(term in turns or _DIGIT.search(term) for term in apart) or not asked & own:
            return 0
        if self._around is not None:
            strangers = self._weight(asked - own, of_strangers)
            told = self._weight(own - apart) / self._weight(own)
            shared = self._weight(asked & own)
            near = 2 / (1 / told + (shared + strangers) / shared)
            return near if near >= _SHOWN else 0
        near = self._weight(asked & own) / self._weight(asked | own)
        return near if near >= (_NEAR if asked <= own or own <= asked else _NEARER) else 0

    def _weight(self, terms: Iterable[str], of_strangers: float = 1) -> float:
        known = self._catalogue.once(_Weighed)
        unknown = known.of_unknown * of_strangers
        return sum(known.weights.get(term, unknown) for term in terms)


def _speaks_of_plan(text: str) -> bool:
    """True for words of a plan or a comparison, as the names of few indicators have them too."""
    said = qualified(marked_words(text))
    return said.is_plan or said.is_compared


def _unlisted(text: str) -> str:
    """Return a text without the number by which a list begins with it."""
    found = LISTED.match(text)
    return text[found.end() :] if found else text


def wholes_of(indicator: Indicator) -> tuple[str, ...]:
    """Return what a share is of, as its register and, more closely, its definition say it."""
    return (indicator.denominator_name or "", *_DIVIDED_BY.findall(indicator.definition))


def light_words() -> frozenset[str]:
    """Return the words that tell no indicator from another."""
    return frozenset(chain(*_same_words().light))


def says_share(text: str) -> bool:
    """True for words that say by themselves that numbers are shares."""
    return _SHARE.search(text) is not None


class _SameWords(NamedTuple):
    """Phrases by their usual one, and words.

    The `light` tell no indicator from another, the `empty` say nothing at all, the `turns` make
    another of a name, and the `loose` may.
    """

    usual: dict[tuple[str, ...], str]
    light: frozenset[tuple[str, ...]]
    empty: frozenset[tuple[str, ...]]
    turns: frozenset[str]
    loose: frozenset[str]


@cache
def _same_words() -> _SameWords:
    found = word_lists("synonyms.txt")
    groups = (*found[""], *found["near"])
    usual = {tuple(each.split()): group[0] for group in groups for each in group}
    light, empty = (
        frozenset(tuple(each.split()) for each in chain(*found[key])) for key in ("light", "empty")
    )
    loose = frozenset(chain(*found["loose"], *(group[1:] for group in found["near"])))
    return _SameWords(usual, light | empty, empty, frozenset(chain(*found["turns"])), loose)


def _is_moved(asked: _Words, own: _Words) -> bool:
    """True for the same words, but that one of them may stand elsewhere."""
    if asked == own:
        return True
    places = range(len(asked))
    rest = {own[:at] + own[at + 1 :] for at in range(len(own))}
    return sorted(asked) == sorted(own) and any(
        asked[:at] + asked[at + 1 :] in rest for at in places
    )


@lru_cache(maxsize=4_096)  # the register's own names are asked for again and again
def _terms(text: str) -> frozenset[str]:
    """Return the words of a name that tell it from others, phrases by their usual form."""
    return frozenset(_words_of(text, _same_words().light))


def _words_of(text: str, left_out: Collection[tuple[str, ...]]) -> _Words:
    """Return the words of a name in their order but those `left_out`, phrases in usual form."""
    text = _SPENDING.sub("chi ti\u1ec1n ti\u00eau", _MARKET.sub("ch\u1ee3 h\xe0ng", text))
    same, words = _same_words(), usual_name(text).split()
    words = _without_periods(words)
    found: list[str] = []
    place = 0
    while place < len(words):
        for end in range(min(len(words), place + _LONGEST_GROUP), place, -1):
            phrase = tuple(words[place:end])
            if phrase in same.usual:
                found.append(same.usual[phrase])
            elif phrase not in left_out:
                continue
            place = end
            break
        else:
            found.append(words[place])
            place += 1
    return tuple(found)


def _without_periods(words: list[str]) -> list[str]:
    kept: list[str] = []
    place = 0
    while place < len(words):
        length = period_at(words, place)[0] or _length_of_day(words[place:])
        kept += [] if length else [words[place]]
        place += length or 1
    return kept


def _length_of_day(words: Sequence[str]) -> int:
    """Return how many words are a day, as figures are of, with its own word; 0 for no day."""
    is_named = words[:1] == ["ngay"]
    day = words[is_named : is_named + 3]
    return len(day) + is_named if is_day(read_period(" ".join(day))) else 0
