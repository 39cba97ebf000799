"""The register: what is measured, what is aimed at, by which steps and on which path."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cds.domain.indicators import Indicator
from cds.domain.issues import ReferenceFault
from cds.domain.periods import Period
from cds.domain.targets import MilestoneStep, PublishedState, Target
from cds.store.reference.tables import ReferenceReader, ReferenceRow, ReferenceTable


@dataclass(frozen=True, slots=True)
class PathPoint:
    """An official intermediate value of a target."""

    target_id: str
    period: Period
    value: Decimal


INDICATORS = ReferenceTable(
    "indicators.csv",
    Indicator,
    key=("indicator_id",),
    called={
        "name": "name_vi",
        "unit_name": "unit_vi",
        "denominator_name": "denominator_vi",
        "minimum": "min",
        "maximum": "max",
        "is_pilot_only": "reported_by",
        "responsible": "responsible_vi",
        "definition": "definition_vi",
    },
    required=("name_vi", "levels"),
    extra=(
        *("weight", "accumulation", "floor", "timeliness_days"),
        *("subject_level", "reported_by"),
    ),
    derived={"is_pilot_only": lambda row: row.text("reported_by") == "pilots"},
)


def read_indicators(reader: ReferenceReader) -> dict[str, Indicator]:
    """The indicators, by id."""
    found = reader.lines(INDICATORS)
    for row, indicator in found:
        low, high = indicator.minimum, indicator.maximum
        if low is not None and high is not None and low > high:
            row.fault(ReferenceFault.RANGE_REVERSED, low=row.text("min"), high=row.text("max"))
    return {indicator.indicator_id: indicator for _, indicator in found}


def _value(row: ReferenceRow) -> Decimal | None:
    """The target in numbers, by our own threshold if there is one; None when it is in words."""
    if row.text("proxy_value"):
        return row.value("proxy_value", Decimal)
    has_digits = any(letter.isdigit() for letter in row.text("value"))
    return row.value("value", Decimal) if has_digits else None


TARGETS = ReferenceTable(
    "targets.csv",
    Target,
    key=("target_id",),
    called={
        "name": "name_vi",
        "value_text": "value",
        "unit_name": "unit",
        "due_on": "year",
        "is_headline": "headline",
        "is_own_threshold": "proxy_value",
        "responsible": "responsible_vi",
        "measured_by": "measured_by_vi",
        "path": "target_id",
        "offices": "target_id",
    },
    required=("indicator_id", "name_vi", "value", "year"),
    extra=(
        *("scope_unit_id", "proxy_value", "baseline_period", "baseline_value"),
        *("responsible_vi", "superseded_by", "measured_by_vi"),
    ),
    refers_to={
        "indicator_id": ReferenceFault.UNKNOWN_INDICATOR,
        "scope_unit_id": ReferenceFault.UNKNOWN_UNIT,
        "superseded_by": ReferenceFault.UNKNOWN_TARGET,
    },
    derived={
        "value": _value,
        # The last day of the target's year, or of any period written in its place.
        "due_on": lambda row: period.end if (period := row.value("year", Period)) else date.max,
        "is_own_threshold": lambda row: bool(row.text("proxy_value")),
        "path": lambda _: (),  # has a table of its own, as have the offices
        "offices": lambda _: (),
    },
)
PATHS = ReferenceTable(
    "target_paths.csv",
    PathPoint,
    required=("target_id", "period", "value"),
    refers_to={"target_id": ReferenceFault.UNKNOWN_TARGET},
    is_optional=True,
)
STEPS = ReferenceTable(
    "milestones.csv",
    MilestoneStep,
    called={"name": "name_vi", "evidence": "evidence_vi"},
    required=("target_id", "name_vi"),
    extra=("known_on", "is_own"),
    refers_to={"target_id": ReferenceFault.UNKNOWN_TARGET},
    is_optional=True,
)


def read_targets(reader: ReferenceReader, indicators: Mapping[str, Indicator]) -> dict[str, Target]:
    """The targets with their official paths, by id."""
    found = reader.lines(TARGETS)
    for row, target in found:
        if bool(row.text("baseline_period")) != bool(row.text("baseline_value")):
            row.fault(ReferenceFault.HALF_BASELINE)
        _check_range(row, target.value, indicators.get(target.indicator_id))
    targets = {target.target_id: target for _, target in found}
    reader.known[ReferenceFault.UNKNOWN_TARGET] = targets
    paths: dict[str, list[tuple[Period, Decimal]]] = defaultdict(list)
    for row, point in reader.lines(PATHS):
        if aim := targets.get(point.target_id):
            _check_range(row, point.value, indicators.get(aim.indicator_id))
            if aim.ends_before(point.period):
                told = {"period": str(point.period), "due": aim.due_on.isoformat()}
                row.fault(ReferenceFault.PATH_AFTER_DUE, **told)
        paths[point.target_id].append((point.period, point.value))
    return {
        target_id: replace(target, path=tuple(sorted(paths[target_id])))
        for target_id, target in targets.items()
    }


def _check_range(row: ReferenceRow, value: Decimal | None, indicator: Indicator | None) -> None:
    """Note a value that the indicator can never have, as 800 percent."""
    if value is None or indicator is None or indicator.holds(value):
        return
    low, high = indicator.minimum, indicator.maximum
    told = {
        "low": "−∞" if low is None else str(low),
        "high": "∞" if high is None else str(high),
        "indicator": indicator.indicator_id,
    }
    column = "proxy_value" if row.text("proxy_value") else "value"
    row.fault(ReferenceFault.BEYOND_RANGE, column=column, value=str(value), **told)


def read_steps(reader: ReferenceReader) -> tuple[MilestoneStep, ...]:
    """The steps of milestone targets, in the table's order; a day is kept of what is done."""
    found = reader.lines(STEPS)
    for row, step in found:
        if step.state is PublishedState.DONE:
            row.required("done_on")
    return tuple(
        step if step.state is PublishedState.DONE else replace(step, done_on=None)
        for _, step in found
    )
