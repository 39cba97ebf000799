"""How far each part of the motto is: in one unit, since its first year, in the units below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cds.blocks import Block, Message, Table, table
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
from cds.text.phrases import phrase
from cds.views.attained import bare, composite, row_attainment
from cds.views.columns import figure_of
from cds.views.reader import Reader

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
        return phrase("motto.known" if is_all else "motto.known_unmeasured", **self._counts)

    @property
    def cell(self) -> str:
        """How far, by n of m indicators."""
        if self.made.value is not None:
            return phrase("motto.heat_cell", value=self.share, **self._counts)
        key = "motto.heat_cell_unmeasured" if self.made.reported else "motto.heat_cell_none"
        return phrase(key, **self._counts)

    @property
    def _counts(self) -> Mapping[str, object]:
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
    """Everything the page on the motto shows of one unit. `rows` None: the motto has no parts."""

    unit: AdminUnit
    sentence: str
    day: date
    parts: tuple[MottoPart, ...]
    rows: ShareRows | None
    time_table: Table

    @property
    def has_demo(self) -> bool:
        """True when any part rests on generated figures."""
        return any(part.has_demo for part in self.parts)


@dataclass(frozen=True, slots=True)
class MottoDistricts:
    """Units next below the home by every part, of many the least far. `chart` None: no data."""

    level: AdminLevel
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
    parts = tuple(
        _part(catalogue, unit, rows, {day: found[place] for day, found in course.items()})
        for place in range(len(catalogue.motto))
    )
    return MottoPage(
        unit=unit,
        sentence=_sentence(unit, [part.now for part in parts]),
        day=known_until(latest(rows), on) or on,
        parts=parts,
        rows=ShareRows(tuple(map(_row, parts))) if parts else None,
        time_table=_table(
            catalogue, "day", [(numbers.day(day), found) for day, found in course.items()]
        ),
    )


def districts(reader: Reader) -> MottoDistricts:
    """Compare the units next below the home on the day of the view, the least far first."""
    catalogue, on = reader.catalogue, reader.day
    ids = tuple(one.indicator_id for one in catalogue.indicators.values() if one.motto)
    rows: dict[str, list[Row]] = {}
    level = catalogue.level_below
    for row in reader.rows_where(indicator_ids=ids, level=level):
        rows.setdefault(row.unit.unit_id, []).append(row)
    units = catalogue.descendants(catalogue.home, catalogue.vintage_on(on), level)
    lines = [(unit, _measured(catalogue, unit, rows.get(unit.unit_id, ()), on)) for unit in units]
    cells = [(unit, one) for unit, line in lines for one in line]
    known = [cell for cell in cells if cell[1].made.value is not None]
    sentence, chart = phrase("motto.heat_none"), None
    if known:
        unit, lowest = min(known, key=lambda cell: cell[1].made.value or Decimal(0))
        sentence = phrase(
            "motto.heat_sentence",
            part=lowest.group.name,
            unit=unit.name,
            value=lowest.share,
            known=lowest.made.known,
            expected=lowest.made.expected,
            silent=len(cells) - len(known),
            cells=len(cells),
        )
        lines.sort(key=lambda pair: _mean(pair[1]))
        shown = lines[:_MOST_LINES]
        chart = Grid(
            tuple(unit.name for unit, _ in shown),
            tuple(_short_name(group) for group in catalogue.motto),
            tuple(tuple(_grid_cell(unit, one) for one in line) for unit, line in shown),
        )
    return MottoDistricts(
        level=level,
        chart=chart,
        sentence=sentence,
        table=_table(catalogue, "unit", [(unit.name, line) for unit, line in lines]),
        has_demo=any(one.is_demo for _, one in cells),
    )


def block(reader: Reader, asked: Slide) -> Block:
    """How far each part of the motto is in a unit."""
    unit = reader.catalogue.units.get(asked.asked("unit"), reader.catalogue.home)
    page = reader.kept(build, unit.unit_id)
    if page.rows is None:
        title = phrase("slide.at_unit", name=phrase("slide.motto"), unit=unit.name)
        return Block(title, Message(phrase("slide.groups_none")))
    return Block(
        title=page.sentence,
        body=page.rows,
        points=latest(row for row in reader.rows_of(unit.unit_id) if row.indicator.motto),
    )


def part_title(group: Group) -> str:
    """Return a part's place in the motto with the part's own words."""
    return f"{_short_name(group)}: {group.name}"


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


def _grid_cell(unit: AdminUnit, one: Measured) -> GridCell:
    made = one.made
    return GridCell(
        share=None if made.value is None else float(made.value),
        text=one.share,
        note=f"{made.known}/{made.expected}",
        hover=phrase(
            "motto.heat_hover",
            unit=unit.name,
            part=one.group.name,
            value=one.share,
            known=one.known,
        ),
    )


def _members(catalogue: Catalogue, group: Group, level: AdminLevel) -> tuple[Indicator, ...]:
    """The indicators of a part that units of a level report: the m of "n of m"."""
    return tuple(
        indicator
        for indicator in catalogue.indicators.values()
        if indicator.motto == group.group_id and level in indicator.levels
    )


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


def _part(
    catalogue: Catalogue, unit: AdminUnit, rows: Sequence[Row], course: Mapping[date, Measured]
) -> MottoPart:
    day = max(course)
    now = course[day]
    found = []
    for indicator in _members(catalogue, now.group, unit.level):
        row = governing(row for row in rows if row.indicator == indicator)
        found.append(row or bare(unit, indicator))
    return MottoPart(
        now=now,
        change=_change(course),
        items=table(
            "motto",
            "indicator value period aim attainment counted",
            (_item(catalogue, row, now.made, day) for row in found),
            map(figure_of, found),
        ),
        has_demo=any(one.is_demo for one in course.values()),
    )


def _row(part: MottoPart) -> ShareRow:
    now = part.now
    return ShareRow(
        label=_short_name(now.group),
        name=now.group.name,
        share=None if now.made.value is None else float(now.made.value),
        value=now.value,
        change=part.change,
        note=now.known,
        is_demo=now.is_demo,
    )


def _sentence(unit: AdminUnit, parts: Sequence[Measured]) -> str:
    """Which part is furthest and which least far."""
    known = sorted(
        (one for one in parts if one.made.value is not None),
        key=lambda one: one.made.value or Decimal(0),
    )
    if known:
        best, worst = known[-1], known[0]
        key = "motto.verdict_best" if best is worst else "motto.verdict_both"
        told = phrase(
            key,
            best=_name(best.group),
            best_value=best.share,
            worst=_name(worst.group),
            worst_value=worst.share,
        )
    else:
        told = phrase("motto.verdict_silent")
    return phrase("motto.verdict", unit=unit.name, parts=told)


def _mean(parts: Sequence[Measured]) -> Decimal:
    """The mean of the measured parts; more than all where none is."""
    known = [one.made.value for one in parts if one.made.value is not None]
    return sum(known, Decimal(0)) / len(known) if known else Decimal(2)


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


def _item(catalogue: Catalogue, row: Row, made: Composite, day: date) -> tuple[str, ...]:
    """An indicator's standing in a unit and whether it counts towards its part."""
    indicator, seen = row.indicator, row.assessment.latest
    share = row_attainment(row, catalogue)
    aim = phrase("motto.item_no_aim")
    if row.target:
        told = figures.target(row.assessment, indicator, row.target)
        aim = phrase("motto.item_aim", aim=told, due=row.target.due_on)
    elif (limit := natural_limit(indicator)) is not None:
        aim = phrase("motto.item_limit", limit=numbers.figure(limit, indicator))
    if indicator.indicator_id in made.basis:
        counted = phrase("motto.item_counted")
    elif seen is None:
        counted = phrase("motto.reason_none")
    elif share is None:
        counted = phrase("motto.reason_no_aim")
    else:
        counted = phrase("motto.reason_later" if is_current(seen, day) else "motto.reason_stale")
    return (
        indicator.name,
        figures.value(row.assessment, indicator),
        figures.when(seen),
        aim,
        numbers.share(share),
        counted,
    )
