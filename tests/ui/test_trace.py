"""From a figure to its file's line, on real files."""

import pytest

from cds.blocks import FigureKey
from cds.domain.periods import parse_period
from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import open_view
from cds.views import snapshots
from cds.views.reader import Reader
from tests.factories import catalogue, indicator, observation, unit_id
from tests.homes import TODAY

HOME = catalogue([indicator()])
PERIOD = parse_period("2024-Q4")


@pytest.fixture
def store(tmp_path):
    store = SnapshotStore(tmp_path)
    first = [observation(code="1011", counts=(50, 100), line=7)]
    store.publish(first, Upload("lan-1.csv", "a" * 64, "chị Ba"))
    store.publish(
        [
            observation(code="1011", counts=(60, 100), line=9),
            observation(code="1012", counts=(10, 50), line=4),
        ],
        Upload("lan-2.csv", "b" * 64, "anh Tư"),
    )
    return store


def trace(store, code):
    return snapshots.trace(
        Reader(store.home, HOME, open_view(store, HOME), TODAY),
        FigureKey("coverage", unit_id(code), PERIOD),
    )


def cells(traced):
    return [dict(zip(traced.table.columns, row, strict=True)) for row in traced.table.rows]


def test_a_figure_leads_to_file_line_sender_and_hash(store):
    newest, oldest = cells(trace(store, "1011"))

    assert (newest["file_name"], newest["line"]) == ("lan-2.csv", "9")
    assert newest["uploaded_by"] == "anh Tư"
    assert newest["sha256"] == "b" * 64
    assert (oldest["value"], oldest["counts"], oldest["line"]) == ("50,0%", "50/100", "7")


def test_a_sum_leads_to_the_figures_it_was_added_from(store):
    traced = trace(store, "101")

    assert "46,7%" in traced.title  # 70 of 150
    assert [(row["unit"], row["line"]) for row in cells(traced)] == [
        ("Phường Trung Tâm", "9"),
        ("Xã Ven Thành", "4"),
    ]
    assert "cộng từ 2 số liệu" in traced.sentence


def test_a_figure_that_is_nowhere_is_said_to_be(store):
    traced = trace(store, "1023")

    assert traced.table.rows == ()
    assert "Không thấy số liệu này" in traced.sentence


def test_a_withdrawn_publication_is_left_out(store):
    store.withdraw(store.snapshots()[0].snapshot_id, "gửi nhầm", "anh Tư")

    assert [row["file_name"] for row in cells(trace(store, "1011"))] == ["lan-1.csv"]
