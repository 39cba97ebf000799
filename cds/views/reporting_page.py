"""Who has reported what, and in time, as a value; counted on the hierarchy of the period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cds.charts.values import Bar, Bars
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator
from cds.domain.periods import Period
from cds.domain.reporting import ReportingTally
from cds.store.view.queries import View
from cds.text import numbers
from cds.text.phrases import head, phrase
from cds.views.reporting_count import Count, Read, count_period
from cds.views.reporting_tables import grid_cell, late_rows, missing_rows, tally_row
from cds.views.reporting_words import lowest, missing_sentence, sentences

_LONGEST_LABEL = 34
_MOST_BARS = 15


@dataclass(frozen=True, slots=True)
class ReportingPage:
    """Everything the page shows of one period and level."""

    is_demo: bool
    sentences: tuple[str, ...]
    districts: tuple[tuple[str, ...], ...]
    districts_figure: Bars | None
    districts_sentence: str
    datasets: tuple[tuple[str, ...], ...]
    datasets_figure: Bars | None
    datasets_sentence: str
    grid_columns: tuple[str, ...]
    grid: tuple[tuple[str, ...], ...]
    missing_sentence: str
    missing: tuple[tuple[str, ...], ...]
    missing_of: Mapping[str, tuple[tuple[str, ...], ...]]  # by dataset
    late: tuple[tuple[str, ...], ...]


def build(
    catalogue: Catalogue,
    view: View,
    read: Read,
    period: Period,
    level: AdminLevel,
    whole: AdminUnit | None = None,
) -> ReportingPage:
    """Count one period of a province (None: the home): real reports, else the demonstration."""
    count, is_demo = count_period(catalogue, view, read, period, level, whole)
    groups = _groups(count)
    by_district = {place: count.total(units) for place, units in groups.items()}
    by_dataset = {one: count.tally(one, count.units) for one in count.datasets}
    ordered_districts = sorted(by_district.items(), key=lambda item: _order(item[1], item[0].code))
    ordered_datasets = sorted(by_dataset.items(), key=lambda item: _order(item[1], item[0].name))
    missing = tuple(missing_rows(count, count.datasets))
    return ReportingPage(
        is_demo=is_demo,
        sentences=tuple(sentences(count, by_district, by_dataset, is_demo=is_demo)),
        districts=tuple(tally_row(one.name, found) for one, found in ordered_districts),
        districts_figure=_bars(ordered_districts),
        districts_sentence=lowest([(one.name, found) for one, found in ordered_districts]),
        datasets=tuple(
            (*tally_row(one.name, found), numbers.day(count.limit(one)))
            for one, found in ordered_datasets
        ),
        datasets_figure=_bars(ordered_datasets[:_MOST_BARS]),
        datasets_sentence=lowest([(one.name, found) for one, found in ordered_datasets]),
        grid_columns=(
            head("dataset", "reporting"),
            *(one.name for one, _ in ordered_districts),
        ),
        grid=tuple(
            (
                dataset.name,
                *(grid_cell(count.tally(dataset, groups[p])) for p, _ in ordered_districts),
            )
            for dataset, _ in ordered_datasets
        ),
        missing_sentence=missing_sentence(count, missing),
        missing=missing,
        missing_of={one.indicator_id: tuple(missing_rows(count, (one,))) for one in count.datasets},
        late=tuple(late_rows(count)),
    )


def dataset_names(catalogue: Catalogue, page: ReportingPage) -> Mapping[str, str]:
    """The datasets counted, by indicator."""
    return {key: catalogue.indicators[key].name for key in page.missing_of}


def _groups(count: Count) -> dict[AdminUnit, list[AdminUnit]]:
    groups: dict[AdminUnit, list[AdminUnit]] = {}
    for unit in count.units:
        groups.setdefault(count.district(unit), []).append(unit)
    return groups


def _order(found: ReportingTally, name: str) -> tuple[Decimal, str]:
    return found.rate if found.rate is not None else Decimal(2), name


def _bars(found: Sequence[tuple[AdminUnit | Indicator, ReportingTally]]) -> Bars | None:
    bars = tuple(_bar(one.name, tally) for one, tally in found)
    return Bars(bars, phrase("slide.reporting_measure")) if bars else None


def _bar(name: str, found: ReportingTally) -> Bar:
    label, expected, sent, rate, on_time, timeliness = tally_row(name, found)
    return Bar(
        label=label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…",
        value=100 * (found.rate or Decimal(0)),
        text=phrase("reporting.bar", rate=rate, sent=sent, expected=expected),
        hover=phrase(
            "reporting.hover",
            name=label,
            sent=sent,
            expected=expected,
            rate=rate,
            on_time=on_time,
            timeliness=timeliness,
        ),
    )
