"""Every target in every unit as lines that can be filtered, ordered, told and exported."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from cds.blocks import Block, Message
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.folding import fold
from cds.domain.observations import Series, has_demo
from cds.domain.status_rule import Terms, assess
from cds.domain.stories import Slide
from cds.domain.targets import Target
from cds.export.files import File
from cds.export.gaps import GapRow, gaps_file
from cds.scorecard import Row, is_measured, is_short, latest, responsible, tally
from cds.text.figures import STANDINGS, tally_text
from cds.text.labels import findable
from cds.text.phrases import phrase, word
from cds.views.attained import row_attainment, severity, short_text
from cds.views.closing import answering
from cds.views.columns import CELLS, row_table
from cds.views.reader import Reader
from cds.views.standing_lines import StandingLine, standing_lines

LEVELS_SHOWN = (AdminLevel.PROVINCE, AdminLevel.DISTRICT, AdminLevel.COMMUNE)
ORDERS = ("severity", "things")
ANY = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLine(GapRow):
    """One target in one unit, with what it is found by. `within` holds the units around it."""

    target: Target
    within: tuple[str, ...]

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


@dataclass(frozen=True, slots=True)
class GapsPage:
    """What the page says; `silent` are the lines whose figures nobody can tell yet."""

    measured: tuple[GapLine, ...]
    silent: tuple[GapLine, ...]
    verdict: str
    details: str
    has_demo: bool


def every_line(reader: Reader) -> tuple[GapLine, ...]:
    """Return a line for every target in every unit in force."""
    return lines(reader.catalogue, reader.target_rows(), reader.today)


def lines(catalogue: Catalogue, rows: Iterable[Row], today: date) -> tuple[GapLine, ...]:
    """Return a line for every target in every unit in force, silent units too.

    In force are the units of the home's last day, and those of today where a reform has passed.
    """
    days = (min(today, catalogue.home.valid_to or today), today)
    held = {unit_id for day in days for unit_id in catalogue.vintage_on(day).parents}
    judged = [row for row in rows if row.target and row.unit.unit_id in held]
    told = (*judged, *_silent(catalogue, judged, held, today))
    units = {row.unit.unit_id: row.unit for row in told}
    within = {unit_id: _around(catalogue, unit) for unit_id, unit in units.items()}
    return tuple(
        GapLine(
            row=row,
            target=row.target,
            offices=offices(row),
            within=within[row.unit.unit_id],
            attainment=row_attainment(row, catalogue),
        )
        for row in told
        if row.target
    )


def options(reader: Reader) -> Mapping[str, Mapping[str, str]]:
    """Return the options of each filter: key to label. The first is the default.

    The home's own standing comes first; the other filters begin without limit.
    """
    catalogue, found = reader.catalogue, reader.kept(every_line)
    offices = sorted({one for line in found for one in line.offices}, key=lambda o: (fold(o), o))
    units = {catalogue.units[unit_id] for line in found for unit_id in line.within}
    districts = [unit for unit in units if unit.level is AdminLevel.DISTRICT]
    districts.sort(key=lambda unit: (unit.code, unit.valid_from))
    told: Mapping[str, Mapping[str, str]] = {
        "status": {one.value: badge.word for one, badge in STANDINGS.items()},
        "pillar": {group.group_id: group.name for group in catalogue.pillars},
        "sector": {group.group_id: group.name for group in catalogue.sectors},
        "office": {office: findable(office) for office in offices},
        "within": {unit.unit_id: findable(_ground(catalogue, unit)) for unit in districts},
    }
    limited = {name: {ANY: phrase("gaps.any"), **keys} for name, keys in told.items()}
    known = [level for level in LEVELS_SHOWN if level in catalogue.levels]
    levels = {level.value: word(level).capitalize() for level in known}
    return {"unit_level": {**levels, ANY: phrase("gaps.any")}, **limited}


def listed(reader: Reader, wanted: Wanted, order: str) -> tuple[GapLine, ...]:
    """Return the wanted lines of the reader."""
    return chosen(reader.kept(every_line), wanted, order)


def build(reader: Reader, wanted: Wanted, order: str) -> GapsPage:
    """Return what the page says of the wanted lines."""
    found = reader.kept(listed, wanted, order)
    measured = [line for line in found if is_measured(line.row)]
    silent = [line for line in found if not is_measured(line.row)]
    return GapsPage(
        tuple(measured), tuple(silent), verdict(found), details(found), has_demo=is_demo(found)
    )


def part(
    reader: Reader, wanted: Wanted, order: str, first: int, most: int, *, is_silent: bool = False
) -> tuple[StandingLine, ...]:
    """Return some of the page's lines as they are shown: `most` of them from `first` on."""
    page, home = reader.kept(build, wanted, order), reader.catalogue.home
    found = (page.silent if is_silent else page.measured)[first : first + most]
    return tuple(
        line
        for each in found
        for line in standing_lines([each.row], reader, has_unit=each.row.unit != home)
    )


def as_file(reader: Reader, wanted: Wanted, order: str, kind: str) -> File:
    """Return the wanted lines as csv or xlsx."""
    found = reader.kept(listed, wanted, order)
    return gaps_file(reader.catalogue, found, reader.version, reader.today, kind)


