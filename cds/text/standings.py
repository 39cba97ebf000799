"""Words for standings, and the one sentence part that counts targets by them."""

from collections.abc import Mapping
from dataclasses import dataclass

from cds.domain.assessments import CLOSED, Standing, Tally
from cds.text.phrases import family


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in icon, word and one explaining sentence; its colour is in `charts.theme`."""

    icon: str  # name of a Material symbol
    sign: str  # a letter or two for places that cannot show icons
    word: str
    meaning: str


def _badge(standing: Standing) -> Badge:
    texts = family(f"standings.{standing}")
    return Badge(texts["icon"], texts["sign"], texts["word"], texts["meaning"])


STANDINGS: Mapping[Standing, Badge] = {one: _badge(one) for one in Standing}  # most urgent first

_CLOSED = "khép sổ: "  # said once before those that closed


def tally_text(counted: Tally) -> str:
    """Return "n class; n class"; what closed comes last, under one word; generated ones apart."""
    shown = [(one, _part(counted, one)) for one in counted.counts]
    open_ones = [text for one, text in shown if one not in CLOSED]
    closed = [text.replace(_CLOSED, "") for one, text in shown if one in CLOSED]
    return "; ".join(open_ones + ([_CLOSED + ", ".join(closed)] if closed else []))


def _part(counted: Tally, standing: Standing) -> str:
    text = f"{counted.counts[standing]} {STANDINGS[standing].word.lower()}"
    demo = counted.demo.get(standing)
    return f"{text} (trong đó {demo} minh họa)" if demo else text
