"""The list that makes a folder a complete copy: every file's hash, in the form of `sha256sum`."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from cds.domain.errors import NotFoundError, StoreDamagedError
from cds.store.files import sha256_of, sync_folder, write_whole

MANIFEST = "MANIFEST.sha256"
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
NAMES = "surrogateescape"  # file names are bytes; those that are no text pass through


def write_manifest(folder: Path, hashes: Mapping[str, str]) -> None:
    """Check a copy against the hashes of what was copied and declare it complete, durably.

    Raises StoreDamagedError when a file is missing, changed or unaccounted for.
    """
    require_same(folder, hashes)
    lines = "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes))
    write_whole(folder / MANIFEST, lambda draft: _write(draft, lines))
    read_manifest(folder)


def read_manifest(folder: Path) -> Mapping[str, str]:
    """Return the hashes of a copy's files by path, none of them missing or unaccounted for.

    Raises NotFoundError when there is no such folder, StoreDamagedError when it is not whole.
    """
    if not folder.is_dir():
        raise NotFoundError("no_backup", path=folder)
    if not (folder / MANIFEST).is_file():
        raise StoreDamagedError("not_a_backup", path=folder)
    text = (folder / MANIFEST).read_text(encoding="utf-8", errors=NAMES)
    hashes = dict(_entry(folder, line) for line in text.removesuffix("\n").split("\n"))
    found = {path.relative_to(folder).as_posix() for path in kept_files(folder)} - {MANIFEST}
    for name in sorted(found ^ hashes.keys()):
        raise damaged(folder, name)
    return hashes


def require_same(folder: Path, hashes: Mapping[str, str]) -> None:
    """Read the files back, and see that their folders' lists of names are on the disk.

    Raises StoreDamagedError for the first that differs.
    """
    for name, expected in hashes.items():
        if sha256_of(folder / name) != expected:
            raise damaged(folder, name)
    for parent in {parent for name in hashes for parent in PurePosixPath(name).parents}:
        sync_folder(folder / parent)


def kept_files(folder: Path) -> Iterator[Path]:
    """Every file below that is more than a draft or a lock, also behind links."""
    for place, folders, names in os.walk(folder, followlinks=True):
        folders[:] = sorted(filter(is_kept, folders))
        yield from (Path(place) / name for name in sorted(filter(is_kept, names)))


def is_kept(name: str) -> bool:
    """True for names of files and folders that belong into a copy."""
    return not name.startswith(".") and not name.endswith(".lock")


def damaged(folder: Path, name: str) -> StoreDamagedError:
    """Return the error that names the file of a copy that is not whole."""
    return StoreDamagedError("backup_damaged", path=folder, file=name)


def _entry(folder: Path, line: str) -> tuple[str, str]:
    """Read one line; a path that leads out of the copy is damage too."""
    match = _LINE.fullmatch(line)
    if match is None or not _is_inside(match[2]):
        raise damaged(folder, MANIFEST)
    return match[2], match[1]


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and all(map(is_kept, path.parts)) and str(path) == name


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", errors=NAMES, newline="\n")
