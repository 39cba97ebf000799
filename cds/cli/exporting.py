"""Files out: upload forms, the same files as the pages' download buttons, all as one table."""

from decimal import Decimal
from importlib.util import find_spec
from typing import Annotated

import click

from cds.cli.asked import asked_for, indicator_of, unit_of
from cds.cli.home import Home
from cds.cli.output import kind_of, tell, tell_left_out, write_file
from cds.cli.phrasing import (
    Indicators,
    Level,
    NewFile,
    Output,
    Until,
    choice,
    command,
    group,
    option,
)
from cds.domain.admin_units import AdminLevel
from cds.domain.clock import today
from cds.domain.errors import ExitCode, NotFoundError, UsageError
from cds.domain.reporting import last_day_of
from cds.export.figure_files import gaps_file
from cds.export.files import file_name, unit_title
from cds.scorecard import scorecard
from cds.text.numbers import trimmed, validity
from cds.text.phrases import phrase, word
from cds.views.gaps import ANY, ORDERS, Wanted, chosen, lines

_BOOKS = ("xlsx", "csv")  # workbooks are what offices fill in and open
_STORIES, _BRIEFS = ("pptx", "pdf", "html", "json"), ("pdf", "zip")
_DUCKDB, _SPARK = "duckdb", "spark"
_CLUSTER_PACKAGES = ("pyspark", "sqlglot")


@command("template")
def template(
    home: Home,
    layout: Annotated[str, choice("--layout", ("long", "wide"), default="long")],
    format: Annotated[str | None, choice("--format", _BOOKS, key="template_format")],
    output: NewFile,
    indicator: Indicators,
    level: Level,
    period: Until,
) -> None:
    """Write an upload form with the names of the units filled in."""
    from cds.export.forms import form_csv, form_xlsx, upload_form

    catalogue = home.catalogue()
    chosen = AdminLevel(level) if level else AdminLevel.COMMUNE
    asked = period.end if period else today()
    day = last_day_of(catalogue, chosen, asked)
    if period and day < asked:
        raise NotFoundError("no_level_then", level=word(chosen), period=period, last=day)
    ids = [indicator_of(catalogue, each) for each in indicator]
    is_wide = layout == "wide"
    form = upload_form(catalogue, chosen, day, indicator_ids=ids, period=period, is_wide=is_wide)
    if not form.rows:
        raise NotFoundError("empty_form", level=chosen)
    kind = kind_of(format, output, _BOOKS)
    path = write_file(output, "", form_xlsx(form) if kind == "xlsx" else form_csv(form))
    vintage = catalogue.vintage_on(day)
    span = validity(vintage.first, vintage.last)
    tell("cli.form_units", level=word(chosen), span=span, vintage=vintage.name)
    tell("cli.written", path=path, rows=len(form.rows))


@command("export gaps")
def gaps(
    home: Home,
    format: Annotated[str | None, choice("--format", _BOOKS, key="template_format")],
    output: Output,
    indicator: Indicators,
    level: Level,
    order: Annotated[str, choice("--order", ORDERS, default=ORDERS[0])],
    as_of: str | None,
    programme: str | None,
) -> ExitCode:
    """Write every target in every unit; the name tells data version and content."""
    catalogue, view, limits = asked_for(home, indicator, as_of=as_of, programme=programme)
    every = lines(catalogue, scorecard(view.series, catalogue, today(), limits), today())
    found = chosen(every, Wanted(unit_level=level or ANY), order)
    kind = kind_of(format, output, _BOOKS)
    file = gaps_file(catalogue, found, view.version, today(), kind)
    path = write_file(output, file.name, file.content)
    tell("cli.exported", path=path, rows=len(found))
    return tell_left_out(view.damaged)


@command("export everything")
def everything(home: Home, output: Output, as_of: str | None, programme: str | None) -> ExitCode:
    """Write figures, standings, gaps, register and history of a data version as one zip."""
    from cds.views.methods import everything as packed
    from cds.views.reader import Reader

    catalogue, view = home.opened(as_of, programme)
    file = packed(Reader(home.path, catalogue, view, today()))
    path = write_file(output, file.name, file.content)
    size = trimmed(Decimal(len(file.content)) / 1_000_000, 1)
    tell("cli.exported_everything", path=path, size=size)
    return tell_left_out(view.damaged)


