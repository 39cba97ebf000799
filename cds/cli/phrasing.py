"""Click in the words of `cds.text`: help pages, usage faults and the commands themselves."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from cds.domain.admin_units import AdminLevel
from cds.domain.periods import Period, parse_period
from cds.text import cli as words

_FAULT = "{message}\n{see_help}"


class Formatter(click.HelpFormatter):
    """Help pages with headings in the program's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line; click's own prefix is replaced."""
        super().write_usage(prog, args, prefix or words.USAGE_PREFIX)

    def write_heading(self, heading: str) -> None:
        """Write a translated section heading."""
        super().write_heading(words.HEADINGS.get(heading, heading))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write options or commands with what each does."""
        said = [(name, text.replace("[required]", words.REQUIRED)) for name, text in rows]
        super().write_dl(said, col_max, col_spacing)


class PhraseContext(click.Context):
    """A context whose help is written by our formatter."""

    formatter_class = Formatter


class Command(click.Command):
    """A command that explains itself in the program's language."""

    context_class = PhraseContext

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return click's help option with our words."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = words.OPTIONS["help"]
        return option


class PhraseGroup(Command, click.Group):
    """A group of commands that explains itself likewise."""


class PeriodText(click.ParamType[Period]):
    """An option's value as a period."""

    name = "period"

    def convert(
        self, value: str | Period, param: click.Parameter | None, ctx: click.Context | None
    ) -> Period:
        """Read the canonical text of a period."""
        try:
            return value if isinstance(value, Period) else parse_period(value.strip())
        except ValueError:
            self.fail(words.NOT_A_PERIOD.format(value=value), param, ctx)


def command(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a function the command of that name; its help comes from `cds.text`."""
    return click.command(
        name.split()[-1],
        cls=Command,
        help=words.COMMANDS[name],
        options_metavar=words.OPTIONS_METAVAR,
    )


def group(name: str, *commands: click.Command) -> click.Group:
    """Gather commands under a name; its help comes from `cds.text`."""
    return PhraseGroup(
        name,
        commands=commands,
        help=words.COMMANDS[name],
        options_metavar=words.OPTIONS_METAVAR,
        subcommand_metavar=words.COMMAND_METAVAR,
        no_args_is_help=True,
    )


def option(flag: str, key: str, **settings: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - click's
    """Return a click option whose help is `cds.text.cli.OPTIONS[key]`; commas part its names."""
    settings |= {"help": words.OPTIONS[key], "metavar": words.METAVARS.get(key)}
    return click.option(*flag.split(","), **settings)


def choice(flag: str, key: str, *accepted: str, **settings: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - click's
    """Return an option that takes one of the accepted words."""
    return option(flag, key, type=click.Choice(accepted), **settings)


level_option = choice("--level", "level", *(level.value for level in AdminLevel))
period_option = option("--period", "period", type=PeriodText())
format_option = choice("--format", "format", "table", "json", "csv", default="table")
existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
file_to_write = click.Path(dir_okay=False, path_type=Path)
any_path = click.Path(path_type=Path)


def usage_fault(fault: click.UsageError) -> str:
    """Say what is wrong with a command line and where to read on."""
    if isinstance(fault, click.exceptions.NoArgsIsHelpError):
        return fault.message
    command_path = fault.ctx.command_path if fault.ctx else "python -m cds"
    see_help = words.SEE_HELP.format(command=command_path)
    return _FAULT.format(message=_message(fault), see_help=see_help)


def _message(fault: click.UsageError) -> str:
    match fault:
        case click.NoSuchOption():
            accepted = ", ".join(fault.possibilities or ())
            suggestion = words.SUGGESTION.format(accepted=accepted) if accepted else ""
            return words.NO_SUCH_OPTION.format(name=fault.option_name, suggestion=suggestion)
        case click.MissingParameter():
            return words.MISSING_ARGUMENT.format(name=_name(fault))
        case click.BadParameter():
            return words.BAD_VALUE.format(name=_name(fault), reason=_reason(fault))
        case _:
            return words.BAD_USAGE.format(reason=fault.message)


def _name(fault: click.BadParameter) -> str:
    if fault.param is None or fault.ctx is None:
        return fault.param_hint if isinstance(fault.param_hint, str) else ""
    return fault.param.get_error_hint(fault.ctx).replace("'", "")


def _reason(fault: click.BadParameter) -> str:
    """Name the offending value and the accepted ones, from the option's type."""
    value = _offending(fault.message)
    kind = fault.param.type if fault.param else None
    match kind:
        case click.Choice():
            accepted = ", ".join(str(word) for word in kind.choices)
            return words.NOT_ONE_OF.format(value=value, accepted=accepted)
        case click.Path():
            return words.NO_FILE.format(value=value)
        case click.types.IntParamType():
            return words.NOT_A_NUMBER.format(value=value)
        case _:
            return fault.message


def _offending(message: str) -> str:
    """Click quotes the value it refuses; there is no other way to it."""
    parts = message.split("'")
    return parts[1] if len(parts) > 1 else message
