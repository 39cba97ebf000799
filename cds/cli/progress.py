"""Judge any list of series in a CSV file, by the path to the target or by growth rates."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal
from math import isfinite
from typing import Annotated

import click

from cds.cli.home import Home
from cds.cli.output import tell, write_rows
from cds.cli.phrasing import File, Format, choice, command
from cds.domain.admin_units import AdminLevel
from cds.domain.assessments import Status
from cds.domain.errors import ExitCode
from cds.domain.indicators import Aggregation, Direction, Indicator, IndicatorKind, Tier
from cds.domain.issues import ReferenceFault
from cds.domain.observations import Point, Series
from cds.domain.pace import NOT_AVAILABLE, cagr_with_target, cagr_without_target
from cds.domain.periods import Period
from cds.domain.status_rule import Terms, assess
from cds.domain.targets import Operator, Target, TargetKind
from cds.store.reference.tables import ReferenceReader, ReferenceRow, ReferenceTable
from cds.text.phrases import written

COLUMNS = ("id", "value", "score", "status")
_UP = ("", "higher_is_better", "higher", "up", "increase", "positive", "+", "+1", "1")
_DOWN = ("lower_is_better", "lower", "down", "decrease", "negative", "-", "-1")
_DIRECTIONS = {
    **dict.fromkeys(_UP, Direction.HIGHER_IS_BETTER),
    **dict.fromkeys(_DOWN, Direction.LOWER_IS_BETTER),
}
_DELIMITERS = ",;\t"
_DIGITS = Context(prec=15)  # what a float holds for certain
Judged = tuple[Decimal | None, Decimal | None, Status]
"""R or, without target, the yearly growth; the score; the class. None: it cannot be told."""


@dataclass(frozen=True, slots=True)
class SeriesCase:
    """One series: where it began, where it stands, where it should go; None is not known.

    `limit` is the natural limit of the value, for judging growth without target.
    """

    series_id: str
    base_period: Period | None
    base_value: Decimal | None
    latest_period: Period | None
    latest_value: Decimal | None
    target_period: Period | None
    target_value: Decimal | None
    direction: Direction
    limit: Decimal | None

    @property
    def points(self) -> tuple[Point | None, ...]:
        """Where it began, where it stands and where it should go; None without period or value."""
        pairs = (
            (self.base_period, self.base_value),
            (self.latest_period, self.latest_value),
            (self.target_period, self.target_value),
        )
        return tuple(None if p is None or v is None else Point(p, v) for p, v in pairs)


def _direction(row: ReferenceRow) -> Direction:
    text = row.text("direction")
    if text.lower() not in _DIRECTIONS:
        accepted = f"{Direction.HIGHER_IS_BETTER}, {Direction.LOWER_IS_BETTER}"
        row.fault(ReferenceFault.BAD_CHOICE, column="direction", value=text, accepted=accepted)
    return _DIRECTIONS.get(text.lower(), Direction.HIGHER_IS_BETTER)


_SERIES = ReferenceTable(
    "",
    SeriesCase,
    called={"series_id": "id"},
    extra=("target_period", "target_value", "direction", "limit"),
    derived={"direction": _direction},
)


@command("progress")
def progress(
    _home: Home,
    file: File,
    method: Annotated[str, choice("--method", ("path", "cagr"), default="path")],
    format: Format,
) -> int:
    """Judge every series of a file."""
    content = file.read_bytes()
    reader = ReferenceReader({file.name: content}, delimiters=_DELIMITERS, has_any_case=True)
    cases = []
    for row, case in reader.lines(replace(_SERIES, file_name=file.name)):
        if row.text("target_value"):
            row.required("target_period")
        cases.append(case)
    if reader.found:
        tell("cli.series_refused", name=file.name)
        click.echo("\n".join(map(written, reader.found)), err=True)
        return ExitCode.REFUSED
    judge = by_growth if method == "cagr" else by_path
    found = [(case.series_id, *judge(case)) for case in cases]
    rows = [
        {"id": series_id, "value": value, "score": score, "status": status.value}
        for series_id, value, score, status in found
    ]
    write_rows(rows, format, COLUMNS)
    return ExitCode.DONE


def by_path(series: SeriesCase) -> Judged:
    """Judge by the straight line from the base to the target (methods, sections 4 and 5)."""
    base, latest, aim = series.points
    is_before = base is not None and latest is not None and base.period.end < latest.period.end
    points = tuple(each for each in (base if is_before else None, latest) if each is not None)
    indicator = Indicator(
        indicator_id="",
        name="",
        name_en="",
        kind=IndicatorKind.SCORE,
        unit_name="",
        direction=series.direction,
        aggregation=Aggregation.NONE,
        levels=(AdminLevel.PROVINCE,),
        tier=Tier.CONTEXT,
    )
    target = (
        aim
        if aim is None
        else Target(
            target_id="",
            indicator_id="",
            name="",
            level=AdminLevel.PROVINCE,
            kind=TargetKind.THRESHOLD,
            operator=Operator.AT_LEAST if series.direction.sign > 0 else Operator.AT_MOST,
            value=aim.value,
            unit_name="",
            due_on=aim.period.end,
            baseline_period=base.period if base else None,
            baseline_value=base.value if base else None,
        )
    )
    terms = Terms(today=date.max, programme_started_on=date.min)
    found = assess(Series("", "", points), indicator, target, terms)
    return found.progress, None, found.status


def by_growth(series: SeriesCase) -> Judged:
    """Judge by compound annual growth (methods, section 6)."""
    (first, last, aim), sign = series.points, series.direction.sign
    measure = NOT_AVAILABLE
    if first and last:
        values = float(first.value), float(last.value)
        years = float(last.period.end_year - first.period.end_year)
        if aim:
            to_due, wanted = float(aim.period.end_year - first.period.end_year), float(aim.value)
            measure = cagr_with_target(*values, wanted, years=years, years_to_due=to_due, sign=sign)
        else:
            limit = None if series.limit is None else float(series.limit)
            measure = cagr_without_target(*values, years=years, sign=sign, limit=limit)
    return _decimal(measure.value), _decimal(measure.score), measure.status


def _decimal(value: float | None) -> Decimal | None:
    """Growth over days towards something far away has no number worth telling."""
    if value is None or not isfinite(value):
        return None
    return _DIGITS.plus(Decimal(repr(value)))
