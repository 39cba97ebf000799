"""The first page as a value: counts, headline cards, heat map, changes, who has not reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cds.blocks import Block, Message, Table, TableLine, heads_of
from cds.charts.svg import sparkline
from cds.charts.values import Grid
from cds.domain.accumulation import joins
from cds.domain.admin_units import AdminLevel
from cds.domain.assessments import Standing, Tally
from cds.domain.catalogue import Catalogue
from cds.domain.observations import has_demo, known_until
from cds.domain.stories import Slide
from cds.domain.targets import MilestoneStep, PublishedState, Target
from cds.scorecard import Row, is_demo, latest, tally
from cds.store.snapshots.snapshot import Snapshot
from cds.store.view.changes import differences
from cds.text import figures
from cds.text.labels import public_name
from cds.text.phrases import phrase
from cds.text.standings import tally_text
from cds.views import reporting
from cds.views.attained import view_day
from cds.views.changes_figures import elsewhere
from cds.views.columns import colour, row_table
from cds.views.reader import Reader
from cds.views.row_charts import standing_grid, standing_text
from cds.views.unit_changes import changed, sentence

_MOST_CHANGES = 8


@dataclass(frozen=True, slots=True)
class TargetCard:
    """One headline target, in finished text. `spark` is SVG, None without figures."""

    row: Row
    name: str
    value: str
    lines: tuple[str, ...]
    spark: str | None
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the first page shows. Cards come with the latest targets first."""

    counts: Tally  # of the headline targets
    summary: str
    cards: tuple[TargetCard, ...]
    heat: Grid | None
    heat_has_demo: bool
    newest: Snapshot | None
    until: date | None
    changes: tuple[str, ...]
    changes_have_demo: bool
    reporting: tuple[str, ...]


def build(reader: Reader) -> Overview:
    """Gather the page."""
    catalogue, view, rows = reader.catalogue, reader.view, reader.headlines
    heat, heat_has_demo = _heat(reader)
    changes, changes_have_demo = _changes(reader)
    return Overview(
        counts=tally(rows),
        summary=headline_sentence(rows),
        cards=tuple(_card(row, catalogue) for row in sorted(rows, key=urgency)),
        heat=heat,
        heat_has_demo=heat_has_demo,
        newest=view.snapshots[0] if view.snapshots else None,
        until=known_until(latest(rows), view_day(catalogue, reader.today)),
        changes=changes,
        changes_have_demo=changes_have_demo,
        reporting=reporting.summary(reader),
    )


def headline_sentence(rows: Sequence[Row]) -> str:
    """Count the headline targets by standing."""
    counted = tally(rows)
    told = phrase("overview.headline", total=counted.total, parts=tally_text(counted))
    closings = (figures.closing(row.assessment, row.unit.name) for row in rows)
    return f"{told} {next(filter(None, closings), '')}".strip()


def urgency(row: Row) -> tuple[int, bool]:
    """Place of a standing among those a leader must see first, real figures before generated."""
    return list(Standing).index(row.assessment.standing), is_demo(row)


def _card(row: Row, catalogue: Catalogue) -> TargetCard:
    judged, target = row.assessment, row.target
    steps = catalogue.steps_of(target.target_id) if target else ()
    judged_points = () if steps else row.series.judged
    points = [p for p in judged_points if joins(p, judged_points[-1], row.indicator)]
    return TargetCard(
        row=row,
        name=figures.target_name(target) if target else row.indicator.name,
        value=figures.value(row.assessment, row.indicator),
        lines=_lines(row, steps),
        spark=sparkline(points, judged.target_value, row.indicator.name)
        if len(points) > 1
        else None,
        is_demo=has_demo(points),
    )


def _lines(row: Row, steps: Sequence[MilestoneStep]) -> tuple[str, ...]:
    judged, target = row.assessment, row.target
    aim = figures.target(judged, row.indicator, target)
    lines = [phrase("overview.target", target=aim, due=judged.due_on or (target and target.due_on))]
    lines += _open_steps(steps) if steps else _standing(row)
    if target and target.responsible:
        lines.append(phrase("overview.responsible", office=target.responsible))
    return tuple(lines)


def _standing(row: Row) -> list[str]:
    judged = row.assessment
    if judged.latest is None:
        return [phrase("overview.no_value")]
    return [
        figures.gap(judged, row.indicator),
        phrase("overview.period", period=figures.when(judged.latest)),
        phrase("overview.source", source=figures.source(judged.latest)),
    ]


