"""The offline page: everything inside, nothing outside, and no text that turns into markup."""

import json
import re

from cds.export.files import file_name
from cds.export.html import offline_page, slide_html, with_shared_shapes
from tests.export.slides_factory import ALL, MAP, TABLE, content
from tests.export.told import texts

UNITS = (("u1", "Phường Tân Khánh", "TP. Tân An"),)


def page(deck=ALL):
    return offline_page(deck, UNITS, {"u1": slide_html(content(TABLE))}).decode()


def told(text):
    found = re.search(r'<script type="application/json" id="deck">(.*?)</script>', text, re.DOTALL)
    return json.loads(found[1])


def test_no_outside_address_is_in_the_page():
    assert re.findall(r"https?:|url\((?!data:|#)|src=(?!\")|@import|//[a-z]+\.[a-z]", page()) == []


def test_the_page_holds_slides_units_and_answers():
    values = told(page())

    assert len(values["slides"]) == len(ALL.slides)
    assert values["units"] == [list(unit) for unit in UNITS]
    assert "Thị trấn Cần Giuộc" in values["answers"]["u1"]


def test_every_text_of_every_slide_is_escaped_and_there():
    from html import unescape

    for slide in ALL.slides:
        shown = slide_html(slide)
        assert "<b>" not in shown
        readable = " ".join(unescape(re.sub(r"<[^>]+>", "\n", shown)).split())
        assert [text for text in texts(slide) if text not in readable] == []


def test_a_text_cannot_end_the_script_it_stands_in():
    from dataclasses import replace

    evil = replace(ALL, title="</script><script>alert(1)</script>")

    assert "</script><script>alert" not in page(evil)
    assert told(page(evil))["title"] == evil.title


def test_an_outline_travels_once():
    shapes = []
    twice = with_shared_shapes([slide_html(content(MAP))] * 2, shapes)

    assert shapes == ["M0 0L50 0L50 60Z", "M50 0L100 0L100 60Z"]
    assert all('data-shape="1"' in slide and " d=" not in slide for slide in twice)


def test_a_file_name_tells_version_and_content():
    first, second = (
        file_name("Họp giao ban: Đợt 1", 7, content, "pdf") for content in (b"a", b"b")
    )

    assert first == "hop-giao-ban-dot-1-v7-ca978112.pdf"
    assert first != second
