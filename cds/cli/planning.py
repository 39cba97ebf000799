"""The least set of units that closes the home's gap."""

from collections.abc import Mapping
from dataclasses import dataclass

import click

from cds.cli.filters import FilteredVersion, asked_for, tell_damage
from cds.cli.home import Home
from cds.cli.output import say, write_object, write_rows
from cds.cli.phrasing import command, format_option, option, period_option
from cds.domain.catalogue import Catalogue
from cds.domain.clock import today
from cds.domain.errors import NotFoundError
from cds.domain.gaps import Basis, Plan, PlanStep, least_set_of, still_to_do
from cds.domain.observations import has_demo
from cds.domain.periods import Period
from cds.domain.targets import Target
from cds.export.cells import Cell
from cds.scorecard import basis_below, scorecard
from cds.text import cli as words

UNIT_COLUMNS = ("unit_code", "unit_name", "open", "running_total")


@dataclass(frozen=True, slots=True)
class _Closing:
    """A target, the counts that say what is missing, and the units that would close it."""

    target: Target
    basis: Basis
    plan: Plan


@command("plan")
@option("--indicator", "indicator", required=True)
@period_option
@option("--as-of", "as_of")
@format_option
@click.pass_obj
def plan(home: Home, indicator: str, period: Period | None, as_of: str | None, format: str) -> int:
    """Write the fewest units that close the home's gap to its target."""
    asked = asked_for(home, (indicator,), period=period, as_of=as_of)
    closing = _closing(asked)
    units = [_unit_row(step, asked.catalogue) for step in closing.plan.steps]
    if format == "json":
        write_object({**_head(closing), "units": units})
    else:
        write_rows(units, format, UNIT_COLUMNS)
    _tell(closing)
    return tell_damage(asked.view)


def _closing(asked: FilteredVersion) -> _Closing:
    """Take the first target, headlines first, that things done in the parts can close."""
    rows, home = scorecard(asked.view, asked.catalogue, today(), asked.limits), asked.catalogue.home
    for row in rows:
        if row.unit.unit_id != home.unit_id or row.target is None or row.target.value is None:
            continue
        if basis := basis_below(asked.catalogue, rows, row):
            aim, operator = row.target.value, row.target.operator
            missing = still_to_do(basis.whole, aim, operator, row.indicator)
            return _Closing(row.target, basis, least_set_of(basis, missing or 0))
    indicator_id = next(iter(asked.limits.indicator_ids or ()))
    raise NotFoundError("no_plan", indicator=indicator_id, unit=home.name)


def _head(closing: _Closing) -> Mapping[str, Cell]:
    return {
        "indicator_id": closing.target.indicator_id,
        "period": str(closing.basis.whole.period),
        "target_id": closing.target.target_id,
        "still_to_do": closing.plan.still_to_do,
        "reachable": closing.plan.is_reachable,
    }


def _unit_row(step: PlanStep, catalogue: Catalogue) -> Mapping[str, Cell]:
    unit = catalogue.units[step.unit_id]
    return {
        "unit_code": unit.code,
        "unit_name": unit.name,
        "open": step.open,
        "running_total": step.running_total,
    }


def _tell(closing: _Closing) -> None:
    basis, found = closing.basis, closing.plan
    if has_demo((basis.whole, *basis.points.values())):
        say(words.PLAN_OF_DEMO)
    if not found.is_reachable:
        say(words.UNREACHABLE)
    elif not found.steps:
        say(words.NOTHING_TO_CLOSE)
