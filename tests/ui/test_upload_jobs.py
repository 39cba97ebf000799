"""Work on a file in a process of its own: its answer, its limits, and an end at any time."""

import shutil
import time
from functools import partial
from pathlib import Path

import pytest

from cds.domain.errors import NotFoundError, UserError
from cds.jobs import processes
from cds.jobs.processes import Job
from cds.text.phrases import sentence
from tests.in_process import RUN_APART
from tests.pages.opening import opened, said
from tests.ui import upload_tasks as tasks

pytestmark = pytest.mark.slow
LONG = 60


@pytest.fixture(autouse=True)
def _apart(monkeypatch):
    monkeypatch.setattr(Job, "_run", RUN_APART)


def refusal(job):
    with pytest.raises(UserError) as error:
        job.result()
    return error.value.phrase


def test_work_is_done_in_another_process_and_its_answer_comes_back():
    job = Job("upload", partial(tasks.told, bytes(20_000_000)))

    assert job.result() == 20_000_000
    assert job.is_done()
    assert job.share == 0.5


def test_a_refusal_comes_back_with_its_words():
    with pytest.raises(NotFoundError) as error:
        Job("upload", tasks.refused).result()

    assert "f.csv" in sentence(error.value)


def test_a_bug_is_no_refusal():
    with pytest.raises(RuntimeError):
        Job("upload", tasks.faulty).result()


def test_work_beyond_its_time_is_ended():
    assert refusal(Job("upload", tasks.busy)) == "upload_too_long"


def test_work_beyond_its_memory_is_ended(monkeypatch):
    monkeypatch.setattr(processes, "_MOST_BYTES", 200_000_000)

    assert refusal(Job("upload", tasks.heavy)) == "upload_too_heavy"


def test_work_is_stopped_when_nobody_wants_it_any_more():
    others = children()  # of fixtures that serve several tests
    job = Job("upload", tasks.endless)
    until = time.monotonic() + LONG
    while not job.share and time.monotonic() < until:
        assert not job.is_done(0.05)
    assert children() - others

    job.cancel()

    assert refusal(job) == "upload_cancelled"
    assert children() <= others


def test_work_cancelled_while_it_waits_begins_no_process(monkeypatch):
    begun = []
    begin = processes.subprocess.Popen
    monkeypatch.setattr(
        processes.subprocess, "Popen", lambda *a, **k: begun.append(a) or begin(*a, **k)
    )
    first, waiting = Job("export", tasks.endless), Job("export", tasks.endless)
    waiting.cancel()
    first.cancel()

    assert refusal(waiting) == "export_cancelled"
    assert len(begun) <= 1


def children():
    """The processes that this one has started and that still run."""
    found = Path("/proc/self/task").glob("*/children")
    return {pid for each in found for pid in each.read_text("ascii").split()}


def button(app, label):
    return next(each for each in app.button if each.label.startswith(label))


def test_the_page_tells_how_far_it_is_lets_it_be_stopped_and_begun_again(
    monkeypatch, tmp_path, full_home
):
    monkeypatch.setattr(processes, "PATIENCE_SECONDS", 0)
    app = opened(
        monkeypatch, shutil.copytree(full_home, tmp_path / "home"), "upload", {"step": "file"}
    )
    content = "Mã xã;Chỉ tiêu;Kỳ;Giá trị\n27691;fibre_household_share;2025-Q2;80\n".encode()
    app.file_uploader[0].set_value([("f.csv", content, "text/csv")]).run()
    button(app, "Dừng kiểm tra").click().run()

    monkeypatch.setattr(processes, "PATIENCE_SECONDS", LONG)
    assert "Đã dừng kiểm tra" in said(app.run())

    button(app, "Kiểm tra lại").click().run()
    while "Đang đọc và kiểm tra" in said(app):  # a process begins when the machine lets it
        app.run()
    assert "Đọc được 1 số liệu" in said(app)
