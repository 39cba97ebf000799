"""Measure what the product promises about speed, on a fresh data home of its own."""

import tempfile
from datetime import date
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

import click

from cds.cli.output import tell
from cds.cli.phrasing import command
from cds.domain.errors import ExitCode, NotFoundError

TODAY = date(2025, 6, 30)  # the programme of which there are figures for every page is in force
_TOOLS = ("playwright", "greenlet")


@command("bench")
def bench() -> ExitCode:
    """Tell each measure as it is taken, then all beside their budgets; fail when one is over.

    The measuring lies beside the product. Raises NotFoundError where it, or a tool it needs, is
    not there.
    """
    if find_spec("bench") is None:
        raise NotFoundError("bench_absent")
    try:
        from bench.serving import serving
    except ModuleNotFoundError as error:
        if error.name not in _TOOLS:
            raise
        raise NotFoundError("bench_without_tools", name=error.name) from error
    from bench.in_process import judging
    from bench.measures import Measure, table
    from cds.initialise import initialise

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        tell("cli.bench_preparing")
        initialise(home, TODAY, lambda _step, _name: None)
        tell("cli.bench_measuring")
        measures: list[Measure] = []
        for measure in chain(judging(home, TODAY), serving(home, TODAY)):
            measures.append(measure)
            click.echo(f"{measure.name}: {measure.ours:.1f} {measure.unit}", err=True)
    click.echo(table(measures))
    over = sum(not measure.is_within for measure in measures)
    tell("cli.bench_over" if over else "cli.bench_within", count=over)
    return ExitCode.REFUSED if over else ExitCode.DONE
