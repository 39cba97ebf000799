"""Where a unit stands among its peers."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Rank:
    """Place from 1, the best, among `of` units; units of equal value share a place."""

    place: int
    of: int


def rank(own: Decimal, others: Iterable[Decimal], sign: int) -> Rank:
    """Rank a value among those of its peers (without its own); `sign` is the direction's."""
    peers = tuple(others)
    better = sum(sign * (value - own) > 0 for value in peers)
    return Rank(better + 1, len(peers) + 1)
