"""Tables of who has reported: rates, who has not sent what, what came late."""

from collections.abc import Iterable, Sequence

from cds.domain.indicators import Indicator
from cds.domain.reporting import ReportingTally, days_late
from cds.text import numbers
from cds.views.reporting_count import Count

TALLY_COLUMNS = ("name", "expected", "sent", "rate", "on_time", "timeliness")
DATASET_COLUMNS = (*TALLY_COLUMNS, "deadline")
MISSING_COLUMNS = ("unit", "district", "missing", "names", "office")
LATE_COLUMNS = ("unit", "district", "dataset", "deadline", "sent_on", "days")


def tally_row(name: str, found: ReportingTally) -> tuple[str, ...]:
    """Return a tally as TALLY_COLUMNS."""
    return (
        name,
        numbers.number(found.expected),
        numbers.number(found.sent),
        numbers.share(found.rate, 1),
        numbers.number(found.on_time),
        numbers.share(found.timeliness, 1),
    )


def grid_cell(found: ReportingTally) -> str:
    """Return a tally as sent/expected."""
    return f"{numbers.number(found.sent)}/{numbers.number(found.expected)}"


def missing_rows(count: Count, datasets: Sequence[Indicator]) -> Iterable[tuple[str, ...]]:
    """Units that have not sent everything, those that lack most first."""
    found = [(unit, [one for one in datasets if count.lacks(unit, one)]) for unit in count.units]
    found.sort(key=lambda item: (-len(item[1]), item[0].code))
    for unit, names in found:
        if names:
            yield (
                unit.name,
                count.district(unit).name,
                f"{len(names)}/{sum(count.is_expected(unit, one) for one in datasets)}",
                "; ".join(one.name for one in names),
                unit.responsible or numbers.MISSING,
            )


def late_rows(count: Count) -> Iterable[tuple[str, ...]]:
    """First sendings after the limit, the latest first."""
    found = [
        (days, unit, dataset, limit, day)
        for dataset in count.datasets
        if (limit := count.limit(dataset)) is not None
        for unit in count.units
        if (day := count.sent[dataset.indicator_id].get(unit.unit_id)) is not None
        and (days := days_late(day, limit))
    ]
    found.sort(key=lambda item: (-item[0], item[1].code, item[2].name))
    for days, unit, dataset, limit, day in found:
        yield (
            unit.name,
            count.district(unit).name,
            dataset.name,
            numbers.day(limit),
            numbers.day(day),
            numbers.number(days),
        )
