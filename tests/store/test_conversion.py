"""Figures on later boundaries: what a unit would have had, from the units it was made of."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cds.blocks import FigureKey
from cds.domain.admin_units import Inheritance
from cds.domain.observations import ObservationStatus, Origin
from cds.domain.periods import parse_period
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import open_view
from cds.views import snapshots
from cds.views.reader import Reader
from tests import factories as f
from tests.reformed import new_id, reformed

pytestmark = pytest.mark.slow

D = Decimal
BEFORE, AFTER = "2023-Q4", "2024-Q1"
PLAIN = reformed()
ON_NEW = PLAIN.within("v2")


@pytest.fixture
def store(tmp_path):
    return SnapshotStore(tmp_path)


def shown(store, figures, indicator_id="share", catalogue=ON_NEW):
    """The points of an indicator by the code of their unit, of the period before the reform."""
    store.publish(figures, f.upload())
    return {
        series.unit_id.partition("@")[0]: point
        for series in open_view(store, catalogue).series(indicator_id)
        for point in series.points
        if str(point.period) == BEFORE
    }


def figure(indicator_id, code, value=None, counts=None, period=BEFORE, **changes):
    return f.observation(indicator_id, code, period, value, counts, **changes)


def test_counts_move_with_their_share_and_the_ratio_is_made_of_them(store):
    found = shown(
        store,
        [figure("share", "1011", counts=(80, 100)), figure("share", "1012", counts=(1000, 4000))],
    )

    point = found["2001"]
    assert (point.numerator, point.denominator) == (D("833.5"), D(3114))  # 80 + 753.5; 100 + 3014
    assert point.value == 100 * D("833.5") / 3114
    assert (point.origin, point.status) == (Origin.CONVERTED, ObservationStatus.ESTIMATED)
    assert point.snapshot_id is None
    assert "2002" not in found  # 1021 sent nothing: the line breaks


def test_the_whole_of_one_unit_is_exact_and_an_unknown_share_breaks(store):
    found = shown(
        store,
        [
            *(figure("score", code, "7.5") for code in ("1011", "1012", "1022", "1023")),
            figure("count", "1023", "12"),
        ],
        "score",
    )

    assert found["2003"].value == D("7.5")
    assert found["2003"].status is ObservationStatus.REPORTED
    assert not {"2001", "2004"} & set(found)  # a score has no parts; a share nobody knows


def test_percentages_alone_are_weighed_by_the_census(store):
    found = shown(store, [figure("share", "1011", "60"), figure("share", "1012", "90")])

    homes = 3000 * D("0.7535")  # of 1012, beside all 5,000 of 1011
    assert abs(found["2001"].value - (60 * 5000 + 90 * homes) / (5000 + homes)) < D("0.00000001")
    assert found["2001"].numerator is None
    assert found["2001"].status is ObservationStatus.ESTIMATED


def test_all_or_nothing_stays_where_the_parts_agree(store):
    sent = {"1011": "100", "1012": "100", "1021": "0"}

    found = shown(store, [figure("reach", code, value) for code, value in sent.items()], "reach")

    assert found["2001"].value == 100
    assert "2002" not in found


def test_generated_parts_make_a_generated_figure(store):
    demo = ObservationStatus.DEMO

    found = shown(
        store,
        [figure("count", "1011", "10"), figure("count", "1012", "20", status=demo)],
        "count",
    )

    assert found["2001"].is_demo


def test_what_a_unit_reported_itself_counts_first_and_nothing_else_changes(store):
    own = figure("count", "1011", "99", unit_id=new_id("2003"))
    before = [figure("count", code, "10") for code in ("1011", "1012", "1021", "1022")]
    after = [figure("count", "1011", "7", period=AFTER, unit_id=new_id("2001"))]

    found = shown(store, [own, *before, *after], "count")

    assert found["2003"].value == 99
    assert found["2003"].origin is Origin.OWN
    on_new, plain = open_view(store, ON_NEW), open_view(store, PLAIN)
    assert on_new.observations() == plain.observations()
    assert on_new.reported() == plain.reported()
    assert not any(
        point.origin is Origin.CONVERTED for one in plain.series() for point in one.points
    )


amounts = st.lists(st.decimals(0, 10**9, places=3, allow_nan=False), min_size=3, max_size=3)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(amounts, st.integers(1, 9999))
def test_no_total_changes_by_the_last_digit(tmp_path_factory, values, cut):
    share = D(cut) / 10000
    parts = {new_id("2001"): share, new_id("2002"): 1 - share}
    changes = [
        replace(one, share=parts[one.to_unit_id]) if one.from_unit_id == f.unit_id("1012") else one
        for one in PLAIN.changes
    ]
    catalogue = replace(ON_NEW, changes=tuple(changes))
    figures = [
        figure("count", code, str(value))
        for code, value in zip(("1011", "1012", "1021"), values, strict=True)
    ]

    found = shown(SnapshotStore(tmp_path_factory.mktemp("s")), figures, "count", catalogue)

    assert found["2001"].value + found["2002"].value == sum(values)
    assert found["101"].value == found["10"].value == sum(values)  # and so above them


def test_a_converted_figure_is_traced_to_the_figures_it_was_made_of(store):
    store.publish(
        [figure("share", "1011", counts=(80, 100)), figure("share", "1012", counts=(10, 40))],
        f.upload(),
    )
    reader = Reader(store.home, ON_NEW, open_view(store, ON_NEW), date(2024, 5, 1))

    found = snapshots.trace(reader, FigureKey("share", new_id("2001"), parse_period(BEFORE)))

    assert found.table.pick("unit counts").rows == (
        ("Phường Trung Tâm (100,00% diện tích)", "80/100"),
        ("Xã Ven Thành (75,35% diện tích)", "10/40"),
    )


def test_what_was_converted_on_import_is_traced_to_its_file_and_its_units(store):
    of = (Inheritance(new_id("2001"), f.unit_id("1012"), D("0.7535"), is_estimate=True),)
    sent = f.observation("share", period=AFTER, counts=(8, 9), unit_id=new_id("2001"))
    store.publish([replace(sent, converted_from=of)], f.upload("cu.csv"))
    reader = Reader(store.home, PLAIN, open_view(store, PLAIN), date(2024, 5, 1))

    found = snapshots.trace(reader, FigureKey("share", new_id("2001"), parse_period(AFTER)))

    [(name, note)] = found.table.pick("file_name note").rows
    assert name == "cu.csv"
    assert "Xã Ven Thành (1012" in note
    assert "75,35%" in note
