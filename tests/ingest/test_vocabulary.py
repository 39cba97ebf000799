"""The words by which texts change figures are phrases in a file, found as it is written there."""

import re
from itertools import chain

import pytest

from cds.ingest.words.qualifiers import only_plans, qualified
from cds.ingest.words.vocabulary import marked_words, phrases, tells, typed, word_lists
from tests.source import ROOT

SECTIONS = word_lists("vocabulary.txt")


def test_each_section_is_asked_for_or_is_part_of_another():
    code = "".join(path.read_text("utf-8") for path in (ROOT / "cds/ingest").rglob("*.py"))
    within = re.findall("<(.*?)>", "|".join(chain(*chain(*SECTIONS.values()))))
    asked = re.findall("[\"']([a-z ]+)[\"']", code)
    assert {*SECTIONS}.difference(asked, within) == set()


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("dùng số liệu của quý trước", True),
        ("dung so lieu cua quy truoc", True),
        ("đúng số liệu của quý", False),
        ("mỗi tỉnh một tổ", False),
        ("mới tính 3 ấp", True),
    ],
)
def test_a_word_with_accents_is_another_than_one_that_only_looks_like_it(text: str, is_told: bool):
    assert tells(text, "narrowing") is is_told


@pytest.mark.parametrize(
    "title", ["Phòng Tài chính - Kế hoạch", "Sở Kế hoạch và Đầu tư", "Kế hoạch số 5/KH-UBND"]
)
def test_what_stands_around_a_phrase_may_make_it_another(title: str):
    assert only_plans([title]) is None
    assert not phrases("tasks").search(marked_words(title))


@pytest.mark.parametrize(
    ("text", "is_compared"),
    [
        ("tỷ lệ bình quân chung của các xã", True),
        ("số trước đính chính", True),
        ("trước đính chính", False),
        ("năm trước", True),
        ("năm trước đó", False),
    ],
)
def test_what_is_in_brackets_may_be_missing_and_an_end_is_asked_for(text: str, is_compared: bool):
    assert qualified(marked_words(text)).is_compared is is_compared


@pytest.mark.parametrize(
    ("text", "is_told"), [("Don vi tinh", True), ("ĐV đo", True), ("don vi do", False)]
)
def test_a_word_may_have_to_be_typed_with_its_accents(text: str, is_told: bool):
    assert (re.match(typed("labels"), text, re.IGNORECASE) is not None) is is_told
