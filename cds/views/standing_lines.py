"""Standings as lines, on pages and slides alike: word, name, bar to the target, what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from cds.charts.values import TargetBar
from cds.domain.assessments import Standing
from cds.domain.indicators import IndicatorKind
from cds.scorecard import Row, is_demo
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views.closing import answering
from cds.views.columns import target, target_bar
from cds.views.reader import Reader


@dataclass(frozen=True, slots=True)
class StandingLine:
    """One target in one unit in finished texts, and the address of its page without version.

    `bar` None: neither figure nor steps nor target in numbers.
    """

    standing: Standing
    word: str
    name: str
    bar: TargetBar | None
    value: str
    target: str
    gap: str
    when: str
    due: str
    office: str
    link: str
    is_demo: bool

    @property
    def is_short(self) -> bool:
        """True when `gap` says how much is missing, not that nothing or nobody knows."""
        return self.gap not in (numbers.MISSING, phrase("standing.enough"))


def standing_lines(
    rows: Iterable[Row], reader: Reader, *, has_unit: bool = False
) -> tuple[StandingLine, ...]:
    """Return rows with targets as lines, in their order; `has_unit` names the unit too."""
    return tuple(_line(row, reader, has_unit=has_unit) for row in rows if row.target)


def address(page: str, **asked: str) -> str:
    """Return the address of a page with what is asked of it, without version."""
    return f"{page}?{urlencode(asked)}"


def gap(row: Row) -> str:
    """Return what is missing in points and things, of a milestone in steps; "–": cannot be told."""
    judged, indicator = row.assessment, row.indicator
    if indicator.kind is IndicatorKind.MILESTONE and judged.still_to_do:
        return phrase("standing.steps", count=judged.still_to_do)
    if judged.gap is None:
        return numbers.MISSING
    if judged.gap <= 0 and not judged.still_to_do:
        return phrase("standing.enough")
    left = figures.missing(judged, indicator)
    if not (judged.still_to_do and indicator.is_share):
        return left
    things = numbers.things(judged.still_to_do, indicator)
    return phrase("standing.both", gap=left, things=things)


def _line(row: Row, reader: Reader, *, has_unit: bool) -> StandingLine:
    judged, aim = row.assessment, row.target
    assert aim is not None  # noqa: S101 - the caller leaves out rows without a target
    name, own = target(row), row.indicator.indicator_id
    return StandingLine(
        standing=judged.standing,
        word=figures.badge(judged).word,
        name=phrase("slide.at_unit", name=name, unit=row.unit.name) if has_unit else name,
        bar=target_bar(row),
        value=figures.unmarked(judged, row.indicator),
        target=figures.target(judged, row.indicator, aim),
        gap=gap(row),
        when=figures.when(judged.latest),
        due=phrase("standing.due", due=judged.due_on or aim.due_on),
        office=answering(reader, row),
        link=address("indicator", indicator=own, unit=row.unit.unit_id, target=aim.target_id),
        is_demo=is_demo(row),
    )
