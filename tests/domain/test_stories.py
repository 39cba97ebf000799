"""Stories as values: order, titles, limits, and the way to a file and back."""

import pytest

from cds.domain.stories import (
    LONGEST_TITLE,
    MOST_SLIDES,
    Slide,
    Story,
    as_record,
    from_record,
    slide_of,
)


def story(*titles, **changes):
    slides = tuple(Slide("overview", title=title) for title in titles)
    return Story("s1", "Giao ban", slides, **changes)


def titles(made):
    return [slide.title for slide in made.slides]


def test_a_saved_view_keeps_its_address_but_no_data_version():
    slide = slide_of(
        "indicator", {"unit": "80", "version": "3", "indicator": "fibre"}, " Cáp ", "n"
    )

    assert slide == Slide("indicator", (("indicator", "fibre"), ("unit", "80")), "Cáp", "n")
    assert (slide.asked("unit"), slide.asked("period", "-")) == ("80", "-")


def test_titles_are_normalised():
    assert slide_of("overview", {}, "Ca\u0302\u0300n").title == "Cần"


def test_signs_that_no_file_can_hold_are_left_out():
    row = {
        "page": "gaps",
        "query": {"so\x00rt": "a\ud800"},
        "title": "Khoảng \x0b cách",
        "note": "a\x0bb",
    }

    read = from_record("s1", {"title": "\u202eBài\x00 thử", "slides": [row]})

    assert read == Story("s1", "Bài thử", (Slide("gaps", (("sort", "a"),), "Khoảng cách", "a\nb"),))
    assert read.changed(0, "Bài\x07 2", "\ud800n").slides[0] == Slide(
        "gaps", (("sort", "a"),), "Bài 2", "n"
    )


def test_a_page_that_cannot_be_shown_is_refused():
    with pytest.raises(ValueError, match="upload"):
        slide_of("upload", {})


@pytest.mark.parametrize(
    ("place", "by", "expected"),
    [(0, 1, "bac"), (2, -1, "acb"), (0, -1, "abc"), (2, 5, "abc"), (2, -9, "cab")],
)
def test_moving_a_slide_stops_at_the_ends(place, by, expected):
    assert titles(story(*"abc").moved(place, by)) == list(expected)


def test_slides_are_repeated_removed_added_and_described():
    made = story(*"abc")

    assert titles(made.repeated(1)) == list("abbc")
    assert titles(made.without(1)) == list("ac")
    assert titles(made.added(Slide("unit", title="d"))) == list("abcd")
    changed = made.changed(1, " B ", "nói chậm")
    assert (titles(changed), changed.slides[1].note) == (["a", "B", "c"], "nói chậm")


def test_a_full_story_takes_no_more():
    full = story(*["x"] * MOST_SLIDES)

    with pytest.raises(ValueError, match="slides"):
        full.repeated(0)


def test_a_title_is_neither_blank_nor_endless():
    assert story().renamed(" Họp ").title == "Họp"
    with pytest.raises(ValueError, match="title"):
        story().renamed("  ")
    with pytest.raises(ValueError, match="length"):
        story().renamed("x" * (LONGEST_TITLE + 1))


def test_a_story_comes_back_from_its_record():
    made = story("a").added(slide_of("coverage", {"level": "commune"}, "b", "c")).frozen_at(4)

    assert from_record("s1", as_record(made)) == made


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ([], "story"),
        ({"title": "", "slides": []}, "title"),
        ({"title": 3, "slides": []}, "title"),
        ({"title": "x", "slides": {}}, "slides"),
        ({"title": "x", "slides": [3]}, "slide"),
        ({"title": "x", "slides": [{"page": "secrets"}]}, "secrets"),
        ({"title": "x", "slides": [{"page": "unit", "query": []}]}, "query"),
        ({"title": "x", "slides": [{"page": "unit", "query": {"unit": 3}}]}, "unit"),
        ({"title": "x", "slides": [], "data_version": "4"}, "data_version"),
        ({"title": "x", "slides": [], "data_version": True}, "data_version"),
    ],
)
def test_a_wrong_record_is_refused_by_name(record, reason):
    with pytest.raises(ValueError, match=reason):
        from_record("s1", record)
