"""Which unit a row means: by its own cells, and where these leave it open by the other rows."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.folding import plain_words
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.periods import Period
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import Sheet
from cds.ingest.rows.cells import Cells
from cds.ingest.words.fields import INDICATORS, UNITS, Field
from cds.ingest.words.names import apart, level_of_title, levels_named, place_name
from cds.ingest.words.units import UnitFault, UnitQuery, stranger_in

UNIT_FIELDS = (
    Field.PERIOD,  # units come and go
    Field.UNIT_CODE,
    Field.UNIT_NAME,
    Field.DISTRICT,
    Field.PROVINCE,
    Field.VINTAGE,
    Field.LEVEL,
)
_Slots = dict[str, object]
_FEWEST_BESIDE, _MOST_BESIDE = 3, 0.8  # rows of one district, and of all, that tell it of others


class UnitReader:
    """Reads the units of one table's rows; what says the same is looked up once."""

    def __init__(self, sheet: Sheet, registers: Registers) -> None:
        """Keep the table, whose titles and other rows tell units of one name apart."""
        self._sheet = sheet
        self._registers = registers
        self._has_office = False  # asked about once
        self._known: dict[tuple[str, ...], tuple[UnitQuery, AdminUnit | UnitFault, _Slots]] = {}
        self._has_new: dict[Period, bool] = {}
        self._said: dict[Period, frozenset[AdminLevel]] = {}
        self._most: dict[str, str] = {}  # by vintage: the district that nearly all rows lie in

    def read(self, cells: Cells, period: Period | None) -> AdminUnit | None:
        """Return the unit a row means; None, noted, for none, and None without a period."""
        if period is None:
            return None
        said, units = tuple(map(cells.text, UNIT_FIELDS)), self._registers.units
        if said not in self._known:
            _, code, name, district, province, vintage, level = said
            levels = levels_named(level)
            one = next(iter(levels)) if len(levels) == 1 else self._registers.context.level
            beside = "" if code or district else self._most_lie_in(period)
            near = self._sheet.district
            query = UnitQuery(code, name, district, province, vintage, one, near, beside)
            found = self._told_by_others(cells, query, period)
            slots = units.slots(found, period) if isinstance(found, UnitFault) else {}
            if isinstance(found, UnitFault) and found.code is IssueCode.UNKNOWN_UNIT:
                slots["province"] = stranger_in(name, units, period, below=False)
            if isinstance(found, UnitFault) and not code and self._names_several(name):
                found = UnitFault(IssueCode.UNIT_CONFLICT)
                slots = {"reason": "several"}
            self._known[said] = query, found, slots
        query, found, slots = self._known[said]
        if _misnames_level(cells, found):
            return None
        if isinstance(found, AdminUnit):
            return found
        width = self._sheet.layout.head.width
        cells.issues.append(_unit_issue(cells, query, found, slots, width))
        return None

    def _names_several(self, name: str) -> bool:
        """True for the names of several units of one level in one cell."""
        parts = _SEVERAL.split(name)
        named = [self._registers.units.candidates("", part) for part in parts]
        levels = [{unit.level for unit in found} for found in named if found]
        return 1 < len(levels) == len(parts) and bool(
            frozenset.intersection(*map(frozenset, levels))
        )

    def _told_by_others(
        self, cells: Cells, query: UnitQuery, period: Period
    ) -> AdminUnit | UnitFault:
        """Return the unit meant; of several, asked, what the rows beside it are like.

        Of communes that is the one where nearly all rows lie; of a town and its district the town
        among communes alone.
        """
        units = self._registers.units
        is_office = units.names_office(query.name)
        if is_office and not self._are_offices:
            return UnitFault(IssueCode.UNKNOWN_UNIT)  # of another body than the rows beside it
        found = self._resolved(query, period)
        if isinstance(found, AdminUnit):
            if units.doubts_parts(query.name):
                cells.ask(Field.UNIT_NAME, "parts", unit=found.name)
            if is_office and not self._has_office:
                self._has_office = True
                cells.ask(Field.UNIT_NAME, "office", unit=found.name)
            return found
        if found.code is not IssueCode.AMBIGUOUS_UNIT:
            return found
        communes = tuple(u for u in found.candidates if u.level is AdminLevel.COMMUNE)
        near, reason = units.lying_in(query.beside, communes, period), "beside"
        if communes != found.candidates:
            is_town = self._levels_said(period) == {AdminLevel.COMMUNE} and not query.level
            near, reason = communes if is_town else (), "town"
        if len(near) != 1:
            return found
        if reason == "beside" and self._titles_name(query.beside):
            return near[0]
        asked, meant = Severity.CONFIRM, units.described(near)
        said = {"candidates": units.described(found.candidates), "expected": meant}
        cells.add(found.code, unit_field(cells), severity=asked, reason=reason, **said)
        return near[0]

    def _titles_name(self, district: str) -> bool:
        """True for a district that titles or the sheet's name name, if without its type."""
        titles = (*self._sheet.texts, apart(self._sheet.table.sheet or ""))
        plain = place_name(district).plain
        return any(f" {plain} " in f" {plain_words(text)} " for text in titles)

    def _resolved(self, query: UnitQuery, period: Period) -> AdminUnit | UnitFault:
        """Look a unit up, in a file on older boundaries first among theirs."""
        registers, found = self._registers, self._registers.units.resolve(query, period)
        if isinstance(found, UnitFault) and found.code is IssueCode.AMBIGUOUS_UNIT:
            last = [unit for unit in found.candidates if not unit.ended_before(period.end)]
            if len(last) == 1 and self._names_new_units(period):
                found = last[0]
            elif level := self._level_meant(query, found, period):
                found = registers.units.resolve(replace(query, level=level), period)
        registers.asked[query, period] = found
        if older := registers.older.get(registers.catalogue.vintage_on(period.end).name):
            former = registers.units.resolve_in(query, older)
            return former if isinstance(former, AdminUnit) else found
        return found

    def _level_meant(self, query: UnitQuery, found: UnitFault, period: Period) -> AdminLevel | None:
        """Return the level that the company of a name and the titles tell, where nothing else does.

        Among communes a district's name may be the row of its sum: it is the town's without a
        question where sums stand apart, or nothing but the town is left of the district.
        """
        if query.level or query.district:
            return None
        fits = {unit.level for unit in found.candidates} & self._levels_received
        if len(fits) == 1:
            return fits.pop()
        said = self._levels_said(period)
        if not said and self._is_of_province(found):
            return AdminLevel.PROVINCE
        if said != {AdminLevel.COMMUNE} or self._sheet.totals:
            return next(iter(said)) if len(said) == 1 else None
        catalogue = self._registers.catalogue
        vintage = catalogue.vintage_on(period.end)
        towns = [unit for unit in found.candidates if unit.level is AdminLevel.COMMUNE]
        above = catalogue.district(towns[0], vintage) if len(towns) == 1 else None
        others = {*(catalogue.children(above, vintage) if above else ())}.difference(towns)
        is_left = bool(others) and others <= {unit for each in self._named for unit in each}
        return AdminLevel.COMMUNE if is_left else None

    def _levels_said(self, period: Period) -> frozenset[AdminLevel]:
        """Return what titles and the names that are of one level alone say: commune, district."""
        if (known := self._said.get(period)) is None:
            titles = (*self._sheet.texts, self._sheet.table.sheet or "")
            told = {level for text in titles if (level := level_of_title(text))}
            meant = ({u.level for u in each if u.overlaps(period)} for each in self._named)
            told |= {next(iter(levels)) for levels in meant if len(levels) == 1}
            known = frozenset(told & {AdminLevel.DISTRICT, AdminLevel.COMMUNE})
            self._said[period] = known
        return known

    def _is_of_province(self, found: UnitFault) -> bool:
        """True where one that a name may mean is the province whose form it is by its titles."""
        own = self._registers.units.candidates("", self._sheet.own or "")
        return any(each.level is AdminLevel.PROVINCE and each in found.candidates for each in own)

    @cached_property
    def _levels_received(self) -> frozenset[AdminLevel]:
        """The levels that all indicators of the table are of."""
        layout, indicators = self._sheet.layout, self._registers.indicators
        named = {block.constants.get(Field.INDICATOR_ID, "") for block in layout.blocks}
        at = [layout.keys[each] for each in INDICATORS if each in layout.keys]
        texts = {str(row.cell(place)) for row in self._sheet.rows for place in at}
        of = {*(indicators.resolve(each, "") for each in named if each)}
        of |= {*(indicators.resolve("", each) for each in texts)}
        levels = [frozenset(each.levels) for each in of if each]
        return frozenset.intersection(frozenset(AdminLevel), *levels)

    def _names_new_units(self, period: Period) -> bool:
        """True for rows of which some name units that began within the period, none ended ones.

        Units of one name before and after a reform are then those after it.
        """
        if (known := self._has_new.get(period)) is None:
            is_new = any(all(u.valid_from > period.start for u in each) for each in self._named)
            is_old = any(all(u.ended_before(period.end) for u in each) for each in self._named)
            known = self._has_new[period] = is_new and not is_old
        return known

    def _most_lie_in(self, period: Period) -> str:
        """Return the district of nearly all communes that the rows name; "" for no such."""
        catalogue = self._registers.catalogue
        vintage = catalogue.vintage_on(period.end)
        if (known := self._most.get(vintage.name)) is None:
            lying = dict[str, str]()
            for named in self._named:
                present = [unit for unit in named if unit.unit_id in vintage.parents]
                above = catalogue.district(present[0], vintage) if len(present) == 1 else None
                lying |= {present[0].unit_id: above.name} if above else {}
            found = Counter(lying.values())
            name, most = next(iter(found.most_common(1)), ("", 0))
            is_most = most >= max(_FEWEST_BESIDE, _MOST_BESIDE * found.total())
            known = self._most[vintage.name] = name if is_most else ""
        return known

    @cached_property
    def _are_offices(self) -> bool:
        """True where offices, as of the police, stand for their places in all rows of places."""
        units, place = self._registers.units, self._sheet.layout.keys.get(Field.UNIT_NAME, -1)
        texts = {str(row.cell(place)) for row in self._sheet.rows}
        return not any(units.is_unit(text) for text in texts if not units.names_office(text))

    @cached_property
    def _named(self) -> Sequence[Sequence[AdminUnit]]:
        """What each different unit that the rows, or heads, name may be, of any time."""
        layout, units = self._sheet.layout, self._registers.units
        places = [layout.keys[field] for field in UNITS if field in layout.keys]
        texts = dict.fromkeys(str(row.cell(at)) for row in self._sheet.rows for at in places)
        texts |= dict.fromkeys(b.constants.get(Field.UNIT_NAME, "") for b in layout.blocks)
        return [found for text in texts if (found := units.candidates("", text))]


