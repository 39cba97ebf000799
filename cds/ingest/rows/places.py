"""Whether the rows of a table lie in the district that its letterhead, title or sheet names."""

from collections.abc import Iterator, Sequence

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.issues import Issue, IssueCode
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import ParsedRow, Sheet
from cds.ingest.words.fields import Field


def units_elsewhere(sheet: Sheet, registers: Registers) -> Iterator[Issue]:
    """Ask once where most communes, or all districts, lie outside the district that is named."""
    named = registers.units.candidates("", sheet.district)
    above = [unit for unit in named if unit.level is AdminLevel.DISTRICT]
    rows = {each.observation.unit_id: each for each in sheet.entries} if above else {}
    communes = [row for row in rows.values() if row.unit.level is AdminLevel.COMMUNE]
    held = communes or [row for row in rows.values() if row.unit.level is AdminLevel.DISTRICT]
    held = [r for r in held if any(not u.ended_before(r.observation.period.end) for u in above)]
    outside = [row for row in held if not _lies_in(row, above, registers)]
    is_most = len(outside) * 2 > len(held) if communes else len(outside) == len(held)
    if outside and is_most:
        yield outside[0].fault(
            IssueCode.UNCLEAR_HEADING,
            Field.UNIT_NAME,
            value=outside[0].unit.name,
            reason="elsewhere",
            unit=sheet.district,
            count=len(outside),
            all=len(held),
        )


def _lies_in(row: ParsedRow, above: Sequence[AdminUnit], registers: Registers) -> bool:
    catalogue = registers.catalogue
    vintage = catalogue.vintage_for(row.unit, row.observation.period)
    return row.unit in above or catalogue.parent(row.unit, vintage) in above
