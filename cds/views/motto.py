"""The parts of the motto in one unit: how far each is, and was over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cds.blocks import Block
from cds.charts.svg import TrendMoment, attainment_line
from cds.domain.admin_units import AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.composites import Composite
from cds.domain.observations import known_until
from cds.domain.programme import Group
from cds.domain.stories import Slide
from cds.export.content import Message
from cds.scorecard import Row, latest
from cds.text import numbers
from cds.text.screens import say
from cds.views.attained import view_day
from cds.views.columns import row_table
from cds.views.motto_items import MottoItem, part_item
from cds.views.motto_measures import (
    Measured,
    cell_text,
    head_text,
    known_text,
    measured,
    members,
    value_text,
)
from cds.views.reader import Reader


@dataclass(frozen=True, slots=True)
class MottoPart:
    """One part in the chosen unit, now and over time. `trend` is SVG, None without values."""

    group: Group
    made: Composite
    value: str
    known: str
    trend: str | None
    course: str
    items: tuple[MottoItem, ...]
    has_demo: bool  # now or earlier
    is_demo: bool  # now


@dataclass(frozen=True, slots=True)
class MottoPage:
    """Everything the page on the motto shows of one unit."""

    unit: AdminUnit
    day: date
    parts: tuple[MottoPart, ...]
    time_table: tuple[tuple[str, ...], ...]

    @property
    def has_demo(self) -> bool:
        """True when any part rests on generated figures."""
        return any(part.has_demo for part in self.parts)


def build(catalogue: Catalogue, rows: Sequence[Row], unit: AdminUnit, today: date) -> MottoPage:
    """Gather the page; rows are the unit's own, of the motto's indicators."""
    on = view_day(catalogue, today)
    days = _days(catalogue, on)
    course = {day: measured(catalogue, unit, rows, day) for day in days}
    return MottoPage(
        unit=unit,
        day=known_until(latest(rows), on) or on,
        parts=tuple(
            _part(catalogue, group, unit, rows, {d: course[d][i] for d in days})
            for i, group in enumerate(catalogue.motto)
        ),
        time_table=tuple(_time_row(day, course[day]) for day in days),
    )


def _days(catalogue: Catalogue, on: date) -> tuple[date, ...]:
    """The ends of the years since the programme began, and the day of the view."""
    years = range(catalogue.programme.started_on.year, on.year + 1)
    ends = (date(year, 12, 31) for year in years)
    return (*(end for end in ends if end < on), on)


def _part(
    catalogue: Catalogue,
    group: Group,
    unit: AdminUnit,
    rows: Sequence[Row],
    course: Mapping[date, Measured],
) -> MottoPart:
    day = max(course)
    now = course[day]
    moments = [_moment(each, found) for each, found in course.items()]
    inside = members(catalogue, group, unit.level)
    return MottoPart(
        group=group,
        made=now.made,
        value=head_text(now.made),
        known=known_text(now.made),
        trend=attainment_line(moments, f"{group.name}, {unit.name}"),
        course=_course(course),
        items=tuple(part_item(catalogue, one, unit, rows, now.made, day) for one in inside),
        has_demo=any(found.is_demo for found in course.values()),
        is_demo=now.is_demo,
    )


def _moment(day: date, found: Measured) -> TrendMoment:
    value = found.made.value
    return TrendMoment(
        label=f"{day.month:02d}/{day.year}",
        share=None if value is None else float(value),
        value=value_text(found.made),
        known=f"{found.made.known}/{found.made.expected}",
        basis=found.made.basis,
        is_demo=found.is_demo,
    )


def _time_row(day: date, found: Sequence[Measured]) -> tuple[str, ...]:
    return (numbers.day(day), *(cell_text(one.made) for one in found))


def _course(course: Mapping[date, Measured]) -> str:
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
        before=value_text(before),
        after=value_text(after),
        known_before=before.known,
        known_after=after.known,
    )


def block(reader: Reader, asked: Slide) -> Block:
    """How far each part of the motto is in a unit, with its first indicators."""
    unit = reader.catalogue.units.get(asked.asked("unit"), reader.catalogue.home)
    page = build(reader.catalogue, reader.rows_of(unit.unit_id), unit, reader.today)
    title = say("slide.at_unit", name=say("slide.motto"), unit=unit.name)
    if not page.parts:
        return Block(title, Message(say("slide.groups_none")))
    names: list[str] = []
    firsts: list[Row] = []
    for part in page.parts:
        own = [item.row for item in part.items]
        told = [row for row in own if row.assessment.latest][:2] or own[:1]
        value = say("marked", value=part.value) if part.is_demo else part.value
        name = say("slide.part", name=part.group.name, value=value, known=part.known)
        names += [name for _ in told]
        firsts += told
    parts = iter(names)
    table = row_table(
        "slide", "part indicator value status period", firsts, {"part": lambda _: next(parts)}
    )
    sentence = say(
        "slide.motto_sentence",
        reported=sum(part.made.known for part in page.parts),
        total=sum(part.made.expected for part in page.parts),
    )
    return Block(title, table.first(), sentence, latest(firsts))
