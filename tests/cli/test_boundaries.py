"""Figures on the units of another time: asked for, and sent on old ones."""

import json
import shutil

import pytest

from tests.cli.conftest import invoke
from tests.source import ROOT

pytestmark = pytest.mark.slow

TODAY = "2026-11-28"
HEIR, HEIR_ID = "28159", "28159@2025-07-01"  # the code was a town's until 30/06/2025
HEAD = "Mã đơn vị,Đơn vị,Huyện,Mã chỉ tiêu,Kỳ,Tử số,Mẫu số\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The register that ships with us, and no figures."""
    monkeypatch.setenv("CDS_TODAY", TODAY)
    shutil.copytree(ROOT / "data" / "reference", tmp_path / "home" / "reference")
    return tmp_path / "home"


PARTS = (  # of Xã An Lục Long and of Xã Cần Giuộc: code and name until 30/06/2025
    *(("28237", "Xã Dương Xuân Hội"), ("28240", "Xã An Lục Long"), ("28243", "Xã Long Trì")),
    *(("28159", "Thị trấn Cần Giuộc"), ("28168", "Xã Long Hậu"), ("28180", "Xã Phước Lại")),
)


def send(home, tmp_path, text, *options):
    file = tmp_path / "so-lieu.csv"
    file.write_text(text, encoding="utf-8")
    found = invoke(home, "import", str(file), "--by", "Lan", "--format", "json", *options)
    return found.exit_code, json.loads(found.stdout)


def old_file(*units, period="2026-Q1", indicator="fibre_household_share"):
    rows = (
        f"{code},{name},,{indicator},{period},{300 + 100 * number},1000"
        for number, (code, name) in enumerate(units)
    )
    return HEAD + "\n".join(rows) + "\n"


def rows(home, *options):
    found = invoke(home, "observations", "--format", "json", *options)
    assert found.exit_code == 0, found.stderr
    return json.loads(found.stdout)


def test_a_file_on_old_units_is_converted_after_a_yes_and_says_so(home, tmp_path):
    text = old_file(*PARTS)

    asked, told = send(home, tmp_path, text)
    done, _ = send(home, tmp_path, text, "--confirm", "old_boundaries")

    [question] = [one for one in told["issues"] if one["severity"] == "confirm"]
    assert (asked, question["code"]) == (4, "old_boundaries")
    assert "Xã An Lục Long" in question["message"]
    assert done == 0
    found = {one["unit_id"]: one for one in rows(home)}
    assert found.keys() == {"28243@2025-07-01", HEIR_ID}
    assert [found[HEIR_ID][name] for name in ("numerator", "denominator")] == ["2100", "3000"]
    assert found[HEIR_ID]["converted"] == "exact"
    assert [one["unit_id"] for one in found[HEIR_ID]["converted_from"]] == [
        f"{code}@2004-08-31" for code, _ in PARTS[3:]
    ]
    assert found[HEIR_ID]["line"] == 5


def test_figures_of_before_a_reform_are_asked_for_on_later_units(home, tmp_path):
    before = old_file(*PARTS, period="2025-Q1")
    assert send(home, tmp_path, before)[0] == 0

    reported = rows(home)
    shown = {one["unit_id"]: one for one in rows(home, "--boundaries", "v2025")}

    assert {one["unit_valid_to"] for one in reported} == {"2025-06-30"}
    assert {one["converted"] for one in reported} == {""}
    assert shown.keys() == {"28243@2025-07-01", HEIR_ID}
    assert (shown[HEIR_ID]["converted"], shown[HEIR_ID]["snapshot_id"]) == ("exact", None)
    assert shown[HEIR_ID]["converted_from"][0] == {
        "unit_id": "28159@2004-08-31", "unit_code": "28159",
        "unit_valid_from": "2004-08-31", "share": "1",
    }  # fmt: skip
    only = rows(home, "--boundaries", "v2025", "--unit", HEIR)
    assert [one["unit_id"] for one in only] == [HEIR_ID]


def test_standings_follow_the_boundaries_asked_for(home, tmp_path):
    assert send(home, tmp_path, old_file(*PARTS, period="2025-Q1"))[0] == 0

    found = invoke(
        home, "assess", "--boundaries", "v2025", "--level", "commune", "--format", "json"
    )

    judged = [one for one in json.loads(found.stdout) if one["value"]]
    assert {one["unit_id"] for one in judged} == {"28243@2025-07-01", HEIR_ID}
    assert all(one["converted"] == "exact" and one["converted_from"] for one in judged)


