"""The first page as a value: headline targets, units below, changes, who has not reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cds.blocks import MOST_LINES, Block, Message, Table, TableLine
from cds.charts.theme import tone
from cds.domain.admin_units import AdminUnit
from cds.domain.assessments import CLOSED, Standing
from cds.domain.observations import Point, known_until
from cds.domain.periods import months_between
from cds.domain.stories import Slide
from cds.scorecard import Row, is_demo, is_measured, is_short, latest, most_urgent_first, tally
from cds.store.snapshots.snapshot import Snapshot
from cds.store.view.changes import counted
from cds.text import figures, numbers
from cds.text.figures import tally_text
from cds.text.phrases import head, kinds, phrase, public_name, word
from cds.views import choices, reporting
from cds.views.changes_figures import elsewhere
from cds.views.columns import CELLS
from cds.views.figure_moves import move_sentences, standing_moves
from cds.views.reader import Reader
from cds.views.standings import (
    StandingLine,
    Succession,
    balance,
    slide_lines,
    standing_lines,
    succession,
)

_MOST_CHANGES = 8
_SHORT = tone(Standing.LIMITED)  # the mark of what is short, whatever its standing
_OLD_MONTHS = 7  # two quarters and the time to send; from then on the age of figures is told
_MOST_WORST = 7  # of them on a slide that cannot name all


@dataclass(frozen=True, slots=True)
class Districts:
    """The units below the home by the headline targets measured there, most to do first.

    They are districts, where there are any, else communes. A cell is coloured only when its
    figure is below the target, and all such cells alike. `head` counts units with such a cell
    where any has figures.
    """

    head: str
    sentence: str
    table: Table
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the first page shows: each headline target as a line, the most urgent first."""

    verdict: str
    closing: str
    lines: tuple[StandingLine, ...]
    succession: Succession | None
    balance: Table | None
    has_demo: bool
    districts: Districts
    newest: Snapshot | None
    until: date | None
    age: int
    changes: tuple[str, ...]
    reporting: tuple[str, ...]


def build(reader: Reader) -> Overview:
    """Gather the page."""
    view = reader.view
    rows = most_urgent_first(reader.headlines)
    until = known_until(latest(rows), reader.day)
    return Overview(
        verdict=headline_verdict(rows),
        closing=_closing(rows),
        lines=standing_lines(rows, reader),
        succession=succession(reader),
        balance=balance(reader),
        has_demo=any(map(is_demo, rows)),
        districts=districts(reader),
        newest=view.snapshots[0] if view.snapshots else None,
        until=until,
        age=_age(reader, until),
        changes=_changes(reader),
        reporting=reader.unlimited.kept(reporting.summary),
    )


def as_of(page: Overview, version: int) -> str:
    """Return of when the figures are; and when the targets closed, if nothing else tells."""
    known: list[str] = []
    if page.newest:
        told = {"published": page.newest.published_at, "until": page.until, "age": page.age}
        key = "freshness_of_old" if page.age >= _OLD_MONTHS else "freshness"
        known.append(phrase(key, version=version, **told))
    if not page.succession:
        known.append(page.closing)
    return " ".join(filter(None, known))


def _age(reader: Reader, until: date | None) -> int:
    """Months from the end of the figures to the day of judgement; a closed book does not age."""
    if until is None or reader.catalogue.programme.is_closed_on(reader.day):
        return 0
    return max(0, months_between(until + timedelta(days=1), reader.day))


