"""The parts of the motto: how far each is in a unit, in every district, and over time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import plotly.graph_objects as go

from cds.charts.part_heat import Cell, part_heat
from cds.charts.part_trend import Moment, part_trend
from cds.domain.catalogue import Catalogue, Group
from cds.domain.composites import Composite, is_current, natural_limit, newest_current
from cds.domain.indicators import Indicator
from cds.domain.places import AdminLevel, AdminUnit
from cds.scorecard import Row
from cds.text import figures, numbers
from cds.text.screens import say
from cds.ui.attained import bare, composite, governing, row_attainment, view_day


@dataclass(frozen=True, slots=True)
class Item:
    """One indicator of a part in one unit, in finished text."""

    row: Row
    line: str
    counted: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One part in the chosen unit, now and over time. `trend` is SVG, None without values."""

    group: Group
    made: Composite
    value: str
    known: str
    trend: str | None
    course: str
    items: tuple[Item, ...]
    has_demo: bool


@dataclass(frozen=True, slots=True)
class MottoPage:
    """Everything the page on the motto shows of one unit and of all districts."""

    unit: AdminUnit
    day: date
    parts: tuple[Part, ...]
    time_table: tuple[tuple[str, ...], ...]
    heat: go.Figure | None
    heat_sentence: str
    heat_table: tuple[tuple[str, ...], ...]
    heat_has_demo: bool


@dataclass(frozen=True, slots=True)
class _Measured:
    """A part of a unit on a day."""

    made: Composite
    is_demo: bool


def build(catalogue: Catalogue, rows: Sequence[Row], unit: AdminUnit, today: date) -> MottoPage:
    """Gather the page; rows are those of the motto's indicators for the unit and all districts."""
    on = view_day(catalogue, today)
    by_unit: dict[str, list[Row]] = {}
    for row in rows:
        by_unit.setdefault(row.unit.unit_id, []).append(row)
    own, days = by_unit.get(unit.unit_id, []), _days(catalogue, on)
    course = {day: _measure_all(catalogue, unit, own, day) for day in days}
    heat = _Heat.of(catalogue, by_unit, on)
    return MottoPage(
        unit=unit,
        day=on,
        parts=tuple(
            _part(catalogue, group, unit, own, {d: course[d][i] for d in days})
            for i, group in enumerate(catalogue.motto)
        ),
        time_table=tuple(_time_row(day, course[day]) for day in days),
        heat=heat.figure(catalogue),
        heat_sentence=heat.sentence(catalogue),
        heat_table=heat.table(),
        heat_has_demo=heat.has_demo,
    )


def members(catalogue: Catalogue, group: Group, level: AdminLevel) -> tuple[Indicator, ...]:
    """Return the indicators of a part that units of a level report: the m of "n of m"."""
    return tuple(
        indicator
        for indicator in catalogue.indicators.values()
        if indicator.motto == group.group_id and level in indicator.levels
    )


def _days(catalogue: Catalogue, on: date) -> tuple[date, ...]:
    """The ends of the years since the programme began, and the day of the view."""
    years = range(catalogue.programme.started_on.year, on.year + 1)
    ends = (date(year, 12, 31) for year in years)
    return (*(end for end in ends if end < on), on)


def _measure_all(
    catalogue: Catalogue, unit: AdminUnit, rows: Sequence[Row], day: date
) -> tuple[_Measured, ...]:
    return tuple(_measure(catalogue, group, unit, rows, day) for group in catalogue.motto)


def _measure(
    catalogue: Catalogue, group: Group, unit: AdminUnit, rows: Sequence[Row], day: date
) -> _Measured:
    inside = members(catalogue, group, unit.level)
    made = composite(inside, rows, catalogue, day)
    counted = (row for row in rows if row.indicator.indicator_id in made.basis)
    points = (newest_current(row.series.judged, day) for row in counted)
    return _Measured(made, any(point is not None and point.is_demo for point in points))


def _part(
    catalogue: Catalogue,
    group: Group,
    unit: AdminUnit,
    rows: Sequence[Row],
    course: Mapping[date, _Measured],
) -> Part:
    day = max(course)
    now = course[day]
    moments = [_moment(each, found) for each, found in course.items()]
    inside = members(catalogue, group, unit.level)
    return Part(
        group=group,
        made=now.made,
        value=_value(now.made) if now.made.value is not None else say("motto.no_value"),
        known=say("motto.known", known=now.made.known, expected=now.made.expected),
        trend=part_trend(moments, f"{group.name}, {unit.name}"),
        course=_course(course),
        items=tuple(_item(catalogue, one, unit, rows, now.made, day) for one in inside),
        has_demo=any(found.is_demo for found in course.values()),
    )


def _moment(day: date, found: _Measured) -> Moment:
    value = found.made.value
    return Moment(
        label=f"{day.month:02d}/{day.year}",
        share=None if value is None else float(value),
        value=_value(found.made),
        known=f"{found.made.known}/{found.made.expected}",
        basis=found.made.basis,
        is_demo=found.is_demo,
    )


def _value(made: Composite) -> str:
    return numbers.share(made.value)


