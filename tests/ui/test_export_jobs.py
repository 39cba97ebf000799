"""Files made in a process of their own: the same bytes, an end with who waits, words for limits."""

import re
import zipfile
from collections import Counter
from functools import partial
from io import BytesIO

import pytest

from cds.domain.admin_units import AdminLevel
from cds.domain.errors import UserError
from cds.domain.stories import Slide, Story
from cds.export.pdf import briefs_pdf, briefs_zip, deck_pdf, slide_png
from cds.export.powerpoint import deck_pptx
from cds.jobs import exports
from cds.jobs.processes import Job
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.text.phrases import sentence
from cds.ui import files
from cds.views.briefs import district_briefs
from cds.views.deck import deck
from cds.views.stories import story_file
from tests.homes import TODAY
from tests.in_process import RUN_APART, Here
from tests.ui import upload_tasks as tasks

pytestmark = pytest.mark.slow
STORY = Story("", "Hai trang", (Slide("overview", {}), Slide("coverage", {"level": "district"})))


@pytest.fixture(autouse=True)
def _apart(monkeypatch):
    monkeypatch.setattr(Job, "_run", RUN_APART)


@pytest.fixture(scope="module")
def figures(real_home):
    catalogue, store = load_catalogue(real_home), SnapshotStore(real_home)
    return exports.FigureSource(real_home, catalogue, store.data_version(), TODAY)


@pytest.fixture(scope="module")
def reader(figures):
    return figures.opened(Here())


@pytest.fixture(scope="module")
def slides(reader):
    return deck(STORY, reader)


def timeless(pdf):
    """A PDF without the second in which it was made, and the names it has from it."""
    second = rb"D:[0-9]{14}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}"
    named = rb"<xmpMM:(?:Instance|Document)ID>.*?</|/ID ?\[.*?\]"
    return re.sub(second + b"|" + named, b"", pdf, flags=re.DOTALL)


def parts(packed):
    """The files in a zip without the moment at which each was packed or made."""
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        return {name: timeless(archive.read(name)) for name in archive.namelist()}


def test_slides_become_the_same_file_there_as_here(slides):
    def made(style):
        return Job("export", partial(exports.rendered, slides, style)).result()

    assert parts(made("pptx")) == parts(deck_pptx(slides))
    assert timeless(made("pdf")) == timeless(deck_pdf(slides))
    assert made("png") == slide_png(slides)


def test_a_page_without_a_server_becomes_the_same_there_as_here(figures, reader):
    made = Job("export", partial(exports.offline_story, figures, STORY)).result()

    assert made == story_file(STORY, reader, "html")


def test_briefs_become_the_same_there_as_here(figures, reader):
    under = Counter(unit.parent_code for unit in reader.units)
    districts = (unit for unit in reader.units if unit.level is AdminLevel.DISTRICT)
    district = min(districts, key=lambda unit: under[unit.code])

    def briefs():
        return district_briefs(reader, district, lambda *_: None)

    job = Job("export", partial(exports.district_briefs, figures, district, "pdf"))
    assert timeless(job.result()) == timeless(briefs_pdf(briefs()))
    assert job.share == 1.0
    packed = Job("export", partial(exports.district_briefs, figures, district, "zip")).result()
    assert parts(packed) == parts(briefs_zip(briefs()))


def test_everything_becomes_the_same_there_as_here(figures):
    there = Job("export", partial(exports.everything, figures)).result()
    here = exports.everything(figures, Here())

    assert (there.name, there.mime) == (here.name, here.mime)
    theirs, ours = parts(there.content), parts(here.content)
    assert theirs.keys() == ours.keys()
    assert {name for name in ours if theirs[name] != ours[name]} <= {
        name for name in ours if name.endswith((".xlsx", ".txt", "SUMS"))
    }  # a workbook holds the time at which it was made, so its sum differs too


def test_it_ends_when_nobody_waits_for_it_any_more():
    job = Job("export", tasks.endless)

    def gone(_share):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        files.awaited(job, gone)

    with pytest.raises(UserError, match="export_cancelled"):
        job.result()


def test_what_takes_too_long_is_ended_in_words():
    with pytest.raises(UserError) as error:
        files.awaited(Job("export", tasks.busy), lambda _: None)

    assert "thời gian để tạo" in sentence(error.value)
