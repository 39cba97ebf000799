"""What the page on reporting says in sentences."""

from collections.abc import Iterable, Mapping, Sequence

from cds.domain.admin_units import AdminUnit
from cds.domain.indicators import Indicator
from cds.domain.reporting import ReportingTally, silent, total
from cds.text import numbers
from cds.text.phrases import phrase
from cds.views.reporting_count import Count


def sentences(
    count: Count,
    by_district: Mapping[AdminUnit, ReportingTally],
    by_dataset: Mapping[Indicator, ReportingTally],
    *,
    is_demo: bool,
) -> Iterable[str]:
    """Say how much was sent, how much in time, and who lacks most."""
    whole = total(by_dataset.values())
    yield phrase(
        "reporting.sentence_demo" if is_demo else "reporting.sentence",
        period=count.period,
        unit=count.whole.name,
        sent=whole.sent,
        expected=whole.expected,
        rate=numbers.share(whole.rate, 1),
        units=len(count.units),
        datasets=len(count.datasets),
    )
    if whole.on_time is None:
        yield phrase("reporting.on_time_unknown")
    else:
        yield phrase(
            "reporting.on_time",
            on_time=whole.on_time,
            expected=whole.expected,
            timeliness=numbers.share(whole.timeliness, 1),
        )
    yield _needed(whole, by_district, by_dataset)


def _needed(
    whole: ReportingTally,
    by_district: Mapping[AdminUnit, ReportingTally],
    by_dataset: Mapping[Indicator, ReportingTally],
) -> str:
    if whole.sent == whole.expected:
        return phrase("reporting.full")
    place = max(by_district, key=lambda one: (_open(by_district[one]), one.code))
    dataset = max(by_dataset, key=lambda one: (_open(by_dataset[one]), one.name))
    return phrase(
        "reporting.needed",
        missing=_open(whole),
        unit=place.name,
        unit_missing=_open(by_district[place]),
        dataset=dataset.name,
        dataset_missing=_open(by_dataset[dataset]),
    )


def _open(found: ReportingTally) -> int:
    return found.expected - found.sent


def lowest(ordered: Sequence[tuple[str, ReportingTally]]) -> str:
    """Say who comes first among those that lack something, the lowest rate first."""
    if not ordered or all(not _open(found) for _, found in ordered):
        return phrase("reporting.full")
    name, found = ordered[0]
    return phrase(
        "reporting.district_sentence",
        first=name,
        sent=found.sent,
        expected=found.expected,
        rate=numbers.share(found.rate, 1),
        missing=_open(found),
    )


def missing_sentence(count: Count, missing: Sequence[tuple[str, ...]]) -> str:
    """Say how many units lack something, and how many sent nothing at all."""
    if not missing:
        return phrase("reporting.missing_none")
    senders = {unit_id for by_unit in count.sent.values() for unit_id in by_unit}
    nothing = silent([unit.unit_id for unit in count.units], senders)
    return phrase("reporting.missing_sentence", count=len(missing), silent=len(nothing))
