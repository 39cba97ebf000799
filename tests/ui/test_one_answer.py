"""One question has one answer: pages, slides, briefs, files and commands say the same."""

import csv
import io
import json
import zipfile
from collections import Counter

import openpyxl
import pytest

from cds.blocks import Table
from cds.domain.admin_units import AdminLevel
from cds.domain.assessments import Standing
from cds.domain.stories import Slide
from cds.scorecard import tally
from cds.text.figures import STANDINGS, tally_text
from cds.text.numbers import unbroken
from cds.ui.stories import PARTS
from cds.views import (
    gaps,
    milestones,
    motto,
    nation,
    overview,
    programme,
    sectors,
    unit,
    unit_profile,
)
from cds.views.briefs import unit_brief
from cds.views.deck import AS_OF, BUILDERS, completed, slide_content
from cds.views.figure_moves import newest, newest_table
from cds.views.level_figures import level_figures, table_of
from tests.cli.conftest import invoke
from tests.export.told import body_texts
from tests.homes import TODAY
from tests.source import ROOT

pytestmark = pytest.mark.slow

OF_LONG_AN = ("--programme", "long_an")


@pytest.fixture(scope="module")
def sources(sources):
    sources.read_units(sources.units)
    return sources


def of_slide(sources, page, **query):
    return slide_content(Slide(page, query), sources)


def test_every_unit_is_told_by_the_same_sentence_on_page_slide_and_brief(sources):
    for place in sources.units:
        rows = sources.rows_of(place.unit_id)
        slide = of_slide(sources, "unit", unit=place.unit_id)
        if any(row.assessment.latest for row in rows):
            assert tally_text(tally(rows)) in slide.sentence
            assert unit_brief(place, sources).lead[:2] == (slide.title, slide.sentence)
            if place.level is not AdminLevel.COMMUNE:
                page = unit.build(sources, place.unit_id)
                assert (page.verdict, page.counts) == (slide.title, slide.sentence)


def test_every_unit_has_the_same_lines_in_the_list_of_gaps_as_on_its_own_page(sources):
    listed = Counter(
        (line.row.unit.unit_id, line.target.target_id, line.row.assessment.standing)
        for line in sources.kept(gaps.every_line)
        if line.row.series.points or line.row.unit == sources.catalogue.home
    )
    own = Counter(
        (place.unit_id, row.target.target_id, row.assessment.standing)
        for place in sources.units
        for row in sources.rows_of(place.unit_id)
        if row.target and (row.series.points or place == sources.catalogue.home)
    )
    ours = {place.unit_id for place in sources.units}
    assert {key for key in listed if key[0] in ours} == set(own)
    assert set(listed.values()) == set(own.values()) == {1}


def test_the_headline_targets_are_counted_alike_on_pages_slide_and_command(
    sources, full_home, monkeypatch
):
    monkeypatch.setenv("CDS_TODAY", TODAY.isoformat())
    rows = sources.headlines
    page = sources.kept(overview.build)
    told = [page.verdict, *([page.closing] if page.closing else [])]
    assert tally_text(tally(rows)) in page.verdict
    assert of_slide(sources, "overview").title == unbroken(". ".join(told))
    promised = sources.kept(programme.build).goals_sentence
    for standing, word in (
        ("closed_reached", "/9 mục tiêu chính đạt"),
        ("closed_short", " chưa đạt"),
    ):
        count = sum(row.assessment.standing == standing for row in rows)
        assert f"{count}{word}" in promised
    by_command = {
        (row["target_id"], row["unit_id"]): row["standing"]
        for row in json.loads(invoke(full_home, "assess", *OF_LONG_AN, "--format", "json").stdout)
    }
    for row in rows:
        assert by_command[row.target.target_id, row.unit.unit_id] == row.assessment.standing


def test_groups_and_milestones_are_told_alike_on_page_and_slide(sources):
    home = sources.catalogue.home
    page = sources.kept(sectors.build)
    slide = of_slide(sources, "sectors")
    assert (slide.title, slide.sentence) == (page.verdict, page.reported)
    aimed = [card for card in page.cards if card.targets]  # the sentence counts the others
    assert 0 < len(aimed) < len(page.cards)
    for card, line in zip(aimed, slide.body.rows, strict=True):
        assert line[2] == f"{card.known}/{card.expected}"
        assert line[4] == sectors.worst_text(card)
    parts = sources.kept(motto.build, home.unit_id).parts
    told = set(body_texts(of_slide(sources, "motto").body))
    assert all(any(part.now.known in text for text in told) for part in parts)
    shown = sources.kept(milestones.build).milestones
    words = {step.step.name: milestones.word(step.standing) for m in shown for step in m.steps}
    marks = [mark for lane in of_slide(sources, "milestones").body.lanes for mark in lane.marks]
    assert all(mark.when.startswith(words[mark.step]) for mark in marks)


