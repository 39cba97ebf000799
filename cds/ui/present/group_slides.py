"""Slides of indicators in groups: the priority sectors, and the parts of the motto."""

from collections.abc import Mapping, Sequence

from cds.domain.stories import Slide
from cds.export.content import Cell, Content, Message, Table, TableRow
from cds.scorecard import Row
from cds.text import figures, numbers
from cds.text.screens import say
from cds.ui.present.slide_parts import counted, first_by_indicator, has_figure, of_rows
from cds.ui.present.sources import Sources
from cds.ui.present.tables import fitted, gap_text, standing_cell, value_text


def sectors_slide(_slide: Slide, sources: Sources) -> Content:
    """Return each priority sector with what is known of it and where most is missing."""
    own = first_by_indicator(sources.rows_of(sources.catalogue.home.unit_id))
    groups = [
        (group.name, group.responsible, _members(sources, own, "sector", group.group_id))
        for group in sources.catalogue.sectors
    ]
    title = say("slide.sectors")
    lines = [TableRow(_sector_cells(*group)) for group in groups]
    shown = [row for _, _, members in groups for row in members.values() if row]
    columns = tuple(
        say(f"slide.col_{name}") for name in ("sector", "office", "reported", "status", "worst")
    )
    table = Table(columns, tuple(lines), (0.2, 0.2, 0.12, 0.2, 0.28))
    total = sum(len(members) for _, _, members in groups)
    return _grouped(sources, title, "slide.sectors_sentence", table, shown, total)


def _sector_cells(
    name: str, office: str | None, members: Mapping[str, Row | None]
) -> tuple[Cell, ...]:
    known = [row for row in members.values() if row]
    judged = [row for row in known if row.target]
    short = [row for row in judged if row.assessment.gap and row.indicator.is_share]
    worst = max(short, key=lambda row: row.assessment.gap or 0, default=None)
    return (
        Cell(name),
        Cell(office or numbers.MISSING),
        Cell(say("slide.number", number=len(known), total=len(members))),
        Cell(", ".join(counted(judged)) or numbers.MISSING),
        Cell(f"{worst.indicator.name}: {gap_text(worst)}" if worst else numbers.MISSING),
    )


def motto_slide(slide: Slide, sources: Sources) -> Content:
    """Return the parts of the motto in a unit with the standing of their indicators."""
    unit = sources.catalogue.units.get(slide.asked("unit"), sources.catalogue.home)
    own = first_by_indicator(sources.rows_of(unit.unit_id))
    shown: list[Row] = []
    lines: list[TableRow] = []
    total = 0
    for group in sources.catalogue.motto:
        members = _members(sources, own, "motto", group.group_id)
        known = [row for row in members.values() if row]
        total += len(members)
        shown += known
        lines += [_motto_line(group.name, row) for row in known[:2]]
    columns = tuple(
        say(f"slide.col_{name}") for name in ("part", "indicator", "value", "status", "period")
    )
    table = Table(columns, fitted(lines), (0.27, 0.37, 0.13, 0.13, 0.1))
    title = say("slide.at_unit", name=say("slide.motto"), unit=unit.name)
    return _grouped(sources, title, "slide.motto_sentence", table, shown, total)


def _motto_line(part: str, row: Row) -> TableRow:
    point = row.assessment.latest
    cells = (Cell(part), Cell(row.indicator.name), Cell(value_text(row)), standing_cell(row))
    return TableRow((*cells, Cell(figures.when(point))))


def _grouped(
    sources: Sources, title: str, key: str, table: Table, shown: Sequence[Row], total: int
) -> Content:
    if not table.rows:
        return of_rows(sources, title, Message(say("slide.groups_none")), "", ())
    return of_rows(sources, title, table, say(key, reported=len(shown), total=total), shown)


def _members(
    sources: Sources, own: Mapping[str, Row], kind: str, group_id: str
) -> Mapping[str, Row | None]:
    """The indicators of a group with the home's row where it has a figure."""
    found = (
        indicator_id
        for indicator_id, one in sources.catalogue.indicators.items()
        if (one.sector if kind == "sector" else one.motto) == group_id
    )
    return {i: own[i] if has_figure(own.get(i)) else None for i in found}
