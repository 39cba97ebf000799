"""Counts of a share that stand in rows of their own near it, as in the form of one unit."""

from dataclasses import replace
from itertools import product

from cds.domain.issues import IssueCode
from cds.domain.observations import percentage
from cds.ingest.head.guesses import levels_of
from cds.ingest.head.reckoning import is_given
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import Sheet
from cds.ingest.rows.cells import Cells
from cds.ingest.rows.number_cells import SCALE, FigureReader
from cds.ingest.words.fields import UNITS, Field

_NEAR = 4  # rows above or below


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
        at = places[entry.observation.line or 0]
        rows = [Cells(row, entry.block) for row in sheet.rows[max(0, at - _NEAR) : at + _NEAR + 1]]
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
