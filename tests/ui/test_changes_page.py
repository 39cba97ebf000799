"""What changed between two versions: standings, moves, corrections."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.domain.admin_units import AdminLevel
from cds.domain.indicators import Direction, IndicatorKind
from cds.domain.observations import ObservationStatus
from cds.domain.periods import parse_period
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.changes import ChangeCount, changed
from cds.store.view.queries import open_view
from cds.views import changes
from cds.views.changes import compared, touched
from cds.views.changes_figures import told_figures
from cds.views.choices import NOTHING, defaults, nearest
from cds.views.reader import Reader
from tests.factories import (
    COMMUNES,
    admin_unit,
    catalogue,
    indicator,
    observation,
    target,
    unit_id,
    upload,
)
from tests.ui.leaders import counted, demo, only, row, shown_numbers

HOME = catalogue([indicator(decimals=2)], [target()])
PROVINCE = unit_id("10")
BEFORE, AFTER = "2024-Q2", "2025-Q2"
DEMO, REPORTED = ObservationStatus.DEMO, ObservationStatus.REPORTED


def page(before, after, figures=(), unit=PROVINCE):
    return compared(
        HOME,
        [row(HOME, code, points) for code, points in before.items()],
        [row(HOME, code, points) for code, points in after.items()],
        differences(figures),
        unit,
        date(2025, 7, 1),
    )


def differences(figures):
    """What the store tells of the figures that differ."""
    counts = [
        ChangeCount(
            one.indicator_id,
            one.unit_id,
            one.before and one.before.status,
            one.after and one.after.status,
            1,
        )
        for one in figures
    ]
    return tuple(counts), tuple(figures)


def first(table):
    """The first line of a table, by column."""
    return dict(zip(table.columns, table.rows[0], strict=True))


def test_a_target_that_was_met_and_is_not_got_worse():
    found = page({"1011": [counted(BEFORE, 85, 100)]}, {"1011": [counted(BEFORE, 60, 100)]})

    assert first(found.flips)["way"] == "đổi khác"  # one value alone is not on the scale
    two = [counted("2021-Q4", 50, 100)]
    found = page(
        {"1011": [*two, counted(BEFORE, 85, 100)]}, {"1011": [*two, counted(BEFORE, 51, 100)]}
    )
    assert first(found.flips)["way"] == "xấu đi"
    assert found.verdict == "Từ 01/07/2025: 1 tình trạng xấu đi"
    (column,) = found.columns
    (group,) = column.groups
    assert (column.head, group.head) == ("Xấu đi (1)", "Cấp xã: Mục tiêu coverage")
    assert [line.text for line in group.lines] == ["Phường Trung Tâm"]


def test_a_first_figure_is_news():
    assert first(page({}, {"1011": [counted(BEFORE, 85, 100)]}).flips)["way"] == "mới có số liệu"


def test_a_withdrawn_figure_is_gone():
    assert first(page({"1011": [counted(BEFORE, 85, 100)]}, {}).flips)["way"] == "không còn số liệu"


def test_a_real_figure_in_place_of_a_generated_one_is_news_and_no_move():
    figure = counted(BEFORE, 85, 100)

    found = page({"1011": [demo(figure)]}, {"1011": [counted(BEFORE, 60, 100)]})

    assert first(found.flips)["way"] == "mới có số liệu"
    assert found.moves.count == 0


def test_the_largest_move_is_told_first():
    before = {"1011": [counted(BEFORE, 50, 100)], "1012": [counted(BEFORE, 50, 100)]}
    after = {"1011": [counted(AFTER, 55, 100)], "1012": [counted(AFTER, 30, 100)]}

    found = page(before, after)

    told = first(found.moves)
    assert (told["unit"], told["change"]) == ("Xã Ven Thành", "−20,00 điểm %")
    assert "giảm, từ 50,00% (Quý II/2024) đến 30,00% (Quý II/2025)" in found.moves_sentence


def test_every_level_inside_the_chosen_unit_counts():
    after = {code: [counted(AFTER, 55, 100)] for code in ("10", "101", "1011", "1021")}

    found = page({}, after, unit=unit_id("101"))

    assert set(found.flips.column("unit")) == {"Thị xã Trung Tâm", "Phường Trung Tâm"}
    assert found.verdict.startswith("Từ 01/07/2025, Thị xã Trung Tâm: ")


def test_generated_figures_that_moved_or_flipped_carry_their_mark():
    first_alone = page({}, {"1011": [demo(counted(BEFORE, 85, 100))]})
    assert (first_alone.flips.count, first_alone.has_demo) == (0, False)  # counted, not listed

    two = [demo(counted("2021-Q4", 50, 100))]
    flipped = page(
        {"1011": [*two, demo(counted(BEFORE, 85, 100))]},
        {"1011": [*two, demo(counted(BEFORE, 51, 100))]},
    )
    assert first(flipped.flips)["value_after"] == "51,00% (MH)"

    moved = {"1011": [demo(counted(BEFORE, 50, 100))]}, {"1011": [demo(counted(BEFORE, 55, 100))]}
    cells = first(page(*moved).moves)
    assert (cells["value_before"], cells["value_after"]) == ("50,00% (MH)", "55,00% (MH)")


def test_the_ribbon_follows_from_what_the_lists_show():
    same = {"1012": [demo(counted(BEFORE, 85, 100))]}
    moved = {"1011": [counted(BEFORE, 50, 100)]}, {"1011": [counted(BEFORE, 55, 100)]}
    old = [observation(counts=(1, 2), status=ObservationStatus.DEMO)]
    new = [observation(counts=(2, 2), status=ObservationStatus.DEMO)]

    assert not page(same | moved[0], same | moved[1]).has_demo
    assert page(same, {"1012": [demo(counted(BEFORE, 70, 100))]}).has_demo
    assert page({}, {}, changed(old, new)).has_demo


def test_a_corrected_figure_is_told_apart_from_a_new_one():
    old = [observation(code="1011", counts=(50, 100), line=2)]
    new = [
        observation(code="1011", counts=(60, 100), line=9),
        observation(code="1012", counts=(60, 100), line=3),
    ]

    found = page({}, {}, changed(old, new))

    assert found.verdict.startswith("Từ 01/07/2025: 1 số mới của ")
    assert "; 1 số đính chính của " in found.verdict
    assert "thu hồi" not in found.verdict
    (column,) = found.columns
    assert column.head == "Số liệu (2)"
    assert [group.head for group in column.groups] == ["Số mới (1)", "Số đính chính (1)"]
    told = found.corrections.pick("value_before value_after change kind_before kind_after line")
    assert told.rows == (("50,00%", "60,00%", "+10,00 điểm %", "công bố", "công bố", "9"),)


def test_what_reads_the_same_is_told_apart_or_said_to_be_the_same():
    """Two that rounding shows as one, one of other counts, one standing that only time changed."""
    near, same = ((91549, 100_000), (91551, 100_000)), ((1, 2), (2, 4))
    codes = {"1011": near, "1012": same}
    old, new = (
        [observation(code=code, counts=ends[at]) for code, ends in codes.items()] for at in (0, 1)
    )

    rows = page({}, {}, changed(old, new)).corrections.pick("value_before value_after change").rows

    assert rows == (
        ("91,549%", "91,551%", "+0,002 điểm %"),
        ("50,00% (1/2)", "50,00% (2/4)", "không đổi"),
    )
    points = [counted(BEFORE, 91549, 100_000)], [counted(AFTER, 91551, 100_000)]
    found = page({"1011": points[0]}, {"1011": points[1]})
    assert found.moves.pick("value_before value_after").rows == (("91,549%", "91,551%"),)
    assert "từ 91,549%" in found.moves_sentence


def test_a_real_figure_for_a_generated_one_is_no_correction():
    old = [observation(code="1011", counts=(50, 100), status=ObservationStatus.DEMO)]
    new = [observation(code="1011", counts=(60, 100))]

    found = page({}, {}, changed(old, new))

    assert found.verdict.startswith("Từ 01/07/2025: 1 số mới của ")
    assert "đính chính" not in found.verdict
    assert page({}, {}, changed(new, old)).verdict.startswith("Từ 01/07/2025: 1 số thu hồi của ")


def test_only_indicators_whose_figures_differ_are_judged_again():
    found = differences(changed([], [observation(code="1011", counts=(1, 2))]))

    limits = touched(found[0], [unit_id("101"), unit_id("1011")])

    assert limits.indicator_ids == ("coverage",)
    assert limits.level is None
    assert limits.unit_ids == (unit_id("101"), unit_id("1011"))
    assert touched(found[0], [str(code) for code in range(33)]).unit_ids is None


def test_the_figures_of_two_versions_are_compared_once_for_all_units(tmp_path, monkeypatch):
    store = SnapshotStore(tmp_path)
    published = [
        [observation(code="1011", counts=(1, 2), status=ObservationStatus.DEMO)],
        [observation(code="1011", counts=(1, 3)), observation(code="1021", counts=(1, 3))],
        [observation(code="1021", counts=(2, 3))],
    ]
    for figures in published:
        store.publish(figures, upload())
    compared_of, read = [], []
    monkeypatch.setattr(changes, "counted", noted(changes.counted, compared_of))
    monkeypatch.setattr(changes, "changes", noted(changes.changes, read))
    views = (open_view(store, HOME, version) for version in (1, 2, 3))
    first, second, third = (Reader(store.home, HOME, view, date(2025, 7, 1)) for view in views)
    second._other, third._other = (lambda _: first), (lambda _: second)

    units = (PROVINCE, unit_id("101"), unit_id("1021"))
    pages = [second.kept(changes.build, 1, unit, None) for unit in units]

    assert (len(compared_of), len(read)) == (1, 3)
    assert [page.corrections.count for page in pages] == [0, 0, 0]  # but one for a generated one
    assert [page.came.count for page in pages] == [2, 1, 1]
    later = [third.kept(changes.build, 2, unit, None).corrections for unit in units]
    assert [table.count for table in later] == [1, 1, 1]  # 1021 is told of where 101 is asked for
    assert (len(compared_of), len(read)) == (2, 6)


def noted(function, calls):
    """The same function, each of whose calls is noted."""

    def around(*args, **options):
        calls.append(args)
        return function(*args, **options)

    return around


def test_equal_versions_differ_in_nothing():
    rows = {"1011": [counted(BEFORE, 85, 100)]}

    found = page(rows, rows)

    assert (found.flips.count, found.moves.count, found.moves_sentence) == (0, 0, None)
    assert found.columns == ()
    assert found.verdict == "Từ 01/07/2025: không có gì thay đổi"


_SHARES = st.dictionaries(st.sampled_from(["1011", "1012", "1021"]), st.integers(0, 1000))


@given(_SHARES, _SHARES)
def test_every_number_of_the_sentence_stands_in_the_first_row(before, after):
    found = page(
        {code: [counted(BEFORE, share, 1000)] for code, share in before.items()},
        {code: [counted(AFTER, share, 1000)] for code, share in after.items()},
    )

    if found.moves_sentence is None:
        assert found.moves.count == 0
        return
    spoken = found.moves_sentence.partition(" So với mục tiêu")[0]
    assert shown_numbers([spoken]) <= shown_numbers(found.moves.rows[0])


@pytest.mark.parametrize(("asked", "shown"), [(9, "5"), (5, "5"), (4, "2"), (1, NOTHING)])
def test_a_version_stands_for_the_last_one_offered_before_it(asked, shown):
    assert nearest({"5": "", "2": "", NOTHING: ""}, asked) == shown


def test_the_newest_is_compared_with_the_one_before():
    options = {"5": "", "2": "", NOTHING: ""}

    assert defaults(options, 5, (), ()) == ("2", "5")
    assert defaults(options, 2, (), ()) == (NOTHING, "2")


def test_figures_of_units_outside_the_home_are_counted_apart():
    other = admin_unit("99", AdminLevel.PROVINCE, None, "Tỉnh Kia")
    home = catalogue([indicator()], extra_units=[other])
    home = replace(home, vintages=(replace(home.vintages[0], parents={PROVINCE: None}),))
    new = [observation(code="99", period=period, counts=(1, 2)) for period in (BEFORE, AFTER)]
    generated = replace(new[0], period=parse_period("2023"), status=ObservationStatus.DEMO)
    figures = changed([], [*new, generated, observation(code="10", counts=(1, 2))])

    told = compared(home, [], [], differences(figures), PROVINCE, None).verdict

    assert told.startswith("Từ lần công bố đầu tiên: 1 số mới của Tỉnh Thử Nghiệm. ")
    assert told.endswith("Ngoài Tỉnh Thử Nghiệm: 2 số thay đổi của 1 đơn vị")


def test_where_nothing_changed_what_did_elsewhere_is_told_and_led_to():
    came = [ChangeCount("coverage", unit_id(code), None, REPORTED, 2) for code in ("1021", "1022")]

    found = compared(HOME, [], [], (came, ()), unit_id("101"), date(2025, 7, 1))

    asked, other = (HOME.units[unit_id(code)].name for code in ("101", "102"))
    assert found.verdict == (
        f"Từ 01/07/2025, {asked}: không có gì thay đổi; nơi khác: 4 số mới của {other}"
    )
    (line,) = (line for column in found.columns for line in column.groups[0].lines)
    assert (line.text, line.detail) == (f"{other}: 4 số", "Tỷ lệ coverage · 2 đơn vị")
    assert (line.unit_id, line.indicator_id) == (unit_id("102"), "")


def test_the_page_does_not_open_on_demonstration_that_was_taken_out_or_is_broken():
    options = {"3": "demo taken out", "2": "demo loaded", "1": "real", NOTHING: ""}

    demo = SimpleNamespace(snapshot_id="demo", is_demo=True, is_withdrawn=True)
    commits = [SimpleNamespace(version=n, details={"snapshot_id": "demo"}) for n in (2, 3)]
    assert defaults(options, 3, commits, [demo]) == (NOTHING, "3")
    assert defaults(options, 3, commits, (), ["demo"]) == (NOTHING, "3")


def moved(before, after, made):
    home = catalogue([made], [])
    told = ([row(home, "10", [point], made.indicator_id)] for point in (before, after))
    return compared(home, *told, differences(()), PROVINCE, None)


def test_places_gained_in_a_ranking_are_told_as_a_gain():
    rank = indicator(
        "rank", kind=IndicatorKind.RANK, direction=Direction.LOWER_IS_BETTER, decimals=0
    )
    found = moved(only(2021, 21), only(2022, 11), rank)
    told = first(found.moves)
    assert (told["change"], told["relative"]) == ("tăng 10 bậc", "–")
    assert "tăng, từ hạng 21 (năm 2021) đến hạng 11 (năm 2022)" in found.moves_sentence


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (only("2023", 2886), only("2024-H1", 1285)),
        (only("2022-Q1", 9), only("2023-Q1", 15, cumulative_since=date(2022, 1, 1))),
    ],
)
def test_figures_of_other_spans_are_no_move(before, after):
    revenue = indicator("revenue", kind=IndicatorKind.COUNT, unit_name="tỷ đồng")
    found = moved(before, after, revenue)
    assert (found.moves.count, found.moves_sentence) == (0, None)


def came(*indicator_ids):
    """What the store tells of figures that there were none of."""
    return tuple(ChangeCount(one, PROVINCE, None, DEMO, 9) for one in indicator_ids), ()


def after_one_publication(known, rows):
    return compared(known, (), rows, came(*known.indicators), PROVINCE, date(2025, 7, 1))


def test_one_large_publication_tells_what_moved_since_the_period_before_the_worse_first():
    known = catalogue(
        [indicator("up"), indicator("down"), indicator("still"), indicator("new")],
        [target("up")],
    )
    shares = {"up": (50, 90), "down": (50, 48), "still": (50, 50)}
    figures = {
        name: [demo(counted(BEFORE, one, 100)), demo(counted(AFTER, other, 100))]
        for name, (one, other) in shares.items()
    } | {"new": [demo(counted(AFTER, 5, 100))]}
    rows = [row(known, "10", points, name) for name, points in figures.items()]

    found = after_one_publication(known, rows)

    assert found.told == "So với kỳ trước, 3 chỉ tiêu: 1 tốt lên, 1 xấu đi, 1 không đổi"
    drawn = [(span.role, span.text) for span in found.newest.spans]
    assert drawn == [("worse", "−2,0 điểm % · xấu đi"), ("move", "+40,0 điểm %")]
    changes = ("−2,0 điểm % · xấu đi", "+40,0 điểm %", "không đổi", "–")
    assert found.newest_table.column("change") == changes
    assert [one.target.target_id for one in found.targets] == ["up_2025"]
    assert found.has_demo


def test_a_sum_that_few_have_reported_to_has_not_moved():
    known = catalogue([indicator()], [])
    points = [counted(BEFORE, 50, 100), counted(AFTER, 5, 100, completeness=Decimal("0.1"))]

    assert after_one_publication(known, [row(known, "10", points)]).newest is None


def test_a_generated_figure_after_a_real_one_has_not_moved():
    known = catalogue([indicator()], [])
    points = [counted(BEFORE, 50, 100), demo(counted(AFTER, 60, 100))]

    found = after_one_publication(known, [row(known, "10", points)])

    assert (found.told, found.newest) == ("", None)
    assert found.newest_table.column("change") == ("–",)


def test_a_figure_that_was_there_before_is_not_new_because_parts_of_it_are():
    known = catalogue([indicator()], [target()])
    points = [counted(BEFORE, 50, 100), counted(AFTER, 60, 100)]
    old = row(known, "10", points)
    new = row(known, "10", [points[0], points[1]._replace(parts_value=Decimal(61))])

    found = compared(known, [old], [new], came("coverage"), PROVINCE, date(2025, 7, 1))

    assert (found.newest, found.newest_table.lines, found.targets) == (None, (), ())


def test_a_correction_is_listed_before_what_it_leads_to():
    known = catalogue([indicator()], [])
    points = [counted(BEFORE, 50, 100), counted(AFTER, 60, 100)]
    corrected = ChangeCount("coverage", PROVINCE, REPORTED, REPORTED, 1)

    found = compared(known, (), [row(known, "10", points)], ((corrected,), ()), PROVINCE, None)

    assert found.newest is None


def test_units_are_counted_one_by_one_though_named_by_their_district():
    came = [ChangeCount("coverage", unit_id(code), None, REPORTED, 1) for code in ("10", *COMMUNES)]

    assert list(told_figures(HOME, came)) == ["6 số mới của 6 đơn vị"]


def test_of_one_place_that_was_asked_for_figures_are_told_by_indicator():
    known = catalogue([indicator(), indicator("other")], [])
    sent = [("coverage", "101"), ("coverage", "1011"), ("coverage", "1012"), ("other", "1011")]
    came = [ChangeCount(name, unit_id(code), None, REPORTED, 2) for name, code in sent]

    found = compared(known, (), (), (came, ()), unit_id("101"), None)

    place = known.units[unit_id("101")].name
    assert found.verdict == f"Từ lần công bố đầu tiên, {place}: 8 số mới của 3 đơn vị"
    ((group,),) = (column.groups for column in found.columns)
    assert [(line.text, line.detail) for line in group.lines] == [
        ("Tỷ lệ coverage: 6 số", "của 3 đơn vị"),
        ("Tỷ lệ other: 2 số", "của Phường Trung Tâm"),
    ]


def test_of_those_that_got_worse_the_province_comes_first():
    before, after = ([counted("2021-Q4", 50, 100), counted(BEFORE, to, 100)] for to in (85, 51))

    found = page({"1011": before, "10": before}, {"1011": after, "10": after})

    assert found.flips.column("unit")[0] == HOME.home.name
