"""A data home's life: set up, verify, back up, recover, repair, clean, serve; and how fast that is.

Each loads only what it needs.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from importlib.util import find_spec
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import click

from cds.cli.home import Home, operator
from cds.cli.output import tell, tell_issues, write_rows
from cds.cli.phrasing import Folder, Format, any_path, command, option
from cds.domain.clock import today
from cds.domain.errors import ExitCode, NotFoundError
from cds.store.files import Damage, DamageReason
from cds.text.phrases import phrase, word

if TYPE_CHECKING:
    from cds.initialise import Stage


DAMAGE_COLUMNS = ("snapshot_id", "path", "reason", "message")
BENCH_DAY = date(2025, 6, 30)  # the programme of which there are figures for every page is in force
_CLOCKS_DIFFER = timedelta(hours=1)  # between hosts of one bucket by less
_TOOLS = ("playwright", "greenlet")


@command("init")
def initialise(home: Home, no_demo: bool) -> int:
    """Make the data home ready; what is there already stays."""
    from cds.initialise import initialise as make_ready

    with _progress() as show:
        done = make_ready(home.path, today(), show, with_demo=not no_demo)
    for name in done.replaced:
        tell("cli.published_replaced", name=name)
    for outcome in done.refused:
        tell("cli.published_refused", name=outcome.checked.file.name)
        tell_issues(outcome.checked.issues)
    if done.refused:
        return ExitCode.REFUSED
    tell("cli.ready", path=home.path, version=_known(done.version))
    return ExitCode.DONE


@command("verify")
def verify(
    home: Home,
    full: Annotated[bool, option("--full/--quick", "full", default=True)],
    format: Format,
) -> int:
    """Name everything in the data home that is no longer what it was."""
    from cds.store.accepted import REFERENCE, accepted
    from cds.store.audit import CUT
    from cds.store.snapshots.snapshot_store import SnapshotStore
    from cds.store.upkeep.verification import verify as damages_of

    home.require()
    store = SnapshotStore(home.path)
    damages = damages_of(store, is_thorough=full)
    if damages or format != "table":
        rows = [
            {
                "snapshot_id": damage.snapshot_id,
                "path": damage.path,
                "reason": damage.reason.value,
                "message": word(damage.reason),
            }
            for damage in damages
        ]
        write_rows(rows, format, DAMAGE_COLUMNS)
    if damages:
        return _tell_count(damages)
    if not accepted(home.path, REFERENCE):
        tell("cli.no_manifest")
    for event in store.audit.vouched():
        if event.event == CUT:  # on record, and nothing to be done about it any more
            tell("cli.trail_was_cut", at=event.at, **event.details)
    known = store.snapshots()
    for newer, older in pairwise(known):  # figures count by version; only their hours are wrong
        if newer.published_at < older.published_at - _CLOCKS_DIFFER:
            before, after = older.published_at, newer.published_at
            tell("cli.clock_went_back", id=newer.snapshot_id, before=before, after=after)
    tell("cli.intact", count=len(known))
    return ExitCode.DONE


@command("backup")
def backup(home: Home, folder: Folder) -> int:
    """Copy the data home while others may be publishing; what is damaged is named."""
    from cds.store.upkeep.backup import back_up

    home.require()
    done = back_up(home.path, folder)
    tell("cli.backed_up", path=folder, files=done.files, version=_known(done.version))
    return _tell_damages(done.damages)


@command("recover")
def recover(home: Home, folder: Folder, by: str | None) -> int:
    """Restore a copy as the data home, which must be empty."""
    from cds.store.upkeep.backup import recover as restore

    _require_administrator(home, by)
    done = restore(folder, home.path, by or operator())
    tell("cli.recovered", path=home.path, files=done.files, version=_known(done.version))
    return _tell_damages(done.damages)


@command("repair")
def repair(
    home: Home,
    copy: Annotated[Path, option("--from", "copy", type=any_path, required=True)],
    by: str | None,
) -> int:
    """Put single damaged files back from a copy."""
    from cds.store.upkeep.repair import repair as mend

    home.require()
    _require_administrator(home, by)
    done = mend(home.path, copy, by or operator())
    for name in done.names:
        tell("cli.put_back_older" if name in done.older else "cli.put_back", path=name)
    if not done.names and not done.left:
        tell("cli.nothing_to_repair")
    return _tell_damages(done.left)


@command("clean")
def clean(home: Home, by: str | None) -> None:
    """Remove what writers that died have left."""
    from cds.store.upkeep.repair import clean as take_away

    home.require()
    _require_administrator(home, by)
    done = take_away(home.path, by or operator())
    for name in done.names:
        tell("cli.removed", path=name)
    tell("cli.cleaned", count=len(done.names), size=done.size)
    if done.is_partial:
        tell("cli.cleaned_in_part")


@command("serve")
def serve(home: Home, host: str | None, port: int | None) -> None:
    """Serve the pages until stopped."""
    from cds.server import serve as run

    home.require()
    run(host, port, home.path)


@command("bench")
def bench(_home: Home) -> ExitCode:
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
    from bench import history
    from bench.in_process import judging
    from bench.measures import Measure, table
    from cds.initialise import initialise

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        tell("cli.bench_preparing")
        initialise(home, BENCH_DAY, lambda _step, _name: None)
        tell("cli.bench_measuring")
        measures: list[Measure] = []
        for measure in chain(judging(home, BENCH_DAY), serving(home, BENCH_DAY)):
            measures.append(measure)
            click.echo(f"{measure.name}: {measure.ours:.1f} {measure.unit}", err=True)
    click.echo(table(measures))
    history.keep(measures)
    over = sum(not measure.is_within for measure in measures)
    tell("cli.bench_over" if over else "cli.bench_within", count=over)
    return ExitCode.REFUSED if over else ExitCode.DONE


@contextmanager
def _progress() -> Iterator[Callable[["Stage", str], None]]:
    """Show the steps as a bar, or as lines where nobody watches."""
    from cds.initialise import Stage

    steps = list(Stage)

    def label(step: Stage) -> str:
        name = phrase(f"cli.steps.{step}")
        return phrase("cli.step", number=steps.index(step) + 1, total=len(steps), name=name)

    with click.progressbar(
        length=len(steps),
        label=label(steps[0]),
        show_eta=False,
        item_show_func=lambda name: name,
        file=sys.stderr,
    ) as bar:

        def show(step: Stage, name: str) -> None:
            bar.label = label(step)
            bar.update(steps.index(step) - bar.pos, name or None)

        yield show
        bar.update(len(steps) - bar.pos)


def _require_administrator(home: Home, by: str | None) -> None:
    from cds.cli.asked import Permission  # slow to import; `init` and `serve` need none
    from cds.domain.access import Action

    Permission(home, by, Action.ADMINISTER)


def _known(version: int) -> str | None:
    """A data version as it is told; None of a home to which nobody has published yet."""
    return str(version) if version >= 0 else None


def _tell_damages(damages: Sequence[Damage]) -> ExitCode:
    """Name what is damaged beside what was done; return the exit code."""
    for damage in damages:
        tell("cli.still_damaged", path=damage.path, reason=word(damage.reason))
    return _tell_count(damages)


def _tell_count(damages: Sequence[Damage]) -> ExitCode:
    """Say how much is damaged, and what may be an edit that was meant: a copy would undo it."""
    changed = sum(damage.reason is DamageReason.REFERENCE_CHANGED for damage in damages)
    if changed < len(damages):
        tell("cli.damaged", count=len(damages) - changed)
    if changed:
        tell("cli.reference_differs", count=changed)
    return ExitCode.DAMAGED if damages else ExitCode.DONE
