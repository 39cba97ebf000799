"""Files out: the same as the pages' download buttons."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import click

from cds.cli.exporting_stories import story, unit
from cds.cli.filters import FilteredVersion, asked_for, tell_damage
from cds.cli.home import Home
from cds.cli.output import kind_named, say, write_file
from cds.cli.phrasing import choice, command, file_to_write, group, level_option, option
from cds.domain.clock import today
from cds.domain.errors import ExitCode
from cds.export.everything import Whole
from cds.export.everything import everything as packed
from cds.export.gaps import GapSheet, gaps_file, gaps_sheet
from cds.scorecard import Row, scorecard
from cds.text import cli as words
from cds.text.numbers import trimmed
from cds.views.gaps import ANY, ORDERS, Wanted, chosen, entries, lines

_KINDS = ("xlsx", "csv")  # workbooks are what offices open


@command("export gaps")
@choice("--format", "template_format", *_KINDS)
@option("-o,--output", "export_output", type=file_to_write)
@option("--indicator", "indicators", multiple=True)
@level_option
@choice("--order", "order", *ORDERS, default=ORDERS[0])
@option("--as-of", "as_of")
@click.pass_obj
def gaps(
    home: Home,
    format: str | None,
    output: Path | None,
    indicator: tuple[str, ...],
    level: str | None,
    order: str,
    as_of: str | None,
) -> ExitCode:
    """Write every target in every unit; the name tells data version and content."""
    asked = asked_for(home, indicator, as_of=as_of)
    rows = scorecard(asked.view, asked.catalogue, today(), asked.limits)
    sheet = _sheet(asked, rows, Wanted(unit_level=level or ANY), order)
    file = gaps_file(sheet, format or kind_named(output, _KINDS))
    path = output or Path(file.name)
    write_file(path, file.content)
    say(words.EXPORTED.format(path=path, rows=len(sheet.lines)))
    return tell_damage(asked.view)


@command("export everything")
@option("-o,--output", "export_output", type=file_to_write)
@option("--as-of", "as_of")
@click.pass_obj
def everything(home: Home, output: Path | None, as_of: str | None) -> ExitCode:
    """Write figures, standings, gaps, register and history of a data version as one zip."""
    asked = asked_for(home, (), as_of=as_of)
    rows = scorecard(asked.view, asked.catalogue, today())
    gaps = gaps_file(_sheet(asked, rows, Wanted(unit_level=ANY), ORDERS[0]), "xlsx")
    snapshots = home.store().snapshots(asked.view.version)
    register = home.path / "reference"
    whole = Whole(asked.catalogue, asked.view, rows, gaps, snapshots, register, today())
    file = packed(whole)
    path = output or Path(file.name)
    write_file(path, file.content)
    size = trimmed(Decimal(len(file.content)) / 1_000_000, 1)
    say(words.EXPORTED_EVERYTHING.format(path=path, size=size))
    return tell_damage(asked.view)


def _sheet(asked: FilteredVersion, rows: Sequence[Row], wanted: Wanted, order: str) -> GapSheet:
    found = chosen(lines(asked.catalogue, rows, today()), wanted, order)
    return gaps_sheet(asked.catalogue, entries(found), asked.view.version, today())


export = group("export", everything, gaps, story, unit)
