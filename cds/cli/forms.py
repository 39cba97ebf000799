"""Forms out: what offices fill in and send back."""

from datetime import date
from pathlib import Path

import click

from cds.cli.finding import indicator_of
from cds.cli.home import Home
from cds.cli.output import kind_named, say, write_file
from cds.cli.phrasing import choice, command, file_to_write, level_option, option, period_option
from cds.domain.catalogue import Catalogue
from cds.domain.clock import today
from cds.domain.errors import NotFoundError
from cds.domain.periods import Period
from cds.domain.places import AdminLevel
from cds.export.template import form_csv, form_xlsx, upload_form, wide_form
from cds.text import cli as words

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
    day = _day(catalogue, period)
    make = wide_form if layout == "wide" else upload_form
    form = make(catalogue, chosen, day, indicator_ids=indicator_ids, period=period)
    if not form.rows:
        raise NotFoundError("empty_form", level=chosen)
    write = _WRITERS[format or kind_named(output, tuple(_WRITERS))]
    write_file(output, write(form))
    say(words.WRITTEN.format(path=output, rows=len(form.rows)))


def _day(catalogue: Catalogue, period: Period | None) -> date:
    """The day whose units stand in the form: the period's last, or today's, or the home's last.

    A home that a reform has ended still receives figures for its own time.
    """
    if period is not None:
        return period.end
    day, last = today(), catalogue.home.valid_to
    return day if last is None else min(day, last)
