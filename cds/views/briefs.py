"""Briefs: all that is known of one unit on a sheet of A4, and those of a district's communes."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from cds.blocks import Block, Message, Table, heads_of
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.errors import UsageError
from cds.export.content import Brief, SlideContent
from cds.scorecard import Row, latest
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views.deck import framed
from cds.views.indicator import trend_block
from cds.views.reader import Reader
from cds.views.standings import succession
from cds.views.unit import known_rows, standing_table, tally_sentence, verdict
from cds.views.unit_profile import size

_TRENDS = 2
_COLUMNS = {"judged": "title value aim gap status period", "plain": "title value period"}


def unit_brief(unit: AdminUnit, sources: Reader) -> Brief:
    """Return everything about one unit."""
    rows = known_rows(sources, unit.unit_id)
    judged = [row for row in rows if row.target]
    plain = [row for row in rows if not row.target]
    long_enough = [row for row in judged if len(row.series.judged) > 1]
    parts = [framed(trend_block(sources, row), sources) for row in long_enough[:_TRENDS]]
    named: dict[str, int] = {}
    catalogue, above = sources.catalogue, sources.catalogue.above(unit)
    onward = succession(sources) if unit == catalogue.home else None
    office = unit.responsible
    lead = (
        verdict(sources, unit),
        tally_sentence(sources.rows_of(unit.unit_id)),
        onward and onward.sentence,
        office and phrase("brief.responsible", office=office),
        size(catalogue.facts(unit, catalogue.vintage_on(unit.valid_from))),
    )
    parts += [_table(sources, "judged", judged, named)]
    parts += [_table(sources, "plain", plain, named)] if plain else []
    return Brief(
        unit_name=unit.name,
        place=phrase(
            "brief.place" if above else "brief.place_top",
            parent=above and above.name,
            code=unit.code,
            valid=numbers.validity(unit.valid_from, unit.valid_to),
        ),
        lead=tuple(text for text in lead if text),
        parts=tuple(parts),
        as_of=sources.dated(latest(rows)),
        is_demo=any(part.is_demo for part in parts),
        sources=tuple(named),
    )


def communes_of(sources: Reader, district: AdminUnit) -> tuple[AdminUnit, ...]:
    """Return the communes of a district. Raises UsageError when it has none."""
    day = min(sources.today, district.valid_to or sources.today)
    vintage = sources.catalogue.vintage_on(day)
    found = sources.catalogue.descendants(district, vintage, AdminLevel.COMMUNE)
    if not found:
        raise UsageError("no_communes", unit=district.name)
    return found


def district_briefs(
    sources: Reader, district: AdminUnit, tell: Callable[[int], None]
) -> Iterator[Brief]:
    """Yield a brief per commune; `tell` hears how many are done."""
    for done, unit in enumerate(communes_of(sources, district), start=1):
        yield unit_brief(unit, sources)
        tell(done)


def _table(sources: Reader, name: str, rows: list[Row], named: dict[str, int]) -> SlideContent:
    """The standings of some rows with the number of each figure's source; a new one is `named`."""
    title = phrase(f"brief.{name}")
    if not rows:
        return framed(Block(title, Message(phrase("brief.none"))), sources)
    numbered = [named.setdefault(figures.source(p), len(named) + 1) for p in latest(rows)]
    standings = standing_table(rows).pick(_COLUMNS[name])
    lines = (
        replace(line, texts=(*line.texts, str(number)), colours=(*line.colours, None))
        for line, number in zip(standings.lines, numbered, strict=True)
    )
    columns = (*standings.columns, "source")
    table = Table(columns, heads_of("slide", columns), tuple(lines))
    return framed(Block(title, table, points=latest(rows)), sources)
