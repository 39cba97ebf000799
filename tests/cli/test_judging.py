"""`observations` and `assess`: the contract's rows, worked by hand on the small home."""

import csv
import json
import re
from datetime import date

import pytest

from cds.domain.assessments import Flag
from cds.export.rows import FIGURE_COLUMNS, STANDING_COLUMNS
from cds.text.phrases import family
from tests import homes
from tests.cli.conftest import invoke

CONTRACT_ASSESS = [
    *("unit_code", "unit_name", "level", "indicator_id", "period", "value", "numerator"),
    *("denominator", "target_id", "target", "due", "gap", "still_to_do", "progress"),
    *(
        "required_pace",
        "recent_pace",
        "projected_date",
        "status",
        "standing",
        "flags",
        "completeness",
    ),
    *("low", "high", "status_cagr", "snapshot_id", "unit_id", "unit_valid_from", "unit_valid_to"),
    *("converted", "converted_from"),
]
CONTRACT_OBSERVATIONS = [
    *("unit_code", "indicator_id", "period", "numerator", "denominator", "value", "line"),
    *("column", "unit_name", "status", "source_title", "source_url", "snapshot_id", "file_name"),
    *("uploaded_by", "published_at", "unit_id", "unit_valid_from", "unit_valid_to"),
    *("published_on", "note", "cumulative_since", "converted", "converted_from"),
]


def rows(home, *args):
    found = invoke(home, *args, "--format", "json")
    assert found.exit_code == 0, found.stderr
    return json.loads(found.stdout)


def test_rows_have_exactly_the_columns_of_the_contract(prepared):
    assert set(FIGURE_COLUMNS) == set(CONTRACT_OBSERVATIONS)
    assert list(STANDING_COLUMNS) == CONTRACT_ASSESS
    assert all(set(row) == set(CONTRACT_ASSESS) for row in rows(prepared, "assess"))
    assert all(set(row) == set(CONTRACT_OBSERVATIONS) for row in rows(prepared, "observations"))


def test_a_figure_leads_to_its_file_line_and_sender(prepared):
    (found,) = rows(prepared, "observations", "--unit", "1012", "--period", "2024-Q4")

    known = {name: found[name] for name in ("unit_name", "period", "numerator", "denominator")}
    assert known == {
        "unit_name": "Xã Hai", "period": "2024-Q4", "numerator": "2100", "denominator": "3000",
    }  # fmt: skip
    assert (found["value"], found["status"]) == ("70", "reported")
    assert (found["file_name"], found["line"], found["uploaded_by"]) == (
        "so-lieu-2024.csv",
        3,
        "Lan",
    )
    assert found["snapshot_id"]
    assert found["published_at"].endswith("Z")


def test_the_province_is_judged_by_the_counts_of_its_communes(prepared):
    (found,) = rows(prepared, "assess", "--indicator", "fibre", "--level", "province")

    # 8,150 of 12,000 households; 5,900 a year before. Above 80%: floor(9,600) + 1 = 9,601.
    assert (found["numerator"], found["denominator"]) == ("8150", "12000")
    assert (found["value"], found["gap"]) == (
        "67.91666666666666666666666667",
        "12.08333333333333333333333333",
    )
    assert (found["target_id"], found["target"], found["due"]) == ("fibre_2025", "80", "2025-12-31")
    assert found["still_to_do"] == 9601 - 8150
    # The path from 49.17 at the end of 2023 to 80 at the end of 2025 is at 64.58: R = 18.75/15.42.
    assert float(found["progress"]) == pytest.approx(18.75 / (80 / 2 - 590 / 12 / 2), abs=1e-8)
    assert found["recent_pace"] == "18.75"
    assert found["required_pace"] == found["gap"]
    assert date(2025, 1, 1) < date.fromisoformat(found["projected_date"]) < date(2025, 12, 31)
    assert (found["status"], found["flags"], found["status_cagr"]) == ("on_track", [], "on_track")
    assert (found["completeness"], found["low"], found["high"]) == ("1", *[found["value"]] * 2)
    assert found["snapshot_id"] is None  # a sum stands in no file


def test_assess_as_of_an_earlier_period_or_version_says_what_was_known(prepared):
    for limit in (("--period", "2023-Q4"), ("--as-of", "1")):
        (found,) = rows(prepared, "assess", "--indicator", "fibre", "--unit", "10", *limit)
        assert (found["period"], found["numerator"]) == ("2023-Q4", "5900")
        assert found["status"] == "not_assessable"


def test_filters_limit_by_unit_level_and_indicator(prepared):
    assert len(rows(prepared, "observations")) == 10
    assert len(rows(prepared, "observations", "--level", "commune", "--period", "2023-Q4")) == 5
    assert rows(prepared, "observations", "--indicator", "services") == []
    both = rows(prepared, "assess", "--indicator", "fibre", "--indicator", "services")
    assert {row["indicator_id"] for row in both} == {"fibre"}
    assert [row["unit_code"] for row in rows(prepared, "assess", "--unit", "1023@2010-01-01")] == [
        "1023"
    ]


def test_csv_holds_what_json_holds(prepared):
    found = invoke(prepared, "assess", "--level", "province", "--format", "csv")

    (line,) = csv.DictReader(found.stdout.splitlines())
    (row,) = rows(prepared, "assess", "--level", "province")
    assert list(line) == CONTRACT_ASSESS
    assert line["value"] == row["value"]
    assert (line["flags"], line["snapshot_id"]) == ("", "")


def test_csv_without_rows_still_has_its_head(bare):
    found = invoke(bare, "observations", "--format", "csv")
    assert found.stdout == ",".join(FIGURE_COLUMNS) + "\n"


