"""The list of commands and the one handler of what people can put right.

A command's module is imported only when it runs, so that `progress` and `--help` start fast.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from cds.cli.home import Home
from cds.cli.output import say
from cds.cli.phrasing import PhraseGroup, any_path, option, usage_fault
from cds.domain.errors import ExitCode, UserError
from cds.text import cli as words
from cds.text.disk import disk_error
from cds.text.errors import sentence

COMMANDS = {
    "init": "upkeep",
    "import": "importing",
    "snapshots": "history",
    "show": "history",
    "diff": "history",
    "withdraw": "history",
    "restore": "history",
    "observations": "judging",
    "assess": "judging",
    "plan": "planning",
    "progress": "progress",
    "template": "forms",
    "export": "exporting",
    "reference": "reference",
    "boundaries": "reference",
    "demo": "reference",
    "verify": "upkeep",
    "backup": "upkeep",
    "recover": "upkeep",
    "repair": "upkeep",
    "clean": "upkeep",
    "serve": "upkeep",
    "bench": "bench",
}
_INTERRUPTED = 130  # what shells report for Ctrl+C
_ATTRIBUTES = {"import": "import_file", "init": "initialise", "bench": "bench"}


class Program(PhraseGroup):
    """The root command: finds commands by name, turns faults into sentences and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the contract."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"cds.cli.{COMMANDS[cmd_name]}")
        found = getattr(module, _ATTRIBUTES.get(cmd_name, cmd_name))
        assert isinstance(found, click.Command)  # noqa: S101 - the table above is ours
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words.COMMANDS[name]) for name in COMMANDS])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is answered with the list of names."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            accepted = ", ".join(COMMANDS)
            message = words.NO_SUCH_COMMAND.format(name=args[0], accepted=accepted)
            raise click.UsageError(message, ctx)
        return super().resolve_command(ctx, args)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        *rest: Any,  # noqa: ANN401 - passed through to click
        **settings: Any,  # noqa: ANN401 - passed through to click
    ) -> NoReturn:
        """Run and leave with an exit code of the contract."""
        settings["standalone_mode"] = False
        sys.exit(self._outcome(args, prog_name, *rest, **settings))

    def _outcome(self, *args: Any, **settings: Any) -> int:  # noqa: ANN401 - click's own
        try:
            code = super().main(*args, **settings)
        except UserError as error:
            say(sentence(error))
            return int(error.exit_code)
        except click.UsageError as fault:
            say(usage_fault(fault))
            return ExitCode.USAGE
        except click.Abort:
            return _INTERRUPTED
        except OSError as fault:
            refusal = disk_error(fault)
            if refusal is None:
                raise
            say(sentence(refusal))
            return refusal.exit_code
        return code if isinstance(code, int) else ExitCode.DONE


@click.group(
    cls=Program,
    help=words.PROGRAM,
    options_metavar=words.OPTIONS_METAVAR,
    subcommand_metavar=words.COMMAND_METAVAR,
    invoke_without_command=True,
)
@option("--data", "data", type=any_path, envvar="CDS_DATA", default=Path("data"))
@click.pass_context
def program(ctx: click.Context, data: Path) -> None:
    """Choose the data home that every command works on."""
    if ctx.invoked_subcommand is None:
        raise click.exceptions.NoArgsIsHelpError(ctx)
    ctx.obj = Home(data.resolve())


def run() -> None:
    """Run as a program: UTF-8 whatever the locale, quiet when the reader of a pipe leaves."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        program(prog_name="python -m cds")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.DONE)
