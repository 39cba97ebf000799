"""Targets of each sector by status: words, signs and hatches beside the colours."""

from cds.charts.sector_counts import SectorBar, sector_counts
from cds.charts.theme import STANDING_COLOURS
from cds.domain.assessments import Standing, tally_of
from cds.text.standings import STANDINGS

ACHIEVED, UNKNOWN = STANDINGS[Standing.ACHIEVED], STANDINGS[Standing.NOT_ASSESSABLE]
WAITING = STANDINGS[Standing.REACHED_AWAITING_FINAL]


def counted(**numbers: int):
    return tally_of((Standing[name], False) for name, n in numbers.items() for _ in range(n))


def drawn(*bars: SectorBar):
    return {trace.name: trace for trace in sector_counts(bars).data}


def test_pieces_carry_sign_and_number_in_the_colour_of_their_status():
    trace = drawn(SectorBar("Y tế", counted(ACHIEVED=3), 3, 4))[f"{ACHIEVED.sign} {ACHIEVED.word}"]

    assert list(trace.text) == [f"{ACHIEVED.sign} 3"]
    assert trace.marker.color == STANDING_COLOURS[Standing.ACHIEVED]
    assert trace.hovertext[0] == f"Y tế: 3 {ACHIEVED.word}"


def test_what_is_no_judgement_is_hatched():
    found = drawn(
        SectorBar("Y tế", counted(NOT_ASSESSABLE=1, REACHED_AWAITING_FINAL=2, ACHIEVED=1), 3, 4)
    )

    shapes = {name.split(" ", 1)[1]: trace.marker.pattern.shape for name, trace in found.items()}
    assert shapes[UNKNOWN.word] == shapes[WAITING.word] == "/"
    assert shapes[ACHIEVED.word] is None


def test_a_status_of_one_sector_is_an_empty_piece_of_the_others():
    trace = drawn(
        SectorBar("Y tế", counted(ACHIEVED=2), 2, 2),
        SectorBar("Giáo dục", counted(NOT_ASSESSABLE=1), 0, 1),
    )[f"{ACHIEVED.sign} {ACHIEVED.word}"]

    assert list(trace.x) == [2, 0]
    assert list(trace.text) == [f"{ACHIEVED.sign} 2", ""]


def test_names_say_how_many_indicators_are_known_and_order_is_kept():
    (trace, *_) = sector_counts(
        [SectorBar("B", counted(ACHIEVED=1), 1, 3), SectorBar("A", counted(ACHIEVED=1), 0, 2)]
    ).data

    assert list(trace.y) == ["B (1/3) ", "A (0/2) "]


def test_a_sector_without_targets_keeps_its_place_and_says_so():
    chart = sector_counts(
        [
            SectorBar("Y tế", counted(ACHIEVED=1), 1, 1),
            SectorBar("Năng lượng", counted(), 0, 0, "chưa có"),
        ]
    )

    (note,) = chart.layout.annotations
    assert (note.text, note.y) == ("chưa có", "Năng lượng (0/0) ")
