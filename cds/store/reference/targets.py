"""The tables of what is aimed at: targets, their official paths and milestone steps."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from cds.domain.issues import ReferenceFault
from cds.domain.periods import Period
from cds.domain.targets import MilestoneStep, Operator, PublishedState, Target, TargetKind
from cds.store.reference.indicators import level_of
from cds.store.reference.table_reader import ReferenceRow, TableFaults, read_table, unique

TARGETS_COLUMNS = (
    *("target_id", "indicator_id", "name_vi", "name_en", "pillar", "sector", "level", "kind"),
    *("operator", "value", "unit", "year", "headline", "source_title", "source_url"),
    *("confidence", "note"),
)
PATHS_COLUMNS = ("target_id", "period", "value")
STEPS_COLUMNS = (
    *("target_id", "name_vi", "state", "due_on", "done_on", "evidence_vi", "evidence_url"),
)


def read_targets(
    home: Path, indicator_ids: Collection[str], unit_ids: Collection[str], faults: TableFaults
) -> dict[str, Target]:
    """The targets with their official paths, by id."""
    rows = unique(read_table(home, "targets.csv", TARGETS_COLUMNS, faults), "target_id")
    for row in rows:
        if row.required("indicator_id") and row.text("indicator_id") not in indicator_ids:
            row.fault(ReferenceFault.UNKNOWN_INDICATOR, indicator=row.text("indicator_id"))
        if row.text("scope_unit_id") not in ("", *unit_ids):
            row.fault(
                ReferenceFault.UNKNOWN_UNIT,
                column="scope_unit_id",
                value=row.text("scope_unit_id"),
            )
    known = {row.text("target_id") for row in rows}
    for row in rows:
        if row.text("superseded_by") not in ("", *known):
            row.fault(ReferenceFault.UNKNOWN_TARGET, target=row.text("superseded_by"))
    targets = {row.text("target_id"): _target(row) for row in rows}
    for target_id, path in _paths(home, targets, faults).items():
        targets[target_id] = replace(targets[target_id], path=tuple(sorted(path)))
    return targets


def read_steps(
    home: Path, targets: Collection[str], faults: TableFaults
) -> tuple[MilestoneStep, ...]:
    """The steps of milestone targets, in the table's order."""
    rows = read_table(home, "milestones.csv", STEPS_COLUMNS, faults, is_optional=True)
    return tuple(_step(row) for row in rows if _is_known(row, targets))


def _target(row: ReferenceRow) -> Target:
    period, value = row.period("baseline_period"), row.number("baseline_value")
    if bool(row.text("baseline_period")) != bool(row.text("baseline_value")):
        row.fault(ReferenceFault.HALF_BASELINE)
    proxy = row.number("proxy_value")
    return Target(
        target_id=row.text("target_id"),
        indicator_id=row.text("indicator_id"),
        name=row.required("name_vi"),
        level=level_of(row, "level", row.text("level")),
        kind=row.choice("kind", TargetKind),
        operator=row.choice("operator", Operator),
        value=_value(row) if proxy is None else proxy,
        value_text=row.required("value"),
        unit_name=row.text("unit"),
        due_on=_due_on(row),
        is_headline=row.text("headline") == "1",
        is_own_threshold=proxy is not None,
        scope_unit_id=row.optional("scope_unit_id"),
        baseline_period=period,
        baseline_value=value,
        name_en=row.text("name_en"),
        pillar=row.optional("pillar"),
        sector=row.optional("sector"),
        responsible=row.optional("responsible_vi"),
        source_title=row.text("source_title"),
        source_url=row.text("source_url"),
        confidence=row.text("confidence"),
        note=row.text("note"),
        superseded_by=row.optional("superseded_by"),
        measured_by=row.text("measured_by_vi"),
    )


def _value(row: ReferenceRow) -> Decimal | None:
    """The target in numbers; None when the source gives it in words."""
    has_digits = any(letter.isdigit() for letter in row.text("value"))
    return row.number("value") if has_digits else None


def _due_on(row: ReferenceRow) -> date:
    """The last day of the target's year (or of any period written in its place)."""
    row.required("year")
    period = row.period("year")
    return period.end if period else date.max


def _paths(
    home: Path, targets: Collection[str], faults: TableFaults
) -> Mapping[str, list[tuple[Period, Decimal]]]:
    paths: dict[str, list[tuple[Period, Decimal]]] = {}
    for row in read_table(home, "target_paths.csv", PATHS_COLUMNS, faults, is_optional=True):
        row.required("period")
        row.required("value")
        period, value = row.period("period"), row.number("value")
        if _is_known(row, targets) and period is not None and value is not None:
            paths.setdefault(row.text("target_id"), []).append((period, value))
    return paths


def _is_known(row: ReferenceRow, targets: Collection[str]) -> bool:
    if row.text("target_id") in targets:
        return True
    row.fault(ReferenceFault.UNKNOWN_TARGET, target=row.text("target_id"))
    return False


def _step(row: ReferenceRow) -> MilestoneStep:
    state = row.choice("state", PublishedState)
    return MilestoneStep(
        target_id=row.text("target_id"),
        name=row.required("name_vi"),
        state=state,
        due_on=row.day("due_on"),
        done_on=row.required_day("done_on") if state is PublishedState.DONE else None,
        evidence=row.text("evidence_vi"),
        evidence_url=row.text("evidence_url"),
        known_on=row.day("known_on"),
        is_own=row.text("is_own") == "1",
    )
