"""One bad file per issue code: what is said, and where."""

import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook

from cds.domain.admin_units import AdminUnitChange
from cds.domain.indicators import Accumulation
from cds.domain.issues import IssueCode
from cds.domain.periods import parse_period
from cds.ingest.checking import check
from cds.ingest.context import Context
from cds.ingest.faults import SEVERITY
from cds.text.issues import message
from tests.factories import unit_id
from tests.ingest.containers import SHEET, repacked
from tests.ingest.forms import (
    CATALOGUE,
    HEAD,
    TODAY,
    cells,
    checked,
    faults,
    form,
    row,
    saved,
    workbook,
)

SENT_OUT = {"units_in_scope": frozenset({"elsewhere"})}
KNOWN = {"coverage": {unit_id("1011"): {parse_period("2024-Q3"): Decimal(20)}}}


def sheets(*titles: str) -> bytes:
    book = workbook(cells(), title=titles[0])
    for title in titles[1:]:
        sheet = book.create_sheet(title)
        sheet.append(HEAD.split(","))
        sheet.append(cells())
    return saved(book)


def hidden_row() -> bytes:
    book = workbook(cells(), cells(unit_code="1012"))
    book.worksheets[0].row_dimensions[3].hidden = True
    return saved(book)


def zipped(name: str, content: bytes, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr(name, content)
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTITY = {"<worksheet": b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'}

PARTS = ("1021", "1022", "1023", "2002", "00042")  # of district 102

BAD_FILES = [
    pytest.param(b"", "empty_file", None, None, id="nothing"),
    pytest.param(b"\xef\xbb\xbf \r\n", "empty_file", None, None, id="mark and blanks"),
    pytest.param(saved(Workbook()), "empty_file", None, None, id="blank workbook"),
    pytest.param(form(), "no_rows", 1, None, id="header alone"),
    pytest.param(form(row(value="")), "no_rows", 1, None, id="no figure in any row"),
    pytest.param(b"one\ntwo\n", "not_a_table", 1, None, id="one column"),
    pytest.param(b"%PDF-1.7 ...", "unsupported_file", None, None, id="PDF"),
    pytest.param(b"<html><table></table>", "empty_file", None, None, id="HTML"),
    pytest.param(OLE + bytes(600), "corrupt_file", None, None, id="old workbook"),
    pytest.param(zipped("word/a.xml", b"<a/>"), "unsupported_file", None, None, id="other zip"),
    pytest.param(
        OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted_file", None, None, id="password"
    ),
    pytest.param(sheets("a")[:-200], "corrupt_file", None, None, id="half a workbook"),
    pytest.param(form(*[row(note='"a" b')] * 101), "corrupt_file", 102, None, id="stray quotes"),
    pytest.param(form(row(note='"never closed')), "truncated", 2, None, id="open quote"),
    pytest.param(form(row(note="Đ"))[:-2], "truncated", 2, None, id="half a letter"),
    pytest.param(form(row(note="\x80")).replace(b"\xc2", b""), "encoding", 2, None, id="legacy"),
    pytest.param(form(row(note="\ufffd")), "encoding", 2, 10, id="lost letter"),
    pytest.param(form(row(note="a\x07b")), "control_characters", 2, 10, id="bell"),
    pytest.param(form(row(note="a\u202eb")), "control_characters", 2, 10, id="turned round"),
    pytest.param(form(row(note="=1+1")), "unsafe_content", 2, 10, id="formula as text"),
    pytest.param(repacked(sheets("a"), SHEET, ENTITY), "unsafe_content", None, None, id="entities"),
    pytest.param(b"a,b\n" * 12_600_000, "too_large", None, None, id="50 MB"),
    pytest.param(
        zipped("xl/workbook.xml", bytes(9_000_000)), "too_large", None, None, id="zip bomb"
    ),
    pytest.param(form(*["a,b"] * 200_200, head="a,b"), "too_many_rows", 200_101, None, id="rows"),
    pytest.param(b"a" + b",b" * 501 + b"\n", "too_many_columns", 1, None, id="columns"),
    pytest.param(b"a" + b"," * 1_000_000, "too_many_columns", 1, None, id="a million columns"),
    pytest.param(form(row(note="x" * 4097)), "field_too_long", 2, 10, id="long cell"),
    pytest.param(sheets("a", "b"), "ambiguous_sheet", None, None, id="two sheets"),
    pytest.param(hidden_row(), "hidden_rows", 3, None, id="hidden row"),
    pytest.param(b"a,b\n1,2\n", "no_header", 1, None, id="foreign head"),
    pytest.param(b"unit_code,value\n1,2\n", "missing_column", 1, None, id="no indicator"),
    pytest.param(form(row() + ",1", head=HEAD + ",value"), "duplicate_column", 1, 11, id="twice"),
    pytest.param(form(row(value="80,5")), "column_count", 2, 11, id="a comma too many"),
    pytest.param(form("1011,coverage"), "column_count", 2, 2, id="cells missing"),
    pytest.param(form(row(unit_code="9999")), "unknown_unit", 2, 1, id="unit"),
    pytest.param(
        form(row(unit_code="", unit_name="Xã Ven Thành")), "ambiguous_unit", 2, 2, id="two places"
    ),
    pytest.param(form(row(unit_code="2000", period=2024)), "ambiguous_unit", 2, 1, id="two times"),
    pytest.param(form(row(unit_name="Xã Ven Thành")), "unit_conflict", 2, 2, id="code and name"),
    pytest.param(form(row(district="Huyện Bờ Sông")), "unit_conflict", 2, 3, id="wrong district"),
    pytest.param(form(row(unit_code="2001")), "unit_not_valid", 2, 1, id="gone unit"),
    pytest.param(
        form(row(unit_code="2001", period="2020")), "unit_not_valid", 2, 1, id="ended in the period"
    ),
    pytest.param(form(row(indicator_id="covrage")), "unknown_indicator", 2, 4, id="indicator"),
    pytest.param(form(row(indicator_id="rank")), "wrong_level", 2, 1, id="level"),
    pytest.param(form(row(period="Q5/2024")), "bad_period", 2, 5, id="period"),
    pytest.param(form(row(period="2025-Q3")), "future_period", 2, 5, id="future"),
    pytest.param(form(row(value="eighty")), "bad_number", 2, 8, id="word"),
    pytest.param(
        form(row(indicator_id="services", value="80%")), "bad_number", 2, 8, id="percent of things"
    ),
    pytest.param(form(row(value="1.234")), "ambiguous_number", 2, 8, id="point or thousand"),
    pytest.param(form(row(value="80.123456789")), "precision", 2, 8, id="digits"),
    pytest.param(form(row(value="101")), "out_of_range", 2, 8, id="over the top"),
    pytest.param(
        form(row(value="", numerator=-1, denominator=5)), "out_of_range", 2, 6, id="minus"
    ),
    pytest.param(
        form(row(value="", numerator=6, denominator=5)),
        "numerator_exceeds_denominator",
        2,
        6,
        id="more than all",
    ),
    pytest.param(
        form(row(value="80.6", numerator=805, denominator=1000)), "value_mismatch", 2, 8, id="value"
    ),
    pytest.param(form(row(), row(unit_code=1012, value="")), "missing_value", 3, 8, id="blank"),
    pytest.param(form(row(value="", numerator=5)), "missing_value", 2, 8, id="half the counts"),
    pytest.param(form(row(status="maybe")), "missing_value", 2, 9, id="status"),
    pytest.param(saved(workbook(cells(value="=1+1"))), "formula_without_value", 2, 8, id="formula"),
    pytest.param(saved(workbook(cells(value="#N/A"))), "excel_error", 2, 8, id="error"),
    pytest.param(form(row(), row(value="81.5")), "duplicate_key", 3, 8, id="two figures"),
    pytest.param(form(row(), row()), "duplicate_row", 3, 8, id="same row"),
    pytest.param(
        form(*(row(unit_code=code, value="0.8") for code in (1011, 1012, 1021))),
        "suspicious_scale",
        2,
        8,
        id="fractions",
    ),
]


@pytest.mark.parametrize(("content", "code", "line", "column"), BAD_FILES)
def test_a_bad_file_is_told_with_its_place(content, code, line, column):
    assert (code, line, column) in faults(content)


TOLD_MORE = [
    pytest.param(form(row(note="0912 345 678")), {}, "personal_data", 2, 10, id="telephone"),
    pytest.param(form(row(note="ho@long.vn")), {}, "personal_data", 2, 10, id="address"),
    pytest.param(form(row() + ",A", head=HEAD + ",CCCD"), {}, "personal_data", 1, 11, id="column"),
    pytest.param(form(row()), SENT_OUT, "out_of_scope", 2, 1, id="unit of others"),
    pytest.param(
        form(row()), {"indicators_in_scope": frozenset()}, "out_of_scope", 2, 4, id="others' aims"
    ),
    pytest.param(form(row()), {"current": KNOWN}, "sharp_change", 2, 8, id="leap"),
    pytest.param(
        form(row(numerator=805, denominator=1000, value="")),
        {"current": KNOWN},
        "sharp_change",
        2,
        6,
        id="leap of counts",
    ),
    pytest.param(
        form(
            *(row(unit_code=c, indicator_id="services", value=5) for c in (1011, 1012, 2003)),
            row(unit_code=101, indicator_id="services", value=99),
        ),
        {"period": parse_period("2024-Q4")},
        "incomplete",
        2,
        1,
        id="a commune is missing",
    ),
    pytest.param(
        form(
            *(row(unit_code=c, indicator_id="services", value=5) for c in PARTS),
            row(unit_code=102, indicator_id="services", value=99),
        ),
        {},
        "aggregate_mismatch",
        7,
        8,
        id="parts and whole",
    ),
    pytest.param(
        form(*(row(unit_code=c, value=33) for c in (1011, 1012, 1021, 1022, 1023))),
        {},
        "suspicious_constant",
        2,
        8,
        id="copied down",
    ),
    pytest.param(
        form(row(note="12"), head=HEAD.replace("note", "Dân số")),
        {},
        "unread_figures",
        2,
        10,
        id="a column of nobody's",
    ),
    pytest.param(
        "Mã xã;Số dịch vụ (theo cách đếm mới)\n1011;5\n".encode(),
        {"period": parse_period("2024")},
        "unclear_heading",
        1,
        2,
        id="brackets nobody understands",
    ),
    pytest.param(
        "Mã xã;Số dịch vụ (%)\n1011;5\n".encode(),
        {"period": parse_period("2024")},
        "measure_conflict",
        1,
        2,
        id="another measure",
    ),
    pytest.param(
        form(row()),
        {"indicator_id": "services"},
        "indicator_conflict",
        2,
        4,
        id="another indicator than the form's",
    ),
]


@pytest.mark.parametrize(("content", "context", "code", "line", "column"), TOLD_MORE)
def test_what_the_figures_are_compared_with_is_told(content, context, code, line, column):
    assert (code, line, column) in faults(content, **context)


@pytest.mark.parametrize(
    ("counting", "accumulation", "is_asked"),
    [
        ({"2023": 20}, Accumulation.STOCK, True),
        ({"2024-09": 20}, Accumulation.STOCK, True),
        ({"2024": 20, "2024-Q4": 79}, Accumulation.STOCK, False),  # its own former is the nearest
        ({"2023": 20}, Accumulation.FLOW, False),  # of a flow a quarter is no part of a year
        ({"2023-Q4": 20}, Accumulation.FLOW, True),
    ],
)
def test_a_leap_is_told_from_what_may_be_compared(counting, accumulation, is_asked):
    coverage = replace(CATALOGUE.indicators["coverage"], accumulation=accumulation)
    known = replace(CATALOGUE, indicators={**CATALOGUE.indicators, "coverage": coverage})
    values = {parse_period(period): Decimal(value) for period, value in counting.items()}
    context = Context(today=TODAY, current={"coverage": {unit_id("1011"): values}})

    found = check(form(row()), "form", known, context).issues

    assert ("sharp_change" in {issue.code.value for issue in found}) is is_asked


def test_a_leap_is_asked_about_by_the_name_of_its_unit():
    context = Context(today=TODAY, current=KNOWN)
    found = check(form(row()), "form", CATALOGUE, context).issues

    (issue,) = (one for one in found if one.code.value == "sharp_change")
    assert message(issue).startswith("Phường Trung Tâm: số liệu thay đổi mạnh")


def test_letters_broken_all_over_a_file_have_one_cause():
    found = faults(form(*(row(note=f"a\x81{n}") for n in range(30))))

    assert ("encoding", 2, 10) in found
    assert "control_characters" not in {code for code, *_ in found}


def test_a_period_other_than_the_one_chosen_is_told():
    found = faults(form(row()), period=parse_period("2024-Q3"))

    assert found == [("period_conflict", 2, 5)]


def test_a_file_published_before_is_asked_about():
    assert faults(form(row()), published_as="s1") == [("already_published", None, None)]


def test_every_code_has_a_bad_file():
    shown = {IssueCode(case.values[1]) for case in BAD_FILES}
    shown |= {IssueCode(case.values[2]) for case in TOLD_MORE}

    elsewhere = {
        IssueCode.PERIOD_CONFLICT,
        IssueCode.ALREADY_PUBLISHED,
        IssueCode.OLD_BOUNDARIES,  # see test_old_boundaries
        IssueCode.MORE_ISSUES,  # see test_many_issues
    }
    assert set(IssueCode) == shown | elsewhere
    assert set(SEVERITY) == set(IssueCode)


def test_all_faults_come_at_once():
    content = form(
        row(unit_code="9999", value="eighty"), row(period="?"), row(unit_code="1012", status="?")
    )

    assert faults(content) == [
        ("unknown_unit", 2, 1),
        ("bad_number", 2, 8),
        ("bad_period", 3, 5),
        ("missing_value", 4, 9),
    ]


def test_sound_rows_beside_bad_ones_are_read_but_the_file_is_blocked():
    result = checked(form(row(), row(unit_code="9999")))

    assert [o.line for o in result.observations] == [2]
    assert result.is_blocked


def test_a_close_name_is_suggested_and_not_applied():
    result = checked(form(row(unit_code="", unit_name="Xa Dong Xaa")))

    assert dict(result.issues[0].details)["close"] == "Xã Đồng Xa, Huyện Bờ Sông"
    assert not result.observations


def test_a_unit_of_another_time_is_answered_with_those_of_the_period():
    gone, heir = (
        next(unit for unit in CATALOGUE.units.values() if unit.code == code)
        for code in ("2001", "1012")
    )
    change = AdminUnitChange(
        gone.unit_id, heir.unit_id, date(2020, 1, 2), "merge", None, "", is_estimate=False
    )
    file = form(row(unit_code="2001"))

    told = check(file, "form", replace(CATALOGUE, changes=(change,)), Context(today=TODAY))

    [issue] = told.issues
    assert issue.code == "unit_not_valid"
    assert f"{heir.name}, Thị xã Trung Tâm (1012" in message(issue)
