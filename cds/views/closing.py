"""A programme that has closed: what was reached by its last day, and who goes on with it."""

from dataclasses import dataclass

from cds.blocks import Table
from cds.domain.assessments import CLOSED
from cds.scorecard import Row, most_urgent_first, responsible
from cds.text import numbers
from cds.text.phrases import phrase
from cds.views.columns import row_table
from cds.views.reader import Reader

_COLUMNS = "target status value aim period source heir"


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
