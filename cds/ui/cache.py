"""The only cached functions: everything a page shows, kept by data version and day."""

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cds.domain import clock
from cds.domain.catalogue import Catalogue
from cds.domain.errors import UserError
from cds.domain.periods import Period
from cds.export.files import File
from cds.jobs import exports
from cds.jobs.processes import Job
from cds.site import turns
from cds.store.files import Damage
from cds.store.layers import damaged_layers as unreadable_layers
from cds.store.reference.loading import load_catalogue, reference_stamp
from cds.store.snapshots.snapshot import Snapshot
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import View, open_view
from cds.store.view.series import reading
from cds.ui import selection
from cds.ui.editions import Edition as Edition
from cds.ui.editions import Editions
from cds.views import gaps, overview
from cds.views.reader import Answers, Reader

Asked = ParamSpec("Asked")
Made = TypeVar("Made")
_this_run = threading.local()  # what the run of a page in this thread saw on disk
_MOST_IN_USE = 9  # what counts, what is shown and what came before, each on three boundaries
_MOST_OLDER = 2  # compared by somebody
_MOST_ROWS = 100_000  # kept of one opened when it counted no more: as points 26 MB
_MOST_ROWS_OF_ALL = 2_000_000  # of a country: as rows 180 MB, if somebody looks at each 900
_TIMES = 2  # kept of the newest, in times of its figures: all series, and as much read otherwise
_PAUSE_SECONDS = 0.03  # as long as what is read at a time keeps others waiting
_PAGE_RUNS = "ScriptRunner"  # the name of threads that make a page begins so

_latest: dict[str, View] = {}  # by home: what the next version takes over
_readers = Answers(_MOST_IN_USE, Reader.forget)  # by edition without its programme
_older_readers = Answers(_MOST_OLDER, Reader.forget)
open_pages: dict[str, Edition] = {}  # what those show that follow the newest, by session


def _once(most: int) -> Callable[[Callable[Asked, Made]], Callable[Asked, Made]]:
    """Keep what is asked for a dozen times a run: Streamlit's own cache takes 0.1 ms to look."""

    def around(make: Callable[Asked, Made]) -> Callable[Asked, Made]:
        kept, lock = lru_cache(maxsize=most)(make), threading.RLock()

        def asked(*args: Asked.args, **options: Asked.kwargs) -> Made:
            with lock:  # who asks for the same meanwhile waits
                return kept(*args, **options)  # type: ignore[arg-type] # places and versions

        return asked

    return around


def home() -> Path:
    """The data home: CDS_DATA, else `data`."""
    return Path(os.environ.get("CDS_DATA", "data")).absolute()


def edition(version: int | None = None) -> Edition:
    """The edition to show: that data version, or the newest that is ready, of his programme.

    A page asks for it a dozen times in a run and is told the same.
    """
    if (shown := _seen_by_page("shown")) is None:
        ready = newest()
        programme = selection.wanted_programme(catalogue(ready))
        _this_run.shown = shown = replace(ready, programme=programme)
    return shown if version is None else replace(shown, version=version)


def newest() -> Edition:
    """The newest edition that is ready, whoever's programme; one for the whole run of a page."""
    if seen := _seen_by_page("newest"):
        return seen
    on_disk = _on_disk()
    _this_run.newest = found = _editions(on_disk.home).ready(on_disk)
    return found


def rest(seconds: float) -> bool:
    """Wait so long, or for the edition that is being built; True once it is ready."""
    return _editions(str(home())).rest(seconds)


def caught_up() -> Edition:
    """The edition on disk, waited for: for who has just changed something."""
    on_disk = _look()
    return _editions(on_disk.home).caught_up(on_disk)


def newest_fault() -> UserError | None:
    """Why the edition on disk cannot be shown, while an earlier one goes on serving."""
    on_disk = _on_disk()
    return _editions(on_disk.home).fault(on_disk)


def look_anew() -> None:
    """Begin the run of a page: it asks a dozen times what is on disk, and is told the same."""
    _this_run.edition = _this_run.newest = _this_run.shown = _this_run.reader = None


