"""Targets, paths and milestones as staff keep them: what is there, and what a change would do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cds.blocks import Table, table
from cds.domain.assessments import StepState
from cds.domain.catalogue import Catalogue
from cds.domain.targets import MilestoneStep, Target, TargetKind
from cds.scorecard import Row, tally
from cds.text import figures, numbers
from cds.text.figures import tally_text
from cds.text.phrases import phrase
from cds.text.phrases import word as word_of
from cds.views import columns, milestones
from cds.views.reader import Reader
from cds.views.standing_lines import gap

_AWAITED = (StepState.OVERDUE, StepState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class TargetDesk:
    """What a programme aims at; a line of each table is one of the targets, one of the steps.

    A milestone without steps has a line too: its step is None.
    """

    sentence: str
    targets: tuple[Target, ...]
    target_table: Table
    steps: tuple[tuple[str, MilestoneStep | None], ...]
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
    sentence = phrase(
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
    return TargetDesk(
        sentence=sentence,
        targets=targets,
        target_table=table(
            "targets", "target unit aim due path value status office", _lines(reader, targets)
        ).told(),
        steps=steps,
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
    known = seen.catalogue.targets
    return tuple(_outcome(seen, known[one]) for one in target_ids if one in known)


def _lines(reader: Reader, targets: Iterable[Target]) -> Iterator[tuple[str, ...]]:
    catalogue = reader.catalogue
    for target in targets:
        row, indicator = _row(reader, target), catalogue.indicators[target.indicator_id]
        yield (
            figures.target_name(target),
            where(catalogue, target),
            figures.target(row.assessment, indicator, target)
            if row
            else numbers.target_value(target.value, target.operator.value, indicator),
            numbers.day(target.due_on),
            phrase("targets.path", count=len(target.path)) if target.path else numbers.MISSING,
            columns.CELLS["value"](row) if row else numbers.MISSING,
            columns.status(row) if row else numbers.MISSING,
            target.office_at(catalogue.unit_of(target), reader.today)
            or indicator.responsible
            or numbers.MISSING,
        )


def where(catalogue: Catalogue, target: Target) -> str:
    """Name the unit a target is set for, or of which units of the whole each is to reach it."""
    unit = catalogue.unit_of(target)
    if unit.level is target.level:
        return unit.name
    return phrase("targets.each", level=word_of(target.level), unit=unit.name)


def _rows(reader: Reader, target: Target) -> list[Row]:
    judged = reader.rows(target.indicator_id)
    return [row for row in judged if row.target and row.target.target_id == target.target_id]


def _row(reader: Reader, target: Target) -> Row | None:
    """The standing of a target at the unit it is set for; None: it is each part's."""
    unit = reader.catalogue.unit_of(target)
    return next((row for row in _rows(reader, target) if row.unit == unit), None)


def _outcome(reader: Reader, target: Target) -> str:
    row, indicator = _row(reader, target), reader.catalogue.indicators[target.indicator_id]
    if row is None:
        rows = [one for one in _rows(reader, target) if one.unit.level is target.level]
        aim = numbers.target_value(target.value, target.operator.value, indicator)
        told = {"name": target.name, "aim": aim, "due": target.due_on, "units": len(rows)}
        where_set = where(reader.catalogue, target)
        return phrase(
            "targets.outcome_each", **told, where=where_set, tally=tally_text(tally(rows))
        )
    judged = row.assessment
    missing = gap(row)
    is_short = missing not in (numbers.MISSING, phrase("standing.enough"))
    key = "targets.outcome_short" if is_short else "targets.outcome"
    if judged.latest is None and not judged.steps_total:
        key = "targets.outcome_unknown"
    return phrase(
        key,
        name=figures.target_name(target),
        aim=figures.target(judged, indicator, target),
        due=target.due_on,
        value=figures.value(judged, indicator),
        period=figures.when(judged.latest),
        gap=missing,
        status=columns.status(row),
    )