@command("export story")
def story(
    home: Home,
    story_id: Annotated[str, click.argument("story_id", metavar=phrase("cli.story_metavar"))],
    format: Annotated[str | None, choice("--format", _STORIES, key="story_format")],
    output: Output,
    as_of: str | None,
    programme: str | None,
) -> ExitCode:
    """Write a saved or ready-made story, of the data version that it holds fast."""
    from cds.store.stories import StoryStore
    from cds.views.reader import Reader
    from cds.views.stories import ready_stories, story_file

    catalogue, view = home.opened(as_of, programme)
    ready = {one.story_id: one for one in ready_stories(catalogue, view.reported())}
    found = ready.get(story_id) or StoryStore(home.path).get(story_id).story
    if found.data_version is not None and as_of is None:
        catalogue, view = home.opened(str(found.data_version), programme)
    kind = kind_of(format, output, _STORIES)
    content = story_file(found, Reader(home.path, catalogue, view, today()), kind)
    path = write_file(output, file_name(found.title, view.version, content, kind), content)
    tell("cli.exported_slides", path=path, count=len(found.slides))
    return tell_left_out(view.damaged)


@command("export unit")
def unit(
    home: Home,
    unit: Annotated[tuple[str, ...], option("--unit", required=True, multiple=True)],
    format: Annotated[str | None, choice("--format", _BRIEFS, key="brief_format")],
    output: Output,
    as_of: str | None,
) -> ExitCode:
    """Write A4 briefs of units; of a district, one per commune with its own."""
    from cds.export.pdf import briefs_pdf, briefs_zip
    from cds.views.briefs import unit_brief
    from cds.views.reader import Reader

    whole, view = home.opened(as_of)
    units = [unit_of(whole, code) for code in unit]
    briefs = []
    for one in units:
        catalogue = whole.of(whole.programme_of(one.unit_id))
        briefs.append(unit_brief(one, Reader(home.path, catalogue, view, today())))
    kind = kind_of(format, output, _BRIEFS)
    content = (briefs_pdf if kind == "pdf" else briefs_zip)(briefs)
    name = file_name(unit_title(units[0]), view.version, content, kind)
    path = write_file(output, name, content)
    tell("cli.exported_briefs", path=path, count=len(briefs))
    return tell_left_out(view.damaged)


@command("rollup")
def rollup(
    home: Home,
    engine: Annotated[str, choice("--engine", (_DUCKDB, _SPARK), default=_DUCKDB)],
    master: str | None,
    output: NewFile,
    programme: str | None,
) -> ExitCode:
    """Write every figure that counts, what is added up from them and how targets stand.

    The tables made on the way are kept beside the snapshots, from which the pages open them.
    Raises UsageError for a cluster without Spark, NotFoundError where Spark is not installed.
    """
    from cds.export.rows import (
        ROLLUP_SCHEMA,
        in_order,
        judge_of,
        parquet_bytes,
        rollup_table,
    )
    from cds.store.view.queries import counting

    if master and engine != _SPARK:
        raise UsageError("master_without_spark")
    if engine == _DUCKDB:
        catalogue, view = home.opened(programme=programme)
        view.keep()
        table = rollup_table(scorecard(view.series, catalogue, today()), catalogue)
        damaged = view.damaged
    elif all(map(find_spec, _CLUSTER_PACKAGES)):
        from cds.store.view.spark import judged_by_spark, session_on

        catalogue, store = home.catalogue(programme), home.store()
        snapshots, damaged = counting(store, store.data_version())
        judge, schema = judge_of(catalogue, today()), ROLLUP_SCHEMA
        with session_on(master) as session:
            table = judged_by_spark(session, home.path, catalogue, snapshots, judge, schema)
    else:
        raise NotFoundError("spark_absent")
    path = write_file(output, "", parquet_bytes(in_order(table)))
    tell("cli.exported", path=path, rows=len(table))
    return tell_left_out(damaged)


export = group("export", everything, gaps, story, unit)
