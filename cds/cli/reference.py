"""Reference, map layers, demonstration figures: what a home shows beside what offices send."""

from pathlib import Path

import click

from cds.cli.home import Home, operator
from cds.cli.output import say
from cds.cli.phrasing import command, existing_file, group, option
from cds.demo.loading import load, remove
from cds.domain.access import Action
from cds.domain.clock import today
from cds.domain.errors import UsageError
from cds.domain.writing import one_line
from cds.store.accepted import REFERENCE, accept, changed_files, is_accepted
from cds.text import cli as words


@command("boundaries import")
@click.argument("file", type=existing_file, metavar=words.FILE)
@option("--vintage", "vintage", required=True)
@option("--code-field", "code_field", required=True)
@click.pass_obj
def import_layer(home: Home, file: Path, vintage: str, code_field: str) -> None:
    """Replace the layers of a vintage by those of a file."""
    from cds.maps.importing import import_boundaries  # slow to import

    done = import_boundaries(home.path, home.catalogue(), file, vintage, code_field, operator())
    units = len(done.joined)
    say(words.LAYER_IMPORTED.format(name=done.file_name, vintage=done.vintage, units=units))
    if done.missing:
        say(words.LAYER_MISSING.format(names=", ".join(unit.name for unit in done.missing)))
    if done.left_out:
        say(words.LAYER_LEFT_OUT.format(codes=", ".join(done.left_out)))


@command("demo load")
@click.pass_obj
def load_demo(home: Home) -> None:
    """Load demonstration figures unless they are there."""
    store = home.store()
    before = store.data_version()
    snapshot = load(store, home.catalogue(), today=today())
    if snapshot.version <= before:
        say(words.DEMO_PRESENT)
    else:
        told = {"name": snapshot.file_name, "rows": snapshot.rows, "version": snapshot.version}
        say(words.PUBLISHED.format(**told))


@command("demo remove")
@click.pass_obj
def remove_demo(home: Home) -> None:
    """Take demonstration figures out of every view."""
    count = remove(home.store(), operator())
    say(words.DEMO_REMOVED.format(count=count) if count else words.DEMO_ABSENT)


@command("reference check")
@click.pass_obj
def check(home: Home) -> None:
    """Name every fault of the reference tables, and the files nobody has stood by yet."""
    home.catalogue()
    say(words.REFERENCE_SOUND)
    if not is_accepted(home.path):
        say(words.NO_MANIFEST)
    for damage in changed_files(home.path):
        if damage.path.startswith(f"{REFERENCE}/"):
            say(words.REFERENCE_CHANGED.format(path=damage.path))


@command("reference accept")
@option("--by", "by", required=True)
@option("--reason", "reason", required=True)
@click.pass_obj
def accept_reference(home: Home, by: str, reason: str) -> None:
    """Stand by the reference as it is now; tables with faults are not accepted."""
    from cds.cli.permission import Permission

    Permission(home, by, Action.ADMINISTER)
    if not one_line(reason):
        raise UsageError("reason_missing")
    home.catalogue()
    say(words.REFERENCE_ACCEPTED.format(files=accept(home.path, REFERENCE, by, reason)))


boundaries = group("boundaries", import_layer)
reference = group("reference", check, accept_reference)
demo = group("demo", load_demo, remove_demo)
