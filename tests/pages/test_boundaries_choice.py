"""Figures on chosen boundaries: asked for in the address, told on the page, left by a button."""

import pytest

from tests.pages.opening import opened, said, tables

pytestmark = pytest.mark.slow

HEIR = "28003@2004-08-31"  # took in a part of another commune on 01/12/2024


def test_the_page_says_on_which_boundaries_it_is_and_leads_back(monkeypatch, full_home):
    asked = {"unit": HEIR, "period": "2023-Q4"}
    plain = opened(monkeypatch, full_home, "unit", asked)

    page = opened(monkeypatch, full_home, "unit", {**asked, "boundaries": "v2024"})

    assert "01/12/2024–30/06/2025" in said(page)
    converted, reported = (
        next(table for table in tables(each) if "Nguồn" in table)["Nguồn"] for each in (page, plain)
    )
    assert converted.str.contains("quy đổi").any()
    assert not reported.str.contains("quy đổi").any()
    page.button(key="leave_boundaries").click().run()
    assert tables(page)[0].equals(tables(plain)[0])


def test_unknown_boundaries_are_named_and_figures_stay_as_reported(monkeypatch, full_home):
    page = opened(monkeypatch, full_home, "unit", {"boundaries": "v1900"})

    assert "v1900" in said(page)
    assert not any(button.key == "leave_boundaries" for button in page.button)


def test_what_was_sent_is_not_converted(monkeypatch, full_home):
    page = opened(monkeypatch, full_home, "reporting", {"boundaries": "v2024"})

    assert not any(button.key == "leave_boundaries" for button in page.button)
