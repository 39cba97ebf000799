"""Periods as offices write them: canonical, in words, or as a date; None when unclear."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cds.domain.folding import plain_words
from cds.domain.periods import Period, PeriodKind, parse_period, period_of
from cds.ingest.words.qualifiers import TASKS, qualified, speaks_of_results
from cds.ingest.words.vocabulary import marked_words, meant_words, phrases, typed, words_of

_YEARS = range(1990, 2101)  # outside, a year is a slip of the finger
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "dau": 1, "cuoi": 2, "sau": 6}
_WORDS = {
    **{"mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7},
    **{"tam": 8, "chin": 9, "muoi": 10, "muoi mot": 11, "muoi hai": 12},
    **{"thu nhat": 1, "thu hai": 2, "thu ba": 3, "thu tu": 4},
}
_YEAR = r"(?:nam )?(?P<year>[0-9]{4})"
_NUMBER = r"0?(?P<number>1[0-2]|[1-9])"
_QUARTER = r"(?:qu[yi]|q) ?(?P<number>iv|i{1,3}|0?[1-4]|mot|hai|ba|tu|bon|thu (?:nhat|hai|ba|tu))"
_MONTH = (  # "thang nam 2024" leaves the month's number blank
    r"(?:(?:thang|thg|th|t) ?0?(?=[0-9])|thang (?=[a-z]))(?P<number>1[0-2]|[1-9]"
    r"|mot|hai|ba|tu|nam(?= nam )|sau|bay|tam|chin|muoi(?: mot| hai)?)"
)
_TO = r"(?:(?:tinh )?den (?:het )?)?"
_HALF = r"(?:(?:0?6|sau) thang|nua(?: nam)?) (?P<number>dau|cuoi)"

# Matched against the text without accents and with every mark turned into one space. "{y}" is
# the year, "{n}" the number of the quarter, month or half.
_PARTS: tuple[tuple[str, str], ...] = (
    (_QUARTER, "{y}-Q{n}"),
    (_MONTH, "{y}-{n:02d}"),
    (_HALF, "{y}-H{n}"),
    (r"h(?P<number>[12])", "{y}-H{n}"),
    (r"ca nam", "{y}"),
)
_WHOLE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (rf"(?:ca )?{_YEAR}", "{y}"),
        *((rf"{part}(?: cua)? {_YEAR}", form) for part, form in _PARTS),
        *((rf"{_YEAR} {part}", form) for part, form in _PARTS),
        (rf"(?:0?6|sau) ?t(?:hang)?(?: dau)?(?: cua)? ?{_YEAR}", "{y}-H1"),
        (rf"(?:0?3|ba) ?t(?:hang)?(?: dau)?(?: cua)? {_YEAR}", "{y}-Q1"),
        (rf"{_NUMBER} {_YEAR}", "{y}-{n:02d}"),
        (r"(?P<year>[0-9]{4}) 0", "{y}"),  # 2023.0
        (r"(?P<year>(?:19|20)[0-9]{2})(?P<number>0[1-9]|1[0-2])(?: 0+)?", "{y}-{n:02d}"),
        (r"(?P<year>[0-9]{4})q(?P<number>[1-4])", "{y}-Q{n}"),
        (r"(?P<number>[1-4])q ?(?P<year>[0-9]{4})", "{y}-Q{n}"),
        (rf"(?P<year>[0-9]{{4}}) {_NUMBER}", "{y}-{n:02d}"),
    )
)
_PARTIAL = tuple((re.compile(rf"{part}(?: nam)?"), form) for part, form in _PARTS)
_DAY = re.compile(
    rf"{_TO}(?:ngay )?(?P<day>[0-9]{{1,2}}) (?:thang )?(?P<month>[0-9]{{1,2}}) "
    r"(?:nam )?(?P<year>[0-9]{4})(?: 0+)*"
)
_ISO_DAY = re.compile(r"(?P<year>[0-9]{4}) (?P<month>[0-9]{1,2}) (?P<day>[0-9]{1,2})(?: 0+)*")
_RANGE = re.compile(  # 2021-2025 and 01-09/2023 are no periods of ours
    r"[0-9]{4}\s*[-\u2013\u2014/]\s*[0-9]{4}|[0-9]\s*[-\u2013\u2014]\s*[0-9]{1,2}\s*/\s*[0-9]{4}"
)
_MARK = re.compile(r"\s*(?:[IVX]{1,5}|[0-9]{1,2}|[A-Za-z])\s*[.)]\s+")
MOMENT = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T]+\d{1,2}:\d{2}(?::\d{2})?)?(?!\d)")
MOST_WORDS = 7  # of a period: the first half of a year takes six


@dataclass(frozen=True, slots=True)
class PartOfYear:
    """A quarter, month or half whose year stands elsewhere."""

    form: str
    number: int

    def of(self, year: int) -> Period | None:
        """Return the period in that year."""
        return _checked(self.form.format(y=f"{year:04d}", n=self.number))

    @property
    def is_late(self) -> bool:
        """True when the year is under way before it begins."""
        part = self.of(_YEARS[0])
        return part is not None and part.start.month > 1

    @property
    def text(self) -> str:
        """The part as `read_part` reads it."""
        return _TEXTS[self.form].format(n=self.number)


_TEXTS = {"{y}-Q{n}": "Q{n}", "{y}-{n:02d}": "T{n}", "{y}-H{n}": "H{n}", "{y}": "c\u1ea3 n\u0103m"}


@lru_cache(maxsize=8192)
def read_period(text: str) -> Period | None:
    """Return the period the text means; None when it means none, or one we do not know.

    Days are read day first, as in Viet Nam; nine months are no period.
    """
    text = _ENGLISH.sub(_of_english, months_told(text))
    if _RANGE.search(text):
        return None
    plain = plain_words(_SHORT_YEAR.sub(_CENTURY, text))
    for form, canonical in _WHOLE:
        if match := form.fullmatch(plain):
            return _checked(canonical.format(y=match["year"], n=_number(match)))
    if match := _DAY.fullmatch(plain) or _ISO_DAY.fullmatch(plain):
        return _day(match)
    return None


def _of_english(found: re.Match[str]) -> str:
    month = _ENGLISH_MONTHS.index(found[1].lower()) + 1
    return f"{month}/{found[2] if len(found[2]) > len('24') else '20' + found[2]}"


_ENGLISH_MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_ENGLISH = re.compile(  # as spreadsheets show a month: Sep-24
    rf"\b({'|'.join(_ENGLISH_MONTHS)})[a-z]{{0,6}}[-/. ']{{1,2}}(2[0-9]|20[0-9]{{2}})\s*$",
    re.IGNORECASE,
)
_SHORT_YEAR = re.compile(  # quarter or month, and the last digits of a year of these
    r"\b((?:qu[i\u00fdy\u00ed]|q|th[\u00e1a]ng|th|t)\.?\s*(?:[ivx]{1,4}|[0-9]{1,2})"
    r"\s*(?:/|\.|\s+n[\u0103a]m)|q(?:u\u00fd)?\s*(?:[ivx]{1,3}|[1-4])\s*-)\s*(2[0-9])(?![\d/.-])",
    re.IGNORECASE,
)
_CENTURY = r"\1 20\2"


@lru_cache(maxsize=8192)
def months_told(text: str) -> str:
    """Return a text in which the first and last month of a part of a year are that part's name.

    The first months are told as people tell them; other months are left as they are. The first,
    middle or last month of a quarter is that month.
    """
    return _FROM_MONTH.sub(_part_of_months, _MONTH_OF_QUARTER.sub(_month_of_quarter, text))


def _month_of_quarter(found: re.Match[str]) -> str:
    quarter, place = found["quarter"].lower(), _PLACES[plain_words(found["place"])]
    return f"th\u00e1ng {3 * (_ROMAN.get(quarter) or int(quarter)) + place}"


_PLACES = {  # in a quarter, from its end
    **dict.fromkeys(("dau", "dau tien", "thu nhat", "thu 1"), -2),
    **dict.fromkeys(("giua", "thu hai", "thu 2"), -1),
    **dict.fromkeys(("cuoi", "cuoi cung", "thu ba", "thu 3"), 0),
}
_MONTH_OF_QUARTER = re.compile(
    r"(?<!\w )\bth[\u00e1a]ng (?P<place>[\u0111d][\u1ea7a]u(?: ti[\u00eae]n)?|gi[\u1eefu]a"
    r"|cu[\u1ed1o]i(?: c[\u00f9u]ng)?|th[\u1ee9u] (?:nh[\u1ea5a]t|hai|ba|[1-3]))"
    r" (?:c[\u1ee7u]a )?qu[\u00fdyi\u00ed] (?P<quarter>i{1,3}|iv|[1-4])\b",
    re.IGNORECASE,
)


def _part_of_months(found: re.Match[str]) -> str:
    first, last, year = int(found["first"]), int(found["last"]), found["year"]
    if found["since"] not in (None, year):
        return found[0]
    name = _MANY_MONTHS.get((first, last))
    if name is None and 1 == first < last:
        name = f"{last} th\u00e1ng \u0111\u1ea7u n\u0103m"
    return found[0] if name is None else f"{name} {year}"


_MANY_MONTHS = {
    (1, 12): "n\u0103m",
    (7, 12): "6 th\u00e1ng cu\u1ed1i n\u0103m",
    **{(3 * n - 2, 3 * n): f"qu\u00fd {n} n\u0103m" for n in range(1, 5)},
}
_MONTH_WORD = r"(?:th[\u00e1a]ng|th\.?|t\.?)\s*"
_YEAR_BEHIND = r"\s*(?:[/.-]|\bn[\u0103a]m\b)\s*"
_FROM_MONTH = re.compile(  # "tu thang 01 den thang 6 nam 2024", "T1-T6/2024", "01-06/2024"
    rf"(?:\b(?:t[\u1eebu]\s+)?{_MONTH_WORD}|\bt[\u1eebu]\s+(?=[0-9]{{1,2}}{_YEAR_BEHIND}20"
    r"|[0-9]{1,2}\s*[-\u2013\u2014]\s*[0-9]{1,2}\s*/\s*20)"
    r"|(?:(?<=[(:;,])|^)\s*)"
    rf"0?(?P<first>1[0-2]|[1-9])(?:{_YEAR_BEHIND}(?P<since>20[0-9]{{2}}))?"
    rf"\s*(?:[-\u2013\u2014]|\b[\u0111d][\u1ebfe]n(?:\s+h[\u1ebfe]t)?)\s*(?:{_MONTH_WORD})?"
    rf"0?(?P<last>1[0-2]|[1-9])\s*(?:/|\bn[\u0103a]m\b)\s*(?P<year>20[0-9]{{2}})(?![0-9/-])",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def read_part(text: str) -> PartOfYear | None:
    """Return the part of a year that a text without a year means; None when it means none."""
    plain = plain_words(text)
    for form, canonical in _PARTIAL:
        if match := form.fullmatch(plain):
            return PartOfYear(canonical, _number(match))
    return None


def read_bare(text: str, title: PartOfYear | None) -> tuple[Period, bool] | None:
    """Return what "3/2023" means in a report of a quarter or half; None for any other text.

    It is the month, unless it is the number of the title's own part and a month outside of it.
    True beside it: it may be either.
    """
    match = _BARE.fullmatch(plain_words(text))
    month = read_period(text) if match else None
    if match is None or month is None or title is None or title.form not in _MANY:
        return None
    number, year = int(match["number"]), int(match["year"])
    named, meant = title.of(year), PartOfYear(title.form, number).of(year)
    assert named is not None  # noqa: S101 - the month is of a year we know
    is_inside = named.holds(month)
    if number > _MANY[title.form] or meant is None:
        closes_half = title.form == "{y}-H{n}" and month.end == named.end
        return month, closes_half
    if number == title.number and not is_inside:
        return meant, False
    return month, is_inside is (number == title.number)


def title_part(texts: Sequence[str], chosen: Period | None) -> PartOfYear | None:
    """Return the one quarter or half that a file is said to be of, whatever the year."""
    named = (
        [chosen] if chosen else [each for text in of_results(texts) for each in periods_in(text)]
    )
    parts = {
        read_part(str(each).partition("-")[2]) if isinstance(each, Period) else each
        for each in named
    }
    parts -= {None}  # a year or a day is no part
    return parts.pop() if len(parts) == 1 else None


_BARE = re.compile(rf"{_NUMBER} (?P<year>[0-9]{{4}})")
_MANY = {"{y}-Q{n}": 4, "{y}-H{n}": 2}  # parts in a year


def _number(match: re.Match[str]) -> int:
    word = match.groupdict().get("number") or "0"
    return _ROMAN.get(word) or _WORDS.get(word) or int(word)


def _day(match: re.Match[str]) -> Period | None:
    return _checked(f"{match['year']}-{int(match['month']):02d}-{int(match['day']):02d}")


def _checked(canonical: str) -> Period | None:
    try:
        period = parse_period(canonical)
    except ValueError:
        return None
    return period if period.start.year in _YEARS else None


# What stands in titles beside the period: dates of signing, numbers of documents, programmes.
_ASIDE = tuple(
    re.compile(pattern)
    for pattern in (
        r"ngay (?!dau|cuoi)\S+ thang (?:muoi (?:mot|hai)|\S+)(?: nam [0-9.]+)?",
        r"ngay thang(?: [0-9]{1,2})? nam [0-9]{4}",  # left blank, to be signed
        r"ngay (?:(?:bao cao|lap|lap bieu|ky|in|xuat|xuat bao cao|cap nhat|tao|gui|nhan"
        r"|gui bao cao|nhan bao cao) )?"
        r"[0-9]{1,2} [0-9]{1,2} [0-9]{4}(?: [0-9]{1,2} [0-9]{2}(?: [0-9]{2})?)?",
        r"so [0-9]{1,4}(?: [0-9]{4})? (?:nq|kh|qd|bc|cv|ct|tb|ttr|ctr|kl|hd)(?: (?!nam )[a-z]+)?",
        r"(?:ngay|thoi diem) chot(?: so lieu)?(?: la)?(?: ngay)? [0-9]{1,2} [0-9]{1,2} [0-9]{4}",
        r"so lieu (?:tinh )?(?:den|toi|tai) (?:het )?[0-9]{1,2} [0-9]{1,2} [0-9]{4}",
        r"(?:giai doan|nhiem ky|so voi|cung ky|den|(?<!quy )(?<!thang )tu) (?:nam )?[0-9]{4}"
        r"(?: (?:den )?(?:nam )?[0-9]{4})?",
        r"[0-9]{4} (?:den )?(?:nam )?[0-9]{4}",
    )
)
_YEARS_END = re.compile(r"\b(?:tinh )?den (?:het|cuoi|het cuoi) nam\b")
_AS_OF = re.compile(
    r"\b(?:tinh|den|tai|luc|tinh den|thoi diem|chot(?: so lieu)?(?: vao)?)(?: den)?(?: nay)?"
    r"(?: het)?(?: thoi diem)?(?: [0-9]{1,2}(?: gio)?(?: [0-9]{2})?(?= ngay))?(?: ngay)? "
    r"(?P<day>[0-9]{1,2}) (?:thang )?(?P<month>[0-9]{1,2}) (?:nam )?(?P<year>[0-9]{4})"
)

_NO_TIME = re.compile("\\bl[\u1ee9\u1ef1]c\\b", re.IGNORECASE)  # only without accents "at"


@lru_cache(maxsize=1024)
def periods_in(text: str) -> tuple[Period | PartOfYear | None, ...]:
    """Return what a title names: periods, parts of a year without the year, None for neither.

    A year alone counts only where the word for it stands before; nine months without their year
    are None. Since when figures are summed up is no period of them.
    """
    _, text = summed_from(months_told(text))
    text = _ISO.sub(r"\3/\2/\1", _OF_REPORT.sub(r"\1 ", _SHORT_YEAR.sub(_CENTURY, text)))
    plain = meant_words(_MARK.sub("", text, count=1) if _MARK.match(text) else text)
    plain = _SPAN.sub(" | ", _YEARS_END.sub("nam", plain))
    for aside in _ASIDE:
        plain = aside.sub(" | ", plain)
    found: list[Period | PartOfYear | None] = []
    words = plain.split()
    place = 0
    while place < len(words):
        length, meant = period_at(words, place)
        if length:
            found.append(None if _is_torn(words[:place], meant) else meant)
        place += length or 1
    return tuple(dict.fromkeys(found))


_ISO = re.compile(r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b")
_OF_REPORT = re.compile(  # "the quarter of the report: II/2023"
    "\\b(qu[\u00fdy]|th[\u00e1a]ng|n[\u0103a]m) b[\u00e1a]o c[\u00e1a]o\\s*:?\\s*"
    "(?=[ivx0-9])(?![0-9]{4}-)",
    re.IGNORECASE,
)


def in_other_time(plain: str, kind: PeriodKind | None) -> re.Match[str] | None:
    """Return where words say "in the month" of figures that are of another kind of period."""
    found = _IN_TIME.search(plain)
    return None if found and _IN_KINDS.get(found[1], PeriodKind.DAY) is kind else found


def of_other_time(plain: str, kind: PeriodKind | None) -> re.Match[str] | None:
    """Return the same of a head, where the word of a time may stand alone at the end."""
    found = in_other_time(plain, kind) or _OF_TIME.search(plain)
    return None if found and _IN_KINDS.get(found[0].split()[-1]) is kind else found


_IN_TIME = re.compile(r"\btrong (ngay|tuan|thang|quy|nam)\b")
_OF_TIME = re.compile(
    r"\b(?:hang|moi) (?:ngay|tuan|thang|quy|nam)\b|\b(?:ngay|tuan|thang|quy)$"
    r"|\bden nay$|\b(?:dau |cuoi )?nam$"
)
_IN_KINDS = {"thang": PeriodKind.MONTH, "quy": PeriodKind.QUARTER, "nam": PeriodKind.YEAR}


def is_day(period: object) -> bool:
    """True for a single day."""
    return isinstance(period, Period) and period.kind is PeriodKind.DAY


def _is_torn(before: Sequence[str], meant: Period | PartOfYear | None) -> bool:
    """True for a year after what may be its misspelled quarter or month: "quy zV nam 2021".

    And for any period of which words before it mean some days alone: its beginning, a week.
    """
    some = _SOME_DAYS_OF.search(" ".join(before[-_MOST_BEFORE:]))
    if meant and some and some["before"] not in _NO_BEGINNING:
        return True
    if not isinstance(meant, Period) or meant.kind is not PeriodKind.YEAR or not before:
        return False
    if before[-1] in _PART_WORDS and before[-2:-1] and before[-2] in _EACH:
        return False
    is_listed = len(before) > 1 and before[-2] in _LISTS
    is_number = before[-1] in _ROMAN or (before[-1].isdecimal() and len(before[-1]) < len("2024"))
    return (is_number and not is_listed) or not _PART_WORDS.isdisjoint(before[-2:])


_NO_BEGINNING = words_of("no beginnings")
_SOME_DAYS_OF = re.compile(
    r"(?:^|(?P<before>\S+) )(?:dau(?: tien)?|giua|(?:ngay|tuan|thang|nua|quy) cuoi(?: cung)?"
    r"|(?:thuong|trung|ha) tuan|tuan (?:thu )?(?:[0-9]|i{1,3}|iv|nhat|hai|ba|tu))(?: cua)?$"
)
_MOST_BEFORE = 5  # words


def may_mean_period(text: str) -> bool:
    """True for a title with a year, or a word of time and a number, dates of documents too."""
    plain = meant_words(text)
    return _TIME.search(plain) is not None or _YEARS_IN.search(plain) is not None


_TIME = re.compile(rf"{phrases('times').pattern}[^|]*[0-9]{{2}}")


def title_period(texts: Sequence[str]) -> tuple[Period | None, bool]:
    """Return the one period that titles name, and whether they name something else besides.

    A part of a year takes its year from the other titles.
    """
    texts = [_told_closer(summed_from(months_told(text))[1]) for text in texts]
    texts = [_ISO.sub(r"\3/\2/\1", text) for text in texts]
    texts = of_results(_FROM_TO.sub(r"\1 \2", "\n".join(texts)).splitlines())
    found = dict.fromkeys(each for text in texts for each in periods_in(text))
    parts = [each for each in found if isinstance(each, PartOfYear)]
    whole = [each for each in found if isinstance(each, Period)]
    if parts and len(whole) == 1 and whole[0].kind is PeriodKind.YEAR:
        joined = {part.of(whole[0].start.year) for part in parts}
        has_rival = any(map(_RIVAL.search, map(plain_words, texts)))
        return (joined.pop(), False) if len(joined) == 1 and not has_rival else (None, True)
    if not found and (
        spans := [span for text in texts if (span := _SPAN.search(plain_words(text)))]
    ):
        meant = {_between(span) for span in spans}
        known = meant.pop() if len(meant) == 1 else None
        ends = {_span_so_far(text) for text in texts} - {None}
        known = known or (ends.pop() if len(ends) == 1 else None)
        return known, known is None
    if not found and (years := {year for text in texts if (year := _result_year(text))}):
        return (years.pop(), False) if len(years) == 1 else (None, True)
    if not found:
        days = dict.fromkeys(day for text in texts if (day := as_of_day(text)))
        return (next(iter(days)), False) if len(days) == 1 else (None, len(days) > 1)
    if len(whole) > 1 and len(found) == len(whole) and (inner := _ends_inside(whole, texts)):
        return inner, False
    return (whole[0], False) if len(whole) == 1 and len(found) == 1 else (None, True)


def _ends_inside(whole: Sequence[Period], texts: Sequence[str]) -> Period | None:
    """Return the period until whose end, by the titles, figures of a year are, inside of it."""
    ends = [match[0] for text in texts for match in _UNTIL.finditer(text)]
    told = {each for end in ends for each in periods_in(end)}
    year, inner = next(filter(_is_year, whole), None), [each for each in whole if each in told]
    is_inside = year is not None and len(inner) == 1 and {*whole} == {year, *inner}
    return inner[0] if is_inside and year and year.holds(inner[0]) else None


def names_others(text: str, periods: frozenset[Period]) -> bool:
    """True for a text that names periods, days apart, of which none is one of these."""
    named = {each for each in periods_in(text) if not is_day(each)}
    years = {each.end.year for each in periods}
    parts = {each.of(year) for each in named if isinstance(each, PartOfYear) for year in years}
    return bool(named) and periods.isdisjoint(named | parts)


def summed_from(text: str) -> tuple[str, str]:
    """Return since when a text says its figures are summed up, and the text without that.

    Since a day, month, quarter or year, as written, maybe without its year; `SINCE_YEAR` where it
    is not told, `UNTIL` where nobody can say when that was.
    """
    words = meant_words(text)
    if not qualified(marked_words(text)).is_cumulative:
        return "", text
    if _SUMMED.search(words) and (found := _SUMMED_FROM.search(text)):
        return found["day"] or found["start"], f"{text[: found.start()]} {text[found.end() :]}"
    return UNTIL if _UNKNOWN_START.search(words) else SINCE_YEAR, text


SINCE_YEAR = "dau nam"  # cumulated from the first day of the year
UNTIL = "den "  # and the period whose end is told, maybe none: since when is not
_SUMMED, _UNKNOWN_START = phrases("summed"), phrases("unknown starts")
_A_DAY = r"\d{1,2}(?:\s*[/.-]\s*| th[\u00e1a]ng )\d{1,2}"
_IN_YEAR = r"(?:(?:\s*[/.-]\s*| (?:n[\u0103a]m )?)(?:19|20)\d{2})"
_SUMMED_FROM = re.compile(
    r"\b(?:k[\u1ec3e] )?t[\u1eebu] (?:sau |[\u0111d][\u1ea7a]u )?(?:ng[\u00e0a]y )?"
    rf"(?:(?P<start>{_A_DAY}{_IN_YEAR}?|th[\u00e1a]ng (?:1[0-2]|0?[1-9])\b{_IN_YEAR}?"
    rf"|qu[\u00fdy\u00edi] (?:[ivx]{{1,3}}|[1-4])\b{_IN_YEAR}?|n[\u0103a]m (?:19|20)\d{{2}})"
    rf"|(?:khi|l[\u00fau]c|th[\u1eddo]i [\u0111d]i[\u1ec3e]m)\b[^;\n]{{0,80}}?"
    rf"(?P<day>{_A_DAY}{_IN_YEAR}))",
    re.IGNORECASE,
)


def is_until(texts: Sequence[str], period: Period | None) -> bool:
    """True for titles that tell of their period only its end, or that figures are until now."""
    texts = [*map(months_told, texts)]
    told = [text for text in texts if not _FROM.search(text)]
    kept = [text if _FROM.search(text) else _UNTIL.sub("", text) for text in texts]
    has_end = period is not None and kept != texts and title_period(kept)[0] != period
    return has_end or any(map(_UNTIL_NOW.search, told))


_FROM = re.compile(rf"\b{typed('from')} (?={typed('behind from')}|\d)", re.IGNORECASE)
_A_TIME = (  # quarter, month, year or day
    r"(?:th[\u00e1a]ng|th?g?\.? ?\d|qu[\u00fdyi\u00ed] [ivx\d]|q\d|n[\u0103a]m \d"
    r"|\d{1,2}[/. -]+(?:th[\u00e1a]ng )?\d)[^()\n;,]*"
)
_UNTIL = re.compile(rf"\b{typed('until')} {_A_TIME}", re.IGNORECASE)
_UNTIL_NOW = re.compile(rf"\b{typed('until now')}", re.IGNORECASE)


def _told_closer(text: str) -> str:
    """Return what brackets of a title say of its figures where they name one period alone.

    A part of a year is of the year that stands before them.
    """
    found = [each for each in _FIGURES_OF.findall(text) if len(periods_in(each)) == 1]
    if len(found) != 1:
        return text
    years = [str(each) for each in periods_in(text) if _is_year(each)]
    is_part = isinstance(periods_in(found[0])[0], PartOfYear)
    return f"{found[0]} n\u0103m {years[0]}" if is_part and len(years) == 1 else found[0]


def _is_year(period: object) -> bool:
    return isinstance(period, Period) and period.kind is PeriodKind.YEAR


_FIGURES_OF = re.compile(r"\((?:s\u1ed1 li\u1ec7u|k\u1ef3)\b([^()]*)\)", re.IGNORECASE)
_FROM_TO = re.compile(  # the days of a report, each on a line
    "(t\u1eeb ng\u00e0y.*)\n(\u0111\u1ebfn ng\u00e0y.*)", re.IGNORECASE
)
_DATE = r"[0-9]{1,2} (?:thang )?[0-9]{1,2}"
_SPAN = re.compile(  # "tu 1/7 den 30/9/2024" or "1/7/2024 - 30/9/2024"
    rf"\b(?:tu (?:ngay )?(?={_DATE} (?:(?:nam )?[0-9]{{4}} )?den)|(?={_DATE} [0-9]{{4}} ))"
    rf"(?P<first>{_DATE}(?: (?:nam )?[0-9]{{4}})?) (?:den )?(?:het )?(?:ngay )?"
    rf"(?P<last>{_DATE} (?:nam )?[0-9]{{4}})"
)


def _between(span: re.Match[str]) -> Period | None:
    """Return the period from one day to another; None when no period of ours is."""
    last = read_period(span["last"])
    first = read_period(span["first"]) or (
        last and read_period(f"{span['first']} {last.start.year}")
    )
    if first is None or last is None:
        return None
    kinds = (period_of(kind, last.start) for kind in PeriodKind)
    return next((p for p in kinds if (p.start, p.end) == (first.start, last.start)), None)


def days_in(text: str, year: int) -> tuple[Period, Period] | None:
    """Return the first and the last day of the figures of a text; None when it names not both.

    What is left out of the one is as in the other; the year, where neither has it, is this one.
    """
    found = _DAYS.search(meant_words(_DASH.sub(" \u0111\u1ebfn ", text)))
    if found is None:
        return None
    ends = found["until"] or str(year)
    month = found["from_month"] or found["month"]
    first = read_period(f"{found['from']} {month} {found['since'] or ends}")
    last = read_period(f"{found['to']} {found['month']} {ends}")
    return (first, last) if first and last else None


_DAYS = re.compile(  # "tu 1/10 den 20/10/2025", "tu ngay 1 den ngay 20 thang 10"
    r"\b(?P<from>[0-9]{1,2})"
    r"(?: (?:thang )?(?P<from_month>[0-9]{1,2})(?: (?:nam )?(?P<since>[0-9]{4}))?)?"
    r" (?:cho )?den (?:het )?(?:ngay )?(?P<to>[0-9]{1,2})"
    r" (?:thang )?(?P<month>[0-9]{1,2})(?: (?:nam )?(?P<until>[0-9]{4}))?\b"
)
_DASH = re.compile(r"(?<=\d)\s*[-\u2013\u2014]\s*(?=\d{1,2}/\d{1,2}/\d{4})")  # 1/10 - 20/10/2025


def _result_year(text: str) -> Period | None:
    """Return the only year of a title of results where it ends them without its word."""
    words = meant_words(text)
    found = _RESULT_YEAR.search(words)
    if found is None or len(_YEARS_IN.findall(words)) > 1 or _DOCUMENT.search(words):
        return None
    if not _PART_WORDS.isdisjoint(words[: found.start("year")].split()[-2:]):  # "quy V/2023"
        return None
    return _checked(found["year"])


_RESULT_YEAR = re.compile(
    r"\b(?:ket qua|bao cao|so lieu|thong (?:ke|\u00b7)|tong ket|so ket|tinh hinh|danh gia)"
    r"(?:.* (?!(?:nam|den|voi|hon|tu|truoc|sau|ky) )[a-z]+)? (?P<year>(?:19|20)[0-9]{2})(?: va)? *$"
)
_DOCUMENT = re.compile(
    rf"{phrases('documents').pattern}|\b(?<!doi )(?<!nghe )(?<!\u00b7 )so [0-9]+\b"
)
_YEARS_IN = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_RIVAL = phrases("years beside")


_FIRST_BRACKET = re.compile(r"\([^()]*\)")
_REFERS = re.compile(rf"{phrases('before orders').pattern}.*{phrases('orders').pattern}")


def of_results(texts: Sequence[str]) -> list[str]:
    """Return the titles without what they say of coming tasks, where they name a period before.

    Nor is the year of a plan or an order, after which people work, that of their figures.
    """
    kept: list[str] = []
    for text in texts:
        bracket = _FIRST_BRACKET.match(text)
        refers = bracket[0] if bracket else text
        if _REFERS.match(meant_words(refers)) and not refers.isupper():
            text = text.removeprefix(refers)
        words = meant_words(text)
        tasks = [*TASKS.finditer(words)]
        begins = [words[: each.start()].strip().removesuffix(" va") for each in tasks]
        dated = (each for each in begins if speaks_of_results(each) and any(periods_in(each)))
        found, before = next(iter(tasks), None), next(dated, next(iter(begins), ""))
        own = periods_in(before) or (_result_year(before),)
        if found and (any(own) or any(any(periods_in(each)) for each in kept)):
            years = {*_YEARS_IN.findall(words)}
            lacks_year = own and all(isinstance(each, PartOfYear) for each in own)
            kept.append(f"{before} nam {years.pop()}" if lacks_year and len(years) == 1 else before)
        else:
            kept.append(text)
    return kept


def signed_day(text: str) -> Period | None:
    """Return the day on which a letter was signed, written behind its place; None for none."""
    match = _SIGNED.fullmatch(plain_words(text)) if "," in text else None
    return _day(match) if match else None


_SIGNED = re.compile(
    r"(?:[a-z0-9]+ ){1,6}ngay (?P<day>[0-9]{1,2}) thang (?P<month>[0-9]{1,2}) "
    r"nam (?P<year>[0-9]{4})"
)


def as_of_day(text: str) -> Period | None:
    """Return the day a title says its figures are as of; None when it says none."""
    match = _AS_OF.search(plain_words(_NO_TIME.sub(" ", text)))
    return _day(match) if match else None


_MONTHS = rf"\b(?:{_NUMBER}|(?P<word>ba|sau|chin)) ?(?:thang|t)(?: dau)?(?: cua)?"
_SO_FAR = re.compile(rf"{_MONTHS} ?{_YEAR}")
_SO_FAR_OF = re.compile(rf"{_MONTHS}(?: nam)?")


def months_so_far(text: str) -> Period | None:
    """Return when the first months of a year end, nine for one with its third quarter.

    None for any other text.
    """
    match = _SO_FAR.search(meant_words(months_told(text)))
    if match is None:
        return None
    return _first_months(match).of(int(match["year"]))


def days_so_far(text: str, period: Period | None) -> bool:
    """True for the days from the first one of a year to the end of a period that began later."""
    return period is not None and _span_so_far(text) == period


def _span_so_far(text: str) -> Period | None:
    """Return when the first months of a year end that a text tells by their days; None for none.

    Since when figures are summed up is told elsewhere.
    """
    found = _FROM_NEW_YEAR.search(text)
    if found is None or _SUMMED.search(meant_words(text)):
        return None
    last = read_period(f"{found['day']}/{found['month']}/{found['year']}")
    is_end = last and period_of(PeriodKind.MONTH, last.start).end == last.end
    is_other = found["since"] not in (None, found["year"])
    if not is_end or is_other or int(found["month"]) in _ENDS_OF_PERIODS:
        return None
    return months_so_far(f"{found['month']} th\u00e1ng {found['year']}")


_ENDS_OF_PERIODS = (1, 3, 6, 12)  # of those that begin with the year
_OF_DAY = r"(?:\s*[/.-]\s*|\s+th[\u00e1a]ng\s+)"
_OF_MONTH = r"(?:\s*[/.-]\s*|\s+n[\u0103a]m\s+)"
_FROM_NEW_YEAR = re.compile(  # "tu ngay 01/01/2023 den het ngay 30/9/2023"
    r"(?:\b(?:k[\u1ec3e]\s+)?t[\u1eebu]\s+|(?<![\w/.-]))(?:ng[\u00e0a]y\s+)?"
    rf"0?1{_OF_DAY}0?1(?:{_OF_MONTH}(?P<since>20[0-9]{{2}}))?"
    r"\s*(?:[-\u2013\u2014]|\b[\u0111d][\u1ebfe]n(?:\s+h[\u1ebfe]t)?)\s*(?:ng[\u00e0a]y\s+)?"
    rf"(?P<day>[0-9]{{1,2}}){_OF_DAY}(?P<month>[0-9]{{1,2}})"
    rf"{_OF_MONTH}(?P<year>20[0-9]{{2}})(?![\d/-])",
    re.IGNORECASE,
)


def sum_so_far(text: str) -> tuple[PartOfYear, int | None] | None:
    """Return when the first months that are all a text names end, and their year if it says it."""
    plain = plain_words(months_told(text))
    if match := _SO_FAR.fullmatch(plain):
        year = int(match["year"])
        return (_first_months(match), year) if year in _YEARS else None
    match = _SO_FAR_OF.fullmatch(plain)
    return (_first_months(match), None) if match else None


def _first_months(match: re.Match[str]) -> PartOfYear:
    month = _number(match) or _WORDS[match["word"]]
    forms = {3: ("{y}-Q{n}", 1), 6: ("{y}-H{n}", 1), 9: ("{y}-Q{n}", 3), 12: ("{y}", 0)}
    return PartOfYear(*forms.get(month, ("{y}-{n:02d}", month)))


_UNKNOWN_SPAN = re.compile(
    r"(?:[0-9]{1,2}|chin|ba) thang(?: dau)?(?: nam)?(?: [0-9]{4})?"
    r"|[0-9]{1,2} ?t(?: dau)?(?: nam)? ?[0-9]{4}|ban nien(?: nam)?(?: [0-9]{4})?"
    r"|(?:(?:[0-9]{1,2} ngay|tuan|nua) (?:dau|cuoi|giua)|tuan (?:thu )?[0-9iv]{1,3})(?: cua)? thang"
    r"(?: [0-9]{1,2})?(?: nam)?(?: [0-9]{4})?"
)
_ANNOUNCING = words_of("announcing")
_NAMED_YEAR = re.compile(r"(?:ca )?nam [0-9]{4}")
_PART_WORDS = frozenset(("quy", "qui", "thang", "thg"))
_EACH = frozenset(("cac", "tung", "theo", "hang"))  # month, quarter: none is meant
_LISTS = words_of("numbered")


def period_at(words: Sequence[str], place: int) -> tuple[int, Period | PartOfYear | None]:
    """Return how many words from here name a period, and what they name; 0 when none do."""
    if phrases("several months").fullmatch(" ".join(words[max(0, place - 1) : place + 2])):
        return 0, None
    for length in range(min(MOST_WORDS, len(words) - place), 0, -1):
        phrase = " ".join(words[place : place + length])
        period = read_period(phrase)
        is_announced = place > 0 and words[place - 1] in _ANNOUNCING
        if period is not None and (is_announced or _is_title_form(phrase, period)):
            return length, period
        if part := read_part(phrase):
            return (length, part) if phrase[1:].isalpha() or len(phrase) > len("q1") else (0, None)
        if _UNKNOWN_SPAN.fullmatch(phrase) and not _is_level(words[place:]):
            return length, months_so_far(phrase)
    return 0, None


def _is_level(words: Sequence[str]) -> bool:
    """True for a number that ends what stands before a month: "level 2, month 4"."""
    return words[1:2] == ["thang"] and bool(words[2:]) and _A_MONTH.fullmatch(words[2]) is not None


_A_MONTH = re.compile(_NUMBER)


def _is_title_form(phrase: str, period: Period) -> bool:
    """Bare figures such as 12 2024 may be anything; the word for the period must be there."""
    if period.kind is PeriodKind.YEAR:
        return _NAMED_YEAR.fullmatch(phrase) is not None
    return period.kind is not PeriodKind.DAY and (
        not phrase.replace(" ", "").isdigit() and (not phrase[0].isdigit() or "thang" in phrase)
    )
