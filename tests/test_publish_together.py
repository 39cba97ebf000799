"""Two people publish, release or send back the same file at the same moment: it counts once."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from cds.domain.errors import NotFoundError
from cds.domain.periods import parse_period
from cds.ingest.context import Context
from cds.publish import OutcomeStatus, check_and_publish, send_back
from cds.store.sending import Release, WaitingRoom
from cds.store.snapshots.snapshot_store import SnapshotStore
from tests.ingest.forms import CATALOGUE, TODAY

CONTENT = "Mã xã;Số dịch vụ\n1011;10\n1022;11\n1023;12\n".encode()
CONTEXT = Context(today=TODAY, period=parse_period("2023"))
LONG = 60


class Meeting:
    """Set in each process when it starts."""

    barrier = None


def meet(barrier):
    Meeting.barrier = barrier


@pytest.fixture
def two():
    """Two processes that begin together; `two(act, *arguments)` returns what each came to."""
    together = get_context("spawn")
    with ProcessPoolExecutor(
        2, together, initializer=meet, initargs=(together.Barrier(2),)
    ) as pool:
        yield lambda act, *given: sorted(
            job.result(LONG) for job in [pool.submit(act, *given) for _ in range(2)]
        )


def publish(home, by):
    store = SnapshotStore(home)
    Meeting.barrier.wait(LONG)
    outcome = check_and_publish(store, CATALOGUE, CONTENT, "f.csv", by=by, context=CONTEXT)
    codes = {issue.code.value for issue in outcome.checked.issues}
    return outcome.status.value, "already_published" in codes


def release(home):
    room = WaitingRoom(home)
    [sent] = room.all()
    Meeting.barrier.wait(LONG)
    try:
        outcome = check_and_publish(
            SnapshotStore(home),
            CATALOGUE,
            room.content(sent),
            "f.csv",
            by="x",
            context=CONTEXT,
            confirmed=("already_published",),
            release=Release(room, sent, "publisher"),
        )
    except NotFoundError as error:
        return error.phrase
    return outcome.status.value


@pytest.mark.slow
def test_the_same_file_sent_twice_at_once_counts_once_and_the_other_is_told(tmp_path, two):
    assert two(publish, tmp_path, "x") == [
        (OutcomeStatus.ACCEPTED, False),
        (OutcomeStatus.NEEDS_CONFIRMATION, True),
    ]
    assert len(SnapshotStore(tmp_path).snapshots()) == 1


@pytest.mark.slow
def test_a_waiting_file_released_twice_at_once_counts_once_and_the_other_is_told(tmp_path, two):
    WaitingRoom(tmp_path).send(CONTENT, "f.csv", "x")

    assert two(release, tmp_path) == ["accepted", "not_waiting"]
    assert len(SnapshotStore(tmp_path).snapshots()) == 1
    assert WaitingRoom(tmp_path).all() == ()


def test_a_file_that_was_sent_back_meanwhile_is_not_published(tmp_path):
    room, store = WaitingRoom(tmp_path), SnapshotStore(tmp_path)
    decision = Release(room, room.send(CONTENT, "f.csv", "x"), "publisher")
    send_back(decision, "sai kỳ")

    with pytest.raises(NotFoundError):
        check_and_publish(
            store, CATALOGUE, CONTENT, "f.csv", by="x", context=CONTEXT, release=decision
        )
    with pytest.raises(NotFoundError):
        send_back(decision, "sai kỳ")
    assert store.snapshots() == ()
