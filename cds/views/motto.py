"""How far each part of the motto is: in one unit, since its first year, in the units below."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cds.blocks import Block, Message, Table, item_table, table
from cds.charts.values import Grid, GridCell, ShareRow, ShareRows
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.composites import Composite, is_current, natural_limit, newest_current
from cds.domain.indicators import Indicator
from cds.domain.observations import has_demo, known_until
from cds.domain.programme import Group
from cds.domain.stories import Slide
from cds.scorecard import Row, governing, latest
from cds.text import figures, numbers
from cds.text.phrases import kinds, phrase
from cds.views.columns import CELLS, figure_of
from cds.views.reader import Reader
from cds.views.standings import bare, composite, row_attainment

_LONGEST_NAME = 36  # letters
_MOST_LINES = 15  # of units below, on the chart


@dataclass(frozen=True, slots=True)
class Measured:
    """A part of a unit on a day."""

    group: Group
    made: Composite
    is_demo: bool

    @property
    def share(self) -> str:
        """How far as a percentage; "–" when it is not known."""
        return numbers.share(self.made.value)

    @property
    def value(self) -> str:
        """How far, or in words why that is not known: no figure is not the same as no aim."""
        if self.made.value is not None:
            return self.share
        return phrase("motto.unmeasured" if self.made.reported else "motto.no_value")

    @property
    def known(self) -> str:
        """How many of the indicators have figures, and how many of those are measured."""
        is_all = self.made.known == self.made.reported
        return phrase("motto.known" if is_all else "motto.known_unmeasured", **self._slots)

    @property
    def cell(self) -> str:
        """How far, by n of m indicators."""
        if self.made.value is not None:
            return phrase("motto.heat_cell", value=self.share, **self._slots)
        key = "motto.heat_cell_unmeasured" if self.made.reported else "motto.heat_cell_none"
        return phrase(key, **self._slots)

    def grid_cell(self, unit: AdminUnit, usual: str) -> GridCell:
        """What is missing, as a cell of the chart below a head that tells the `usual` basis."""
        hover = {"part": self.group.name, "value": self.share, "known": self.known}
        left = None if self.made.value is None else 1 - self.made.value
        return GridCell(
            missing=None if left is None else float(left),
            text=numbers.MISSING if left is None else _points(left * 100),
            note="" if left is None or self.basis == usual else self.basis_short,
            hover=phrase("motto.heat_hover", unit=unit.name, **hover),
            is_demo=self.is_demo,
        )

    @property
    def basis(self) -> str:
        """Of how many of the indicators it is made."""
        return phrase("motto.heat_basis", made=self.basis_short)

    @property
    def basis_short(self) -> str:
        """The same without words."""
        return f"{self.made.known}/{self.made.expected}"

    @property
    def _slots(self) -> Mapping[str, object]:
        made = self.made
        return {"reported": made.reported, "known": made.known, "expected": made.expected}


@dataclass(frozen=True, slots=True)
class MottoPart:
    """One part in the chosen unit: now, what changed since, and the indicators behind it."""

    now: Measured
    change: str
    items: Table
    has_demo: bool  # now or earlier


@dataclass(frozen=True, slots=True)
class MottoPage:
    """Everything the page on the motto shows of one unit.

    `rows` None: no part is measured; `awaited` then says whose figures each part waits for.
    """

    unit: AdminUnit
    verdict: str
    day: date
    parts: tuple[MottoPart, ...]
    rows: ShareRows | None
    awaited: Table
    time_table: Table
    has_demo: bool


@dataclass(frozen=True, slots=True)
class MottoDistricts:
    """Units next below the home by every part, of many the least far. `chart` None: no data."""

    kinds: str
    chart: Grid | None
    sentence: str
    table: Table
    has_demo: bool


def build(reader: Reader, unit_id: str) -> MottoPage:
    """Gather the parts in a unit at the end of each year, and on the day of the view."""
    catalogue, on = reader.catalogue, reader.day
    unit = catalogue.units[unit_id]
    rows = [row for row in reader.rows_of(unit_id) if row.indicator.motto]
    years = range(catalogue.programme.started_on.year, on.year + 1)
    days = [end for year in years if (end := date(year, 12, 31)) < on]
    course = {day: _measured(catalogue, unit, rows, day) for day in (*days, on)}
    parts = []
    for place, now in enumerate(course[on]):
        own = {day: found[place] for day, found in course.items()}
        items = _items(catalogue, unit, rows, now, on)
        is_demo = any(one.is_demo for one in own.values())
        parts.append(MottoPart(now, _change(own), items, is_demo))
    shares = [
        ShareRow(
            label=_short_name(part.now.group),
            name=part.now.group.name,
            share=None if part.now.made.value is None else float(part.now.made.value),
            value=part.now.value,
            change=part.change,
            note=part.now.known,
            is_demo=part.now.is_demo,
        )
        for part in parts
    ]
    return MottoPage(
        unit=unit,
        verdict=_verdict(unit, [part.now for part in parts]),
        day=known_until(latest(rows), on) or on,
        parts=tuple(parts),
        rows=ShareRows(tuple(shares)) if any(one.share is not None for one in shares) else None,
        awaited=item_table(
            "motto",
            (part.now for part in parts),
            {
                "part": lambda one: part_title(one.group),
                "known": lambda one: one.known,
                "office": lambda one: _offices(_members(catalogue, one.group, unit.level)),
            },
        ),
        time_table=_table(catalogue, "day", [(numbers.day(day), course[day]) for day in course]),
        has_demo=any(part.has_demo for part in parts),
    )


def districts(reader: Reader) -> MottoDistricts:
    """Compare the units next below the home on the day of the view, the least far first."""
    catalogue, on = reader.catalogue, reader.day
    ids = tuple(one.indicator_id for one in catalogue.indicators.values() if one.motto)
    rows: dict[str, list[Row]] = {}
    level = catalogue.level_below
    for row in reader.rows_where(indicator_ids=ids, level=level, is_kept=False):
        rows.setdefault(row.unit.unit_id, []).append(row)
    units = catalogue.descendants(catalogue.home, catalogue.vintage_on(on), level)
    lines = [(unit, _measured(catalogue, unit, rows.get(unit.unit_id, ()), on)) for unit in units]

    def mean(parts: Sequence[Measured]) -> Decimal:
        """Of the measured parts; more than all where none is."""
        known = [one.made.value for one in parts if one.made.value is not None]
        return sum(known, Decimal(0)) / len(known) if known else Decimal(2)

    cells = [(unit, one) for unit, line in lines for one in line]
    known = [cell for cell in cells if cell[1].made.value is not None]
    sentence, chart = phrase("motto.heat_none"), None
    if known:
        unit, lowest = min(known, key=lambda cell: cell[1].made.value or Decimal(0))
        measured = {one.group.group_id for _, one in known}
        groups = [one for one in catalogue.motto if one.group_id not in measured]
        measured_units = {unit.unit_id for unit, _ in known}
        unknown = len(units) - len(measured_units)
        silent = len(measured) * len(measured_units) - len(known)
        worst = {"part": lowest.group.name, "unit": unit.name, "value": lowest.share}
        is_short = lowest.made.value is not None and lowest.made.value < 1
        told = [phrase("motto.heat_worst" if is_short else "motto.heat_all_full", **worst)]
        if groups:
            told.append(phrase("motto.heat_unmeasured", parts=list(map(_short_name, groups))))
        if unknown:
            slots = {"count": unknown, "all": len(units), "kinds": kinds(level, units)}
            told.append(phrase("motto.heat_unknown", **slots))
        if silent:
            told.append(phrase("motto.heat_silent", silent=silent))
        sentence = " ".join(told)
        lines.sort(key=lambda line: mean(line[1]))
        shown = [line for line in lines if line[0].unit_id in measured_units][:_MOST_LINES]
        parts = [  # that some unit has; what none has is said of the whole
            place
            for place, _ in enumerate(catalogue.motto)
            if any(line[place].made.value is not None for _, line in shown)
        ]
        usual = {place: _most_common(line[place] for _, line in shown) for place in parts}
        chart = Grid(
            tuple(unit.name for unit, _ in shown),
            tuple((_short_name(catalogue.motto[place]), usual[place]) for place in parts),
            tuple(
                tuple(line[place].grid_cell(unit, usual[place]) for place in parts)
                for unit, line in shown
            ),
        )
    return MottoDistricts(
        kinds=kinds(level, units),
        chart=chart,
        sentence=sentence,
        table=_table(catalogue, "unit", [(unit.name, line) for unit, line in lines]),
        has_demo=any(one.is_demo for _, one in cells),
    )


def block(reader: Reader, asked: Slide) -> Block:
    """How far each part of the motto is in a unit."""
    unit = reader.catalogue.units.get(asked.asked("unit"), reader.catalogue.home)
    page = reader.kept(build, unit.unit_id)
    if not page.parts:
        title = phrase("slide.at_unit", name=phrase("slide.motto"), unit=unit.name)
        return Block(title, Message(phrase("slide.groups_none")))
    return Block(
        title=page.verdict,
        body=page.rows or page.awaited,
        points=latest(row for row in reader.rows_of(unit.unit_id) if row.indicator.motto),
    )


def part_title(group: Group) -> str:
    """Return a part's place in the motto with the part's own words."""
    return f"{_short_name(group)}: {group.name}"


def _points(left: Decimal) -> str:
    """Percentage points that are missing; what is missing at all is never told as none."""
    if not left:
        return phrase("motto.heat_full")
    return numbers.number(left, numbers.telling_apart(left, Decimal(0), 1))


def _most_common(found: Iterable[Measured]) -> str:
    """How most of the measured are made."""
    told = Counter(one.basis for one in found if one.made.value is not None)
    return told.most_common(1)[0][0]


def _short_name(group: Group) -> str:
    return group.group_id.capitalize()


def _name(group: Group) -> str:
    """A part's own words; its place in the motto with what it is about, where those are many."""
    if len(group.name) <= _LONGEST_NAME:
        return group.name
    about = (group.description or group.name).partition(",")[0]
    return phrase("motto.about", part=_short_name(group), about=about[:1].lower() + about[1:])