def test_a_table_speaks_to_people(prepared):
    found = invoke(prepared, "assess", "--level", "province")

    head, _, line = found.stdout.splitlines()
    assert head.startswith("Đơn vị")
    assert "67,92" in line
    assert "31/12/2025" in line
    assert "Đúng tiến độ" in line


@pytest.mark.slow
def test_a_table_of_judgements_holds_no_code_of_a_flag(full_home):
    text = invoke(full_home, "assess", "--programme", "long_an").stdout

    assert "minh họa" in text
    assert not {flag for flag in Flag if re.search(rf"\b{flag}\b", text)}
    assert set(family("cli.flags")) == {flag.value for flag in Flag}


def test_an_empty_home_has_no_figures_and_is_no_fault(bare):
    assert rows(bare, "observations") == []
    (found,) = rows(bare, "assess", "--indicator", "fibre")
    assert (found["unit_code"], found["value"], found["status"]) == ("10", None, "not_assessable")


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("--indicator", "fibr"), 5, "fibr"),
        (("--indicator", "fibr"), 5, "fibre"),
        (("--unit", "9999"), 5, "9999"),
        (("--as-of", "77"), 5, "77"),
        (("--as-of", "2001-01-01"), 5, "2001-01-01"),
        (("--as-of", "hôm qua"), 2, "hôm qua"),
        (("--period", "2024-Q5"), 2, "2024-Q5"),
        (("--level", "village"), 2, "commune"),
    ],
)
def test_what_there_is_not_is_named(prepared, args, code, said):
    for name in ("observations", "assess"):
        found = invoke(prepared, name, *args, "--format", "json")
        assert (found.exit_code, found.stdout) == (code, "")
        assert said in found.stderr


def test_a_damaged_file_is_left_out_and_named(home):
    path = next(home.glob("snapshots/snapshot_id=*/*.parquet"))
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    found = invoke(home, "observations", "--format", "json")

    assert found.exit_code == 7
    assert len(json.loads(found.stdout)) == 5
    assert path.name in found.stderr


@pytest.mark.slow
def test_headline_targets_of_the_shipped_home_each_have_a_row(full_home, monkeypatch):
    monkeypatch.setenv("CDS_TODAY", homes.TODAY.isoformat())
    with (full_home / "reference" / "targets.csv").open(encoding="utf-8", newline="") as file:
        headlines = {r["target_id"]: r for r in csv.DictReader(file) if r["headline"] == "1"}
    asked = [part for row in headlines.values() for part in ("--indicator", row["indicator_id"])]

    of = ("--programme", "long_an")
    judged = {row["target_id"] for row in rows(full_home, "assess", *of, *asked)}

    assert len(headlines) == 9
    assert headlines.keys() <= judged


@pytest.mark.slow
@pytest.mark.parametrize("words", [("observations",), ("assess",), ("export", "unit")])
@pytest.mark.parametrize(("code", "other"), [("80", "Tỉnh Tây Ninh"), ("28159", "Cần Giuộc")])
def test_a_code_of_several_units_is_asked_about_with_all_of_them(full_home, words, code, other):
    done = invoke(full_home, *words, "--unit", code)

    assert done.exit_code == 4
    assert f"{code}@2025-07-01" in done.stderr
    assert f"{code}@2004-08-31" in done.stderr
    assert other in done.stderr
    assert done.stdout == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "unit_id"),
    [
        (("--unit", "80", "--period", "2024"), "80@2004-08-31"),
        (("--unit", "80", "--period", "2025-10"), "80@2025-07-01"),
        (("--unit", "80@2025-07-01"), "80@2025-07-01"),
        (("--unit", "80@2012-05-20"), "80@2004-08-31"),
        (("--unit", "803"), "803@2004-08-31"),
    ],
)
def test_a_day_or_a_period_tells_which_unit_of_a_code_is_meant(full_home, asked, unit_id):
    found = rows(full_home, "observations", *asked)

    assert {row["unit_id"] for row in found} == {unit_id}
    assert {row["unit_valid_from"] for row in found} == {unit_id.partition("@")[2]}


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["80@1990-01-01", "80@hôm nay", "803@2025-07-01"])
def test_a_unit_on_a_day_it_did_not_exist_is_not_found(full_home, unit):
    done = invoke(full_home, "observations", "--unit", unit)

    assert done.exit_code == 5
    assert unit in done.stderr


@pytest.mark.slow
def test_a_brief_is_of_the_unit_that_was_asked_for(full_home, tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr("cds.export.pdf.briefs_pdf", lambda briefs: made.extend(briefs) or b"")
    file = str(tmp_path / "don-vi.pdf")

    assert invoke(full_home, "export", "unit", "--unit", "808", "-o", file).exit_code == 0
    assert invoke(full_home, "export", "unit", "--unit", "80@2025-07-01", "-o", file).exit_code == 0

    district, province = (f"{brief.unit_name}: {brief.place}" for brief in made)
    assert district.startswith("Huyện Châu Thành: Thuộc Tỉnh Long An · mã 808 · 31/08/2004–")
    assert province == "Tỉnh Tây Ninh: Mã 80 · từ 01/07/2025"


def test_the_provinces_work_files_are_judged_by_the_targets_of_their_level(full_home):
    asked = [f"--indicator=work_file_online_rate_{level}" for level in ("district", "commune")]

    found = rows(full_home, "assess", "--unit", "80@2004-08-31", *asked)

    told = {(row["indicator_id"], row["value"], row["target"], row["status"]) for row in found}
    assert told == {
        ("work_file_online_rate_district", "97", "80", "achieved"),
        ("work_file_online_rate_commune", "99", "60", "achieved"),
    }