def _look() -> Edition:
    place = home()
    version = store(str(place)).data_version()
    found = Edition(str(place), reference_stamp(place), version, clock.today().isoformat())
    _this_run.edition, _this_run.newest, _this_run.shown = found, None, None
    return found


def _on_disk() -> Edition:
    """What the run of a page has seen; whoever runs by himself looks anew."""
    return _seen_by_page("edition") or _look()


def _seen_by_page(name: str) -> Edition | None:
    is_page = get_script_run_ctx(suppress_warning=True) is not None
    return getattr(_this_run, name, None) if is_page else None


@_once(4)
def _editions(place: str) -> Editions:
    return Editions(catalogue, (view, overview_page, _read_ahead), _replaced, _come_last)


def _replaced(before: Edition, now: Edition) -> None:
    """Let go of what was made of one edition; keep the other's figures for the next start."""
    _readers.drop(replace(before, programme=""))
    keep(now)


def _read_ahead(wanted: Edition) -> None:
    """Read the standings of all programmes that open pages show: who asks first would wait.

    On other boundaries only what was added up apart, for they are added up anew each time. What is
    kept of periods before in the edition that goes on serving meanwhile makes room for it.
    """
    if shown := _editions(wanted.home).shown:
        _reader_of(shown).forget_past()
    for programme, boundaries in sorted({(wanted.programme, ""), *_in_sight(wanted.home)}):
        if not boundaries or view(wanted).is_kept:
            edition = replace(wanted, programme=programme, boundaries=boundaries)
            reader(edition).kept(gaps.every_line)


def _in_sight(place: str) -> set[tuple[str, str]]:
    """The programmes that open pages show, each with the boundaries it is seen on.

    Not what somebody has looked at for a moment: the points of a closed programme take 80 MB.
    """
    pages = tuple(open_pages.values())
    return {(one.programme, one.boundaries) for one in pages if one.home == place}


def _come_last() -> None:
    """Let this thread rest between what it reads while a page is being made."""

    def rest() -> None:
        if any(one.name.startswith(_PAGE_RUNS) for one in threading.enumerate()):
            time.sleep(_PAUSE_SECONDS)

    reading.pause = rest  # type: ignore[method-assign] # of this thread alone


@_once(4)
def store(place: str) -> SnapshotStore:
    """The snapshot store of a data home."""
    return SnapshotStore(Path(place))


def catalogue(wanted: Edition) -> Catalogue:
    """The reference tables as the edition's programme sees them.

    Raises InconsistentReferenceError with every fault found.
    """
    whole = _catalogue(wanted.home, wanted.reference)
    known = {one.programme_id: one for one in whole.programmes}
    programme = known.get(wanted.programme) or whole.programme_on(date.fromisoformat(wanted.today))
    return _seen(wanted.home, wanted.reference, wanted.boundaries, programme.programme_id)


@_once(16)
def _seen(place: str, reference: str, boundaries: str, programme: str) -> Catalogue:
    if boundaries:
        plain = _seen(place, reference, "", programme)
        return plain.within(boundaries)
    whole = _catalogue(place, reference)
    return whole.of(next(one for one in whole.programmes if one.programme_id == programme))


@_once(4)
def _catalogue(place: str, reference: str) -> Catalogue:
    return load_catalogue(Path(place))


def view(wanted: Edition) -> View:
    """The figures of a data version."""
    kept = _view if _is_in_use(wanted) else _older_view
    return kept(wanted.home, wanted.reference, wanted.version, wanted.boundaries)


def _is_in_use(wanted: Edition) -> bool:
    """Whether pages ask for it by themselves: it counts, or is shown, or came right before that.

    There are few of these, so that they cost nobody's allowance; a room shares one address.
    """
    on_disk = _on_disk()
    for seen in filter(None, (on_disk, _editions(on_disk.home).shown)):
        if wanted.version == seen.version:
            return True
        counting = snapshots(seen.home, seen.version)
        if counting and wanted.version == counting[0].version - 1:
            return True
    return False