def _item(
    catalogue: Catalogue,
    indicator: Indicator,
    unit: AdminUnit,
    rows: Sequence[Row],
    made: Composite,
    day: date,
) -> Item:
    own = (row for row in rows if row.indicator == indicator)
    row = governing(own) or bare(unit, indicator)
    latest = row.assessment.latest
    share = row_attainment(row, catalogue)
    return Item(
        row=row,
        line=say(
            "motto.item_line" if latest else "motto.item_none",
            value=numbers.figure(latest.value if latest else None, indicator),
            period=latest.period if latest else None,
            aim=_aim(row),
            attainment=numbers.share(share),
            source=figures.source(latest) if latest else None,
        ),
        counted=_counted(row, made, share, day),
        is_demo=latest is not None and latest.is_demo,
    )


def _aim(row: Row) -> str:
    if row.target:
        aim = figures.target(row.assessment, row.indicator, row.target)
        return say("motto.item_aim", aim=aim, due=row.target.due_on)
    limit = natural_limit(row.indicator)
    if limit is None:
        return say("motto.item_no_aim")
    return say("motto.item_limit", limit=numbers.figure(limit, row.indicator))


def _counted(row: Row, made: Composite, share: Decimal | None, day: date) -> str:
    latest = row.assessment.latest
    if row.indicator.indicator_id in made.basis:
        return say("motto.item_counted")
    if latest is None:
        reason = say("motto.reason_none")
    elif share is None:
        reason = say("motto.reason_no_aim")
    elif not is_current(latest, day):
        reason = say("motto.reason_stale")
    else:
        reason = say("motto.reason_later")
    return say("motto.item_not_counted", reason=reason)


def _time_row(day: date, found: Sequence[_Measured]) -> tuple[str, ...]:
    return (numbers.day(day), *(_cell_text(one.made) for one in found))


def _cell_text(made: Composite) -> str:
    key = "motto.heat_cell" if made.value is not None else "motto.heat_cell_none"
    return say(key, value=_value(made), known=made.known, expected=made.expected)


def _course(course: Mapping[date, _Measured]) -> str:
    """Say from where to where; values that rest on other indicators are not compared."""
    known = {day: found.made for day, found in course.items() if found.made.value is not None}
    if not known:
        return say("motto.course_none")
    first, last = min(known), max(known)
    before, after = known[first], known[last]
    key = "course" if before.basis == after.basis else "course_other"
    return say(
        "motto.course_one" if first == last else f"motto.{key}",
        first=first,
        last=last,
        before=_value(before),
        after=_value(after),
        known_before=before.known,
        known_after=after.known,
    )


@dataclass(frozen=True, slots=True)
class _Heat:
    """Every district by every part on the day of the view."""

    units: tuple[AdminUnit, ...]
    lines: tuple[tuple[_Measured, ...], ...]

    @classmethod
    def of(cls, catalogue: Catalogue, by_unit: Mapping[str, Sequence[Row]], on: date) -> "_Heat":
        vintage = catalogue.vintage_on(on)
        units = catalogue.descendants(catalogue.home, vintage, AdminLevel.DISTRICT)
        lines = (_measure_all(catalogue, u, by_unit.get(u.unit_id, ()), on) for u in units)
        return cls(units, tuple(lines))

    @property
    def has_demo(self) -> bool:
        return any(one.is_demo for line in self.lines for one in line)

    def figure(self, catalogue: Catalogue) -> go.Figure | None:
        if not any(one.made.known for line in self.lines for one in line):
            return None
        parts = [_short(group).replace(" ", "<br>") for group in catalogue.motto]
        cells = [
            [
                _heat_cell(unit, group, one.made)
                for group, one in zip(catalogue.motto, line, strict=True)
            ]
            for unit, line in zip(self.units, self.lines, strict=True)
        ]
        return part_heat([unit.name for unit in self.units], parts, cells)

    def sentence(self, catalogue: Catalogue) -> str:
        cells = [
            (one.made, unit, group)
            for unit, line in zip(self.units, self.lines, strict=True)
            for group, one in zip(catalogue.motto, line, strict=True)
        ]
        known = [cell for cell in cells if cell[0].value is not None]
        if not known:
            return say("motto.heat_none")
        made, unit, group = min(known, key=lambda cell: cell[0].value or Decimal(0))
        return say(
            "motto.heat_sentence",
            part=group.name,
            unit=unit.name,
            value=_value(made),
            known=made.known,
            expected=made.expected,
            silent=len(cells) - len(known),
            cells=len(cells),
        )

    def table(self) -> tuple[tuple[str, ...], ...]:
        return tuple(
            (unit.name, *(_cell_text(one.made) for one in line))
            for unit, line in zip(self.units, self.lines, strict=True)
        )


def _short(group: Group) -> str:
    return group.group_id.capitalize()


def _heat_cell(unit: AdminUnit, group: Group, made: Composite) -> Cell:
    known = say("motto.known", known=made.known, expected=made.expected)
    return Cell(
        share=None if made.value is None else float(made.value),
        text=f"{_value(made)}<br>{made.known}/{made.expected}",
        hover=f"<b>{unit.name}</b><br>{group.name}<br>{_value(made)}<br>{known}",
    )


def column_names(groups: Iterable[Group]) -> list[str]:
    """Return the heads of the tables: the part's own words."""
    return [f"{_short(group)}: {group.name}" for group in groups]
