"""What one header text means: a field, an indicator, a period, or several of them at once."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import repeat
from typing import TypeVar

from cds.domain.catalogue import Catalogue
from cds.domain.folding import plain_words
from cds.domain.indicators import IndicatorKind
from cds.domain.observations import ObservationStatus
from cds.ingest.mapping import Column
from cds.ingest.words.dates import (
    MOST_WORDS,
    SINCE_YEAR,
    PartOfYear,
    read_part,
    read_period,
    sum_so_far,
    summed_from,
)
from cds.ingest.words.explained import splitter
from cds.ingest.words.fields import COLUMN_FIGURES, Field
from cds.ingest.words.indicator_index import CODED, names_of, spelled_out, usual_name, usual_names
from cds.ingest.words.measures import NOUN, SHARE, MeasureReader, UnitOfMeasure
from cds.ingest.words.names import apart, is_total
from cds.ingest.words.qualifiers import qualified, without_until
from cds.ingest.words.vocabulary import marked_words, phrases, typed

Said = TypeVar("Said")

_LONGEST = 250  # characters of a header worth reading
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2})*[.)]|[IVX]{1,4}[.)]|[a-zA-Z][.)])\s+")
_RAISED = re.compile("[*\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+")
_REFERENCES = re.compile(r"\([\d\s.,*]*\)|\[[\d\s.,*]*\]")  # to notes and numbers of columns
_SIGNS = re.compile(r"[\s=+\-*/x:]+")  # between numbers of columns
_CHANGE = re.compile(r"\W*(?:\+\W?[-\u2013\u2212]|[-\u2013\u2212]\W?\+|\u00b1)\W*")  # by how much
MARKS = re.compile(  # of columns: (3=1/2), (a)
    r"[\W\d]*|(?:[\W\d]*\W)?[A-IVXa-i](?:[\W\d]*\W[A-IVXa-i]?)*"
)
_LETTERS = re.compile("[A-Z\u0110\\d ]{2,9}")  # (BTS)
_TARGET = re.compile("#\\S+ chi tieu$")  # behind a name; before it the word says what stands there
_MEN = re.compile(r"(?<!vi\u1ec7t )(?<!mi\u1ec1n )(?<=[\s(,-])nam\s*\)?\s*$", re.IGNORECASE)
_PIVOTED = re.compile(  # what a pivot table writes before a column's name
    rf"(?:{typed('pivoted sums')}|(?P<means>{typed('pivoted means')})"
    rf"|(?P<counts>{typed('pivoted counts')})) ",
    re.IGNORECASE,
)
_OVER = typed("over")
_WHOLE = re.compile(rf"\s*(?:/|\b{_OVER})\s*{typed('in all')}\b.*$", re.IGNORECASE)
_RATE_OF = re.compile(rf"\s*{typed('shares')}\s*%?\s*(?:/|{_OVER}\b)", re.IGNORECASE)
_SHARE_OF = (["ty", "le"], ["ti", "le"])
_BARE, _OF_SOME = 2, (["duoc"], ["co"], ["trong"], ["tu"])  # syllables, then some of what they name
_NOISE = frozenset(
    ("dat", "tinh", "nam", "ky", "cua", "la", "trong", "ten", "tren dia ban", "toan xa", "hien co")
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header text says.

    `is_compared`: its figures only compare, `unclear`: words in it that nobody understood, which
    may make its figures something else, `since`: from when they are summed up, `unit`: the one
    unit whose figures stand below, `learnt`: the name of the indicator of which a person said
    such a head is, `is_so_far`: a sum over the first months of a year, nine as of the third
    quarter, which must be asked about, `is_until`: only the end of its period is told.
    """

    field: Field | None = None
    indicator_id: str | None = None
    period: str | None = None
    part: PartOfYear | None = None
    level: str | None = None
    measures: tuple[UnitOfMeasure, ...] = ()
    status: ObservationStatus | None = None
    since: str = ""
    is_compared: bool = False
    unclear: str = ""
    unit: str = ""
    learnt: str = ""
    is_so_far: bool = False
    is_until: bool = False

    @property
    def says_something(self) -> bool:
        """True when a column can be told by it."""
        return bool(self.field or self.indicator_id or self.period or self.part or self.unit)

    @property
    def column(self) -> Column:
        """What it says of a column; a part of a year waits for its year as it does in a cell."""
        period = self.part.text if self.part else self.period
        return Column(self.field, self.indicator_id, period)

    @property
    def group(self) -> tuple[str | None, str | None, bool, str]:
        """What figures of one block share: indicator, period, whether cumulative, unit."""
        is_sum = bool(self.since) or self.is_until
        return self.indicator_id, self.column.period, is_sum, self.unit

    @property
    def is_figure(self) -> bool:
        """True when the column under it holds numbers to publish."""
        names = self.indicator_id or self.period or self.part or self.unit
        return self.field in COLUMN_FIGURES or (self.field is None and bool(names))

    @property
    def is_rate(self) -> bool:
        """True when they are shares, by its field or by their measure."""
        is_percent = any(measure.kind == SHARE for measure in self.measures)
        return self.field is Field.RATE or (self.field in (None, Field.VALUE) and is_percent)

    def joined(self, other: "Meaning") -> "Meaning | None":
        """Return both at once; None when they contradict each other.

        A count or a share under a heading that only says "figures" stays what it is.
        """
        fields = {each.field for each in (self, other) if each.field}
        if len(fields) > 1:
            if fields <= COLUMN_FIGURES or Field.PLAN in fields:
                fields -= {Field.VALUE}
            fields -= {Field.PERIOD, Field.INDICATOR_NAME}
        if Field.PLAN in fields:
            fields = {Field.PLAN}
        ids = {each.indicator_id for each in (self, other) if each.indicator_id}
        periods = {each.period for each in (self, other) if each.period}
        parts = {each.part for each in (self, other) if each.part}
        if any(len(said) > 1 for said in (fields, ids, periods, parts)):
            return None
        field, period, part = _only(fields), _only(periods), _only(parts)
        if part and period:
            if not period.isdigit():
                return None
            period, part = str(part.of(int(period))), None
        if (field is Field.PERIOD and (period or part)) or (field is Field.INDICATOR_NAME and ids):
            field = None  # the head of a period or an indicator, not of a column of them
        return Meaning(
            field,
            _only(ids),
            period,
            part,
            self.level or other.level,
            other.measures or self.measures,
            self.status or other.status,
            self.since or other.since,
            self.is_compared or other.is_compared,
            self.unclear or other.unclear,
            self.unit or other.unit,
            self.learnt or other.learnt,
            self.is_so_far or other.is_so_far,
            self.is_until or other.is_until,
        )