def _table(
    catalogue: Catalogue, first: str, lines: Sequence[tuple[str, Sequence[Measured]]]
) -> Table:
    """A column for each part, below its name; `first` is the column before them."""
    rows = ((name, *(one.cell for one in line)) for name, line in lines)
    parts = {group.group_id: part_title(group) for group in catalogue.motto}
    return table("motto", first, rows, more=parts)


def _members(catalogue: Catalogue, group: Group, level: AdminLevel) -> tuple[Indicator, ...]:
    """The indicators of a part that units of a level report: the m of "n of m"."""
    return tuple(
        indicator
        for indicator in catalogue.indicators.values()
        if indicator.motto == group.group_id and level in indicator.levels
    )


def _offices(members: Iterable[Indicator]) -> str:
    """Who sends the figures of some indicators, each once."""
    named = (name for one in members for name in (one.responsible or "").split("; ") if name)
    return "; ".join(dict.fromkeys(named))


def _measured(
    catalogue: Catalogue, unit: AdminUnit, rows: Sequence[Row], day: date
) -> tuple[Measured, ...]:
    """Every part of a unit on a day, from the unit's rows."""
    found = []
    for group in catalogue.motto:
        made = composite(_members(catalogue, group, unit.level), rows, catalogue, day)
        counted = (row for row in rows if row.indicator.indicator_id in made.basis)
        is_demo = has_demo(newest_current(row.series.judged, day) for row in counted)
        found.append(Measured(group, made, is_demo))
    return tuple(found)


