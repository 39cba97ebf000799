"""Targets, paths and milestones as staff keep them: what is there, and what a change would do.

A change of the tables is told cell by cell, as it was and as it is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from cds.blocks import Table, item_table, table
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.assessments import StepState
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator
from cds.domain.periods import parse_period
from cds.domain.programme import Tenure
from cds.domain.targets import MilestoneStep, PublishedState, Target, TargetKind
from cds.scorecard import Row, tally
from cds.store.amendments import Cells, LineChange, Proposal
from cds.store.reference.admin_units import CHANGES
from cds.store.reference.loading import PATHS, STEPS, TARGETS
from cds.store.reference.programme import OFFICES, PROGRAMMES
from cds.text import figures, numbers
from cds.text.figures import tally_text
from cds.text.phrases import family, kinds, phrase, word
from cds.views import columns, milestones
from cds.views.reader import Reader
from cds.views.standings import office_once

_DAYS = ("due_on", "done_on", "known_on")
_NUMBERS = ("value", "proxy_value", "baseline_value")
_AWAITED = (StepState.OVERDUE, StepState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class TargetDesk:
    """What a programme aims at: what is set of each target, and the steps of milestones.

    `alike` names who answers for all targets and what sets them all, where that is one.

    A milestone without steps has a line too: its step is None.
    """

    verdict: str
    targets: tuple[Target, ...]
    target_table: Table
    alike: str
    steps: tuple[tuple[str, MilestoneStep | None], ...]
    steps_head: str
    step_table: Table


def build(reader: Reader) -> TargetDesk:
    """Gather what the programme on screen aims at, in the order of the register."""
    catalogue, programme = reader.catalogue, reader.catalogue.programme
    targets = catalogue.own_targets
    steps = tuple(
        (target.target_id, step)
        for target in targets
        if target.kind is TargetKind.MILESTONE
        for step in catalogue.steps_of(target.target_id) or (None,)
    )
    stood = [
        milestones.stand(step, catalogue.home.valid_to, reader.today) if step else None
        for _, step in steps
    ]
    awaited = sum(one is None or one.standing in _AWAITED for one in stood)
    names = {one.target_id: figures.target_name(one) for one in targets}
    pathed, key = sum(bool(one.path) for one in targets), "known" if steps else "none"
    verdict = phrase(
        "targets.sentence" if targets else "targets.sentence_none",
        name=catalogue.home.name_short,
        first=str(programme.started_on.year),
        last=str(programme.ended_on.year) if programme.ended_on else "",
        targets=len(targets),
        paths=phrase("targets.paths" if pathed else "targets.paths_none", count=pathed),
        steps=phrase(
            f"targets.steps_{'awaited' if awaited else key}", count=len(steps), awaited=awaited
        ),
    )
    shown, alike = office_once(
        item_table(
            "targets_desk",
            targets,
            {
                "target": partial(_name, catalogue),
                "aim": partial(_aim, reader),
                "due": lambda one: numbers.day(one.due_on),
                "baseline": partial(_baseline, reader),
                "path": _path,
                "office": lambda one: (
                    one.office_at(catalogue.unit_of(one), reader.today) or numbers.MISSING
                ),
                "document": lambda one: one.source_title or phrase("targets.no_document"),
                "note": lambda one: (
                    phrase("targets.own_threshold") if one.is_own_threshold else numbers.MISSING
                ),
            },
        ).filled()
    )
    shown, documents = shown.said_once("document")
    told = (phrase("targets.alike_document", text=one) for one in documents)
    alike = " · ".join(filter(None, (alike, *told)))
    return TargetDesk(
        verdict=verdict,
        targets=targets,
        target_table=shown,
        alike=alike,
        steps=steps,
        steps_head=phrase(
            f"targets.tab_steps{'_awaited' if awaited else ''}", count=len(steps), awaited=awaited
        ),
        step_table=table(
            "milestones",
            "step target status due done evidence",
            (
                (
                    one.step.name if one else phrase("targets.no_steps"),
                    names[target_id],
                    milestones.word(one.standing) if one else numbers.MISSING,
                    numbers.day(one.step.due_on) if one else numbers.MISSING,
                    numbers.day(one.step.done_on) if one else numbers.MISSING,
                    (one.step.evidence if one else "") or numbers.MISSING,
                )
                for (target_id, _), one in zip(steps, stood, strict=True)
            ),
        ),
    )


def outcomes(reader: Reader, changed: Catalogue, target_ids: Iterable[str]) -> tuple[str, ...]:
    """Say how targets would stand today by another register, with the figures that count now."""
    own = reader.catalogue.programme.programme_id
    programme = next(one for one in changed.programmes if one.programme_id == own)
    seen = Reader(reader.home, changed.of(programme), reader.view, reader.today)
    known, told = seen.catalogue.targets, []
    for target in (known[one] for one in target_ids if one in known):
        row, indicator = _row(seen, target), seen.catalogue.indicators[target.indicator_id]
        if row is None:
            rows = [one for one in _rows(seen, target) if one.unit.level is target.level]
            each_one = phrase(
                "targets.outcome_each",
                name=target.name,
                aim=numbers.target_value(target.value, target.operator.value, indicator),
                due=target.due_on,
                where=where(seen.catalogue, target),
                tally=tally_text(tally(rows)),
            )
            told.append(each_one)
            continue
        judged, missing = row.assessment, figures.gap(row.assessment, indicator, "cell")
        is_short = missing not in (numbers.MISSING, phrase("gap.cell_none"))
        key = "targets.outcome_short" if is_short else "targets.outcome"
        if judged.latest is None and not judged.steps_total:
            key = "targets.outcome_unknown"
        whole = phrase(
            key,
            name=figures.target_name(target),
            aim=figures.target(judged, indicator, target),
            due=target.due_on,
            value=figures.value(judged, indicator),
            period=figures.when(judged.latest),
            gap=missing,
            status=columns.status(row),
        )
        told.append(whole)
    return tuple(told)


def _aim(reader: Reader, target: Target) -> str:
    """The level to reach; of a milestone, or one without a number, its own words."""
    if target.value is None:
        return target.unit_name.partition(" (")[0] or target.name
    indicator = reader.catalogue.indicators[target.indicator_id]
    return numbers.target_value(target.value, target.operator.value, indicator)


def _name(catalogue: Catalogue, target: Target) -> str:
    """What it is called, and where it is to be reached if not in the whole."""
    home, told = catalogue.home, [figures.target_name(target)]
    if (catalogue.unit_of(target), target.level) != (home, home.level):
        told.append(where(catalogue, target))
    return " · ".join(told)


def _baseline(reader: Reader, target: Target) -> str:
    """Where it begins, and when."""
    if target.baseline_value is None or target.baseline_period is None:
        return numbers.MISSING
    indicator = reader.catalogue.indicators[target.indicator_id]
    value = numbers.figure(target.baseline_value, indicator)
    return phrase("targets.baseline_at", value=value, period=target.baseline_period)


def _path(target: Target) -> str:
    if not target.path:
        return numbers.MISSING
    return phrase("targets.path", count=len(target.path))


def where(catalogue: Catalogue, target: Target) -> str:
    """Name the unit a target is set for, or of which units of the whole each is to reach it."""
    unit = catalogue.unit_of(target)
    if unit.level is target.level:
        return unit.name
    return each(catalogue, unit, target.level)


def each(catalogue: Catalogue, unit: AdminUnit, level: AdminLevel) -> str:
    """Name every unit of a level that a whole consists of."""
    parts = catalogue.descendants(unit, catalogue.last_vintage(unit), level)
    return phrase("targets.each", kinds=kinds(level, parts), unit=unit.name)


def _rows(reader: Reader, target: Target) -> list[Row]:
    judged = reader.rows(target.indicator_id)
    return [row for row in judged if row.target and row.target.target_id == target.target_id]


def _row(reader: Reader, target: Target) -> Row | None:
    """The standing of a target at the unit it is set for; None: it is each part's."""
    unit = reader.catalogue.unit_of(target)
    return next((row for row in _rows(reader, target) if row.unit == unit), None)


