"""Which unit a row means: by code, by name, or by both, and never by a silent guess."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from unicodedata import normalize

from rapidfuzz import fuzz, process

from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.folding import plain_words
from cds.domain.issues import IssueCode
from cds.domain.periods import Period, PeriodKind, period_of
from cds.ingest.faults import MOST_ISSUES, plain
from cds.ingest.tables import RawRow
from cds.ingest.words.explained import parted, without
from cds.ingest.words.fields import Field
from cds.ingest.words.names import (
    LONGEST_NAME,
    LONGEST_TITLE,
    PlaceName,
    is_part_of_commune,
    may_begin_type,
    place_name,
)

_CODE_FIRST = re.compile(r"([0-9]{2,5})(?:\s*[-\u2013_:.|]\s*|\s+)(\D.*)")
_CODE_LAST = re.compile(r"(.*\D)\s*[(\[]\s*([0-9]{2,5})\s*[)\]]")
_LISTED = re.compile(
    r"(?:\[?(?:000|H[0-9]{2})(?:\.\w+)+\]?|[0-9]{1,2}(?:\.[0-9]{1,2})*(?=\s)|[0-9]{1,3}\s*[.)]|[IVXLivxl]{1,6}\s*[.)\-\u2013:]|[A-Za-z]\s*[.)]|[-+*\u2022\u2013])\s*(?=\S)"
)
_NOTED = re.compile(
    r"(.*\w)\s*(?:\((?:[0-9]|m\u1edbi"
    r"|[0-9]{1,3} (?:x\u00e3|ph\u01b0\u1eddng|\u0111\u01a1n v\u1ecb)\b[^()]*)\)|\bm\u1edbi)",
    re.IGNORECASE,
)  # a note, how many communes
_COMMITTEE = re.compile(  # of the party, of youth: the type of its unit is cut short
    r"\b(huy\u1ec7n|th\u1ecb|th\u00e0nh|t\u1ec9nh|x\u00e3|ph\u01b0\u1eddng)"
    r" (?:\u1ee7y|u\u1ef7|\u0111o\u00e0n)\b",
    re.IGNORECASE,
)
_CUT_SHORT = {"thi": " x\u00e3", "thanh": " ph\u1ed1"}
_OF_DISTRICTS = "offices of districts"
_OFFICES = ("senders", "other senders", _OF_DISTRICTS)  # sections of office language
_AT = "t\u1ea1i "
_OF_PROVINCE = ("so ", "cuc ", "chi cuc ", "van phong ubnd tinh ", "vien thong ", "buu dien ")
SIGNED = re.compile(r",\s*ng\u00e0y\b", re.IGNORECASE)  # behind the place
ADDRESS = re.compile(r"\b\u0111\u1ecba ch\u1ec9\b", re.IGNORECASE)
_BEHIND = re.compile(r"(.*\w)\s*\(([^()0-9]{1,10})\)")  # the type behind the name
_FORMER = " c\u0169"
_FORMERLY = re.compile(r"\s*(?:\(c\u0169\)|\bc\u0169)$", re.IGNORECASE)
_TAIL = re.compile(r"(.+?)\s*(?:,\s*|\s[-\u2013]\s|\()\s*([^()]+)\)?")
_ABOVE = re.compile(r",|\s[-\u2013]\s|\)")
_LISTED_PARTS = re.compile(r"[,;+]|\s(?:v\u00e0|&)\s", re.IGNORECASE)
_MOST_AGREE = 0.5  # of the units listed behind a name
_CLOSE_ENOUGH = 75  # of 100; below, suggestions are noise
_MOST_NAMED = 5
_MOST_UNKNOWN = 2_000  # rows that name no unit, each otherwise; then only known spellings count
_MOST_NAME = 6  # words of a district's name, its type among them
_MOST_WORDS = 24  # of a unit and the unit above it, written without a comma


@dataclass(frozen=True, slots=True)
class UnitQuery:
    """What a row says about its unit; blank where it says nothing."""

    code: str = ""
    name: str = ""
    district: str = ""
    province: str = ""
    vintage: str = ""
    level: AdminLevel | None = None
    near: str = ""  # district or province of a letterhead: tells units of one name apart
    beside: str = ""  # district of nearly all other rows, where no letterhead names one


@dataclass(frozen=True, slots=True)
class UnitFault:
    """Why no unit could be told. Candidates are the units it may be, or should have been."""

    code: IssueCode
    candidates: tuple[AdminUnit, ...] = ()
    close_names: tuple[str, ...] = ()
    at: Field | None = None  # what does not fit the rest of the row


class _Places:
    """The units of a catalogue by what they are called, which no check changes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.by_code: defaultdict[str, list[AdminUnit]] = defaultdict(list)
        self.by_plain: defaultdict[str, list[tuple[PlaceName, AdminUnit]]] = defaultdict(list)
        self.codes_unpadded: defaultdict[str, set[str]] = defaultdict(set)
        for unit in catalogue.units.values():
            self.by_code[unit.code.upper()].append(unit)
            self.by_code[unit.unit_id.upper()].append(unit)
            if unit.code.isdigit():
                self.codes_unpadded[unit.code.lstrip("0")].add(unit.code)
            for name in {place_name(text) for text in _spellings(unit)}:
                self.by_plain[name.plain].append((name, unit))
        self.heirs: defaultdict[str, set[str]] = defaultdict(set)
        for change in catalogue.changes:
            if change.to_unit_id != change.from_unit_id:
                self.heirs[change.from_unit_id].add(change.to_unit_id)
        self.names = {plain_words(unit.name): unit.name for unit in catalogue.units.values()}
        self.spelled = {text for unit in catalogue.units.values() for text in _spellings(unit)}


