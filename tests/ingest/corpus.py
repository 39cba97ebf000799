"""Small forms as offices send them, with their truth: data in office_forms.toml.

In `rows` a line is a row and `|` parts its cells; `=== Name` begins a sheet, `~` stands for a
blank row. A plain number is a number cell, one after an apostrophe a text. `@A` to `@D` are
communes. What stands in `each` takes the place of `{x}` in turn, one form each; a list also gives
`{y}`, `{z}`, `{w}`, `{v}` and `{u}`. `shows = 0` takes the first of them for docs/messages.md. The
first is among the tests of the importer, with those that `measured` counts from 0 because they take
a way of their own; the others, which differ in words alone, are in tests/corpus.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from io import BytesIO
from itertools import groupby
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_cell_to_rowcol

from cds.domain.catalogue import Catalogue
from cds.store.reference.loading import load_catalogue

HERE = Path(__file__).parent
COMMUNES = {
    "A": ("28210", "Thị trấn Tầm Vu"),
    "B": ("28213", "Xã Bình Quới"),
    "C": ("28216", "Xã Hòa Phú"),
    "D": ("28219", "Xã Phú Ngãi Trị"),
}
NAMES = {
    "4g": "mobile_4g_pop_coverage",
    "5g": "mobile_5g_pop_coverage",
    "petition": "petition_on_time_rate",
    "fibre": "fibre_household_share",
    "training": "digital_skill_training_count",
    "area": "hitech_agriculture_area",
    "ocop": "ocop_on_post_ecommerce_count",
    "dossiers": "dossier_received_count",
    "revenue": "telecom_revenue",
    "eid": "e_id_adult_share",
    "online": "online_filing_rate",
    "targets": "plan_target_met_share",
}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class OfficeForm:
    """One file, what must come of it, and the figures and the place it is known by."""

    kind: str
    name: str
    rows: str
    merges: tuple[str, ...]
    delimiter: str  # "" for a workbook
    want: str  # read, ask or refuse; of words: stop or pass
    truth: dict[tuple[str, str, str], Decimal] | None
    code: str | None
    cell: str | None
    status: str | None
    since: str | None
    form: dict[str, str]
    is_shown: bool  # in docs/messages.md
    is_measured: bool  # among the tests whose branches are

    @property
    def content(self) -> bytes:
        """The file, made when it is asked for: few tests need them all."""
        if self.delimiter:
            return _delimited(self.rows, self.delimiter)
        return _workbook(self.rows, self.merges)


@cache
def world() -> Catalogue:
    """The reference tables that the project ships with."""
    return load_catalogue(HERE.parents[1] / "data")


def office_forms(
    most: int | None = None, corpus: str = "office_forms.toml"
) -> Iterator[OfficeForm]:
    """Every form of a corpus, or at most so many of those that differ in one word."""
    entries = tomllib.loads((HERE / corpus).read_text(encoding="utf-8"))["form"]
    for number, entry in enumerate(entries):
        for at, each in enumerate(entry.get("each", [""])[:most]):
            words = each if isinstance(each, list) else [each]
            yield _form(number, at, entry, words)


def by_kind(forms: Iterable[OfficeForm]) -> dict[str, list[OfficeForm]]:
    """Those that differ in words alone, for a test together: to tell of 2,000 costs as much."""
    return {kind: [*some] for kind, some in groupby(forms, lambda one: one.kind)}


def _form(number: int, at: int, entry: dict[str, str], words: list[str]) -> OfficeForm:
    def filled(text: str) -> str:
        for letter, word in zip("xyzwvu", words, strict=False):
            text = text.replace(f"{{{letter}}}", word)
        return text

    rows = re.sub(r"@([A-D])", lambda found: COMMUNES[found[1]][1], filled(entry["rows"]))
    merges = tuple(filled(span) for span in entry.get("merge", []))
    told = filled(entry["truth"]) if "truth" in entry else None
    of = filled(entry.get("of", ""))
    truth = None if told is None else dict(_figure(each, of) for each in told.split(","))
    return OfficeForm(
        f"{entry['kind']} {number}",
        f"{entry['kind']} {number}.{at} {words[0]}"[:70],
        rows,
        merges,
        {"csv": ";", "comma": ","}.get(entry.get("as", ""), ""),
        filled(entry["want"]),
        truth,
        filled(entry["code"]) if "code" in entry else None,
        entry.get("cell"),
        filled(entry["status"]) if "status" in entry else None,
        entry.get("since"),
        dict(entry.get("form", {})),
        entry.get("shows") == at,
        at in (0, *entry.get("measured", [])),
    )


def _figure(text: str, of: str) -> tuple[tuple[str, str, str], Decimal]:
    """ "A 86.3" under "4g 2023", or "A 4g 2023 86.3"."""
    unit, *rest = text.split()
    name, period, value = [*of.split(), *rest] if len(rest) == 1 else rest
    code = COMMUNES[unit][0] if unit in COMMUNES else unit
    return (code, NAMES.get(name, name), period), Decimal(value)


def _cells(line: str) -> list[str]:
    return [] if line.strip() == "~" else [cell.strip() for cell in line.split("|")]


def _delimited(rows: str, delimiter: str) -> bytes:
    return "\n".join(delimiter.join(_cells(line)) for line in rows.strip().splitlines()).encode()


def _workbook(rows: str, merges: tuple[str, ...]) -> bytes:
    sheets: list[tuple[str, list[list[object]]]] = [("Sheet", [])]
    for line in rows.strip().splitlines():
        if line.startswith("==="):
            sheets = [] if sheets == [("Sheet", [])] else sheets
            sheets.append((line.strip("= "), []))
        else:
            sheets[-1][1].append([_typed(cell) for cell in _cells(line)])
    file = BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_urls": False}) as book:
        for name, lines in sheets:
            sheet = book.add_worksheet(name)
            for place, cells in enumerate(lines):
                sheet.write_row(place, 0, cells)
        for span in merges:  # of the first sheet
            line, column = xl_cell_to_rowcol(span.partition(":")[0])
            book.worksheets()[0].merge_range(span, sheets[0][1][line][column])
    return file.getvalue()


def _typed(cell: str) -> object:
    if _NUMBER.fullmatch(cell):
        return float(cell) if "." in cell else int(cell)
    return None if cell == "~" else cell.removeprefix("'") or None
