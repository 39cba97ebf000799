"""Every target in every unit as lines that can be filtered, ordered, told and exported."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from cds.blocks import Block
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.assessments import Standing
from cds.domain.catalogue import Catalogue
from cds.domain.observations import Series, has_demo
from cds.domain.status_rule import Terms, assess
from cds.domain.stories import Slide
from cds.domain.targets import Target
from cds.export.content import Message
from cds.export.gaps import GapRow
from cds.scorecard import Row, latest, tally
from cds.text import figures
from cds.text.screens import say
from cds.text.standings import tally_text
from cds.views.attained import furthest, row_attainment, view_day
from cds.views.columns import row_table
from cds.views.reader import Reader

LEVELS_SHOWN = (AdminLevel.PROVINCE, AdminLevel.DISTRICT, AdminLevel.COMMUNE)
ORDERS = ("points", "things")
ANY = "all"
_STANDINGS = list(Standing)


@dataclass(frozen=True, slots=True)
class GapLine:
    """One target in one unit, with what it is found by. `within` holds the units around it."""

    row: Row
    target: Target
    offices: tuple[str, ...]
    within: tuple[str, ...]
    attainment: Decimal | None

    @property
    def gap(self) -> Decimal | None:
        """What is missing, in the indicator's unit."""
        return self.row.assessment.gap

    @property
    def things(self) -> int | None:
        """Things still to do."""
        return self.row.assessment.still_to_do


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is limited to, in the order of the screen; ANY is no limit."""

    unit_level: str = ANY
    status: str = ANY
    pillar: str = ANY
    sector: str = ANY
    office: str = ANY
    within: str = ANY

    def admits(self, line: GapLine) -> bool:
        """Say whether a line is wanted."""
        return all(getattr(self, one.name) in (ANY, *_keys(line, one.name)) for one in fields(self))


def lines(catalogue: Catalogue, rows: Iterable[Row], today: date) -> tuple[GapLine, ...]:
    """Return a line for every target in every unit in force, silent units too."""
    held = _units_in_force(catalogue, today)
    judged = [row for row in rows if row.target and row.unit.unit_id in held]
    return tuple(
        _line(catalogue, row) for row in (*judged, *_silent(catalogue, judged, held, today))
    )


def every_line(reader: Reader) -> tuple[GapLine, ...]:
    """Return a line for every target in every unit in force."""
    return lines(reader.catalogue, reader.target_rows, reader.today)


def chosen(found: Iterable[GapLine], wanted: Wanted, order: str) -> tuple[GapLine, ...]:
    """Return the wanted lines, the most urgent standing first, then where most is missing.

    Points compare shares; gaps in other units follow them.
    """
    kept = [line for line in found if wanted.admits(line)]
    return tuple(sorted(kept, key=_by_points if order == "points" else _by_things))


def sentence(found: Sequence[GapLine], order: str) -> str:
    """Say how many lines there are, how they stand, and where most is missing."""
    if not found:
        return say("gaps.nothing")
    head = say(
        "gaps.sentence",
        lines=len(found),
        targets=len({line.target.target_id for line in found}),
        units=len({line.row.unit.unit_id for line in found}),
        parts=tally_text(tally(line.row for line in found)),
    )
    worst = furthest((line.row, line.attainment) for line in found)
    return head if worst is None else f"{head} {_worst(worst)}"


def entries(found: Iterable[GapLine]) -> tuple[GapRow, ...]:
    """Return the lines as the file writes them."""
    return tuple(GapRow(line.row, line.attainment, line.offices) for line in found)


def is_demo(found: Iterable[GapLine]) -> bool:
    """True when any of the figures behind the lines was generated."""
    return has_demo(latest(line.row for line in found))


def _line(catalogue: Catalogue, row: Row) -> GapLine:
    assert row.target is not None  # noqa: S101 - lines are made of rows with a target
    return GapLine(
        row=row,
        target=row.target,
        offices=offices(row),
        within=_around(catalogue, row.unit),
        attainment=row_attainment(row, catalogue),
    )


def offices(row: Row) -> tuple[str, ...]:
    """Who answers for a target in a unit: of the target or its indicator, then of the unit."""
    own = row.unit.responsible if row.unit.level in LEVELS_SHOWN[1:] else None
    named = (row.target and row.target.responsible) or row.indicator.responsible
    parts = f"{named or ''};{own or ''}".split(";")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _units_in_force(catalogue: Catalogue, today: date) -> frozenset[str]:
    """The units of the home's last day, and those of today where a reform has passed over it."""
    days = (view_day(catalogue, today), today)
    return frozenset(unit_id for day in days for unit_id in catalogue.vintage_on(day).parents)


