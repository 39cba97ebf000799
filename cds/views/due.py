"""What is due of a period, as who sends it asks: what came, what has still to come, until when."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cds.blocks import Table, item_table
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator
from cds.domain.periods import Period
from cds.domain.reporting import asked_indicators, asked_units, deadline, owed
from cds.scorecard import Row, governing_rows
from cds.text import figures, numbers
from cds.text.phrases import phrase, word
from cds.views.reader import Reader

Asked = Mapping[AdminUnit, Sequence[Indicator]]


@dataclass(frozen=True, slots=True)
class DuePage:
    """What the units of a form have sent for its period; who lacks most stands first.

    A line is a unit, of one unit alone an indicator. Generated figures were sent by nobody.
    """

    verdict: str
    told: str
    lines: Table
    of: str  # what a line is, and in which order


def build(
    reader: Reader,
    level: AdminLevel,
    period: Period,
    within_id: str = "",
    indicator_ids: tuple[str, ...] = (),
) -> DuePage:
    """Count what a form asks for against what was sent; without `within_id` of all its units."""
    catalogue = reader.catalogue
    every = asked_units(catalogue, level, period.end, catalogue.units.get(within_id))
    wanted = asked_indicators(catalogue, level, indicator_ids)
    reported = reader.view.reported(period, level)
    real = {(one.indicator_id, one.unit_id) for one in reported if not one.is_demo}
    expected = ((unit, [one for one in wanted if catalogue.expects(unit, one)]) for unit in every)
    asked = {unit: own for unit, own in expected if own}
    lacking = {
        unit: [one for one in own if (one.indicator_id, unit.unit_id) not in real]
        for unit, own in asked.items()
    }
    senders = reader.view.senders([one.indicator_id for one in owed(catalogue, level)], level)
    sent = sorted((one for one in senders if not one.is_demo), key=lambda one: one.period.end)
    last = {one.unit_id: one.period for one in sent}
    own = (last[unit.unit_id] for unit in asked if unit.unit_id in last)
    newest = max(own, key=lambda one: one.end, default=None)
    missing = sum(map(len, lacking.values()))
    late = {one.indicator_id: one for each in lacking.values() for one in each}
    days = [n for each in late.values() if (n := _days(each, period)) is not None]
    limit = deadline(period, min(days, default=None))
    told = [_until(limit, reader.today)] if missing else []
    told.append(phrase("upload.last_sent" if newest else "upload.last_none", period=newest))
    is_alone, state = len(asked) == 1, "missing" if missing else "full"
    units = sorted(asked, key=lambda unit: (-len(lacking[unit]), unit.code))
    if is_alone:
        silent = {one.indicator_id for one in lacking[units[0]]}
        lines = _of_unit(reader, units[0], period, asked[units[0]], silent)
    else:
        lines = _of_units(catalogue, units, asked, lacking, last)
    return DuePage(
        verdict=phrase(
            f"upload.due_{'one' if is_alone else 'many'}_{state}",
            unit=units[0].name if units else "",
            period=period,
            level=word(level),
            units=len(units),
            lacking=sum(map(bool, lacking.values())),
            missing=missing,
            expected=sum(map(len, asked.values())),
        ),
        told=" · ".join(told),
        lines=lines,
        of=phrase("upload.due_unit" if is_alone else "upload.due_units"),
    )


def _days(indicator: Indicator, period: Period) -> int | None:
    """Days after the end of a period in which a figure is to come; None of periods of another kind.

    A year's figure is due of no month.
    """
    often = [each.strip() for each in indicator.frequency.split(";")]
    is_own = phrase(f"trend.kind_{period.kind}") in often
    return indicator.timeliness_days if is_own else None


def _until(limit: date | None, today: date) -> str:
    """Say until when the first of what is missing was or is to come."""
    if limit is None:
        return phrase("upload.due_unlimited")
    key = "upload.due_over" if limit < today else "upload.due_until"
    return phrase(key, limit=limit, days=abs((limit - today).days))


def _of_units(
    catalogue: Catalogue,
    units: Sequence[AdminUnit],
    asked: Asked,
    lacking: Asked,
    last: Mapping[str, Period],
) -> Table:
    names = catalogue.names_among(units)
    made = item_table(
        "due",
        units,
        {
            "unit": lambda unit: names[unit.unit_id],
            "office": lambda unit: unit.responsible or numbers.MISSING,
            "missing": lambda unit: phrase(
                "reporting.of_datasets", missing=len(lacking[unit]), expected=len(asked[unit])
            ),
            "last": lambda unit: numbers.period(last.get(unit.unit_id)),
        },
    )
    left_out = {"office"} if all(one.has_own_office for one in units) else set()
    left_out |= set() if last else {"last"}
    return made.pick(" ".join(one for one in made.columns if one not in left_out))


def _of_unit(
    reader: Reader, unit: AdminUnit, period: Period, asked: Sequence[Indicator], lacking: set[str]
) -> Table:
    """Each indicator of a unit: whether it came, its last day in time, the newest figure."""
    days = reader.view.first_sent_on(period)
    newest = {
        row.indicator.indicator_id: row for row in governing_rows(reader.rows_of(unit.unit_id))
    }

    def state(one: Indicator) -> str:
        if one.indicator_id in lacking:
            return phrase("upload.due_lacks")
        return phrase("upload.due_sent", day=days.get((one.indicator_id, unit.unit_id)))

    def known(one: Indicator, what: Callable[[Row], str]) -> str:
        row = newest.get(one.indicator_id)
        return what(row) if row and row.assessment.latest else numbers.MISSING

    return item_table(
        "due",
        sorted(asked, key=lambda one: one.indicator_id not in lacking),
        {
            "indicator": lambda one: one.name,
            "sent": state,
            "deadline": lambda one: numbers.day(deadline(period, one.timeliness_days)),
            "value": lambda one: known(
                one, lambda row: figures.value(row.assessment, row.indicator)
            ),
            "period": lambda one: known(one, lambda row: figures.when(row.assessment.latest)),
        },
    )
