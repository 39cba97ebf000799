"""A table of which units became which, as an office delivers it: heads of two lines, groups."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.folding import plain_words
from cds.domain.issues import Issue, IssueCode
from cds.domain.periods import PeriodKind, period_of
from cds.ingest.faults import RefusedError, fault
from cds.ingest.reading import read
from cds.ingest.tables import Number, RawRow, RawTable
from cds.ingest.words.units import UnitIndex, UnitQuery

_OLD = frozenset(("truoc", "cu", "from", "old"))
_NEW = frozenset(("sau", "moi", "nay", "hanh", "to", "new"))
_KINDS = (  # the first of which a head has all words
    ("share", ("ty", "le")),
    ("share", ("phan", "tram")),
    ("share", ("share",)),
    ("district", ("huyen",)),
    ("code", ("ma",)),
    ("code", ("code",)),
    *(("name", (word,)) for word in ("ten", "xa", "phuong", "don", "name")),
)
_WHOLE = frozenset(("toan bo", "nguyen trang", "ca don vi"))
_WITHIN = 40  # rows, above which the head stands
_MOST_HEAD = 3
Columns = Mapping[tuple[str, str], int]  # side and kind -> place


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What one line says: a unit, its heir, the share (0 to 1) that went there; None: not said."""

    line: int
    source: AdminUnit
    heir: AdminUnit
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """The lines that could be read, and what stands against others."""

    rows: tuple[ChangeRow, ...]
    issues: tuple[Issue, ...]


def read_changes(content: bytes, catalogue: Catalogue, newer: Vintage) -> ChangeTable:
    """Read which units of the vintage before became which of a newer one.

    Names are read as in files of figures; what names no unit, or several, is an issue.
    """
    try:
        tables = read(content)
    except RefusedError as refusal:
        return ChangeTable((), (refusal.issue,))
    for table in tables:
        for first in range(min(_WITHIN, len(table.rows))):
            for height in range(1, _MOST_HEAD + 1):
                columns = _columns(table.rows[first : first + height])
                if {side for side, kind in columns if kind != "share"} >= {"old", "new"}:
                    rows = _Rows(catalogue, newer, columns)
                    return rows.read(table, first + height)
    line = tables[0].rows[0].line
    shown = tables[0].rows[0].text
    return ChangeTable((), (fault(IssueCode.NO_HEADER, line=line, value=shown, found=shown),))


def _columns(rows: Sequence[RawRow]) -> Columns:
    """What each column holds by the texts above it; a merged head stands at its first column."""
    width = max(len(row.cells) for row in rows)
    found: dict[tuple[str, str], int] = {}
    sides = [""] * width
    for row in rows:
        said = ""
        for place in range(width):
            text = str(row.cell(place))
            said = text or said
            sides[place] += f" {text or (said if row is not rows[-1] else '')}"
    for place, text in enumerate(sides):
        words = frozenset(plain_words(text).split())
        kind = next((name for name, needed in _KINDS if words.issuperset(needed)), "")
        side = "new" if words & _NEW else "old" if words & _OLD else ""
        if kind == "share":
            found.setdefault(("", kind), place)
        elif kind and side:
            found.setdefault((side, kind), place)
    return found


