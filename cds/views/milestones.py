"""Milestones as values: each step with its date, state and evidence; what is overdue says so."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cds.blocks import Block, table
from cds.charts.values import MilestoneDates, StepMark
from cds.domain.assessments import StepState
from cds.domain.catalogue import Catalogue
from cds.domain.observations import has_demo
from cds.domain.status_rule import step_state
from cds.domain.stories import Slide
from cds.domain.targets import MilestoneStep, Target, TargetKind
from cds.export.content import Message
from cds.scorecard import Row, latest
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views.reader import Reader


@dataclass(frozen=True, slots=True)
class StepOnDay:
    """One step as of a day. `late_days` None: not late, or without date."""

    step: MilestoneStep
    standing: StepState
    late_days: int | None
    when: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """One milestone target with its steps, in finished text."""

    row: Row
    target: Target
    steps: tuple[StepOnDay, ...]
    place: str
    progress: str
    warning: str | None
    is_demo: bool


@dataclass(frozen=True, slots=True)
class MilestonesPage:
    """Everything the page on milestones shows."""

    milestones: tuple[Milestone, ...]
    sentence: str
    chart: MilestoneDates | None
    chart_sentence: str
    table: tuple[tuple[str, ...], ...]


def build(catalogue: Catalogue, rows: Iterable[Row], today: date) -> MilestonesPage:
    """Gather the page from the rows of milestone targets; headline ones first."""
    found = [
        _milestone(catalogue, row, today) for row in rows if row.target and is_kind(row.target)
    ]
    found.sort(key=lambda one: (not one.target.is_headline, one.target.due_on))
    steps = [step for milestone in found for step in milestone.steps]
    return MilestonesPage(
        milestones=tuple(found),
        sentence=_sentence(found, steps),
        chart=_chart(found, today),
        chart_sentence=_chart_sentence(steps, today),
        table=tuple(_table_row(one, step) for one in found for step in one.steps),
    )


def is_kind(target: Target) -> bool:
    """True for a target that is done or not done."""
    return target.kind is TargetKind.MILESTONE and target.superseded_by is None


def stand(step: MilestoneStep, ended_on: date | None, today: date) -> StepOnDay:
    """Return a step as of a day; `ended_on` is the last day of the milestone's unit."""
    standing = step_state(step, ended_on, today)
    late = _late(step, standing, ended_on, today)
    return StepOnDay(step, standing, late, _when(step, standing, late, today))


def _late(
    step: MilestoneStep, standing: StepState, ended_on: date | None, today: date
) -> int | None:
    """Days after the due date: until it was done, else until today; None when in time."""
    if standing is StepState.DONE:
        until = step.done_on
    else:
        until = min(today, ended_on or today) if standing is StepState.OVERDUE else None
    if step.due_on is None or until is None or until <= step.due_on:
        return None
    return (until - step.due_on).days


def _when(step: MilestoneStep, standing: StepState, late: int | None, today: date) -> str:
    told = {"day": step.done_on, "due": step.due_on, "days": late, "known": step.known_on}
    match standing:
        case StepState.DONE if step.done_on is None:
            return phrase("milestones.when_done_undated")
        case StepState.DONE:
            return phrase("milestones.when_done_late" if late else "milestones.when_done", **told)
        case StepState.OVERDUE:
            return phrase("milestones.when_overdue", **told)
        case StepState.UNKNOWN:
            key = "when_unknown" if step.known_on is None else "when_unknown_since"
            last = word(StepState(step.state.value)).lower()
            return phrase(f"milestones.{key}", **told, state=last)
        case _ if step.due_on is None:
            return phrase("milestones.when_undated")
        case _:
            days = (step.due_on - today).days
            return phrase(
                "milestones.when_due" if days >= 0 else "milestones.when_open",
                due=step.due_on,
                days=days,
            )