def changed_lines(catalogue: Catalogue, proposal: Proposal) -> tuple[str, ...]:
    """Say each change of a proposal in a sentence; targets by their names."""
    whole = catalogue.whole or catalogue
    measures = {key: one.indicator_id for key, one in whole.targets.items()}
    names = {key: one.name for key, one in whole.targets.items()}
    for one in proposal.changes:
        for cells in (one.before, one.after):
            if cells and one.file_name == TARGETS.file_name:
                names[cells["target_id"]] = cells["name_vi"]
                measures[cells["target_id"]] = cells["indicator_id"]
    told = {key: whole.indicators[one] for key, one in measures.items() if one in whole.indicators}
    names |= {one.programme_id: one.name for one in whole.programmes}
    shown = partial(_cell, whole=whole, measures=told)
    return tuple(text for one in proposal.changes for text in _said(one, names, shown))


def proposal_title(catalogue: Catalogue, proposal: Proposal) -> str:
    """Name a proposal among others: its first change, and how many more there are."""
    lines = changed_lines(catalogue, proposal)
    if len(lines) < 2:
        return "".join(lines)
    return phrase("amended.and_more", first=lines[0], more=len(lines) - 1)


def _said(
    one: LineChange, names: Mapping[str, str], shown: Callable[[str, Cells], str]
) -> Iterator[str]:
    cells = one.after or one.before or {}
    name = names.get(cells.get("target_id", ""), cells.get("target_id", ""))
    way = "added" if not one.before else "changed" if one.after else "removed"
    if one.file_name == PROGRAMMES.file_name:  # what becomes a headline, what is none any more
        for key, marked in zip(("marked", "unmarked"), one.marked, strict=True):
            for target_id in marked:
                yield phrase(f"amended.{key}", name=names.get(target_id, target_id))
    elif one.file_name == OFFICES.file_name:
        whose = cells.get("target_id") or cells.get("programme_id", "")
        before, after = (_held(each or {}) for each in (one.before, one.after))
        told = {"name": names.get(whose, whose), "before": before, "after": after}
        yield phrase(f"amended.office_{way}", **told)
    elif one.file_name == CHANGES.file_name:
        key = "amended.inherited" if one.after else "amended.inherited_no_more"
        share = shown("area_share_of_from", cells)
        yield phrase(key, older=cells["from_name"], heir=cells["to_name"], share=share)
    elif one.file_name == PATHS.file_name:
        before, after = (shown("value", each or {}) for each in (one.before, one.after))
        told = {"name": name, "period": shown("period", cells)}
        yield phrase(f"amended.path_{way}", **told, before=before, after=after)
    else:
        kind = "step" if one.file_name == STEPS.file_name else "target"
        told = {"name": name, "step": cells.get("name_vi", "")}
        if not one.before or not one.after:
            facts = {"due": shown("year", cells), "state": shown("state", cells)}
            yield phrase(f"amended.{kind}_{way}", **told, **facts)
            return
        for column in dict.fromkeys((*one.before, *one.after)):
            if one.before.get(column, "") != one.after.get(column, ""):
                yield phrase(
                    f"amended.{kind}_changed",
                    **told,
                    field=family("amended.column").get(column, column),
                    before=shown(column, one.before),
                    after=shown(column, one.after),
                )


