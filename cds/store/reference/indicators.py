"""The register: what is measured."""

from decimal import Decimal
from pathlib import Path

from cds.domain.admin_units import AdminLevel
from cds.domain.indicators import (
    Accumulation,
    Aggregation,
    Direction,
    Indicator,
    IndicatorKind,
    Tier,
    Weight,
)
from cds.domain.issues import ReferenceFault
from cds.store.reference.table_reader import ReferenceRow, TableFaults, read_table, unique

INDICATORS_COLUMNS = (
    *("indicator_id", "name_vi", "name_en", "pillar", "sector", "motto", "kind", "unit_vi"),
    *("direction", "aggregation", "denominator_vi", "min", "max", "decimals", "levels"),
    *("frequency", "responsible_vi", "definition_vi", "tier", "basis", "note", "source"),
)
NATION_ALIAS = "VN"  # the collected tables write the nation's level as its code


def read_indicators(home: Path, faults: TableFaults) -> dict[str, Indicator]:
    """The register, by id."""
    rows = read_table(home, "indicators.csv", INDICATORS_COLUMNS, faults)
    return {row.text("indicator_id"): _indicator(row) for row in unique(rows, "indicator_id")}


def _indicator(row: ReferenceRow) -> Indicator:
    minimum, maximum = row.number("min"), row.number("max")
    if minimum is not None and maximum is not None and minimum > maximum:
        row.fault(ReferenceFault.RANGE_REVERSED, low=row.text("min"), high=row.text("max"))
    decimals = row.whole("decimals")
    return Indicator(
        indicator_id=row.text("indicator_id"),
        name=row.required("name_vi"),
        name_en=row.text("name_en"),
        kind=row.choice("kind", IndicatorKind),
        unit_name=row.text("unit_vi"),
        direction=row.choice("direction", Direction),
        aggregation=row.choice("aggregation", Aggregation),
        levels=_levels(row),
        tier=row.choice("tier", Tier),
        decimals=1 if decimals is None else decimals,
        denominator_name=row.optional("denominator_vi"),
        minimum=minimum,
        maximum=maximum,
        weight=row.choice("weight", Weight) if row.text("weight") else None,
        accumulation=row.choice("accumulation", Accumulation, Accumulation.STOCK),
        floor=row.number("floor") or Decimal(0),
        timeliness_days=row.whole("timeliness_days"),
        subject_level=_subject(row),
        is_pilot_only=row.text("reported_by") == "pilots",
        pillar=row.optional("pillar"),
        sector=row.optional("sector"),
        motto=row.optional("motto"),
        frequency=row.text("frequency"),
        responsible=row.optional("responsible_vi"),
        definition=row.text("definition_vi"),
        note=row.text("note"),
        basis=row.text("basis"),
        source=row.text("source"),
    )


def _subject(row: ReferenceRow) -> AdminLevel | None:
    text = row.optional("subject_level")
    return level_of(row, "subject_level", text) if text else None


def _levels(row: ReferenceRow) -> tuple[AdminLevel, ...]:
    return tuple(level_of(row, "levels", text) for text in row.required("levels").split(";"))


def level_of(row: ReferenceRow, column: str, text: str) -> AdminLevel:
    """The level a text of the column names."""
    if text.strip() == NATION_ALIAS:
        return AdminLevel.NATION
    return row.member(column, text.strip(), AdminLevel)
