"""Milestones as values: each step with its date, state and evidence; what is overdue says so."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cds.blocks import Block, Message, Table, table
from cds.charts.values import DateLane, MilestoneDates, StepMark
from cds.domain.assessments import StepState
from cds.domain.observations import has_demo
from cds.domain.status_rule import step_state
from cds.domain.stories import Slide
from cds.domain.targets import MilestoneStep, Target, TargetKind
from cds.scorecard import Row, latest
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views.closing import answering
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
    return MilestonesPage(
        milestones=tuple(found),
        sentence=_sentence(found, steps, counts),
        chart=_chart(found, reader.today),
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
    if not page.table.lines:
        return Block(phrase("slide.milestones"), Message(phrase("slide.milestones_none")))
    if page.chart is None:
        return Block(page.sentence, page.table.pick("target step status due done", "slide").first())
    source = page.milestones[0].target.source_title or phrase("source_none")
    return Block(
        title=page.sentence,
        body=page.chart,
        points=latest(one.row for one in page.milestones),
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
            office=answering(reader, row),
        ),
        progress=phrase("milestones.progress", done=done, steps=len(steps))
        if steps
        else phrase("milestones.no_steps"),
        warning=warning,
        is_demo=has_demo([figure]),
    )


def _chart(found: Sequence[Milestone], today: date) -> MilestoneDates | None:
    """Each step on the day it was done; while it is not, or on an unknown day, when it is due."""
    lanes = []
    for milestone in found:
        marks = [
            StepMark(one.step.name, day, one.standing, _mark(one, day))
            for one in milestone.steps
            if (day := _day(one))
        ]
        if marks:
            marks.sort(key=lambda mark: mark.day)
            lanes.append(DateLane(milestone.target.name, milestone.progress, tuple(marks)))
    if not lanes:
        return None
    return MilestoneDates(tuple(lanes), today, phrase("milestones.chart_today", day=today))


def _mark(one: StepOnDay, day: date) -> str:
    """State and day as they stand at a dot; the rest is told where the step is unfolded."""
    return phrase(
        f"milestones.mark_{one.standing.value}",
        word=word(one.standing),
        day=day,
        days=one.late_days,
    )


def _day(one: StepOnDay) -> date | None:
    is_done = one.standing is StepState.DONE
    return (one.step.done_on if is_done else None) or one.step.due_on


def _sentence(
    found: Sequence[Milestone], steps: Sequence[StepOnDay], counts: Mapping[StepState, int]
) -> str:
    """How many milestones are done, how many steps stand where, and which is late longest."""
    if not steps:
        return phrase("milestones.sentence_none", targets=len(found))
    done = sum(
        all(step.standing is StepState.DONE for step in one.steps) for one in found if one.steps
    )
    parts = [
        phrase("milestones.count", count=counts[one], word=word(one).lower())
        for one in StepState
        if counts[one] and one is not StepState.OVERDUE
    ]
    late = [step for step in steps if step.standing is StepState.OVERDUE]
    if late:
        days = max(step.late_days or 0 for step in late)
        parts.insert(0, phrase("milestones.count_overdue", count=len(late), days=days))
    return phrase(
        "milestones.sentence", done=done, targets=len(found), steps=len(steps), parts=parts
    )
