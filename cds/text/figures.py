"""One figure with all that must travel with it: unit, period, source, completeness, standing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from cds.domain.assessments import CLOSED, Assessment, Standing, Tally
from cds.domain.indicators import Indicator, IndicatorKind
from cds.domain.observations import Observation, Origin, Point, has_demo
from cds.domain.status_rule import COMPLETE_ENOUGH, NEEDS_ACCELERATION, ON_TRACK, SLOWEST_PACE
from cds.domain.targets import Target
from cds.text import numbers
from cds.text.phrases import as_text, phrase, template, word

_WORDS = template("numbers.hedges")
_QUOTED_HEDGE = re.compile(rf"['‘“\"](?P<word>{_WORDS})(?: [0-9][^'’”\"]*)?['’”\"]", re.IGNORECASE)
_TYPED_HEDGE = re.compile(rf"(?P<word>{_WORDS})\s*(?P<number>[0-9][0-9.,]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in icon, word and one explaining sentence; its colour is in `charts.theme`."""

    icon: str  # name of a Material symbol
    sign: str  # a letter or two for places that cannot show icons
    word: str
    meaning: str


# The rule's own, as slots: what is told of it changes with it.
BOUNDS: Mapping[str, str] = {
    "good": numbers.share(ON_TRACK),
    "fair": numbers.share(NEEDS_ACCELERATION),
    "slow": numbers.share(SLOWEST_PACE),
    "complete": numbers.share(COMPLETE_ENOUGH),
    "good_ratio": numbers.number(ON_TRACK, 2),
    "fair_ratio": numbers.number(NEEDS_ACCELERATION, 2),
}
# In the order of Standing: the most urgent first.
STANDINGS: Mapping[Standing, Badge] = {
    standing: Badge(
        **{one.name: phrase(f"standings.{standing}.{one.name}", **BOUNDS) for one in fields(Badge)}
    )
    for standing in Standing
}
_CLOSED = template("tally_closed").partition("{")[0]  # said once before those that closed


def source(point: Point) -> str:
    """Return where a figure comes from, in words."""
    if point.origin is Origin.CONVERTED:
        text = phrase("source_converted")
        return f"{text}, {phrase('source_demo')}" if point.is_demo else text
    if point.origin is not Origin.OWN:
        demo, reported = point.units_demo, point.units_reported
        counts = {"reported": reported, "expected": point.units_expected}
        if 0 < demo < reported:
            return phrase("source_mixed", **counts, real=reported - demo, demo=demo)
        text = phrase("source_rolled_up", **counts)
        return f"{text}, {phrase('source_demo')}" if point.is_demo else text
    if point.is_demo:
        return phrase("source_demo")
    return point.source_title or point.file_name or phrase("source_none")


def _source_of_many(point: Point) -> str:
    if point.origin in (Origin.OWN, Origin.CONVERTED):
        return source(point)
    if point.units_demo == point.units_reported:
        return phrase("source_demo")
    return phrase("source_summed_mixed" if point.is_demo else "source_summed")


def sources_text(points: Iterable[Point]) -> str:
    """Name where figures come from, those that matter most given first.

    The sources of real figures come before; of generated figures beside them their number.
    """
    shown = tuple(points)
    real = [point for point in shown if not point.is_demo]
    names = tuple(dict.fromkeys(map(source, real or shown)))
    if not names:
        return phrase("source_none")
    if len(names) > 1:  # sums that differ only in how many units reported are one source
        names = tuple(dict.fromkeys(map(_source_of_many, real or shown)))
    count = len(names) - 1
    text = phrase("slide.sources_many", first=names[0], count=count) if count else names[0]
    demo = len(shown) - len(real)
    if not real or not demo:
        return text
    return phrase("slide.sources_mixed", real=text, demo=demo, total=len(shown))


def marked(point: Point | None, indicator: Indicator) -> str:
    """Return a figure as a cell shows it; "–" for none.

    A generated one carries its mark: a cell is copied, printed and sent without the ribbon.
    """
    return mark(amount(point, indicator), [point])


def kind(point: Point | None) -> str:
    """Return whether a figure is published, provisional, estimated or generated; "–" for none."""
    return word(point.status) if point else numbers.MISSING


def mark(text: str, points: Iterable[Point | Observation | None]) -> str:
    """Return a finished text with the mark of generated figures, if it rests on any."""
    return phrase("marked", value=text) if has_demo(points) else text


