"""What it costs to show the figures of ten years on the boundaries of today.

`python -m bench.converting HOME`: of the home's register, and of a country of synthetic units.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measures import Measure, median_ms, table
from cds.domain.admin_units import AdminLevel, AdminUnit, AdminUnitChange, UnitFacts, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.observations import Observation
from cds.domain.periods import PeriodKind, period_of
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.kept import query
from cds.store.view.queries import View, open_view

YEARS, INDICATORS = 10, 60
COMMUNES_BEFORE, COMMUNES_AFTER = 10_033, 3_321  # of the country, before and after 01/07/2025
HOME_BUDGET_MS, COUNTRY_BUDGET_MS = 400, 2_000
REFORM = date(2025, 7, 1)
_SPLIT_EVERY = 20  # one unit in so many was divided
_PLACES = 5  # digits of a synthetic code


def main(home: Path) -> None:
    """Print both measures beside their budgets."""
    catalogue = load_catalogue(home)
    shares = [one for one in catalogue.indicators.values() if one.is_share]
    kept = {
        f"bench_{n}": replace(shares[n % len(shares)], indicator_id=f"bench_{n}")
        for n in range(INDICATORS)
    }
    catalogue = replace(catalogue, indicators=kept, targets={}, steps=(), whole=None)
    communes = [
        key
        for key, unit in catalogue.units.items()
        if unit.level is AdminLevel.COMMUNE and unit.is_valid_on(date(2025, 1, 1))
    ]
    last = catalogue.vintages[-1].name
    measures = (
        _measure(f"{len(communes)} communes, {YEARS} years", catalogue, communes, last, YEARS,
                 HOME_BUDGET_MS),
        _measure("a country, one year", *_country(catalogue), 1, COUNTRY_BUDGET_MS),
    )  # fmt: skip
    print(table(measures))


def _measure(
    name: str,
    catalogue: Catalogue,
    units: Sequence[str],
    boundaries: str,
    years: int,
    budget_ms: float,
) -> Measure:
    """The time in which a view makes all its converted figures anew."""
    periods = [period_of(PeriodKind.YEAR, date(2025 - year, 1, 1)) for year in range(1, years + 1)]
    with TemporaryDirectory() as folder:
        store = SnapshotStore(Path(folder))
        for period in periods:
            figures = [
                Observation(key, unit_id, period, None, Decimal(700 + n % 300), Decimal(1000))
                for key in catalogue.indicators
                for n, unit_id in enumerate(units)
            ]
            store.publish(figures, Upload("bench.csv", "0" * 64, "bench"))
        view = open_view(store, catalogue.within(boundaries))
        return Measure(name, "ms", median_ms(lambda: _convert(view)), budget_ms)


def _convert(view: View) -> None:
    with view.cursor() as cursor:
        cursor.execute("DELETE FROM own_converted")
        cursor.execute(query("converted_figures"))


def _country(catalogue: Catalogue) -> tuple[Catalogue, Sequence[str], str]:
    """A province of as many communes as the country had, three of which became one."""
    top = AdminUnit("01", AdminLevel.PROVINCE, "0", "0", "", None, date(2004, 1, 1), None)
    last = date(2025, 6, 30)

    def commune(n: int, first: date, end: date | None) -> AdminUnit:
        code = f"{n:0{_PLACES}}"
        return AdminUnit(code, AdminLevel.COMMUNE, code, code, "", "01", first, end)

    old = [commune(n, date(2004, 1, 1), last) for n in range(COMMUNES_BEFORE)]
    new = [commune(n, REFORM, None) for n in range(COMMUNES_AFTER)]
    changes: list[AdminUnitChange] = []
    for n, unit in enumerate(old):
        heirs = [new[n % COMMUNES_AFTER]]
        if n % _SPLIT_EVERY == 0:
            heirs.append(new[(n + 1) % COMMUNES_AFTER])
        for heir, share in zip(heirs, _shares(len(heirs)), strict=True):
            changes.append(
                AdminUnitChange(
                    unit.unit_id, heir.unit_id, REFORM, "", share, "", is_estimate=share != 1
                )
            )
    facts = UnitFacts(households=Decimal(2500), population=Decimal(9000))
    vintages = tuple(
        Vintage(name, first, end, {top.unit_id: None} | dict.fromkeys(ids, top.unit_id),
                dict.fromkeys(ids, facts))
        for name, first, end, ids in (
            ("before", date(2004, 1, 1), last, [unit.unit_id for unit in old]),
            ("after", REFORM, None, [unit.unit_id for unit in new]),
        )
    )  # fmt: skip
    programme = replace(catalogue.programme, home_unit_id=top.unit_id)
    made = replace(
        catalogue,
        programme=programme,
        programmes=(programme,),
        units={unit.unit_id: unit for unit in (top, *old, *new)},
        vintages=vintages,
        changes=tuple(changes),
        pilots=(),
    )
    return made, [unit.unit_id for unit in old], "after"


def _shares(heirs: int) -> tuple[Decimal, ...]:
    return (Decimal(1),) if heirs == 1 else (Decimal("0.7"), Decimal("0.3"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
