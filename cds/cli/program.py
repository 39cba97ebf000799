"""The list of commands and the one handler of what people can put right.

A command's module is imported only when it runs, so that `progress` and `--help` start fast.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, NoReturn

import click

from cds.cli.home import Home
from cds.cli.phrasing import PhraseGroup, any_path, option, usage_fault
from cds.domain.errors import ExitCode, UserError
from cds.text.phrases import disk_error, family, phrase, sentence

COMMANDS = {
    "init": "upkeep:initialise",
    "import": "importing:import_file",
    "snapshots": "figures:snapshots",
    "show": "figures:show",
    "diff": "figures:diff",
    "withdraw": "figures:withdraw",
    "restore": "figures:restore",
    "observations": "figures:observations",
    "assess": "figures:assess",
    "plan": "figures:plan",
    "progress": "progress:progress",
    "template": "exporting:template",
    "export": "exporting:export",
    "reference": "reference:reference",
    "boundaries": "reference:boundaries",
    "programmes": "reference:programmes",
    "demo": "reference:demo",
    "verify": "upkeep:verify",
    "backup": "upkeep:backup",
    "recover": "upkeep:recover",
    "repair": "upkeep:repair",
    "clean": "upkeep:clean",
    "rollup": "exporting:rollup",
    "serve": "upkeep:serve",
    "bench": "upkeep:bench",
}
_INTERRUPTED = 130  # what shells report for Ctrl+C


class Program(PhraseGroup):
    """The root command: finds commands by name, turns faults into sentences and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the contract."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        found = resolve_name(f"cds.cli.{COMMANDS[cmd_name]}")
        assert isinstance(found, click.Command)  # noqa: S101 - the table above is ours
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        told = family("cli.commands")
        with formatter.section("Commands"):
            formatter.write_dl([(name, told[name]) for name in COMMANDS])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        *rest: Any,  # noqa: ANN401 - passed through to click
        **settings: Any,  # noqa: ANN401 - passed through to click
    ) -> NoReturn:
        """Run and leave with an exit code of the contract."""
        settings["standalone_mode"] = False
        said = ""
        try:
            code = super().main(args, prog_name, *rest, **settings)
        except UserError as error:
            said, code = sentence(error), error.exit_code
        except click.UsageError as fault:
            said, code = usage_fault(fault), ExitCode.USAGE
        except click.Abort:
            code = _INTERRUPTED
        except OSError as fault:
            refusal = disk_error(fault)
            if refusal is None:
                raise
            said, code = sentence(refusal), refusal.exit_code
        if said:
            click.echo(said, err=True)
        sys.exit(code if isinstance(code, int) else ExitCode.DONE)


@click.group(
    cls=Program,
    help=phrase("cli.program"),
    options_metavar=phrase("cli.options_metavar"),
    subcommand_metavar=phrase("cli.command_metavar"),
    invoke_without_command=True,
)
@option("--data", type=any_path, envvar="CDS_DATA", default=Path("data"))
@click.pass_context
def program(ctx: click.Context, data: Path) -> None:
    """Choose the data home that every command works on."""
    if ctx.invoked_subcommand is None:
        raise click.exceptions.NoArgsIsHelpError(ctx)
    ctx.obj = Home(data.resolve())
    ctx.call_on_close(ctx.obj.give_back)


def run() -> None:
    """Run as a program: UTF-8 whatever the locale, quiet when the reader of a pipe leaves."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        program(prog_name="python -m cds")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.DONE)
