"""The page on the programme as a visitor reads it, on the screen and in a story's file."""

import shutil
from dataclasses import replace

import pytest

from cds.domain.stories import Slide
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import open_view
from cds.text.numbers import unbroken
from cds.text.phrases import phrase
from cds.views.deck import slide_content
from cds.views.reader import Reader
from tests.homes import TODAY
from tests.pages.opening import opened, said

pytestmark = pytest.mark.slow


@pytest.fixture
def plain_home(tmp_path, empty_home):
    """A home that keeps none of the tables of words."""
    home = shutil.copytree(empty_home, tmp_path / "home")
    for name in ("programme_texts", "motto", "sectors", "pillars", "pilots"):
        (home / "reference" / f"{name}.csv").unlink()
    return home


def read(app):
    return said(app).replace("\\", "")


def test_the_page_tells_documents_goals_and_words_with_their_sources(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "programme")
    text = read(app)

    assert "Ban Thường vụ Tỉnh ủy Long An ban hành ngày 20/08/2021" in text
    assert "Bộ Thông tin và Truyền thông ghi ngày 23/08/2021" in text
    assert "trình phê duyệt ngày 01/10/2021" in text
    assert "“Hội họp không tập trung nhiều”" in text
    assert "Nguyên văn: Bài “Tập trung triển khai công tác chuyển đổi số”" in text


def test_a_home_without_the_tables_says_that_there_are_no_words(monkeypatch, plain_home):
    app = opened(monkeypatch, plain_home, "programme")

    assert not app.exception
    assert phrase("programme.none") in app.info[-1].value
    assert phrase("programme.documents_none") in said(app)


def test_the_slide_says_what_the_page_says(monkeypatch, full_home, sources):
    page = read(opened(monkeypatch, full_home, "programme"))
    goals = slide_content(Slide("programme"), sources)

    assert goals.is_demo
    assert len(goals.body.rows) == 9
    assert unbroken(goals.title) in page


def test_the_slide_of_a_home_without_goals_says_so(plain_home):
    catalogue = replace(load_catalogue(plain_home), motto=(), pillars=())
    own = Reader(plain_home, catalogue, open_view(SnapshotStore(plain_home), catalogue), TODAY)

    goals = slide_content(Slide("programme"), own)

    assert goals.body.text == phrase("slide.programme_none")