class _Rows:
    """Reads the lines below a head; a group's line holds for those below it."""

    def __init__(self, catalogue: Catalogue, newer: Vintage, columns: Columns) -> None:
        place = catalogue.vintages.index(newer)
        before = catalogue.vintages[max(0, place - 1)]
        self._units = UnitIndex(catalogue)
        self._days = {
            "old": period_of(PeriodKind.DAY, before.last or before.first),
            "new": period_of(PeriodKind.DAY, newer.first),
        }
        self._columns = columns
        self._issues: list[Issue] = []
        self._district = ""
        self._heir: AdminUnit | None = None

    def read(self, table: RawTable, first: int) -> ChangeTable:
        """Return the lines from a row on."""
        rows = tuple(row for each in table.rows[first:] for row in self._row(each))
        return ChangeTable(rows, tuple(self._issues))

    def _row(self, row: RawRow) -> Iterator[ChangeRow]:
        texts = [text for cell in row.cells if (text := str(cell)) and not _is_ordinal(text)]
        has_old, has_new = (self._said(row, side) != ("", "") for side in ("old", "new"))
        if not texts:
            return
        if len(texts) == 1 and self._opens_group(texts[0]):
            return
        if has_new:
            self._heir = self._unit(row, "new")
        source = self._unit(row, "old") if has_old else None
        if source and self._heir:
            place = self._columns.get(("", "share"))
            share = None if place is None else _share(row, place)
            yield ChangeRow(row.line, source, self._heir, share)

    def _opens_group(self, text: str) -> bool:
        """Note a district of before, or the heir of the lines below; False for a unit alone."""
        named = self._units.candidates("", text)
        if any(unit.level is AdminLevel.DISTRICT for unit in named):
            self._district = text
            return True
        before, found = (
            self._units.resolve(UnitQuery(name=text), self._days[side]) for side in ("old", "new")
        )
        if isinstance(found, AdminUnit) and not isinstance(before, AdminUnit):
            self._heir = found
        return not isinstance(before, AdminUnit)

    def _said(self, row: RawRow, side: str) -> tuple[str, str]:
        code, name = (
            str(row.cell(place)) if (place := self._columns.get((side, kind))) is not None else ""
            for kind in ("code", "name")
        )
        return code, name

    def _unit(self, row: RawRow, side: str) -> AdminUnit | None:
        code, name = self._said(row, side)
        district = self._district if side == "old" else ""
        if (place := self._columns.get((side, "district"))) is not None:
            district = str(row.cell(place)) or district
        found = self._units.resolve(UnitQuery(code, name, near=district), self._days[side])
        if isinstance(found, AdminUnit):
            return found
        slots = self._units.slots(found, self._days["old"])
        self._issues.append(fault(found.code, line=row.line, value=name or code, **slots))  # type: ignore[arg-type] # slots of texts
        return None


def _is_ordinal(text: str) -> bool:
    """True for a number in a list: 12, IV, a)."""
    word = plain_words(text)
    is_number = word.isdigit() and len(word) < len("1011")  # more are a code
    return not word or is_number or (len(word) < 5 and set(word) <= set("ivxlabcd"))


def _share(row: RawRow, place: int) -> Decimal | None:
    cell = row.cell(place)
    text = str(cell).strip()
    if plain_words(text) in _WHOLE:
        return Decimal(1)
    with suppress(ArithmeticError):
        value = Decimal(text.rstrip("%").strip().replace(",", "."))
        is_percent = text.endswith("%") or value > 1
        if isinstance(cell, Number) and cell.is_percent:
            is_percent = value > 1
        return value / 100 if is_percent else value
    return None


@dataclass(frozen=True, slots=True)
class ChangeConflict:
    """A unit of which a table says otherwise than the register: shares by heir; None: unknown."""

    source: AdminUnit
    line: int
    told: Mapping[str, Decimal | None]
    registered: Mapping[str, Decimal | None]


def conflicts(
    rows: Iterable[ChangeRow], catalogue: Catalogue, newer: Vintage
) -> tuple[ChangeConflict, ...]:
    """Return where a table says otherwise than the register, by the order of its lines.

    A share that it does not say is the registered one; of a unit with one heir it is the whole.
    """
    registered: dict[str, dict[str, Decimal | None]] = {}
    for change in catalogue.changes:
        if change.effective_on == newer.first:
            registered.setdefault(change.from_unit_id, {})[change.to_unit_id] = change.share
    told: dict[str, dict[str, ChangeRow]] = {}
    for row in rows:
        told.setdefault(row.source.unit_id, {})[row.heir.unit_id] = row
    found: list[ChangeConflict] = []
    for source_id, ways in told.items():
        known = registered.get(source_id, {})
        shares = {
            heir_id: known.get(heir_id) if way.share is None else way.share
            for heir_id, way in ways.items()
        }
        if len(shares) == 1 and None in shares.values():
            shares = dict.fromkeys(shares, Decimal(1))
        if shares != known:
            first = next(iter(ways.values()))
            found.append(ChangeConflict(first.source, first.line, shares, known))
    return tuple(found)
