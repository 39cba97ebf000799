"""Files of every kind with bytes and words changed at random: `python -m tests.ingest.fuzzing 30`.

What the importer must hold against any of them: it answers, in time, and names each number that
it does not read in what may be published. The number is minutes; a seed is told for each finding.
"""

import faulthandler
import sys
import time
import traceback
import zipfile
from collections import Counter
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from io import BytesIO
from random import Random

from cds.domain.periods import parse_period
from cds.ingest.archives import BROKEN
from cds.ingest.faults import MOST_ISSUES, RefusedError
from cds.ingest.reading import read
from cds.ingest.tables import Number, RawTable
from tests.ingest.containers import Grid, as_html, as_ods, as_text, as_xls, as_xlsx
from tests.ingest.forms import checked
from tests.ingest.test_law import Seen, named, sheet

LONGEST_SECONDS = 10
YEAR = parse_period("2023")
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def as_workbook_xml(grid: Grid) -> bytes:
    """A workbook of Excel 2003 in one XML file."""
    rows = "".join(f"<Row>{''.join(map(_cell, row))}</Row>" for row in grid.rows)
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{_SPREADSHEET}" xmlns:ss="{_SPREADSHEET}">'
        f'<Worksheet ss:Name="A"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


def _cell(value: object) -> str:
    kind = "Number" if isinstance(value, float) else "String"
    shown = "" if value is None else value
    return f'<Cell><Data ss:Type="{kind}">{shown}</Data></Cell>'


def _as_flat_ods(grid: Grid) -> bytes:
    with zipfile.ZipFile(BytesIO(as_ods(grid))) as archive:
        return archive.read("content.xml")


def _as_saved_page(grid: Grid) -> bytes:
    made = MIMEMultipart("related")
    made.attach(MIMEText(as_html(grid).decode(), "html", "utf-8"))
    return made.as_bytes()


_WRITERS = (
    *(as_text, lambda grid: as_text(grid, ";"), lambda grid: as_text(grid, "\t", "utf-16-le")),
    *(as_xlsx, as_xls, as_ods, as_html, as_workbook_xml, _as_flat_ods, _as_saved_page),
)
_TOKENS = (
    *(b'"', b"'", b";", b",", b"\t", b"\n", b"\r\n", b"<", b">", b"&", b"\x00", b"\xff", b"%"),
    *(b"</row>", b"<row>", b"</c>", b"<v>", b"]]>", b"<!--", b"<tr>", b"</td>", b"<table>", b"="),
    *(b"1e999", b"-1", b"NaN", b"99999999", b"2147483648", b"", b"_x0000_", b"rowspan=9999 "),
    *(b'hidden="1"', b'r="XFD1048576"', b't="s"', b't="d"', b' s="77"', b"A1:XFD1048576"),
)


def file_of(chance: Random) -> tuple[bytes, frozenset[float]]:
    """A random sheet in a random format with a few changes, and the numbers planted in it."""
    rows, seen = sheet(chance)
    content = chance.choice(_WRITERS)(Grid(rows))
    for _ in range(chance.choice((0, 1, 1, 2, 4, 12))):
        content = _changed(content, chance)
    return content, frozenset(seen.values())


def _changed(content: bytes, chance: Random) -> bytes:
    """Change what is packed as often as the package."""
    if content.startswith(b"PK") and chance.random() < 0.85:
        try:
            return _repacked(content, chance)
        except BROKEN:
            pass  # broken by an earlier change
    at = chance.randrange(len(content) + 1)
    end = at + chance.choice((0, 1, 1, 2, 4, 8, 40, 400))
    way = chance.randrange(6)
    if way == 0:
        return content[:at] + chance.choice(_TOKENS) + content[at:]
    if way == 1:
        return content[:at] + content[end:]
    if way == 2:
        return content[:at] + content[at:end] * chance.choice((2, 3, 50)) + content[end:]
    if way == 3:
        other = chance.randrange(len(content) + 1)
        return content[:at] + content[other : other + end - at] + content[end:]
    if way == 4:
        return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
    numbers = [n for n, byte in enumerate(content) if 48 <= byte <= 57]
    if not numbers:
        return content[:at]
    at = chance.choice(numbers)
    return (
        content[:at] + str(chance.choice((0, 1, 7, 99, 65535, 10**9))).encode() + content[at + 1 :]
    )


def _repacked(content: bytes, chance: Random) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        names = [info.filename for info in old.infolist() if info.file_size]
        changed = chance.choice(names)
        for name in names:
            data = old.read(name)
            new.writestr(name, _changed(data, chance) if name == changed else data)
    return file.getvalue()


def left_unnamed(content: bytes, planted: frozenset[float]) -> list[object]:
    """The planted numbers of a file that would be published neither read nor named."""
    result = checked(content, period=YEAR)
    if result.is_blocked or len(result.issues) >= MOST_ISSUES:
        return []
    try:
        tables = read(content)
    except RefusedError:
        return [] if result.issues else ["nothing is said of what cannot be read"]
    unread = {issue.value for issue in result.issues if issue.column is None}
    left: list[object] = []
    for table in tables:
        seen = _planted(table, planted)
        if table.sheet == result.file.sheet:
            totals = {row.line for row in table.rows if row.cells[0] == "Tổng cộng"}
            left += sorted(seen[place] for place in {*seen} - named(result, seen, totals))
        elif seen and table.sheet not in unread:
            left.append(table.sheet)
    return left


def _planted(table: RawTable, planted: frozenset[float]) -> Seen:
    found: Seen = {}
    for row in table.rows:
        for column, cell in enumerate(row.cells, start=1):
            text = str(cell).replace(",", ".") if isinstance(cell, str | Number) else ""
            if text.replace(".", "", 1).isdecimal() and float(text) in planted:
                found[row.line, column] = float(text)
    return found


def main(minutes: float, seed: int) -> int:
    """Try file after file; return how many findings there are."""
    end, count, findings, slowest = time.monotonic() + 60 * minutes, Counter[str](), 0, 0.0
    while time.monotonic() < end:
        seed += 1
        content, planted = file_of(Random(seed))
        faulthandler.dump_traceback_later(12 * LONGEST_SECONDS, exit=True)  # a hang
        start = time.process_time()
        try:
            left = left_unnamed(content, planted)
            count["files"] += 1
        except Exception:
            left = [traceback.format_exc()]
        seconds = time.process_time() - start
        slowest = max(slowest, seconds)
        if left or seconds > LONGEST_SECONDS:
            findings += 1
            print(seed, f"{seconds:.1f} s", *left, flush=True)
    print(f"{count['files']} files, slowest {slowest:.2f} s, {findings} findings")
    return findings


if __name__ == "__main__":
    sys.exit(bool(main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)))
