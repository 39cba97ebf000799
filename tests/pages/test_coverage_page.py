"""The page of coverage maps: choices in the address, one period or two, tables in step."""

import re

import pytest

from tests.pages.opening import opened, said

FIBRE = {"indicator": "fibre_household_share", "period": "2025-Q2"}


def read(app) -> str:
    """What a visitor reads, without the signs that keep Markdown from acting."""
    return said(app).replace("\\", "")


def test_one_period_is_told_above_and_below_its_map(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "coverage", FIBRE)
    text = read(app)

    assert not app.exception
    assert re.search(r"\d+/\d+ đơn vị đạt mục tiêu > 80%; \d+ đơn vị chưa có số liệu\.", text)
    assert "Quý II/2025, Tỉnh Long An: " in text
    assert "Nguồn bản đồ: " in text


def test_two_periods_are_told_with_what_changed(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "coverage", {**FIBRE, "compare": "2023-Q4"})
    text = read(app)

    assert not app.exception
    assert [header.value for header in app.subheader] == [
        "Quý IV/2023", "Quý II/2025", "Thay đổi từ Quý IV/2023 đến Quý II/2025",
    ]  # fmt: skip
    assert re.search(r"\d+ đơn vị tăng, \d+ đơn vị giảm, \d+ đơn vị không đổi; \d+ đơn vị", text)


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

    table = app.dataframe[0].value
    sentence = next(line for line in read(app).splitlines() if "Tỉnh Long An: " in line)
    assert table.iloc[0, 0] == "Tỉnh Long An"
    assert table.iloc[0, 2] in sentence
    assert len(table) == 187


def test_the_first_indicator_is_a_headline_that_varies_within_communes(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "coverage")

    assert app.selectbox(key="choice_indicator").value == "fibre_household_share"


def test_the_map_opened_by_default_leads_on_to_its_own_indicator(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "coverage")
    assert not app.query_params, "a default adds no step back"

    app.switch_page("pages/indicator.py").run()

    assert app.selectbox(key="choice_indicator").value == "fibre_household_share"
    assert app.query_params["indicator"] == "fibre_household_share"


def test_a_click_on_the_map_opened_by_default_keeps_its_indicator(monkeypatch, full_home):
    clicks = iter(["27751@2004-08-31"])
    monkeypatch.setattr("cds.ui.map.coverage_map", lambda *_args, **_options: next(clicks, None))

    app = opened(monkeypatch, full_home, "coverage")

    assert app.query_params["indicator"] == "fibre_household_share"
    assert "Tỷ lệ hộ gia đình có Internet cáp quang" in read(app)
    assert app.selectbox(key="choice_unit").value == "27751@2004-08-31"


def test_what_the_next_page_does_not_have_is_dropped_in_silence(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "indicator")
    assert app.selectbox(key="choice_indicator").value == "online_service_eligible_full_share"

    app.switch_page("pages/coverage.py").run()

    assert app.selectbox(key="choice_indicator").value == "fibre_household_share"
    assert "nhưng không có" not in read(app)
    assert not app.query_params
