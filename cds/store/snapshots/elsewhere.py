"""Where the snapshots of a home lie when CDS_STORE says: in another folder, or in a bucket.

A folder is linked. Of a bucket the home has a copy: what counts is decided by the bucket, which
takes a commit only where none is yet, and everything is read from the copy.
"""

import hashlib
import json
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import TypeVar

from cds.domain.errors import UsageError, UserError
from cds.store.files import UPLOADS, exclusive, kept_files, make_folder, sync_folder, write_bytes

SNAPSHOTS, LOG_FOLDER = "snapshots", "_delta_log"
_BOUND = ".store"  # tells the bucket; no copy of the home has it
_AT_ONCE = 8  # requests
_LOOK_AGAIN_SECONDS, _TRY_AGAIN_SECONDS = 1.0, 20.0
_COMMIT_NAME = 25  # letters
_Answer = TypeVar("_Answer")


class Bucket:
    """The objects under an address, by the names that their files have in the home."""

    def __init__(self, home: Path, url: str) -> None:
        """Raises UserError without the package that speaks to buckets, or for no such address."""
        try:
            from obstore.exceptions import BaseError
            from obstore.store import from_url
        except ImportError as error:
            raise UserError("bucket_without_package", url=url) from error
        self.url, self._home = url, home
        try:
            self._objects = from_url(
                url,
                client_options={"allow_http": True, "connect_timeout": timedelta(seconds=2)},
                retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=5)},
            )
        except (BaseError, ValueError) as error:
            raise UsageError("bad_bucket", url=url) from error
        self._looking, self._look_after = Lock(), 0.0

    def is_empty(self) -> bool:
        """True when there is no object yet."""
        with self._reaching():
            return not any(batch for batch in self._objects.list(chunk_size=1))

    def create(self, name: str, content: bytes) -> bool:
        """Put an object where none is; False when there is another."""
        from obstore.exceptions import AlreadyExistsError

        with self._reaching():
            try:
                self._objects.put(_key(name), content, mode="create")
            except AlreadyExistsError:  # also when the answer to a first try got lost
                return self.read(name) == content
            return True

    def write(self, name: str, content: bytes) -> None:
        """Put an object, whatever is there."""
        with self._reaching():
            self._objects.put(_key(name), content)

    def read(self, name: str) -> bytes:
        """Return an object. Raises FileNotFoundError without one."""
        with self._reaching():
            return bytes(self._objects.get(_key(name)).bytes())

    def differing(self, hashes: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
        """Yield the names of objects that are not as their hashes say, and which are missing."""
        for name, digest in zip(hashes, _at_once(self._sha256, hashes), strict=True):
            if digest != hashes[name]:
                yield name, digest is None

    def send(self, names: Iterable[str]) -> None:
        """Put files of the home into the bucket. Raises UsageError where there are others."""

        def put(name: str) -> bool:
            return self.create(name, (self._home / name).read_bytes())

        if not all(_at_once(put, names)):
            raise UsageError("bucket_differs", url=self.url)

    def send_home(self) -> None:
        """Put what the home has published into the bucket, commits after all they speak of."""
        paths = (*kept_files(self._home / UPLOADS), *kept_files(self._home / SNAPSHOTS))
        names = [
            path.relative_to(self._home).as_posix()
            for path in paths
            if LOG_FOLDER not in path.parts or len(path.name) == _COMMIT_NAME
        ]
        self.send(name for name in names if LOG_FOLDER not in name)
        for name in names:
            if LOG_FOLDER in name:
                self.send([name])

    def look(self, first: int) -> None:
        """Bring what is new when nobody looked within the second; what is there serves else."""
        if time.monotonic() < self._look_after or not self._looking.acquire(blocking=False):
            return
        pause = _LOOK_AGAIN_SECONDS
        try:
            self.bring(first, wait_seconds=0)
        except (UserError, OSError) as error:
            pause = _TRY_AGAIN_SECONDS  # pages wait for each try
            logging.getLogger("cds").warning("bucket not read: %s", error)
        finally:
            self._look_after = time.monotonic() + pause
            self._looking.release()

    def bring(self, first: int, wait_seconds: float = 60) -> None:
        """Copy the commits from a version on, in order, each after the files it speaks of."""
        with exclusive(self._home / "store.lock", wait_seconds), self._reaching():
            after = f"{LOG_FOLDER}/{first - 1:020d}.json" if first else None
            listed = self._objects.list(LOG_FOLDER, offset=after)
            keys = (entry["path"] for batch in listed for entry in batch)
            names = sorted(key for key in keys if len(Path(key).name) == _COMMIT_NAME)
            found = _at_once(self._brought, [f"{SNAPSHOTS}/{key}" for key in names])
            for name, content in zip(names, found, strict=True):
                write_bytes(self._home / SNAPSHOTS / name, content)

    def _brought(self, name: str) -> bytes:
        """Copy the files of a commit; return it. What the bucket lacks is missed by `verify`."""
        content = self.read(name)
        for spoken_of in _spoken_of(content):
            if not (self._home / spoken_of).exists():
                with suppress(FileNotFoundError):
                    write_bytes(self._home / spoken_of, self.read(spoken_of))
        return content

    def _sha256(self, name: str) -> str | None:
        with suppress(FileNotFoundError):
            return hashlib.sha256(self.read(name)).hexdigest()
        return None

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """Whatever a bucket answers but what was asked for can be put right by a person."""
        from obstore.exceptions import BaseError

        try:
            yield
        except BaseError as error:
            reason = str(error).partition("\n")[0]
            raise UserError("bucket_unreachable", url=self.url, reason=reason) from error


def settle(home: Path, *, is_new: bool = False) -> None:
    """Let the snapshots of a home lie where CDS_STORE says; without it they stay where they are.

    Raises UsageError when they are somewhere else already, and for a new home when anything is
    there.
    """
    asked = os.environ.get("CDS_STORE", "").strip()
    if not asked:
        return
    is_folder, bound, snapshots = "://" not in asked, bound_to(home), home / SNAPSHOTS
    asked = str(Path(asked).resolve()) if is_folder else asked.rstrip("/")
    if is_folder and bound is None and not os.path.lexists(snapshots):
        make_folder(Path(asked))
        if is_new and any(Path(asked).iterdir()):
            raise UsageError("store_not_empty", place=asked)
        with suppress(FileExistsError):  # another process was faster
            snapshots.symlink_to(asked, target_is_directory=True)
        sync_folder(home)
    elif not is_folder and bound is None and not snapshots.is_symlink():
        bucket = Bucket(home, asked)
        if is_new and not bucket.is_empty():
            raise UsageError("store_not_empty", place=asked)
        bucket.send_home()
        bucket.bring(0)
        write_bytes(home / _BOUND, asked.encode())
    now = bound_to(home) or str(snapshots.resolve())
    if now != asked:
        raise UsageError("store_elsewhere", now=now, asked=asked)


def forget(home: Path) -> None:
    """Empty the folder of a home that could not be made."""
    if (snapshots := home / SNAPSHOTS).is_symlink():
        for path in snapshots.iterdir():
            shutil.rmtree(path)
        snapshots.unlink()


def bucket_of(home: Path) -> Bucket | None:
    """Return the bucket of a home, None when it has none."""
    url = bound_to(home)
    return None if url is None else Bucket(home, url)


def bound_to(home: Path) -> str | None:
    """Return the address of a home's bucket, None when it has none."""
    with suppress(FileNotFoundError):
        return (home / _BOUND).read_text(encoding="utf-8")
    return None


def _key(name: str) -> str:
    """Other programs find a Delta table at the address; they pass over what begins with "_"."""
    inside = name.removeprefix(f"{SNAPSHOTS}/")
    return inside if inside != name else f"_{name}"


def _spoken_of(content: bytes) -> Iterator[str]:
    """The files of a home that a commit speaks of; none for one that cannot be read."""
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        for line in content.splitlines():
            for kind, action in json.loads(line).items():
                if kind == "add":
                    yield f"{SNAPSHOTS}/{action['path']}"
                elif kind == "commitInfo":
                    told = json.loads(action["userMetadata"])
                    if told.get("is_kept"):
                        yield f"{UPLOADS}/{told['sha256']}"


def _at_once(ask: Callable[[str], _Answer], names: Iterable[str]) -> Iterator[_Answer]:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(ask, names)
