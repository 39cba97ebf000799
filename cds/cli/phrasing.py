"""Click in the words of `cds.text`: help pages, usage faults and the commands themselves."""

from collections.abc import Callable, Iterable
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import click

from cds.domain.admin_units import AdminLevel
from cds.domain.folding import one_line
from cds.domain.periods import Period, parse_period
from cds.text.phrases import family, phrase


class Formatter(click.HelpFormatter):
    """Help pages with headings in the program's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line; click's own prefix is replaced."""
        super().write_usage(prog, args, prefix or phrase("cli.usage_prefix"))

    def write_heading(self, heading: str) -> None:
        """Write a translated section heading."""
        super().write_heading(family("cli.headings").get(heading, heading))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write options or commands with what each does."""
        required = phrase("cli.required")
        said = [(name, text.replace("[required]", required)) for name, text in rows]
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
            option.help = family("cli.options")["help"]
        return option


class PhraseGroup(Command, click.Group):
    """A group of commands that explains itself likewise."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is answered with the list of names."""
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            message = phrase("cli.no_such_command", name=args[0], accepted=", ".join(known))
            raise click.UsageError(message, ctx)
        return super().resolve_command(ctx, args)


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
            self.fail(phrase("cli.not_a_period", value=value), param, ctx)


class NameText(click.ParamType[str]):
    """An option's value as the name of who acts; records never bear a blank one."""

    name = "name"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read a name on one line."""
        return one_line(value) or self.fail(phrase("cli.blank"), param, ctx)


def command(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a function of the data home the command of that name; its help is a phrase.

    Its options follow from its signature, in that order: annotations say how one is given, else
    its name and type do.
    """
    named = click.command(
        name.split()[-1],
        cls=Command,
        help=family("cli.commands")[name],
        options_metavar=phrase("cli.options_metavar"),
    )

    def made(function: Callable[..., Any]) -> click.Command:
        known = {one.name for one in getattr(function, "__click_params__", ())}
        _home, *asked = signature(function).parameters.values()
        for one in reversed(asked):
            if one.name not in known and one.kind is not one.VAR_KEYWORD:
                function = _given(one)(function)
        return named(click.pass_obj(function))

    return made


def _given(parameter: Parameter) -> Callable[[Any], Any]:
    kind, name = parameter.annotation, parameter.name
    if get_origin(kind) is Annotated:
        given: Callable[[Any], Any] = kind.__metadata__[0]
        return given
    if name.endswith("_id"):
        return click.argument(name, metavar="ID")
    words = f"--{name.replace('_', '-')}"
    if kind is bool:
        return option(words, is_flag=True)
    if get_origin(kind) is tuple:
        return option(words, multiple=True)
    read = NameText() if name == "by" else int if int in get_args(kind) else str
    return option(words, type=read, required=kind is str)


def group(name: str, *commands: click.Command) -> click.Group:
    """Gather commands under a name; its help comes from `cds.text`."""
    return PhraseGroup(
        name,
        commands=commands,
        help=family("cli.commands")[name],
        options_metavar=phrase("cli.options_metavar"),
        subcommand_metavar=phrase("cli.command_metavar"),
        no_args_is_help=True,
    )


def option(*names: str, key: str = "", **settings: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - click's
    """Return a click option whose help is the phrase of its name, or of `key`."""
    key = key or names[-1].lstrip("-").replace("-", "_")
    metavar = family("cli.metavars").get(key)
    return click.option(*names, help=family("cli.options")[key], metavar=metavar, **settings)


def choice(name: str, accepted: Iterable[str], **settings: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - click's
    """Return an option that takes one of the accepted words."""
    return option(name, type=click.Choice(tuple(accepted)), **settings)


existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
file_to_write = click.Path(dir_okay=False, path_type=Path)
any_path = click.Path(path_type=Path)
folder_path = click.Path(file_okay=False, path_type=Path)
level_option = choice("--level", [level.value for level in AdminLevel])
period_option = option("--period", type=PeriodText())
format_option = choice("--format", ("table", "json", "csv"), default="table")
indicators_option = option("--indicator", key="indicators", multiple=True)
# What parameters of commands are annotated with.
File = Annotated[Path, click.argument("file", type=existing_file, metavar=phrase("cli.file"))]
Folder = Annotated[Path, click.argument("folder", type=folder_path, metavar=phrase("cli.folder"))]
Format = Annotated[str, format_option]
Indicators = Annotated[tuple[str, ...], indicators_option]
Level = Annotated[str | None, level_option]
NewFile = Annotated[Path, option("-o", "--output", type=file_to_write, required=True)]
Output = Annotated[Path | None, option("-o", "--output", key="export_output", type=file_to_write)]
Until = Annotated[Period | None, period_option]


def usage_fault(fault: click.UsageError) -> str:
    """Say what is wrong with a command line and where to read on."""
    if isinstance(fault, click.exceptions.NoArgsIsHelpError):
        return fault.message
    command_path = fault.ctx.command_path if fault.ctx else "python -m cds"
    return f"{_message(fault)}\n{phrase('cli.see_help', command=command_path)}"


def _message(fault: click.UsageError) -> str:
    match fault:
        case click.NoSuchOption():
            accepted = ", ".join(fault.possibilities or ())
            suggestion = phrase("cli.suggestion", accepted=accepted) if accepted else ""
            return phrase("cli.no_such_option", name=fault.option_name, suggestion=suggestion)
        case click.MissingParameter():
            return phrase("cli.missing_argument", name=_name(fault))
        case click.BadParameter():
            return phrase("cli.bad_value", name=_name(fault), reason=_reason(fault))
        case _:
            return phrase("cli.bad_usage", reason=fault.message)


def _name(fault: click.BadParameter) -> str:
    if fault.param is None or fault.ctx is None:
        return fault.param_hint if isinstance(fault.param_hint, str) else ""
    return fault.param.get_error_hint(fault.ctx).replace("'", "")


def _reason(fault: click.BadParameter) -> str:
    """Name the offending value and the accepted ones, from the option's type."""
    quoted = fault.message.split("'")  # click quotes what it refuses; there is no other way to it
    value = quoted[1] if len(quoted) > 1 else fault.message
    match fault.param.type if fault.param else None:
        case click.Choice() as kind:
            accepted = ", ".join(str(word) for word in kind.choices)
            return phrase("cli.not_one_of", value=value, accepted=accepted)
        case click.Path():
            return phrase("cli.no_file", value=value)
        case click.types.IntParamType():
            return phrase("cli.not_a_number", value=value)
        case _:
            return fault.message
