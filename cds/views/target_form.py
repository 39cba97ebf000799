"""Targets and steps as forms fill them in: what they lack, and the lines of tables they make."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import chain, count
from pathlib import Path

from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator, IndicatorKind
from cds.domain.periods import Period, parse_period
from cds.domain.programme import Tenure
from cds.domain.targets import MilestoneStep, Operator, PublishedState, Target, TargetKind
from cds.ingest.words.numbers import evidence, read_number
from cds.store.amendments import Cells, LineChange, table_lines
from cds.store.reference.programme import OFFICES, PROGRAMMES
from cds.store.reference.register import PATHS, STEPS, TARGETS
from cds.text.phrases import phrase

_REFERENCE = "national_average"  # what the tables write for a target above the nation's mean


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
        value_text="",
        unit_name="",
        due_on=programme.ended_on or date(today.year, 12, 31),
        scope_unit_id=programme.home_unit_id,
        responsible=programme.office_on(today),
    )


def lacking(target: Target) -> tuple[str, ...]:
    """Name what a target still needs before it can count."""
    needs_value = target.kind in (TargetKind.THRESHOLD, TargetKind.UNIVERSAL)
    wanted = {
        "value": not needs_value or target.value is not None,
        "document": target.source_title,
        "office": target.responsible,
        "baseline": target.baseline_value is not None or not target.baseline_period,
        "baseline_period": target.baseline_period or target.baseline_value is None,
    }
    return tuple(phrase(f"targets.{key}") for key, is_given in wanted.items() if not is_given)


def lacking_of_step(step: MilestoneStep) -> tuple[str, ...]:
    """Name what a step still needs: what is done has its day and what proves it."""
    wanted = {
        "step_name": step.name,
        "step_done_on": step.done_on or step.state is not PublishedState.DONE,
        "step_evidence": step.evidence or step.state is PublishedState.NOT_STARTED,
    }
    return tuple(phrase(f"targets.{key}") for key, is_given in wanted.items() if not is_given)


def suggested_name(indicator: Indicator, due_on: date) -> str:
    """Name a target by what is measured and until when."""
    due = parse_period(due_cell(due_on))
    return phrase("targets.name_until", indicator=indicator.name, due=due)


def target_changes(
    home: Path,
    catalogue: Catalogue,
    wanted: Target,
    former: Target | None = None,
    taken: Collection[str] = (),
) -> tuple[LineChange, ...]:
    """Return the lines that differ for a target as it is wanted: its own and those of its path.

    A new target has an id of its own, none of those that are taken.
    """
    known = {cells["target_id"]: cells for cells in table_lines(home, TARGETS.file_name)}
    first = catalogue.programme.programme_id or "target"
    name = f"{first}_{wanted.indicator_id}_{wanted.due_on.year}"
    names = chain((name,), (f"{name}_{number}" for number in count(2)))
    free = (one for one in names if one not in known and one not in taken)
    target_id = former.target_id if former else next(free)
    before = known.get(target_id)
    after = {**(before or {}), **_cells(catalogue, wanted, target_id, before or {})}
    own = () if after == before else (LineChange(TARGETS.file_name, before, after),)
    return (*own, *_path(home, target_id, wanted.path, former))


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
    home: Path, wanted: MilestoneStep, former: MilestoneStep | None = None
) -> tuple[LineChange, ...]:
    """Return the line that differs for a step as it is wanted; none when it is so already."""
    lines = table_lines(home, STEPS.file_name)
    name = former.name if former else None
    same = (c for c in lines if (c["target_id"], c["name_vi"]) == (wanted.target_id, name))
    before = next(same, None)
    is_done = wanted.state is PublishedState.DONE
    after = {
        **(before or {}),
        "target_id": wanted.target_id,
        "name_vi": wanted.name,
        "state": wanted.state.value,
        "due_on": _day(wanted.due_on),
        "done_on": _day(wanted.done_on) if is_done else "",
        "evidence_vi": wanted.evidence,
        "evidence_url": wanted.evidence_url,
        "known_on": "" if is_done else _day(wanted.known_on),
        "is_own": _flag(wanted.is_own),
    }
    return () if after == before else (LineChange(STEPS.file_name, before, after),)


def office_changes(
    home: Path, wanted: Tenure | None, former: Tenure | None = None
) -> tuple[LineChange, ...]:
    """Return the line that says who answers from when to when; without `wanted`, that it goes."""
    told = None if wanted is None else _tenure(wanted)
    lines = table_lines(home, OFFICES.file_name)
    was = _tenure(former).items() if former else None
    same = (one for one in lines if was == {key: one.get(key, "") for key, _ in was or ()}.items())
    before = next(same, None) if was else None
    after = None if told is None else {**(before or {}), **told}
    return () if after == before else (LineChange(OFFICES.file_name, before, after),)


def _tenure(held: Tenure) -> Cells:
    return {
        "programme_id": held.programme_id,
        "target_id": held.target_id,
        "office_vi": held.office,
        "valid_from": _day(held.started_on),
        "valid_to": _day(held.ended_on),
    }


def _cells(catalogue: Catalogue, target: Target, target_id: str, before: Cells) -> Cells:
    indicator = catalogue.indicators[target.indicator_id]
    value, proxy = plain(target.value), ""
    match target.kind:
        case TargetKind.UNIVERSAL:
            value, proxy = before["value"], value
        case TargetKind.ABOVE_REFERENCE:
            value = _REFERENCE
        case TargetKind.MILESTONE:
            value = "1"
        case TargetKind.THRESHOLD:
            pass
    keeps_list = bool(catalogue.programme.headlines)  # of headlines, and the table's mark is idle
    is_same = before.get("indicator_id") == target.indicator_id
    of_indicator = {
        "unit": indicator.unit_name,
        "pillar": indicator.pillar or "",
        "sector": indicator.sector or "",
    }
    return {
        "target_id": target_id,
        "indicator_id": target.indicator_id,
        "name_vi": target.name,
        **({} if is_same else of_indicator),
        "level": "VN" if target.level is AdminLevel.NATION else target.level.value,
        "kind": target.kind.value,
        "operator": target.operator.value,
        "value": value,
        "year": due_cell(target.due_on),
        "headline": before.get("headline", "0") if keeps_list else _flag(target.is_headline),
        "source_title": target.source_title,
        "source_url": target.source_url,
        "note": target.note,
        "scope_unit_id": target.scope_unit_id or "",
        "proxy_value": proxy,
        "responsible_vi": target.responsible or "",
        "baseline_period": str(target.baseline_period or ""),
        "baseline_value": plain(target.baseline_value),
        "superseded_by": target.superseded_by or "",
    }


def plain(value: Decimal | None) -> str:
    """Return a number as the tables write it, with a point and no needless zeros."""
    return "" if value is None else f"{value.normalize():f}"


def due_cell(day: date) -> str:
    """Return a due day as the tables write it: its year where it is the last of one."""
    return str(day.year) if (day.month, day.day) == (12, 31) else day.isoformat()


def _flag(is_so: bool) -> str:
    return "1" if is_so else "0"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _path(
    home: Path, target_id: str, wanted: Iterable[tuple[Period, Decimal]], former: Target | None
) -> Iterator[LineChange]:
    lines = (c for c in table_lines(home, PATHS.file_name) if c["target_id"] == target_id)
    before = {parse_period(cells["period"]): cells for cells in lines}
    was = dict(former.path) if former else {}
    told = dict(wanted)
    for period in dict.fromkeys((*before, *told)):
        old, value = before.get(period), told.get(period)
        new = {"target_id": target_id, "period": str(period), "value": plain(value)}
        if value is None:
            yield LineChange(PATHS.file_name, old, None)
        elif old is None or was.get(period) != value:
            yield LineChange(PATHS.file_name, old, new)
