"""Charts of rows as shapes at their places on a slide: what SVG and PowerPoint both draw.

Places and sizes are in units of a slide of 1920 x 1080, from the chart's upper left corner.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from textwrap import wrap
from typing import Generic, TypeVar

from cds.charts.drawn import days_track, values_track
from cds.charts.theme import TONES, LineLook
from cds.charts.values import (
    ComparedRole,
    ComparedSpan,
    DateLane,
    MilestoneDates,
    Rows,
    ShareRow,
    ShareRows,
    Spans,
    StepMark,
)
from cds.domain.assessments import StepState
from cds.text.phrases import phrase

SIZE = 36  # of type, as of all that is read on a slide
INK, MUTED, TRACK = "#16202e", "#3c4756", "#d5dbe4"
_LINE, _LETTER = 1.22, 0.52  # of a line and of a letter
_STEP = SIZE * _LINE
_DOT = 11.0  # radius
_GAP, _CLEAR = 16.0, 40.0  # between words, and before the line of the day: bold type is wider
_TEXT = 24  # letters of a row's change in one line
_NARROW = 1000  # below this width names stand above their tracks
_LEAST, _MOST = 8.0, 60.0  # air below a row, so that rows fill the slide as far as is pleasant
_ROLES = {
    ComparedRole.PILOT: LineLook(TONES["blue"]),
    ComparedRole.TOGETHER: LineLook(TONES["orange"], dash="dash"),
    ComparedRole.MOVE: LineLook(TONES["blue"]),
    ComparedRole.WORSE: LineLook(TONES["red"]),
    ComparedRole.UNCLEAR: LineLook(TONES["gray"]),
}
_STATES = {
    StepState.DONE: TONES["green"],
    StepState.IN_PROGRESS: TONES["blue"],
    StepState.OVERDUE: TONES["red"],
    StepState.NOT_STARTED: TONES["gray"],
    StepState.UNKNOWN: TONES["gray"],
}

Place = tuple[float, float]
Value = TypeVar("Value", Decimal, date)


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text from `top` down, in a box as wide as they may be."""

    lines: tuple[str, ...]
    left: float
    top: float
    width: float
    colour: str = INK
    is_bold: bool = False
    is_centred: bool = False

    @property
    def height(self) -> float:
        """Of all lines."""
        return len(self.lines) * _STEP


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line from place to place."""

    start: Place
    end: Place
    look: LineLook
    width: int = 1


@dataclass(frozen=True, slots=True)
class Dot:
    """A round mark; not filled: what was before, or is not done."""

    at: Place
    colour: str
    is_filled: bool = True


@dataclass(frozen=True, slots=True)
class Patch:
    """A filled rectangle; hatched: of generated figures."""

    left: float
    top: float
    width: float
    height: float
    colour: str
    is_hatched: bool = False


Shape = Words | Stroke | Dot | Patch


@dataclass(frozen=True, slots=True)
class _Row:
    """Shapes of a row from its own top, and how high it is."""

    shapes: tuple[Shape, ...]
    height: float


def placed(chart: Rows, width: float, height: float) -> tuple[Shape, ...]:
    """Return the shapes of a chart, its rows spread over the height as far as is pleasant."""
    head, *rows = _rows(chart, width)
    spare = (height - head.height - sum(row.height for row in rows)) / max(1, len(rows))
    air = max(0.0, min(spare, _MOST))
    shapes, top = list(_moved(head.shapes, 0)), head.height
    for row in rows:
        shapes += _moved(row.shapes, top)
        top += row.height + air
    first, last, axis = head.height, top - air, list[Stroke]()  # lines of the axis, behind the rows
    match chart:
        case Spans():
            ticks = _values(chart, width).ticks
            axis = [Stroke((x, first), (x, last), LineLook(TRACK), 2) for x, _ in ticks]
            if chart.are_intervals:
                zero = _values(chart, width).across(Decimal(0))
                axis.append(Stroke((zero, first), (zero, last), LineLook(INK), 3))
        case MilestoneDates() if width >= _NARROW:
            days, now = _days(chart, width)
            axis = [Stroke((x, first), (x, last), LineLook(TRACK), 2) for x, _ in days.ticks]
            axis.append(Stroke((now, first), (now, last), LineLook(MUTED, dash="dash"), 3))
    return (*axis, *shapes)


def height_of(chart: Rows, width: float) -> float:
    """Return how high a chart must be at least."""
    return sum(row.height for row in _rows(chart, width))


def parts(chart: Rows, width: float, room: float) -> tuple[Rows, ...]:
    """Return as many charts as the room asks for; milestones stay whole, and so do units."""
    match chart:
        case MilestoneDates(lanes):
            head, *rows = _rows(chart, width)
            runs, left = [list[DateLane]()], room - head.height
            for lane, row in zip(lanes, rows, strict=True):
                if runs[-1] and row.height > left:
                    runs.append([])
                    left = room - head.height
                runs[-1].append(lane)
                left -= row.height
            return tuple(replace(chart, lanes=tuple(run)) for run in runs)
        case Spans() | ShareRows():
            return (chart,)


def _rows(chart: Rows, width: float) -> list[_Row]:
    """The row of the axis, then one for each thing told."""
    match chart:
        case Spans(spans):
            track = _values(chart, width)
            ticks = (
                Words((text,), x - 80, 0, 160, MUTED, is_centred=True) for x, text in track.ticks
            )
            draw = _interval if chart.are_intervals else _span
            return [_Row(tuple(ticks), _STEP + 6), *(draw(one, track, width) for one in spans)]
        case ShareRows(rows):
            return [_Row((), 0), *(_share(row, width) for row in rows)]
        case MilestoneDates(lanes):
            if width < _NARROW:
                return [_Row((), 0), *(_list(lane, width) for lane in lanes)]
            days, now = _days(chart, width)
            room = len(chart.today_text) * 20.0
            left = max(days.left, min(now - room / 2, width - room))
            names = [  # of the years, and the day of the view over them
                Words((text,), x + 6, 0, 120, MUTED)
                for x, text in days.ticks
                if x + 6 + 90 < left or x + 6 > left + room
            ]
            names.append(Words((chart.today_text,), left, 0, room, is_bold=True))
            head = _Row(tuple(names), _STEP + 6)
            return [head, *(_lane(lane, days, now) for lane in lanes)]


@dataclass(frozen=True, slots=True)
class _Track(Generic[Value]):
    """A line of values or days, and where along it ticks lie, with their texts."""

    left: float
    right: float
    share: Callable[[Value], float]
    ticks: Sequence[tuple[float, str]] = ()

    def across(self, value: Value) -> float:
        """The place of a value on the track."""
        return self.left + self.share(value) * (self.right - self.left)


def _values(chart: Spans, width: float) -> _Track[Decimal]:
    share, ticks = values_track(chart)
    left, right = 90.0, width - 90
    if width >= _NARROW:
        left, right = width * 0.32, width - max(map(_text_room, chart.spans)) - 30
    track = _Track(left, right, share)
    return replace(track, ticks=[(track.across(tick), text) for tick, text in ticks])


def _days(chart: MilestoneDates, width: float) -> tuple[_Track[date], float]:
    """The track of days, and where on it the day of the view is."""
    share, years = days_track(chart)
    track = _Track(width * 0.22, width, share)
    ticks = [(track.across(year), str(year.year)) for year in years]
    return replace(track, ticks=ticks), track.across(chart.today)


def _text_room(span: ComparedSpan) -> float:
    """As wide as its longest part that stays in one line."""
    return 19.0 * max(map(len, wrap(span.text, _TEXT))) + 20


def _span(span: ComparedSpan, axis: _Track[Decimal], width: float) -> _Row:
    words, middle, height = _told(span, axis, width, is_bold=span.role is ComparedRole.PILOT)
    look = _ROLES[span.role]
    start, end = (axis.across(span.before), middle), (axis.across(span.after), middle)
    drawn = (Stroke(start, end, look, 6), Dot(start, look.colour, is_filled=False))
    return _Row((*words, *drawn, Dot(end, look.colour)), height)


def _interval(span: ComparedSpan, axis: _Track[Decimal], width: float) -> _Row:
    words, middle, height = _told(span, axis, width, is_bold=True)
    look, ends = _ROLES[span.role], (axis.across(span.before), axis.across(span.after))
    low, high = middle - _DOT, middle + _DOT
    shapes = [Stroke((x, low), (x, high), LineLook(look.colour), 6) for x in ends]
    shapes.append(Stroke((ends[0], middle), (ends[1], middle), look, 6))
    is_clear = span.role is not ComparedRole.UNCLEAR
    found = () if span.middle is None else (axis.across(span.middle),)
    dots = (Dot((x, middle), look.colour, is_filled=is_clear) for x in found)
    return _Row((*words, *shapes, *dots), height)


def _told(
    span: ComparedSpan, axis: _Track[Decimal], width: float, *, is_bold: bool
) -> tuple[tuple[Words, ...], float, float]:
    """The words of a row, the middle of its track, and how high it is."""
    is_narrow, text_room = width < _NARROW, _text_room(span)
    room, top = (width - text_room - _GAP, 0) if is_narrow else (axis.left - 40, 4)
    label = _words(span.label, 0, top, room, is_bold=is_bold)
    note = _words(span.note, 0, top + label.height, room, MUTED)
    left = width - text_room if is_narrow else axis.right + 40
    text = _words(span.text, left, top, text_room, is_bold=is_bold)
    words = (label, text, *([note] if note.lines else []))
    high = max(label.height + note.height, text.height)
    if is_narrow:
        return words, high + 20, high + 46
    return words, top + (high if note.lines else _STEP) / 2, high + _LEAST


def _share(row: ShareRow, width: float) -> _Row:
    is_narrow = width < _NARROW
    name_room = width if is_narrow else width * 0.36
    name = _words(f"{row.label}: {row.name}", 0, 0, name_room, is_bold=True)
    left, top = (0.0, name.height + 8) if is_narrow else (name_room + 40, 4.0)
    value = phrase("marked", value=row.value) if row.is_demo else row.value
    value_room = max(len(value), 9) * 23.0
    right = width - value_room - 24
    shapes: list[Shape] = [name, Patch(left, top, right - left, 36, TRACK)]
    if row.share is not None:
        long = max(2.0, row.share * (right - left))
        shapes.append(Patch(left, top, long, 36, TONES["blue"], is_hatched=row.is_demo))
    shapes.append(_words(value, right + 24, top - 4, value_room, is_bold=True))
    told = " · ".join(filter(None, (row.change, row.note)))
    note = _words(told, left, top + 42, width - left, MUTED)
    if note.lines:
        shapes.append(note)
    return _Row(tuple(shapes), max(name.height, note.top + note.height) + _LEAST)


def _lane(lane: DateLane, dates: _Track[date], now: float) -> _Row:
    """Each step's words below its dot: left of it where there is no room, lower where taken."""
    name = _words(lane.name, 0, 10, dates.left - 30, is_bold=True)
    note = _words(lane.note, 0, name.top + name.height, dates.left - 30, MUTED)
    shapes: list[Shape] = [Stroke((0, 0), (dates.right, 0), LineLook(TRACK), 2), name, note]
    taken: list[tuple[float, float, float]] = []  # left, right, bottom
    for (day, when), alike in groupby(lane.marks, lambda mark: (mark.day, mark.when)):
        marks = tuple(alike)
        x = dates.across(day)
        after = [one for one in lane.marks if one.day > day]
        free = (dates.across(after[0].day) if after else dates.right) - x
        end = now - _CLEAR if x < now else dates.right
        rooms = (580.0, 700.0) if end - x < 500 else (max(330.0, min(400.0, free - _GAP)),)
        sign = "• " if len(marks) > 1 else ""
        places: list[tuple[float, float, float, list[Words]]] = []  # bottom, left, length, words
        for room in rooms:
            told = [_words(f"{sign}{mark.step}", 0, 0, room, is_bold=True) for mark in marks]
            told.append(_words(when, 0, 0, room, MUTED))  # once for all alike
            long = max(len(line) for one in told for line in one.lines) * SIZE * _LETTER
            left = x - _DOT if x + long < end else max(dates.left, end - long)
            below = [low for start, end, low in taken if left < end + _GAP and left + long > start]
            bottom = max(below, default=50.0) + sum(one.height for one in told)
            places.append((bottom, left, long, told))
        bottom, left, long, told = min(places, key=lambda place: place[0])  # the least high
        top = bottom - sum(one.height for one in told)
        shapes += (_state_dot(mark, (x, 28)) for mark in marks)
        for one in told:
            shapes.append(replace(one, left=left, top=top, width=long + 30))
            top += one.height
        taken.append((left, left + long, bottom + 6))
    bottom = max([low for *_, low in taken], default=0.0)
    return _Row(tuple(shapes), max(bottom, note.top + note.height) + _LEAST)


