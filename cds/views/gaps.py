"""Every target in every unit as lines that can be filtered, ordered, told and exported."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from cds.blocks import Block, Message
from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.folding import fold
from cds.domain.observations import Series, has_demo
from cds.domain.status_rule import Terms, assess
from cds.domain.stories import Slide
from cds.export.figure_files import GapLine, gaps_file
from cds.export.files import File
from cds.scorecard import Row, is_measured, is_short, latest, responsible, tally
from cds.text.figures import STANDINGS, tally_text
from cds.text.phrases import findable, phrase, template, word
from cds.views.columns import CELLS
from cds.views.reader import Reader
from cds.views.standings import (
    StandingLine,
    row_attainment,
    severity,
    short_text,
    slide_lines,
    standing_lines,
    with_worst,
)

LEVELS_SHOWN = (AdminLevel.PROVINCE, AdminLevel.DISTRICT, AdminLevel.COMMUNE)
ORDERS = ("severity", "things")
ANY = "all"


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
        """Say whether a line is wanted.

        What is set for one unit below the province is listed at any level.
        """
        row, target = line.row, line.target
        is_single = row.unit.unit_id == target.scope_unit_id and row.unit.level != LEVELS_SHOWN[0]
        found = {
            "unit_level": LEVELS_SHOWN if is_single else (row.unit.level,),
            "status": (row.assessment.standing.value,),
            "pillar": (target.pillar or row.indicator.pillar or "-",),
            "sector": (target.sector or row.indicator.sector or "-",),
            "office": line.offices,
            "within": line.within,
        }
        return all(getattr(self, name) in (ANY, *keys) for name, keys in found.items())


@dataclass(frozen=True, slots=True)
class GapsPage:
    """What the page says; `silent` are the lines whose figures nobody can tell yet.

    The verdict says of how many lines how many are short, and the worst; if none is, how they
    stand, which else the details say.
    """

    measured: tuple[GapLine, ...]
    silent: tuple[GapLine, ...]
    verdict: str
    details: str
    counts: str
    has_demo: bool


def every_line(reader: Reader) -> tuple[GapLine, ...]:
    """Return a line for every target in every unit in force."""
    return lines(reader.catalogue, reader.target_rows(), reader.today, reader.judged_on)


def lines(
    catalogue: Catalogue, rows: Iterable[Row], today: date, judged_on: date | None = None
) -> tuple[GapLine, ...]:
    """Return a line for every target in every unit in force, silent units too.

    In force are the units of the home's last day, and those of today where a reform has passed.
    `judged_on` is the day as of which the rows are judged; None: today.
    """
    days = (min(today, catalogue.home.valid_to or today), today)
    held = {unit_id for day in days for unit_id in catalogue.vintage_on(day).parents}
    judged = [row for row in rows if row.target and row.unit.unit_id in held]
    told = (*judged, *_silent(catalogue, judged, held, today, judged_on or today))
    within: dict[str, tuple[str, ...]] = {}  # the unit, what it lies in in any vintage or lay in
    for unit_id, unit in {row.unit.unit_id: row.unit for row in told}.items():
        above = [one.parents.get(unit_id) for one in catalogue.vintages]
        if former := catalogue.former_district(unit):
            above.append(former.unit_id)
        within[unit_id] = tuple(dict.fromkeys((unit_id, *filter(None, above))))
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
    # Where there are districts no more, it is their ground that is meant.
    ground = "{district}" if AdminLevel.DISTRICT in catalogue.levels else template("gaps.former")
    told: Mapping[str, Mapping[str, str]] = {
        "status": {one.value: badge.word for one, badge in STANDINGS.items()},
        "pillar": {group.group_id: group.name for group in catalogue.pillars},
        "sector": {group.group_id: group.name for group in catalogue.sectors},
        "office": {office: findable(office) for office in offices},
        "within": {one.unit_id: findable(ground.format(district=one.name)) for one in districts},
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
    return page_of(reader.kept(listed, wanted, order))


def page_of(found: Sequence[GapLine]) -> GapsPage:
    """Return what the page says of lines in the order of the list."""
    rows = [line.row for line in found]
    counts = tally_text(tally(rows))
    is_once = len({line.target.target_id for line in found}) == len(found)
    told = phrase(
        "gaps.verdict" if is_once else "gaps.verdict_units",
        count=len(found),
        units=len({row.unit.unit_id for row in rows}),
    )
    details = ""
    if short := [line for line in found if is_short(line.row)]:
        worst = min(short, key=lambda line: severity(line.row, line.attainment)).row
        is_below = worst.unit.level is not AdminLevel.PROVINCE
        named = CELLS["target_unit" if is_below else "target"](worst)
        said = phrase("gaps.verdict_short", told=told, short=short_text(rows))
        verdict = phrase("worst", said=said, worst=named) if is_below else with_worst(said, named)
        details = phrase("gaps.details", counts=counts)
    else:
        verdict = phrase(
            "gaps.verdict_counts" if found else "gaps.nothing", told=told, counts=counts
        )
    return GapsPage(
        measured=tuple(line for line in found if is_measured(line.row)),
        silent=tuple(line for line in found if not is_measured(line.row)),
        verdict=verdict,
        details=details,
        counts=counts,
        has_demo=has_demo(latest(rows)),
    )


def shown_lines(
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

    def place(line: GapLine) -> tuple[object, ...]:
        level = LEVELS_SHOWN.index(line.row.unit.level)
        last = (level, line.target.target_id, line.row.unit.unit_id)
        first, *how_far = severity(line.row, line.attainment)
        if order == "things":
            return (first, line.things is None, -(line.things or 0), *last)
        return (first, *how_far, *last)

    return tuple(sorted((line for line in found if wanted.admits(line)), key=place))


def offices(row: Row) -> tuple[str, ...]:
    """Who answers for a target in a unit: of the target or its indicator, then of the unit."""
    own = row.unit.responsible if row.unit.level in LEVELS_SHOWN[1:] else None
    named = responsible(row)
    parts = f"{named or ''};{own or ''}".split(";")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _silent(
    catalogue: Catalogue, rows: Sequence[Row], held: Collection[str], today: date, judged_on: date
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
                    today=judged_on,
                    programme_started_on=catalogue.programme.started_on,
                    unit_ended_on=unit.valid_to,
                )
                nothing = Series(indicator.indicator_id, unit.unit_id, ())
                judged = assess(nothing, indicator, target, terms)
                yield Row(unit, indicator, target, judged, nothing, target.office_at(unit, today))


def block(reader: Reader, asked: Slide) -> Block:
    """The lines that the address asks for, the home's own if it asks for none, as a table."""
    limits = {one.name: asked.asked(one.name, ANY) for one in fields(Wanted)}
    limits["unit_level"] = asked.asked("unit_level", AdminLevel.PROVINCE)
    chosen = (Wanted(**limits), asked.asked("order", ORDERS[0]))
    page = reader.kept(build, *chosen)
    rows = [line.row for line in reader.kept(listed, *chosen) if line.row.assessment.gap]
    if not rows:
        return Block(page.verdict, Message(page.details or page.verdict))
    name = "target_unit" if len({row.unit.unit_id for row in rows}) > 1 else "target"
    table, office = slide_lines(reader, rows, f"{name} bar stand")
    points = latest(rows[: len(table.first().lines)])
    sentence = " · ".join(filter(None, (page.counts, office)))
    return Block(page.verdict, table.first(), sentence, points)
