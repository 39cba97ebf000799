"""Old door of `cds.text.phrases`; to go."""

from cds.text.phrases import family

SCREEN = family("screen")
