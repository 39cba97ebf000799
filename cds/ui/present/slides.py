"""One slide from a saved view: the same figures, words and colours as on the page itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from cds.charts.theme import chart_colour
from cds.domain.places import AdminLevel
from cds.domain.progress import Status
from cds.domain.stories import Slide, Story
from cds.domain.targets import StepState, TargetKind
from cds.export.content import Body, Cell, Content, Deck, Message, Table, TableRow
from cds.scorecard import Row, standing
from cds.text import figures, numbers
from cds.text.screens import say
from cds.ui import indicator as indicator_values
from cds.ui.present.pictures import coverage_slide, ranking_slide, trend_slide
from cds.ui.present.sources import Sources, latest, sources_text
from cds.ui.present.tables import fitted, gap_text, standing_cell, standing_table, value_text

__all__ = ["deck", "slide_content", "unit_content"]


def deck(story: Story, sources: Sources, tell: Callable[[int], None] = lambda _: None) -> Deck:
    """Return a whole story's contents; `tell` hears how many slides are done."""
    made = []
    for done, slide in enumerate(story.slides, start=1):
        made.append(slide_content(slide, sources))
        tell(done)
    return Deck(
        title=story.title,
        subtitle=sources.catalogue.programme.name,
        data_version=sources.version,
        demo_text=say("demo_ribbon"),
        slides=tuple(made),
    )


def slide_content(slide: Slide, sources: Sources) -> Content:
    """Return what a saved view holds; what is unknown or missing is said in words."""
    build = _BUILDERS[slide.page]
    content = _unknown(slide, sources) or build(slide, sources)
    return replace(content, title=slide.title or content.title, note=slide.note)


def unit_content(unit_id: str, sources: Sources) -> Content:
    """Return the slide that answers "and in my commune?"."""
    return slide_content(Slide("unit", (("unit", unit_id),)), sources)


def of_rows(
    sources: Sources, title: str, body: Body, sentence: str, rows: Iterable[Row]
) -> Content:
    """Return a slide whose source, period and ribbon follow from the rows shown."""
    points = latest(rows)
    return Content(
        title=title,
        body=body,
        sentence=sentence,
        source=say("slide.source", source=sources_text(points)),
        as_of=sources.as_of(points),
        is_demo=any(point.is_demo for point in points),
    )


def counts_text(rows: Sequence[Row]) -> str:
    """Count headline targets by standing, as on the overview."""
    return say("slide.counts", total=len(rows), parts=_counted(rows))


def _counted(rows: Sequence[Row]) -> tuple[str, ...]:
    words = [figures.badge(row.assessment).word for row in rows]
    order = [badge.word for badge in figures.BADGES]
    return tuple(
        say("slide.count", count=words.count(word), word=word.lower())
        for word in sorted(set(words), key=order.index)
    )


def _unknown(slide: Slide, sources: Sources) -> Content | None:
    """The slide of an address that names an indicator or unit nobody knows."""
    known = sources.catalogue
    unit_id, indicator_id = slide.asked("unit"), slide.asked("indicator")
    if slide.page in ("unit", "indicator") and unit_id and unit_id not in known.units:
        text = say("slide.unit_unknown", unit=unit_id)
    elif slide.page in ("indicator", "coverage") and indicator_id not in known.indicators:
        text = say("slide.indicator_unknown", indicator=indicator_id)
    else:
        return None
    return Content(slide.page, Message(text), "", "", sources.as_of(()), is_demo=False)


def _overview(slide: Slide, sources: Sources) -> Content:
    if slide.asked("part") == "heat":
        return _heat(sources)
    rows = sources.headlines
    title = say("slide.overview", home=sources.catalogue.home.name)
    return of_rows(sources, title, standing_table(rows, "target"), counts_text(rows), rows)


def _heat(sources: Sources) -> Content:
    """Districts by headline targets, each cell with sign, value and colour."""
    asked = dict.fromkeys(
        row.indicator.indicator_id
        for row in sources.headlines
        if row.target and row.target.scope_unit_id in (None, sources.catalogue.home.unit_id)
    )
    rows = [
        row
        for indicator_id in asked
        for row in sources.rows(indicator_id)
        if row.unit.level is AdminLevel.DISTRICT and row.target and row.target.is_headline
        if row.assessment.latest
    ]
    title = say("slide.heat")
    if not rows:
        return of_rows(sources, title, Message(say("slide.heat_none")), "", ())
    return of_rows(sources, title, _heat_table(rows), say("slide.heat_sentence"), rows)


