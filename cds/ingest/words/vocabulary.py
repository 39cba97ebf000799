"""Words as data: lists of phrases beside this module, and patterns made of them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain, product
from pathlib import Path

from cds.domain.folding import accented_words, fold, plain_words

OTHERWISE = "_"  # before a word that only without accents looks like one of ours
OTHER = "\u00b7"  # in place of such a word


@cache
def word_lists(name: str | Path) -> Mapping[str, Sequence[Sequence[str]]]:
    """Return the phrases of a file, a name is of one beside this, by section and line."""
    found: defaultdict[str, list[list[str]]] = defaultdict(list)
    section = ""
    for line in Path(__file__).parent.joinpath(name).read_text(encoding="utf-8").splitlines():
        if line.startswith("=="):
            section = line.strip("= ")
        elif line and not line.startswith("#"):
            found[section].append(line.split("|"))
    return dict(found)


_VOCABULARY = "vocabulary.txt"
MEANT = {plain_words(word): accented_words(word) for word in word_lists(_VOCABULARY)["meant"][0]}


_NUMBER_OF, *_NUMBERING = map(accented_words, word_lists(_VOCABULARY)["numbering"][0])
_GIVEN = ("giao", "nam", "duoc")  # behind a plan's short form
_QUARTER = re.compile("[ivz0-9]")  # what may number one, also misspelled


@lru_cache(maxsize=4096)
def marked_words(text: str) -> str:
    """Return the words without accents, a mark before those whose accents make them others.

    A word typed without accents keeps its chance.
    """
    plain, accented = plain_words(text).split(), accented_words(text).split()
    if len(plain) != len(accented) or plain == accented:
        return " ".join(plain)
    meant = [
        OTHERWISE + word if word != own and own != MEANT.get(word, own) else word
        for word, own in zip(plain, accented, strict=True)
    ]
    for at, (word, follows) in enumerate(zip(meant, [*plain[1:], ""], strict=True)):
        if word == accented[at] == "quy" and not _QUARTER.match(follows):
            meant[at] = OTHERWISE + word
        if word == "kh" and accented[at - 1 : at] == [_NUMBER_OF] and follows not in _GIVEN:
            meant[at] = OTHERWISE + word  # of customers
        if at and meant[at - 1] in ("thang", "quy") and accented[at] in _NUMBERING:
            meant[at] = plain[at]
    return " ".join(meant)


def meant_words(text: str) -> str:
    """Return the words without accents, but for those whose accents make them another word."""
    return _OTHERS.sub(OTHER, marked_words(text))


_OTHERS = re.compile(r"\b_\w+")


@cache
def phrases(section: str) -> re.Pattern[str]:
    """Return what finds the phrases of a section of the vocabulary among words without accents."""
    return re.compile(rf"\b{_any_of(section)}\b")


def tells(text: str, section: str) -> bool:
    """True for any text in which a phrase stands, its words with its accents or without any."""
    if _unaccented(section).search(plain_words(text)) is None:
        return False  # most texts, whose accents nobody need look at
    accented, own, marked = accented_words(text).split(), words_of(section), marked_words(text)
    for found in phrases(section).finditer(marked):
        first = marked.count(" ", 0, found.start())
        said = accented[first : first + len(found[0].split())]
        if all(word in own or word.isascii() for word in said):
            return True
    return False


@cache
def words_of(section: str) -> frozenset[str]:
    """Return the words of its phrases, with their accents and without."""
    words = [*map(accented_words, chain(*map(_WORD.findall, _said(section))))]
    return frozenset((*words, *map(plain_words, words)))


@cache
def _unaccented(section: str) -> re.Pattern[str]:
    """Return what finds them without accents, whatever stands around them."""
    return re.compile(rf"\b{typed(section, plain_words)}\b")


def _with_or_without(word: str) -> str:
    if word.endswith("!"):
        return word[:-1]
    return "".join(re.escape(c) if c.isascii() else f"[{c}{fold(c)}]" for c in word)


def typed(section: str, of_word: Callable[[str], str] = _with_or_without) -> str:
    """Return the pattern of phrases in a text as people type it, whatever stands around them."""
    return f"(?:{'|'.join(_pattern(_TOKEN.findall(each), of_word) for each in _said(section))})"


def _said(section: str) -> Iterable[str]:
    return (_CONDITION.split(each)[0] for each in chain(*word_lists(_VOCABULARY)[section]))


_CONDITION = re.compile(" (but not|only) ")
_WORD = re.compile(r"[^\[\]()/*\s]+")
_TOKEN = re.compile(rf"[\[\](/]|\)\*?|{_WORD.pattern}")
_SIGNS = {"#": r"[0-9]\w*", "####": "[0-9]{4}", "\u2026": r"\b.{0,80}?\b", ".": r"\Z"}
_NO_GAP = ("\u2026", ".")  # beside them stands no space


def _any_of(section: str) -> str:
    return f"(?:{'|'.join(map(_told, chain(*word_lists(_VOCABULARY)[section])))})"


def _told(text: str) -> str:
    """Return the pattern of a phrase with what may not stand around it, or one of what has to."""
    said, *condition = _CONDITION.split(text)
    core, around = _pattern(_TOKEN.findall(said)), "".join(condition[1:]).split(";")
    sides = [tuple(map(str.strip, each.partition("~")[::2])) for each in around]
    if "only" in condition:
        starts = {"": "", ".": r"\A"}
        whole = (f"{starts[before]}{core}{_ahead('=', after)}" for before, after in sides)
        return f"(?:{'|'.join(whole)})"
    behind = "".join(_behind(before) for before, _ in sides)
    return behind + core + "".join(_ahead("!", after) for _, after in sides)


def _ahead(sign: str, after: str) -> str:
    gap = "" if after.startswith(_NO_GAP) else " "
    return rf"(?{sign}{gap}{_pattern(_TOKEN.findall(after))}\b)" if after else ""


def _behind(before: str) -> str:
    """Return the pattern that words do not stand before a phrase, whatever became of them."""
    kinds = [_kinds(word) for word in before.split()]
    return "".join(rf"(?<!{' '.join(words)} )" for words in product(*kinds) if before)


def _kinds(word: str) -> Sequence[str]:
    """Return how a word may be written without accents."""
    plain = plain_words(word)
    is_other = plain != word and accented_words(word) != MEANT.get(plain, accented_words(word))
    return (plain, f"{OTHERWISE}{plain}", OTHER) if is_other else (plain,)


def _one_word(word: str) -> str:
    plain, *others = _kinds(word)
    return f"{OTHERWISE}?{plain}" if others else plain


def _pattern(tokens: list[str], of_word: Callable[[str], str] = _one_word) -> str:
    """Return the pattern of the tokens up to a bar or the end of a group, which it takes.

    What may be missing takes the space with it to what has to be there.
    """
    pattern, is_begun = "", False
    while tokens and tokens[0] not in ("/", "]", ")", ")*"):
        token = tokens.pop(0)
        if token in ("[", "("):
            kinds, end = [_pattern(tokens, of_word)], tokens.pop(0)
            while end == "/":
                kinds, end = [*kinds, _pattern(tokens, of_word)], tokens.pop(0)
            part, sign = f"(?:{'|'.join(kinds)})", {"]": "", ")": "?", ")*": "*"}[end]
        elif token.startswith("<"):
            part, sign = _any_of(token.strip("<>")), ""
        else:
            part, sign = _SIGNS.get(token) or of_word(token), ""
        if sign:
            part = f"(?: {part}){sign}" if is_begun else f"(?:{part} ){sign}"
        elif is_begun and token not in _NO_GAP and not pattern.endswith(_SIGNS["\u2026"]):
            part = f" {part}"
        pattern, is_begun = pattern + part, is_begun or not sign
    return pattern