def _open_steps(steps: Sequence[MilestoneStep]) -> list[str]:
    """The steps still open: a figure of a first phase must not hide them."""
    names = [step.name for step in steps if step.state is not PublishedState.DONE]
    return [phrase("overview.steps_open", names="; ".join(names))] if names else []


def _heat(reader: Reader) -> tuple[Grid | None, bool]:
    every = reader.catalogue.units.values()
    districts = tuple(unit.unit_id for unit in every if unit.level is AdminLevel.DISTRICT)
    rows = [
        row
        for row in reader.rows_where(is_headline=True, unit_ids=districts)
        if row.target and row.assessment.latest and row.target.level is not AdminLevel.DISTRICT
    ]
    if not rows:
        return None, False
    cells: dict[tuple[str, str], Row] = {
        (row.unit.name, row.target.target_id): row for row in rows if row.target
    }
    units = tuple(dict.fromkeys(row.unit.name for row in sorted(rows, key=lambda r: r.unit.code)))
    return standing_grid(units, _columns(reader.catalogue, cells), cells), has_demo(latest(rows))


def _columns(catalogue: Catalogue, cells: Mapping[tuple[str, str], Row]) -> tuple[Target, ...]:
    used = {target_id for _, target_id in cells}
    return tuple(target for target_id, target in catalogue.targets.items() if target_id in used)


def _changes(reader: Reader) -> tuple[tuple[str, ...], bool]:
    """What the newest publication changed, and whether generated figures are told of."""
    if not reader.view.snapshots:
        return (phrase("overview.changes_none_yet"),), False
    newest, before = reader.view.snapshots[0], reader.before
    slots = {
        "file": newest.file_name,
        "published": newest.published_at,
        "rows": newest.rows,
        "by": public_name(newest.uploaded_by),
    }
    if before is None:
        return (phrase("overview.changes_first", **slots),), False
    home_id = reader.catalogue.programme.home_unit_id
    moved = changed(reader.rows_of(home_id), before.rows_of(home_id))
    ranked = sorted(moved, key=lambda pair: not (pair[1].target and pair[1].target.is_headline))
    count = len({row.indicator.indicator_id for _, row in moved})
    key = "overview.changes_demo" if newest.is_demo else "overview.changes_last"
    head = phrase(key, **slots, count=count)
    if other := elsewhere(reader.catalogue, differences(before.view, reader.view).counts):
        head = f"{head} {other}"
    told = ranked[:_MOST_CHANGES]
    lines = [sentence(was, now) for was, now in told]
    more = len(ranked) - _MOST_CHANGES
    end = (phrase("overview.changes_more", count=more),) if more > 0 else ()
    rows = [row for pair in told for row in pair if row]
    return (head, *lines, *end), has_demo(latest(rows))


def block(reader: Reader, asked: Slide) -> Block:
    """The headline targets, or districts by headline targets where that part is asked for."""
    if asked.asked("part") == "heat":
        return _heat_block(reader)
    rows = sorted(reader.headlines, key=urgency)
    title = phrase("slide.overview", home=reader.catalogue.home.name)
    table = row_table("slide", "target value aim gap status period", rows)
    return Block(title, table.first(), headline_sentence(rows), latest(rows))


def _heat_block(reader: Reader) -> Block:
    """Districts by headline targets, each cell with its sign, value and colour."""
    home_id = reader.catalogue.home.unit_id
    asked = dict.fromkeys(
        row.indicator.indicator_id
        for row in reader.headlines
        if row.target and row.target.scope_unit_id in (None, home_id)
    )
    rows = [
        row
        for indicator_id in asked
        for row in reader.rows(indicator_id)
        if row.unit.level is AdminLevel.DISTRICT and row.target and row.target.is_headline
        if row.assessment.latest
    ]
    if not rows:
        return Block(phrase("slide.heat"), Message(phrase("slide.heat_none")))
    names = tuple(dict.fromkeys(figures.target_name(row.target) for row in rows if row.target))
    cells = {(row.unit.unit_id, figures.target_name(row.target)): row for row in rows if row.target}
    units = {row.unit.unit_id: row.unit for row in sorted(rows, key=lambda row: row.unit.code)}
    lines = []
    for unit_id, unit in units.items():
        found = [cells.get((unit_id, name)) for name in names]
        texts = [
            figures.mark(standing_text(row), [row.assessment.latest]) if row else standing_text(row)
            for row in found
        ]
        colours = (None, *(colour(row) if row else None for row in found))
        lines.append(TableLine((unit.name, *texts), None, unit_id, colours))
    table = Table(("unit", *names), (*heads_of("slide", ["unit"]), *names), tuple(lines))
    return Block(phrase("slide.heat"), table, phrase("slide.heat_sentence"), latest(rows))
