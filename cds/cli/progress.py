"""Judge any list of series, by the path to the target or by growth rates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from math import isfinite
from pathlib import Path

import click

from cds.cli.output import say, write_rows
from cds.cli.phrasing import choice, command, existing_file, format_option
from cds.cli.series_file import Dated, SeriesCase, read_series
from cds.domain.admin_units import AdminLevel
from cds.domain.assessments import Status
from cds.domain.cagr import NOT_AVAILABLE, CagrMeasure, cagr_with_target, cagr_without_target
from cds.domain.errors import ExitCode
from cds.domain.indicators import Aggregation, Direction, Indicator, IndicatorKind, Tier
from cds.domain.observations import Point, Series
from cds.domain.status_rule import Terms, assess
from cds.domain.targets import Operator, Target, TargetKind
from cds.export.cells import Cell
from cds.text import cli as words

COLUMNS = ("id", "value", "score", "status")
_DIGITS = Context(prec=15)  # what a float holds for certain


@dataclass(frozen=True, slots=True)
class MethodResult:
    """`value` is R or, without target, the yearly growth; None when it cannot be told."""

    value: Decimal | None
    score: Decimal | None
    status: Status


@command("progress")
@click.argument("file", type=existing_file, metavar=words.FILE)
@choice("--method", "method", "path", "cagr", default="path")
@format_option
def progress(file: Path, method: str, format: str) -> int:
    """Judge every series of a file."""
    found = read_series(file.read_bytes())
    if found.faults:
        say("\n".join((words.SERIES_REFUSED.format(name=file.name), *found.faults)))
        return ExitCode.REFUSED
    judge = by_growth if method == "cagr" else by_path
    rows = [_row(each.series_id, judge(each)) for each in found.comparisons]
    write_rows(rows, format, COLUMNS)
    return ExitCode.DONE


def by_path(series: SeriesCase) -> MethodResult:
    """Judge by the straight line from the base to the target (methods, sections 4 and 5)."""
    base, latest = series.base, series.latest
    is_before = base is not None and latest is not None and base.period.end < latest.period.end
    dated = (base if is_before else None, latest)
    points = tuple(Point(each.period, each.value) for each in dated if each is not None)
    terms = Terms(today=date.max, programme_started_on=date.min)
    target = _target(series.target, base, series.direction) if series.target else None
    found = assess(Series("", "", points), _indicator(series.direction), target, terms)
    return MethodResult(found.progress, None, found.status)


def by_growth(series: SeriesCase) -> MethodResult:
    """Judge by compound annual growth (methods, section 6)."""
    measure = _growth(series)
    return MethodResult(_decimal(measure.value), _decimal(measure.score), measure.status)


def _growth(series: SeriesCase) -> CagrMeasure:
    if series.base is None or series.latest is None:
        return NOT_AVAILABLE
    base, latest = float(series.base.value), float(series.latest.value)
    years, sign = _years(series.base, series.latest), series.direction.sign
    if series.target is None:
        limit = None if series.limit is None else float(series.limit)
        return cagr_without_target(base, latest, years=years, sign=sign, limit=limit)
    aim, to_due = float(series.target.value), _years(series.base, series.target)
    return cagr_with_target(base, latest, aim, years=years, years_to_due=to_due, sign=sign)


def _years(first: Dated, last: Dated) -> float:
    return float(last.period.end_year - first.period.end_year)


def _indicator(direction: Direction) -> Indicator:
    return Indicator(
        indicator_id="",
        name="",
        name_en="",
        kind=IndicatorKind.SCORE,
        unit_name="",
        direction=direction,
        aggregation=Aggregation.NONE,
        levels=(AdminLevel.PROVINCE,),
        tier=Tier.CONTEXT,
    )


def _target(aim: Dated, base: Dated | None, direction: Direction) -> Target:
    return Target(
        target_id="",
        indicator_id="",
        name="",
        level=AdminLevel.PROVINCE,
        kind=TargetKind.THRESHOLD,
        operator=Operator.AT_LEAST if direction.sign > 0 else Operator.AT_MOST,
        value=aim.value,
        value_text="",
        unit_name="",
        due_on=aim.period.end,
        baseline_period=base.period if base else None,
        baseline_value=base.value if base else None,
    )


def _row(series_id: str, judged: MethodResult) -> Mapping[str, Cell]:
    return {
        "id": series_id,
        "value": judged.value,
        "score": judged.score,
        "status": judged.status.value,
    }


def _decimal(value: float | None) -> Decimal | None:
    """Growth over days towards something far away has no number worth telling."""
    if value is None or not isfinite(value):
        return None
    return _DIGITS.plus(Decimal(repr(value)))