class UnitIndex:
    """All units of a catalogue, found by code and by name."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Index every code and every spelling of every name."""
        self._catalogue = catalogue
        known = catalogue.once(_Places)
        self._by_code, self._by_plain = known.by_code, known.by_plain
        self._codes_unpadded, self._names = known.codes_unpadded, known.names
        self._heirs_of = known.heirs
        self._suggested: dict[str, tuple[str, ...]] = {}
        self._spelled = {*known.spelled}  # and what is found to be spelled so
        self._unknown = 0

    def resolve(self, query: UnitQuery, period: Period) -> AdminUnit | UnitFault:
        """Return the one unit meant for that period, or why there is not exactly one.

        A vintage named by the row decides which extent is meant; else the unit must exist in
        the period. A unit that ended before the period did takes no figure of it.
        """
        return self._resolve(self._split(query), period)

    def resolve_in(self, query: UnitQuery, vintage: Vintage) -> AdminUnit | UnitFault:
        """Return the same among the units of a vintage, whatever the period."""
        return self.resolve(query, period_of(PeriodKind.DAY, vintage.last or vintage.first))

    def is_unit(self, text: str) -> bool:
        """True for a text that is the name of a unit, of any time."""
        return bool(text) and bool(self.candidates("", text))

    def is_name(self, text: str) -> bool:
        """True for the name of a unit and nothing else."""
        return bool(self._named(text))

    def districts(self, name: str) -> list[AdminUnit]:
        """Return the districts, of any time, of that name."""
        found = self.candidates("", name)
        return [unit for unit in found if unit.level is AdminLevel.DISTRICT]

    def district_in(self, titles: Iterable[str]) -> str | None:
        """Return the one district that titles name; None for none or several."""
        return self._named_in(titles).get(AdminLevel.DISTRICT)

    def province_in(self, titles: Iterable[str]) -> str | None:
        """Return the one province that titles name; None for none or several."""
        return self._named_in(titles).get(AdminLevel.PROVINCE)

    def district_of(self, above: Iterable[RawRow], sheet: str) -> str | None:
        """Return the one district that the rows above a head name, or their sheet's name bears.

        The place where a letter is signed names none.
        """
        cells = (str(cell) for row in above for cell in row.cells)
        texts = [text for text in cells if not (SIGNED.search(text) or ADDRESS.search(text))]
        return self.district_in([*texts, sheet]) or self._called(sheet)

    def province_of_office(self, titles: Iterable[str]) -> str | None:
        """Return the province in whose name a department writes, where nothing else is named."""
        for title in titles:
            words = title.split()
            if plain_words(title).startswith(_OF_PROVINCE):
                for length in (2, 3):
                    found = self._named(f"t\u1ec9nh {' '.join(words[-length:])}")
                    if any(unit.level is AdminLevel.PROVINCE for unit in found):
                        return found[0].name
        return None

    def foreign_province_in(self, title: str, period: Period | None) -> str | None:
        """Return the one province that a title names, where no unit that reports lies in it.

        In a period none of that time; else none at any time.
        """
        name = self.province_in((title,))
        return name if name and self.is_elsewhere(name, period) else None

    def is_elsewhere(self, name: str, period: Period | None) -> bool:
        """True for the name of nothing but such provinces."""
        named, known = self._named(name), self._catalogue
        if not named or any(unit.level is not AdminLevel.PROVINCE for unit in named):
            return False
        vintages = [known.vintage_on(period.end)] if period else known.vintages
        wholes = {above for vintage in vintages for above in vintage.parents.values()}
        return all(unit.unit_id not in wholes for unit in named)

    def _called(self, sheet: str) -> str | None:
        """Return the district whose name a sheet bears, with or without its type and a number."""
        name = re.sub(
            r"^(?:[\d\s._)-]+|bi\u1ec3u|ph\u1ee5 l\u1ee5c)+\s*", "", sheet, flags=re.IGNORECASE
        )
        found = {unit.name for unit in self._named(name) if unit.level is AdminLevel.DISTRICT}
        return found.pop() if len(found) == 1 else None

    def own_in(self, titles: Iterable[str]) -> str | None:
        """Return the one unit whose form it is by its titles: the smallest they name."""
        found = self._named_in(titles)
        levels = (AdminLevel.COMMUNE, AdminLevel.DISTRICT, AdminLevel.PROVINCE)
        return next((found[level] for level in levels if level in found), None)

    def _named_in(self, titles: Iterable[str]) -> dict[AdminLevel, str | None]:
        """Return by level the one unit that titles name by type and name; None for several."""
        found: defaultdict[AdminLevel, dict[str, str]] = defaultdict(dict)
        for title in titles:
            words = re.split(r"[\s,;:()]+", _with_type(title[:LONGEST_TITLE]))
            for first, word in enumerate(words):
                for end in range(first + _MOST_NAME if may_begin_type(word) else 0, first + 1, -1):
                    name = " ".join(words[first:end]).rstrip(".")
                    if named := self._named(name):
                        found[named[0].level][named[0].name] = name
                        break
        return {
            level: next(iter(names.values())) if len(names) == 1 else None
            for level, names in found.items()
        }

    def candidates(self, code: str, name: str) -> list[AdminUnit]:
        """Return the units that code or name may mean at any time; none when it means none."""
        query = self._split(UnitQuery(code=code, name=name))
        if not query.code:
            return self._named(query.name)
        named = self._named(query.name) if query.name else []
        coded = self._with_code(query.code)
        return [unit for unit in coded if unit in named] or coded

    def row_candidates(self, code: str, name: str) -> list[AdminUnit]:
        """Return the same for a row of figures; asked once for equal rows.

        After many that mean none, names are no longer searched for: nobody reads so many faults.
        """
        found = self.candidates(code, name)
        if found:
            self._spelled.add(name)
        else:
            self._unknown += 1
        return found

    def _split(self, query: UnitQuery) -> UnitQuery:
        """Take apart cells that hold code and name, or a name and what lies above it."""
        if max(len(query.code), len(query.name)) > LONGEST_NAME or self._is_passed(query.name):
            return query
        if match := _CODE_FIRST.fullmatch(query.code):
            query = replace(query, code=match[1], name=query.name or match[2])
        elif query.code and not self._with_code(query.code) and self._named(query.code):
            query = replace(query, code="", name=query.name or query.code)
        code_name = self._code_in(query.name)
        if code_name and query.code in ("", code_name[0]):
            query = replace(query, code=code_name[0], name=code_name[1])
        if self._named(query.name):
            return query
        parted = self._below(query)
        if parted is not query:  # "P. 4, Tan An" is no item P of a list
            return parted
        name = self._unlisted(query.name)
        if not self._named(name) and (noted := _NOTED.fullmatch(name)):
            name = noted[1]
        if (behind := _BEHIND.fullmatch(name)) and place_name(f"{behind[2]} x").kind:
            name = f"{behind[2]} {behind[1]}"
        query = replace(query, name=name)
        return query if self._named(query.name) else self._below(query)

    def _unlisted(self, name: str) -> str:
        """Leave out a number or bullet before the name, and that the office sends the figure."""
        office, name = self._sent(name)
        of = [u.name for u in self._named(name) if u.level is AdminLevel.DISTRICT]
        return of[0] if office == _OF_DISTRICTS and of else name

    def names_office(self, name: str) -> bool:
        """True for the name of an office that may send its own figures, not those of its place."""
        _, name = self._code_in(name) or ("", name)
        return self._sent(name)[0] in _OFFICES[1:]

    def behind_office(self, name: str) -> str:
        """Return the name of a place behind that of its office; the name itself where none is."""
        return self._sent(_with_type(name))[1]

    def _sent(self, name: str) -> tuple[str, str]:
        """Return of which kind the office is that a name begins with, and what stands behind it.

        A number or bullet before it is left out.
        """
        if len(name) > LONGEST_NAME or self._is_passed(name):
            return "", name
        if not self._named(name) and (match := _LISTED.match(name)):
            name = name[match.end() :]
        office, place = ("", name) if self._named(name) else parted(name, _OFFICES)
        return office, place.removeprefix(_AT)

    def _below(self, query: UnitQuery) -> UnitQuery:
        """Part the name of a unit from that of the unit above, with or without a comma."""
        match = _TAIL.fullmatch(query.name)
        if match and self._named(match[1]):
            made, _ = self._made_of(match[1], match[2])
            if made:
                return replace(query, code=made.unit_id, name=match[1])
            above, *more = [text.strip() for text in _ABOVE.split(match[2])]
            if above.endswith(_FORMER):  # where it lay; of a commune it would be a part
                former = [u for u in self._named(above.removesuffix(_FORMER)) if u.valid_to]
                is_above = former and all(u.level is not AdminLevel.COMMUNE for u in former)
                return replace(query, name=match[1]) if is_above else query
            if self._named(above) and all(self._is_above(text, above) for text in more):
                return replace(query, name=match[1], district=query.district or above)
            is_part = is_part_of_commune(above.lstrip("0123456789 "))
            return replace(query, name=match[1]) if query.code and not is_part else query
        words = query.name.split()
        cuts = range(1, len(words) if len(words) <= _MOST_WORDS else 1)
        for cut in (cut for cut in cuts if may_begin_type(words[cut])):
            below, above = " ".join(words[:cut]).rstrip("."), " ".join(words[cut:])
            if place_name(above).kind and self._named(below) and self._named(above):
                return replace(query, name=below, district=query.district or above)
        return query

    def doubts_parts(self, name: str) -> bool:
        """True for a name behind which units are listed of which some are no part of its unit."""
        match = _TAIL.fullmatch(name) if len(name) <= LONGEST_NAME else None
        made, agree = self._made_of(match[1], match[2]) if match else (None, 1)
        return made is not None and agree < 1

    def _made_of(self, name: str, parts: str) -> tuple[AdminUnit | None, float]:
        """Return the unit of a name that was made of most units listed behind it, and how many."""
        listed = [_FORMERLY.sub("", text).strip() for text in _LISTED_PARTS.split(parts)]
        heirs = [
            {heir for unit in self._named(text) for heir in self._heirs_of.get(unit.unit_id, ())}
            for text in listed
        ]
        for unit in self._named(name) if len(listed) > 1 else ():
            agree = sum(unit.unit_id in each for each in heirs) / len(listed)
            if agree > _MOST_AGREE:
                return unit, agree
        return None, 0

    def _is_above(self, whole: str, part: str) -> bool:
        """True when a unit of the first name holds one of the second, or ever did."""
        wholes = self._named(whole)
        ancestors = {
            vintage.parents.get(unit.unit_id)
            for unit in self._named(part)
            for vintage in self._catalogue.vintages
        }
        return any(unit.unit_id in ancestors for unit in wholes)

    def _code_in(self, name: str) -> tuple[str, str] | None:
        """Return code and name of a cell that holds both; a number in a list is no code."""
        if match := _CODE_FIRST.fullmatch(name):
            coded, named = self._with_code(match[1]), self._named(match[2])
            is_ordinal = len(match[1]) < len("100") and _LISTED.match(name) is not None
            is_code = bool(coded) and (not is_ordinal or not named or coded[0] in named)
            return (match[1], match[2]) if is_code or not named else None
        match = _CODE_LAST.fullmatch(name)
        return (match[2], match[1]) if match else None

    def _resolve(self, query: UnitQuery, period: Period) -> AdminUnit | UnitFault:
        ever = self._with_code(query.code) if query.code else self._named(query.name)
        if query.level and not query.code:
            ever = [unit for unit in ever if unit.level is query.level] or ever
        if not ever and query.code and self._named(query.name):
            found = self._resolve(replace(query, code=""), period)
            same = found.candidates if isinstance(found, UnitFault) else (found,)
            return UnitFault(IssueCode.UNKNOWN_UNIT, same)
        if not ever:
            return UnitFault(IssueCode.UNKNOWN_UNIT, close_names=self._close(query))
        vintage = query.vintage
        present = [u for u in ever if (vintage in u.vintages if vintage else u.overlaps(period))]
        if not present:
            return UnitFault(IssueCode.UNIT_NOT_VALID, tuple(ever))
        agreeing, at = self._agreeing(present, query, period)
        if not agreeing:  # all that the row says may be true of a unit of another time
            former = tuple(self._agreeing(ever, query, period)[0])
            if former and not vintage:
                return UnitFault(IssueCode.UNIT_NOT_VALID, former)
            return UnitFault(IssueCode.UNIT_CONFLICT, tuple(present), at=at)
        closer = [u for u in agreeing if query.near and self._lies_in(u, query.near, period)]
        agreeing = closer if len(closer) == 1 else agreeing
        if len(agreeing) > 1:
            return UnitFault(IssueCode.AMBIGUOUS_UNIT, tuple(agreeing))
        if agreeing[0].ended_before(period.end):
            return UnitFault(IssueCode.UNIT_NOT_VALID, tuple(ever))
        meant = self._ended_near(agreeing[0], ever, query, period)
        return UnitFault(IssueCode.UNIT_NOT_VALID, meant) if meant else agreeing[0]

    def _ended_near(
        self, found: AdminUnit, ever: Sequence[AdminUnit], query: UnitQuery, period: Period
    ) -> tuple[AdminUnit, ...]:
        """Return the ended units of the file's district that a name means, found elsewhere alone.

        A row that tells its unit by more than the name is taken at its word.
        """
        if query.code or query.district or query.vintage or len(ever) == 1:
            return ()
        told = (near for near in (query.near, query.beside) if self._is_district(near, period))
        near = next(told, None)
        if near is None or self._lies_in(found, near, period):
            return ()
        ended = [unit for unit in ever if unit.ended_before(period.end)]
        return self.lying_in(near, ended, period)

    def lying_in(
        self, name: str, units: Sequence[AdminUnit], period: Period
    ) -> tuple[AdminUnit, ...]:
        """Return those of some units that lie in the unit of a name; none for no name."""
        return tuple(unit for unit in units if name and self._lies_in(unit, name, period))

    def _is_district(self, name: str, period: Period) -> bool:
        """True for the name of a district that lasts as long as the period."""
        named = self._named(self._unlisted(name))
        return any(u.level is AdminLevel.DISTRICT and not u.ended_before(period.end) for u in named)

    def _with_code(self, code: str) -> list[AdminUnit]:
        """Spreadsheets eat leading zeros; they are put back where no other code is meant."""
        code = code.removesuffix(".0")
        found = self._by_code.get(code.upper(), [])
        if found or not code.isdigit():
            return found
        padded = self._codes_unpadded.get(code.lstrip("0"), set())
        return self._by_code[next(iter(padded))] if len(padded) == 1 else []

    def _named(self, text: str) -> list[AdminUnit]:
        """Return the units of that name; one written without accents fits whatever bears them."""
        if len(text) > LONGEST_NAME or self._is_passed(text):
            return []
        name = place_name(text)
        if not name.plain or name.is_bare_number:
            return []
        same = [unit for own, unit in self._by_plain.get(name.plain, ()) if _is_same(name, own)]
        if same:
            self._spelled.add(text)
        return list(dict.fromkeys(same))

    def _is_passed(self, text: str) -> bool:
        return self._unknown > _MOST_UNKNOWN and text not in self._spelled

    def _agreeing(
        self, units: Sequence[AdminUnit], query: UnitQuery, period: Period
    ) -> tuple[list[AdminUnit], Field]:
        """Return the units that all the row says is true of, and what was held last."""
        named = self._named(query.name) if query.code and query.name else units
        agreeing, at = [unit for unit in units if unit in named], Field.UNIT_NAME
        for field, above in ((Field.DISTRICT, query.district), (Field.PROVINCE, query.province)):
            if agreeing and above:
                at = field
                agreeing = [unit for unit in agreeing if self._lies_in(unit, above, period)]
        return agreeing, at

    def _lies_in(self, unit: AdminUnit, district: str, period: Period) -> bool:
        """True when the text names a unit above, or the unit itself if it is no commune.

        One that is said to be former, and is, lay above before.
        """
        bare = _FORMERLY.sub("", district)
        named = self._named(self._unlisted(bare))
        if bare != district and any(above.valid_to for above in named):
            return True
        vintage = self._catalogue.vintage_for(unit, period)
        is_commune = unit.level is AdminLevel.COMMUNE  # may bear its district's name
        above = self._catalogue.parent(unit, vintage) if is_commune else unit
        while above is not None:
            if above in named:
                return True
            above = self._catalogue.parent(above, vintage)
        return False

    def described(self, units: Sequence[AdminUnit]) -> str:
        """Name the units, each with the one above, so that a person can tell them apart."""
        named: list[str] = []
        for unit in units[:_MOST_NAMED]:
            names = ", ".join(each.name for each in (unit, self._catalogue.above(unit)) if each)
            until = plain(unit.valid_to or "")
            named.append(f"{names} ({unit.code}, {plain(unit.valid_from)}\u2013{until})")
        return "; ".join([*named, "\u2026"] if len(units) > _MOST_NAMED else named)

    def slots(self, found: UnitFault, period: Period) -> dict[str, object]:
        """Return what the words of an issue tell of the units a fault is of."""
        named, units = self.described(found.candidates), found.candidates
        return {
            "candidates": named,
            "expected": named,
            "close": "; ".join(self._placed(found.close_names, period)),
            "heirs": self._heirs(found, period),
            "period": period,
            "valid_from": units[0].valid_from if units else "",
            "valid_to": (units[-1].valid_to if units else None) or "",
        }

    def _placed(self, names: Iterable[str], period: Period) -> list[str]:
        """Return names with the units above those of each, in force in a period first of all."""
        known = [(name, self._named(name)) for name in names]
        placed = [
            ", ".join(each.name for each in (unit, self._catalogue.above(unit)) if each)
            for _, ever in known
            for unit in [one for one in ever if one.overlaps(period)] or ever
        ]
        return [*dict.fromkeys(placed)][:_MOST_NAMED]

    def _heirs(self, found: UnitFault, period: Period) -> str:
        """Name the units that report in place of those that are not valid; "" for no such fault."""
        if found.code is not IssueCode.UNIT_NOT_VALID:
            return ""
        places = (self._catalogue.in_place_of(unit, period.end) for unit in found.candidates)
        return self.described(list(dict.fromkeys(unit for units in places for unit in units)))

    def _close(self, query: UnitQuery) -> tuple[str, ...]:
        """Suggest, for a person to choose from; never applied."""
        asked = plain_words((query.name or query.code)[:LONGEST_NAME])
        if asked not in self._suggested:
            if len(self._suggested) >= MOST_ISSUES:
                return ()  # nobody reads on
            names = self._names
            found = process.extract(
                asked, names.keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH, limit=3
            )
            same = (unit.name for unit in self._named(place_name(query.name).plain))
            close = (*same, *(names[plain] for plain, _, _ in found))  # of another type first
            self._suggested[asked] = tuple(dict.fromkeys(close))
        return self._suggested[asked]


