"""Old door of `cds.text.phrases`; to go."""

from cds.text.phrases import family

HOST_WORDS = family("host")
