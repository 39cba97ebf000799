"""Counts of a share in rows of their own: near it, or as its part below its whole."""

from dataclasses import replace
from functools import cache
from itertools import product

from cds.domain.indicators import Indicator
from cds.domain.issues import IssueCode
from cds.domain.observations import percentage
from cds.ingest.faults import first_of, plain
from cds.ingest.head.guesses import guess_name, levels_of, says_of_which
from cds.ingest.head.reckoning import is_given
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import Sheet
from cds.ingest.rows.cells import Cells
from cds.ingest.rows.number_cells import SCALE, FigureReader
from cds.ingest.tables import Cell, Number, RawRow
from cds.ingest.words.fields import PLACES, UNITS, Field
from cds.ingest.words.measures import NOUN
from cds.ingest.words.nearest import says_share
from cds.ingest.words.numbers import counts, take_apart

_NEAR = 4  # rows above or below
_BULLETS = " -+*\u2022\u2013"
_WHOSE = (*PLACES, Field.PERIOD)


def join_parts(sheet: Sheet, registers: Registers) -> None:
    """Write a share's part over its whole, "1500/2000", where both stand in rows near each other.

    Asks of it. The row of the whole is a figure of its own only where it names an indicator.
    """
    place, rows = sheet.layout.keys.get(Field.INDICATOR_NAME), sheet.rows
    if place is None or sheet.mapping or Field.INDICATOR_ID in sheet.layout.keys:
        return
    named = registers.indicators.resolve
    names = [str(row.cell(place)).strip(_BULLETS) for row in rows]
    known = {name: named("", name) for name in dict.fromkeys(names)}
    nearest, levels = registers.nearest, levels_of(sheet, registers)
    shares = [nearest.find(name, levels, is_share=True) for name in known if says_share(name)]
    given = {each.indicator_id for each in known.values() if each}
    given |= {each.indicator.indicator_id for each in shares if each}
    asked, joined = dict[tuple[str, str, str], list[int]](), dict[int, RawRow]()
    wholes = set[int]()

    @cache
    def share_of(name: str, whole: str) -> Indicator | None:
        """Return the share of which two rows may be the part and the whole."""
        text = f"{whole} {name}" if says_of_which(name) else name
        near = nearest.find(text, levels, is_share=True)
        own = near.indicator if near and near.indicator.indicator_id not in given else None
        is_pair = own and not nearest.is_whole(name, own) and nearest.is_whole(whole, own)
        return own if is_pair else None

    for at, name in enumerate(names):
        for above in range(at - 1, max(-1, at - _NEAR), -1) if not known[name] else ():
            whole = names[above]
            own = share_of(name, whole)
            row = _joined(rows[at], rows[above], sheet, registers) if own else None
            if own is None or row is None:
                continue
            joined[at] = row.with_cell(place, own.name)
            is_own = known[whole] or guess_name(
                whole, levels, registers, is_share=False, has_sign=False
            )
            wholes |= set[int]() if is_own else {above}
            asked.setdefault((name, whole, own.name), []).append(row.line)
            break
    for (name, whole, indicator), lines in asked.items():
        said = {"whole": whole, "indicator": indicator, "lines": first_of(lines)}
        sheet.ask("pair_rows", lines[0], place + 1, value=name, **said)
    sheet.wholes += [rows[at] for at in sorted(wholes)]
    kept = [at for at in range(len(rows)) if at not in wholes]
    sheet.rows = [joined.get(at, rows[at]) for at in kept]
    sheet.sections = [sheet.sections[at] for at in kept]


def _joined(part: RawRow, whole: RawRow, sheet: Sheet, registers: Registers) -> RawRow | None:
    """Return the row of a part with its counts of those of its whole; None where they are none.

    Both are of one unit and period, which the part may leave out, and count things one by one.
    """
    keys, joined = sheet.layout.keys, part
    if sheet.units.get(part.line) != sheet.units.get(whole.line):
        return None
    for at in (keys[field] for field in _WHOSE if field in keys):
        if part.cell(at) not in ("", whole.cell(at)):
            return None
        joined = joined.with_cell(at, whole.cell(at))
    if Field.MEASURE_UNIT in keys:
        place, read = keys[Field.MEASURE_UNIT], registers.headings.measures.read
        found = [read(str(row.cell(place)), is_labelled=True) for row in (part, whole)]
        if any(each.kind != NOUN or each.size > 1 for measures in found for each in measures):
            return None
        joined = joined.with_cell(place, "")
    figures = [
        at for at in sheet.layout.figure_columns if str(part.cell(at)) or str(whole.cell(at))
    ]
    for at in figures:
        if not (counts(part.cell(at)) and counts(whole.cell(at))):
            return None
        joined = joined.with_cell(at, f"{_number(part.cell(at))}/{_number(whole.cell(at))}")
    return joined if figures else None


def _number(cell: Cell) -> str:
    return plain(cell.value) if isinstance(cell, Number) else take_apart(str(cell)).number


def take_counts(sheet: Sheet, figures: FigureReader, registers: Registers) -> None:
    """Give shares the only two counts near them that they are reckoned from, which are then read.

    The part must be named as what the share is of.
    """
    issues, code, layout = sheet.issues, IssueCode.UNKNOWN_INDICATOR, sheet.layout
    unknown = {issue.line for issue in issues if issue.code is code}
    if not unknown or {*UNITS} & {*layout.keys} or len(layout.blocks) > 1:
        return
    levels, read = levels_of(sheet, registers), set[int | None]()
    places = {row.line: place for place, row in enumerate(sheet.rows)}
    for entry in sheet.entries:
        if entry.given_value is None or not entry.indicator.is_share:
            continue
        at = places[entry.line]
        rows = [Cells(row, entry.block) for row in sheet.rows[max(0, at - _NEAR) : at + _NEAR + 1]]
        unit = sheet.units.get(entry.line)
        rows = [row for row in rows if sheet.units.get(row.row.line) == unit]
        names = ((row, row.text(Field.INDICATOR_NAME)) for row in rows if row.row.line in unknown)
        nears = ((row, registers.nearest.find(name, levels)) for row, name in names)
        parts = [r for r, n in nears if n and n.is_part and n.indicator is entry.indicator]
        counts = {row: figures.plain(row, Field.VALUE) for row in rows}
        pairs = [
            (part, whole)
            for part, whole in product(parts, rows)
            if is_given(counts[part], counts[whole], entry.given_value)
        ]
        for part, whole in pairs if len(pairs) == 1 else ():
            numerator, denominator = counts[part], counts[whole]
            exact = percentage(numerator, denominator)
            entry.observation = replace(
                entry.observation,
                numerator=numerator,
                denominator=denominator,
                value=exact and exact.quantize(SCALE),
            )
            read |= {part.row.line, whole.row.line}
    issues[:] = [each for each in issues if each.code is not code or each.line not in read]