def test_boundaries_of_no_reform_are_named(home):
    found = invoke(home, "observations", "--boundaries", "v1900")

    assert found.exit_code == 5
    assert "v2025" in found.stderr


def test_the_columns_of_a_table_for_programs_hold_what_a_figure_was_made_of(home, tmp_path):
    assert send(home, tmp_path, old_file(*PARTS, period="2025-Q1"))[0] == 0

    found = invoke(home, "observations", "--boundaries", "v2025", "--format", "csv")

    assert "unit_id=28159@2004-08-31;unit_code=28159;unit_valid_from=2004-08-31;share=1" in (
        found.stdout
    )


OFFICE = (  # of Xã An Lục Long; the last line says otherwise than the register
    "STT,Trước sắp xếp,,Sau sắp xếp,,Tỷ lệ\n,Mã,Tên,Mã,Tên,\n"
    "I,Huyện Châu Thành,,,,\n"
    "1,28237, Xã Dương Xuân Hội ,28243,Xã An Lục Long,100%\n"
    "2,28240,Xã An Lục Long,,,{share}\n"
    '3,28240,Xã An Lục Long,28159,Xã Cần Giuộc,"30%"\n'
)


def office(home, tmp_path, share, *options):
    file = tmp_path / "chuyen-doi.csv"
    file.write_text(OFFICE.format(share=share), encoding="utf-8")
    return invoke(home, "reference", "import-changes", str(file), *options)


def test_a_table_of_changes_is_compared_and_written_only_when_accepted(home, tmp_path, monkeypatch):
    table = home / "reference" / "admin_unit_changes.csv"
    before = table.read_text("utf-8")

    shown = office(home, tmp_path, '"70%"', "--format", "json")
    nobody = office(home, tmp_path, '"70%"', "--accept", "28240")
    other = office(home, tmp_path, '"70%"', "--accept", "1", "--by", "Lan", "--reason", "x")
    unsound = office(
        home, tmp_path, '"60%"', "--accept", "all", "--by", "Lan", "--reason", "Công văn 5"
    )

    [conflict] = json.loads(shown.stdout)
    assert (shown.exit_code, conflict["unit_code"], conflict["line"]) == (4, "28240", 5)
    assert (nobody.exit_code, other.exit_code, unsound.exit_code) == (2, 5, 3)
    assert table.read_text("utf-8") == before

    done = office(home, tmp_path, '"70%"', "--accept", "28240", "--by", "Lan", "--reason", "CV 5")

    assert done.exit_code == 0
    assert "01/07/2025" in done.stderr
    assert len(table.read_text("utf-8").splitlines()) == len(before.splitlines()) + 1
    assert "CV 5" in table.read_text("utf-8")
    assert office(home, tmp_path, '"70%"').exit_code == 0

    [made] = json.loads(invoke(home, "reference", "history", "--format", "json").stdout)
    assert (made["by"], made["reason"]) == ("Lan", "CV 5")
    assert "Xã An Lục Long: phần thuộc Xã Cần Giuộc là 30% diện tích." in made["changes"]

    told = ("--by", "lan@example.vn", "--reason", "ghi nhầm")
    people = tmp_path / "access.toml"
    for role, code in (("publisher", 6), ("administrator", 0)):  # units are no office's own
        people.write_text(f'[[people]]\nemail = "lan@example.vn"\nrole = "{role}"\n', "utf-8")
        monkeypatch.setenv("CDS_ACCESS", str(people))
        assert invoke(home, "reference", "undo", made["amendment_id"], *told).exit_code == code
    assert table.read_text("utf-8") == before


def test_boundaries_that_began_by_no_reform_take_no_table_of_changes(home, tmp_path):
    assert office(home, tmp_path, "1", "--vintage", "v2013").exit_code == 5


def test_lines_that_cannot_be_read_refuse_a_table_of_changes(home, tmp_path):
    file = tmp_path / "chuyen-doi.csv"
    file.write_text("Xã cũ,Xã mới\nXã Không Có,Xã Cần Giuộc\n", encoding="utf-8")

    found = invoke(home, "reference", "import-changes", str(file))

    assert found.exit_code == 3
    assert "Xã Không Có" in found.stderr
