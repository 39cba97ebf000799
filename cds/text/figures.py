"""One figure with all that must travel with it: unit, period, source, completeness."""

from collections.abc import Iterable
from html import escape

from cds.domain.indicators import Indicator, IndicatorKind
from cds.domain.observations import Origin, Point, has_demo
from cds.domain.progress import Assessment, Flag, Status
from cds.domain.targets import Target
from cds.text import numbers
from cds.text.phrases import AWAITING, STATUS, Badge
from cds.text.screens import OBSERVED, say

BADGES = (
    STATUS[Status.ACHIEVED],
    STATUS[Status.ON_TRACK],
    AWAITING,
    *(STATUS[status] for status in Status if status not in (Status.ACHIEVED, Status.ON_TRACK)),
)  # in the order of a sentence that counts them


def source(point: Point) -> str:
    """Return where a figure comes from, in words."""
    if point.origin is not Origin.OWN:
        demo, reported = point.units_demo, point.units_reported
        counts = {"reported": reported, "expected": point.units_expected}
        if 0 < demo < reported:
            return say("source_mixed", **counts, real=reported - demo, demo=demo)
        text = say("source_rolled_up", **counts)
        return f"{text}, {say('source_demo')}" if point.is_demo else text
    if point.is_demo:
        return say("source_demo")
    return point.source_title or point.file_name or say("source_none")


def marked(point: Point | None, indicator: Indicator) -> str:
    """Return a figure as a cell shows it; "–" for none.

    A generated one carries its mark: a cell is copied, printed and sent without the ribbon.
    """
    text = numbers.figure(point.value if point else None, indicator)
    return mark(text, [point])


def kind(point: Point | None) -> str:
    """Return whether a figure is published, provisional, estimated or generated; "–" for none."""
    return OBSERVED[point.status] if point else numbers.MISSING


def mark(text: str, points: Iterable[Point | None]) -> str:
    """Return a finished text with the mark of generated figures, if it rests on any."""
    return say("marked", value=text) if has_demo(points) else text


def value(assessment: Assessment, indicator: Indicator) -> str:
    """Return the latest figure; "–" for none.

    A milestone reported as reached is so in part as long as steps to it are open.
    """
    latest = assessment.latest
    if latest is None:
        return numbers.MISSING
    is_reached = indicator.kind is IndicatorKind.MILESTONE and latest.value >= 1
    if is_reached and assessment.still_to_do:
        return say("milestone_in_part")
    return numbers.figure(latest.value, indicator)


def hover(name: str, point: Point, indicator: Indicator) -> str:
    """Return the lines of a tooltip, joined by <br>."""
    lines = [
        f"{numbers.figure(point.value, indicator)} · {numbers.period(point.period)}",
        counts(point, indicator),
        f"{OBSERVED[point.status]}: {_clipped(source(point))}",
        say("full", share=numbers.share(point.completeness)),
    ]
    return "<br>".join([f"<b>{as_text(name)}</b>", *(as_text(line) for line in lines if line)])


def as_text(words: str) -> str:
    """Return words as a chart shows them: tags in names, titles and files stay letters.

    Charts read a little HTML, links included, in every label and tooltip.
    """
    return escape(words, quote=False)


def counts(point: Point, indicator: Indicator) -> str:
    """Return numerator and denominator with the thing's name; empty without counts."""
    if point.numerator is None or point.denominator is None:
        return ""
    whole = numbers.number(point.denominator)
    thing = numbers.thing_name(indicator.denominator_name or "")
    return f"{numbers.number(point.numerator)}/{whole} {thing}".strip()


def gap(assessment: Assessment, indicator: Indicator) -> str:
    """Return the gap in both currencies: points, and things still to do; of a milestone steps."""
    if indicator.kind is IndicatorKind.MILESTONE and assessment.still_to_do:
        return say("gaps.missing_steps", count=assessment.still_to_do)
    if assessment.gap is None:
        return say("overview.gap_unknown")
    if assessment.gap <= 0 and not assessment.still_to_do:
        return say("overview.gap_none")
    missing = numbers.difference(assessment.gap, indicator)
    if assessment.still_to_do and indicator.is_share:
        things = numbers.things(assessment.still_to_do, indicator)
        return say("overview.gap_both", gap=missing, things=things)
    return say("overview.gap", gap=missing)


def target(assessment: Assessment, indicator: Indicator, aim: Target | None) -> str:
    """Return the target's value with its sign, or its own words when it has no number."""
    if aim is None:
        return numbers.MISSING
    if assessment.target_value is None:
        return aim.unit_name.partition(" (")[0] or aim.name
    return numbers.target_value(assessment.target_value, aim.operator.value, indicator)


def badge(assessment: Assessment) -> Badge:
    """Return icon and word of a standing; a green without final figure says that it waits."""
    if is_awaiting(assessment):
        return AWAITING
    return STATUS[assessment.status]


def is_awaiting(assessment: Assessment) -> bool:
    """True for a green whose due date is past and whose final figure has not come."""
    is_green = assessment.status in (Status.ACHIEVED, Status.ON_TRACK)
    return is_green and Flag.AWAITING_FINAL in assessment.flags


def _clipped(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