def _only(said: set[Said]) -> Said | None:
    return next(iter(said), None)


_NOTHING = Meaning()
_WORDS = re.compile(r"[^\W_]+")
_MARK = "#"  # before an indicator's id among words


class HeadingReader:
    """Reads header texts by the aliases and the register; each text is read once."""

    def __init__(
        self,
        catalogue: Catalogue,
        aliases: Mapping[str, Field],
        is_unit: Callable[[str], bool] = lambda _: False,
        learnt: Mapping[str, str] | None = None,
    ) -> None:
        """Index field names and indicators by their folded words; `learnt` tells of whole heads."""
        self.catalogue = catalogue
        self.is_unit = is_unit
        self.measures = catalogue.once(MeasureReader)
        self._phrases = {
            **dict.fromkeys(("thang", "quy"), Meaning(Field.PERIOD)),  # over a column of them
            **catalogue.once(_named),
            **_heads(frozenset(aliases.items())),
        }
        self._usual = catalogue.once(usual_names)
        self._split = catalogue.once(splitter)
        self._learnt = {
            plain_words(text): Meaning(indicator_id=known, learnt=catalogue.indicators[known].name)
            for text, known in (learnt or {}).items()
            if known in catalogue.indicators
        }
        self._most_words = max(MOST_WORDS, 1 + max(map(str.count, self._phrases, repeat(" "))))
        self._read: dict[str, Meaning] = {}

    def read(self, text: str) -> Meaning:
        """Return what the text means; a Meaning that says nothing when it cannot be told."""
        found = self._read.get(text)
        if found is None:
            found = self._understood(text)
            if not found.says_something and (parted := self.spaced(text)) != text:
                found = self._understood(parted)
                is_run = parted != apart(text)
                found = _NOTHING if is_run and found.unit else found  # a name is no head
            self._read[text] = found
        return found

    def spaced(self, text: str) -> str:
        """Return a text with spaces between words that are written as one."""
        parted = apart(text)
        return parted if parted != text else self._split(text)

    def indicator_in(self, titles: Iterable[str]) -> str | None:
        """Return the one indicator that titles name in full; None for none or several."""
        found: set[str] = set()
        for title in titles:
            words = plain_words(title).split()
            for place, length, indicator_id in self._parted(words):
                is_of_share = words[max(0, place - 2) : place] in _SHARE_OF
                behind = place + length
                is_some = length == _BARE and words[behind : behind + 1] in _OF_SOME
                if indicator_id and not (is_of_share or is_some):  # of people, of a share of them
                    found.add(indicator_id)
        return found.pop() if len(found) == 1 else None

    def unnamed(self, text: str) -> str:
        """Return a title without the indicators that are named by a plan: so it sets none."""
        shown = [each[0] for each in _WORDS.finditer(text)]
        words = [*map(plain_words, shown)]
        kept = list[str]()
        for place, length, key in self._parted(words):
            is_named = key and qualified(" ".join(words[place : place + length])).is_plan
            kept += [] if is_named else shown[place : place + length]
        return " ".join(kept)

    def _parted(self, words: list[str]) -> Iterator[tuple[int, int, str | None]]:
        """Yield where each word or name of an indicator begins, how long and which it is."""
        place = 0
        while place < len(words):
            length, indicator_id = self._longest(words, place)
            yield place, length, indicator_id
            place += length

    def _longest(self, words: list[str], place: int) -> tuple[int, str | None]:
        """Single words are too common in titles to be names of indicators."""
        for end in range(min(len(words), place + self._most_words), place + 1, -1):
            said = self._phrases.get(" ".join(words[place:end]))
            if said and said.indicator_id:
                return end - place, said.indicator_id
        return 1, None

    def _understood(self, text: str) -> Meaning:
        if not text or len(text) > _LONGEST:
            return _NOTHING
        if pivoted := _PIVOTED.match(text):
            if pivoted["counts"]:  # the rows
                return Meaning(Field.PLAN, is_compared=True)
            whole = self.read(text[pivoted.end() :])
            indicator = self.catalogue.indicators.get(whole.indicator_id or "")
            is_sum = indicator is None or not (pivoted["means"] or indicator.is_share)
            return whole if is_sum else replace(whole, unclear=pivoted[0].strip())
        bare = _REFERENCES.sub(" ", _NUMBERED.sub("", text, count=1))
        if _CHANGE.fullmatch(bare):
            return Meaning(Field.PLAN, is_compared=True)
        if _SIGNS.fullmatch(bare):  # (5)=(4)/(3)
            return _NOTHING
        bare, measures = self._unmeasured(bare)
        asides = _BRACKETS.findall(bare)
        bare = _RAISED.sub("", bare)
        found = self._of_whole(bare) or self._told(bare)
        if asides and (found is None or found.field is Field.PLAN):
            base = self._told(_BRACKETS.sub(" ", bare))
            if base and not (found and base.field is Field.PLAN):
                for aside in asides:
                    base = self._with_aside(base, aside, bare)
                found = base
        named = self.catalogue.indicators.get((found and found.indicator_id) or "")
        if found and named and not text.isascii() and (of_men := _MEN.search(text)):
            found = replace(found, unclear=of_men[0])
        if found and named and _RATE_OF.match(bare):
            found = replace(found, indicator_id=None)  # of the people is not the people
        if found and found.field is Field.RATE and named and named.kind is IndicatorKind.COUNT:
            found = None  # a share of what is counted, which may have a name of its own
        if found is None:
            own = Meaning(unit=text) if self.is_unit(text) else _NOTHING
            if usual := self._usual.get(usual_name(bare)):
                own = Meaning(indicator_id=usual.indicator_id)
            found = self._learnt.get(plain_words(text), own)
            is_sum = is_total(bare)  # written as an area is
            measures = measures or (() if is_sum else self.measures.read(bare.strip()))
        return replace(found, measures=measures) if measures else found

    def _unmeasured(self, text: str) -> tuple[str, tuple[UnitOfMeasure, ...]]:
        """Take the measure out of a head: after its label, in brackets, or a sign at the end."""
        found: tuple[UnitOfMeasure, ...] = ()
        label = self.measures.announced(text)
        if label and label[0].stop == len(text):
            return text[: label[0].start], label[1]
        for aside in _BRACKETS.findall(text):
            if said := self.measures.read(aside[1:-1]) or self.measures.labelled(aside):
                text, found = text.replace(aside, " "), found or said
        before, comma, last = text.rpartition(",")
        said = self.measures.read(last) if comma else ()
        if said and not found and (said[0].kind != NOUN or self._is_behind(before, text)):
            return before, said
        if not found and text.strip() and not plain_words(text.replace("%", "")):
            return "", self.measures.read(text.strip())
        return text, found

    def _is_behind(self, name: str, text: str) -> bool:
        """True for the name of an indicator, where the whole text says nothing known."""
        told = self._told(name)
        return bool(told and told.indicator_id) and self._told(text) is None

    def _told(self, text: str) -> Meaning | None:
        """Return what known words say together with those that change what a figure is."""
        since, text = summed_from(text)
        words = plain_words(text).split()
        if _COUNTS_TARGETS.match(" ".join(words)):
            return None  # how many a plan has, which is no target
        plain = self._covered(words)
        if plain and plain.indicator_id and plain.field in (Field.PERIOD, Field.ORDINAL):
            plain = replace(plain, field=None)  # of what time it is, or from where
        if plain and plain.field and plain.field not in (*COLUMN_FIGURES, Field.PLAN):
            return plain
        parted, meant = self._parted(words), marked_words(text).split()
        # each name of an indicator as one word: what it says is no aside
        marked = " ".join(f"{_MARK}{key}" if key else meant[place] for place, _, key in parted)
        kept = without_until(marked)
        said = qualified(kept)
        if _TARGET.search(marked):
            return Meaning(Field.PLAN)
        if said.is_compared or said.is_plan:
            return Meaning(Field.PLAN, is_compared=said.is_compared)
        if not said.says_something:
            found = self._covered(kept.split()) if kept != marked else None
            return replace(found, is_until=True) if found else plain
        found = self._covered(said.rest.split()) if said.rest else Meaning(Field.VALUE)
        if found and said.is_cumulative and found.field is Field.PERIOD:
            found = Meaning(Field.VALUE)  # so far, to the period of the report
        since = since if said.is_cumulative else ""
        return found and replace(found, status=said.status, since=found.since or since)

    def _of_whole(self, text: str) -> Meaning | None:
        """Return what a head says that names a share and, behind it, what it is a share of."""
        behind = _WHOLE.search(text)
        found = self._told(text[: behind.start()]) if behind else None
        indicator = self.catalogue.indicators.get((found and found.indicator_id) or "")
        if behind is None or indicator is None or not indicator.is_share:
            return None
        whole = {"tren", "tong", "so", *plain_words(indicator.denominator_name or "").split()}
        return found if whole.issuperset(plain_words(behind[0]).split()) else None

    def _is_harmless(self, inner: str, text: str, found: Meaning) -> bool:
        """True for signs, a single letter, and the first letters of words in a name."""
        if MARKS.fullmatch(inner):
            return True
        own = self.catalogue.once(names_of).get(found.indicator_id or "", ())
        names = [plain_words(each).split() for each in (*own, _BRACKETS.sub(" ", text))]
        asked = plain_words(inner)
        is_short = _LETTERS.fullmatch(inner) is not None
        return is_short and any(
            asked in words or asked in "".join(word[0] for word in words) for words in names
        )

    def _with_aside(self, found: Meaning, aside: str, text: str) -> Meaning:
        """Add what brackets say; what nobody understands may change the figures."""
        inner = aside[1:-1]
        said = self._told(inner)
        if said is None and (self._is_harmless(inner, text, found) or CODED.fullmatch(inner)):
            return found
        if said and said.field is Field.PLAN and found.field is not Field.PLAN:
            return replace(found, field=Field.PLAN, is_compared=said.is_compared, unclear=aside)
        joined = found.joined(said) if said and said.field in _ASIDES else None
        return joined or (found if said else replace(found, unclear=aside))

    def _covered(self, words: list[str]) -> Meaning | None:
        """Return what all words say together; None when some say nothing known."""
        best: list[tuple[int, Meaning] | None] = [(0, Meaning()), *([None] * len(words))]
        for end in range(1, len(words) + 1):
            for start in range(max(0, end - self._most_words), end):
                before = best[start]
                said = self._phrase(words[start:end]) if before else None
                joined = before[1].joined(said) if before and said else None
                if before is None or joined is None:
                    continue
                cost = before[0] + (0 if said == Meaning() else 1)
                known = best[end]
                if known is None or cost < known[0]:
                    best[end] = (cost, joined)
        found = best[-1]
        return found[1] if found and found[1].says_something else None

    def _phrase(self, words: list[str]) -> Meaning | None:
        plain = " ".join(words)
        if plain in self._phrases:
            return self._phrases[plain]
        if len(words) == 1 and plain.startswith(_MARK):
            return Meaning(indicator_id=plain.removeprefix(_MARK))
        if len(words) <= MOST_WORDS and (period := read_period(plain)) and plain != "nam":
            return Meaning(period=str(period))
        if len(words) <= MOST_WORDS and (part := read_part(plain)):
            return Meaning(part=part)
        if len(words) <= MOST_WORDS and (sum_to := sum_so_far(plain)):
            part, year = sum_to
            said = Meaning(period=str(part.of(year))) if year else Meaning(part=part)
            since = SINCE_YEAR if part.is_late else ""
            return replace(said, since=since, is_so_far=part.is_late)
        return _NOTHING if plain in _NOISE else None


