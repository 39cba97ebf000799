"""Words that programs and hurried people write as one: tyle4g, tongsoho."""

import re
from dataclasses import dataclass
from itertools import chain

from cds.domain.catalogue import Catalogue
from cds.domain.folding import plain_words
from cds.ingest.words.explained import word_lists
from cds.ingest.words.indicator_index import names_of

_LONGEST = 60  # letters
_RUN = re.compile(r"[a-z]+[a-z0-9]*|[A-Z]+[A-Z0-9]*")
_NUMBER = re.compile("[0-9]+")
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
                if before is not None and (word in self.words or _NUMBER.fullmatch(word))
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
