"""Texts lose what no file can hold and what deceives the eye, and keep everything else."""

import pytest

from cds.domain.folding import accented_words, fold, one_line, plain_words, readable, whole_number


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Khoảng cách \x0b tháng 9", "Khoảng cách tháng 9"),
        ("\x00Bài\x07\x1b[1m \x9f9", "Bài[1m 9"),
        ("Mục\ttiêu\r\nchính\x85x\u2028y", "Mục tiêu chính x y"),
        ("Ca\u0302\u0300n Giuộc", "Cần Giuộc"),
        ("\u202abao-cao\u202c\u200e.\u2066xlsx\u2069\u200f\u061c", "bao-cao.xlsx"),
        ("tep\u202excod.exe", "tepxcod.exe"),
        ("a\ud800b\udfffc", "abc"),
        ("\ufdd0a\ufffeb\uffff", "ab"),
        ("80\u00a0% → 100\u202f%, “đủ” 🏠 ", "80\u00a0% → 100\u202f%, “đủ” 🏠"),
        ("  Bài  1 ", "Bài 1"),
        ("", ""),
    ],
)
def test_a_name_is_one_line_of_signs_that_are_seen(given, expected):
    assert one_line(given) == expected


def test_a_text_keeps_its_lines_and_spaces():
    assert readable(" Dòng 1\x0bdòng 2\r\n\tdòng  3\x00 ") == " Dòng 1\ndòng 2\n\tdòng  3 "


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Xã  Đồng\u00a0Xa ", "xa dong xa"),
        ("Ðông Hoà", "dong hoa"),  # the Icelandic letter that old fonts leave behind
        ("Ho\u0300a", "hoa"),  # decomposed
        ("TÂN AN", "tan an"),
        ("Tổ chức 4G/5G", "to chuc 4g/5g"),
    ],
)
def test_spellings_meet_without_accents(text, folded):
    assert fold(text) == folded


def test_words_alone_meet_whatever_stands_between_them():
    assert plain_words("  Đức_Hòa  (Đông)/4G ") == "duc hoa dong 4g"


def test_with_accents_spellings_meet_wherever_the_tone_stands():
    assert accented_words("Đức HÒA-Đông") == accented_words("Ðức Hoà (Đông)")
    assert accented_words("Hoà") != accented_words("Hoa")


@pytest.mark.parametrize(
    ("given", "number"),
    [("12", 12), ("007", 7), ("", None), ("-1", None), ("1,5", None), ("9" * 5_000, None)],
)
def test_digits_are_a_number_unless_there_are_too_many(given, number):
    assert whole_number(given) == number