def _with_type(text: str) -> str:
    """Return a text with the types of places of whose committees it speaks: Thanh uy Tan An."""
    return _COMMITTEE.sub(lambda found: found[1] + _CUT_SHORT.get(plain_words(found[1]), ""), text)


def _spellings(unit: AdminUnit) -> Iterable[str]:
    """Return the names of a unit, each also with the other letter where i and y sound alike."""
    names = (unit.name, *unit.name_variants)
    return dict.fromkeys(chain(names, (_ALIKE.sub(_other_letter, name) for name in names)))


def _other_letter(found: re.Match[str]) -> str:
    letters = normalize("NFD", found[0])
    swapped = {"i": "y", "I": "Y", "y": "i", "Y": "I"}
    return normalize("NFC", "".join(swapped.get(each, each) for each in letters))


_ALIKE = re.compile(  # My, Ky, Ly, Quy, Ty, Vy and the like, with any tone
    r"(?<=\b[hklmstv])[iy\u00ec\u00ed\u1ec9\u0129\u1ecb\u1ef3\u00fd\u1ef7\u1ef9\u1ef5]\b"
    r"|(?<=\bqu)[iy\u00ec\u00ed\u1ec9\u0129\u1ecb\u1ef3\u00fd\u1ef7\u1ef9\u1ef5]\b",
    re.IGNORECASE,
)


