"""Speaking to a server without a browser, on the floor page itself."""

import sys
import time

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench import replay
from bench.processes import free_port, served
from bench.replay import is_last, is_rerun, page_load, reruns


@pytest.fixture(scope="module")
def floor(tmp_path_factory):
    port, home = free_port(), tmp_path_factory.mktemp("home")
    command = [sys.executable, "-m", "bench.floor", str(port)]
    with served(command, port, "/healthz", {"CDS_DATA": str(home)}) as server:
        yield server


@pytest.fixture(autouse=True)
def in_a_burst(monkeypatch):
    """So few at once, of which each line here is a new visitor, are answered without a pause."""
    monkeypatch.setattr(replay, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(replay, "WARM_UP", 5)


def test_messages_are_told_apart():
    assert is_rerun(page_load("unit=27691", "indicator"))
    assert not is_rerun(BackMsg(stop_script=True).SerializeToString())
    assert is_last(ForwardMsg(script_finished=0).SerializeToString())
    assert not is_last(ForwardMsg(session_event={}).SerializeToString())


@pytest.mark.slow
def test_reruns_are_timed_weighed_and_charged(monkeypatch, floor):
    monkeypatch.setattr(replay, "PAUSE_SECONDS", 0.15)  # sooner a browser may just be dropping it
    found = reruns(floor, [page_load()], 15)

    assert 0 < found.script_ms < 5000
    assert 0 < found.message_kb < 1  # the chart is named, not sent again
    assert found.cpu_ms > 0
    assert floor.memory_mb > 50


@pytest.mark.slow
def test_small_frames_do_not_wait_for_each_other(floor):
    """Without TCP_NODELAY every rerun waits 40 ms for the client's delayed acknowledgement."""
    fastest = min(reruns(floor, [page_load()], 5).script_ms for _ in range(3))
    assert fastest < 40


def test_a_server_that_does_not_start_is_a_fault_and_not_a_wait():
    started = time.monotonic()
    with (
        pytest.raises(RuntimeError, match="no answer"),
        served([sys.executable, "-c", "raise SystemExit(1)"], free_port(), "/", {}),
    ):
        pass
    assert time.monotonic() - started < 30