def value(assessment: Assessment, indicator: Indicator) -> str:
    """Return the latest figure with its mark, of a milestone how many steps are done; "–": none."""
    text = unmarked(assessment, indicator)
    return text if assessment.steps_total else mark(text, [assessment.latest])


def unmarked(assessment: Assessment, indicator: Indicator) -> str:
    """Return `value` for the cell of a chart, which stands under a ribbon and has no room."""
    if assessment.steps_total:
        return phrase("steps", done=assessment.steps_done, total=assessment.steps_total)
    return amount(assessment.latest, indicator, assessment.target_value)


def amount(
    seen: Point | Observation | None, indicator: Indicator, target: Decimal | None = None
) -> str:
    """Return a figure as its source has it: "khoảng 87%", "hạng 11/63"; "–" for none.

    One reported without counts gets no decimals that it did not come with; one that only
    rounding would set equal to the target gets as many as show the difference.
    """
    if seen is None or seen.value is None:
        return numbers.MISSING
    is_counted = seen.numerator is not None and seen.denominator is not None
    is_own = not isinstance(seen, Point) or seen.origin is Origin.OWN
    decimals = indicator.decimals
    if is_own and not (is_counted and indicator.is_share):
        decimals = min(decimals, numbers.decimals_of(seen.value))
    if target is not None:
        decimals = numbers.telling_apart(seen.value, target, decimals)
    text = numbers.figure(seen.value, replace(indicator, decimals=decimals))
    if indicator.kind is IndicatorKind.RANK and is_counted:
        text = f"{text}/{numbers.number(seen.denominator)}"
    return f"{hedge(seen)} {text}".strip() if is_own else text


def apart(
    before: Point | Observation | None, after: Point | Observation | None, indicator: Indicator
) -> tuple[str, str]:
    """Return two figures as they stand beside each other, with their marks.

    Two that only rounding would show as one get as many decimals as tell them apart; of one value
    with other counts the counts are told.
    """
    texts = amount(before, indicator), amount(after, indicator)
    if before and after and before.value is not None and after.value is not None:
        if texts[0] == texts[1] and before.value != after.value:
            texts = amount(before, indicator, after.value), amount(after, indicator, before.value)
        told = counts_text(before, indicator), counts_text(after, indicator)
        if texts[0] == texts[1] and told[0] != told[1]:
            texts = _counted_text(texts[0], told[0]), _counted_text(texts[1], told[1])
    return mark(texts[0], [before]), mark(texts[1], [after])


def values_apart(
    before: Assessment | None, after: Assessment, indicator: Indicator
) -> tuple[str, str]:
    """Return the latest figures of two standings beside each other, as `apart` does."""
    texts = value(before, indicator) if before else numbers.MISSING, value(after, indicator)
    if before is None or texts[0] != texts[1] or after.steps_total:
        return texts
    return apart(before.latest, after.latest, indicator)


def turn(before: str, after: str) -> str:
    """Say what was and what is in its place; of what is the same that it did not change."""
    if before == after:
        return phrase("unmoved", value=after)
    return phrase("turn", before=before, after=after)


def _counted_text(text: str, told: str) -> str:
    return phrase("with_counts", value=text, counts=told) if told else text


def when(seen: Point | Observation | None) -> str:
    """Return the time a figure speaks of: its period, or from when to when it is cumulated."""
    if seen is None:
        return numbers.MISSING
    if seen.cumulative_since is None:
        return numbers.period(seen.period)
    return phrase("cumulative", since=seen.cumulative_since, until=seen.period.end)


def when_short(point: Point) -> str:
    """Return the period as on an axis; one cumulated from before it in full."""
    return when(point) if point.cumulative_since else numbers.period_short(point.period)


def completeness(point: Point | None) -> str:
    """Return the share that was reported: not known of a percentage without counts."""
    if point is None:
        return numbers.MISSING
    return phrase("not_known") if point.completeness is None else numbers.share(point.completeness)


def hedge(seen: Point | Observation) -> str:
    """Return the word that the source sets before its number: about, over, nearly.

    A note begins with it in quotes, or with the cell as it was typed; other words that begin
    with one of these are not followed by this very number.
    """
    if match := _QUOTED_HEDGE.match(seen.note):
        return match["word"].lower()
    match = _TYPED_HEDGE.match(seen.note)
    given = {_as_number(match["number"], mark) for mark in ",."} if match else set[Decimal]()
    return match["word"].lower() if match and seen.value in given else ""


def published(seen: Point | Observation) -> str:
    """Return when the source came out, as far as it tells."""
    try:
        return numbers.day(date.fromisoformat(seen.published_on))
    except ValueError:
        return seen.published_on or numbers.MISSING


