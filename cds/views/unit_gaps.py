"""What is missing to each target of a unit, as bars."""

from collections.abc import Iterable

from cds.charts.theme import STANDING_COLOURS
from cds.charts.values import Bar, Bars
from cds.scorecard import Row
from cds.text import figures
from cds.views.unit_standing import title

_MOST_BARS = 12
_LONGEST_LABEL = 44


def gap_bars(told: Iterable[Row]) -> Bars | None:
    """Shares short of their target, the longest gap first."""
    rows = tuple(told)
    short = [row for row in rows if row.indicator.is_share and row.assessment.is_met is False]
    ordered = sorted(short, key=lambda row: (-(row.assessment.gap or 0), row.indicator.name))
    bars = tuple(_bar(row, title(row, rows)) for row in ordered[:_MOST_BARS])
    return Bars(bars) if bars else None


def _bar(row: Row, name: str) -> Bar:
    latest, gap = row.assessment.latest, row.assessment.gap
    assert latest is not None  # noqa: S101 - a gap needs a figure
    assert gap is not None  # noqa: S101 - chosen by its gap
    badge = figures.badge(row.assessment)
    hover = figures.hover(name, latest, row.indicator)
    return Bar(
        label=_clipped(name),
        value=gap,
        text=figures.missing(row.assessment, row.indicator),
        hover=f"{hover}<br>{badge.word}",
        colour=STANDING_COLOURS[row.assessment.standing],
        sign=badge.sign,
        word=badge.word,
    )


def _clipped(name: str) -> str:
    """A long name in two lines, so that it leaves room for the bar."""
    if len(name) <= _LONGEST_LABEL // 2:
        return name
    words, first = name.split(), ""
    while words and len(first) + len(words[0]) < _LONGEST_LABEL // 2:
        first = f"{first} {words.pop(0)}".strip()
    rest = " ".join(words)
    if len(rest) > _LONGEST_LABEL // 2 + 4:
        rest = f"{rest[: _LONGEST_LABEL // 2 + 3].rstrip()}…"
    return f"{first}<br>{rest}" if first else rest
