"""The indicators behind a part of the motto in one unit, and whether each counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cds.domain.admin_units import AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.composites import Composite, is_current, natural_limit
from cds.domain.indicators import Indicator
from cds.domain.observations import has_demo
from cds.scorecard import Row, governing
from cds.text import figures, numbers
from cds.text.screens import say
from cds.views.attained import bare, row_attainment


@dataclass(frozen=True, slots=True)
class MottoItem:
    """One indicator of a part in one unit, in finished text."""

    row: Row
    line: str
    counted: str
    is_demo: bool


def part_item(
    catalogue: Catalogue,
    indicator: Indicator,
    unit: AdminUnit,
    rows: Sequence[Row],
    made: Composite,
    day: date,
) -> MottoItem:
    """Return an indicator's standing in a unit and whether it counts towards its part."""
    own = (row for row in rows if row.indicator == indicator)
    row = governing(own) or bare(unit, indicator)
    latest = row.assessment.latest
    share = row_attainment(row, catalogue)
    return MottoItem(
        row=row,
        line=say(
            "motto.item_line" if latest else "motto.item_none",
            value=figures.value(row.assessment, indicator),
            period=figures.when(latest),
            aim=_aim(row),
            attainment=numbers.share(share),
            source=figures.source(latest) if latest else None,
        ),
        counted=_counted(row, made, share, day),
        is_demo=has_demo([latest]),
    )


def _aim(row: Row) -> str:
    if row.target:
        aim = figures.target(row.assessment, row.indicator, row.target)
        return say("motto.item_aim", aim=aim, due=row.target.due_on)
    limit = natural_limit(row.indicator)
    if limit is None:
        return say("motto.item_no_aim")
    return say("motto.item_limit", limit=numbers.figure(limit, row.indicator))


def _counted(row: Row, made: Composite, share: Decimal | None, day: date) -> str:
    latest = row.assessment.latest
    if row.indicator.indicator_id in made.basis:
        return say("motto.item_counted")
    if latest is None:
        reason = say("motto.reason_none")
    elif share is None:
        reason = say("motto.reason_no_aim")
    elif not is_current(latest, day):
        reason = say("motto.reason_stale")
    else:
        reason = say("motto.reason_later")
    return say("motto.item_not_counted", reason=reason)