@st.cache_resource(max_entries=_MOST_OLDER, show_spinner=False)
def _older_view(place: str, reference: str, version: int, boundaries: str) -> View:
    with turns.dear("version"):
        newest = _latest.get(place)
        if newest and (boundaries or newest.is_unlike(snapshots(place, version))):
            with suppress(UserError, RuntimeError):  # then it is added up here
                older = partial(exports.keep_older, Path(place), version, boundaries)
                Job("base", older).result()
        return _opened(place, reference, version, boundaries)


@st.cache_resource(max_entries=_MOST_IN_USE, show_spinner=False)
def _view(place: str, reference: str, version: int, boundaries: str) -> View:
    if version != store(place).data_version() or boundaries:
        return _opened(place, reference, version, boundaries)
    before = _latest.get(place)
    if before and before.is_far_from(snapshots(place, version)):
        others = tuple(sorted({boundaries for _, boundaries in _in_sight(place) if boundaries}))
        with suppress(UserError, RuntimeError):  # then it is added up here
            Job("base", partial(exports.keep_bases, Path(place), others)).result()
    known = _catalogue(place, reference)
    made = _latest[place] = open_view(store(place), known, version, before)
    return made


def _opened(place: str, reference: str, version: int, boundaries: str) -> View:
    known = _catalogue(place, reference)
    seen = known.within(boundaries) if boundaries else known
    return open_view(store(place), seen, version, _latest.get(place))


def snapshots(place: str, version: int) -> tuple[Snapshot, ...]:
    """The snapshots as of a data version, newest first; also once a commit was put back."""
    lost = tuple(damage.path for damage in store(place).damaged_commits(version))
    return _snapshots(place, version, lost)


@st.cache_resource(max_entries=16, show_spinner=False)
def _snapshots(place: str, version: int, lost: tuple[str, ...]) -> tuple[Snapshot, ...]:
    return store(place).snapshots(version)


def reader(wanted: Edition) -> Reader:
    """What an edition's pages are made from; it keeps what it has made."""
    seen: tuple[Edition, Reader] | None = getattr(_this_run, "reader", None)
    if seen and seen[0] == wanted:
        return seen[1]
    in_force = _reader_of(wanted)
    if in_force.is_full:
        in_force.forget()
    known = {one.programme_id: one for one in in_force.catalogue.programmes}
    made = in_force.of(known.get(wanted.programme))
    if get_script_run_ctx(suppress_warning=True):  # else nobody would let go of it
        _this_run.reader = wanted, made
    return made


def _reader_of(wanted: Edition) -> Reader:
    """The reader of the programme in force; those of the others are kept by it, and go with it."""
    edition = replace(wanted, programme="")
    kept = _readers if _is_in_use(edition) else _older_readers
    return kept.get(edition, lambda: _made_reader(edition))


def _made_reader(wanted: Edition) -> Reader:
    shown = view(wanted)
    is_newest = wanted.version == store(wanted.home).data_version()
    figures = sum(one.rows for one in shown.snapshots) if is_newest else 0
    return Reader(
        Path(wanted.home),
        catalogue(wanted),
        shown,
        date.fromisoformat(wanted.today),
        lambda version: _reader_of(replace(wanted, version=version)),
        most_rows=min(max(_MOST_ROWS, _TIMES * figures), _MOST_ROWS_OF_ALL),
    )


def overview_page(wanted: Edition) -> overview.Overview:
    """The first page, ready to show; made before anybody asks."""
    return reader(wanted).kept(overview.build)


def keep(wanted: Edition) -> None:
    """Keep what a restart needs to be quick: the figures that count, and those before them."""
    newest = reader(wanted)
    for each in filter(None, (newest, newest.before)):
        each.view.keep()


@_once(4)
def damaged_layers(place: str, reference: str) -> tuple[Damage, ...]:
    """The map layers that cannot be drawn because their files are damaged."""
    return unreadable_layers(Path(place))


@st.cache_resource(max_entries=16, show_spinner=False)
def gap_file(
    wanted: Edition, limits: gaps.Wanted, order: str, until: Period | None, kind: str
) -> File:
    """The wanted lines as a file: too large to be kept among what a reader keeps."""
    return gaps.as_file(reader(wanted).as_of(until), limits, order, kind)
