"""Tables of which units became which, as offices deliver them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cds.ingest.change_table import conflicts, read_changes
from cds.text.issues import message
from tests import factories as f
from tests.ingest.forms import saved, workbook
from tests.reformed import new_id, reformed

CATALOGUE = reformed()
NEW = CATALOGUE.vintages[-1]
HEAD = (
    "BẢNG CHUYỂN ĐỔI,,,,,\n"
    "STT,Trước sắp xếp,,Sau sắp xếp,,Tỷ lệ\n"
    ",Mã,Tên đơn vị,Mã,Tên đơn vị,\n"
    "(1),(2),(3),(4),(5),(6)\n"
)


def told(text):
    found = read_changes(text.encode(), CATALOGUE, NEW)
    rows = [
        (one.line, one.source.code, one.heir.code, one.share and str(one.share))
        for one in found.rows
    ]
    return rows, found.issues


def test_heads_of_two_lines_padded_names_and_groups_are_read():
    rows, issues = told(
        HEAD
        + "I,Thị xã Trung Tâm,,,,\n"
        + "1,1011,  Phường   Trung Tâm ,2001,,toàn bộ\n"
        + '2,1012,Xã Ven Thành,2001,,"75,35%"\n'
        + "3,1012,,2002,,24.65\n"
        + "II,Huyện Bờ Sông,,,,\n"
        + "4,,TT. Bờ Sông,2002,,một phần\n"
        + "5,,Xã Đồng Xa,,,1\n"
    )

    assert not issues
    assert rows == [
        (6, "1011", "2001", "1"),
        (7, "1012", "2001", "0.7535"),
        (8, "1012", "2002", "0.2465"),
        (10, "1021", "2002", None),
        (11, "1022", "2002", "1"),  # under the heir above it
    ]


def test_a_group_may_be_the_heir_and_a_head_of_one_line_will_do():
    rows, _ = told(
        "Xã cũ,Xã mới\nXã Số 2001,\nPhường Trung Tâm,\nGhi chú,\n,\nXã Ven Thành,Xã Số 2002\n"
    )

    assert [row[1:3] for row in rows] == [("1011", "2001"), ("1012", "2002")]
    rows, _ = told("Xã cũ,Huyện cũ,Xã mới\n,,\nXã Số 2001,,\nXã Ven Thành,Thị xã Trung Tâm,\n")
    assert [row[1:3] for row in rows] == [("1012", "2001")]


def test_what_names_no_unit_or_one_of_another_time_is_an_issue_of_its_line():
    rows, issues = told(HEAD + "1,1011,Phường Lạ,2001,,\n2,,Xã Không Có,2001,,\n3,2001,,2002,,\n")

    assert rows == []
    assert [(one.code, one.line) for one in issues] == [
        ("unit_conflict", 5), ("unknown_unit", 6), ("unit_not_valid", 7),
    ]  # fmt: skip
    assert all(map(message, issues))


@pytest.mark.parametrize(("content", "code"), [(b"", "empty_file"), (b"a,b\n1,2\n", "no_header")])
def test_what_is_no_table_of_changes_is_said_to_be_none(content, code):
    found = read_changes(content, CATALOGUE, NEW)

    assert [one.code for one in found.issues] == [code]


def test_a_workbook_keeps_its_percentages():
    book = workbook({})
    sheet = book.worksheets[0]
    sheet.delete_rows(1, 9)
    for row in (["Mã cũ", "Mã mới", "Tỷ lệ"], ["1011", "2001", 0.5], ["1012", "2001", 1]):
        sheet.append(row)
    sheet["C2"].number_format = "0%"

    found = read_changes(saved(book), CATALOGUE, NEW)

    assert [row.share for row in found.rows] == [Decimal("0.5"), 1]


def test_only_what_differs_from_the_register_is_a_conflict():
    found = read_changes(
        (
            HEAD
            + "1,1011,,2001,,1\n"  # as registered
            + "2,1012,,2001,,\n3,1012,,2002,,\n"  # shares as registered
            + "4,1022,,2004,,\n"  # another heir; the whole, being the only one
            + "5,1023,,2004,,0.4\n6,1023,,2003,,0.6\n"  # shares that the register does not know
        ).encode(),
        CATALOGUE,
        NEW,
    )

    elder = replace(CATALOGUE.changes[0], effective_on=date(2000, 1, 1), share=None)
    known = replace(CATALOGUE, changes=(*CATALOGUE.changes, elder))
    first, second = conflicts(found.rows, known, NEW)

    assert (first.source.unit_id, first.line) == (f.unit_id("1022"), 8)
    assert (dict(first.told), dict(first.registered)) == ({new_id("2004"): 1}, {new_id("2003"): 1})
    assert dict(second.registered) == {new_id("2004"): None}
    assert sum(second.told.values()) == 1
