"""The answers of the forms for a target and a step, and the lines of the tables they make."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain, count
from pathlib import Path

from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator, IndicatorKind
from cds.domain.periods import parse_period
from cds.domain.programme import Tenure
from cds.domain.targets import MilestoneStep, Operator, PublishedState, Target, TargetKind
from cds.ingest.words.numbers import evidence, read_number
from cds.store.amendments import Cells, LineChange, table_lines
from cds.store.reference.programme import OFFICES, PROGRAMMES
from cds.store.reference.register import PATHS, STEPS, TARGETS
from cds.text.phrases import phrase

_REFERENCE = "national_average"  # what the tables write for a target above the nation's mean


@dataclass(frozen=True, slots=True)
class TargetAnswers:
    """What the form for a target asks. `path` holds periods as texts with their values.

    `baseline` is the value at the period, a text too, from which the way is counted; `heir_id` the
    target that takes this one's place.
    """

    indicator_id: str
    unit_id: str
    level: AdminLevel
    kind: TargetKind
    operator: Operator
    value: Decimal | None
    due_on: date
    name: str = ""
    document: str = ""
    link: str = ""
    office: str = ""
    is_headline: bool = False
    path: tuple[tuple[str, Decimal], ...] = ()
    note: str = ""
    baseline_period: str = ""
    baseline: Decimal | None = None
    heir_id: str = ""


@dataclass(frozen=True, slots=True)
class StepAnswers:
    """What the form for a step of a milestone asks."""

    target_id: str
    name: str
    state: PublishedState
    due_on: date | None = None
    done_on: date | None = None
    evidence: str = ""
    link: str = ""
    known_on: date | None = None
    is_own: bool = False


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


def years(first: date, due_on: date, former: Target | None) -> tuple[str, ...]:
    """Return the periods for which a path can be told: the years before the due day.

    Those of the path that there is stay, whatever they are.
    """
    kept = [str(period) for period, _ in former.path] if former else []
    offered = [str(year) for year in range(first.year, due_on.year)]
    return tuple(sorted({*kept, *offered}, key=lambda text: parse_period(text).end))


def answers_of(catalogue: Catalogue, target: Target) -> TargetAnswers:
    """Return a target as the form shows it."""
    return TargetAnswers(
        indicator_id=target.indicator_id,
        unit_id=catalogue.unit_of(target).unit_id,
        level=target.level,
        kind=target.kind,
        operator=target.operator,
        value=target.value,
        due_on=target.due_on,
        name=target.name,
        document=target.source_title,
        link=target.source_url,
        office=target.responsible or "",
        is_headline=target.is_headline,
        path=tuple((str(period), value) for period, value in target.path),
        note=target.note,
        baseline_period=str(target.baseline_period or ""),
        baseline=target.baseline_value,
        heir_id=target.superseded_by or "",
    )


def lacking(answers: TargetAnswers) -> tuple[str, ...]:
    """Name what a target still needs before it can count."""
    needs_value = answers.kind in (TargetKind.THRESHOLD, TargetKind.UNIVERSAL)
    wanted = {
        "value": not needs_value or answers.value is not None,
        "name": answers.name,
        "document": answers.document,
        "office": answers.office,
        "baseline": answers.baseline is not None or not answers.baseline_period,
        "baseline_period": answers.baseline_period or answers.baseline is None,
    }
    return tuple(phrase(f"targets.{key}") for key, is_given in wanted.items() if not is_given)


def lacking_of_step(answers: StepAnswers) -> tuple[str, ...]:
    """Name what a step still needs: what is done has its day and what proves it."""
    is_done = answers.state is PublishedState.DONE
    wanted = {
        "step_name": answers.name,
        "step_done_on": answers.done_on or not is_done,
        "step_evidence": answers.evidence or answers.state is PublishedState.NOT_STARTED,
    }
    return tuple(phrase(f"targets.{key}") for key, is_given in wanted.items() if not is_given)


def suggested_name(catalogue: Catalogue, answers: TargetAnswers) -> str:
    """Name a target by what is measured and until when."""
    indicator, due = catalogue.indicators[answers.indicator_id], due_cell(answers.due_on)
    return phrase("targets.name_until", indicator=indicator.name, due=parse_period(due))


def target_changes(
    home: Path,
    catalogue: Catalogue,
    answers: TargetAnswers,
    former: Target | None = None,
    taken: Collection[str] = (),
) -> tuple[LineChange, ...]:
    """Return the lines that the answers change: of the target and of its path.

    A new target has an id of its own, none of those that are taken.
    """
    known = {cells["target_id"]: cells for cells in table_lines(home, TARGETS.file_name)}
    first = catalogue.programme.programme_id or "target"
    wanted = f"{first}_{answers.indicator_id}_{answers.due_on.year}"
    names = chain((wanted,), (f"{wanted}_{number}" for number in count(2)))
    free = (name for name in names if name not in known and name not in taken)
    target_id = former.target_id if former else next(free)
    before = known.get(target_id)
    after = {**(before or {}), **_cells(catalogue, answers, target_id, before or {})}
    own = () if after == before else (LineChange(TARGETS.file_name, before, after),)
    return (*own, *_path(home, target_id, answers.path, former))


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
    home: Path, answers: StepAnswers, former: MilestoneStep | None = None
) -> tuple[LineChange, ...]:
    """Return the line that the answers about a step change; none when they say what is there."""
    lines = table_lines(home, STEPS.file_name)
    name = former.name if former else None
    same = (c for c in lines if (c["target_id"], c["name_vi"]) == (answers.target_id, name))
    before = next(same, None)
    is_done = answers.state is PublishedState.DONE
    after = {
        **(before or {}),
        "target_id": answers.target_id,
        "name_vi": answers.name,
        "state": answers.state.value,
        "due_on": _day(answers.due_on),
        "done_on": _day(answers.done_on) if is_done else "",
        "evidence_vi": answers.evidence,
        "evidence_url": answers.link,
        "known_on": "" if is_done else _day(answers.known_on),
        "is_own": _flag(answers.is_own),
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


def _cells(catalogue: Catalogue, answers: TargetAnswers, target_id: str, before: Cells) -> Cells:
    indicator = catalogue.indicators[answers.indicator_id]
    value, proxy = plain(answers.value), ""
    match answers.kind:
        case TargetKind.UNIVERSAL:
            value, proxy = before["value"], value
        case TargetKind.ABOVE_REFERENCE:
            value = _REFERENCE
        case TargetKind.MILESTONE:
            value = "1"
        case TargetKind.THRESHOLD:
            pass
    keeps_list = bool(catalogue.programme.headlines)  # of headlines, and the table's mark is idle
    is_same = before.get("indicator_id") == answers.indicator_id
    of_indicator = {
        "unit": indicator.unit_name,
        "pillar": indicator.pillar or "",
        "sector": indicator.sector or "",
    }
    return {
        "target_id": target_id,
        "indicator_id": answers.indicator_id,
        "name_vi": answers.name,
        **({} if is_same else of_indicator),
        "level": "VN" if answers.level is AdminLevel.NATION else answers.level.value,
        "kind": answers.kind.value,
        "operator": answers.operator.value,
        "value": value,
        "year": due_cell(answers.due_on),
        "headline": before.get("headline", "0") if keeps_list else _flag(answers.is_headline),
        "source_title": answers.document,
        "source_url": answers.link,
        "note": answers.note,
        "scope_unit_id": answers.unit_id,
        "proxy_value": proxy,
        "responsible_vi": answers.office,
        "baseline_period": answers.baseline_period,
        "baseline_value": plain(answers.baseline),
        "superseded_by": answers.heir_id,
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
    home: Path, target_id: str, wanted: tuple[tuple[str, Decimal], ...], former: Target | None
) -> Iterator[LineChange]:
    lines = (c for c in table_lines(home, PATHS.file_name) if c["target_id"] == target_id)
    before = {str(parse_period(cells["period"])): cells for cells in lines}
    was = {str(period): value for period, value in former.path} if former else {}
    told = dict(wanted)
    for period in dict.fromkeys((*before, *told)):
        old, value = before.get(period), told.get(period)
        new = {"target_id": target_id, "period": period, "value": plain(value)}
        if value is None:
            yield LineChange(PATHS.file_name, old, None)
        elif old is None or was.get(period) != value:
            yield LineChange(PATHS.file_name, old, new)


def with_name(catalogue: Catalogue, answers: TargetAnswers) -> TargetAnswers:
    """Return the answers with a name of their own where none is given."""
    if answers.name.strip():
        return answers
    return replace(answers, name=suggested_name(catalogue, answers))
