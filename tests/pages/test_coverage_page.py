"""The page of coverage maps: choices in the address, one period or two, tables in step."""

import re

import pytest

from cds.domain.stories import Slide
from cds.views.deck import slide_content
from tests.pages.opening import opened, said, tables

pytestmark = pytest.mark.slow

FIBRE = {"indicator": "fibre_household_share", "period": "2025-Q2"}


def read(app) -> str:
    """What a visitor reads, without the signs that keep Markdown from acting."""
    return said(app).replace("\\", "")


def test_the_page_opens_with_where_the_home_stands(monkeypatch, full_home, sources):
    app = opened(monkeypatch, full_home, "coverage", FIBRE)
    (verdict,) = [title.value.replace("\\", "") for title in app.title]

    assert not app.exception
    short = r"\d+/\d+ đơn vị cấp xã chưa đạt · [\d.]+ hộ chưa có"
    shape = rf"Long An [\d,]+% hộ \(mục tiêu >\u00a080%\) · {short}"
    assert re.fullmatch(shape, verdict)
    assert "Số công bố năm 2024: 88,9%. Bản đồ ghi" in read(app)
    assert "Nguồn bản đồ: " in read(app)
    slide = slide_content(Slide("coverage", FIBRE), sources)
    assert slide.title.endswith(f": {verdict}")


def test_two_periods_are_told_with_what_changed(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "coverage", {**FIBRE, "compare": "2023-Q4"})
    text = read(app)

    assert not app.exception
    assert [header.value for header in app.subheader] == [
        "Quý IV/2023", "Quý II/2025", "Thay đổi",
    ]  # fmt: skip
    assert re.search(
        r"Long An [\d,]+% \(MH\) → [\d,]+% \(MH\), thay đổi \+[\d,]+ điểm %"
        r" · \d+ đơn vị cấp xã",
        text,
    )


@pytest.mark.parametrize(
    "query", [{"level": "district"}, {"layer": "tiles"}, {"measure": "circles"}]
)
def test_a_comparison_works_at_every_level_and_in_every_form(monkeypatch, full_home, query):
    app = opened(monkeypatch, full_home, "coverage", {**FIBRE, "compare": "2024-Q2", **query})

    assert not app.exception
    assert "Thay đổi từ Quý II/2024 đến Quý II/2025" in read(app)


def test_a_period_is_not_compared_with_itself(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "coverage", {**FIBRE, "compare": "2025-Q2"})

    assert "kỳ so sánh “Quý II/2025”" in read(app)
    assert not app.subheader


def test_the_open_table_starts_with_the_province_as_the_sentence_has_it(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "coverage", FIBRE)
    app.session_state["coverage_table"] = True
    app.run()

    table = tables(app)[0]
    assert table.iloc[0, 0] == "Tỉnh Long An"
    assert table.iloc[0, 2].removesuffix(" (MH)") in app.title[0].value
    assert len(table) == 187


def test_the_first_indicator_is_a_headline_that_varies_within_communes(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "coverage")

    assert app.selectbox(key="choice_indicator").value == "fibre_household_share"


def test_the_map_opened_by_default_leads_on_to_its_own_indicator(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "coverage")
    assert set(app.query_params) <= {"programme"}, "a default adds no step back"

    app.switch_page("pages/indicator.py").run()

    assert app.selectbox(key="choice_indicator").value == "fibre_household_share"


def test_a_click_opens_what_is_known_of_the_unit(monkeypatch, full_home):
    clicks = iter(["27751@2004-08-31"])
    monkeypatch.setattr("cds.ui.show.coverage_map", lambda *_args, **_options: next(clicks, None))

    app = opened(monkeypatch, full_home, "coverage")

    facts, origin = (table.set_index("name")["text"] for table in tables(app) if "name" in table)
    assert facts["Thuộc"] == "Huyện Tân Hưng"
    assert facts["Giá trị"].removesuffix(" (MH)") in read(app), "the title of its origin"
    assert 64 in map(len, origin), "the hash of the file, in full"
    links = [link.proto.page for link in app.get("page_link")]
    assert {"indicator", "unit"} <= {link.rpartition("/")[2].partition("?")[0] for link in links}