def tenure(held: Tenure) -> str:
    """Name an office with the days from which to which it answers."""
    first, last = held.started_on, held.ended_on
    span = ("between" if last else "from") if first else "to" if last else "always"
    return phrase(f"amended.office_{span}", office=held.office, first=first, last=last)


def _held(cells: Cells) -> str:
    days = (cells.get(name) for name in ("valid_from", "valid_to"))
    first, last = (date.fromisoformat(text) if text else None for text in days)
    return tenure(Tenure(cells.get("office_vi", ""), first, last))


def _cell(column: str, cells: Cells, whole: Catalogue, measures: Mapping[str, Indicator]) -> str:
    """A cell as people read it; "–" for an empty one, as it stands where it cannot be read."""
    text = cells.get(column, "")
    with suppress(ValueError, ArithmeticError):
        if column in _DAYS:
            return numbers.day(date.fromisoformat(text))
        if column in _NUMBERS:
            measure = measures.get(cells.get("target_id", ""))
            value = numbers.trimmed(Decimal(text), 8)
            return f"{value}%" if measure and measure.is_share else value
        if column == "area_share_of_from":
            return f"{numbers.trimmed(Decimal(text) * 100)}%"
        if column in ("year", "period", "baseline_period"):
            return numbers.period(parse_period(text))
        if column == "level":
            return word(AdminLevel(text))
        if column == "state":
            return phrase(f"milestones.state_{PublishedState(text).value}")
        if column in ("headline", "is_own"):
            return phrase("amended.yes" if text == "1" else "amended.no")
    if column == "indicator_id" and text in whole.indicators:
        return whole.indicators[text].name
    if column == "scope_unit_id" and text in whole.units:
        return whole.units[text].name
    return text or numbers.MISSING
