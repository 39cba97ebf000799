"""Words that change what a figure is: a plan, a comparison, an estimate, a sum over periods.

The phrases stand in vocabulary.txt.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from cds.domain.folding import plain_words
from cds.domain.observations import ObservationStatus
from cds.ingest.words.vocabulary import OTHERWISE, meant_words, phrases, tells

_COMPARED, _COMPARED_WHOLE = phrases("compared"), phrases("compared alone")
_PLANNED, _RESULT, TASKS = phrases("planned"), phrases("results"), phrases("tasks")
_ESTIMATED, _PROVISIONAL = phrases("estimated"), phrases("provisional")
_CUMULATIVE = phrases("cumulative")
_STATISTICS, _EXPECTED, _TARGETS = map(phrases, ("statistics", "expected", "targets"))
_TIME_FOLLOWS = r"(?= (?:qu[yi] |q[1-4]|(?:thang|thg|th|t) ?[0-9]|nam [0-9]|[0-9]{1,2} ))"
_UNTIL = re.compile(rf"{phrases('until').pattern}{_TIME_FOLLOWS}")


@dataclass(frozen=True, slots=True)
class Qualified:
    """What words around a figure make of it, and the words that are left."""

    rest: str
    is_plan: bool = False
    is_compared: bool = False
    status: ObservationStatus | None = None
    is_cumulative: bool = False

    @property
    def says_something(self) -> bool:
        """True when a word changed what the figure is."""
        return self.is_plan or self.is_compared or self.is_cumulative or self.status is not None


@lru_cache(maxsize=4096)
def qualified(plain: str) -> Qualified:
    """Take the words that change a figure out of a text in `marked_words`.

    A text that compares, or sets a plan, is left whole: there is no figure to look for.
    """
    if _COMPARED_WHOLE.fullmatch(plain) or _COMPARED.search(plain):
        return Qualified(plain, is_compared=True)
    if _PLANNED.search(plain):
        return Qualified(plain, is_plan=True)
    status = status_in(plain)
    is_cumulative = _CUMULATIVE.search(plain) is not None
    rest = _CUMULATIVE.sub(" ", _PROVISIONAL.sub(" ", _ESTIMATED.sub(" ", plain)))
    rest = re.sub(rf"\b{OTHERWISE}", "", rest)
    return Qualified(" ".join(rest.split()), status=status, is_cumulative=is_cumulative)


def without_until(words: str) -> str:
    """Return `marked_words` without those before a time that say figures are until then."""
    return " ".join(_UNTIL.sub(" ", words).split())


def narrows(text: str) -> bool:
    """True for words of any text that leave out some of what a figure should be over."""
    is_part = _OF_ALL.search(text) is not None and tells(text, "parts of all")
    is_narrowed = is_part or tells(text, "narrowing") or tells(text, "leaving out")
    return is_narrowed or is_example(text) or is_unsettled(text)


_OF_ALL = re.compile("[0-9] ?/ ?[0-9]")


def widens(text: str) -> bool:
    """True for words of any text that add to what a figure should be over."""
    return tells(text, "widening")


def is_example(text: str) -> bool:
    """True for words that say of rows that they only show how a form is filled in."""
    return tells(text, "examples")


def is_unsettled(text: str) -> bool:
    """True for a request to look at the figures and answer: they may change yet."""
    return _UNSETTLED.search(plain_words(text)) is not None


_UNSETTLED = phrases("unsettled")


def only_plans(titles: Sequence[str]) -> str | None:
    """Return the title that announces a plan where none speaks of results, or what is expected."""
    plain = {title: meant_words(title) for title in titles}
    expected = (t for t, said in plain.items() if _EXPECTED.match(said))
    if any(_RESULT.search(said) or _STATISTICS.match(said) for said in plain.values()):
        return next(expected, None)
    plans = (t for t, said in plain.items() if _PLANNED.search(said))
    targets = (t for t, said in plain.items() if _TARGETS.match(said))
    return next(chain(plans, targets, expected), None)


def announces_plan(title: str) -> bool:
    """True for a title that alone is a plan's or of what is expected, not of "targets" reached."""
    words = meant_words(title)
    is_plan = _PLANNED.search(words) and not _RESULT.search(words)
    return bool(is_plan) or _EXPECTED.match(words) is not None


def is_expected(title: str) -> bool:
    """True for a title of what is foreseen, which nobody set as a goal."""
    words = meant_words(title)
    return _EXPECTED.match(words) is not None and not _PLANNED.search(words)


def speaks_of_results(title: str) -> bool:
    """True for a title of what was reached, also of a plan."""
    return _RESULT.search(meant_words(title)) is not None


def status_in(plain: str) -> ObservationStatus | None:
    """Return the standing that words lend to figures; None when they lend none."""
    if _ESTIMATED.search(plain):
        return ObservationStatus.ESTIMATED
    return ObservationStatus.PROVISIONAL if _PROVISIONAL.search(plain) else None


def status_of_remark(text: str) -> ObservationStatus | None:
    """Return the standing that a remark of few words lends to the figures of its row."""
    return status_in(meant_words(text)) if len(text.split()) <= _MOST_OF_STATUS else None


_MOST_OF_STATUS = 4
