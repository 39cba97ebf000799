"""Stories and unit briefs as files: the same as the pages' download buttons."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cds.cli.filters import tell_damage
from cds.cli.finding import unit_of
from cds.cli.home import Home
from cds.cli.output import kind_named, say, write_file
from cds.cli.phrasing import choice, command, file_to_write, option
from cds.domain.clock import today
from cds.domain.errors import ExitCode
from cds.domain.stories import Story
from cds.text import cli as words

if TYPE_CHECKING:
    from cds.domain.catalogue import Catalogue
    from cds.store.view.queries import View

_FORMATS, _BRIEFS = ("pptx", "pdf", "html", "json"), ("pdf", "zip")


@command("export story")
@click.argument("story_id", metavar=words.STORY_METAVAR)
@choice("--format", "story_format", *_FORMATS)
@option("-o,--output", "export_output", type=file_to_write)
@option("--as-of", "as_of")
@click.pass_obj
def story(
    home: Home, story_id: str, format: str | None, output: Path | None, as_of: str | None
) -> ExitCode:
    """Write a saved or ready-made story."""
    from cds.export.naming import file_name
    from cds.views.slides.files import story_file
    from cds.views.slides.sources import Sources

    catalogue, view = home.opened(as_of)
    found = _story(home, story_id, catalogue, view)
    if found.data_version is not None and as_of is None:
        catalogue, view = home.opened(str(found.data_version))
    sources = Sources(home.path, catalogue, view, today())
    kind = format or kind_named(output, _FORMATS)
    content = story_file(found, sources, kind)
    name = file_name(found.title, view.version, content, kind)
    path = output or Path(name)
    write_file(path, content)
    say(words.EXPORTED_SLIDES.format(path=path, count=len(found.slides)))
    return tell_damage(view)


@command("export unit")
@option("--unit", "unit", required=True, multiple=True)
@choice("--format", "brief_format", *_BRIEFS)
@option("-o,--output", "export_output", type=file_to_write)
@option("--as-of", "as_of")
@click.pass_obj
def unit(
    home: Home, unit: tuple[str, ...], format: str | None, output: Path | None, as_of: str | None
) -> ExitCode:
    """Write A4 briefs of units; of a district, one per commune with its own."""
    from cds.export.briefs import briefs_pdf, briefs_zip
    from cds.export.naming import file_name
    from cds.views.slides.briefs import unit_brief
    from cds.views.slides.sources import Sources

    catalogue, view = home.opened(as_of)
    sources = Sources(home.path, catalogue, view, today())
    units = [unit_of(catalogue, code) for code in unit]
    briefs = [unit_brief(one, sources) for one in units]
    kind = format or kind_named(output, _BRIEFS)
    content = (briefs_pdf if kind == "pdf" else briefs_zip)(briefs)
    name = file_name(units[0].name, view.version, content, kind)
    path = output or Path(name)
    write_file(path, content)
    say(words.EXPORTED_BRIEFS.format(path=path, count=len(briefs)))
    return tell_damage(view)


def _story(home: Home, story_id: str, catalogue: "Catalogue", view: "View") -> Story:
    from cds.store.stories import StoryStore
    from cds.views.slides.ready import ready_stories

    ready = {one.story_id: one for one in ready_stories(catalogue, view.reported())}
    return ready.get(story_id) or StoryStore(home.path).get(story_id).story
