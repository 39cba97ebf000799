"""`template`: what goes out filled in comes back in."""

import csv
import json
from io import StringIO

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import invoke

CONTRACT_HEAD = [
    *("Mã đơn vị", "Đơn vị", "Huyện", "Mã chỉ tiêu", "Chỉ tiêu", "Kỳ", "Tử số", "Mẫu số"),
    *("Giá trị", "Trạng thái", "Nguồn", "Ghi chú"),
]


def written(home, path, *args):
    found = invoke(home, "template", "-o", str(path), *args)
    assert (found.exit_code, found.stdout) == (0, ""), found.stderr
    assert str(path) in found.stderr
    return path


def cells(path):
    return list(csv.reader(StringIO(path.read_text("utf-8-sig"), newline="")))


def test_the_long_form_has_the_contracts_head_and_a_row_per_unit_and_indicator(prepared, tmp_path):
    head, *rows = cells(written(prepared, tmp_path / "mau.csv", "--layout", "long"))

    assert head == CONTRACT_HEAD
    assert len(rows) == 5 * 2
    assert rows[0][:5] == [
        "1011",
        "Phường Một",
        "Thị xã Trung Tâm",
        "fibre",
        "Tỷ lệ hộ có cáp quang",
    ]


def test_the_file_name_or_the_format_says_which_kind_of_file(prepared, tmp_path):
    book = load_workbook(written(prepared, tmp_path / "mau.xlsx"))
    assert [cell.value for cell in book.worksheets[0][1]] == CONTRACT_HEAD
    assert written(prepared, tmp_path / "mau", "--format", "xlsx").read_bytes()[:2] == b"PK"
    assert cells(written(prepared, tmp_path / "mau.txt", "--format", "csv"))[0] == CONTRACT_HEAD


@pytest.mark.parametrize(
    "args", [("mau.pdf",), ("mau.xlsx", "--format", "csv"), ("mau.pdf", "--format", "csv")]
)
def test_a_name_that_belies_the_file_is_refused(prepared, tmp_path, args):
    name, *rest = args
    found = invoke(prepared, "template", "-o", str(tmp_path / name), *rest)
    assert (found.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "csv" in found.stderr


def test_the_wide_form_has_a_row_per_unit_and_columns_per_indicator(prepared, tmp_path):
    path = tmp_path / "rong.csv"
    head, *rows = cells(written(prepared, path, "--layout", "wide", "--period", "2024-Q3"))

    assert head == [
        *("Mã đơn vị", "Đơn vị", "Huyện", "Kỳ"),
        *("Tỷ lệ hộ có cáp quang (Tử số)", "Tỷ lệ hộ có cáp quang (Mẫu số)", "Số dịch vụ công"),
    ]
    assert [row[0] for row in rows] == ["1011", "1012", "1021", "1022", "1023"]
    assert rows[0][3:] == ["Quý III/2024", "", "", ""]
    book = load_workbook(written(prepared, tmp_path / "rong.xlsx", "--layout", "wide"))
    assert book.worksheets[0]["A2"].number_format == "@"
    assert book.worksheets[0]["F2"].number_format == "General"


def test_a_wide_form_filled_in_is_read_as_what_it_says(prepared, tmp_path):
    path = written(prepared, tmp_path / "rong.csv", "--layout", "wide", "--period", "2024-Q3")
    head, *rows = cells(path)
    for place, row in enumerate(rows):
        row[4:] = [str(50 + place), "100", str(200 + place)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])

    found = json.loads(
        invoke(prepared, "import", str(path), "--dry-run", "--format", "json").stdout
    )

    assert found["file"]["layout"] == "wide"
    assert [issue for issue in found["issues"] if issue["severity"] == "error"] == []
    read = {(r["unit_code"], r["indicator_id"]): r["value"] for r in found["observations"]}
    assert len(read) == 10
    assert (read["1011", "fibre"], read["1023", "fibre"]) == ("50", "54")
    assert (read["1011", "services"], read["1023", "services"]) == ("200", "204")


def test_a_level_is_chosen(prepared, tmp_path):
    _, *rows = cells(written(prepared, tmp_path / "huyen.csv", "--level", "district"))
    assert [row[0] for row in rows] == ["101", "102"]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--indicator", "nothing"), 5),
        (("--level", "nation"), 5),
        (("--layout", "round"), 2),
        (("--format", "pdf"), 2),
        (("--period", "x"), 2),
    ],
)
def test_what_cannot_be_written_is_said_and_leaves_no_file(prepared, tmp_path, args, code):
    found = invoke(prepared, "template", "-o", str(tmp_path / "mau.csv"), *args)
    assert found.exit_code == code
    assert found.stderr.strip()
    assert not (tmp_path / "mau.csv").exists()


def test_a_folder_that_is_missing_is_named(prepared, tmp_path):
    found = invoke(prepared, "template", "-o", str(tmp_path / "none" / "mau.csv"))
    assert found.exit_code == 5
    assert str(tmp_path / "none") in found.stderr
    assert invoke(prepared, "template").exit_code == 2
    assert invoke(prepared, "template", "-o", str(tmp_path)).exit_code == 2


@pytest.mark.parametrize(
    ("asked", "rows", "told"),
    [
        ((), 96, "địa giới từ 01/07/2025 (v2025)"),
        (("--period", "2025-Q2"), 186, "–30/06/2025 (v2024)"),
        (("--level", "district"), 15, "–30/06/2025 (v2024)"),
    ],
)
def test_the_form_names_the_units_of_its_period_or_of_today_and_says_which(
    full_home, tmp_path, monkeypatch, asked, rows, told
):
    monkeypatch.setenv("CDS_TODAY", "2026-11-25")
    file, indicator = tmp_path / "mau.csv", ("--indicator", "fibre_household_share")

    done = invoke(full_home, "template", "-o", str(file), *indicator, *asked)

    assert len(cells(file)) - 1 == rows
    assert told in done.stderr


def test_the_head_of_the_form_is_the_same_where_there_are_no_districts(
    full_home, tmp_path, monkeypatch
):
    monkeypatch.setenv("CDS_TODAY", "2026-11-25")
    file = tmp_path / "mau.csv"

    invoke(full_home, "template", "-o", str(file), "--period", "2026-Q1")

    head, first, *_ = cells(file)
    assert head[:12] == CONTRACT_HEAD
    assert first[2] == ""


def test_a_level_that_a_reform_ended_is_said_to_have_ended(full_home, tmp_path):
    asked = ("--level", "district", "--period", "2026-Q1")

    done = invoke(full_home, "template", "-o", str(tmp_path / "mau.csv"), *asked)

    assert done.exit_code == 5
    assert "Quý I/2026 không có đơn vị cấp huyện: ngày cuối cùng có cấp này là 30/06/2025" in (
        done.stderr
    )
    assert not (tmp_path / "mau.csv").exists()