def test_the_files_hold_the_standing_of_the_pages(sources, full_home, tmp_path, monkeypatch):
    monkeypatch.setenv("CDS_TODAY", TODAY.isoformat())
    packed = tmp_path / "all.zip"
    assert invoke(full_home, "export", "everything", *OF_LONG_AN, "-o", str(packed)).exit_code == 0
    with zipfile.ZipFile(packed) as archive:
        text = archive.read("danh-gia.csv").decode("utf-8-sig")
        book = openpyxl.load_workbook(io.BytesIO(archive.read("khoang-cach-muc-tieu.xlsx")))
    standing = {
        (row["unit_id"], row["target_id"]): row["standing"]
        for row in csv.DictReader(io.StringIO(text))
        if row["target_id"]
    }
    for place in sources.units:
        for row in sources.rows_of(place.unit_id):
            if row.target:
                key = (place.unit_id, row.target.target_id)
                assert standing[key] == row.assessment.standing
    head, *lines = book.worksheets[0].iter_rows(values_only=True)
    words = {STANDINGS[one].word for one in Standing}
    for line in (dict(zip(head, line, strict=True)) for line in lines):
        key = (line["Định danh đơn vị"], line["Mã mục tiêu"])
        if key in standing:
            assert line["Tình trạng"].startswith(STANDINGS[standing[key]].word)
        assert any(line["Tình trạng"].startswith(word) for word in words)


def tables(reader):
    """Every table with traceable lines that pages, slides and briefs show of a home."""
    home = reader.catalogue.home
    district, other = reader.units[1:3]
    commune = next(unit for unit in reader.units if unit.level is AdminLevel.COMMUNE)
    for place in (home, district, other, commune):
        page = unit.build(reader, place.unit_id)
        yield page.table
        rows = reader.rows_of(place.unit_id)
        yield newest_table(newest(rows), rows).pick("indicator status value period aim")
        for part in unit_brief(place, reader).parts:
            if isinstance(part.body, Table):  # its sources are numbers
                yield part.body.pick(" ".join(set(part.body.columns) - {"source"}))
        for indicator_id in dict.fromkeys(row.indicator.indicator_id for row in reader.headlines):
            yield from tables_of_indicator(reader, indicator_id)
    yield unit_profile.compare(reader, district.unit_id, commune.unit_id).table
    for page in BUILDERS:
        for part in ("", *PARTS.get(page, ())):
            body = BUILDERS[page](reader, completed(Slide(page, {"part": part}), reader)).body
            if isinstance(body, Table):
                yield body


def tables_of_indicator(reader, indicator_id):
    for level in (AdminLevel.COMMUNE, AdminLevel.DISTRICT):
        for period in reader.periods(indicator_id, level)[:1]:
            rows = reader.rows(indicator_id)
            if found := level_figures(reader.catalogue, rows, level, period):
                yield table_of(found)
    if indicator_id in nation.comparable(reader):
        page = nation.build(reader, indicator_id, nation.years(reader, indicator_id)[0])
        yield from (page.years, page.units)


def test_a_figure_reads_the_same_in_every_column_of_one_name_and_head(sources):
    """All columns are compared but one: a brief numbers its sources."""
    home = sources.catalogue.home.unit_id
    aims = Counter(row.indicator.indicator_id for row in sources.rows_of(home) if row.target)
    signs = "".join(one.sign for one in STANDINGS.values())
    said, shown = {}, {}
    for table in tables(sources):
        for line in table.lines:
            if line.figure is None or aims[line.figure.indicator_id] > 1:  # judged by each
                continue
            for column, head, text in zip(table.columns, table.heads, line.texts, strict=True):
                key = (line.figure, column, head)
                said.setdefault(key, set()).add(text.lstrip(signs + " "))
                shown.setdefault(key, set()).add(table.columns)

    assert {key: texts for key, texts in said.items() if len(texts) > 1} == {}
    twice = Counter(column for (_, column, _), ways in shown.items() if len(ways) > 1)
    assert {"value", "period", "status", "gap", "source"} <= set(twice)
    assert twice.total() > 700


def test_a_slide_follows_the_period_where_its_page_does():
    pages = {one: (ROOT / f"pages/{one}.py").read_text("utf-8") for one in BUILDERS}
    assert {one for one, text in pages.items() if "bar.as_of(" in text} == AS_OF
