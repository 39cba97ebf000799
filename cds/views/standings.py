"""Standings as pages tell them: how far and how bad, who answers for them, and as lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from cds.blocks import Table
from cds.charts.values import TargetBar
from cds.domain.accumulation import compared, is_yearly
from cds.domain.admin_units import AdminUnit
from cds.domain.assessments import CLOSED, Assessment, Standing, Status
from cds.domain.catalogue import Catalogue
from cds.domain.composites import (
    Attained,
    Composite,
    attainment,
    natural_limit,
    newest_current,
    step_attainment,
)
from cds.domain.indicators import Indicator
from cds.domain.observations import Series
from cds.domain.targets import TargetKind
from cds.scorecard import Row, governing, is_demo, is_short, most_urgent_first, responsible, urgency
from cds.text import figures, numbers
from cds.text.phrases import fitting, phrase
from cds.views.columns import row_table, target, target_bar
from cds.views.reader import Reader

_COLUMNS = "target status value aim period source heir"


@dataclass(frozen=True, slots=True)
class StandingLine:
    """One target in one unit in finished texts, and the address of its page without version.

    `bar` None: neither figure nor steps nor target in numbers.
    """

    standing: Standing
    word: str
    name: str
    bar: TargetBar | None
    value: str
    target: str
    gap: str
    when: str
    due: str
    office: str
    link: str
    is_demo: bool
    note: str = ""  # stands below the name

    @property
    def is_short(self) -> bool:
        """True when `gap` says how much is missing, not that nothing or nobody knows."""
        return self.gap not in (numbers.MISSING, phrase("gap.cell_none"))


def standing_lines(
    rows: Iterable[Row], reader: Reader, *, has_unit: bool = False
) -> tuple[StandingLine, ...]:
    """Return rows with targets as lines, in their order; `has_unit` names the unit too."""
    lines = []
    for row in rows:
        judged, aim = row.assessment, row.target
        if aim is None:
            continue
        name, own = target(row), row.indicator.indicator_id
        line = StandingLine(
            standing=judged.standing,
            word=figures.badge(judged).word,
            name=phrase("slide.at_unit", name=name, unit=row.unit.name) if has_unit else name,
            bar=target_bar(row),
            value=figures.unmarked(judged, row.indicator),
            target=figures.target(judged, row.indicator, aim),
            gap=figures.gap(judged, row.indicator, "cell"),
            when=_when(row, reader.catalogue),
            due=phrase("standing.due", due=judged.due_on or aim.due_on),
            office=answering(reader, row),
            link=address("indicator", indicator=own, unit=row.unit.unit_id, target=aim.target_id),
            is_demo=is_demo(row),
        )
        lines.append(line)
    return tuple(lines)


def _when(row: Row, catalogue: Catalogue) -> str:
    """The period of the figure; of a milestone without one the day of its newest step done."""
    if row.assessment.latest or row.target is None or not row.assessment.steps_total:
        return figures.when(row.assessment.latest)
    done = (step.done_on for step in catalogue.steps_of(row.target.target_id))
    newest = max(filter(None, done), default=None)
    return numbers.day(newest) if newest else ""


def slide_lines(reader: Reader, rows: Iterable[Row], columns: str) -> tuple[Table, str]:
    """Return rows as a table of a slide, and who answers for all of them, who is said once."""
    office = {"office": lambda row: answering(reader, row)}
    return office_once(row_table("slide", f"{columns} office", rows, office))


def office_once(shown: Table) -> tuple[Table, str]:
    """Return a table without the office that all its lines share, and words that name it."""
    kept, alike = shown.said_once("office")
    return kept, " · ".join(phrase("standing.alike_office", text=one) for one in alike)


def address(page: str, **asked: str) -> str:
    """Return the address of a page with what is asked of it, without version."""
    return f"{page}?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class Succession:
    """What leads from a programme to the one that goes on with it, or that it goes on with."""

    sentence: str
    programme_id: str


def succession(reader: Reader) -> Succession | None:
    """Lead from a closed programme to its heir, else from an heir to what it inherits."""
    catalogue = reader.catalogue
    own, heir = catalogue.programme, catalogue.successor
    if own.is_closed_on(reader.today):
        if heir is None:
            return None
        slots = {"ended": own.ended_on, "name": heir.product_name}
        return Succession(phrase("closed.goes_on", **slots), heir.programme_id)
    before = next((one for one in catalogue.programmes if one.programme_id == own.inherits), None)
    if before is None or before.ended_on is None:
        return None
    slots = {"ended": before.ended_on, "name": before.product_name}
    return Succession(phrase("closed.came_before", **slots), before.programme_id)


def answering(reader: Reader, row: Row) -> str:
    """Return who answers for a standing; once it has closed, who has inherited it and when."""
    heir = reader.catalogue.successor
    office = heir.office_on(reader.today) if heir else None
    if heir and office and row.assessment.standing in CLOSED:
        return phrase("closed.heir", day=heir.started_on, office=office)
    return responsible(row) or numbers.MISSING


def balance(reader: Reader) -> Table | None:
    """Each headline target at the end, with its source and its heir; None while open."""
    if not reader.catalogue.programme.is_closed_on(reader.today):
        return None
    cells = {"heir": lambda row: answering(reader, row)}
    return row_table("closed", _COLUMNS, most_urgent_first(reader.headlines), cells)


def bare(unit: AdminUnit, indicator: Indicator) -> Row:
    """Return the row of a unit that has neither figure nor target."""
    nothing = Assessment(indicator.indicator_id, unit.unit_id, None, Status.NOT_ASSESSABLE)
    return Row(unit, indicator, None, nothing, Series(indicator.indicator_id, unit.unit_id, ()))


def row_attainment(row: Row, catalogue: Catalogue) -> Decimal | None:
    """Return how far the judged figure of a row is, 0 to 1, however old; None if not to tell."""
    return _on(row, catalogue, date.max)


def short_text(rows: Iterable[Row]) -> str:
    """Say how many targets are known to be short, and of these how many overdue; "" for none."""
    standings = [row.assessment.standing for row in rows if row.target and is_short(row)]
    overdue = standings.count(Standing.OVERDUE)
    if not standings:
        return ""
    return phrase("short_overdue" if overdue else "short", count=len(standings), overdue=overdue)


def with_worst(said: str, worst: str) -> str:
    """Name the worst after how many are short, where there is room: the list begins with it."""
    return fitting(phrase("worst", said=said, worst=worst), said)


def worst_of(rows: Iterable[Row], catalogue: Catalogue) -> Row | None:
    """Return the worst row among those known to be short of their target; None if none is."""
    short = (row for row in rows if row.target and is_short(row))
    return next(iter(worst_first(short, catalogue)), None)


def worst_first(rows: Iterable[Row], catalogue: Catalogue) -> list[Row]:
    """Order rows with targets by severity."""
    return sorted(rows, key=lambda row: severity(row, row_attainment(row, catalogue)))


def severity(row: Row, share: Decimal | None) -> tuple[int, bool, Decimal]:
    """Place of a row among others, the worst first: its standing, then how far it is, 0 to 1.

    Attainments are compared, for gaps have different units.
    """
    return urgency(row), share is None, share or Decimal(0)


def composite(
    indicators: Sequence[Indicator], rows: Iterable[Row], catalogue: Catalogue, on: date
) -> Composite:
    """Return the mean attainment of indicators of one unit, by the figures current on a day.

    Rows are the unit's; an indicator without a row counts among the m of "n of m" alone.
    """
    known: dict[str, list[Row]] = {}
    for row in rows:
        known.setdefault(row.indicator.indicator_id, []).append(row)
    return Composite(
        tuple(
            Attained(
                one.indicator_id,
                _on(governing(own := known.get(one.indicator_id, [])), catalogue, on),
                has_figure=any(newest_current(row.series.judged, on) for row in own),
            )
            for one in indicators
        )
    )


def _on(row: Row | None, catalogue: Catalogue, on: date) -> Decimal | None:
    """How far a row is on a day; a milestone by its steps, without steps by its own figure."""
    if row is None:
        return None
    if row.target and row.target.kind is TargetKind.MILESTONE:
        steps = step_attainment(catalogue.steps_of(row.target.target_id), on)
        if steps is not None:
            return steps
    if on < date.max:
        point = newest_current(compared(row.series, row.indicator), on)
    elif is_yearly(row.indicator) and row.assessment.is_met is None:
        return None  # a quarter is held against no year
    else:
        point = row.assessment.latest
    if point is None:
        return None
    aim = row.assessment.target_value if row.target else natural_limit(row.indicator)
    if aim is None:
        return None
    return attainment(point.value, aim, row.indicator.floor, row.indicator.direction)