def _heat_table(rows: Sequence[Row]) -> Table:
    names = tuple(dict.fromkeys(row.target.name for row in rows if row.target))
    cells = {(row.unit.unit_id, row.target.name): row for row in rows if row.target}
    units = {row.unit.unit_id: row.unit for row in sorted(rows, key=lambda row: row.unit.code)}
    width = 0.8 / len(names)
    return Table(
        columns=(say("slide.col_unit"), *names),
        rows=tuple(
            TableRow((Cell(unit.name), *(_heat_cell(cells.get((i, n))) for n in names)), i)
            for i, unit in units.items()
        ),
        widths=(0.2, *(width for _ in names)),
    )


def _heat_cell(row: Row | None) -> Cell:
    if row is None:
        return Cell(numbers.MISSING)
    sign = figures.badge(row.assessment).sign
    return Cell(f"{sign} {value_text(row)}", chart_colour(row.assessment))


def _indicator(slide: Slide, sources: Sources) -> Content:
    rows = sources.rows(slide.asked("indicator"), slide.asked("period"))
    unit_id = slide.asked("unit", sources.catalogue.home.unit_id)
    page = indicator_values.build(sources.catalogue, rows, unit_id)
    match slide.asked("part"):
        case "ranking":
            return ranking_slide(sources, rows, page.row)
        case "plan":
            return _plan(sources, rows, page)
        case _:
            return trend_slide(sources, page.row)


def _plan(sources: Sources, rows: Sequence[Row], page: indicator_values.IndicatorPage) -> Content:
    parts = indicator_values.parts_of(sources.catalogue, rows, page.row)
    title = say("slide.plan", name=page.row.indicator.name)
    lines = [TableRow(tuple(Cell(text) for text in line)) for line in page.plan]
    columns = tuple(say(f"slide.col_{name}") for name in ("unit", "things", "running"))
    body: Body = Table(columns, fitted(lines), (0.5, 0.3, 0.2))
    sentence = page.plan_sentence if lines else ""
    if not lines:
        body = Message(page.plan_sentence)
    made = of_rows(sources, title, body, sentence, parts)
    return replace(made, is_demo=made.is_demo or page.plan_has_demo)


def _gaps(slide: Slide, sources: Sources) -> Content:
    """The largest gaps of a unit, a sector or the home, most missing first."""
    unit_id = slide.asked("within") or slide.asked("unit") or sources.catalogue.home.unit_id
    sector = slide.asked("sector")
    rows = [
        row
        for row in sources.rows_of(unit_id)
        if row.target and row.assessment.gap
        if sector in ("", row.target.sector or row.indicator.sector)
    ]
    rows.sort(key=lambda row: (not row.indicator.is_share, -(row.assessment.gap or 0)))
    title = say("slide.gaps")
    if not rows:
        return of_rows(sources, title, Message(say("slide.gaps_none")), "", ())
    shown = rows[:10]
    sentence = say("slide.gaps_sentence", shown=len(shown), total=len(rows))
    return of_rows(sources, title, standing_table(shown, "target"), sentence, shown)


def _pilots(_slide: Slide, sources: Sources) -> Content:
    """What the pilots report beside the home's own figure, by indicator."""
    home = sources.catalogue.home
    units = [*(sources.catalogue.units[p.unit_id] for p in sources.catalogue.pilots), home]
    found = {unit.unit_id: _first_by_indicator(sources.rows_of(unit.unit_id)) for unit in units}
    shared = [
        indicator_id
        for indicator_id, row in found[units[0].unit_id].items()
        if row.indicator.is_share
        if all(_has_figure(found[unit.unit_id].get(indicator_id)) for unit in units)
    ]
    title = say("slide.pilots")
    if not sources.catalogue.pilots or not shared:
        return of_rows(sources, title, Message(say("slide.pilots_none")), "", ())
    rows = [found[unit.unit_id][i] for i in shared[:9] for unit in units]
    lines = [
        TableRow(
            (
                Cell(found[home.unit_id][i].indicator.name),
                *(Cell(value_text(found[unit.unit_id][i])) for unit in units),
            )
        )
        for i in shared[:9]
    ]
    columns = (say("slide.col_indicator"), *(unit.name for unit in units))
    width = 0.6 / len(units)
    table = Table(columns, tuple(lines), (0.4, *(width for _ in units)))
    started = min(pilot.started_on for pilot in sources.catalogue.pilots)
    sentence = say("slide.pilots_sentence", started=started)
    return of_rows(sources, title, table, sentence, rows)