def chosen(found: Iterable[GapLine], wanted: Wanted, order: str) -> tuple[GapLine, ...]:
    """Return the wanted lines, the most urgent standing first, then the furthest from its target.

    Gaps have different units, so that attainments are compared; or the things still to do.
    """
    kept = [line for line in found if wanted.admits(line)]
    return tuple(sorted(kept, key=lambda line: _order(line, order)))


def verdict(found: Sequence[GapLine]) -> str:
    """Say of how many lines how many are short, and the worst; if none is, how they stand."""
    if not found:
        return phrase("gaps.nothing")
    short = short_text(line.row for line in found)
    is_once = len({line.target.target_id for line in found}) == len(found)
    units = len({line.row.unit.unit_id for line in found})
    told = phrase(
        "gaps.verdict" if is_once else "gaps.verdict_units", count=len(found), units=units
    )
    if short:
        return phrase("gaps.verdict_short", told=told, short=short, worst=_worst(found))
    return phrase("gaps.verdict_counts", told=told, counts=counts(found))


def counts(found: Sequence[GapLine]) -> str:
    """Count the lines by standing."""
    return tally_text(tally(line.row for line in found))


def details(found: Sequence[GapLine]) -> str:
    """Say how all lines stand; "" where the verdict says it."""
    is_told = not any(is_short(line.row) for line in found)
    return "" if is_told else phrase("gaps.details", counts=counts(found))


def is_demo(found: Iterable[GapLine]) -> bool:
    """True when any of the figures behind the lines was generated."""
    return has_demo(latest(line.row for line in found))


def offices(row: Row) -> tuple[str, ...]:
    """Who answers for a target in a unit: of the target or its indicator, then of the unit."""
    own = row.unit.responsible if row.unit.level in LEVELS_SHOWN[1:] else None
    named = responsible(row)
    parts = f"{named or ''};{own or ''}".split(";")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _worst(found: Sequence[GapLine]) -> str:
    """Name the worst target of lines of which some are short, and the unit below the province."""
    short = (line for line in found if is_short(line.row))
    worst = min(short, key=lambda line: severity(line.row, line.attainment)).row
    named = CELLS["target"](worst)
    if worst.unit.level is AdminLevel.PROVINCE:
        return named
    return phrase("slide.at_unit", name=named, unit=worst.unit.name)


def _silent(
    catalogue: Catalogue, rows: Sequence[Row], held: Collection[str], today: date
) -> Iterator[Row]:
    """Rows without figure of units that stay silent where others of their level report."""
    heard = {(r.target.target_id, r.unit.unit_id) for r in rows if r.target}
    periods = (p.assessment.latest.period for p in rows if p.assessment.latest)
    newest = max(periods, default=None)
    if newest is None:
        return
    vintage = catalogue.vintage_for(catalogue.home, newest)
    asked = dict.fromkeys(
        (row.target, row.indicator, row.unit.level)
        for row in rows
        if row.series.points and row.unit != catalogue.home and catalogue.is_ours(row.unit.unit_id)
    )
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
                yield Row(
                    unit,
                    indicator,
                    target,
                    judged,
                    nothing,
                    target.office_at(unit, today),
                )


def _around(catalogue: Catalogue, unit: AdminUnit) -> tuple[str, ...]:
    """The unit, everything it lies in, in any vintage, and the former district it lies on."""
    above = [v.parents.get(unit.unit_id) for v in catalogue.vintages]
    if former := catalogue.former_district(unit):
        above.append(former.unit_id)
    return tuple(dict.fromkeys((unit.unit_id, *(parent for parent in above if parent))))


def _ground(catalogue: Catalogue, district: AdminUnit) -> str:
    """The name of a district; where there are districts no more, that of its ground."""
    if AdminLevel.DISTRICT in catalogue.levels:
        return district.name
    return phrase("gaps.former", district=district.name)


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


def _order(line: GapLine, order: str) -> tuple[object, ...]:
    """Place of a line: the most urgent standing, then where most is missing."""
    place = LEVELS_SHOWN.index(line.row.unit.level)
    last = (place, line.target.target_id, line.row.unit.unit_id)
    first, *how_far = severity(line.row, line.attainment)
    if order == "things":
        return (first, line.things is None, -(line.things or 0), *last)
    return (first, *how_far, *last)


def block(reader: Reader, asked: Slide) -> Block:
    """The lines that the address asks for, the home's own if it asks for none, as a table."""
    limits = {one.name: asked.asked(one.name, ANY) for one in fields(Wanted)}
    limits["unit_level"] = asked.asked("unit_level", AdminLevel.PROVINCE)
    found = reader.kept(listed, Wanted(**limits), asked.asked("order", ORDERS[0]))
    rows = [line.row for line in found if line.gap]
    if not rows:
        return Block(verdict(found), Message(details(found) or verdict(found)))
    name = "target_unit" if len({row.unit.unit_id for row in rows}) > 1 else "target"
    office = {"office": lambda row: answering(reader, row)}
    table = row_table("slide", f"{name} bar stand office", rows, office).first()
    points = latest(rows[: len(table.lines)])
    return Block(verdict(found), table, counts(found), points)
