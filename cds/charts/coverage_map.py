"""What a map shows, as one frozen value: colours, legend, tooltips and circles.

The shapes travel apart (`geometry_url`); the screen draws them in `cds.ui.map`, exports in
`cds.charts.map_svg`.
"""

from dataclasses import dataclass, field
from enum import StrEnum

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
class Overlay:
    """Lines of other boundaries to draw over a map: where the browser fetches them, what they are.

    `vintage` is theirs. They lie at `scale` times their own places plus `left`, `top`; of the
    units `unit_ids` alone.
    """

    geometry_url: str
    scale: float
    left: float
    top: float
    unit_ids: tuple[str, ...]
    text: str
    vintage: str


@dataclass(frozen=True, slots=True)
class Links:
    """Where the browser fetches the shapes. `outline_url` None: no thicker lines on top."""

    geometry_url: str
    outline_url: str | None = None
    overlay: Overlay | None = None


@dataclass(frozen=True, slots=True)
class MapRow:
    """One unit with a figure, in words; `step` is the place of its colour.

    `still_to_do` counts things, `still_to_do_text` says so; None and empty when not known.
    """

    code: str
    step: int
    value: str
    gap: str = ""
    period: str = ""
    source: str = ""
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


def sample_counts(largest: int) -> list[int]:
    """Return the counts of a legend's circles: the largest and a round one near its quarter."""
    quarter = largest // 4
    power = 10 ** (len(str(quarter)) - 1)
    return [count for count in dict.fromkeys((largest, quarter // power * power)) if count > 0]
