"""Milestones as values: each step with its date, state and evidence; what is overdue says so."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cds.blocks import Block, Message, Table, table
from cds.charts.values import MilestoneDates, StepMark
from cds.domain.assessments import StepState
from cds.domain.observations import has_demo
from cds.domain.status_rule import step_state
from cds.domain.stories import Slide
from cds.domain.targets import MilestoneStep, Target, TargetKind
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
    """Everything the page on milestones shows; a line of the table is a step."""

    milestones: tuple[Milestone, ...]
    sentence: str
    chart: MilestoneDates | None
    chart_sentence: str
    table: Table


def build(reader: Reader) -> MilestonesPage:
    """Gather the page from the rows of milestone targets; headline ones first."""
    ids = dict.fromkeys(
        target.indicator_id
        for target in reader.catalogue.targets.values()
        if target.kind is TargetKind.MILESTONE
    )
    found = [
        _milestone(reader, row, row.target)
        for row in reader.rows_where(indicator_ids=tuple(ids))
        if row.target
        and row.target.kind is TargetKind.MILESTONE
        and row.target.superseded_by is None
    ]
    found.sort(key=lambda one: (not one.target.is_headline, one.target.due_on))
    listed = [(milestone, step) for milestone in found for step in milestone.steps]
    steps = [step for _, step in listed]
    counts = Counter(step.standing for step in steps)
    parts = [
        phrase("milestones.count", count=counts[one], word=word(one).lower())
        for one in StepState
        if counts[one]
    ]
    return MilestonesPage(
        milestones=tuple(found),
        sentence=phrase(
            "milestones.sentence",
            targets=len(found),
            steps=len(steps),
            parts=", ".join(parts) or phrase("milestones.count_none"),
        ),
        chart=_chart(listed, reader.today),
        chart_sentence=_chart_sentence(steps, counts, reader.today),
        table=table(
            "milestones",
            "target step status due done late evidence link",
            (
                (
                    milestone.target.name,
                    one.step.name,
                    word(one.standing),
                    numbers.day(one.step.due_on),
                    numbers.day(one.step.done_on),
                    numbers.number(one.late_days),
                    one.step.evidence or numbers.MISSING,
                    one.step.evidence_url,
                )
                for milestone, one in listed
            ),
        ),
    )


def block(reader: Reader, _asked: Slide) -> Block:
    """Every step of the milestones with state and days."""
    page = reader.kept(build)
    title = phrase("slide.milestones")
    if not page.table.lines:
        return Block(title, Message(phrase("slide.milestones_none")))
    source = page.milestones[0].target.source_title or phrase("source_none")
    return Block(
        title,
        page.table.pick("target step status due done", "slide").first(),
        page.sentence,
        latest(one.row for one in page.milestones),
        source=phrase("slide.source", source=source),
    )


def stand(step: MilestoneStep, ended_on: date | None, today: date) -> StepOnDay:
    """Return a step as of a day; `ended_on` is the last day of the milestone's unit."""
    standing = step_state(step, ended_on, today)
    until = None  # the day up to which it was late, if it was
    if standing is StepState.DONE:
        until = step.done_on
    elif standing is StepState.OVERDUE:
        until = min(today, ended_on or today)
    late = None
    if step.due_on and until and until > step.due_on:
        late = (until - step.due_on).days
    return StepOnDay(step, standing, late, _when(step, standing, late, today))


def word(standing: StepState) -> str:
    """Return the word of a step's standing."""
    return phrase(f"milestones.state_{standing.value}")


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


def _milestone(reader: Reader, row: Row, target: Target) -> Milestone:
    listed = reader.catalogue.steps_of(target.target_id)
    steps = tuple(stand(step, row.unit.valid_to, reader.today) for step in listed)
    done = sum(step.standing is StepState.DONE for step in steps)
    figure, warning = row.assessment.latest, None
    if figure and figure.value >= 1 and done < len(steps):
        warning = phrase(  # a published "done" for a first phase must not hide an open step
            "milestones.warning_figure",
            value=numbers.figure(figure.value, row.indicator),
            period=figures.when(figure),
            open=len(steps) - done,
        )
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
        progress=phrase("milestones.progress", done=done, steps=len(steps))
        if steps
        else phrase("milestones.no_steps"),
        warning=warning,
        is_demo=has_demo([figure]),
    )


def _chart(listed: Sequence[tuple[Milestone, StepOnDay]], today: date) -> MilestoneDates | None:
    """Each step on the day it was done; while it is not, or on an unknown day, when it is due."""
    marks = []
    for milestone, one in listed:
        is_done = one.standing is StepState.DONE
        day = (one.step.done_on if is_done else None) or one.step.due_on
        told = word(one.standing)
        hover = f"<b>{one.step.name}</b><br>{milestone.target.name}<br>{told}<br>{one.when}"
        if day:
            marks.append(StepMark(one.step.name, day, one.standing, told, hover))
    if not marks:
        return None
    return MilestoneDates(tuple(marks), today, phrase("milestones.chart_today", day=today))


def _chart_sentence(
    steps: Sequence[StepOnDay], counts: Mapping[StepState, int], today: date
) -> str:
    told = {"done": counts[StepState.DONE], "steps": len(steps), "day": today}
    overdue = [step for step in steps if step.standing is StepState.OVERDUE]
    if not overdue:
        return phrase("milestones.chart_sentence_fine", **told)
    worst = max(overdue, key=lambda step: step.late_days or 0)
    named = phrase("milestones.worst", step=worst.step.name, days=worst.late_days)
    return phrase("milestones.chart_sentence", **told, overdue=len(overdue), worst=named)
