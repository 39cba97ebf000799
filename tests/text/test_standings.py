"""Words for standings: one a class, and one way to count them."""

from cds.domain.assessments import Standing, tally_of
from cds.text.figures import STANDINGS, tally_text


def test_every_standing_has_a_word_a_sign_and_an_icon_of_its_own_in_order_of_urgency():
    assert list(STANDINGS) == list(Standing)
    for name in ("word", "sign", "icon", "meaning"):
        told = [getattr(badge, name) for badge in STANDINGS.values()]
        assert len(set(told)) == len(told)


def test_a_count_names_classes_most_urgent_first_with_the_generated_apart():
    found = tally_of(
        [
            (Standing.ACHIEVED, False), (Standing.REACHED_AWAITING_FINAL, True),
            (Standing.OVERDUE, False), (Standing.OVERDUE, True), (Standing.ACHIEVED, False),
        ]
    )  # fmt: skip
    assert tally_text(found) == "2 quá hạn (1 MH); 1 đạt mức, chờ số chính thức (MH); 2 đạt"
    assert (found.total, found.of([Standing.OVERDUE]), found.of([Standing.UNKNOWN])) == (5, 2, 0)


def test_what_closed_is_counted_apart_under_one_word():
    found = tally_of(
        [
            *[(Standing.CLOSED_REACHED, False)] * 4, (Standing.CLOSED_SHORT, True),
            (Standing.CLOSED_UNKNOWN, False), (Standing.OVERDUE, False),
        ]
    )  # fmt: skip
    assert tally_text(found) == "1 quá hạn; khép sổ: 1 chưa đạt (MH), 1 chưa rõ, 4 đạt"
    assert tally_text(tally_of([])) == ""
