"""A head that is refused hides no fault of the rows: a sender need not come back for each."""

import pytest
from openpyxl import Workbook

from cds.domain.issues import Severity
from cds.text.issues import cell_name
from tests.ingest.forms import saved
from tests.ingest.test_second_reading import read

BOTH = "Xã;Tỷ lệ dân số được phủ sóng 5G;Số hồ sơ TTHC tiếp nhận"
SOUND = ("Xã Phú Ngãi Trị;5;5", "Xã Vĩnh Công;5;5", "Xã Thuận Mỹ;5;5")
ROWS = ("Thị trấn Tầm Vu;abc;5", "Xã Bình Quới;200;6", "Xã Không Có;20;6", *SOUND)


def grave(*lines):
    """Code and cell of each fault that blocks a file, of which no figure is kept."""
    figures, _, result = read(*lines)
    assert figures == []
    return [
        (i.code.value, cell_name(i.line or 0, i.column or 1))
        for i in result.issues
        if i.severity is Severity.ERROR
    ]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        pytest.param(
            (BOTH, *ROWS),
            [
                *(("missing_column", "A1"), ("bad_number", "B2"), ("out_of_range", "B3")),
                ("unknown_unit", "A4"),
            ],
            id="no period",
        ),
        pytest.param(
            ("NĂM 2022 VÀ NĂM 2023", BOTH, *ROWS),
            [
                *(("bad_period", "A1"), ("bad_number", "B3"), ("out_of_range", "B4")),
                ("unknown_unit", "A5"),
            ],
            id="two periods",
        ),
        pytest.param(
            ("NĂM 2023", BOTH.removeprefix("Xã;"), *(row.partition(";")[2] for row in ROWS)),
            [("missing_column", "A2"), ("bad_number", "A3")],
            id="no units",
        ),
        pytest.param(
            ("NĂM 2023", "Xã;Kết quả", *(row.rpartition(";")[0] for row in ROWS)),
            [("missing_column", "A2"), ("bad_number", "B3"), ("unknown_unit", "A5")],
            id="no indicator",
        ),
        pytest.param(
            ("NĂM 2023", f"{BOTH};", *(f"{row};7" for row in ROWS)),
            [
                *(("bad_number", "B3"), ("column_count", "D3"), ("out_of_range", "B4")),
                ("unknown_unit", "A5"),
            ],
            id="numbers under no head",
        ),
        pytest.param(
            (
                "Xã;Chỉ tiêu;Tử số",
                "Xã Bình Quới;Số hồ sơ TTHC không có;7",
                "Xã Hòa Phú;Số hồ sơ TTHC tiếp nhận;abc",
                "Xã Không Có;Số hồ sơ TTHC tiếp nhận;8",
            ),
            [
                *(("missing_column", "A1"), ("missing_column", "A1")),
                *(("unknown_indicator", "B2"), ("bad_number", "C3"), ("unknown_unit", "A4")),
            ],
            id="a long table without period and values",
        ),
    ],
)
def test_faults_of_rows_are_told_with_those_of_the_head(lines, told):
    assert sorted(grave(*lines)) == sorted(told)


def test_what_most_rows_have_is_told_of_the_head_alone():
    rows = [row.replace(";5", ";không") for row in SOUND]
    assert grave(BOTH, *rows) == [("missing_column", "A1")]


def test_of_a_head_without_figures_the_rows_tell_nothing():
    assert grave("Xã;Kỳ;Ghi chú", "Xã Không Có;2023;5") == [("missing_column", "A1")]


def test_each_sheet_tells_its_faults_where_the_first_is_refused():
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (
        ("Châu Thành", ("Bình Quới;abc", "Hòa Phú;5")),
        ("Tân Trụ", ("Lạc Tấn;abc",)),
    ):
        sheet = book.create_sheet(name)
        for line in ("Xã;Số hồ sơ TTHC tiếp nhận", *rows, "Không Có;5", "Tân Bình;6"):
            sheet.append(line.split(";"))
    assert sorted(grave(saved(book))) == [
        *(("bad_number", "B2"), ("bad_number", "B2"), ("missing_column", "A1")),
        *(("missing_column", "A1"), ("unknown_unit", "A3"), ("unknown_unit", "A4")),
    ]