def _verdict(unit: AdminUnit, parts: Sequence[Measured]) -> str:
    """Which part is furthest and which least far."""
    known = sorted(
        (one for one in parts if one.made.value is not None),
        key=lambda one: one.made.value or Decimal(0),
    )
    told = phrase("motto.verdict_silent")
    if known:
        best, worst = known[-1], known[0]
        told = phrase(
            "motto.verdict_best" if best is worst else "motto.verdict_both",
            best=_name(best.group),
            best_value=best.share,
            worst=_name(worst.group),
            worst_value=worst.share,
        )
    return phrase("motto.verdict", unit=unit.name, parts=told)


def _change(course: Mapping[date, Measured]) -> str:
    """Say since when by how much; values that rest on other indicators are not compared."""
    known = {day: one for day, one in course.items() if one.made.value is not None}
    if not known:
        return ""
    first, last = min(known), max(known)
    before, after = known[first].made, known[last].made
    if first == last:
        return ""
    if before.basis != after.basis:
        return phrase("motto.change_other", first=first)
    assert before.value is not None  # noqa: S101 - known
    assert after.value is not None  # noqa: S101 - known
    moved = numbers.moved(before.value, after.value)
    return phrase("motto.change", first=first, before=known[first].share, change=moved)


def _items(
    catalogue: Catalogue, unit: AdminUnit, rows: Sequence[Row], part: Measured, day: date
) -> Table:
    """Each indicator's standing in a unit and whether it counts towards its part."""
    found = [
        governing(row for row in rows if row.indicator == indicator) or bare(unit, indicator)
        for indicator in _members(catalogue, part.group, unit.level)
    ]

    def aim(row: Row) -> str:
        if row.target:
            told = figures.target(row.assessment, row.indicator, row.target)
            return phrase("motto.item_aim", aim=told, due=row.target.due_on)
        if (limit := natural_limit(row.indicator)) is not None:
            return phrase("motto.item_limit", limit=numbers.figure(limit, row.indicator))
        return phrase("motto.item_no_aim")

    def counted(row: Row) -> str:
        seen = row.assessment.latest
        if row.indicator.indicator_id in part.made.basis:
            return phrase("motto.item_counted")
        if seen is None:
            return phrase("motto.reason_none")
        if row_attainment(row, catalogue) is None:
            return phrase("motto.reason_no_aim")
        return phrase("motto.reason_later" if is_current(seen, day) else "motto.reason_stale")

    cells: Mapping[str, Callable[[Row], str]] = {
        **{name: CELLS[name] for name in ("indicator", "value", "period")},
        "aim": aim,
        "attainment": lambda row: numbers.share(row_attainment(row, catalogue)),
        "counted": counted,
    }
    return item_table("motto", found, cells, figure_of)