def _milestone(catalogue: Catalogue, row: Row, today: date) -> Milestone:
    assert row.target is not None  # noqa: S101 - asked before
    target = row.target
    listed = catalogue.steps_of(target.target_id)
    steps = tuple(stand(step, row.unit.valid_to, today) for step in listed)
    done = sum(step.standing is StepState.DONE for step in steps)
    progress = phrase("milestones.progress", done=done, steps=len(steps))
    return Milestone(
        row=row,
        target=target,
        steps=steps,
        place=phrase(
            "milestones.unit",
            unit=row.unit.name,
            due=target.due_on,
            office=target.responsible or row.indicator.responsible,
        ),
        progress=progress if steps else phrase("milestones.no_steps"),
        warning=_warning(row, len(steps) - done),
        is_demo=has_demo([row.assessment.latest]),
    )


def _warning(row: Row, open_steps: int) -> str | None:
    """A published "done" for a first phase must not hide an open step."""
    latest = row.assessment.latest
    if latest is None or latest.value < 1 or open_steps <= 0:
        return None
    return phrase(
        "milestones.warning_figure",
        value=numbers.figure(latest.value, row.indicator),
        period=figures.when(latest),
        open=open_steps,
    )


def _sentence(found: Sequence[Milestone], steps: Sequence[StepOnDay]) -> str:
    counts = Counter(step.standing for step in steps)
    parts = [
        phrase("milestones.count", count=counts[one], word=word(one).lower())
        for one in StepState
        if counts[one]
    ]
    parts += [phrase("milestones.count_none")] if not parts else []
    return phrase(
        "milestones.sentence", targets=len(found), steps=len(steps), parts=", ".join(parts)
    )


def _chart(found: Sequence[Milestone], today: date) -> MilestoneDates | None:
    marks = tuple(
        StepMark(step.step.name, day, step.standing, word(step.standing), _hover(milestone, step))
        for milestone in found
        for step in milestone.steps
        if (day := _day(step))
    )
    if not marks:
        return None
    return MilestoneDates(marks, today, phrase("milestones.chart_today", day=today))


def _day(step: StepOnDay) -> date | None:
    """The day a step was done; while it is not, or on an unknown day, the day it is due."""
    done_on = step.step.done_on if step.standing is StepState.DONE else None
    return done_on or step.step.due_on


def word(standing: StepState) -> str:
    """Return the word of a step's standing."""
    return phrase(f"milestones.state_{standing.value}")


def _hover(milestone: Milestone, step: StepOnDay) -> str:
    return "<br>".join(
        (f"<b>{step.step.name}</b>", milestone.target.name, word(step.standing), step.when)
    )


def _chart_sentence(steps: Sequence[StepOnDay], today: date) -> str:
    done = sum(step.standing is StepState.DONE for step in steps)
    overdue = [step for step in steps if step.standing is StepState.OVERDUE]
    told = {"done": done, "steps": len(steps), "day": today}
    if not overdue:
        return phrase("milestones.chart_sentence_fine", **told)
    worst = max(overdue, key=lambda step: step.late_days or 0)
    named = phrase("milestones.worst", step=worst.step.name, days=worst.late_days)
    return phrase("milestones.chart_sentence", **told, overdue=len(overdue), worst=named)


def _table_row(milestone: Milestone, step: StepOnDay) -> tuple[str, ...]:
    return (
        milestone.target.name,
        step.step.name,
        word(step.standing),
        numbers.day(step.step.due_on),
        numbers.day(step.step.done_on),
        numbers.number(step.late_days),
        step.step.evidence or numbers.MISSING,
        step.step.evidence_url,
    )


def block(reader: Reader, _asked: Slide) -> Block:
    """Every step of the milestones with state and days."""
    aimed = (target for target in reader.catalogue.targets.values())
    ids = dict.fromkeys(target.indicator_id for target in aimed if is_kind(target))
    rows = [row for indicator_id in ids for row in reader.rows(indicator_id)]
    page = build(reader.catalogue, rows, reader.today)
    title = phrase("slide.milestones")
    if not page.table:
        return Block(title, Message(phrase("slide.milestones_none")))
    shown = table("slide", "target step status due done", [row[:5] for row in page.table])
    source = page.milestones[0].target.source_title or phrase("source_none")
    return Block(
        title,
        shown.first(8),
        page.sentence,
        latest(one.row for one in page.milestones),
        source=phrase("slide.source", source=source),
    )
