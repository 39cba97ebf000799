"""Pages are made a few at a time, those that somebody chose first."""

import threading
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from streamlit.runtime import app_session
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from cds.server import script_turns
from cds.server.pace import ASKED_BY
from cds.server.script_turns import AT_ONCE, ScriptTurns, take_turns
from cds.store.view.series import reading

LONG = 30  # seconds that no test takes


class Scripts:
    """Scripts that run until they are told to end."""

    def __init__(self):
        self.turns, self.begun, self.most, self.running = ScriptTurns(), [], 0, 0
        self._ends, self._threads = {}, []
        self._lock = threading.Lock()

    def ask(self, name, *, by_itself=False):
        """Ask for a run and wait until it runs or queues."""
        waiting = len(self.turns._waiting) + len(self.begun)
        self._ends[name] = threading.Event()
        self._threads.append(threading.Thread(target=self._run, args=(name, by_itself)))
        self._threads[-1].start()
        until(lambda: len(self.turns._waiting) + len(self.begun) > waiting)

    def end(self, name):
        """Let a run end, and wait until the next has begun, if any waits."""
        waiting, begun = bool(self.turns._waiting), len(self.begun)
        self._ends[name].set()
        until(lambda: not waiting or len(self.begun) > begun)

    def end_all(self):
        """Let all end."""
        for one in self._ends.values():
            one.set()
        for one in self._threads:
            one.join(LONG)

    def _run(self, name, by_itself):
        with self.turns.held(by_itself=by_itself):
            with self._lock:
                self.running += 1
                self.most = max(self.most, self.running)
                self.begun.append(name)
            self._ends[name].wait(LONG)
            with self._lock:
                self.running -= 1


def until(found):
    """Wait until something holds."""
    end = time.monotonic() + LONG
    while not found():
        assert time.monotonic() < end
        time.sleep(0.001)


@pytest.fixture
def scripts(monkeypatch):
    monkeypatch.setattr(script_turns, "COUNTED_SECONDS", LONG)
    made = Scripts()
    yield made
    made.end_all()


def test_some_run_at_once_and_the_others_in_their_order(scripts):
    names = list(range(10))
    for name in names:
        scripts.ask(name)
    assert scripts.begun == names[:AT_ONCE]
    for name in names:
        scripts.end(name)
    scripts.end_all()

    assert scripts.begun == names
    assert scripts.most == AT_ONCE
    assert not scripts.turns._running


def test_who_chose_goes_before_pages_that_run_by_themselves(scripts):
    for name in range(AT_ONCE):
        scripts.ask(name, by_itself=True)
    for name in ("told", "told too"):
        scripts.ask(name, by_itself=True)
    scripts.ask("chosen")
    for name in (0, "chosen", "told"):
        scripts.end(name)

    assert scripts.begun[AT_ONCE:] == ["chosen", "told", "told too"]


def test_pages_that_run_by_themselves_wait_no_longer_than_others_chose_before(scripts, monkeypatch):
    monkeypatch.setattr(script_turns, "GIVES_WAY_SECONDS", 0.0)
    for name in range(AT_ONCE):
        scripts.ask(name)
    scripts.ask("told", by_itself=True)
    scripts.ask("chosen")
    scripts.end(0)

    assert scripts.begun[AT_ONCE:] == ["told"]


def test_a_script_that_takes_long_keeps_no_others_waiting(scripts, monkeypatch):
    monkeypatch.setattr(script_turns, "COUNTED_SECONDS", 0.05)
    for name in range(2 * AT_ONCE):
        scripts.ask(name)
    until(lambda: not scripts.turns._waiting)
    until(lambda: len(scripts.begun) == 2 * AT_ONCE)

    assert scripts.running == scripts.most == 2 * AT_ONCE  # nobody has ended for the others


def test_a_script_that_takes_long_rests_between_what_it_reads_while_others_run(monkeypatch):
    turns, rests = ScriptTurns(), []
    monkeypatch.setattr(script_turns.time, "sleep", rests.append)

    with turns.held(by_itself=False):
        reading.pause()
        turns._running[0] -= 2 * script_turns.COUNTED_SECONDS
        reading.pause()
        assert not rests  # nobody else
        turns._running[1] = time.monotonic()
        reading.pause()
        assert rests == [script_turns.REST_SECONDS]
        turns._running[0] -= script_turns.RESTS_SECONDS
        reading.pause()  # they may wait for what it reads
    reading.pause()

    assert len(rests) == 1


def test_a_script_that_fails_gives_its_turn_back(scripts):
    with pytest.raises(ValueError, match="a bug"), scripts.turns.held(by_itself=False):
        raise ValueError("a bug")

    assert not scripts.turns._running


@pytest.fixture
def runner(monkeypatch):
    """Streamlit's runner, as our server makes one for whom a test says."""
    monkeypatch.setattr(app_session, "ScriptRunner", ScriptRunner)
    monkeypatch.setattr(ScriptRunner, "__init__", lambda _self: None)
    take_turns()

    def made(asked_by):
        known = ASKED_BY.set(asked_by)
        page = app_session.ScriptRunner()
        ASKED_BY.reset(known)
        page._pages_manager, page._requests = PagesManager("app.py"), ScriptRequests()
        return page

    return made


