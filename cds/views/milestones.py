"""Milestones as values: each step with its date, state and evidence; what is overdue says so."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cds.blocks import Block, Message
from cds.charts.values import DateLane, MilestoneDates, StepMark
from cds.domain.assessments import StepState
from cds.domain.observations import has_demo
from cds.domain.status_rule import step_state
from cds.domain.stories import Slide
from cds.domain.targets import MilestoneStep, Target, TargetKind
from cds.scorecard import Row, latest
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views.reader import Reader
from cds.views.standings import answering


@dataclass(frozen=True, slots=True)
class StepOnDay:
    """One step as of a day. `late_days` None: not late, or without date."""

    step: MilestoneStep
    standing: StepState
    late_days: int | None
    when: str

    @property
    def mark(self) -> StepMark | None:
        """A dot on the day it was done; while it is not, or on an unknown day, when it is due.

        State and day as they stand there; the rest is told where the step is unfolded.
        """
        is_done = self.standing is StepState.DONE
        day = (self.step.done_on if is_done else None) or self.step.due_on
        if day is None:
            return None
        told = {"word": word(self.standing), "day": day, "days": self.late_days}
        text = phrase(f"milestones.mark_{self.standing.value}", **told)
        return StepMark(self.step.name, day, self.standing, text)


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
    """Everything the page on milestones shows. `chart` None: no step has a date."""

    milestones: tuple[Milestone, ...]
    verdict: str
    chart: MilestoneDates | None


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
    lanes = [
        DateLane(one.target.name, one.progress, tuple(sorted(marks, key=lambda mark: mark.day)))
        for one in found
        if (marks := [mark for step in one.steps if (mark := step.mark)])
    ]
    today = phrase("milestones.chart_today", day=reader.today)
    return MilestonesPage(
        milestones=tuple(found),
        verdict=_verdict(found),
        chart=MilestoneDates(tuple(lanes), reader.today, today) if lanes else None,
    )


def block(reader: Reader, _asked: Slide) -> Block:
    """Every step of the milestones with state and days."""
    page = reader.kept(build)
    if not any(one.steps for one in page.milestones):
        return Block(phrase("slide.milestones"), Message(phrase("slide.milestones_none")))
    if page.chart is None:
        told = (lane_text(one) for one in page.milestones)
        return Block(page.verdict, Message("\n".join(told)))
    source = page.milestones[0].target.source_title or phrase("source_none")
    return Block(
        title=page.verdict,
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
    days = (step.due_on - today).days if step.due_on else None
    match standing:
        case StepState.DONE:
            key = "done_undated" if step.done_on is None else "done_late" if late else "done"
        case StepState.OVERDUE:
            key = "overdue"
        case StepState.UNKNOWN:
            key = "unknown" if step.known_on is None else "unknown_since"
        case _:
            key = "undated" if days is None else "due" if days >= 0 else "open"
    when = phrase(
        f"milestones.when_{key}",
        day=step.done_on,
        due=step.due_on,
        days=days if key in ("due", "open") else late,
        known=step.known_on,
        state=word(StepState(step.state.value)).lower(),
    )
    return StepOnDay(step, standing, late, when)


def lane_text(milestone: Milestone) -> str:
    """Return a milestone's name with how far it is."""
    return phrase("milestones.lane", name=milestone.target.name, progress=milestone.progress)


def word(standing: StepState) -> str:
    """Return the word of a step's standing."""
    return phrase(f"milestones.state_{standing.value}")


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
    told = {"unit": row.unit.name, "due": target.due_on, "office": answering(reader, row)}
    key = "milestones.progress" if steps else "milestones.no_steps"
    return Milestone(
        row=row,
        target=target,
        steps=steps,
        place=phrase("milestones.unit", **told),
        progress=phrase(key, done=done, steps=len(steps)),
        warning=warning,
        is_demo=has_demo([figure]),
    )


def _verdict(found: Sequence[Milestone]) -> str:
    """How many milestones are done, how many steps stand where, and which is late longest."""
    steps = [step for one in found for step in one.steps]
    if not steps:
        return phrase("milestones.sentence_none", targets=len(found))
    counts = Counter(step.standing for step in steps)
    done = sum(
        all(step.standing is StepState.DONE for step in one.steps) for one in found if one.steps
    )
    parts = [
        phrase("milestones.count", count=counts[one], word=word(one).lower())
        for one in StepState
        if counts[one] and one is not StepState.OVERDUE
    ]
    if late := counts[StepState.OVERDUE]:
        days = max(one.late_days or 0 for one in steps if one.standing is StepState.OVERDUE)
        parts.insert(0, phrase("milestones.count_overdue", count=late, days=days))
    return phrase(
        "milestones.sentence", done=done, targets=len(found), steps=len(steps), parts=parts
    )
