"""Words around a table that may change its figures are asked about, office language is not."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from itertools import chain

import pytest

from cds.domain.issues import Severity
from cds.ingest.checking import CheckedUpload, Context, check
from cds.ingest.words.indicator_index import usual_name
from cds.ingest.words.vocabulary import word_lists
from cds.text.issues import cell_name, hint, message
from tests.ingest.corpus import OfficeForm, by_kind, office_forms, world
from tests.ingest.test_office_forms import HEADS, outcome

FORMS = tuple(office_forms(corpus="words_forms.toml"))
CHANGING = [form for form in FORMS if form.want == "stop"]
KINDS = by_kind(form for form in CHANGING if form.is_measured)


def sent(*rows: str, sheet: str = "", known: Collection[str] = ()) -> CheckedUpload:
    """The check of a small file; cells are parted by bars."""
    text = "\n".join(row.replace(" | ", ";") for row in rows)
    context = Context(today=date(2024, 12, 1), aliases=HEADS, known_words=frozenset(known))
    return check(text.encode(), "form", world(), context)


def asked(result: CheckedUpload) -> list[tuple[str, str | None]]:
    """Words and cell of each question about words."""
    return [
        (i.value or "", cell_name(i.line, i.column) if i.line and i.column else None)
        for i in result.issues
        if dict(i.details).get("reason") == "words"
    ]


HEAD, FIRST, SECOND = (
    "STT | Xã | Tỷ lệ dân số được phủ sóng 4G",
    "1 | Thị trấn Tầm Vu | 86,3",
    "2 | Xã Bình Quới | 83,9",
)


@pytest.mark.parametrize("forms", KINDS.values(), ids=KINDS)
def test_words_that_may_change_figures_are_never_passed_over(forms: list[OfficeForm]):
    assert [form.name for form in forms if outcome(form)[0] == "read"] == []


@pytest.mark.parametrize("lists", ["synonyms.txt", "office_language.txt", "vocabulary.txt"])
def test_no_list_of_words_holds_one_twice(lists: str):
    for section, lines in word_lists(lists).items():
        twice = [word for word, count in Counter(chain(*lines)).items() if count > 1]
        assert not twice, section


def test_synonyms_are_written_as_names_are_compared():
    """Others are never met: what offices write short is spelled out before."""
    words = chain.from_iterable(chain.from_iterable(word_lists("synonyms.txt").values()))
    assert [word for word in words if usual_name(f"x {word}") != f"x {word}"] == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["NĂM 2023 (khu vực ven biển)", HEAD, FIRST, SECOND], [("khu vực ven biển", "A1")]),
        (["NĂM 2023", HEAD, " | Hộ nghèo | ", FIRST, SECOND], [("Hộ nghèo", "B3")]),
        (["NĂM 2023", HEAD + " | Nhóm", FIRST + " | già", SECOND], [("Nhóm: già", "D2")]),
        (["NĂM 2023", HEAD + " | ", FIRST + " | già", SECOND + " | "], [("già", "D3")]),
        (["NĂM 2023", HEAD, FIRST, SECOND, "Ghi chú: số liệu quý III năm 2023"], []),
        (
            ["NĂM 2023", HEAD, FIRST, SECOND, "Ghi chú: chưa có số liệu các xã"],
            [("Ghi chú: chưa có số liệu các xã", None)],
        ),
    ],
)
def test_a_question_names_the_words_and_their_cell(rows: list[str], expected):
    result = sent(*rows)
    assert len(result.observations) == 2
    assert asked(result)[: len(expected)] == expected


@pytest.mark.parametrize(
    "title", ["NĂM 2023 (chưa ký)", "NAM 2023 (chua ky)", "Bản xin ý kiến NĂM 2023"]
)
def test_a_title_of_a_draft_is_asked_about_once(title: str):
    told = [dict(i.details).get("reason") for i in sent(title, HEAD, FIRST, SECOND).issues]
    assert [reason for reason in told if reason in ("draft", "words")] == ["draft"]


def test_a_title_that_only_looks_like_a_draft_is_asked_about_by_its_words():
    told = sent("NĂM 2023", "VĂN BẢN CHƯA KÝ SỐ", HEAD, FIRST, SECOND)
    assert asked(told) == [("CHƯA KÝ", "A2")]


def test_a_wording_is_asked_about_once_for_all_tables_of_a_file():
    title, other = "PHỦ SÓNG VEN BIỂN NĂM 2022", "PHỦ SÓNG VEN BIỂN NĂM 2023"
    result = sent(title, HEAD, FIRST, other, HEAD, FIRST)
    assert len(result.observations) == 2
    assert asked(result) == [("VEN BIỂN", "A1")]


def test_an_answered_wording_is_told_and_not_asked_again():
    known = ["ven bien: phu song ven bien nam (mobile_4g_pop_coverage)"]
    result = sent("PHỦ SÓNG VEN BIỂN NĂM 2023", HEAD, FIRST, SECOND, known=known)
    (issue,) = (i for i in result.issues if dict(i.details).get("reason") == "known_words")
    assert issue.severity is Severity.WARNING
    assert not result.unconfirmed(frozenset())
    assert "VEN BIỂN" in message(issue)
    assert hint(issue)
    elsewhere = sent("SÓNG VEN BIỂN NĂM 2023", HEAD, FIRST, SECOND, known=known)
    assert asked(elsewhere) == [("VEN BIỂN", "A1")]
    others = [each.replace("4g", "5g") for each in known]
    of_another = sent("PHỦ SÓNG VEN BIỂN NĂM 2023", HEAD, FIRST, SECOND, known=others)
    assert asked(of_another) == [("VEN BIỂN", "A1")]


def test_a_table_of_standings_is_refused_for_what_it_is():
    text = "Mã mục tiêu;Mã xã;Kỳ;Tỷ lệ dân số được phủ sóng 4G;Kỳ\nx;28210;2023;86,3;2023\n"
    result = check(text.encode(), "f", world(), Context(aliases={"Mã mục tiêu": "exported"}))
    assert [(i.code.value, dict(i.details)) for i in result.issues] == [
        ("unsupported_file", {"reason": "exported"})
    ]


def test_prose_is_asked_about_where_it_takes_something_away():
    story = "Trong năm qua, được cấp trên quan tâm, nhân dân phấn khởi thi đua lập nhiều thành tích"
    taken = f"{story}, chỉ tính các ấp gần chợ."
    assert asked(sent("NĂM 2023", f"{story}.", HEAD, FIRST, SECOND)) == []
    assert [cell for _, cell in asked(sent("NĂM 2023", taken, HEAD, FIRST, SECOND))] == ["A2"]


@pytest.mark.parametrize("end", [".", ""])
@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("Ghi chú: số liệu cộng dồn từ đầu năm 2023 (gồm các xã cũ trước sáp nhập)", "dồn"),
        (
            "Số liệu lũy kế từ đầu năm đến nay, do các xã, phường, thị trấn tổng hợp gửi về Sở",
            "lũy",
        ),
        (
            "Số liệu trên là chỉ tiêu kế hoạch giao cho các xã, thị trấn, chưa phải kết quả đạt",
            "kế hoạch",
        ),
        ("Số liệu trên được suy rộng từ kết quả khảo sát 30 hộ tại mỗi xã, thị trấn", "suy rộng"),
        ("Người ở hai ấp được tính hai lần, số người thực tế chỉ bằng một nửa số đã ghi", "hai"),
        ("Số liệu trên là số tăng thêm so với quý trước, theo báo cáo của các xã gửi về", "tăng"),
    ],
)
def test_a_note_is_read_by_one_law_whatever_its_length_and_its_end(note, words, end):
    [(found, _)] = asked(sent("NĂM 2023", HEAD, FIRST, SECOND, "", note + end))
    assert words in found


def test_of_a_story_only_what_it_says_of_figures_is_asked_about():
    story = "Trong năm qua, được cấp trên quan tâm, nhân dân phấn khởi thi đua lập nhiều thành tích"
    said = f"{story}. Các số liệu được suy rộng."
    assert [cell for _, cell in asked(sent("NĂM 2023", said, HEAD, FIRST, SECOND))] == ["A2"]
    below = f"Nhận xét: {story}."
    source = (
        "Nguồn: số liệu do Sở Thông tin và Truyền thông tổng hợp từ báo cáo của các xã, thị trấn"
        " trên địa bàn tỉnh Long An, đã kiểm tra, rà soát và chịu trách nhiệm."
    )
    for note in (below, source):
        assert asked(sent("NĂM 2023", HEAD, FIRST, SECOND, "", note)) == []
