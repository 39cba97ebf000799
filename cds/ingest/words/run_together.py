"""Words that programs and hurried people write as one: tyle4g, tongsoho."""

import re
from collections.abc import Callable
from itertools import chain

from cds.domain.catalogue import Catalogue
from cds.domain.folding import plain_words
from cds.ingest.words.explained import word_lists
from cds.ingest.words.indicator_index import names_of

_LONGEST = 60  # letters
_RUN = re.compile(r"[a-z]+[a-z0-9]*|[A-Z]+[A-Z0-9]*")
_NUMBER = re.compile("[0-9]+")
_LONGEST_WORD = 9  # letters of a syllable, or of a short form


def splitter(catalogue: Catalogue) -> Callable[[str], str]:
    """Return what parts a text of words run together without accents into as few as there are.

    It leaves a text as it is that is one word, or holds anything that is no word of a head.
    """
    known = catalogue.indicators.values()
    texts = chain(
        *catalogue.once(names_of).values(),
        (f"{each.denominator_name} {each.unit_name}" for each in known),
        catalogue.header_aliases,
        chain(*chain(*word_lists("synonyms.txt").values())),
    )
    words = {word for text in texts for word in plain_words(text).split()}
    words = {word for word in words if 1 < len(word) <= _LONGEST_WORD}

    def split(text: str) -> str:
        if len(text) > _LONGEST or not _RUN.fullmatch(text) or text.lower() in words:
            return text
        plain, best = text.lower(), list[tuple[str, ...] | None]([()])
        for end in range(1, len(plain) + 1):
            starts = range(max(0, end - _LONGEST_WORD), end)
            pairs = ((best[at], plain[at:end]) for at in starts)
            found = [
                (*before, word)
                for before, word in pairs
                if before is not None and (word in words or _NUMBER.fullmatch(word))
            ]
            best.append(min(found, key=len, default=None))
        return " ".join(best[-1] or (text,))

    return split
