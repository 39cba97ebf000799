"""Judge any list of series in a CSV file, by the path to the target or by growth rates."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
from cds.domain.observations import Point, Series
from cds.domain.pace import NOT_AVAILABLE, cagr_with_target, cagr_without_target
from cds.domain.periods import Period, parse_period
from cds.domain.status_rule import Terms, assess
from cds.domain.targets import Operator, Target, TargetKind
from cds.text.phrases import phrase

COLUMNS = ("id", "value", "score", "status")
_NEEDED = ("id", "base_period", "base_value", "latest_period", "latest_value")
_UP = ("", "higher_is_better", "higher", "up", "increase", "positive", "+", "+1", "1")
_DOWN = ("lower_is_better", "lower", "down", "decrease", "negative", "-", "-1")
_DIRECTIONS = {
    **dict.fromkeys(_UP, Direction.HIGHER_IS_BETTER),
    **dict.fromkeys(_DOWN, Direction.LOWER_IS_BETTER),
}
_NUMBER = re.compile(r"[+-]?(\d{1,20}(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
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
    base: Point | None
    latest: Point | None
    target: Point | None
    direction: Direction
    limit: Decimal | None


@command("progress")
def progress(
    _home: Home,
    file: File,
    method: Annotated[str, choice("--method", ("path", "cagr"), default="path")],
    format: Format,
) -> int:
    """Judge every series of a file."""
    cases, faults = read_series(file.read_bytes())
    if faults:
        tell("cli.series_refused", name=file.name)
        click.echo("\n".join(faults), err=True)
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
    base, latest, aim = series.base, series.latest, series.target
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
            value_text="",
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
    first, last, aim, sign = series.base, series.latest, series.target, series.direction.sign
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


def read_series(content: bytes) -> tuple[list[SeriesCase], list[str]]:
    """Return the series of a CSV file in UTF-8 with a head, and all its faults in words."""
    try:
        rows = [(number, row) for number, row in _rows(content.decode("utf-8-sig")) if any(row)]
    except (UnicodeDecodeError, csv.Error):
        return [], [phrase("cli.not_csv")]
    if not rows:
        return [], [phrase("cli.no_series")]
    head = [name.lower() for name in rows[0][1]]
    if missing := [name for name in _NEEDED if name not in head]:
        return [], [phrase("cli.missing_columns", names=missing)]
    cases: list[SeriesCase] = []
    faults: list[str] = []
    for number, row in rows[1:]:
        if len(row) != len(head):
            slots = {"found": len(row), "expected": len(head)}
            faults.append(phrase("cli.cell_count", line=str(number), **slots))
            continue
        line = _SeriesLine(number, dict(zip(head, row, strict=True)), faults)
        if line.text("target_value") and not line.text("target_period"):
            line.fault("target_period", "cli.undated_target")
        case = SeriesCase(
            series_id=line.text("id"),
            base=line.point("base"),
            latest=line.point("latest"),
            target=line.point("target"),
            direction=line.direction(),
            limit=line.decimal("limit"),
        )
        cases.append(case)
    return cases, faults


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows of trimmed cells, each with the number of its first line; blank ones have no text."""
    head = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader, line = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1
    for row in reader:
        yield line, [cell.strip() for cell in row]
        line = reader.line_num + 1


@dataclass(frozen=True, slots=True)
class _SeriesLine:
    """One line's cells by column; a cell that cannot be read is noted and counts as empty."""

    number: int
    cells: Mapping[str, str]
    faults: list[str]

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def period(self, column: str) -> Period | None:
        try:
            return parse_period(self.text(column)) if self.text(column) else None
        except ValueError:
            self.fault(column, "cli.not_a_period")
            return None

    def decimal(self, column: str) -> Decimal | None:
        text = self.text(column)
        if text and not _NUMBER.fullmatch(text):
            self.fault(column, "cli.not_a_decimal")
            return None
        return Decimal(text) if text else None

    def point(self, name: str) -> Point | None:
        """A value with its period; without either it is not known."""
        period, value = self.period(f"{name}_period"), self.decimal(f"{name}_value")
        return None if period is None or value is None else Point(period, value)

    def direction(self) -> Direction:
        found = _DIRECTIONS.get(self.text("direction").lower())
        if found is None:
            self.fault("direction", "cli.not_a_direction")
        return found or Direction.HIGHER_IS_BETTER

    def fault(self, column: str, reason: str) -> None:
        told = phrase(reason, value=self.text(column))
        line = str(self.number)
        self.faults.append(phrase("cli.cell_fault", line=line, column=column, reason=told))
