"""A target is changed at a browser: what would follow stays in sight, and it is undone."""

import pytest

from cds.store.amendments import amendments
from cds.store.reference.loading import load_catalogue
from tests.browser.serving import needs_chromium, rest, settled

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

BROADBAND = "broadband_household_share_2025"


def aim(home):
    return str(load_catalogue(home).targets[BROADBAND].value)


def test_a_target_is_changed_published_and_undone(people, light_server):
    page = people(f"{light_server.url}/targets?task=target&target={BROADBAND}")
    page.locator("h1").get_by_text("Sửa “Hạ tầng mạng băng rộng").wait_for(timeout=90_000)
    value = settled(page).get_by_role("textbox", name="Mức phải đạt (%)")
    value.fill("85,5")
    value.press("Enter")
    page.get_by_text("Mức từ 80% thành 85,5%.").wait_for(timeout=90_000)
    page.get_by_role("checkbox", name="Mục tiêu chính").scroll_into_view_if_needed()
    publish = page.get_by_role("button", name="Công bố")
    assert publish.bounding_box()["y"] < 768 - 40  # beside the form, however far that is scrolled
    assert aim(light_server.home) == "80"

    publish.click()
    page.get_by_text("Đã công bố lúc").wait_for(timeout=90_000)
    assert aim(light_server.home) == "85.5"
    rest(page)
    page.get_by_role("button", name="Hoàn tác").first.click()
    page.get_by_text("Đã hoàn tác lúc").wait_for(timeout=90_000)

    assert aim(light_server.home) == "80"
    assert len(amendments(light_server.home)) == 2
