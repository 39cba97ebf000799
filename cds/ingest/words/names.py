"""Names of units taken apart: type word or its short form, then the name itself."""

import re
from dataclasses import dataclass
from functools import lru_cache

from cds.domain.admin_units import AdminLevel
from cds.domain.folding import accented_words, plain_words
from cds.ingest.words.vocabulary import phrases

LONGEST_NAME = 250  # characters of a name with all that may stand around it
LONGEST_TITLE = 400  # of one that may name places
_NUMBERED = re.compile(r"(p|x|tt|h|q|f|phuong|quan)0*([0-9]+)")

_PUBLIC = "c\u00f4ng"  # police, company: no sum
_TOTAL = re.compile(
    rf"(?:[ivx]+ |[a-z] |[0-9]+ )?(?:{phrases('sums').pattern}(?: i(?: [ivx]+)+)?"
    rf"|{phrases('sums of').pattern}(?: .*)?)(?: [0-9 ]*)?"
)

# The words and short forms by which names of units begin, without accents.
_TYPES = {
    tuple(words.split()): kind
    for kind, spellings in (
        ("phuong", "phuong|p|f|ph"),
        ("thi tran", "thi tran|tt|t t"),
        ("xa", "xa|x"),
        ("dac khu", "dac khu"),
        ("huyen", "huyen|h"),
        ("quan", "quan|q"),
        ("thi xa", "thi xa|tx|t x"),
        ("thanh pho", "t p|thanh pho|tp"),
        ("tinh", "tinh|t"),
    )
    for words in spellings.split("|")
}
_COMMUNE, _DISTRICT = frozenset((AdminLevel.COMMUNE,)), frozenset((AdminLevel.DISTRICT,))
_PROVINCE, _NATION = frozenset((AdminLevel.PROVINCE,)), frozenset((AdminLevel.NATION,))
_LEVELS = {
    **dict.fromkeys(("xa", "phuong", "thi tran", "dac khu"), _COMMUNE),
    **dict.fromkeys(("huyen", "quan", "thi xa"), _DISTRICT),
    "thanh pho": _DISTRICT | _PROVINCE,
    "tinh": _PROVINCE,
}
_WHOLE_NATION = frozenset(("trung uong", "quoc gia", "toan quoc", "ca nuoc"))


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A unit's name taken apart. `kind` is its type word without accents, None when left out.

    `key` minds accents but not where a tone mark stands; `plain` minds none.
    """

    kind: str | None
    key: str
    plain: str
    has_accents: bool

    @property
    def is_bare_number(self) -> bool:
        """True for "4" alone, which could be anything."""
        return self.kind is None and self.key.isdigit()


@lru_cache(maxsize=65_536)
def place_name(text: str) -> PlaceName:
    """Take a unit's name apart: type word or its short form, then the name itself."""
    text = _RAISED.sub("", text)
    keys, plains = accented_words(text).split(), plain_words(text).split()
    if plains and (match := _NUMBERED.fullmatch(plains[0])):  # P4, X04
        keys[:1] = plains[:1] = [match[1], match[2]]
    kind, length = _kind(plains)
    core, plain = keys[length:], plains[length:]
    return PlaceName(
        kind,
        " ".join(_unpadded(word) for word in core),
        " ".join(_unpadded(word) for word in plain),
        has_accents=keys != plains,
    )


_RAISED = re.compile("[\u2020\u2021\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+\\s*$")  # marks of notes


def may_begin_type(word: str) -> bool:
    """True when a name of a unit may begin with this word: a type, its short form, P4."""
    plain = plain_words(word).split()[:1]
    return bool(plain) and (plain[0] in _TYPE_STARTS or bool(_NUMBERED.fullmatch(plain[0])))


_TYPE_STARTS = frozenset(words[0] for words in _TYPES)


def _kind(plains: list[str]) -> tuple[str | None, int]:
    for length in (2, 1):
        kind = _TYPES.get(tuple(plains[:length]))
        if kind and len(plains) > length:
            return kind, length
    return None, 0


def _unpadded(word: str) -> str:
    return word.lstrip("0") or "0" if word.isdigit() else word


@lru_cache(maxsize=1024)
def levels_named(text: str) -> frozenset[AdminLevel]:
    """Return the levels that a cell may mean, by our words or the types'; none when it says none.

    Several types may stand together, as in "commune, ward, township".
    """
    plain = plain_words(text).removeprefix("cap ")
    if plain in set(AdminLevel):
        return frozenset((AdminLevel(plain),))
    if plain in _WHOLE_NATION:
        return _NATION
    words, found = plain.split(), frozenset[AdminLevel]()
    while words:
        kind = _TYPES.get(tuple(words[:2])) or _TYPES.get(tuple(words[:1]))
        if kind is None:
            return frozenset()
        found |= _LEVELS[kind]
        del words[: 2 if tuple(words[:2]) in _TYPES else 1]
    return found


def level_of_head(text: str) -> AdminLevel | None:
    """Return the level whose units stand below a head; None where it names none, or both.

    A locality is of either, an agency of none; where the units lie says nothing of their own.
    """
    plain = _LYING.split(plain_words(text), maxsplit=1)[0]
    return _only_level(plain, "")


def level_of_title(text: str) -> AdminLevel | None:
    """Return the level whose units a title speaks of as several; None for none, or both."""
    return _only_level(plain_words(text), _SEVERAL)


def _only_level(plain: str, before: str) -> AdminLevel | None:
    found = [
        level
        for level, types in _TYPES_OF_LEVEL.items()
        if re.search(rf"\b(?:{before}{types}\b|{types} (?:va )?{types}\b)", plain)
    ]
    return found[0] if len(found) == 1 else None


_TYPES_OF_LEVEL = {
    AdminLevel.DISTRICT: r"(?:huyen|district|thi xa|tx|(?<!co )quan(?! (?:ly|doi|su)\b))",
    AdminLevel.COMMUNE: r"(?:commune|ward|thi tran|(?<!thi )xa(?! hoi\b)"
    r"|(?<!dia )phuong(?! (?:an|phap|tien|thuc|huong)\b))",
}
_SEVERAL = (
    r"(?:(?<!den )cap|cac|tung|theo|(?<!quy )(?<!thang )(?<!so )(?<!nam )[0-9]{1,3})"
    r"(?: (?:don vi|dia phuong|ubnd))?(?: cap)? "
)
_LYING = re.compile(r" (?:thuoc|cua|tren dia ban|tai)\b")


def apart(text: str) -> str:
    """Return a name that programs write as one word, such as UnitName, as several."""
    return _HUMP.sub(" ", text) if _HUMPED.fullmatch(text) else text


_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z0-9])")
_HUMPED = re.compile(r"[A-Z]?[a-z]+(?:[A-Z][a-z]+|ID|DV)+[0-9]*")


def ends_page(label: str) -> bool:
    """True for the sum of a page, or what is carried over to the next."""
    return phrases("sums of pages").match(plain_words(label)) is not None


def is_part_of_commune(text: str) -> bool:
    """True for the name of a hamlet or the like: a part of a commune, which is no unit."""
    return phrases("parts of communes").match(plain_words(text)) is not None


def numbers_heading(text: str) -> bool:
    """True for the number of a heading alone: I, A.2, (1)."""
    return _OF_HEADING.fullmatch(text) is not None


_OF_HEADING = re.compile(r"[IVXLA-K0-9.()/ -]+")


def is_total(label: str) -> bool:
    """True for the words by which tables name their totals."""
    is_sum = _TOTAL.fullmatch(plain_words(label)) is not None
    return is_sum and _PUBLIC not in accented_words(label).split()[:2]
