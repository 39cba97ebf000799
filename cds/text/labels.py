"""Labels of choices that are found with and without accents."""

from cds.domain.folding import fold

_GAP = "\u2003" * 90  # pushes the unaccented words out of sight; typing still finds them


def findable(label: str) -> str:
    """Return a label that is also found by typing it without accents."""
    return f"{label}{_GAP}{fold(label)}"


def visible(label: str) -> str:
    """Return a label as people see it, without the words that only help to find it."""
    return label.partition(_GAP)[0]
