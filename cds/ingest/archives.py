"""A workbook's zip file looked at before anything unpacks it: sizes, members, hidden parts."""

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from cds.domain.issues import Issue, IssueCode
from cds.ingest.faults import RefusedError, fault
from cds.ingest.tables import MOST_ROWS, MOST_UNPACKED_BYTES, MOST_UNPACKED_RATIO

BROKEN = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
_MOST_MEMBERS = 5_000
_MOST_STRINGS = 3_000_000
_MOST_STYLE_BYTES = 20_000_000
_SPARE_ROWS = 1_000  # preamble, header and some formatted blank rows
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_STRING = re.compile(rb"<(?:\w+:)?si[\s/>]")
_FILLED = re.compile(rb"<(?:\w+:)?(?:v|is)>")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s(?=[^>]*\bhidden=\"(?:1|true)\")[^>]*?\br=\"(\d+)\"")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\s(?=[^>]*\bhidden=\"(?:1|true)\")([^>]*)>")
_SPAN = re.compile(rb"\b(min|max)=\"(\d+)\"")
_BARE_FORMULA = re.compile(  # a cell with a formula and no result
    rb"<(?:\w+:)?c\s((?:(?!\bt=\"str\")[^>])*)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_REFERENCE = re.compile(rb"\br=\"([A-Z]+[0-9]+)\"")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class SheetScan:
    """What a sheet's own text says that a reader of values would not."""

    is_filled: bool
    hidden_lines: frozenset[int]
    hidden_columns: frozenset[int]
    bare_formulas: frozenset[str]  # coordinates, for instance D5


def scan_workbook(content: bytes) -> Mapping[str, SheetScan]:
    """Return the scan of each sheet by name. Raises RefusedError over a limit or when broken."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            _refuse_excess(archive, len(content))
            _refuse_foreign(archive)
            _refuse_entities(archive)
            return {name: _scan(archive.read(path)) for name, path in _sheets(archive).items()}
    except (*BROKEN, ElementTree.ParseError, KeyError) as error:
        raise RefusedError(fault(IssueCode.CORRUPT_FILE, found=type(error).__name__)) from error


def _refuse_excess(archive: ZipFile, packed: int) -> None:
    """The declared sizes bound what zipfile will unpack, so a liar only harms itself."""
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    limit = min(MOST_UNPACKED_BYTES, MOST_UNPACKED_RATIO * packed)
    style = max((m.file_size for m in members if m.filename.endswith("styles.xml")), default=0)
    if unpacked > limit or len(members) > _MOST_MEMBERS or style > _MOST_STYLE_BYTES:
        raise RefusedError(_too_large(unpacked, limit))


def _too_large(found: int, limit: int) -> Issue:
    return fault(
        IssueCode.TOO_LARGE, found=f"{found // 1_000_000} MB", limit=f"{limit // 1_000_000} MB"
    )


def _refuse_foreign(archive: ZipFile) -> None:
    if any(member.flag_bits & 1 for member in archive.infolist()):
        raise RefusedError(fault(IssueCode.ENCRYPTED_FILE))
    if "xl/workbook.xml" not in archive.namelist():
        kind = "ODS/ODT" if "mimetype" in archive.namelist() else "ZIP"
        raise RefusedError(fault(IssueCode.UNSUPPORTED_FILE, value=kind, found=kind))


def _refuse_entities(archive: ZipFile) -> None:
    """No office program writes a document type; one that is there wants to expand entities."""
    for member in archive.infolist():
        if not member.filename.endswith((".xml", ".rels")):
            continue
        with archive.open(member) as file:
            head = file.read(65_536)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise RefusedError(fault(IssueCode.UNSAFE_CONTENT, value=member.filename))
        if member.filename.endswith("sharedStrings.xml"):
            _refuse_many(archive.read(member), _STRING, _MOST_STRINGS)


def _refuse_many(text: bytes, element: re.Pattern[bytes], most: int) -> None:
    for count, _ in enumerate(element.finditer(text), start=1):
        if count > most:
            raise RefusedError(fault(IssueCode.TOO_MANY_ROWS, limit=MOST_ROWS))


def _sheets(archive: ZipFile) -> Mapping[str, str]:
    """Return the member that holds each sheet, by the sheet's name; charts are no sheets."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - no entities, see above
    paths = {
        relation.get("Id"): _member(relation.get("Target", ""))
        for relation in relations
        if relation.get("Type", "").endswith("/worksheet")
    }
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - as above
    named = ((each.get("name", ""), paths.get(each.get(_RELATION))) for each in book.iter())
    return {name: path for name, path in named if path and path in archive.namelist()}


def _member(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _scan(text: bytes) -> SheetScan:
    _refuse_many(text, _ROW, MOST_ROWS + _SPARE_ROWS)
    hides = b"hidden=" in text
    has_formula = b"f>" in text or b"<f" in text
    return SheetScan(
        is_filled=_FILLED.search(text) is not None,
        hidden_lines=frozenset(int(m[1]) for m in _HIDDEN_ROW.finditer(text)) if hides else _NONE,
        hidden_columns=frozenset(_hidden_columns(text)) if hides else _NONE,
        bare_formulas=frozenset(_bare_formulas(text)) if has_formula else frozenset(),
    )


_NONE: frozenset[int] = frozenset()


def _hidden_columns(text: bytes) -> Iterator[int]:
    for match in _HIDDEN_COLUMN.finditer(text):
        span = {key: int(number) for key, number in _SPAN.findall(match[1])}
        first = span.get(b"min", 0)
        yield from range(first, min(span.get(b"max", first), first + 1_000) + 1)


def _bare_formulas(text: bytes) -> Iterator[str]:
    for match in _BARE_FORMULA.finditer(text):
        if reference := _REFERENCE.search(match[1]):
            yield reference[1].decode()
