"""Files out: the same as the pages' download buttons."""

from pathlib import Path

import click

from cds.cli.exporting_stories import story, unit
from cds.cli.filters import asked_for, tell_damage
from cds.cli.home import Home, today
from cds.cli.output import kind_named, say, write_file
from cds.cli.phrasing import choice, command, file_to_write, group, level_option, option
from cds.domain.errors import ExitCode
from cds.export.gaps import gaps_file, gaps_sheet
from cds.scorecard import scorecard
from cds.text import cli as words
from cds.ui.gaps import ANY, ORDERS, Wanted, chosen, entries, lines

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
    found = lines(asked.catalogue, rows, today())
    wanted = chosen(found, Wanted(unit_level=level or ANY), order)
    sheet = gaps_sheet(asked.catalogue, entries(wanted), asked.view.version, today())
    file = gaps_file(sheet, format or kind_named(output, _KINDS))
    path = output or Path(file.name)
    write_file(path, file.content)
    say(words.EXPORTED.format(path=path, rows=len(sheet.lines)))
    return tell_damage(asked.view)


export = group("export", gaps, story, unit)
