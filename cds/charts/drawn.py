"""Charts that a page's own elements make, as what travels to the browser: places from 0 to 1."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple
from datetime import date
from decimal import Decimal

from cds.charts.theme import BADGE_COLOURS
from cds.charts.values import (
    Drawn,
    Grid,
    MilestoneDates,
    Ruler,
    ShareRows,
    Spans,
    Strips,
    ValuePairs,
)
from cds.text import numbers
from cds.text.phrases import phrase

_ROOM = Decimal("0.04")  # beyond the outermost values, of their span
_KINDS = {
    Spans: "spans",
    MilestoneDates: "dates",
    Grid: "grid",
    ValuePairs: "pairs",
    ShareRows: "shares",
    Strips: "strips",
    Ruler: "ruler",
}
Message = dict[str, object]


def message(chart: Drawn, alt: str) -> Message:
    """Return a chart as `browser/drawn.js` draws it; every text in it becomes a text node."""

    def at(share: float) -> float:
        return round(share, 4)

    told: Message = {}
    match chart:
        case Spans():
            share, values = values_track(chart)
            told["rows"] = [
                [
                    *(one.role, one.label, at(share(one.before)), at(share(one.after))),
                    *(one.text, one.hover, one.note),
                    None if one.middle is None else at(share(one.middle)),
                ]
                for one in chart.spans
            ]
            told["ticks"] = [[at(share(tick)), text] for tick, text in values]
            told["zero"] = at(share(Decimal(0))) if chart.are_intervals else None
        case MilestoneDates():
            (along, years), lanes = days_track(chart), []
            for lane in chart.lanes:
                marks = [
                    [at(along(one.day)), numbers.day(one.day), one.state, one.step, one.when]
                    for one in lane.marks
                ]
                lanes.append([lane.name, lane.note, marks])
            told["lanes"] = lanes
            told["ticks"] = [[at(along(year)), str(year.year)] for year in years]
            told["today"] = [at(along(chart.today)), chart.today_text]
        case Grid():
            longest = max(one.missing or 0 for row in chart.cells for one in row) or 1
            told["columns"] = chart.columns
            told["rows"] = [
                [
                    unit,
                    [
                        [
                            None if one.missing is None else at(one.missing / longest),
                            *(one.text, one.note, one.hover, one.is_demo),
                        ]
                        for one in row
                    ],
                ]
                for unit, row in zip(chart.units, chart.cells, strict=True)
            ]
        case ValuePairs():
            told["rows"] = [list(astuple(one)) for one in chart.pairs]
        case ShareRows():
            told["rows"] = [list(astuple(one)) for one in chart.rows]
            told["mark"] = phrase("marked", value="").strip()
        case Ruler():
            told["marks"] = [[at(share), *words] for share, *words in chart.marks]
            told["told"] = chart.told
            told["bands"] = [
                [BADGE_COLOURS[one.standing], one.name, one.bounds, at(one.end)]
                for one in chart.bands
            ]
            told["reached"] = [at(chart.at), chart.reached]
        case Strips():
            share, values = strips_track(chart)
            told["rows"] = [
                [
                    *(strip.label, strip.note),
                    [[at(share(value)), hover] for value, hover in strip.others],
                    [
                        [
                            *(one.role, at(share(one.value)), one.words, one.note, one.is_demo),
                            None if one.onward is None else at(share(one.onward)),
                        ]
                        for one in sorted(strip.marks, key=lambda one: share(one.value))
                    ],
                ]
                for strip in chart.strips
            ]
            told["ticks"] = [[at(share(tick)), text] for tick, text in values]
            told["better"] = chart.better
    return {"kind": _KINDS[type(chart)], **told, "alt": alt}


def values_track(chart: Spans) -> tuple[Callable[[Decimal], float], list[tuple[Decimal, str]]]:
    """Where a value lies on a track from 0 to 1, and the two to four round numbers along it.

    The numbers lie among the values, so that no share is measured beyond 100.
    """
    values = [value for span in chart.spans for value in (span.before, span.after)]
    if not chart.are_intervals:
        return _track(values, chart.suffix)
    share, ticks = _track([Decimal(0), *values], chart.suffix)
    return share, [(tick, numbers.signed(text, tick)) for tick, text in ticks]


def strips_track(chart: Strips) -> tuple[Callable[[Decimal], float], list[tuple[Decimal, str]]]:
    """Return the same of strips; better lies to the right."""
    values = [one.value for strip in chart.strips for one in strip.marks]
    values += [value for strip in chart.strips for value, _ in strip.others]
    share, ticks = _track(values, chart.suffix)
    return (lambda value: 1 - share(value)) if chart.is_reversed else share, ticks


def _track(
    values: Sequence[Decimal], suffix: str
) -> tuple[Callable[[Decimal], float], list[tuple[Decimal, str]]]:
    low, high = min(values), max(values)
    room = ((high - low) or Decimal(1)) * _ROOM
    first, size = low - room, high - low + 2 * room
    ticks = [(tick, f"{numbers.trimmed(tick)}{suffix}") for tick in _round(low, high)]
    return lambda value: float((value - first) / size), ticks


def days_track(chart: MilestoneDates) -> tuple[Callable[[date], float], tuple[date, ...]]:
    """Where a day lies on a track from 0 to 1, and the first days of the years along it."""
    days = [chart.today, *(mark.day for lane in chart.lanes for mark in lane.marks)]
    years = [date(year, 1, 1) for year in range(min(days).year, max(days).year + 2)]
    size = (years[-1] - years[0]).days
    return lambda day: (day - years[0]).days / size, tuple(years[:-1])


def _round(low: Decimal, high: Decimal) -> Iterable[Decimal]:
    if low == high:
        return [low]
    power = Decimal(1).scaleb(((high - low) / 3).adjusted())
    for step in (power * 10, power * 5, power * 2, power):
        ticks = range(math.ceil(low / step), math.floor(high / step) + 1)
        if len(ticks) > 1:
            break
    return [step * tick for tick in ticks]
