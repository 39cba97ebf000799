"""Colours and lines shared by all charts: one status, one colour, everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from cds.domain.assessments import Standing

BLUE, RED, GREY = "#2f6bb5", "#c8453c", "#7d8896"  # legible on the light and the dark background
GRID = "rgba(125,136,150,0.28)"
LABEL = "#66717f"  # 4.9 : 1 on the light page, 3.7 : 1 on the dark; the host's own grey is fainter

# The colour of each standing on charts, and the name that Streamlit's badges know, to which the
# theme file gives a shade. Loud is what is late, short or met; pale what waits, is unknown, closed.
_LOOKS: Mapping[Standing, tuple[str, str]] = {
    Standing.OVERDUE: ("#7a1712", "red"),
    Standing.MOVING_AWAY: ("#b3261e", "red"),
    Standing.LIMITED: ("#d9772b", "orange"),
    Standing.NEEDS_ACCELERATION: ("#e0a526", "yellow"),
    Standing.SHORT_AWAITING_FINAL: ("#d9c79a", "orange"),
    Standing.UNKNOWN: ("#aab2bd", "gray"),
    Standing.NOT_ASSESSABLE: ("#8a94a3", "gray"),
    Standing.CLOSED_SHORT: ("#d9c79a", "orange"),
    Standing.CLOSED_UNKNOWN: ("#aab2bd", "gray"),
    Standing.IN_PROGRESS: ("#2f6bb5", "blue"),
    Standing.REACHED_AWAITING_FINAL: ("#9fc1e4", "blue"),
    Standing.ON_TRACK: ("#57a05a", "green"),
    Standing.ACHIEVED: ("#1b7a3d", "green"),
    Standing.CLOSED_REACHED: ("#9fc1e4", "blue"),
}
STANDING_COLOURS = {standing: colour for standing, (colour, _) in _LOOKS.items()}
BADGE_COLOURS = {standing: name for standing, (_, name) in _LOOKS.items()}

# What is filled where bars and signs are; the others are only outlined, so that loud means act.
LOUD = frozenset(
    (
        *(Standing.OVERDUE, Standing.MOVING_AWAY, Standing.LIMITED),
        *(Standing.NEEDS_ACCELERATION, Standing.ON_TRACK, Standing.ACHIEVED),
    )
)
# The same shades on white, for slides and files, each 4.5 : 1 or more.
TONES: Mapping[str, str] = {
    "red": "#b3261e",
    "orange": "#b45309",
    "yellow": "#8a6d00",
    "green": "#1b7a3d",
    "blue": "#1f4e8c",
    "gray": "#55606f",
}


def tone(standing: Standing) -> str:
    """Return the colour of a standing's word, sign and bar on white."""
    return TONES[BADGE_COLOURS[standing]]


@dataclass(frozen=True, slots=True)
class LineLook:
    """How a line over time is drawn. `dash` is Plotly's name, empty for solid.

    `symbol` empty: a line without marks. `is_path`: a mark at the last stop alone.
    """

    colour: str
    width: float = 2
    dash: str = ""
    symbol: str = "circle"
    size: int = 8
    is_path: bool = False


PUBLISHED_LINE = LineLook(BLUE, 3)
DEMO_LINE = LineLook(GREY, 2, "dot", "circle-open")
REFERENCE_LINE = LineLook("#8a63b0", 1.5, symbol="square-open")
TARGET_LINE = LineLook(RED, 2, "dash", symbol="")
PATH_LINE = LineLook(GREY, 1.5, "dash", "diamond", 9, is_path=True)
PROJECTION_LINE = LineLook(GREY, 2, "longdashdot", symbol="")
