"""The page on the programme: whose words, from where, and how its targets are spread."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from cds.domain.programme import Group, ProgrammeText, TextKind, Wording
from cds.domain.stories import Slide
from cds.views.programme import block, build, documents
from tests import factories
from tests.factories import target
from tests.ui import small_world

ARTICLE = {"source_title": "Bài báo", "source_dated": "năm 2021", "source_url": "https://a.vn/1"}


def retold(kind, text, **changes):
    return ProgrammeText(kind, text, **{**ARTICLE, **changes})


def page(*texts, targets=(), **groups):
    home = small_world.catalogue([factories.indicator()], targets, **groups)
    home = replace(home, programme=replace(home.programme, texts=texts))
    return build(small_world.reader(home, ()))


def test_a_quote_stands_in_quotation_marks_with_its_source_and_date():
    quote = retold(TextKind.VIEWPOINT, "Nhận thức đi trước", wording=Wording.QUOTE)

    (told,) = page(quote, motto=()).told[TextKind.VIEWPOINT]

    assert told.lines == (("“Nhận thức đi trước”", ""),)
    assert told.origin == "Nguyên văn: Bài báo, năm 2021"


def test_what_is_retold_is_no_quote_and_names_its_source_by_number():
    first = retold(TextKind.DOCUMENT, "NQ 1", source_title="Công báo", source_dated="")
    shown = page(first, retold(TextKind.EVENT, "Hội nghị", note="theo kế hoạch"))

    (told,) = shown.told[TextKind.EVENT]
    assert told.lines == (("Hội nghị", "theo kế hoạch"),)
    assert told.origin == "Thuật lại theo nguồn 2"
    assert shown.sources == (
        ("Công báo", "https://a.vn/1"),
        ("Bài báo, năm 2021", "https://a.vn/1"),
    )


def test_texts_of_one_source_are_told_together_and_dated_ones_with_their_day():
    held = retold(TextKind.EVENT, "Hội nghị", dated_on=date(2022, 1, 7))
    other = ProgrammeText(TextKind.EVENT, "Hội thảo")

    first, second = page(held, retold(TextKind.EVENT, "Tọa đàm"), other).told[TextKind.EVENT]

    assert [text for text, _ in first.lines] == ["07/01/2022: Hội nghị", "Tọa đàm"]
    assert second.origin == "Thuật lại, chưa ghi nguồn"


def test_a_document_is_told_with_its_issuer_and_what_its_day_is():
    texts = (
        retold(
            TextKind.DOCUMENT,
            "NQ 1",
            issued_by="Tỉnh ủy",
            dated_on=date(2021, 8, 20),
            dated_as="ban hành",
        ),
        retold(TextKind.DOCUMENT, "KH 2", dated_on=date(2021, 10, 1), dated_as="trình phê duyệt"),
        retold(TextKind.DOCUMENT, "CT 3"),
    )
    home = small_world.catalogue()
    home = replace(home, programme=replace(home.programme, texts=texts))

    assert documents(home) == (
        "NQ 1 – Tỉnh ủy ban hành ngày 20/08/2021",
        "KH 2 – trình phê duyệt ngày 01/10/2021",
        "CT 3",
    )


def test_targets_are_counted_by_pillar_and_those_without_are_named():
    aims = [
        target(target_id="a", pillar="society", is_headline=True),
        target(target_id="b", pillar="society", sector="health"),
        target(target_id="c"),
        target(target_id="d", pillar="society", sector="energy", superseded_by="b"),
    ]
    shown = page(
        targets=aims, pillars=(Group("society", "Xã hội số"), Group("economy", "Kinh tế số"))
    )

    assert [(one.name, one.count) for one in shown.pillars] == [
        ("Xã hội số", "1 mục tiêu chính trong 2 mục tiêu"),
        ("Kinh tế số", "chưa có mục tiêu"),
    ]
    assert [goal.target.target_id for goal in shown.pillars[0].goals] == ["a"]


def test_tasks_stand_under_their_pillar():
    task = retold(TextKind.TASK, "Mọi người cùng tham gia", pillar="society")

    (pillar,) = page(task).pillars

    assert pillar.tasks[0].lines == (("Mọi người cùng tham gia", ""),)


def test_the_slide_tells_what_was_promised_for_when():
    aims = [
        target(target_id=str(year), pillar="society", is_headline=True, due_on=date(year, 12, 31))
        for year in (2024, 2026)
    ]
    pillars = (Group("society", "Xã hội số"),)
    read = small_world.reader(
        small_world.catalogue([factories.indicator()], aims, pillars=pillars), ()
    )

    shown = block(read, Slide("programme")).body

    assert sorted(shown.column("due")) == ["31/12/2024", "31/12/2026"]


def test_the_sentence_tells_how_far_what_was_promised_is():
    aims = [
        target(target_id="a", is_headline=True, value=Decimal(80), due_on=date(2024, 12, 31)),
        target(target_id="b", is_headline=True, value=Decimal(99), due_on=date(2026, 12, 31)),
        target(target_id="c", is_headline=True, indicator_id="other", due_on=date(2026, 12, 31)),
    ]
    home = small_world.catalogue([factories.indicator(), factories.indicator("other")], aims)
    programme = replace(home.programme, started_on=date(2025, 1, 1))
    home = replace(home, programme=programme)
    read = small_world.reader(
        home, [small_world.series("10", small_world.point("2025-Q2", (90, 100)))]
    )

    said = build(read).goals_sentence

    assert said == "Đã qua 6 tháng: 1/3 mục tiêu chính đạt, 1 chưa đạt, 1 chưa đo được"
    ended = replace(home, programme=replace(programme, ended_on=date(2025, 6, 30)))
    closed = build(small_world.reader(ended, ())).goals_sentence
    assert closed == "Khép sổ 30/06/2025: 0/3 mục tiêu chính đạt, 3 chưa rõ"