def _sectors(_slide: Slide, sources: Sources) -> Content:
    own = _first_by_indicator(sources.rows_of(sources.catalogue.home.unit_id))
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
        Cell(", ".join(_counted(judged)) or numbers.MISSING),
        Cell(f"{worst.indicator.name}: {gap_text(worst)}" if worst else numbers.MISSING),
    )


def _motto(_slide: Slide, sources: Sources) -> Content:
    own = _first_by_indicator(sources.rows_of(sources.catalogue.home.unit_id))
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
    return _grouped(sources, say("slide.motto"), "slide.motto_sentence", table, shown, total)


def _motto_line(part: str, row: Row) -> TableRow:
    point = row.assessment.latest
    cells = (Cell(part), Cell(row.indicator.name), Cell(value_text(row)), standing_cell(row))
    return TableRow((*cells, Cell(numbers.period(point.period if point else None))))


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
    return {i: own[i] if _has_figure(own.get(i)) else None for i in found}


def _unit(slide: Slide, sources: Sources) -> Content:
    unit = sources.catalogue.units[slide.asked("unit", sources.catalogue.home.unit_id)]
    rows = [row for row in governing_rows(sources, unit.unit_id) if row.assessment.latest]
    if not rows:
        text = say("slide.unit_none", unit=unit.name)
        return of_rows(sources, unit.name, Message(text), "", ())
    ordered = sorted(rows, key=lambda row: (row.target is None, -(row.assessment.gap or 0)))
    table = standing_table(ordered, "indicator")
    shown = ordered[: len(table.rows)]
    return of_rows(sources, say("slide.unit", unit=unit.name), table, unit_sentence(ordered), shown)


def governing_rows(sources: Sources, unit_id: str) -> tuple[Row, ...]:
    """A unit's rows, one per indicator: by the target that comes first in the register."""
    return tuple(_first_by_indicator(sources.rows_of(unit_id)).values())


def unit_sentence(rows: Sequence[Row]) -> str:
    """Say how many figures a unit has, how many targets it meets, and where most is missing."""
    judged = [row for row in rows if row.target]
    met = sum(standing(row.assessment) == Status.ACHIEVED for row in judged)
    counts = {"reported": len(rows), "judged": len(judged), "met": met}
    short = [row for row in judged if row.assessment.gap and row.indicator.is_share]
    if not short:
        return say("slide.unit_sentence_plain", **counts)
    worst = max(short, key=lambda row: row.assessment.gap or 0)
    return say("slide.unit_sentence", worst=f"{worst.indicator.name} ({gap_text(worst)})", **counts)


def _milestones(_slide: Slide, sources: Sources) -> Content:
    targets = sources.catalogue.targets
    kept = [
        (targets[step.target_id], step)
        for step in sources.catalogue.steps
        if targets[step.target_id].kind is TargetKind.MILESTONE
    ]
    title = say("slide.milestones")
    if not kept:
        return of_rows(sources, title, Message(say("slide.milestones_none")), "", ())
    lines = [
        TableRow(
            (
                Cell(target.name),
                Cell(step.name),
                Cell(say(f"slide.step_{step.state.value}")),
                Cell(numbers.day(step.due_on)),
                Cell(numbers.day(step.done_on)),
            )
        )
        for target, step in kept
    ]
    columns = tuple(
        say(f"slide.col_{name}") for name in ("target", "step", "status", "due", "done")
    )
    done = sum(step.state is StepState.DONE for _, step in kept)
    sentence = say("slide.milestones_sentence", done=done, total=len(kept))
    table = Table(columns, fitted(lines, 8), (0.31, 0.31, 0.12, 0.13, 0.13))
    first = targets[kept[0][1].target_id]
    return Content(
        title=title,
        body=table,
        sentence=sentence,
        source=say("slide.source", source=first.source_title or say("source_none")),
        as_of=sources.as_of(()),
        is_demo=False,
    )


def _first_by_indicator(rows: Iterable[Row]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row.indicator.indicator_id, row)
    return found


def _has_figure(row: Row | None) -> bool:
    return row is not None and row.assessment.latest is not None


_BUILDERS: Mapping[str, Callable[[Slide, Sources], Content]] = {
    "overview": _overview,
    "indicator": _indicator,
    "coverage": coverage_slide,
    "gaps": _gaps,
    "pilots": _pilots,
    "sectors": _sectors,
    "motto": _motto,
    "unit": _unit,
    "milestones": _milestones,
}
