"""How each indicator's demonstration figures shall look; no figure is made here."""

import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from cds.demo.curves import Anchor
from cds.domain.errors import InconsistentReferenceError
from cds.domain.indicators import Direction, Indicator, Weight
from cds.domain.periods import PeriodKind, parse_period
from cds.domain.reference import ReferenceFault
from cds.domain.targets import Target
from cds.store.reference.table_reader import ReferenceRow, TableFaults, read_table, unique

FILE_NAME = "demo_profiles.csv"
COLUMNS = ("indicator_id", "start", "end", "spread", "basis", "per_1000")
DEFAULT_SPREAD = 0.9
DEFAULT_PER_1000 = 40.0


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


def read_profiles(home: Path, indicators: Collection[str]) -> Mapping[str, Profile]:
    """Return the profiles of a data home by indicator; none when it has no such file.

    Raises InconsistentReferenceError with all `problems` of the file.
    """
    faults = TableFaults()
    rows = unique(read_table(home, FILE_NAME, COLUMNS, faults, is_optional=True), "indicator_id")
    profiles = {row.text("indicator_id"): _profile(row) for row in rows}
    for row in rows:
        for column in ("indicator_id", "share_of", "only_where"):
            if row.text(column) and row.text(column) not in indicators:
                row.fault(ReferenceFault.UNKNOWN_INDICATOR, indicator=row.text(column))
    if faults.found:
        raise InconsistentReferenceError("reference_inconsistent", problems=tuple(faults.found))
    return profiles


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


def _profile(row: ReferenceRow) -> Profile:
    return Profile(
        start=float(row.number("start") or 0),
        end=float(row.number("end") or 0),
        spread=float(row.number("spread") or 0),
        basis=row.choice("basis", Weight),
        per_1000=float(row.number("per_1000") or 0),
        is_yearly=row.choice("frequency", PeriodKind, PeriodKind.QUARTER) is PeriodKind.YEAR,
        share_of=row.text("share_of"),
        only_where=row.text("only_where"),
        first=frozenset(filter(None, row.text("first").split(";"))),
        anchors=tuple(_anchors(row)),
    )


def _anchors(row: ReferenceRow) -> Iterator[Anchor]:
    """Read `period=value;first..last=value`; a part that cannot be read is noted and left out."""
    for text in filter(None, row.text("anchors").split(";")):
        periods, _, value = text.partition("=")
        first, _, last = periods.partition("..")
        try:
            since = parse_period(first).start if last else None
            yield Anchor("", parse_period(last or first), Decimal(value), since)
        except (ValueError, ArithmeticError):
            row.fault(ReferenceFault.BAD_NUMBER, column="anchors", value=text)
