"""Signs that no file can hold are left out of slides and briefs, and no file fails for one."""

import io
import zipfile
from dataclasses import fields, is_dataclass, replace

import pytest
from pptx import Presentation
from pypdf import PdfReader

from cds.export.content import Brief
from cds.export.html import offline_page
from cds.export.pdf import briefs_pdf, briefs_zip, deck_pdf, slide_png
from cds.export.powerpoint import deck_pptx
from tests.export.slides_factory import ALL

GONE = "\x00\x1b\ud800\u202e\u200f\ufffe"
NO_TEXTS = {"unit_id", "dash", "colour", "svg"}


def marked(value, signs):
    """The same contents with the signs after the first word of every text."""
    if isinstance(value, str):
        return value if value.startswith("#") else value.replace(" ", f"{signs} ", 1)
    if isinstance(value, tuple):
        return tuple(marked(each, signs) for each in value)
    if is_dataclass(value):
        names = {field.name for field in fields(value)} - NO_TEXTS
        return replace(value, **{name: marked(getattr(value, name), signs) for name in names})
    return value


def brief(deck):
    return Brief(deck.title, deck.subtitle, (deck.title,), deck.slides, deck.title)


def test_contents_leave_out_what_nobody_sees():
    assert marked(ALL, GONE) == ALL
    assert marked(brief(ALL), GONE) == brief(ALL)


@pytest.fixture(scope="module")
def broken():
    """Texts with line breaks of every kind amid them."""
    return marked(ALL, "\x0b\x85\u2028\r\n")


def test_powerpoint_opens(broken):
    content = deck_pptx(broken)

    first = Presentation(io.BytesIO(content)).slides[0]
    assert first.shapes.title.text_frame.text.split() == ["Trang", "1"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not any(b"_x000B_" in archive.read(name) for name in archive.namelist())


def test_pdf_and_picture_open(broken):
    assert "Trang" in PdfReader(io.BytesIO(deck_pdf(broken))).pages[0].extract_text()
    assert slide_png(broken).startswith(b"\x89PNG")


def test_the_offline_page_opens(broken):
    page = offline_page(broken, (), {}).decode()

    assert not {"\x0b", "\x85", "\u2028"} & set(page)
    assert "Trang" in page


def test_briefs_open(broken):
    assert (
        "Giao" in PdfReader(io.BytesIO(briefs_pdf([brief(broken)]))).pages[0].extract_text().title()
    )
    with zipfile.ZipFile(io.BytesIO(briefs_zip([brief(broken)]))) as archive:
        assert archive.namelist() == ["001-hop-giao-ban.pdf"]
