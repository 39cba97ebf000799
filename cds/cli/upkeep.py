"""A data home's life: set up, verify, back up, recover, repair, clean, serve.

Each loads only what it needs.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cds.cli.home import Home, operator
from cds.cli.output import say, write_rows
from cds.cli.phrasing import any_path, command, format_option, option
from cds.domain.clock import today
from cds.domain.errors import ExitCode, UsageError
from cds.export.cells import Cell
from cds.text import cli as words

if TYPE_CHECKING:
    from cds.initialise import Initialised, Stage
    from cds.store.damage import Damage

DAMAGE_COLUMNS = ("snapshot_id", "path", "reason", "message")
_HIGHEST_PORT = 65535


@command("init")
@option("--no-demo", "no_demo", is_flag=True)
@click.pass_obj
def initialise(home: Home, no_demo: bool) -> int:
    """Make the data home ready; what is there already stays."""
    from cds.initialise import initialise as make_ready

    with _progress() as tell:
        done = make_ready(home.path, today(), tell, with_demo=not no_demo)
    if done.refused:
        return _tell_refused(done)
    say(words.READY.format(path=home.path, version=done.version))
    return ExitCode.DONE


@command("verify")
@format_option
@click.pass_obj
def verify(home: Home, format: str) -> int:
    """Name everything in the data home that is no longer what it was."""
    from cds.store.accepted import is_accepted
    from cds.store.audit import CUT
    from cds.store.upkeep.verification import verify as damages_of
    from cds.text.numbers import instant

    store = home.store()
    damages = damages_of(store)
    if damages or format != "table":
        write_rows(list(map(_damage_row, damages)), format, DAMAGE_COLUMNS)
    if damages:
        say(words.DAMAGED.format(count=len(damages)))
        return ExitCode.DAMAGED
    if not is_accepted(home.path):
        say(words.NO_MANIFEST)
    for event in store.audit.vouched():
        if event.event == CUT:  # on record, and nothing to be done about it any more
            say(words.TRAIL_WAS_CUT.format(at=instant(event.at), **event.details))
    say(words.INTACT.format(count=len(store.snapshots())))
    return ExitCode.DONE


@command("backup")
@click.argument("folder", type=any_path, metavar=words.FOLDER)
@click.pass_obj
def backup(home: Home, folder: Path) -> int:
    """Copy the data home while others may be publishing; what is damaged is named."""
    from cds.store.upkeep.backup import back_up

    home.require()
    done = back_up(home.path, folder)
    say(words.BACKED_UP.format(path=folder, files=done.files, version=done.version))
    return _tell_damages(done.damages)


@command("recover")
@click.argument("folder", type=any_path, metavar=words.FOLDER)
@option("--by", "by")
@click.pass_obj
def recover(home: Home, folder: Path, by: str | None) -> int:
    """Restore a copy as the data home, which must be empty."""
    from cds.store.upkeep.backup import recover as restore

    done = restore(folder, home.path, by or operator())
    say(words.RECOVERED.format(path=home.path, files=done.files, version=done.version))
    return _tell_damages(done.damages)


@command("repair")
@option("--from,copy", "copy", type=any_path, required=True)
@option("--by", "by")
@click.pass_obj
def repair(home: Home, copy: Path, by: str | None) -> int:
    """Put single damaged files back from a copy."""
    from cds.store.upkeep.repair import repair as mend

    home.require()
    done = mend(home.path, copy, by or operator())
    for name in done.names:
        say((words.PUT_BACK_OLDER if name in done.older else words.PUT_BACK).format(path=name))
    if not done.names and not done.left:
        say(words.NOTHING_TO_REPAIR)
    return _tell_damages(done.left)


@command("clean")
@option("--by", "by")
@click.pass_obj
def clean(home: Home, by: str | None) -> None:
    """Remove what writers that died have left."""
    from cds.store.upkeep.cleaning import clean as take_away

    home.require()
    done = take_away(home.path, by or operator())
    for name in done.names:
        say(words.REMOVED.format(path=name))
    say(words.CLEANED.format(count=len(done.names), size=done.size))
    if done.is_partial:
        say(words.CLEANED_IN_PART)


@command("serve")
@option("--host", "host")
@option("--port", "port", type=int)
@click.pass_obj
def serve(home: Home, host: str | None, port: int | None) -> None:
    """Serve the pages until stopped."""
    from cds.server import serve as run

    if port is not None and not 0 <= port <= _HIGHEST_PORT:
        raise UsageError("bad_port", value=str(port))
    run(host, port, home.path)


@contextmanager
def _progress() -> Iterator[Callable[["Stage", str], None]]:
    """Show the steps as a bar, or as lines where nobody watches."""
    from cds.initialise import Stage

    steps = list(Stage)
    with click.progressbar(
        length=len(steps),
        label=_step_label(steps, steps[0]),
        show_eta=False,
        item_show_func=lambda name: name,
        file=sys.stderr,
    ) as bar:

        def tell(step: Stage, name: str) -> None:
            bar.label = _step_label(steps, step)
            bar.update(steps.index(step) - bar.pos, name or None)

        yield tell
        bar.update(len(steps) - bar.pos)


def _step_label(steps: list["Stage"], step: "Stage") -> str:
    number = steps.index(step) + 1
    return words.STEP.format(number=number, total=len(steps), name=words.STEPS[step])


def _tell_refused(done: "Initialised") -> ExitCode:
    """Say what is wrong with files of `published/`; everything else is ready."""
    from cds.cli.issues import tell_issues

    for outcome in done.refused:
        say(words.PUBLISHED_REFUSED.format(name=outcome.checked.file.name))
        tell_issues(outcome.checked.issues)
    return ExitCode.REFUSED


def _tell_damages(damages: "Sequence[Damage]") -> ExitCode:
    """Name what is damaged beside what was done; return the exit code."""
    from cds.text.screens import DAMAGES

    for damage in damages:
        say(words.STILL_DAMAGED.format(path=damage.path, reason=DAMAGES[damage.reason]))
    if damages:
        say(words.DAMAGED.format(count=len(damages)))
    return ExitCode.DAMAGED if damages else ExitCode.DONE


def _damage_row(damage: "Damage") -> Mapping[str, Cell]:
    from cds.text.screens import DAMAGES

    return {
        "snapshot_id": damage.snapshot_id,
        "path": damage.path,
        "reason": damage.reason.value,
        "message": DAMAGES[damage.reason],
    }
