"""Small values with every field defaulted, so that a test shows only what matters."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from cds.domain.admin_units import AdminLevel, AdminUnit, UnitFacts, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Aggregation, Direction, Indicator, IndicatorKind, Tier
from cds.domain.observations import Observation
from cds.domain.periods import parse_period
from cds.domain.programme import Pilot, Programme
from cds.domain.targets import Operator, Target, TargetKind
from cds.store.snapshots.snapshot import Snapshot, Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import View

FOUNDED = date(2004, 8, 31)
ALL_LEVELS = (AdminLevel.PROVINCE, AdminLevel.DISTRICT, AdminLevel.COMMUNE)
COMMUNES = {  # code: (district, name, households); the town's ward first
    "1011": ("101", "Phường Trung Tâm", 5000),
    "1012": ("101", "Xã Ven Thành", 3000),
    "1021": ("102", "Thị trấn Bờ Sông", 2000),
    "1022": ("102", "Xã Đồng Xa", 1500),
    "1023": ("102", "Xã Biên Giới", 500),
}


def unit_id(code: str) -> str:
    """The key of a unit of the small catalogue."""
    return f"{code}@{FOUNDED.isoformat()}"


def admin_unit(
    code: str, level: AdminLevel, parent_code: str | None, name: str = "", **changes: object
) -> AdminUnit:
    """A unit valid since FOUNDED."""
    type_name, _, short = (name or f"Xã Số {code}").partition(" ")
    unit = AdminUnit(
        code=code,
        level=level,
        name=name or f"Xã Số {code}",
        name_short=short,
        type_name=type_name,
        parent_code=parent_code,
        valid_from=FOUNDED,
        valid_to=None,
        vintages=("v1",),
    )
    return replace(unit, **changes)


def indicator(indicator_id: str = "coverage", **changes: object) -> Indicator:
    """A core share with counts, reported by communes."""
    made = Indicator(
        indicator_id=indicator_id,
        name=f"Tỷ lệ {indicator_id}",
        name_en=indicator_id,
        kind=IndicatorKind.SHARE,
        unit_name="%",
        direction=Direction.HIGHER_IS_BETTER,
        aggregation=Aggregation.RATIO_OF_SUMS,
        levels=ALL_LEVELS,
        tier=Tier.CORE,
        minimum=Decimal(0),
        maximum=Decimal(100),
    )
    return replace(made, **changes)


def target(indicator_id: str = "coverage", value: str | None = "80", **changes: object) -> Target:
    """A provincial threshold due at the end of 2025."""
    made = Target(
        target_id=f"{indicator_id}_2025",
        indicator_id=indicator_id,
        name=f"Mục tiêu {indicator_id}",
        level=AdminLevel.PROVINCE,
        kind=TargetKind.THRESHOLD,
        operator=Operator.AT_LEAST,
        value=None if value is None else Decimal(value),
        unit_name="%",
        due_on=date(2025, 12, 31),
    )
    return replace(made, **changes)


def observation(
    indicator_id: str = "coverage",
    code: str = "1011",
    period: str = "2024-Q4",
    value: str | None = None,
    counts: tuple[int, int] | None = None,
    **changes: object,
) -> Observation:
    """A reported figure; of counts the percentage follows."""
    numerator, denominator = (None, None) if counts is None else map(Decimal, counts)
    figure = None if value is None else Decimal(value)
    if figure is None and numerator is not None and denominator:
        figure = 100 * numerator / denominator
    made = Observation(
        indicator_id=indicator_id,
        unit_id=unit_id(code),
        period=parse_period(period),
        value=figure,
        numerator=numerator,
        denominator=denominator,
    )
    return replace(made, **changes)


def publish(store: SnapshotStore, *values: object, **told: object) -> Snapshot:
    """Publish a file with one figure of each value."""
    return store.publish([observation(value=str(value)) for value in values], upload(**told))


def upload(file_name: str = "so_lieu.csv", **changes: object) -> Upload:
    """What an office tells about the file it sends."""
    return replace(Upload(file_name, "0" * 64, "Sở Một"), **changes)


def catalogue(
    indicators: Iterable[Indicator] = (),
    targets: Iterable[Target] = (),
    *,
    pilots: Iterable[str] = (),
    extra_units: Iterable[AdminUnit] = (),
) -> Catalogue:
    """One province (10), two districts (101, 102) and five communes, in one vintage."""
    units = [*_units(), *extra_units]
    chosen = tuple(indicators) or (indicator(),)
    aims = tuple(targets)
    return Catalogue(
        programme=Programme("Chương trình thử", unit_id("10"), date(2021, 1, 1), "CDS"),
        indicators={each.indicator_id: each for each in chosen},
        targets={each.target_id: each for each in aims},
        units={unit.unit_id: unit for unit in units},
        vintages=(Vintage("v1", FOUNDED, None, _parents(units), _facts()),),
        pilots=tuple(Pilot(unit_id(code), date(2021, 10, 1), 2021, 2022, "") for code in pilots),
    )


def _units() -> list[AdminUnit]:
    province = admin_unit("10", AdminLevel.PROVINCE, None, "Tỉnh Thử Nghiệm")
    town = admin_unit("101", AdminLevel.DISTRICT, "10", "Thị xã Trung Tâm")
    country = admin_unit("102", AdminLevel.DISTRICT, "10", "Huyện Bờ Sông")
    communes = [
        admin_unit(code, AdminLevel.COMMUNE, district, name)
        for code, (district, name, _) in COMMUNES.items()
    ]
    return [province, town, country, *communes]


def _parents(units: Iterable[AdminUnit]) -> Mapping[str, str | None]:
    return {unit.unit_id: unit_id(unit.parent_code) if unit.parent_code else None for unit in units}


def _facts() -> Mapping[str, UnitFacts]:
    return {
        unit_id(code): UnitFacts(
            households=Decimal(households),
            population=Decimal(households) * 4,
            area_km2=Decimal(5 + 10 * place),
            latitude=10.5 + place / 10,
            longitude=106.4,
        )
        for place, (code, (_, _, households)) in enumerate(COMMUNES.items())
    }


def told(view: View) -> tuple[object, ...]:
    """All that a view of the small catalogue shows."""
    every = [one.unit_id for one in view.series()]
    periods = {one.period for one in view.observations()}
    values = [
        (period, indicator_id, sorted(of_units.items()))  # mappings, whose order says nothing
        for period in sorted(periods)
        for indicator_id, of_units in sorted(view.values(period, every).items())
    ]
    units = [unit_id("1011"), unit_id("101")]
    return (
        view.series(), view.series(unit_ids=units), view.observations(),
        [one.snapshot_id for one in view.observations()], view.reported(),
        values, view.snapshots, view.damaged,
    )  # fmt: skip
