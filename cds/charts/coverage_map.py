"""What a coverage map shows, as one frozen value: colours, legend, tooltips and circles.

The shapes travel apart (`geometry_url`); the screen draws them in `cds.ui.map`, exports in
`cds.charts.map_svg`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from cds.charts.map_scale import Aim, ColourScale, colour_scale, step_text
from cds.domain.gaps import gap
from cds.domain.observations import Point
from cds.store.layers import Layer

CIRCLE_COLOUR = "#a53b22"
CIRCLE_SHARE = 0.04  # radius of the largest circle, as a share of the map's shorter side


class MapMode(StrEnum):
    """Fill shows the value by colour, circles show the things still to do by area."""

    FILL = "fill"
    CIRCLES = "circles"


@dataclass(frozen=True, slots=True)
class MapWords:
    """Sentences of the map; each figure's sentence has one slot, named like the field."""

    alt: str
    missing: str
    value: str
    gap: str
    period: str
    source: str
    still_to_do: str
    zoom_in: str
    zoom_out: str
    reset: str
    play: str
    pause: str
    timeline: str
    help: str
    failed: str


@dataclass(frozen=True, slots=True)
class MapWording:
    """How the map puts figures into words; numbers come back as finished text."""

    map: MapWords
    steps: Callable[[str], str]  # sentences of the legend, by name
    value: Callable[[Point], str]
    edge: Callable[[Decimal], str]  # of the legend: round, so without idle decimals
    gap: Callable[[Point, Decimal], str]  # of a figure and the target it falls short of
    count: Callable[[int], str]
    period: Callable[[Point], str]
    source: Callable[[Point], str]


@dataclass(frozen=True, slots=True)
class Links:
    """Where the browser fetches the shapes. `outline_url` None: no thicker lines on top."""

    geometry_url: str
    outline_url: str | None = None


@dataclass(frozen=True, slots=True)
class MapRow:
    """One unit with a figure. `period` and `source` are positions in the payload's lists.

    `still_to_do` counts things, `still_to_do_text` says so; None and empty when not known.
    """

    code: str
    step: int
    value: str
    gap: str
    period: int
    source: int
    still_to_do: int | None = None
    still_to_do_text: str = ""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend. `colour` None means the hatch of missing figures.

    `marked` is the step of a striped colour.
    """

    colour: str | None
    text: str
    marked: int | None = None


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """One unit of the list beside a map, in words.

    `place` says where it lies and what it lacks to the target, `left` counts what is not covered.
    """

    unit_id: str
    name: str
    value: str
    place: str
    left: str


@dataclass(frozen=True, slots=True)
class CircleEntry:
    """A sample circle of the legend: how many things, and in words."""

    count: int
    text: str


@dataclass(frozen=True, slots=True)
class MapPayload:
    """Everything a map shows except its shapes. Units without a row have no figure.

    `selected` is the unit_id that stands out. `marked` are the steps drawn with stripes. `largest`
    is the count whose circle is the largest of all maps shown together.
    """

    links: Links
    rows: tuple[MapRow, ...]
    colours: tuple[str, ...]
    legend: tuple[LegendEntry, ...]
    periods: tuple[str, ...]
    sources: tuple[str, ...]
    words: MapWords
    selected: str | None = None
    mode: MapMode = MapMode.FILL
    circles: tuple[CircleEntry, ...] = field(default=())
    largest: int = 0
    marked: tuple[int, ...] = field(default=())
    ranking: tuple[RankedUnit, ...] = field(default=())
    ranking_title: str = ""

    @property
    def shown_legend(self) -> tuple[LegendEntry | CircleEntry, ...]:
        """The lines of the legend that fit the mode."""
        return (*self.circles, self.legend[-1]) if self.mode is MapMode.CIRCLES else self.legend


def coverage_map(
    layer: Layer,
    points: Mapping[str, Point],
    aim: Aim,
    wording: MapWording,
    links: Links,
    *,
    still_to_do: Mapping[str, int] | None = None,
    mode: MapMode = MapMode.FILL,
    compared: Iterable[Decimal] = (),
    largest: int = 0,
) -> MapPayload:
    """Colour each shape of a layer by its figure, in steps broken at the target.

    `points` and `still_to_do` are by unit_id; a unit without a point is drawn as missing.
    `compared` are values of another period that has to share the colour steps, `largest` is its
    largest count, which has to share the circles.
    """
    shown = {shape.code: points[shape.unit_id] for shape in layer.shapes if shape.unit_id in points}
    scale = colour_scale([*(point.value for point in shown.values()), *compared], aim)
    periods = tuple(dict.fromkeys(wording.period(point) for point in shown.values()))
    sources = tuple(dict.fromkeys(wording.source(point) for point in shown.values()))
    codes = {shape.unit_id: shape.code for shape in layer.shapes}
    counts = {codes[unit]: n for unit, n in (still_to_do or {}).items() if unit in codes}
    largest = max(largest, *counts.values(), 0)
    return MapPayload(
        links=links,
        rows=tuple(
            MapRow(
                code=code,
                step=scale.index(point.value),
                value=wording.value(point),
                gap=_gap_text(point, aim, wording),
                period=periods.index(wording.period(point)),
                source=sources.index(wording.source(point)),
                still_to_do=counts.get(code),
                still_to_do_text=wording.count(counts[code]) if counts.get(code) else "",
            )
            for code, point in shown.items()
        ),
        colours=tuple(step.colour for step in scale.steps),
        legend=_legend(scale, wording),
        periods=periods,
        sources=sources,
        words=wording.map,
        mode=mode,
        circles=_circle_entries(largest, wording),
        largest=largest,
    )


def _gap_text(point: Point, aim: Aim, wording: MapWording) -> str:
    """Say what is missing; empty where nothing is or where there is no target."""
    if aim.target is None or not aim.is_judged:
        return ""
    missing = gap(point.value, aim.target, aim.direction)
    return wording.gap(point, aim.target) if missing else ""


def _legend(scale: ColourScale, wording: MapWording) -> tuple[LegendEntry, ...]:
    steps = (
        LegendEntry(step.colour, step_text(step, scale, wording.steps, wording.edge))
        for step in scale.steps
    )
    return (*steps, LegendEntry(None, wording.map.missing))


def _circle_entries(largest: int, wording: MapWording) -> tuple[CircleEntry, ...]:
    """Sample circles: the largest count and a round number near a quarter of it."""
    if largest == 0:
        return ()
    samples = dict.fromkeys((largest, _round_down(largest // 4)))
    return tuple(
        CircleEntry(count, wording.map.still_to_do.format(still_to_do=wording.count(count)))
        for count in samples
        if count > 0
    )


def _round_down(count: int) -> int:
    """Keep the first digit of a count."""
    power = 10 ** (len(str(count)) - 1)
    return count // power * power
