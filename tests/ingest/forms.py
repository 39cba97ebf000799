"""Small upload files and the catalogue they are checked against."""

import csv
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Aggregation, IndicatorKind
from cds.domain.issues import Issue
from cds.ingest.checking import CheckedUpload, Context, check
from tests.factories import admin_unit, catalogue, indicator

HEAD = "unit_code,unit_name,district,indicator_id,period,numerator,denominator,value,status,note"
TODAY = date(2025, 1, 20)
REFORM = date(2024, 7, 1)
_FILE = Path(__file__).parents[2] / "data/reference/header_aliases.csv"
ALIASES = dict(list(csv.reader(_FILE.read_text(encoding="utf-8").splitlines()))[1:])


def small_catalogue() -> Catalogue:
    """Five communes, two of which share names with a third, and one code used twice."""
    old = admin_unit("2000", AdminLevel.COMMUNE, "101", "Xã Hòa Cũ", valid_to=date(2024, 6, 30))
    new = admin_unit(
        "2000", AdminLevel.COMMUNE, "101", "Phường Hòa Mới", valid_from=REFORM, vintages=("v2",)
    )
    gone = admin_unit("2001", AdminLevel.COMMUNE, "101", "Xã Đã Mất", valid_to=date(2020, 1, 1))
    twin = admin_unit("2002", AdminLevel.COMMUNE, "102", "Xã Ven Thành")
    ward = admin_unit("2003", AdminLevel.COMMUNE, "101", "Phường 4")
    bare = admin_unit("00042", AdminLevel.COMMUNE, "102", "Xã Tân Lân")
    made = catalogue(
        indicators=(
            indicator("coverage", name="Tỷ lệ hộ có băng rộng"),
            indicator(
                "services",
                name="Số dịch vụ",
                unit_name="dịch vụ",
                kind=IndicatorKind.COUNT,
                aggregation=Aggregation.SUM,
                decimals=0,
                maximum=None,
            ),
            indicator("score", name="Điểm", kind=IndicatorKind.SCORE, maximum=Decimal(1)),
            indicator("rank", name="Thứ hạng", levels=(AdminLevel.PROVINCE,), maximum=None),
        ),
        extra_units=(old, new, gone, twin, ward, bare),
    )
    return replace(made, header_aliases=ALIASES)


CATALOGUE = small_catalogue()


def row(**cells: object) -> str:
    """A line of the form with a sound default in every cell."""
    whole = {
        "unit_code": "1011",
        "unit_name": "",
        "district": "",
        "indicator_id": "coverage",
        "period": "2024-Q4",
        "numerator": "",
        "denominator": "",
        "value": "80.5",
        "status": "",
        "note": "",
    }
    return ",".join(str(cell) for cell in (whole | cells).values())


def form(*lines: str, head: str = HEAD) -> bytes:
    """A CSV file with the head and the lines."""
    return "\n".join((head, *lines, "")).encode()


def workbook(*rows: Iterable[object], title: str = "Sheet") -> Workbook:
    """A workbook of one sheet that starts with the head."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    sheet.append(HEAD.split(","))
    for cells in rows:
        sheet.append(list(cells))
    return book


def saved(book: Workbook) -> bytes:
    """The workbook's bytes."""
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def cells(**changes: object) -> list[object]:
    """A sheet's row with a sound default in every cell."""
    whole = dict.fromkeys(HEAD.split(","))
    whole |= {"unit_code": "1011", "indicator_id": "coverage", "period": "2024-Q4", "value": 80.5}
    return list((whole | changes).values())


def checked(content: bytes, **context: object) -> CheckedUpload:
    """The check of a file on TODAY against the small catalogue."""
    return check(content, "form", CATALOGUE, Context(**{"today": TODAY, **context}))


def faults(content: bytes, **context: object) -> list[tuple[str, int | None, int | None]]:
    """Code, line and column of every issue."""
    return [place(issue) for issue in checked(content, **context).issues]


def place(issue: Issue) -> tuple[str, int | None, int | None]:
    """Code, line and column of an issue."""
    return issue.code.value, issue.line, issue.column
