"""What a view shows, compared with the same figures worked out naively, and case by case."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from threading import Barrier

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cds.domain import clock
from cds.domain.admin_units import AdminLevel, UnitFacts, Vintage
from cds.domain.errors import NotFoundError, StoreDamagedError
from cds.domain.indicators import Aggregation, IndicatorKind, Weight
from cds.domain.observations import ObservationStatus, Origin
from cds.domain.periods import parse_period
from cds.store.snapshots import delta
from cds.store.snapshots import figures as figure_files
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.verification import verify
from cds.store.view.database import lock, opened
from cds.store.view.queries import View, open_view, read_snapshot
from tests import factories as f
from tests.store.naive import Naive, current_figures

D = Decimal
REFORM = date(2024, 1, 1)
INDICATORS = (
    f.indicator("share"),
    f.indicator("weighed", weight=Weight.HOUSEHOLDS),
    f.indicator("peopled", weight=Weight.POPULATION),
    f.indicator("count", kind=IndicatorKind.COUNT, aggregation=Aggregation.SUM, maximum=None),
    f.indicator("reach", aggregation=Aggregation.SHARE_OF_COMMUNES),
    f.indicator("of_districts", levels=(AdminLevel.PROVINCE, AdminLevel.DISTRICT)),
    f.indicator("alone", aggregation=Aggregation.NONE),
    f.indicator("tried", aggregation=Aggregation.SHARE_OF_COMMUNES, is_pilot_only=True),
)
PERIODS = ("2023", "2023-Q4", "2024-Q1", "2024")


def two_vintages():
    """The small catalogue whose communes 1022 and 1023 became 1024, of unknown households."""
    base = f.catalogue(INDICATORS, pilots=["1011", "1022"])
    ended = {
        f.unit_id(code): REFORM.replace(year=2023, month=12, day=31) for code in ("1022", "1023")
    }
    merged = f.admin_unit("1024", AdminLevel.COMMUNE, "102", "Xã Mới", valid_from=REFORM)
    units = {
        key: replace(unit, valid_to=ended[key]) if key in ended else unit
        for key, unit in base.units.items()
    }
    units[merged.unit_id] = merged
    (old,) = base.vintages
    parents = {key: parent for key, parent in old.parents.items() if key not in ended}
    facts = {key: fact for key, fact in old.facts.items() if key not in ended}
    new = Vintage(
        "v2", REFORM, None, {**parents, merged.unit_id: f.unit_id("102")},
        {**facts, merged.unit_id: UnitFacts(population=D(9000))},
    )  # fmt: skip
    return replace(base, units=units, vintages=(replace(old, last=date(2023, 12, 31)), new))


CATALOGUE = two_vintages()
UNITS = tuple(CATALOGUE.units)


def observed(indicator, shape, covered, whole, share):
    """A figure of a shape: with counts, a bare value, half the counts, or nothing of nothing."""
    value, numerator, denominator = {
        "counts": (100 * D(covered) / whole, D(covered), D(whole)),
        "value": (share if indicator.is_share else D(covered), None, None),
        "half": (None, D(covered), None),
        "nothing": (None, D(0), D(0)),
    }[shape]
    made = f.observation(indicator.indicator_id)
    return replace(made, value=value, numerator=numerator, denominator=denominator)


@st.composite
def figures(draw):
    whole = draw(st.integers(1, 6000))
    made = observed(
        draw(st.sampled_from(INDICATORS)),
        draw(st.sampled_from(["counts", "value", "value", "half", "nothing"])),
        draw(st.integers(0, whole)),
        whole,
        D(draw(st.integers(0, 1000))) / 10,
    )
    return replace(
        made,
        unit_id=draw(st.sampled_from(UNITS)),
        period=parse_period(draw(st.sampled_from(PERIODS))),
        status=draw(st.sampled_from([*ObservationStatus, ObservationStatus.REPORTED])),
    )


def key_of(figure):
    return figure.indicator_id, figure.unit_id, figure.period


def files(draw_from):
    return st.lists(draw_from, min_size=1, max_size=25, unique_by=key_of)


def differences(view, snapshots):
    """Every figure in which the view and the naive working-out differ, as each has it."""
    current = current_figures(snapshots)
    published = {
        key: (rounded(one.value), one.numerator, one.denominator, one.status)
        for key, one in current.items()
    }
    shown = {
        key_of(one): (one.value, one.numerator, one.denominator, one.status)
        for one in view.observations()
    }
    expected = {key: point_said(one) for key, one in Naive(CATALOGUE, current).figures().items()}
    found = {
        (series.indicator_id, series.unit_id, point.period): point_shown(point)
        for series in view.series()
        for point in series.points
    }
    return [
        (key, one.get(key), other.get(key))
        for one, other in ((shown, published), (found, expected))
        for key in one.keys() | other.keys()
        if not is_alike(one.get(key), other.get(key))
    ]


def point_shown(point):
    told = (point.origin.value, point.status.value, point.units_reported, point.units_expected)
    numbers = (
        point.value, point.numerator, point.denominator, point.completeness, point.low, point.high,
        point.parts_value,
    )  # fmt: skip
    return *told, point.units_demo, *numbers


def point_said(expected):
    told = (expected.origin, expected.status, expected.reported, expected.expected, expected.demo)
    numbers = (
        expected.value, expected.numerator, expected.denominator, expected.completeness,
        expected.low, expected.high, expected.parts,
    )  # fmt: skip
    return *told, *numbers


def is_alike(one, other):
    """Numbers may differ by what rounding leaves."""
    if one is None or other is None:
        return False
    return all(
        abs(a - b) < D("1e-7") if isinstance(a, D) and isinstance(b, D) else a == b
        for a, b in zip(one, other, strict=True)
    )


def rounded(value):
    return None if value is None else value.quantize(D("1e-8"))


@pytest.mark.slow
@given(st.lists(files(figures()), min_size=1, max_size=3), st.data())
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_view_agrees_with_the_naive_working_out(tmp_path_factory, published, data):
    store = SnapshotStore(tmp_path_factory.mktemp("home"))
    made = [store.publish(file, f.upload()) for file in published]
    withdrawn = data.draw(st.sets(st.integers(0, len(made) - 1)))
    for place in withdrawn:
        store.withdraw(made[place].snapshot_id, "sai", "x")
    kept = [file for place, file in enumerate(published) if place not in withdrawn]
    view = open_view(store, CATALOGUE)
    assert differences(view, kept) == []
    generated = [all(one.is_demo for one in series.points) for series in view.series()]
    assert view.series_counts() == (generated.count(False), generated.count(True))
    version = data.draw(st.integers(0, len(made)))
    assert differences(open_view(store, CATALOGUE, version), published[:version]) == []


def test_a_thousand_figures_at_once_agree_too(tmp_path):
    random, published = Random(20210820), []
    for _ in range(3):
        file = {}
        for _ in range(400):
            whole = random.randint(1, 6000)
            made = replace(
                observed(
                    random.choice(INDICATORS), random.choice(["counts", "value", "half"]),
                    random.randint(0, whole), whole, D(random.randint(0, 1000)) / 10,
                ),
                unit_id=random.choice(UNITS),
                period=parse_period(random.choice(PERIODS)),
                status=random.choice([*ObservationStatus, *[ObservationStatus.REPORTED] * 6]),
            )  # fmt: skip
            file[key_of(made)] = made
        published.append(list(file.values()))
    store = SnapshotStore(tmp_path)
    for file in published:
        store.publish(file, f.upload())
    view = open_view(store, CATALOGUE)
    assert differences(view, published) == []
    generated = [all(one.is_demo for one in series.points) for series in view.series()]
    assert view.series_counts() == (generated.count(False), generated.count(True))
    assert generated.count(True)


def publish(store, *made, **told):
    return store.publish(made, f.upload(**told))


def point(store, indicator_id="share", code="10", period="2024-Q4", version=None):
    """The one point of a unit and period, None when there is none."""
    view = open_view(store, PLAIN, version)
    points = [
        one
        for series in view.series(indicator_id, [f.unit_id(code)])
        for one in series.points
        if str(one.period) == period
    ]
    return points[0] if points else None


PLAIN = f.catalogue(INDICATORS, pilots=["1011", "1021"])
HALF = {"1011": (2500, 5000), "1012": (1500, 3000)}


def shares(counts=HALF, indicator_id="share", **changes):
    return [
        f.observation(indicator_id, code, counts=both, **changes) for code, both in counts.items()
    ]


def test_an_empty_store_shows_nothing_and_needs_no_excuse(store):
    view = open_view(store, PLAIN)
    assert (view.version, view.snapshots, view.damaged) == (-1, (), ())
    assert (view.series(), view.observations()) == ((), ())
    assert view.series([], [f.unit_id("10")]) == ()
    assert view.appearances(parse_period("2024"), "share", f.unit_id("10")) == ()


def test_what_the_pilots_alone_report_is_complete_when_all_of_them_have(store):
    publish(store, *shares({"1011": (1, 1), "1021": (0, 1), "1012": (1, 1)}, "tried"))

    province, district = point(store, "tried"), point(store, "tried", code="102")

    assert (province.numerator, province.denominator) == (1, 2)  # 1012 is no pilot
    assert (province.units_reported, province.units_expected) == (2, 2)
    assert province.completeness == 1
    assert (district.units_expected, district.completeness) == (1, 1)


def test_communes_add_up_to_their_district_and_province_by_counts(store):
    publish(store, *shares({**HALF, "1021": (0, 2000)}))
    district, province = point(store, code="101"), point(store)
    assert (district.value, district.numerator, district.denominator) == (50, 4000, 8000)
    assert (district.completeness, district.low, district.high) == (1, 50, 50)
    assert (province.numerator, province.denominator, province.value) == (4000, 10000, 40)
    assert (province.units_reported, province.units_expected) == (3, 5)
    # 10,000 of 12,000 households reported; the missing ones share the same denominator.
    assert province.completeness == D(10) / 12
    assert (province.low, province.high) == (D(4000) / 120, D(6000) / 120)
    assert province.origin is Origin.ROLLED_UP


def test_a_units_own_figure_is_shown_with_the_sum_of_its_parts_beside_it(store):
    publish(store, *shares(), f.observation("share", "101", counts=(5000, 8000)))
    own = point(store, code="101")
    assert (own.value, own.origin, own.parts_value) == (D("62.5"), Origin.OWN, 50)
    assert own.file_name == "so_lieu.csv"
    assert point(store).numerator == 5000  # and the province counts the district's own


def test_real_figures_come_before_generated_ones_whichever_was_published_last(store):
    publish(store, f.observation("share", "1011", counts=(1, 2)))
    publish(store, f.observation("share", "1011", counts=(2, 2)), is_demo=True)
    assert (point(store, code="1011").value, point(store, code="1011").is_demo) == (50, False)


def test_a_generated_figure_of_a_whole_gives_way_to_real_parts(store):
    publish(store, f.observation("share", "101", counts=(8, 8)), is_demo=True)
    assert point(store, code="101").is_demo
    publish(store, *shares())
    found = point(store, code="101")
    assert (found.value, found.is_demo, found.origin) == (50, False, Origin.ROLLED_UP)


def test_one_generated_part_makes_the_whole_a_demonstration(store):
    publish(store, *shares({"1011": (1, 2)}))
    publish(store, *shares({"1012": (1, 2)}), is_demo=True)
    assert point(store, code="101").is_demo
    assert not point(store, code="1011").is_demo


def test_a_whole_knows_how_many_of_its_parts_are_generated(store):
    publish(store, *shares({"1011": (1, 2)}))
    publish(store, *shares({"1012": (1, 2), "1021": (1, 2)}), is_demo=True)
    assert (point(store).units_reported, point(store).units_demo) == (3, 2)


def test_a_percentage_without_counts_goes_by_the_census_and_says_so(store):
    bare = [f.observation("weighed", code, value=value) for code, value in
            (("1011", "80"), ("1012", "40"))]  # fmt: skip
    publish(store, *bare)
    found = point(store, "weighed", "101")
    assert (found.value, found.origin) == (65, Origin.WEIGHTED)  # (4000 + 1200) / 8000
    assert point(store, "share", "101") is None


def test_large_populations_do_not_overflow(store):
    publish(store, f.observation("peopled", "1011", value="99.9"))
    assert point(store, "peopled", "101").numerator == D("19980")


def test_a_share_of_communes_counts_communes(store):
    reached = [f.observation("reach", code, value=value) for code, value in
               (("1011", "100"), ("1012", "0"), ("1021", "100"))]  # fmt: skip
    publish(store, *reached)
    found = point(store, "reach")
    assert (found.numerator, found.denominator, found.origin) == (2, 3, Origin.ROLLED_UP)
    assert found.completeness == D(3) / 5


def test_a_sum_adds_up_and_has_no_upper_bound_while_parts_are_missing(store):
    publish(store, *(f.observation("count", code, value="7") for code in ("1011", "1012")))
    assert point(store, "count", "101").high == 14
    assert (point(store, "count").value, point(store, "count").high) == (14, None)


def test_what_is_never_added_up_is_not(store):
    publish(store, *shares(indicator_id="alone"))
    assert point(store, "alone", "101") is None


def test_a_correction_counts_from_its_version_on(store):
    publish(store, f.observation("share", "1011", counts=(1, 4)))
    publish(store, f.observation("share", "1011", counts=(3, 4)))
    values = [point(store, code="1011", version=version) for version in (0, 1, 2)]
    assert [one and one.value for one in values] == [None, 25, 75]
    with pytest.raises(NotFoundError):
        open_view(store, PLAIN, 3)


def test_withdrawing_a_correction_brings_the_older_figure_back(store):
    publish(store, f.observation("share", "1011", counts=(1, 4)))
    correction = publish(store, f.observation("share", "1011", counts=(3, 4)))
    store.withdraw(correction.snapshot_id, "sai", "x")
    assert point(store, code="1011").value == 25
    store.restore(correction.snapshot_id, "đúng", "x")
    assert point(store, code="1011").value == 75


def test_a_restored_older_snapshot_does_not_overtake_a_newer_one(store):
    older = publish(store, f.observation("share", "1011", counts=(1, 4)))
    publish(store, f.observation("share", "1011", counts=(3, 4)))
    store.withdraw(older.snapshot_id, "sai", "x")
    store.restore(older.snapshot_id, "đúng", "x")
    assert point(store, code="1011").value == 75


def test_a_damaged_snapshot_is_left_out_and_named_and_the_older_figure_counts(store):
    publish(store, f.observation("share", "1011", counts=(1, 4)))
    damaged = publish(store, f.observation("share", "1011", counts=(3, 4)))
    (store.home / damaged.path).write_bytes(b"PAR1")
    view = open_view(store, PLAIN)
    assert [damage.snapshot_id for damage in view.damaged] == [damaged.snapshot_id]
    assert [one.value for one in view.observations()] == [25]


def test_observations_can_be_limited_in_every_way(store):
    publish(
        store, *shares(), f.observation("share", "101", value="9"),
        f.observation("count", "1011", value="3", period="2023"),
    )  # fmt: skip
    view = open_view(store, PLAIN)

    def found(**limits):
        return {one.unit_id[:4].rstrip("@") for one in view.observations(**limits)}

    assert found() == {"1011", "1012", "101"}
    assert found(indicator_id="count") == {"1011"}
    assert found(unit_ids=[f.unit_id("101")]) == {"101"}
    assert found(unit_ids=[]) == set()
    assert found(level=AdminLevel.COMMUNE, period=parse_period("2024-Q4")) == {"1011", "1012"}
    assert found(indicator_id="share' OR '1'='1") == set()


def test_series_can_be_limited_in_every_way_and_are_the_same_each_time(store):
    publish(store, *shares(), f.observation("share", "1011", value="9", period="2023"))
    view, whole = open_view(store, PLAIN), open_view(store, PLAIN)
    everything = whole.series()
    few = view.series("share", [f.unit_id("1011"), f.unit_id("101")])
    assert few == tuple(one for one in everything if one.unit_id in {o.unit_id for o in few})
    assert [[str(p.period) for p in one.points] for one in view.series("share", level=
            AdminLevel.COMMUNE)] == [["2023", "2024-Q4"], ["2024-Q4"]]  # fmt: skip
    assert view.series() == everything == view.series()
    assert view.series("unknown") == ()
    assert view.series("share", []) == ()


def test_every_appearance_of_a_figure_is_found_oldest_first(store):
    made = [publish(store, f.observation("share", "1011", value=value)) for value in "123"]
    store.withdraw(made[1].snapshot_id, "sai", "x")
    found = open_view(store, PLAIN).appearances(parse_period("2024-Q4"), "share", f.unit_id("1011"))
    assert [(one.snapshot_id, one.value) for one in found] == [
        (made[0].snapshot_id, 1), (made[2].snapshot_id, 3),
    ]  # fmt: skip


def test_the_day_a_figure_was_first_sent_is_that_of_the_oldest_real_snapshot_that_counts(store):
    share, other = (f.observation("share", code, value="1") for code in ("1011", "1012"))
    made = [publish(store, *each, is_demo=is_demo) for each, is_demo in (
        ([share], True), ([share], False), ([share, other], False),
        ([share], False),
    )]  # fmt: skip
    store.withdraw(made[1].snapshot_id, "sai", "x")

    view = open_view(store, PLAIN)
    found = view.first_sent_on(parse_period("2024-Q4"))

    day = clock.local(made[2].published_at).date()
    assert found == {("share", f.unit_id(code)): day for code in ("1011", "1012")}
    assert view.first_sent_on(parse_period("2024")) == {}


def test_what_units_of_a_level_have_in_a_period_is_told_by_itself(store):
    publish(
        store,
        f.observation("share", "1011", value="1"),
        f.observation("share", "1012", period="2023-Q4", value="1"),
        f.observation("share", "10", value="1"),
    )
    found = open_view(store, PLAIN).reported(parse_period("2024-Q4"), AdminLevel.COMMUNE)

    assert [(one.indicator_id, one.unit_id) for one in found] == [("share", f.unit_id("1011"))]


def test_a_withdrawn_snapshots_file_can_still_be_read_in_the_order_of_the_file(store):
    lines = [f.observation("share", code, value="1", line=line) for code, line in
             (("1012", 2), ("1011", 3))]  # fmt: skip
    snapshot = publish(store, *lines)
    store.withdraw(snapshot.snapshot_id, "sai", "x")
    assert read_snapshot(store, snapshot) == tuple(lines)
    (store.home / snapshot.path).unlink()
    with pytest.raises(StoreDamagedError):
        read_snapshot(store, snapshot)


def test_figures_the_reference_no_longer_knows_are_kept_but_make_no_series(store):
    publish(
        store,
        f.observation("retired", "1011", value="1"),
        f.observation("share", "9999", value="1"),
    )
    view = open_view(store, PLAIN)
    assert len(view.observations()) == 2
    assert view.series() == ()


def test_a_view_can_be_asked_by_several_threads_at_once(store):
    publish(store, *(f.observation("share", code, value=str(place))
                     for place, code in enumerate(f.COMMUNES)))  # fmt: skip
    view = open_view(store, PLAIN)

    def ask(code):
        return {one.unit_id for _ in range(20) for one in
                view.observations(unit_ids=[f.unit_id(code)])}  # fmt: skip

    with ThreadPoolExecutor(5) as pool:
        assert list(pool.map(ask, f.COMMUNES)) == [{f.unit_id(code)} for code in f.COMMUNES]


def test_who_asks_at_the_same_time_waits_for_one_building(store, monkeypatch):
    publish(store, *(f.observation("share", code) for code in f.COMMUNES))
    view, all_ask, built = open_view(store, PLAIN), Barrier(5), []
    build = View._built
    monkeypatch.setattr(View, "_built", lambda *asked: built.append(asked) or build(*asked))

    def ask(_):
        all_ask.wait(10)
        return len(view.series()), len(view.series(unit_ids=[f.unit_id("1011")]))

    with ThreadPoolExecutor(5) as pool:
        assert len(set(pool.map(ask, range(5)))) == 1
    assert len(built) == 1


def test_no_more_is_read_than_what_is_asked_for(store, monkeypatch):
    publish(store, *(f.observation("share", code, counts=(1, 2)) for code in f.COMMUNES))
    view, built, build = open_view(store, PLAIN), [], View._built
    monkeypatch.setattr(View, "_built", lambda *asked: built.append(asked[1]) or build(*asked))
    view.series(["share", "count"])
    assert view.series("share")
    assert not view.series("count", level=AdminLevel.COMMUNE)
    assert built == [["share", "count"]]


def test_of_an_indicator_known_of_all_units_nothing_is_read_anew_for_some(store, monkeypatch):
    publish(store, *(f.observation(one, "1011", counts=(1, 2)) for one in ("share", "weighed")))
    view, built, build = open_view(store, PLAIN), [], View._built
    whole = view.series("share")
    monkeypatch.setattr(View, "_built", lambda *asked: built.append(asked[1]) or build(*asked))
    some = view.series(unit_ids=[f.unit_id("1011")])
    assert "share" not in built[0]
    assert [one for one in some if one.indicator_id == "share"] == [
        one for one in whole if one.unit_id == f.unit_id("1011")
    ]
    assert any(one.indicator_id == "weighed" for one in some)
    whole_points = sum(len(one.points) for one in whole)
    assert view.rows_kept == whole_points + sum(
        len(one.points) for one in some if one.indicator_id != "share"
    )


def test_the_figures_of_a_period_are_those_of_the_series(store):
    publish(
        store,
        *(f.observation("share", code, period="2024-Q1", counts=(1, 4)) for code in f.COMMUNES),
        *(
            f.observation("share", code, period="2024-Q2", counts=(1, 2))
            for code in list(f.COMMUNES)[:2]
        ),
        f.observation("count", "1011", value="3", period="2024-Q2"),
    )
    view = open_view(store, PLAIN)
    for text in ("2024-Q1", "2024-Q2", "2024-Q3"):
        period = parse_period(text)
        of_series = {
            (one.indicator_id, one.unit_id): point.value
            for one in view.series()
            for point in one.points
            if point.period == period
        }
        of_period = {
            (indicator_id, unit_id): value
            for indicator_id, units in view.values(period, list(PLAIN.units)).items()
            for unit_id, value in units.items()
        }
        assert of_period == of_series
        assert len(of_period) > 4 or text == "2024-Q3"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY (SELECT 1) TO 'figures.csv'",
        "ATTACH 'other.duckdb'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET threads = 1",
    ],
)
def test_a_shut_database_reaches_nothing_outside_itself(statement):
    connection = opened()
    lock(connection)
    with pytest.raises(duckdb.Error):
        connection.execute(statement)


def test_variables_of_the_program_are_no_tables():
    secret = [1, 2]
    with pytest.raises(duckdb.Error):
        opened().execute("SELECT * FROM secret")
    assert secret == [1, 2]


def test_files_of_the_first_version_open_alone_and_beside_newer_ones(tmp_path):
    store, new = SnapshotStore(tmp_path), ("cumulative_since", "published_on", "converted_from")
    with pytest.MonkeyPatch.context() as patch:
        fields = [field for field in figure_files.FILE_SCHEMA if field.name not in new]
        patch.setattr(figure_files, "FILE_SCHEMA", pa.schema(fields))
        fields = [field for field in delta.TABLE_SCHEMA if field.name not in new]
        patch.setattr(delta, "TABLE_SCHEMA", pa.schema(fields))
        old = store.publish([f.observation("count", value="5", period="2023")], f.upload("cũ.csv"))
    assert told(open_view(store, CATALOGUE)) == [("2023", 5, None, "")]

    figure = f.observation("count", value="9", period="2024", published_on="2025")
    store.publish([replace(figure, cumulative_since=date(2023, 1, 1))], f.upload())

    assert told(open_view(store, CATALOGUE)) == [
        ("2023", 5, None, ""),
        ("2024", 9, date(2023, 1, 1), "2025"),
    ]
    assert read_snapshot(store, old)[0].published_on == ""
    assert verify(store) == ()


def told(view):
    return [
        (str(one.period), one.value, one.cumulative_since, one.published_on)
        for one in view.observations("count")
    ]


def test_a_cumulated_figure_is_kept_told_and_added_to_nothing(tmp_path):
    store = SnapshotStore(tmp_path)
    since = date(2022, 1, 1)
    over = f.observation(
        "count", "1011", "2023", "15", cumulative_since=since, published_on="2023-04-02"
    )
    plain = f.observation("count", "1012", "2023", "4")
    store.publish([over, plain], f.upload())
    view = open_view(store, CATALOGUE)
    found = {series.unit_id: series.points[0] for series in view.series("count")}
    own, district = found[f.unit_id("1011")], found[f.unit_id("101")]
    assert (own.cumulative_since, own.published_on) == (since, "2023-04-02")
    assert (district.value, district.units_reported) == (4, 1)


def test_a_percentage_without_counts_is_of_unknown_completeness(tmp_path):
    store = SnapshotStore(tmp_path)
    store.publish(
        [
            f.observation("share", "1011", value="80"),
            f.observation("share", "1012", counts=(4, 5)),
            f.observation("count", "1011", value="7"),
        ],
        f.upload(),
    )
    view = open_view(store, CATALOGUE)
    found = {
        (name, one.unit_id.partition("@")[0]): one.points[0].completeness
        for name in ("share", "count")
        for one in view.series(name, level=AdminLevel.COMMUNE)
    }
    assert found == {("share", "1011"): None, ("share", "1012"): 1, ("count", "1011"): 1}
