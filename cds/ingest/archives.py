"""A workbook's zip file looked at before anything unpacks it: sizes, members, entities."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from cds.domain.issues import IssueCode
from cds.ingest.faults import RefusedError, fault
from cds.ingest.tables import MOST_UNPACKED_BYTES, MOST_UNPACKED_RATIO

BROKEN = (
    BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ElementTree.ParseError,
    LookupError,
    ValueError,
    ArithmeticError,
)
_MOST_MEMBERS = 5_000
_MOST_STYLE_BYTES = 20_000_000
_HEAD = 65_536


@contextmanager
def opened(content: bytes) -> Iterator[ZipFile]:
    """Open a zip file that keeps the limits. Raises RefusedError when it does not or is broken."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            _refuse_excess(archive, len(content))
            _refuse_entities(archive)
            yield archive
    except BROKEN as error:
        raise RefusedError(fault(IssueCode.CORRUPT_FILE, found=type(error).__name__)) from error


@contextmanager
def closed_to_entities(content: bytes) -> Iterator[None]:
    """Read a file of XML that expands nothing. Raises RefusedError when it would, or is broken."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise RefusedError(fault(IssueCode.UNSAFE_CONTENT, value="XML"))
    try:
        yield
    except BROKEN as error:
        raise RefusedError(fault(IssueCode.CORRUPT_FILE, found=type(error).__name__)) from error


def _refuse_excess(archive: ZipFile, packed: int) -> None:
    """The declared sizes bound what zipfile will unpack, so a liar only harms itself."""
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise RefusedError(fault(IssueCode.ENCRYPTED_FILE))
    unpacked = sum(member.file_size for member in members)
    limit = min(MOST_UNPACKED_BYTES, MOST_UNPACKED_RATIO * packed)
    style = max((m.file_size for m in members if m.filename.endswith("styles.xml")), default=0)
    if unpacked > limit or len(members) > _MOST_MEMBERS or style > _MOST_STYLE_BYTES:
        found, most = f"{unpacked // 1_000_000} MB", f"{limit // 1_000_000} MB"
        raise RefusedError(fault(IssueCode.TOO_LARGE, found=found, limit=most))


def _refuse_entities(archive: ZipFile) -> None:
    """No office program writes a document type; one that is there wants to expand entities."""
    for member in archive.infolist():
        if member.filename.endswith((".xml", ".rels")):
            with archive.open(member) as file:
                head = file.read(_HEAD)
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head or b"<\0!\0D\0O\0C" in head:
                raise RefusedError(fault(IssueCode.UNSAFE_CONTENT, value=member.filename))


def member(archive: ZipFile, path: str) -> str:
    """Return a part's name as it is written in the archive, whatever its case; "" if not there."""
    wanted = path.lstrip("/").lower()
    names = (name for name in archive.namelist() if name.replace("\\", "/").lower() == wanted)
    return next(names, "")


def elements(file: IO[bytes], wanted: frozenset[str]) -> Iterator[tuple[str, ElementTree.Element]]:
    """Yield local name and element of each wanted one that ends; the caller clears what it saw."""
    names: dict[str, str] = {}
    for _, element in ElementTree.iterparse(file, ("end",)):  # noqa: S314 - no entities, see above
        name = names.get(element.tag)
        if name is None:
            name = local(element.tag)
            name = names[element.tag] = name if name in wanted else ""
        if name:
            yield name, element


def local(tag: str) -> str:
    """Return a tag's or attribute's name without its namespace: there are two of each."""
    return tag.rpartition("}")[2]


def attribute(element: ElementTree.Element, name: str) -> str:
    """Return an attribute whatever its namespace; "" when there is none."""
    return next((value for key, value in element.items() if local(key) == name), "")
