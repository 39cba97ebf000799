"""Stories as values: order, titles, limits."""

import pytest

from cds.domain.stories import (
    LONGEST_TITLE,
    LONGEST_UNIT_ID,
    MOST_SLIDES,
    Position,
    Slide,
    Story,
)


def story(*titles, **changes):
    slides = tuple(Slide("overview", title=title) for title in titles)
    return Story("s1", "Giao ban", slides, **changes)


def titles(made):
    return [slide.title for slide in made.slides]


def test_a_saved_view_keeps_its_address_but_no_data_version():
    slide = Slide("indicator", {"unit": "80", "version": "3", "indicator": "fibre"}, " Cáp ", "n")

    assert list(slide.query) == ["indicator", "unit"]
    assert (slide.title, slide.note) == ("Cáp", "n")
    assert (slide.asked("unit"), slide.asked("period", "-")) == ("80", "-")
    assert hash(slide) == hash(Slide("indicator", slide.query, "Cáp", "n"))


def test_titles_are_normalised():
    assert Slide("overview", title="Ca\u0302\u0300n").title == "Cần"


def test_signs_that_no_file_can_hold_are_left_out():
    slide = Slide("gaps", {"so\x00rt": "a\ud800"}, "Khoảng \x0b cách", "a\x0bb")

    assert slide == Slide("gaps", {"sort": "a"}, "Khoảng cách", "a\nb")
    changed = Story("s1", "\u202eBài\x00 thử", (slide,)).changed(0, "Bài\x07 2", "\ud800n")
    assert changed == Story("s1", "Bài thử", (Slide("gaps", {"sort": "a"}, "Bài 2", "n"),))


def test_a_page_that_cannot_be_shown_is_refused():
    with pytest.raises(ValueError, match="page"):
        Slide("upload")


def test_what_is_no_id_of_a_unit_is_not_shown_to_all():
    with pytest.raises(ValueError, match="unit"):
        Position(0, unit="x" * 65)


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


def test_a_story_is_frozen_and_released_and_shown_without_notes():
    made = Story("s", "Họp", (Slide("unit", note="nói chậm"),))
    assert made.frozen_at(3).data_version == 3
    assert made.frozen_at(3).frozen_at(None) == made
    assert made.without_notes().slides == (Slide("unit"),)


def test_a_position_names_units_by_ids_of_a_length():
    assert Position(1, unit="80@2004-08-31").slide == 1
    with pytest.raises(ValueError, match="unit"):
        Position(0, unit="x" * (LONGEST_UNIT_ID + 1))


def test_what_frames_a_story_stands_at_its_ends():
    story = Story("", "Họp", (Slide("gaps"),))

    framed = story.framed("agenda").framed("closing").framed("cover")

    assert [slide.page for slide in framed.slides] == ["cover", "agenda", "gaps", "closing"]
    assert [s.page for s in story.framed("cover").framed("agenda").slides][:2] == [
        "cover",
        "agenda",
    ]


def test_two_slides_are_joined_and_come_apart():
    story = Story("", "Họp", (Slide("gaps"), Slide("unit"), Slide("motto")))

    joined = story.joined(0)

    assert [(s.page, s.beside) for s in joined.slides] == [("gaps", Slide("unit")), ("motto", None)]
    assert joined.joined(0) == story
