"""PDF files: fonts embedded, every Vietnamese letter kept, one page per slide, briefs on A4."""

import csv
import io
import zipfile
from pathlib import Path
from unicodedata import is_normalized, normalize

import pytest
from pypdf import PdfReader

from cds.blocks import Message
from cds.domain.errors import UserError
from cds.export.content import Brief
from cds.export.pdf import briefs_pdf, briefs_zip, deck_pdf, picture_png, slide_png
from tests.export.slides_factory import ALL, LINES, MAP, TABLE, content, deck, table
from tests.export.told import texts

UNITS = Path(__file__).parents[2] / "data" / "reference" / "admin_units.csv"


def pages(made):
    return PdfReader(io.BytesIO(made)).pages


def words(page):
    return " ".join(page.extract_text().split())


def embedded(page):
    found = {}
    for font in page["/Resources"]["/Font"].values():
        described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        name = font.get_object()["/BaseFont"]
        found[name] = any(key in described.get_object() for key in ("/FontFile2", "/FontFile3"))
    return found


def brief(name="Xã Ven Thành", **changes):
    parts = (content(LINES), content(MAP), content(TABLE), content(Message("Chưa có số liệu.")))
    return Brief(name, "Thuộc Huyện Bờ Sông · mã 1012", ("Ba chỉ tiêu.",), parts, "2024", **changes)


def test_each_slide_is_one_page_of_16_to_9():
    found = pages(deck_pdf(ALL))

    assert len(found) == len(ALL.slides)
    assert {tuple(float(side) for side in page.mediabox[2:]) for page in found} == {(960, 540)}


def test_every_text_of_every_slide_can_be_read_back():
    for page, slide in zip(pages(deck_pdf(ALL)), ALL.slides, strict=True):
        shown = words(page)
        assert [text for text in texts(slide) if text not in shown] == []


def test_all_fonts_are_embedded():
    for page in pages(deck_pdf(ALL)):
        fonts = embedded(page)
        assert fonts
        assert all(fonts.values())


def test_every_unit_name_is_read_back_in_nfc():
    with UNITS.open(encoding="utf-8") as file:
        names = sorted({normalize("NFC", row["name"]) for row in csv.DictReader(file)})
    lists = [names[first : first + 30] for first in range(0, len(names), 30)]  # a sheet each
    shown = "\n".join(words(page) for page in pages(briefs_pdf(map(brief_of, lists))))

    assert len(names) > 150
    assert is_normalized("NFC", shown)
    assert [name for name in names if name not in shown] == []


def brief_of(names):
    shown = table(("Tên", ""), *((name, "") for name in names))
    return Brief("Tỉnh", "", (), (content(shown),))


def test_what_does_not_fit_on_the_sheet_of_a_brief_is_counted():
    rows = ((f"Chỉ tiêu số {n}.", str(n // 4 + 1)) for n in range(200))
    part = content(table(("Chỉ tiêu", "Nguồn"), *rows))
    sources = tuple(f"báo cáo {n}" for n in range(1, 51))

    (page,) = pages(briefs_pdf([Brief("Xã", "", (), (content(LINES), part), sources=sources)]))
    told = words(page)

    shown = [n for n in range(200) if f"Chỉ tiêu số {n}." in told]
    assert shown == list(range(len(shown)))
    assert 15 < len(shown) < 60
    assert f"và {200 - len(shown)} chỉ tiêu khác" in told
    last = shown[-1] // 4 + 1
    assert f"{last}. báo cáo {last}." in told
    assert f"báo cáo {last + 1}" not in told


def test_a_brief_is_one_sheet_of_a4_with_its_own_page_number():
    found = pages(briefs_pdf([brief("Xã Một"), brief("Xã Hai", is_demo=True)]))

    assert [round(float(side)) for side in found[0].mediabox[2:]] == [595, 842]
    starts = [words(page) for page in found]
    assert [("Xã Một" in t, "Trang 1" in t) for t in starts] == [(True, True), (False, True)]
    assert ["minh họa" in text for text in starts] == [False, True]


def test_briefs_in_a_zip_are_named_and_namesakes_kept_apart():
    packed = zipfile.ZipFile(io.BytesIO(briefs_zip([brief("Xã Một"), brief("Xã Một")])))

    assert packed.namelist() == ["001-xa-mot.pdf", "002-xa-mot.pdf"]
    assert "Xã Một" in words(pages(packed.read("002-xa-mot.pdf"))[0])


def test_a_slide_becomes_a_picture_of_full_size():
    from PIL import Image

    picture = Image.open(io.BytesIO(slide_png(ALL)))

    assert picture.size == (1920, 1080)
    assert len(picture.convert("RGB").getcolors(1_000_000)) > 20


def test_texts_are_never_read_as_markup():
    text = '#panic() $x$ *bold* <tag> "quoted" \\ // @see'

    assert text in words(pages(deck_pdf(deck(Message(text))))[0])


def test_a_picture_that_cannot_be_drawn_fails_in_words():
    with pytest.raises(UserError) as refused:
        picture_png("<svg", 100)

    assert refused.value.phrase == "export_failed"
