"""`export gaps`: the page's download, from the command line."""

import csv
from io import StringIO

import pytest
from openpyxl import load_workbook

from cds.export.figure_files import GAP_HEADS
from tests.cli.conftest import invoke

pytestmark = pytest.mark.slow


def read(path):
    return list(csv.DictReader(StringIO(path.read_text("utf-8-sig"), newline="")))


def test_every_target_in_every_unit_is_written(prepared, tmp_path):
    path = tmp_path / "gaps.csv"
    found = invoke(prepared, "export", "gaps", "-o", str(path))
    assert (found.exit_code, found.stdout) == (0, ""), found.stderr
    lines = read(path)
    assert len(lines) == 1 + 2 + 5
    assert {line[GAP_HEADS["data_version"]] for line in lines} == {"2"}
    assert all(line[GAP_HEADS["period"]] == "2024-Q4" for line in lines)


def test_the_name_tells_version_and_content_when_none_is_given(prepared, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert invoke(prepared, "export", "gaps", "--level", "province").exit_code == 0
    (path,) = tmp_path.iterdir()
    assert path.name.startswith("khoang-cach-muc-tieu-v2-")
    assert load_workbook(path).worksheets[0].max_row == 2


def test_an_earlier_version_is_written_as_it_was(prepared, tmp_path):
    path = tmp_path / "gaps.csv"
    assert invoke(prepared, "export", "gaps", "--as-of", "1", "-o", str(path)).exit_code == 0
    assert {line[GAP_HEADS["period"]] for line in read(path)} == {"2023-Q4"}


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["--indicator", "no_such_thing"], 5),
        (["--order", "beauty"], 2),
        (["-o", "no/such/folder/gaps.csv"], 5),
    ],
)
def test_what_cannot_be_is_told_in_words(prepared, args, code):
    found = invoke(prepared, "export", "gaps", *args)
    assert (found.exit_code, found.stdout) == (code, "")
    assert found.stderr.strip()
