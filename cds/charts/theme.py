"""Colours shared by all charts: one status, one colour, everywhere."""

from collections.abc import Mapping

from cds.domain.assessments import Standing

BLUE, RED, GREY = "#2f6bb5", "#c8453c", "#7d8896"  # legible on the light and the dark background
MISSING_COLOUR = "rgba(125,136,150,0.18)"
GRID = "rgba(125,136,150,0.28)"
LABEL = "#66717f"  # 4.9 : 1 on the light page, 3.7 : 1 on the dark; the host's own grey is fainter

# Loud for what is late, short or met; pale for what waits, is unknown or closed.
STANDING_COLOURS: Mapping[Standing, str] = {
    Standing.OVERDUE: "#7a1712",
    Standing.MOVING_AWAY: "#b3261e",
    Standing.LIMITED: "#d9772b",
    Standing.NEEDS_ACCELERATION: "#e0a526",
    Standing.SHORT_AWAITING_FINAL: "#d9c79a",
    Standing.UNKNOWN: "#aab2bd",
    Standing.NOT_ASSESSABLE: "#8a94a3",
    Standing.CLOSED_SHORT: "#d9c79a",
    Standing.CLOSED_UNKNOWN: "#aab2bd",
    Standing.IN_PROGRESS: "#2f6bb5",
    Standing.REACHED_AWAITING_FINAL: "#9fc1e4",
    Standing.ON_TRACK: "#57a05a",
    Standing.ACHIEVED: "#1b7a3d",
    Standing.CLOSED_REACHED: "#9fc1e4",
}

# Names that Streamlit's badges know; the theme file gives them their shade.
BADGE_COLOURS: Mapping[Standing, str] = {
    Standing.OVERDUE: "red",
    Standing.MOVING_AWAY: "red",
    Standing.LIMITED: "orange",
    Standing.NEEDS_ACCELERATION: "yellow",
    Standing.ON_TRACK: "green",
    Standing.ACHIEVED: "green",
    Standing.REACHED_AWAITING_FINAL: "blue",
    Standing.CLOSED_REACHED: "blue",
    Standing.IN_PROGRESS: "blue",
    Standing.SHORT_AWAITING_FINAL: "violet",
    Standing.CLOSED_SHORT: "violet",
    Standing.UNKNOWN: "gray",
    Standing.CLOSED_UNKNOWN: "gray",
    Standing.NOT_ASSESSABLE: "gray",
}
