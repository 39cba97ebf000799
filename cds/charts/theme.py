"""Colours and layout shared by all charts: one status, one colour, everywhere."""

from collections.abc import Mapping

import plotly.graph_objects as go

from cds.domain.progress import Assessment, Status
from cds.text.figures import is_awaiting

BLUE, RED, GREY = "#2f6bb5", "#c8453c", "#7d8896"  # legible on the light and the dark background
MISSING_COLOUR = "rgba(125,136,150,0.18)"
GRID = "rgba(125,136,150,0.28)"
LABEL = "#66717f"  # 4.9 : 1 on the light page, 3.7 : 1 on the dark; the host's own grey is fainter
DEMO_DASH = "dot"

STATUS_COLOURS: Mapping[Status, str] = {
    Status.ACHIEVED: "#1b7a3d",
    Status.ON_TRACK: "#57a05a",
    Status.IN_PROGRESS: "#2f6bb5",
    Status.NEEDS_ACCELERATION: "#e0a526",
    Status.LIMITED: "#d9772b",
    Status.MOVING_AWAY: "#b3261e",
    Status.OVERDUE: "#7a1712",
    Status.NOT_ASSESSABLE: "#8a94a3",
}

# Names that Streamlit's badges know; the theme file gives them their shade.
BADGE_COLOURS: Mapping[Status, str] = {
    Status.ACHIEVED: "green",
    Status.ON_TRACK: "green",
    Status.IN_PROGRESS: "blue",
    Status.NEEDS_ACCELERATION: "yellow",
    Status.LIMITED: "orange",
    Status.MOVING_AWAY: "red",
    Status.OVERDUE: "red",
    Status.NOT_ASSESSABLE: "gray",
}

CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False}


def badge_colour(assessment: Assessment) -> str:
    """Return the badge colour of a standing; a green that waits for its final figure is blue."""
    return "blue" if is_awaiting(assessment) else BADGE_COLOURS[assessment.status]


def chart_colour(assessment: Assessment) -> str:
    """Return the fill of a standing in charts, agreeing with its badge."""
    return BLUE if is_awaiting(assessment) else STATUS_COLOURS[assessment.status]


def framed(figure: go.Figure, height: int, *, has_legend: bool = False) -> go.Figure:
    """Give a figure the common frame: size, margins, numbers the Vietnamese way."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        separators=",.",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"size": 14},
        showlegend=has_legend,
        legend={
            "orientation": "h",
            "x": 0,
            "y": -0.12,
            "yanchor": "top",
            "font": {"color": LABEL, "size": 14},
        },
        hoverlabel={"align": "left", "font": {"size": 14}},
        dragmode=False,
    )
    axes = {"gridcolor": GRID, "zeroline": False, "fixedrange": True, "automargin": True}
    figure.update_xaxes(**axes, tickfont={"color": LABEL, "size": 14})
    figure.update_yaxes(**axes, tickfont={"color": LABEL, "size": 14})
    return figure