def _list(lane: DateLane, width: float) -> _Row:
    """Where there is no room for a line of time: steps from early to late."""
    name = _words(lane.name, 0, 0, width, is_bold=True)
    note = _words(lane.note, 0, name.height, width, MUTED)
    shapes: list[Shape] = [name, note]
    top = name.height + note.height + 6
    for mark in lane.marks:
        step = _words(mark.step, 44, top, width - 44)
        when = _words(mark.when, 44, top + step.height, width - 44, MUTED)
        shapes += (_state_dot(mark, (16, top + _STEP / 2)), step, when)
        top = when.top + when.height + 6
    return _Row(tuple(shapes), top + _LEAST)


def _state_dot(mark: StepMark, at: Place) -> Dot:
    is_filled = mark.state in (StepState.DONE, StepState.OVERDUE)
    return Dot(at, _STATES[mark.state], is_filled=is_filled)


def _moved(shapes: Sequence[Shape], down: float) -> Iterator[Shape]:
    for shape in shapes:
        match shape:
            case Words() | Patch():
                yield replace(shape, top=shape.top + down)
            case Stroke((x, y), (to_x, to_y)):
                yield replace(shape, start=(x, y + down), end=(to_x, to_y + down))
            case Dot((x, y)):
                yield replace(shape, at=(x, y + down))


def _words(
    text: str, left: float, top: float, width: float, colour: str = INK, *, is_bold: bool = False
) -> Words:
    """A text in as many lines as it needs; no word is cut."""
    letters = max(8, int(width / (SIZE * _LETTER)))
    return Words(tuple(wrap(text, letters)), left, top, width, colour, is_bold)
