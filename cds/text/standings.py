"""Words for standings, and the one sentence part that counts targets by them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from cds.domain.assessments import CLOSED, Standing, Tally
from cds.text.phrases import phrase, template


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in icon, word and one explaining sentence; its colour is in `charts.theme`."""

    icon: str  # name of a Material symbol
    sign: str  # a letter or two for places that cannot show icons
    word: str
    meaning: str


# In the order of Standing: the most urgent first.
STANDINGS: Mapping[Standing, Badge] = {
    standing: Badge(
        **{one.name: template(f"standings.{standing}.{one.name}") for one in fields(Badge)}
    )
    for standing in Standing
}
_CLOSED = template("tally_closed").partition("{")[0]  # said once before those that closed


def tally_text(counted: Tally) -> str:
    """Return "n class; n class"; what closed comes last, under one word; generated ones apart."""
    told = {one: _counted(counted, one) for one in counted.counts}
    parts = [text for one, text in told.items() if one not in CLOSED]
    closed = [text.replace(_CLOSED, "") for one, text in told.items() if one in CLOSED]
    return "; ".join([*parts, phrase("tally_closed", counts=closed)] if closed else parts)


def _counted(counted: Tally, standing: Standing) -> str:
    text = f"{counted.counts[standing]} {STANDINGS[standing].word.lower()}"
    if not (demo := counted.demo.get(standing)):
        return text
    key = "tally_all_demo" if demo == counted.counts[standing] else "tally_demo"
    return phrase(key, counted=text, demo=str(demo))
