"""How each indicator's demonstration figures shall look; no figure is made here."""

import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from cds.domain.errors import InconsistentReferenceError
from cds.domain.indicators import Direction, Indicator, Weight
from cds.domain.issues import ReferenceFault
from cds.domain.periods import Period, PeriodKind, parse_period
from cds.domain.targets import Target
from cds.store.reference.tables import ReferenceReader, ReferenceRow, ReferenceTable, tables_of

FILE_NAME = "demo_profiles.csv"
DEFAULT_SPREAD = 0.9
DEFAULT_PER_1000 = 40.0
_GROWTH, _REST = 0.05, 0.4  # of a programme that goes on: of the level, of what is missing


@dataclass(frozen=True, slots=True)
class Anchor:
    """A published figure the generated ones must add up to, in the indicator's unit.

    `since` is the first day of what was counted where that is more than the period.
    """

    unit_id: str
    period: Period
    value: Decimal
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """The shape of one indicator's demonstration figures.

    `start` and `end` hold for the whole province in the first and last quarter: percent for
    shares, the figure itself for scores, percent of the full level for counts. `spread` is the
    distance between a favoured unit and the mean in logits (shares) or logarithms (counts).
    `per_1000` is the denominator, or the full count, per 1000 of the census fact `basis` (and
    quarter, if it flows); `share_of` names an indicator whose figures of a unit and quarter take
    the place of that fact. `only_where` names an indicator in which a unit is or is not: where it
    is not, no part of this one is there. Units named in `first`, and those below them, come before
    all others. `anchors`, which name no unit, take the place of the published figures of those
    periods.
    """

    start: float
    end: float
    spread: float = DEFAULT_SPREAD
    basis: Weight = Weight.POPULATION
    per_1000: float = DEFAULT_PER_1000
    is_yearly: bool = False
    share_of: str = ""
    only_where: str = ""
    first: frozenset[str] = frozenset()
    anchors: tuple[Anchor, ...] = ()

    def continued(self, indicator: Indicator) -> "Profile":
        """The shape of a programme that inherits this one: on from where it ends.

        Shares go part of the rest of the way, other figures a little on; anchors are another's.
        """
        end = self.end * (1 + _GROWTH * indicator.direction.sign)
        if indicator.is_share:
            best = 100.0 if indicator.direction is not Direction.LOWER_IS_BETTER else 0.0
            end = self.end + _REST * (best - self.end)
        elif indicator.maximum is not None:
            end = min(end, float(indicator.maximum))
        return replace(self, start=self.end, end=end, anchors=())


def read_profiles(home: Path, indicators: Collection[str]) -> Mapping[str, Profile]:
    """Return the profiles of a data home by indicator; none when it has no such file.

    Raises InconsistentReferenceError with all `problems` of the file.
    """
    reader = ReferenceReader(tables_of(home), {ReferenceFault.UNKNOWN_INDICATOR: indicators})
    found = reader.lines(_TABLE)
    if reader.found:
        raise InconsistentReferenceError("reference_inconsistent", problems=tuple(reader.found))
    return {row.text("indicator_id"): profile for row, profile in found}


def default_profile(indicator: Indicator, targets: tuple[Target, ...]) -> Profile:
    """Return a plausible shape for an indicator without a row: most of the way to its target."""
    choice = random.Random(indicator.indicator_id)  # noqa: S311 - a figure, not a secret
    goal = next((float(t.value) for t in targets if t.value is not None), 90.0)
    end = min(100.0, goal) * choice.uniform(0.85, 1.02)
    start = end * choice.uniform(0.25, 0.55)
    if indicator.direction is Direction.LOWER_IS_BETTER:
        start = min(end * 4, 60.0)
    per_1000 = 1000.0 if indicator.weight else DEFAULT_PER_1000
    return Profile(start, end, basis=indicator.weight or Weight.POPULATION, per_1000=per_1000)


def _anchors(row: ReferenceRow) -> Iterator[Anchor]:
    """Read `period=value;first..last=value`; a part that cannot be read is noted and left out."""
    for text in _parts(row, "anchors"):
        periods, _, value = text.partition("=")
        first, _, last = periods.partition("..")
        try:
            since = parse_period(first).start if last else None
            yield Anchor("", parse_period(last or first), Decimal(value), since)
        except (ValueError, ArithmeticError):
            row.fault(ReferenceFault.BAD_NUMBER, column="anchors", value=text)


_TABLE = ReferenceTable(
    FILE_NAME,
    Profile,
    key=("indicator_id",),
    called={"is_yearly": "frequency"},
    required=("start", "end", "spread", "basis", "per_1000"),
    extra=("share_of", "only_where", "first", "frequency", "anchors"),
    beside=("indicator_id",),
    refers_to={
        "indicator_id": ReferenceFault.UNKNOWN_INDICATOR,
        "share_of": ReferenceFault.UNKNOWN_INDICATOR,
        "only_where": ReferenceFault.UNKNOWN_INDICATOR,
    },
    derived={
        "is_yearly": lambda row: row.value("frequency", PeriodKind) is PeriodKind.YEAR,
        "first": lambda row: frozenset(_parts(row, "first")),
        "anchors": lambda row: tuple(_anchors(row)),
    },
    is_optional=True,
)


def _parts(row: ReferenceRow, column: str) -> Iterator[str]:
    return filter(None, row.text(column).split(";"))