def unit_field(cells: Cells) -> Field:
    """Return the field that an issue about the row's unit is told at."""
    return Field.UNIT_CODE if cells.text(Field.UNIT_CODE) else Field.UNIT_NAME


def _misnames_level(cells: Cells, found: AdminUnit | UnitFault) -> bool:
    """Note a word for the level that says none, or another than the unit's."""
    text = str(cells.cell(Field.LEVEL))
    if not text:
        return False
    levels = levels_named(text)
    if not levels:
        cells.add(IssueCode.WRONG_LEVEL, Field.LEVEL, reason="unknown")
    elif isinstance(found, AdminUnit) and found.level not in levels:
        cells.add(IssueCode.WRONG_LEVEL, Field.LEVEL, reason="conflict", expected=found.name)
    else:
        return False
    return True


_SEVERAL = re.compile(r"\s*[,;+&]\s*|\s+(?:-|\u2013|v\u00e0|va)\s+", re.IGNORECASE)


def _unit_issue(
    cells: Cells, query: UnitQuery, found: UnitFault, slots: _Slots, width: int
) -> Issue:
    field = unit_field(cells)
    if (
        found.at
        and (cells.place(found.at) or 0) < width
        and (found.at is not Field.UNIT_NAME or query.name)
        and cells.cell(found.at)
    ):
        field = found.at
    # a code that names nothing while the name does; in no province of ours; in force to this day
    reason = ""
    if found.code is IssueCode.UNKNOWN_UNIT and found.candidates:
        reason = "named"
    elif slots.get("province"):
        reason = "province"
    elif found.code is IssueCode.UNKNOWN_UNIT and not (query.code or query.name):
        reason = "blank"
    elif field in (Field.DISTRICT, Field.PROVINCE):
        reason = "above"
    elif found.code is IssueCode.UNIT_CONFLICT and not slots.get("reason") and not query.code:
        reason, slots = "section", {**slots, "section": query.district}
    elif found.code is IssueCode.UNIT_NOT_VALID and not slots["valid_to"]:
        reason = "open"
    return cells.fault(found.code, field, **{"reason": reason, **slots})  # type: ignore[arg-type] # texts
