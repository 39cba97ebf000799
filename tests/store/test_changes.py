"""What differs between two data versions, figure by figure."""

import pytest

from cds.domain.observations import ObservationStatus
from cds.domain.periods import parse_period
from cds.store.view.changes import changed, changes, counted, published
from cds.store.view.queries import open_view
from tests import factories as f

pytestmark = pytest.mark.slow


def publish(store, *made):
    return store.publish(made, f.upload())


def between(store, before, after):
    views = [open_view(store, f.catalogue(), version) for version in (before, after)]
    return [
        (one.unit_id[:4], str(one.period), one.before and one.before.value,
         one.after and one.after.value)
        for one in changes(*views)
    ]  # fmt: skip


def test_figures_that_came_went_or_were_corrected_are_told(store):
    first = publish(
        store, f.observation(code="1011", value="1"), f.observation(code="1012", value="2")
    )
    publish(store, f.observation(code="1012", value="3"), f.observation(code="1021", value="4"))
    store.withdraw(first.snapshot_id, "sai", "x")
    assert between(store, 1, 2) == [("1012", "2024-Q4", 2, 3), ("1021", "2024-Q4", None, 4)]
    assert between(store, 2, 3) == [("1011", "2024-Q4", 1, None)]
    assert between(store, 3, 1) == [
        ("1011", "2024-Q4", None, 1), ("1012", "2024-Q4", 3, 2), ("1021", "2024-Q4", 4, None),
    ]  # fmt: skip


def test_sending_the_same_figure_again_is_no_change(store):
    for _ in range(2):
        publish(store, f.observation(counts=(1, 3), note="ghi chú khác nhau không đổi số liệu"))
    assert between(store, 1, 2) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f.observation(value="1"), f.observation(value="2")),
        (f.observation(counts=(1, 2)), f.observation(counts=(2, 4))),
        (f.observation(value="1"), f.observation(value="1", status=ObservationStatus.PROVISIONAL)),
    ],
)
def test_value_counts_and_status_make_a_difference(before, after):
    (one,) = changed([before], [after])
    assert (one.before, one.after) == (before, after)
    assert (one.indicator_id, one.unit_id, one.period) == (
        "coverage", before.unit_id, before.period,
    )  # fmt: skip


def test_changes_come_by_indicator_unit_and_period():
    made = [
        f.observation(indicator_id, code, period, "1")
        for indicator_id in ("b", "a")
        for code in ("1012", "1011")
        for period in ("2024", "2024-Q1", "2023")
    ]
    order = [(one.indicator_id, one.unit_id, one.period) for one in changed([], made)]
    assert order == sorted(order)
    assert [period for _, _, period in order[:3]] == [
        parse_period(text) for text in ("2023", "2024-Q1", "2024")
    ]


def test_what_differs_is_counted_by_the_status_it_had_and_has(store):
    demo, reported = ObservationStatus.DEMO, ObservationStatus.REPORTED
    publish(
        store,
        f.observation(code="1011", value="1", status=demo),
        f.observation(code="1012", value="2"),
        f.observation(code="1021", value="5"),
    )
    publish(
        store,
        f.observation(code="1011", value="1"),
        f.observation(code="1012", value="3"),
        *(f.observation(code="1012", period=period, value="4") for period in ("2023", "2022")),
    )
    views = [open_view(store, f.catalogue(), version) for version in (1, None, -1)]

    found = counted(views[0], views[1])

    assert [(one.unit_id[:4], one.before, one.after, one.figures) for one in found] == [
        ("1011", demo, reported, 1), ("1012", reported, reported, 1), ("1012", None, reported, 2),
    ]  # fmt: skip
    some = {found[1].unit_id, "of no figure"}
    assert counted(views[0], views[1], some) == found[1:]
    assert counted(views[0], views[1], ()) == ()
    assert sum(one.figures for one in counted(views[1], views[2])) == 5


def test_of_what_differs_the_first_are_read_of_some_units_or_those_corrected_first(store):
    periods = ("2024", "2024-Q4", "2023")
    made = [(code, period) for code in ("1011", "1012") for period in periods]
    status = ObservationStatus.DEMO
    publish(
        store,
        *(f.observation(code=code, period=period, value="1") for code, period in made),
        f.observation(code="1021", value="1", status=status),
    )
    publish(
        store,
        *(f.observation(code=code, period=period, value="2") for code, period in made),
        f.observation(code="1021", value="2"),
        f.observation(code="1012", period="2022", value="2"),
    )
    views = [open_view(store, f.catalogue(), version) for version in (1, 2)]
    every = changes(*views)
    unit = f.unit_id("1012")

    assert len(every) == 8
    for most in (0, 1, 4, 9):
        assert changes(*views, most) == every[:most]
    of_unit = tuple(one for one in every if one.unit_id == unit)
    assert changes(*views, 3, {unit}) == of_unit[:3]
    assert changes(*views, 3, {unit}, is_real=True) == of_unit[1:]  # those corrected
    assert changes(*views, is_real=True) == every
    assert changes(*views[::-1], is_real=True) == changes(*views[::-1])


def test_what_a_publication_changed_is_what_its_version_differs_by(store):
    demo = ObservationStatus.DEMO
    publish(store, f.observation(code="1011", value="1"), f.observation(code="1012", value="2"))
    publish(store, f.observation(code="1011", value="1", status=demo))
    wrong = publish(
        store, f.observation(code="1011", value="3"), f.observation(code="1021", value="4")
    )
    publish(store, f.observation(code="1011", value="5"), f.observation(code="1012", value="2"))
    store.withdraw(wrong.snapshot_id, "sai", "x")
    publish(store, f.observation(code="1011", counts=(1, 3)), f.observation(code="1021", value="1"))
    known = store.snapshots()

    found = published(store.home, known)

    views = {n: open_view(store, f.catalogue(), n) for n in range(-1, store.data_version() + 1)}
    for one in known:
        assert found[one.snapshot_id] == counted(views[one.version - 1], views[one.version])
    assert [len(found[one.snapshot_id]) for one in reversed(known)] == [2, 0, 2, 1, 2]


def test_the_database_finds_what_comparing_one_by_one_finds(store):
    publish(store, *(f.observation(code=code, counts=(1, 3)) for code in ("1011", "1012")))
    publish(
        store,
        f.observation(code="1011", counts=(2, 6)),
        f.observation(code="1012", counts=(1, 3), status=ObservationStatus.ESTIMATED),
        f.observation(code="1021", value="5"),
    )
    views = [open_view(store, f.catalogue(), version) for version in (1, 2)]

    sides = (view.observations() for view in views)

    assert changes(*views) == changed(*sides)