@pytest.fixture
def runs(monkeypatch):
    """What Streamlit is let run: each with how many turns were held, and the names it may use."""
    found, turns = [], ScriptTurns()
    monkeypatch.setattr(script_turns, "_turns", turns)
    monkeypatch.setattr(
        ScriptRunner,
        "_run_script",
        lambda _, asked: found.append((len(turns._running), *asked.cached_message_hashes)),
    )
    return found


def run(page, **asked):
    """Run as Streamlit does."""
    page._run_script(RerunData(cached_message_hashes=frozenset({"m"}), **asked))


def test_streamlits_scripts_take_turns(runs, runner):
    run(runner(None), is_auto_rerun=True)

    assert runs == [(1, "m")]


def test_a_run_that_fails_gives_its_turn_back_and_counts_as_ended(runs, runner, monkeypatch):
    page, turns = runner(None), script_turns._turns
    whole = ScriptRunner._run_script

    def fails(_self, _asked):
        raise ValueError("a bug")

    monkeypatch.setattr(ScriptRunner, "_run_script", fails)
    with pytest.raises(ValueError, match="a bug"):
        run(page)
    assert not turns._running
    monkeypatch.setattr(ScriptRunner, "_run_script", whole)
    run(page)

    assert runs == [(1,)]


def test_a_run_that_another_has_overtaken_takes_nothing_away(runs, runner):
    """It let go of the files of the page that was shown meanwhile; who chose is not overtaken."""
    told, queued = runner(None), runner(SimpleNamespace(gives_way=True))
    chosen = runner(None)
    for page in (told, queued, chosen):
        page._requests.request_stop()  # as Streamlit does when the page is asked for anew

    run(told, is_auto_rerun=True)
    run(queued)
    assert runs == []
    run(chosen)  # whose buttons were pressed

    assert runs == [(1, "m")]
    assert not script_turns._turns._running


@pytest.mark.parametrize(
    ("by_itself", "seconds", "named"),
    [(True, 0.9, ()), (True, 1.1, ("m",)), (False, 0.0, ()), (False, 0.15, ("m",))],
)
def test_a_run_right_after_another_names_no_message_that_the_browser_may_have_dropped(
    runs, runner, monkeypatch, by_itself, seconds, named
):
    page, now = runner(None), time.monotonic()
    monkeypatch.setattr(script_turns.time, "monotonic", lambda: now)
    run(page, is_auto_rerun=by_itself)
    now += seconds
    run(page)
    now += 2
    run(page, fragment_id_queue=["part"])
    run(page)

    assert runs == [(1, "m"), (1, *named), (1, "m"), (1, "m")]


def test_a_page_that_nobody_awaits_lets_the_others_be_made_first(scripts):
    """It is counted no longer: as many as can be are made meanwhile."""
    scripts.ask("told", by_itself=True)
    assert scripts.turns.give_way(0, LONG) < 1  # nobody else is there
    for name in range(AT_ONCE):
        scripts.ask(name)
    given = []
    polite = threading.Thread(target=lambda: given.append(scripts.turns.give_way(0, LONG)))
    polite.start()
    until(lambda: len(scripts.begun) == 1 + AT_ONCE)
    for name in range(AT_ONCE):
        assert not given
        scripts.end(name)
    polite.join(LONG)

    assert given[0] < LONG
    assert scripts.turns.give_way(LONG, LONG) < 1  # of a page that is no longer made


def test_a_page_gives_way_no_longer_than_it_may_nor_to_one_that_takes_long(scripts, monkeypatch):
    scripts.ask("told", by_itself=True)
    scripts.ask("chosen")

    assert 0.05 <= scripts.turns.give_way(0, 0.05) < LONG
    monkeypatch.setattr(script_turns, "COUNTED_SECONDS", 0.0)
    assert scripts.turns.give_way(0, LONG) < LONG


@pytest.mark.parametrize("has_queued", [False, True])
def test_who_had_to_queue_is_later(monkeypatch, runner, has_queued):
    told = []

    @contextmanager
    def held(*, by_itself):
        told.append(by_itself)
        yield

    monkeypatch.setattr(ScriptRunner, "_run_script", lambda *_: told.append("run"))
    monkeypatch.setattr(script_turns, "_turns", SimpleNamespace(held=held))
    page = runner(SimpleNamespace(gives_way=has_queued))

    page._run_script(RerunData())

    assert told == [has_queued, "run"]


@pytest.mark.parametrize(
    ("asked", "asked_by", "given"),
    [
        ({"is_auto_rerun": True}, None, [0.5, 0.25]),
        ({}, SimpleNamespace(gives_way=True), [0.5, 0.25]),
        ({}, SimpleNamespace(gives_way=False), []),
        ({}, None, []),
    ],
)
def test_a_page_gives_way_before_its_parts_for_half_a_second_in_all(
    monkeypatch, runner, asked, asked_by, given
):
    told, parts = [], []

    def give_way(_number, seconds):
        told.append(seconds)
        return 0.25

    def make(page, _asked):
        for part in range(3):
            page._enqueue_forward_msg(part)

    monkeypatch.setattr(script_turns._turns, "give_way", give_way)
    monkeypatch.setattr(ScriptRunner, "_run_script", make)
    monkeypatch.setattr(
        ScriptRunner, "_enqueue_forward_msg", lambda _self, part: parts.append(part)
    )
    run(runner(asked_by), **asked)

    assert (told, parts) == (given, [0, 1, 2])
