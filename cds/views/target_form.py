"""Targets and steps as forms fill them in: what they lack, and the lines of tables they make."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator, IndicatorKind
from cds.domain.periods import Period, parse_period
from cds.domain.programme import Tenure
from cds.domain.targets import (
    MilestoneStep,
    Operator,
    PublishedState,
    Target,
    TargetKind,
    TargetWord,
)
from cds.ingest.words.numbers import evidence, read_number
from cds.store.amendments import Cells, LineChange, table_lines
from cds.store.reference.loading import PATHS, STEPS, TARGETS, PathPoint
from cds.store.reference.programme import OFFICES, PROGRAMMES
from cds.store.reference.tables import ReferenceTable
from cds.text import numbers
from cds.text.phrases import phrase

_ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)


def as_number(text: str) -> Decimal | None:
    """Read a number as an office writes it: 80,5 and 1.200, also 80.5. None: it is none."""
    found = read_number(text, evidence([text]))
    return found.value if found else None


def kinds(indicator: Indicator, former: Target | None) -> tuple[TargetKind, ...]:
    """Return what a target of an indicator can be; the kind that it has stays a choice."""
    if indicator.kind is IndicatorKind.MILESTONE:
        return (TargetKind.MILESTONE,)
    offered = [TargetKind.THRESHOLD, TargetKind.ABOVE_REFERENCE]
    return tuple(dict.fromkeys((*((former.kind,) if former else ()), *offered)))


def years(first: date, due_on: date, former: Target | None) -> tuple[Period, ...]:
    """Return the periods for which a path can be told: the years before the due day.

    Those of the path that there is stay, whatever they are.
    """
    kept = [period for period, _ in former.path] if former else []
    offered = [parse_period(str(year)) for year in range(first.year, due_on.year)]
    return tuple(sorted({*kept, *offered}))


def blank(catalogue: Catalogue, today: date, indicator_id: str = "") -> Target:
    """A new target: of the home, due when the programme ends, answered for as the programme is."""
    programme = catalogue.programme
    return Target(
        target_id="",
        indicator_id=indicator_id,
        name="",
        level=catalogue.home.level,
        kind=TargetKind.THRESHOLD,
        operator=Operator.AT_LEAST,
        value=None,
        unit_name="",
        due_on=programme.ended_on or date(today.year, 12, 31),
        scope_unit_id=programme.home_unit_id,
        responsible=programme.office_on(today),
    )


def lacking(target: Target) -> tuple[str, ...]:
    """Name what a target still needs before it can count."""
    needs_value = target.kind in (TargetKind.THRESHOLD, TargetKind.UNIVERSAL)
    return _lacking(
        value=not needs_value or target.value is not None,
        document=target.source_title,
        office=target.responsible,
        baseline=target.baseline_value is not None or not target.baseline_period,
        baseline_period=target.baseline_period or target.baseline_value is None,
    )


def lacking_of_step(step: MilestoneStep) -> tuple[str, ...]:
    """Name what a step still needs: what is done has its day and what proves it."""
    return _lacking(
        step_name=step.name,
        step_done_on=step.done_on or step.state is not PublishedState.DONE,
        step_evidence=step.evidence or step.state is PublishedState.NOT_STARTED,
    )


def _lacking(**given: object) -> tuple[str, ...]:
    return tuple(phrase(f"targets.{key}") for key, is_given in given.items() if not is_given)


def impossible(target: Target, indicator: Indicator) -> tuple[str, ...]:
    """Say by the name of its field what a target can never have, and what to do about it."""
    found = [_beyond(phrase("targets.value"), target.value, indicator)]
    for period, value in target.path:
        found.append(_beyond(phrase("targets.path_in", period=period), value, indicator))
        if target.ends_before(period):
            found.append(phrase("targets.path_late", period=period, due=target.due_on))
    return tuple(filter(None, found))


def _beyond(field: str, value: Decimal | None, indicator: Indicator) -> str:
    if value is None or indicator.holds(value):
        return ""
    low, high = indicator.minimum, indicator.maximum
    end = "between" if None not in (low, high) else "to" if low is None else "from"
    told = {"value": numbers.trimmed(value, 8), "unit": numbers.unit_text(indicator)}
    ends = {"low": numbers.trimmed(low), "high": numbers.trimmed(high)}
    return phrase(
        "targets.beyond", field=field, name=indicator.name, **told,
        range=phrase(f"targets.range_{end}", **ends),
    )  # fmt: skip


def link_fault(text: str, former: str) -> str:
    """Say that a link is no address of a page; "" for one, for none, and for what it was before."""
    is_fine = text in ("", former) or _ADDRESS.fullmatch(text)
    return "" if is_fine else phrase("targets.link_bad", value=text)


def suggested_name(indicator: Indicator, due_on: date) -> str:
    """Name a target by what is measured and until when."""
    due = parse_period(due_cell(due_on))
    return phrase("targets.name_until", indicator=indicator.name, due=due)


def target_changes(
    home: Path,
    catalogue: Catalogue,
    wanted: Target,
    former: Target | None,
    taken: Collection[str] = (),
) -> tuple[LineChange, ...]:
    """Return the lines that differ for a target as it is wanted: its own and those of its path.

    A new target has an id of its own, none of those that are taken. Of one that there is, `former`
    as it is shown, cells stay as they are but for what is wanted otherwise.
    """
    known = {cells["target_id"]: cells for cells in table_lines(home, TARGETS.file_name)}
    first = catalogue.programme.programme_id or "target"
    target_id = name = f"{first}_{wanted.indicator_id}_{wanted.due_on.year}"
    number = 1
    while target_id in known or target_id in taken:
        number += 1
        target_id = f"{name}_{number}"
    target_id = former.target_id if former else target_id
    before = known.get(target_id)
    told = _cells(catalogue, wanted, before or {}) | {"target_id": target_id}
    shown = _cells(catalogue, former, before) if former and before else {}
    changes = [*_line(TARGETS, before, told, shown)]
    lines = (c for c in table_lines(home, PATHS.file_name) if c["target_id"] == target_id)
    steps = {parse_period(cells["period"]): cells for cells in lines}
    was, aimed = dict(former.path) if former else {}, dict(wanted.path)
    for period in dict.fromkeys((*steps, *aimed)):
        old, value = steps.get(period), aimed.get(period)
        if value == was.get(period):  # whatever somebody else has made of it meanwhile
            continue
        if value is None:
            changes.append(LineChange(PATHS.file_name, old, None))
        else:
            new = PATHS.cells(PathPoint(target_id, period, value))
            changes.append(LineChange(PATHS.file_name, old, new))
    return tuple(changes)


def mark_changes(
    home: Path, catalogue: Catalogue, wanted: Mapping[str, bool]
) -> tuple[LineChange, ...]:
    """Return the change of the programme's own list of headlines, where it keeps one.

    `wanted` says of each target whether it is to be a headline.
    """
    own = catalogue.programme
    kept = [one for one in own.headlines if wanted.get(one, True)]
    named = (*kept, *(key for key, is_one in wanted.items() if is_one and key not in kept))
    if not own.headlines or named == own.headlines:
        return ()
    lines = table_lines(home, PROGRAMMES.file_name)
    before = next(cells for cells in lines if cells["programme_id"] == own.programme_id)
    after = {**before, "headline_targets": ";".join(named)}
    return (LineChange(PROGRAMMES.file_name, before, after),)


def step_changes(
    home: Path, wanted: MilestoneStep, former: MilestoneStep | None
) -> tuple[LineChange, ...]:
    """Return the line that differs for a step as it is wanted; none when it is so already."""
    lines = table_lines(home, STEPS.file_name)
    name = former.name if former else None
    same = (c for c in lines if (c["target_id"], c["name_vi"]) == (wanted.target_id, name))
    before = next(same, None)
    is_done = wanted.state is PublishedState.DONE
    aim = replace(wanted, known_on=None) if is_done else replace(wanted, done_on=None)
    return _line(STEPS, before, STEPS.cells(aim), STEPS.cells(former) if former else {})


def office_changes(
    home: Path, wanted: Tenure | None, former: Tenure | None = None
) -> tuple[LineChange, ...]:
    """Return the line that says who answers from when to when; without `wanted`, that it goes.

    Of the line as it was shown, cells that are not wanted otherwise stay as somebody has made them
    since; it is known by its first day or by its office, and goes only as it was shown.
    """
    was = OFFICES.cells(former) if former else {}
    own = [
        cells
        for cells in table_lines(home, OFFICES.file_name)
        if all(cells.get(name, "") == was.get(name) for name in ("programme_id", "target_id"))
    ]
    ways = (tuple(was), ("valid_from",), ("office_vi",))
    found = (
        cells
        for names in (ways if wanted else ways[:1])
        for cells in own
        if all(cells.get(name, "") == was[name] for name in names)
    )
    before = next(found, None)
    if wanted is None:
        return () if before is None else (LineChange(OFFICES.file_name, before, None),)
    return _line(OFFICES, before, OFFICES.cells(wanted), was)


def _line(
    table: ReferenceTable[Any], before: Cells | None, told: Cells, shown: Cells
) -> tuple[LineChange, ...]:
    """A table's line as it is to be; none where it is so already. Nothing said needs no column.

    What is told as it was `shown` stays as somebody has made it since, or as it is written: offices
    are renamed.
    """
    known = before or {}
    said = {name: text for name, text in told.items() if not before or text != shown.get(name)}
    after = {**known, **{name: text for name, text in said.items() if text or name in known}}
    return () if after == before else (LineChange(table.file_name, before, after),)


def _cells(catalogue: Catalogue, target: Target, before: Cells) -> dict[str, str]:
    indicator, cells = catalogue.indicators[target.indicator_id], TARGETS.cells(target)
    value, proxy = "" if target.value is None else f"{target.value.normalize():f}", ""
    match target.kind:
        case TargetKind.UNIVERSAL:
            value, proxy = before["value"], value
        case TargetKind.ABOVE_REFERENCE:
            value = TargetWord.NATIONAL_AVERAGE
        case TargetKind.MILESTONE:
            value = "1"
        case TargetKind.THRESHOLD:
            pass
    cells |= {"value": value, "proxy_value": proxy, "year": due_cell(target.due_on)}
    if catalogue.programme.headlines:  # a list of its own, and the table's mark is idle
        cells["headline"] = before.get("headline", "0")
    if before.get("indicator_id") != target.indicator_id:
        cells["unit"] = indicator.unit_name
        cells |= {"pillar": indicator.pillar or "", "sector": indicator.sector or ""}
    return cells


def due_cell(day: date) -> str:
    """Return a due day as the tables write it: its year where it is the last of one."""
    return str(day.year) if (day.month, day.day) == (12, 31) else day.isoformat()
