"""Records beside a large base: what they say is what the query says, and they hold nothing up."""

import pytest

from cds.store import derived
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view import kept
from cds.store.view.queries import View, open_view
from tests import factories as f

pytestmark = pytest.mark.slow

WIDE = "184467440737095.5"  # not in 64 bits with eight decimals


@pytest.fixture
def catalogue():
    lines, calls = (f.indicator(one, minimum=None, maximum=None) for one in ("lines", "calls"))
    return f.catalogue([f.indicator(), lines, calls])


@pytest.fixture
def large(store, catalogue, monkeypatch):
    """A home whose base has records of two indicators, and of the third none."""
    monkeypatch.setattr(kept, "MANY_FIGURES", 0)
    for value in ("25", "50"):
        figures = [
            f.observation(name, code, period, value, line=2, note=f"{name} {code}")
            for name in ("coverage", "lines")
            for code in f.COMMUNES
            for period in ("2024-Q3", "2024-Q4")
        ]
        store.publish([*figures, f.observation("calls", value=WIDE)], f.upload(f"{value}.csv"))
    open_view(store, catalogue)
    return store


def records(store):
    (path,) = (store.home / derived.FOLDER).glob("view-*.records")
    return path


def by_query(store, catalogue):
    view = open_view(store, catalogue)
    object.__setattr__(view._filled, "records", None)
    return f.told(view)


@pytest.fixture
def asked(monkeypatch):
    """The indicators and units of which own figures are asked for by a query."""
    seen, ask = [], View._table

    def noted(view, name, wanted):
        if name == "own_points":
            ids = view._filled.numbers
            names = [ids.indicators[one].indicator_id for one in wanted.indicators]
            seen.append((names, [ids.unit_ids[one] for one in wanted.units]))
        return ask(view, name, wanted)

    monkeypatch.setattr(View, "_table", noted)
    return seen


def test_what_lies_in_records_is_asked_of_no_query(large, catalogue, asked):
    view = open_view(large, catalogue)
    first, *_ = f.COMMUNES
    unit = f.unit_id(first)
    (one,) = view.series("lines", [unit])
    assert [point.value for point in one.points] == [50, 50]
    assert view.values(one.points[0].period, [unit], "lines") == {"lines": {unit: 50}}
    assert asked == [(["calls"], [unit])]  # with a unit all that it has is read
    assert f.told(view) == by_query(large, catalogue)


def test_what_was_published_or_withdrawn_since_counts_instead_without_a_query(
    large, catalogue, asked
):
    _, second, *_ = f.COMMUNES
    large.publish([f.observation("lines", second, "2024-Q3", "75", note="mới")], f.upload())
    view = open_view(large, catalogue)
    assert view._filled.lacked == 1
    found = {one.unit_id: one for one in view.series("lines")}
    assert [str(one.value) for one in found[f.unit_id(second)].points] == ["75", "50"]
    assert found[f.unit_id(second)].points[0].note == "mới"
    assert view.series("coverage")
    assert not asked
    assert f.told(view) == by_query(large, catalogue)


def test_records_that_are_damaged_or_gone_are_not_missed(large, catalogue, asked):
    expected = f.told(open_view(large, catalogue))
    path = records(large)
    view = open_view(large, catalogue)
    content = bytearray(path.read_bytes())
    content[0] ^= 1
    path.unlink()
    assert f.told(view) == expected  # they are open
    asked.clear()
    path.write_bytes(content)
    for _ in range(2):
        assert f.told(open_view(SnapshotStore(large.home), catalogue)) == expected
        path.unlink(missing_ok=True)
    assert (["coverage", "lines", "calls"], []) in asked


def test_where_none_can_be_written_nobody_takes_those_of_a_base_before(
    large, catalogue, monkeypatch
):
    expected = f.told(open_view(large, catalogue))
    (base,) = (large.home / derived.FOLDER).glob("view-*.duckdb")
    base.unlink()
    monkeypatch.setattr(kept, "_records_of", lambda _: (_ for _ in ()).throw(OSError))
    view = open_view(large, catalogue)
    assert view.is_kept
    assert view._filled.records is None
    assert f.told(view) == expected


def test_a_small_base_has_none(store, catalogue):
    f.publish(store, 25)
    open_view(store, catalogue).keep()
    assert not list((store.home / derived.FOLDER).glob("*.records"))
