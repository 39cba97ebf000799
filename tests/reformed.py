"""The small province whose five communes became four, with shares known and not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from cds.domain.admin_units import AdminLevel, AdminUnitChange, UnitFacts, Vintage
from cds.domain.indicators import Aggregation, IndicatorKind, Weight
from tests import factories as f

D = Decimal
REFORM = date(2024, 1, 1)
INDICATORS = (
    f.indicator("share", weight=Weight.HOUSEHOLDS),
    f.indicator("count", kind=IndicatorKind.COUNT, aggregation=Aggregation.SUM, maximum=None),
    f.indicator("reach", aggregation=Aggregation.SHARE_OF_COMMUNES),
    f.indicator("score", kind=IndicatorKind.SCORE, aggregation=Aggregation.NONE),
)
SHARES = (  # from, to, share of its area
    ("1011", "2001", "1"),
    ("1012", "2001", "0.7535"),
    ("1012", "2002", "0.2465"),
    ("1021", "2002", "1"),
    ("1022", "2003", "1"),  # only its name
    ("1023", "2004", None),
)


def new_id(code):
    return f"{code}@{REFORM.isoformat()}"


def reformed():
    """The small province whose five communes became four."""
    base = f.catalogue(INDICATORS)
    (old,) = base.vintages
    last = REFORM.replace(year=2023, month=12, day=31)
    ended = {
        key: replace(unit, valid_to=last) if unit.level is AdminLevel.COMMUNE else unit
        for key, unit in base.units.items()
    }
    made = [
        f.admin_unit(code, AdminLevel.COMMUNE, "101", valid_from=REFORM)
        for code in ("2001", "2002", "2003", "2004")
    ]
    above = {key: parent for key, parent in old.parents.items() if len(key.partition("@")[0]) < 4}
    new = Vintage(
        "v2",
        REFORM,
        None,
        {**above, **{unit.unit_id: f.unit_id("101") for unit in made}},
        {unit.unit_id: UnitFacts(households=D(3000)) for unit in made},
    )
    changes = tuple(
        AdminUnitChange(
            f.unit_id(source), new_id(to), REFORM, "", share and D(share), "", is_estimate=False
        )
        for source, to, share in SHARES
    )
    return replace(
        base,
        units={**ended, **{unit.unit_id: unit for unit in made}},
        vintages=(replace(old, last=last), new),
        changes=changes,
    )
