"""Every page through its own choices, in any order: it goes on, and its address shows the same."""

from random import Random, randrange

import pytest

from cds.text.phrases import phrase
from tests.pages.opening import PAGES, opened, said, tables

CHOICE = "choice_"  # the key of a box is this and its name in the address


def boxes(app):
    """What a visitor can choose from on the page: boxes and buttons side by side."""
    found = [*app.selectbox, *app.get("button_group")]
    return [box for box in found if (box.key or "").startswith(CHOICE) and len(box.options) > 1]


def unfolded(patch, home, page, query=None):
    """The page, opened with its rarer choices in sight."""
    return opened(patch, home, page, query, bar_filters=True)


def others(box):
    """The options that are not chosen now."""
    chosen = [box.index] if box.type == "selectbox" else box.indices
    return [option for place, option in enumerate(box.options) if place not in chosen]


def seen(app):
    """What is said, shown in tables and chosen on the page."""
    chosen = {box.key: box.value for box in boxes(app)}
    return said(app), [table.to_dict() for table in tables(app)], chosen


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("world", ["full_home", "empty_home", "broken_home"])
def test_any_choices_are_answered_and_shown_by_the_address_and_what_is_none_is_told(
    monkeypatch, request, page, world
):
    home = request.getfixturevalue(world)
    app = unfolded(monkeypatch, home, page)
    if not boxes(app):
        asked_in_vain(app, world)
        return

    seed = randrange(1_000_000)  # other choices in each run; a failure tells it
    random, made = Random(seed), []
    for _ in range(3 if world == "full_home" else 2):
        box = random.choice(boxes(app))
        name, option = box.key.removeprefix(CHOICE), random.choice(others(box))
        made.append((name, option))
        box.set_value(option).run()

        assert not app.exception, (seed, made)
        assert phrase("bug") not in said(app), (seed, made)
        assert name in app.query_params, (seed, made)

    other = unfolded(monkeypatch, home, page, app.query_params)  # as who is sent the link
    assert seen(other) == seen(app), (seed, made)
    asked_in_vain(other, world)


def asked_in_vain(app, world):
    """Ask a page for choices that there are not, where it has most to choose from."""
    if world != "full_home":
        return
    for box in boxes(app):
        app.query_params[box.key.removeprefix(CHOICE)] = "không có"
    app.query_params["kiosk"] = "không có"  # a wall's address on a page that is none

    assert phrase("bug") not in said(app.run())
    assert not app.exception
