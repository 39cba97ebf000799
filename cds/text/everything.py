"""Old door of `cds.text.phrases`; to go."""

from cds.text.phrases import family

_NAMES = family("everything.file")
FIGURES, STANDINGS = _NAMES["figures"], _NAMES["standings"]
GAPS, SNAPSHOTS = _NAMES["gaps"], _NAMES["snapshots"]
REGISTER, README, SUMS = _NAMES["register"], _NAMES["readme"], _NAMES["sums"]
