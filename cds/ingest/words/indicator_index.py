"""Which indicator a row means: by id or by its registered name."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz, process

from cds.domain.catalogue import Catalogue
from cds.domain.folding import accented_words, plain_words
from cds.domain.indicators import Indicator
from cds.ingest.words.measures import MeasureReader, difference
from cds.ingest.words.names import LONGEST_NAME

_ENGLISH = re.compile(r"(.*[^\x00-\x7f].*?)\s+[-\u2013/]\s+([A-Za-z ]+)")
_STEM = 4  # letters of a word in English that tell it
_CLOSE_ENOUGH = 70  # of 100
_CLOSE_WORDS = 40  # of 100: below it words are two
_DIGIT = re.compile("[0-9]")
_GENERATION = re.compile(r"\b[2-6]g\b")
_SLIP = 85  # of 100: a letter or two apart
LISTED = re.compile(
    r"(?:[0-9]{1,3}(?:\.[0-9]{1,2})*\s*[.)]?|[IVX]{1,5}\s*[.)]|[-+*\u2022\u2013])\s+"
)
_HARMLESS = re.compile(r"[*\d.\u2070\u00b9\u00b2\u00b3\u2074-\u2079]*|[a-z]")
_YES, _NO = (
    "(?:\u0111\xe3 )?(?:c\xf3|\u0111\u1ea1t|xong|r\u1ed3i)",
    r"(?:ch\u01b0a|kh\xf4ng)(?: \w+){0,2}",
)
CODED = re.compile(  # how 1 and 0 tell a state
    rf"\W*(?:1\W{{1,3}}{_YES}\W+0\W{{1,3}}{_NO}|0\W{{1,3}}{_NO}\W+1\W{{1,3}}{_YES}"
    rf"|{_YES}\W{{1,3}}1\W+{_NO}\W{{1,3}}0)\W*",
    re.IGNORECASE,
)
_SIGN = re.compile("[%\u2030]")  # no word, so that it does not part names
_ASIDE = re.compile(r"\s*(?:\([^()]*\)|[*\u2070\u00b9\u00b2\u00b3\u2074-\u2079])\s*$")


_SHORT = {  # what offices write for the words of names, without accents
    "hs": "ho so",
    "vb": "van ban",
    "sp": "san pham",
    "nn": "nong nghiep",
    "cds": "chuyen doi so",
    "csgd": "co so giao duc",
    "cnc": "cong nghe cao",
    "udcnc": "ung dung cong nghe cao",
    "cns": "cong nghe so",
    "cnscd": "cong nghe so cong dong",
    "cntt": "cong nghe thong tin",
    "tmdt": "thuong mai dien tu",
    "dvc": "dich vu cong",
    "dvctt": "dich vu cong truc tuyen",
    "cbcc": "can bo cong chuc",
    "csdl": "co so du lieu",
    "htx": "hop tac xa",
    "tthc": "thu tuc hanh chinh",
    "kcb": "kham chua benh",
    "kh": "khach hang",
}
_BEGINS = re.compile(r"^(?:(ti le|tl|phan tram)|so luong|so) ")
_FILLERS = frozenset(("duoc", "da"))


def _is_other(asked: str, name: str) -> bool:
    """True for a text with another number in it, or another word in place of one: 3G is no 4G."""
    words, own = asked.split(), name.split()
    pairs = zip(words, own, strict=True) if len(words) == len(own) else ()
    is_replaced = any(fuzz.ratio(word, other) < _CLOSE_WORDS for word, other in pairs)
    return is_replaced or _DIGIT.findall(asked) != _DIGIT.findall(name)


def usual_name(text: str) -> str:
    """Return a name without accents and without what offices write it with or without."""
    plain = plain_words(text)
    plain = f"ty le {plain}" if text.lstrip().startswith("%") else plain
    plain = _BEGINS.sub(lambda found: "ty le " if found[1] else "", plain, count=1)
    return " ".join(spelled_out(word for word in plain.split() if word not in _FILLERS))


def spelled_out(words: Iterable[str]) -> list[str]:
    """Return the words with those written in full that offices write short."""
    return " ".join(_SHORT.get(word, word) for word in words).split()


def names_of(catalogue: Catalogue) -> Mapping[str, Sequence[str]]:
    """Return the registered name of each indicator and its aliases.

    Without its field ("Industry: ...") a name may be of more: that is an alias, or guessed.
    """
    found = {key: [each.name] for key, each in catalogue.indicators.items()}
    for alias, key in catalogue.header_aliases.items():
        if key in found:
            found[key].append(alias)
    return found


def usual_names(catalogue: Catalogue) -> Mapping[str, Indicator]:
    """Return the indicators by their usual names and aliases; none for what several are called."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for key, names in catalogue.once(names_of).items():
        for name in names:
            found[usual_name(name)].add(key)
    return {
        name: catalogue.indicators[keys.pop()] for name, keys in found.items() if len(keys) == 1
    }