_ASIDES = frozenset((*COLUMN_FIGURES, None))
_COUNTS_TARGETS = phrases("how many targets")


@lru_cache(maxsize=4)
def _heads(aliases: frozenset[tuple[str, Field]]) -> Mapping[str, Meaning]:
    """Return the fields by the folded words of their heads; all files of a home have the same."""
    return {
        plain: Meaning(field=field, level="district" if field is Field.DISTRICT else None)
        for plain, field in aliases
        if plain
    }


def _named(catalogue: Catalogue) -> dict[str, Meaning]:
    """Return the indicators by the folded words of their ids and names."""
    phrases: dict[str, Meaning] = {}
    for indicator_id, names in catalogue.once(names_of).items():
        meaning = Meaning(indicator_id=indicator_id)
        english = catalogue.indicators[indicator_id].name_en
        for text in (indicator_id, english, *names):
            whole = plain_words(text)
            full = " ".join(spelled_out(whole.split()))
            for plain in {whole, full, plain_words(_BRACKETS.sub(" ", text))}:
                known = phrases.setdefault(plain, meaning)
                if known.indicator_id != meaning.indicator_id:
                    phrases[plain] = Meaning()  # two indicators: neither is meant
    return {plain: meaning for plain, meaning in phrases.items() if meaning.says_something}


def without_pivot(text: str) -> str:
    """Return a column's name without what a pivot table that adds up writes before it."""
    found = _PIVOTED.match(text)
    return text[found.end() :] if found and not (found["means"] or found["counts"]) else text


def known_words(catalogue: Catalogue) -> frozenset[str]:
    """Return the words with marks of a catalogue, by which legacy fonts are told apart."""
    texts = [unit.name for unit in catalogue.units.values()]
    texts += [each.name for each in catalogue.indicators.values()]
    return frozenset(
        word.lower() for text in texts if not text.isascii() for word in re.findall(r"\w+", text)
    )
