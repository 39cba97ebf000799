"""How far each part of the motto is: in one unit now and over time, and in every district."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cds.blocks import Block, Message, Table, TableLine, heads_of
from cds.charts.svg import TrendMoment, attainment_line
from cds.charts.values import Grid, GridCell, Shades
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
from cds.views.attained import bare, composite, row_attainment, view_day
from cds.views.columns import row_table
from cds.views.reader import Reader


@dataclass(frozen=True, slots=True)
class MottoItem:
    """One indicator of a part in one unit, in finished text; `counted`: whether it counts."""

    row: Row
    line: str
    counted: str
    is_demo: bool


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
    """One part in the chosen unit, now and over time. `trend` is SVG, None without values."""

    now: Measured
    trend: str | None
    course: str
    items: tuple[MottoItem, ...]
    has_demo: bool  # now or earlier


@dataclass(frozen=True, slots=True)
class MottoPage:
    """Everything the page on the motto shows of one unit."""

    unit: AdminUnit
    day: date
    parts: tuple[MottoPart, ...]
    time_table: Table

    @property
    def has_demo(self) -> bool:
        """True when any part rests on generated figures."""
        return any(part.has_demo for part in self.parts)


@dataclass(frozen=True, slots=True)
class MottoDistricts:
    """Every district by every part. `chart` None: no district has data."""

    chart: Grid | None
    sentence: str
    table: Table
    has_demo: bool


def build(reader: Reader, unit_id: str) -> MottoPage:
    """Gather the parts in a unit at the end of each year, and on the day of the view."""
    catalogue, on = reader.catalogue, view_day(reader.catalogue, reader.today)
    unit = catalogue.units[unit_id]
    rows = [row for row in reader.rows_of(unit_id) if row.indicator.motto]
    years = range(catalogue.programme.started_on.year, on.year + 1)
    days = [end for year in years if (end := date(year, 12, 31)) < on]
    course = {day: _measured(catalogue, unit, rows, day) for day in (*days, on)}
    return MottoPage(
        unit=unit,
        day=known_until(latest(rows), on) or on,
        parts=tuple(
            _part(catalogue, unit, rows, {day: found[place] for day, found in course.items()})
            for place in range(len(catalogue.motto))
        ),
        time_table=_table(
            catalogue, "day", [(numbers.day(day), found) for day, found in course.items()]
        ),
    )


def districts(reader: Reader) -> MottoDistricts:
    """Compare the districts on the day of the view."""
    catalogue, on = reader.catalogue, view_day(reader.catalogue, reader.today)
    ids = tuple(one.indicator_id for one in catalogue.indicators.values() if one.motto)
    rows: dict[str, list[Row]] = {}
    for row in reader.rows_where(indicator_ids=ids, level=AdminLevel.DISTRICT):
        rows.setdefault(row.unit.unit_id, []).append(row)
    units = catalogue.descendants(catalogue.home, catalogue.vintage_on(on), AdminLevel.DISTRICT)
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
        chart = Grid(
            tuple(unit.name for unit in units),
            tuple(_short_name(group).replace(" ", "<br>") for group in catalogue.motto),
            tuple(tuple(_grid_cell(unit, one) for one in line) for unit, line in lines),
            Shades.SHARE,
        )
    return MottoDistricts(
        chart=chart,
        sentence=sentence,
        table=_table(catalogue, "unit", [(unit.name, line) for unit, line in lines]),
        has_demo=any(one.is_demo for _, one in cells),
    )


def block(reader: Reader, asked: Slide) -> Block:
    """How far each part of the motto is in a unit, with its first indicators."""
    unit = reader.catalogue.units.get(asked.asked("unit"), reader.catalogue.home)
    page = reader.kept(build, unit.unit_id)
    title = phrase("slide.at_unit", name=phrase("slide.motto"), unit=unit.name)
    if not page.parts:
        return Block(title, Message(phrase("slide.groups_none")))
    names: list[str] = []
    firsts: list[Row] = []
    for part in page.parts:
        own = [item.row for item in part.items]
        told = [row for row in own if row.assessment.latest][:2] or own[:1]
        now = part.now
        value = phrase("marked", value=now.value) if now.is_demo else now.value
        name = phrase("slide.part", name=now.group.name, value=value, known=now.known)
        names += [name for _ in told]
        firsts += told
    parts = iter(names)
    table = row_table(
        "slide", "part indicator value status period", firsts, {"part": lambda _: next(parts)}
    )
    sentence = phrase(
        "slide.motto_sentence",
        reported=sum(part.now.made.known for part in page.parts),
        total=sum(part.now.made.expected for part in page.parts),
    )
    return Block(title, table.first(), sentence, latest(firsts))


def part_title(group: Group) -> str:
    """Return a part's place in the motto with the part's own words."""
    return f"{_short_name(group)}: {group.name}"


def _short_name(group: Group) -> str:
    return group.group_id.capitalize()


def _table(
    catalogue: Catalogue, first: str, lines: Sequence[tuple[str, Sequence[Measured]]]
) -> Table:
    """A column for each part, below its name; `first` is the column before them."""
    groups = catalogue.motto
    return Table(
        (first, *(group.group_id for group in groups)),
        (*heads_of("motto", (first,)), *map(part_title, groups)),
        tuple(TableLine((name, *(one.cell for one in line))) for name, line in lines),
    )


def _grid_cell(unit: AdminUnit, one: Measured) -> GridCell:
    made = one.made
    return GridCell(
        shade=None if made.value is None else float(made.value),
        text=f"{one.share}<br>{made.known}/{made.expected}",
        hover=f"<b>{unit.name}</b><br>{one.group.name}<br>{one.share}<br>{one.known}",
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
    moments = [
        TrendMoment(
            label=f"{each.month:02d}/{each.year}",
            share=None if one.made.value is None else float(one.made.value),
            value=one.share,
            known=f"{one.made.known}/{one.made.expected}",
            basis=one.made.basis,
            is_demo=one.is_demo,
        )
        for each, one in course.items()
    ]
    items = []
    for indicator in _members(catalogue, now.group, unit.level):
        row = governing(row for row in rows if row.indicator == indicator)
        items.append(_item(catalogue, row or bare(unit, indicator), now.made, day))
    return MottoPart(
        now=now,
        trend=attainment_line(moments, f"{now.group.name}, {unit.name}"),
        course=_course(course),
        items=tuple(items),
        has_demo=any(one.is_demo for one in course.values()),
    )


def _course(course: Mapping[date, Measured]) -> str:
    """Say from where to where; values that rest on other indicators are not compared."""
    known = {day: one for day, one in course.items() if one.made.value is not None}
    if not known:
        return phrase("motto.course_none")
    first, last = min(known), max(known)
    before, after = known[first], known[last]
    key = "motto.course_one"
    if first != last:
        is_alike = before.made.basis == after.made.basis
        key = "motto.course" if is_alike else "motto.course_other"
    return phrase(
        key,
        first=first,
        last=last,
        before=before.share,
        after=after.share,
        known_before=before.made.known,
        known_after=after.made.known,
    )


def _item(catalogue: Catalogue, row: Row, made: Composite, day: date) -> MottoItem:
    """An indicator's standing in a unit and whether it counts towards its part."""
    indicator, seen = row.indicator, row.assessment.latest
    share = row_attainment(row, catalogue)
    aim = phrase("motto.item_no_aim")
    if row.target:
        told = figures.target(row.assessment, indicator, row.target)
        aim = phrase("motto.item_aim", aim=told, due=row.target.due_on)
    elif (limit := natural_limit(indicator)) is not None:
        aim = phrase("motto.item_limit", limit=numbers.figure(limit, indicator))
    if seen is None:
        reason = "motto.reason_none"
    elif share is None:
        reason = "motto.reason_no_aim"
    else:
        reason = "motto.reason_later" if is_current(seen, day) else "motto.reason_stale"
    is_counted = indicator.indicator_id in made.basis
    return MottoItem(
        row=row,
        line=phrase(
            "motto.item_line" if seen else "motto.item_none",
            value=figures.value(row.assessment, indicator),
            period=figures.when(seen),
            aim=aim,
            attainment=numbers.share(share),
            source=figures.source(seen) if seen else None,
        ),
        counted=phrase("motto.item_counted")
        if is_counted
        else phrase("motto.item_not_counted", reason=phrase(reason)),
        is_demo=has_demo([seen]),
    )