def districts(reader: Reader) -> Districts:
    """Gather the table; without lines where none of the units has figures."""
    level = reader.catalogue.level_below
    home, catalogue = reader.catalogue.home, reader.catalogue
    called = kinds(level, catalogue.descendants(home, catalogue.last_vintage(home), level))
    asked = dict.fromkeys(
        row.indicator.indicator_id
        for row in reader.headlines
        if row.target and row.target.scope_unit_id in (None, home.unit_id)
    )
    order = tuple(asked)
    found = reader.rows_where(indicator_ids=order, level=level, is_kept=False)
    measured = [r for r in found if r.target and r.target.is_headline and r.assessment.latest]
    rows = sorted(measured, key=lambda row: order.index(row.indicator.indicator_id))
    names = tuple(dict.fromkeys(row.indicator.name for row in rows))
    cells = {(row.unit.unit_id, row.indicator.name): row for row in rows}
    units = {row.unit.unit_id: row.unit for row in rows}
    below: dict[str, list[Row]] = {unit_id: [] for unit_id in units}
    for row in filter(is_short, rows):
        below[row.unit.unit_id].append(row)

    def place(unit: AdminUnit) -> tuple[object, ...]:
        short = below[unit.unit_id]
        share, things = max(map(_left, short), default=(Decimal(0), 0))
        return -len(short), -share, -things, unit.code

    ordered = sorted(units.values(), key=place)
    lines = []
    for unit in ordered:
        own = [cells.get((unit.unit_id, name)) for name in names]
        texts = (CELLS["value"](row) if row else numbers.MISSING for row in own)
        colours = (_SHORT if row and is_short(row) else None for row in own)
        line = TableLine((unit.name_short, *texts), None, unit.unit_id, (None, *colours))
        lines.append(line)
    short = sum(map(bool, below.values()))
    heads = (head("unit", "slide"), *names)
    table = Table(("unit", *names), heads, tuple(lines))
    if not rows:
        sentence = phrase("slide.heat_none", level=word(level))
    elif not short:
        sentence = phrase("overview.districts_none", total=len(units), kinds=called)
    else:
        worst = ordered[0]
        row = max(below[worst.unit_id], key=_left)
        sentence = phrase(
            "overview.districts",
            short=short,
            total=len(units),
            kinds=called,
            worst=worst.name,
            indicator=row.indicator.name,
            value=CELLS["value"](row),
            aim=CELLS["aim"](row),
        )
    key = "overview.heat" if rows else "overview.heat_unknown"
    return Districts(phrase(key, count=short, kinds=called), sentence, table, latest(rows))


def _left(row: Row) -> tuple[Decimal, int]:
    """How much of a target is missing, of 1, and how many things."""
    judged = row.assessment
    share = judged.gap / judged.target_value if judged.gap and judged.target_value else Decimal(0)
    return abs(share), judged.still_to_do or 0


def headline_verdict(rows: Sequence[Row]) -> str:
    """Count the headline targets by standing: the sentence that opens page and slide.

    Those nobody can measure yet, for whatever reason, come last as one.
    """
    told = [row for row in rows if is_measured(row) or row.assessment.standing in CLOSED]
    parts = [tally_text(tally(told))] if told else []
    if undecided := len(rows) - len(told):
        parts.append(phrase("overview.undecided", count=undecided))
    return phrase("overview.headline", total=len(rows), parts="; ".join(parts))


def _closing(rows: Sequence[Row]) -> str:
    closings = (figures.closing(row.assessment, row.unit.name) for row in rows)
    return next(filter(None, closings), "")


def _changes(reader: Reader) -> tuple[str, ...]:
    """What the newest publication changed."""
    if not reader.view.snapshots:
        return (phrase("overview.changes_none_yet"),)
    newest, before = reader.view.snapshots[0], reader.before
    slots = {
        "file": choices.publication(newest),
        "published": newest.published_at,
        "rows": newest.rows,
        "by": public_name(newest.uploaded_by),
    }
    if before is None:
        return (phrase("overview.changes_first", **slots),)
    home_id = reader.catalogue.programme.home_unit_id
    moved = standing_moves(reader.rows_of(home_id), before.rows_of(home_id))
    ranked = sorted(moved, key=lambda pair: not (pair[1].target and pair[1].target.is_headline))
    count = len({row.indicator.indicator_id for _, row in moved})
    key = "overview.changes_demo" if newest.is_demo else "overview.changes_last"
    first = phrase(key, **slots, count=count)
    if other := reader.unlimited.kept(_elsewhere):
        first = f"{first} {other}"
    return (first, *move_sentences(ranked, _MOST_CHANGES, "overview.changes_more"))


def _elsewhere(reader: Reader) -> str | None:
    if (before := reader.before) is None:
        return None
    foreign = [key for key in reader.catalogue.units if not reader.catalogue.is_ours(key)]
    return elsewhere(reader.catalogue, counted(before.view, reader.view, foreign))


def block(reader: Reader, asked: Slide) -> Block:
    """The headline targets, or districts by headline targets where that part is asked for."""
    if asked.asked("part") == "heat":
        found = districts(reader)
        if not found.table.lines:
            return Block(phrase("slide.heat"), Message(found.sentence))
        is_whole = len(found.table.lines) <= MOST_LINES
        table = found.table if is_whole else found.table.first(_MOST_WORST)
        key = phrase("overview.heat_key") if any(any(line.colours) for line in table.lines) else ""
        return Block(found.sentence, table, key, found.points)
    rows = most_urgent_first(reader.headlines)
    table, office = slide_lines(reader, rows, "target bar stand")
    title = ". ".join(filter(None, (headline_verdict(rows), _closing(rows))))
    return Block(title, table.first(), office, latest(rows))
