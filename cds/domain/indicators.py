"""What is measured: the indicator register's words."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cds.domain.admin_units import AdminLevel


class Direction(StrEnum):
    """Which way is better; a context figure has no better."""

    HIGHER_IS_BETTER = "higher_is_better"
    LOWER_IS_BETTER = "lower_is_better"
    CONTEXT = "context"

    @property
    def sign(self) -> int:
        """+1 when more is better (or no direction), -1 when less is."""
        return -1 if self is Direction.LOWER_IS_BETTER else 1


class IndicatorKind(StrEnum):
    """Nature of the figure."""

    SHARE = "share"
    COUNT = "count"
    SCORE = "score"
    RANK = "rank"
    MILESTONE = "milestone"


class Aggregation(StrEnum):
    """How the figures of children make the figure of their parent."""

    NONE = "none"
    SUM = "sum"
    RATIO_OF_SUMS = "ratio_of_sums"
    SHARE_OF_COMMUNES = "share_of_communes"


class Accumulation(StrEnum):
    """Over time a stock keeps its last value, a flow adds its periods."""

    STOCK = "stock"
    FLOW = "flow"


class Weight(StrEnum):
    """Census fact that weighs a percentage reported without counts."""

    HOUSEHOLDS = "households"
    POPULATION = "population"


class Tier(StrEnum):
    """How central an indicator is to the programme."""

    CORE = "core"
    EXTENDED = "extended"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the register.

    `minimum` and `maximum` are in the indicator's unit, None when unbounded. `floor` is the
    value of no attainment in composites. `timeliness_days` counts from the period's end.
    `subject_level` is the level whose offices the figures speak of, at whatever unit they stand:
    "work files of the communes" of a province; None where the units themselves are meant.
    `is_pilot_only` says that the pilot units alone report it. `part_of` is the indicator whose
    figure it is a part of, in each unit and period, so that it is never more; the parts of one
    that have `adds_up` are all of it.
    """

    indicator_id: str
    name: str
    name_en: str
    kind: IndicatorKind
    unit_name: str
    direction: Direction
    aggregation: Aggregation
    levels: tuple[AdminLevel, ...]
    tier: Tier
    decimals: int = 1
    denominator_name: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    weight: Weight | None = None
    accumulation: Accumulation = Accumulation.STOCK
    floor: Decimal = Decimal(0)
    timeliness_days: int | None = None
    subject_level: AdminLevel | None = None
    is_pilot_only: bool = False
    part_of: str | None = None
    adds_up: bool = False
    pillar: str | None = None
    sector: str | None = None
    motto: str | None = None
    frequency: str = ""
    responsible: str | None = None
    definition: str = ""
    note: str = ""
    basis: str = ""
    source: str = ""

    @property
    def is_share(self) -> bool:
        """True for percentages, whose gap is in percentage points."""
        return self.kind is IndicatorKind.SHARE

    def holds(self, value: Decimal) -> bool:
        """True when the indicator can have the value: 800 percent it never can."""
        is_low = self.minimum is not None and value < self.minimum
        return not is_low and not (self.maximum is not None and value > self.maximum)