def _is_same(asked: PlaceName, own: PlaceName) -> bool:
    if asked.kind and own.kind and asked.kind != own.kind:
        return False
    return not asked.has_accents or asked.key == own.key


_BREAK = re.compile(r"\s*[,;:()/_\n]\s*|\s[-\u2013\u2014]\s")
_STREET = re.compile("\u0111\u01b0\u1eddng|[0-9]{1,3}", re.IGNORECASE)
_ENDING = re.compile(  # of an office, not in capitals, nor the level of districts
    "(?<!c\u1ea5p )"
    "\\b(?:huy\u1ec7n|qu\u1eadn|th\u1ecb x\u00e3|th\u00e0nh ph\u1ed1)(?: [^\\W\\d_]+){2,3}$"
)
_TOWNS = frozenset(("huyen", "quan", "thi xa", "thanh pho"))
_MOST_OF_PLACE = 6  # of a place, its type among them
_MOST_OF_TYPE = 2
_FEWEST = 2  # words of a name; one may stand for any
_NAME_LENGTHS = (2, 3)


def stranger_in(text: str, units: UnitIndex, period: Period | None, *, below: bool) -> str | None:
    """Return the first place in a text that is another province, or in none of ours.

    The province also without its word. Without accents it must then stand by itself, and `below`
    the table, among notes and those who sign the paper, behind the name of a unit.
    """
    text = without(text[:LONGEST_TITLE], "regions")
    if ADDRESS.search(text):
        return None
    is_signed = SIGNED.search(text) is not None
    if not is_signed and (named := units.foreign_province_in(text, period)):
        return named
    if not (is_signed or below) and units.is_elsewhere(text, period):  # of two names, maybe
        return text
    start = 0
    for gap in chain(_BREAK.finditer(text), (None,)):
        part = text[start : gap.start() if gap else None].strip()
        is_told = not below or units.own_in((text[:start],)) is not None
        start = gap.end() if gap else start
        if is_told and units.is_elsewhere(part, period):
            return None if is_signed and _is_city(part, units) else part
        if not (is_signed or below):
            found = part if _is_unknown(part, units) else next(_inside(part, units, period), None)
            if found:
                return found
    return None


