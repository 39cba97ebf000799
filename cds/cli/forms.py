"""Forms out: what offices fill in and send back."""

from pathlib import Path

import click

from cds.cli.finding import indicator_of
from cds.cli.home import Home
from cds.cli.output import kind_named, say, write_file
from cds.cli.phrasing import choice, command, file_to_write, level_option, option, period_option
from cds.domain.admin_units import AdminLevel
from cds.domain.clock import today
from cds.domain.errors import NotFoundError
from cds.domain.periods import Period
from cds.export.template import form_csv, form_xlsx, last_day_of, upload_form, wide_form
from cds.text import cli as words
from cds.text.numbers import validity
from cds.text.screens import LEVELS

_WRITERS = {"xlsx": form_xlsx, "csv": form_csv}  # workbooks are what offices fill in


@command("template")
@choice("--layout", "layout", "long", "wide", default="long")
@choice("--format", "template_format", *_WRITERS)
@option("-o,--output", "output", type=file_to_write, required=True)
@option("--indicator", "indicators", multiple=True)
@level_option
@period_option
@click.pass_obj
def template(
    home: Home,
    layout: str,
    format: str | None,
    output: Path,
    indicator: tuple[str, ...],
    level: str | None,
    period: Period | None,
) -> None:
    """Write an upload form with the names of the units filled in."""
    catalogue = home.catalogue()
    indicator_ids = [indicator_of(catalogue, each).indicator_id for each in indicator]
    chosen = AdminLevel(level) if level else AdminLevel.COMMUNE
    asked = period.end if period else today()
    day = last_day_of(catalogue, chosen, asked)
    if period and day < asked:
        raise NotFoundError("no_level_then", level=LEVELS[chosen], period=period, last=day)
    make = wide_form if layout == "wide" else upload_form
    form = make(catalogue, chosen, day, indicator_ids=indicator_ids, period=period)
    if not form.rows:
        raise NotFoundError("empty_form", level=chosen)
    write = _WRITERS[format or kind_named(output, tuple(_WRITERS))]
    write_file(output, write(form))
    vintage = catalogue.vintage_on(day)
    span = validity(vintage.first, vintage.last)
    say(words.FORM_UNITS.format(level=LEVELS[chosen], span=span, vintage=vintage.name))
    say(words.WRITTEN.format(path=output, rows=len(form.rows)))
