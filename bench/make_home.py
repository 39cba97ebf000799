"""Write a data home of any size: `python -m bench.make_home DIR --communes N --months M`.

Beside what a new home holds, every commune sends a file each month up to June 2025, kept as the
product keeps it: file, figures, commit, line of the trail. `cds verify` finds nothing.
"""

import csv
import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from random import Random
from unittest.mock import patch

import click

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Aggregation, Indicator
from cds.domain.observations import Observation, percentage
from cds.domain.periods import Period, PeriodKind, parse_period, period_of
from cds.initialise import initialise
from cds.store.files import keep_upload
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore

TODAY = date(2025, 7, 15)
_LAST = parse_period("2025-06")  # before communes were merged
_INDICATORS = 22  # of one file
_COLUMNS = ("unit_code", "indicator_id", "period", "numerator", "denominator", "value")


def make(home: Path, communes: int, months: int) -> None:
    """Fill a new home. Raises click.UsageError when the register has too few communes."""
    initialise(home, TODAY, lambda _step, _name: None, with_demo=False)
    catalogue, store = load_catalogue(home), SnapshotStore(home)
    chance = Random(1)  # noqa: S311 - figures for a benchmark
    indicators = list(islice(_indicators(catalogue), _INDICATORS))
    sending = {month: list(_communes(catalogue, month)) for month in _months(months)}
    if communes > (most := max(map(len, sending.values()))):
        raise click.UsageError(f"the register has {most} communes")
    for month, units in sending.items():
        for unit in units[:communes]:
            figures = [_figure(chance, unit, one, month) for one in indicators]
            sent = keep_upload(home, _file(unit, figures))
            upload = Upload(f"{unit.code}-{month}.csv", sent.name, f"xa-{unit.code}", is_kept=True)
            store.publish(figures, upload)


def _months(count: int) -> Iterator[Period]:
    """The months up to the last, oldest first."""
    last = _LAST.end.year * 12 + _LAST.end.month - 1
    for number in range(last - count + 1, last + 1):
        yield period_of(PeriodKind.MONTH, date(number // 12, number % 12 + 1, 1))


def _communes(catalogue: Catalogue, month: Period) -> Iterator[AdminUnit]:
    for unit in catalogue.units.values():
        is_commune = unit.level is AdminLevel.COMMUNE and catalogue.is_ours(unit.unit_id)
        if is_commune and unit.overlaps(month):
            yield unit


def _indicators(catalogue: Catalogue) -> Iterator[Indicator]:
    """What communes report and districts add up."""
    for one in catalogue.indicators.values():
        is_added = one.aggregation in (Aggregation.RATIO_OF_SUMS, Aggregation.SUM)
        if AdminLevel.COMMUNE in one.levels and is_added and not one.is_pilot_only:
            yield one


def _figure(chance: Random, unit: AdminUnit, indicator: Indicator, month: Period) -> Observation:
    whole = Decimal(chance.randint(500, 3000))
    part = Decimal(chance.randint(1, int(whole)))
    counts = (part, whole) if indicator.is_share else (None, None)
    return Observation(
        indicator.indicator_id,
        unit.unit_id,
        month,
        percentage(*counts) if indicator.is_share else whole,
        *counts,
    )


def _file(unit: AdminUnit, figures: Sequence[Observation]) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(_COLUMNS)
    for one in figures:
        cells = (one.numerator, one.denominator, one.value)
        lines.writerow((unit.code, one.indicator_id, one.period, *cells))
    return text.getvalue().encode()


@contextmanager
def unsynced() -> Iterator[None]:
    """Let the disk take its time: one sync at the end instead of ten for each file."""
    with patch("os.fsync"):
        yield
    os.sync()


@click.command()
@click.argument("home", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--communes", type=click.IntRange(1), required=True)
@click.option("--months", type=click.IntRange(1), required=True)
@click.option("--provinces", type=click.IntRange(1, 1), default=1, help="One so far.")
def main(home: Path, communes: int, months: int, provinces: int) -> None:
    """Write a home of N communes and M months."""
    with unsynced():
        make(home, communes, months)


if __name__ == "__main__":
    main()
