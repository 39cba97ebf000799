"""Every page through its own choices, in any order: it goes on, and the address keeps them."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cds.text.phrases import phrase
from tests.pages.opening import PAGES, opened, said

CHOICE = "choice_"  # the key of a box is this and its name in the address


def boxes(app):
    """What a visitor can choose from on the page: boxes and buttons side by side."""
    found = [*app.selectbox, *app.get("button_group")]
    return [box for box in found if (box.key or "").startswith(CHOICE) and len(box.options) > 1]


def others(box):
    """The options that are not chosen now."""
    chosen = [box.index] if box.type == "selectbox" else box.indices
    return [option for place, option in enumerate(box.options) if place not in chosen]


@pytest.mark.parametrize("world", ["full_home", "empty_home", "broken_home"])
@pytest.mark.parametrize("page", PAGES)
def test_any_choices_in_any_order_are_answered_and_stand_in_the_address(
    monkeypatch, request, page, world
):
    home = request.getfixturevalue(world)
    if not boxes(opened(monkeypatch, home, page)):
        return

    @settings(
        max_examples=2 if world == "full_home" else 1,
        deadline=None,
        phases=[Phase.generate],  # five choices are short enough to read
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.data())
    def choose(drawn):
        app = opened(monkeypatch, home, page)
        for _ in range(5):
            there = boxes(app)
            box = there[drawn.draw(st.integers(0, len(there) - 1))]
            name, option = box.key.removeprefix(CHOICE), drawn.draw(st.sampled_from(others(box)))
            box.set_value(option).run()

            assert not app.exception, option
            assert phrase("bug") not in said(app), option
            assert name in app.query_params, option

    choose()
