"""Which edition pages show: the newest that is ready; the next is built beside it."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from time import monotonic, sleep

from cds.domain.errors import InconsistentReferenceError, UserError

PATIENCE_SECONDS = 0.0  # even a small home takes longer than who looks on should wait in vain
LONGEST_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Edition:
    """What a page is a view of; equal editions show the same. `version` -1 means no data.

    `reference` changes whenever a file of the reference or of the boundaries does. `boundaries` is
    the vintage that every period is shown on, by name; "" each on its own. `programme` is the one
    that is looked at, "" the one in force on the day.
    """

    home: str
    reference: str
    version: int
    today: str
    boundaries: str = ""
    programme: str = ""

    def is_of(self, newest: "Edition") -> bool:
        """True when it shows what that one does, be it on other boundaries or of one programme."""
        theirs = newest.home, newest.reference, newest.version, newest.today
        return (self.home, self.reference, self.version, self.today) == theirs


@dataclass(eq=False)
class Editions:
    """The editions of one data home. What is newest on disk is built off the request.

    Meanwhile, and when it cannot be built, the last one that was ready goes on serving. `load` must
    work for any edition to be shown. `builds` make one quick to show; the first of them must work
    before it replaces another. `replaced` is told of one and of the other that has taken its place:
    what can wait until pages show it. `begin` is what the thread that builds does first.
    """

    load: Callable[[Edition], object]
    builds: Sequence[Callable[[Edition], object]]
    replaced: Callable[[Edition, Edition], object]
    begin: Callable[[], None] = lambda: None
    shown: Edition | None = field(default=None, init=False)
    """The one that pages show now; None before the first."""
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _worker: ThreadPoolExecutor = field(init=False)
    _next: Edition | None = field(default=None, init=False)
    _jobs: list[Future[object]] = field(default_factory=list[Future[object]], init=False)
    _refused: tuple[str, UserError] | None = field(default=None, init=False)
    _failure: UserError | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Begin no thread yet."""
        self._worker = ThreadPoolExecutor(1, "edition", self.begin)

    def ready(self, newest: Edition, patience_seconds: float | None = None) -> Edition:
        """Return the newest edition that is ready; who looks waits for none on disk.

        Raises what `load` raises as long as none ever was ready.
        """
        if self.shown is None:
            self.load(newest)
            self.shown = newest
        if patience_seconds is None:
            patience_seconds = PATIENCE_SECONDS
        with self._lock:
            self._settle()
            wanted = self._wanted(newest)
            if wanted != self._of_today(newest) and not self._jobs:
                self._next = wanted
                self._jobs = [self._worker.submit(build, wanted) for build in self.builds]
            jobs = self._jobs
        wait(jobs, patience_seconds)
        with self._lock:
            self._settle()
        return self._of_today(newest)

    def caught_up(self, newest: Edition) -> Edition:
        """Return the edition on disk as soon as it is ready; an older one if it fails."""
        until = monotonic() + LONGEST_SECONDS
        while True:
            shown = self.ready(newest, LONGEST_SECONDS)
            if shown == newest or self.fault(newest) or monotonic() > until:
                return shown

    def rest(self, seconds: float) -> bool:
        """Wait so long, or for what is being built; True once that is done."""
        with self._lock:
            jobs = [job for job in self._jobs if not job.done()]
        if not jobs:
            sleep(seconds)
        return bool(jobs) and not wait(jobs, seconds).not_done

    def fault(self, newest: Edition) -> UserError | None:
        """Return why the edition on disk is not shown; None while it is, or is being built."""
        if self._refused and self._refused[0] == newest.reference:
            return self._refused[1]
        return self._failure

    def _of_today(self, newest: Edition) -> Edition:
        assert self.shown is not None  # noqa: S101 - the first thing `ready` sees to
        return replace(self.shown, today=newest.today)

    def _wanted(self, newest: Edition) -> Edition:
        """What is published counts also while the reference on disk cannot be used."""
        if self._refused and self._refused[0] == newest.reference:
            return replace(newest, reference=self._of_today(newest).reference)
        return newest

    def _settle(self) -> None:
        """Take what has been built, or note why it could not be."""
        if not self._jobs or not all(job.done() for job in self._jobs):
            return
        first, self._jobs = self._jobs[0], []
        assert self._next is not None  # noqa: S101 - set with the jobs
        match first.exception():
            case None:
                self._worker.submit(self.replaced, self._of_today(self._next), self._next)
                self.shown, self._failure = self._next, None
            case InconsistentReferenceError() as error:
                self._refused = self._next.reference, error
            case UserError() as error:
                self._failure = error
            case error:
                raise error