def _silent(
    catalogue: Catalogue, rows: Sequence[Row], held: frozenset[str], today: date
) -> Iterator[Row]:
    """Rows without figure of units that stay silent where others of their level report."""
    heard = {(r.target.target_id, r.unit.unit_id) for r in rows if r.target}
    periods = (p.assessment.latest.period for p in rows if p.assessment.latest)
    newest = max(periods, default=None)
    if newest is None:
        return
    vintage = catalogue.vintage_for(catalogue.home, newest)
    asked = {(r.target, r.indicator, r.unit.level): r for r in rows if _is_below_home(catalogue, r)}
    for target, indicator, level in asked:
        assert target is not None  # noqa: S101 - rows have a target
        for unit in catalogue.descendants(catalogue.home, vintage, level):
            if unit.unit_id in held and (target.target_id, unit.unit_id) not in heard:
                terms = Terms(
                    today=today,
                    programme_started_on=catalogue.programme.started_on,
                    unit_ended_on=unit.valid_to,
                )
                nothing = Series(indicator.indicator_id, unit.unit_id, ())
                judged = assess(nothing, indicator, target, terms)
                yield Row(unit, indicator, target, judged, nothing)


def _is_below_home(catalogue: Catalogue, row: Row) -> bool:
    is_part = row.unit != catalogue.home and catalogue.is_ours(row.unit.unit_id)
    return is_part and bool(row.series.points)


def _around(catalogue: Catalogue, unit: AdminUnit) -> tuple[str, ...]:
    """The unit and everything it lies in, in any vintage."""
    above = (v.parents.get(unit.unit_id) for v in catalogue.vintages)
    return tuple(dict.fromkeys((unit.unit_id, *(parent for parent in above if parent))))


def _keys(line: GapLine, name: str) -> tuple[str, ...]:
    match name:
        case "unit_level":  # what is set for one unit below the province is listed at any level
            unit = line.row.unit
            is_single = unit.unit_id == line.target.scope_unit_id and unit.level != LEVELS_SHOWN[0]
            return LEVELS_SHOWN if is_single else (unit.level,)
        case "status":
            return (line.row.assessment.standing.value,)
        case "pillar":
            return (line.target.pillar or line.row.indicator.pillar or "-",)
        case "sector":
            return (line.target.sector or line.row.indicator.sector or "-",)
        case "office":
            return line.offices
        case _:
            return line.within


def _by_points(line: GapLine) -> tuple[object, ...]:
    gap = line.gap
    return (
        _urgency(line),
        gap is None,
        not line.row.indicator.is_share,
        -(gap or 0),
        *_place(line),
    )


def _by_things(line: GapLine) -> tuple[object, ...]:
    return (_urgency(line), line.things is None, -(line.things or 0), *_place(line))


def _urgency(line: GapLine) -> int:
    return _STANDINGS.index(line.row.assessment.standing)


def _place(line: GapLine) -> tuple[object, ...]:
    return (LEVELS_SHOWN.index(line.row.unit.level), line.target.target_id, line.row.unit.unit_id)


def _worst(row: Row) -> str:
    assert row.target is not None  # noqa: S101 - lines are of targets
    return say(
        "gaps.worst",
        unit=row.unit.name,
        target=figures.target_name(row.target),
        gap=figures.gap(row.assessment, row.indicator),
        office=offices(row),
        period=figures.when(row.assessment.latest),
    )


def block(reader: Reader, asked: Slide) -> Block:
    """The lines that the address asks for, the home's own if it asks for none, as a table."""
    limits = {one.name: asked.asked(one.name, ANY) for one in fields(Wanted)}
    limits["unit_level"] = asked.asked("unit_level", AdminLevel.PROVINCE)
    order = asked.asked("order", ORDERS[0])
    found = chosen(reader.kept(every_line), Wanted(**limits), order)
    rows = [line.row for line in found if line.gap]
    if not rows:
        return Block(say("slide.gaps"), Message(sentence(found, order)))
    name = "target_unit" if len({row.unit.unit_id for row in rows}) > 1 else "target"
    table = row_table("slide", f"{name} value aim gap status period", rows).first()
    return Block(say("slide.gaps"), table, sentence(found, order), latest(rows[: len(table.lines)]))