class _Register:
    """The indicators of a catalogue by what they are called, which no check changes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.by_id = {key.casefold(): found for key, found in catalogue.indicators.items()}
        self.by_key: defaultdict[str, list[Indicator]] = defaultdict(list)
        self.by_plain: defaultdict[str, list[Indicator]] = defaultdict(list)
        for found in self.by_id.values():
            self.by_key[accented_words(found.name)].append(found)
            self.by_plain[plain_words(found.name)].append(found)
        self.names = {f"{plain_words(found.name)} {key}": key for key, found in self.by_id.items()}


class IndicatorIndex:
    """The register, found by id and by folded name."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Index ids and names."""
        known = catalogue.once(_Register)
        self._by_id, self._names = known.by_id, known.names
        self._by_key, self._by_plain = known.by_key, known.by_plain
        self._measures = catalogue.once(MeasureReader)
        self._usual = catalogue.once(usual_names)

    def resolve(self, indicator_id: str, name: str) -> Indicator | None:
        """Return the one indicator meant, None when there is none or the two disagree.

        A name that is registered nowhere does not contradict an id, unless it is that of the id but
        for its generation of networks.
        """
        named = self._named(name)
        if not indicator_id:
            return named[0] if len(named) == 1 else None
        by_id = self._named(indicator_id)  # some write the name where the id belongs
        if len(by_id) != 1 or (named and by_id[0] not in named):
            return None
        own, asked = plain_words(by_id[0].name), plain_words(name[:LONGEST_NAME])
        is_other = _GENERATION.findall(asked) not in ([], _GENERATION.findall(own))
        return None if is_other else by_id[0]

    def _named(self, text: str) -> list[Indicator]:
        """Look the text up whole, then without its number in the list and its measure."""
        if len(text) > LONGEST_NAME:
            return []
        bare = LISTED.sub("", text, count=1) if LISTED.match(text) else text
        if (english := _ENGLISH.fullmatch(bare)) and (found := self._exactly(english[1])):
            names = found[0].name_en.casefold()
            words = english[2].casefold().split()
            return found if all(word[:_STEM] in names for word in words) else []
        for name in dict.fromkeys((text, bare)):
            found = self._exactly(name)
            if found and (not _SIGN.search(name) or _SIGN.search(found[0].name)):
                return found
        without = _ASIDE.sub("", bare)
        aside = bare[len(without) :].strip("() ")
        found = self._exactly(without) if without != bare else []
        return [each for each in found if self._says_nothing(aside, each)]

    def _says_nothing(self, aside: str, indicator: Indicator) -> bool:
        """True for a bracket that names the indicator's own measure, or a note: "(%)", "(1)"."""
        if _HARMLESS.fullmatch(aside) or CODED.fullmatch(aside):
            return True
        said = self._measures.read(aside) or self._measures.labelled(f"({aside})")
        return bool(said) and difference(said, indicator, self._measures) is None

    def _exactly(self, text: str) -> list[Indicator]:
        if text.casefold() in self._by_id:
            return [self._by_id[text.casefold()]]
        key, plain = accented_words(text), plain_words(text)
        found = self._by_plain.get(plain, []) if key == plain else self._by_key.get(key, [])
        usual = self._usual.get(usual_name(text))
        return found or ([usual] if usual else [])

    def is_slip(self, text: str) -> bool:
        """True for what is nearly a name of the register: an indicator's, misspelled."""
        asked = plain_words(_ASIDE.sub("", text[:LONGEST_NAME]))
        names = (plain_words(found.name) for found in self._by_id.values())
        found = process.extractOne(asked, names, scorer=fuzz.ratio, score_cutoff=_SLIP)
        return found is not None and not _is_other(asked, found[0])

    def close_names(self, text: str) -> str:
        """Return the names of the same as one text; "" when nothing is close."""
        return "; ".join(self._by_id[key.casefold()].name for key in self.close(text))

    def close(self, text: str) -> tuple[str, ...]:
        """Suggest ids for a person to choose from; never applied."""
        text = text[:LONGEST_NAME]
        names, scorer = self._names, fuzz.partial_ratio
        asked = plain_words(text)
        found = process.extract(asked, names.keys(), scorer=scorer, score_cutoff=_CLOSE_ENOUGH)
        return tuple(names[name] for name, _, _ in found[:3])
