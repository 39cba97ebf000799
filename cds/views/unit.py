"""One unit as a value: who it is, every indicator against its target, rank, changes, silence."""

from collections.abc import Sequence
from dataclasses import dataclass

from cds.blocks import Block, FigureKey, Table
from cds.charts.values import Bars
from cds.domain.admin_units import AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Tier
from cds.domain.observations import has_demo
from cds.domain.stories import Slide
from cds.export.content import Message
from cds.scorecard import Row, latest
from cds.store.view.queries import View
from cds.text import figures, numbers
from cds.text.screens import say
from cds.views.attained import row_attainment, worst_of
from cds.views.columns import figure_of, row_table
from cds.views.reader import Reader
from cds.views.unit_facts import facts
from cds.views.unit_gaps import gap_bars
from cds.views.unit_peers import Peers, ranked
from cds.views.unit_standing import change, office, status, title
from cds.views.unit_words import silent, summary

COLUMNS = (
    *("indicator", "value", "period", "change", "target", "due", "gap", "things", "status"),
    *("rank", "district_rank", "completeness", "kind", "source", "office"),
)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One indicator of the unit against one target, in finished text."""

    row: Row
    cells: tuple[str, ...]  # as COLUMNS
    figure: FigureKey


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Everything one unit's page shows; `worst` is the figure that the summary names."""

    unit: AdminUnit
    facts: tuple[str, ...]
    summary: str
    worst: FigureKey | None
    lines: tuple[UnitLine, ...]
    silent: str | None
    gaps: Bars | None
    has_demo: bool
    above: tuple[AdminUnit, ...]  # the top first
    below: tuple[AdminUnit, ...]


def build(catalogue: Catalogue, view: View, rows: Sequence[Row], unit_id: str) -> UnitPage:
    """Gather the page from the unit's standings; a unit without figures has no lines."""
    unit = catalogue.units[unit_id]
    told = sorted(
        (row for row in rows if row.assessment.latest), key=lambda row: _order(catalogue, row)
    )
    vintage = catalogue.last_vintage(unit)
    peers = Peers(catalogue, view, unit)
    return UnitPage(
        unit=unit,
        facts=tuple(facts(catalogue, unit, vintage)),
        summary=summary(catalogue, unit, rows),
        worst=figure_of(worst) if (worst := worst_of(rows, catalogue)) else None,
        lines=tuple(_line(row, title(row, rows), peers) for row in told),
        silent=silent(catalogue, unit, told),
        gaps=gap_bars(told),
        has_demo=has_demo(latest(told)),
        above=_above(catalogue, unit, vintage),
        below=catalogue.children(unit, vintage),
    )


def _order(catalogue: Catalogue, row: Row) -> tuple[object, ...]:
    """Headline targets first, then other targets, then the register's tiers and order."""
    place = list(catalogue.indicators).index(row.indicator.indicator_id)
    is_headline = bool(row.target and row.target.is_headline)
    return not is_headline, row.target is None, list(Tier).index(row.indicator.tier), place


def _line(row: Row, name: str, peers: Peers) -> UnitLine:
    latest, figure = row.assessment.latest, figure_of(row)
    assert latest is not None  # noqa: S101 - only rows with a figure are told
    assert figure is not None  # noqa: S101 - it has one then
    judged, indicator = row.assessment, row.indicator
    cells = (
        name,
        figures.value(judged, indicator),
        figures.when(latest),
        change(row),
        figures.target(judged, indicator, row.target),
        numbers.day(row.target.due_on if row.target else None),
        figures.missing(judged, indicator),
        numbers.things(judged.still_to_do, indicator),
        status(row),
        ranked(peers.rank(row, in_district=False)),
        ranked(peers.rank(row, in_district=True)),
        figures.completeness(latest),
        figures.kind(latest),
        figures.source(latest),
        office(row),
    )
    return UnitLine(row, cells, figure)


def _above(catalogue: Catalogue, unit: AdminUnit, vintage: Vintage) -> tuple[AdminUnit, ...]:
    found: list[AdminUnit] = []
    above = catalogue.parent(unit, vintage)
    while above is not None:
        found.append(above)
        above = catalogue.parent(above, vintage)
    return tuple(reversed(found))


def block(reader: Reader, asked: Slide) -> Block:
    """A unit's figures, those furthest from their target first."""
    unit = reader.catalogue.units[asked.asked("unit", reader.catalogue.home.unit_id)]
    rows = known_rows(reader, unit.unit_id)
    if not rows:
        return Block(unit.name, Message(say("slide.unit_none", unit=unit.name)))
    shown = standing_table(rows).first()
    sentence = summary(reader.catalogue, unit, reader.rows_of(unit.unit_id))
    return Block(
        say("slide.unit", unit=unit.name), shown, sentence, latest(rows[: len(shown.lines)])
    )


def standing_table(rows: Sequence[Row]) -> Table:
    """Return a unit's standings; a row is named by its target where several aim at one thing."""
    columns = "title value aim gap status period"
    return row_table("slide", columns, rows, {"title": lambda row: title(row, rows)})


def known_rows(reader: Reader, unit_id: str) -> list[Row]:
    """A unit's rows with a figure: those known to be short first, the furthest away first."""
    rows = [row for row in reader.rows_of(unit_id) if row.assessment.latest]

    def order(row: Row) -> tuple[object, ...]:
        share = row_attainment(row, reader.catalogue) if row.target else None
        return row.target is None, row.assessment.is_met is not False, share is None, share

    return sorted(rows, key=order)