def _is_city(name: str, units: UnitIndex) -> bool:
    """True for a city that is no province: offices of the whole country write from there."""
    return not units.is_name(f"t\u1ec9nh {name}")


def _is_unknown(part: str, units: UnitIndex) -> bool:
    """True for a district or town, its committee or an office there, none of the register's."""
    ending = _ENDING.search(part)
    name = ending[0] if ending else units.behind_office(part)
    place = place_name(name)
    length = len(place.plain.split())
    is_named = place.kind in _TOWNS and length in _NAME_LENGTHS
    is_capital = name[name.rfind(" ") + 1 :][:1].isupper() and not any(map(str.isdigit, name))
    return is_named and is_capital and not units.is_unit(name)


def _inside(part: str, units: UnitIndex, period: Period | None) -> Iterator[str]:
    """Yield the provinces among other words of a part, with a type of place before them."""
    words, at, is_behind_unit = part.split(), 0, False
    if not place_name(part).has_accents:
        return
    while at < len(words):
        lengths = range(min(_MOST_OF_PLACE, len(words) - at), _FEWEST - 1, -1)
        runs = ((n, " ".join(words[at : at + n])) for n in lengths)
        length, name = next(((n, run) for n, run in runs if units.is_name(run)), (1, ""))
        is_elsewhere = bool(name) and units.is_elsewhere(name, period)
        before = words[at - 1] if at else ""
        is_of_person = before.istitle() and not is_behind_unit
        if is_elsewhere and not (is_of_person or _STREET.fullmatch(before)):
            typed = (" ".join(words[at - n : at + length]) for n in (_MOST_OF_TYPE, 1) if n <= at)
            if not _is_city(name, units):
                yield next((each for each in typed if place_name(each).kind), name)
        is_behind_unit = bool(name) and not is_elsewhere
        at += length
