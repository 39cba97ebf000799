"""What a command line asks for: one data version, limited by indicator, unit, level, period."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cds.cli.finding import indicators_of, unit_of
from cds.cli.home import Home
from cds.cli.output import say
from cds.cli.phrasing import format_option, level_option, option, period_option
from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.errors import ExitCode
from cds.domain.periods import Period
from cds.scorecard import Filters
from cds.store.damage import Damage
from cds.store.view.queries import View
from cds.text import cli as words


@dataclass(frozen=True, slots=True)
class FilteredVersion:
    """A data version and what the filters limit it to."""

    catalogue: Catalogue
    view: View
    limits: Filters


def filter_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that `observations` and `assess` share."""
    added = (
        option("--indicator", "indicators", multiple=True),
        option("--unit", "unit"),
        level_option,
        period_option,
        option("--as-of", "as_of"),
        format_option,
    )
    for add in reversed(added):
        function = add(function)
    return function


def asked_for(
    home: Home,
    indicator: Sequence[str],
    unit: str | None = None,
    level: str | None = None,
    period: Period | None = None,
    as_of: str | None = None,
) -> FilteredVersion:
    """Open the home and find what was named. Raises as `unit_of` does for what there is not."""
    catalogue, view = home.opened(as_of)
    limits = Filters(
        indicator_ids=indicators_of(catalogue, indicator),
        unit_ids=(unit_of(catalogue, unit, period).unit_id,) if unit is not None else None,
        level=AdminLevel(level) if level else None,
        until=period,
    )
    return FilteredVersion(catalogue, view, limits)


def tell_damage(*views: View) -> ExitCode:
    """Name the files that were left out because they are damaged; return the exit code."""
    return tell_left_out(damage for view in views for damage in view.damaged)


def tell_left_out(damages: Iterable[Damage]) -> ExitCode:
    """Name files that were left out because they are damaged; return the exit code."""
    paths = dict.fromkeys(damage.path for damage in damages)
    for path in paths:
        say(words.LEFT_OUT.format(path=path))
    return ExitCode.DAMAGED if paths else ExitCode.DONE
