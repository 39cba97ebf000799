"""From a file to a snapshot: what the store knows reaches the check, answers are remembered."""

import pytest

from cds.domain.errors import StoreDamagedError
from cds.domain.periods import parse_period
from cds.export.figure_files import GAP_HEADS
from cds.ingest.context import Context
from cds.ingest.mapping import Column, ColumnMapping
from cds.publish import (
    OutcomeStatus,
    answers,
    check_and_publish,
    check_upload,
    forget_mapping,
    remember_mapping,
    remembered,
)
from cds.store.audit import AuditTrail
from cds.store.sending import read_answers, remember
from cds.store.snapshots.snapshot_store import SnapshotStore
from tests.ingest.forms import CATALOGUE, TODAY

FORM = "Mã xã;Số dịch vụ\n1011;{}\n1022;{}\n1023;{}\n"


def sent(store, text, period="2023", **settings):
    context = Context(today=TODAY, period=parse_period(period))
    return check_and_publish(
        store, CATALOGUE, text.encode(), "f.csv", by="x", context=context, **settings
    )


def codes(outcome):
    return {issue.code.value for issue in outcome.checked.issues}


def test_what_was_published_is_compared_with(tmp_path):
    store = SnapshotStore(tmp_path)
    assert sent(store, FORM.format(10, 11, 12)).status is OutcomeStatus.ACCEPTED

    later = sent(store, FORM.format(100, 110, 120), "2024")

    assert later.status is OutcomeStatus.NEEDS_CONFIRMATION
    assert {"suspicious_scale", "sharp_change"} <= codes(later)
    assert later.snapshot is None


def test_the_name_of_a_file_is_shown_without_signs_nobody_sees(tmp_path):
    context = Context(today=TODAY, period=parse_period("2023"))
    content = FORM.format(10, 11, 12).encode()
    name = "\u202eBa\u0301o\x0b cáo\u2069.csv"

    checked = check_upload(SnapshotStore(tmp_path), CATALOGUE, content, name, context)

    assert checked.file.name == "Báo cáo.csv"


def test_the_same_file_is_asked_about_and_published_on_a_yes(tmp_path):
    store = SnapshotStore(tmp_path)
    sent(store, FORM.format(10, 11, 12))

    again = sent(store, FORM.format(10, 11, 12))
    confirmed = sent(store, FORM.format(10, 11, 12), confirmed=["already_published"])

    assert "already_published" in codes(again)
    assert again.status is OutcomeStatus.NEEDS_CONFIRMATION
    assert confirmed.snapshot is not None


def test_an_answer_about_columns_counts_for_the_next_file(tmp_path):
    store = SnapshotStore(tmp_path)
    text = "Nơi gửi;Con số\nXã Đồng Xa;{}\n"
    asked = sent(store, text.format(5))
    preview = asked.checked.preview
    assert asked.status is OutcomeStatus.REJECTED
    assert preview is not None

    mapping = ColumnMapping({1: Column("unit_name"), 2: Column("value", "services")})
    remember_mapping(tmp_path, preview.signature, mapping)

    assert remembered(tmp_path) == {preview.signature: mapping}
    assert sent(store, text.format(6)).status is OutcomeStatus.ACCEPTED
    assert remember(tmp_path, preview.signature, None)
    assert not remember(tmp_path, preview.signature, None)


def test_an_indicator_answered_once_is_proposed_for_the_same_column_of_other_files(tmp_path):
    store = SnapshotStore(tmp_path)
    mapping = ColumnMapping({2: Column("value", "services")})
    remember_mapping(tmp_path, "a" * 64, mapping, head=("Nơi gửi", "Số việc làm trên mạng"))

    asked = sent(store, "Đơn vị;Số việc làm trên mạng\nXã Đồng Xa;5\n")

    assert asked.status is OutcomeStatus.NEEDS_CONFIRMATION
    assert "unclear_heading" in codes(asked)


def test_a_wording_once_published_is_asked_no_more_of_its_sender(tmp_path):
    store, context = SnapshotStore(tmp_path), Context(today=TODAY)

    def send(period, by, *yes):
        text = f"SỐ DỊCH VỤ VEN BIỂN NĂM {period}\nMã xã;Số dịch vụ\n1011;10\n1022;11\n"
        done = check_and_publish(
            store, CATALOGUE, text.encode(), "f.csv", by=by, context=context, confirmed=yes
        )
        return done.status

    assert send("2021", "lan") is OutcomeStatus.NEEDS_CONFIRMATION
    assert send("2021", "lan", "unclear_heading") is OutcomeStatus.ACCEPTED
    assert send("2022", "minh") is OutcomeStatus.NEEDS_CONFIRMATION
    assert send("2022", "lan") is OutcomeStatus.ACCEPTED
    assert send("2023", "lan") is OutcomeStatus.ACCEPTED
    for snapshot in store.snapshots():
        store.withdraw(snapshot.snapshot_id, by="lan", reason="x")
    assert send("2021", "lan") is OutcomeStatus.NEEDS_CONFIRMATION


def test_a_table_of_standings_sent_back_is_refused_for_what_it_is(tmp_path):
    heads = ("target_id", "indicator_id", "unit_code", "period", "value", "status", "kind")
    line = ";".join(GAP_HEADS[name] for name in heads)
    outcome = sent(SnapshotStore(tmp_path), f"{line}\nx;services;1011;2023;5;Đạt;minh họa\n")
    assert [(i.code.value, dict(i.details)) for i in outcome.checked.issues] == [
        ("unsupported_file", {"reason": "exported"})
    ]


def test_an_answer_is_remembered_and_forgotten_with_its_origin(tmp_path):
    mapping = ColumnMapping({1: Column("unit_name")})
    remember_mapping(tmp_path, "older", mapping)
    remember_mapping(tmp_path, "a" * 64, mapping, head=("Nơi gửi", ""), by="Lan")

    found = {answer.signature: answer for answer in answers(tmp_path)}
    forget_mapping(tmp_path, found["a" * 64], "Minh")

    assert (found["a" * 64].head, found["a" * 64].by) == (("Nơi gửi", ""), "Lan")
    assert [answer.signature for answer in answers(tmp_path)] == ["older"]
    events = list(AuditTrail(tmp_path).events())
    assert [(event.event, event.by) for event in events] == [
        ("remembered", ""), ("remembered", "Lan"), ("forgotten", "Minh"),
    ]  # fmt: skip
    assert events[-1].details == {"head": "Nơi gửi"}


def test_answers_given_with_a_file_are_the_only_ones_that_count(tmp_path):
    """What was looked at is published, whatever others have remembered meanwhile."""
    store = SnapshotStore(tmp_path)
    text = "Nơi gửi;Con số\nXã Đồng Xa;5\n"
    key = sent(store, text).checked.preview.signature
    mapping = ColumnMapping({1: Column("unit_name"), 2: Column("value", "services")})
    remember_mapping(tmp_path, key, mapping)

    context = Context(today=TODAY, period=parse_period("2023"), mappings={})
    found = check_upload(store, CATALOGUE, text.encode(), "f.csv", context)

    assert [issue.code for issue in found.issues] == ["no_header"]


@pytest.mark.parametrize("text", ["{", "[]", '{"a": []}'])
def test_a_damaged_memory_is_no_memory_and_never_written_over(tmp_path, text):
    (tmp_path / "mappings.json").write_text(text, encoding="utf-8")
    assert read_answers(tmp_path) == {}
    with pytest.raises(StoreDamagedError):
        remember_mapping(tmp_path, "key", ColumnMapping({}))
    assert (tmp_path / "mappings.json").read_text(encoding="utf-8") == text