def _as_number(text: str, mark: str) -> Decimal | None:
    other = "." if mark == "," else ","
    try:
        return Decimal(text.replace(other, "").replace(mark, ".").strip("."))
    except InvalidOperation:
        return None


def hover(name: str, point: Point, indicator: Indicator) -> str:
    """Return the lines of a tooltip, joined by <br>."""
    told = source(point)
    lines = [
        f"{amount(point, indicator)} · {when(point)}",
        counts_text(point, indicator),
        f"{word(point.status)}: {told if len(told) <= 80 else f'{told[:79].rstrip()}…'}",
        phrase("full", share=completeness(point)),
    ]
    return "<br>".join([f"<b>{as_text(name)}</b>", *(as_text(line) for line in lines if line)])


def counts_text(point: Point | Observation, indicator: Indicator) -> str:
    """Return numerator and denominator with the thing's name; empty without counts."""
    if point.numerator is None or point.denominator is None:
        return ""
    whole = numbers.number(point.denominator)
    thing = numbers.thing_name(indicator.denominator_name or "")
    return f"{numbers.number(point.numerator)}/{whole} {thing}".strip()


def gap(assessment: Assessment, indicator: Indicator, told: str = "said") -> str:
    """Return the gap in both currencies: points, and things still to do; of a milestone steps.

    `told` "cell": in few words, "–" where it cannot be told.
    """
    count, way = assessment.still_to_do, "left"
    if indicator.kind is IndicatorKind.MILESTONE and count:
        way = "steps"
    elif assessment.gap is None:
        way = "unknown"
    elif assessment.gap <= 0 and not count:
        way = "none"
    elif count and indicator.is_share:
        way = "both"
    left, things = missing(assessment, indicator), numbers.things(count, indicator)
    return phrase(f"gap.{told}_{way}", gap=left, things=things, count=count)


def missing(assessment: Assessment, indicator: Indicator) -> str:
    """Return the gap from the latest figure as shown to the target; "–" where none is known."""
    latest, aim = assessment.latest, assessment.target_value
    if assessment.gap and latest is not None and aim is not None:
        return short_of(latest, aim, indicator)
    return numbers.difference(assessment.gap, indicator)


def short_of(point: Point, aim: Decimal, indicator: Indicator) -> str:
    """Return how far a figure as shown is from an aim that it does not meet."""
    left, told = numbers.between(point.value, aim, indicator)
    return numbers.difference(abs(left), told)


def target_name(aim: Target) -> str:
    """Return a target's name, with what is measured of it where that is less than it says."""
    if not aim.measured_by:
        return aim.name
    return phrase("target_measured", name=aim.name, by=aim.measured_by)


def target(assessment: Assessment, indicator: Indicator, aim: Target | None) -> str:
    """Return the target's value with its sign, or its own words when it has no number."""
    if aim is None:
        return numbers.MISSING
    if assessment.target_value is None:
        return aim.unit_name.partition(" (")[0] or aim.name
    return numbers.target_value(assessment.target_value, aim.operator.value, indicator)


def closing(assessment: Assessment, unit_name: str) -> str:
    """Say on which day a target closed with its unit; "" for one that is open."""
    if assessment.closed_on is None:
        return ""
    return phrase("closing", day=assessment.closed_on, unit=unit_name)


def badge(assessment: Assessment) -> Badge:
    """Return icon, word and meaning of a standing; what is overdue says by how many days."""
    found = STANDINGS[assessment.standing]
    if assessment.late_days is None:
        return found
    return replace(found, word=phrase("late", word=found.word, days=assessment.late_days))


def tally_text(counted: Tally) -> str:
    """Return "n class; n class"; what closed comes last, under one word; generated ones apart."""
    told = {one: _counted(counted, one) for one in counted.counts}
    parts = [text for one, text in told.items() if one not in CLOSED]
    closed = [text.replace(_CLOSED, "") for one, text in told.items() if one in CLOSED]
    return "; ".join([*parts, phrase("tally_closed", counts=closed)] if closed else parts)


def _counted(counted: Tally, standing: Standing) -> str:
    text = f"{counted.counts[standing]} {STANDINGS[standing].word.lower()}"
    return with_demo(text, counted.counts[standing], counted.demo.get(standing, 0))


def with_demo(text: str, count: int, demo: int) -> str:
    """Return a count in words with how many of it rest on generated figures, if any."""
    if not demo:
        return text
    return phrase("tally_all_demo" if demo == count else "tally_demo", counted=text, demo=str(demo))
