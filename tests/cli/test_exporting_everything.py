"""`export everything`: one zip that holds what every other command tells, and proves it."""

import csv
from hashlib import sha256
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from cds.export.figure_files import NAMES
from tests.cli import small
from tests.cli.conftest import invoke

pytestmark = pytest.mark.slow


def exported(home, folder, *args):
    path = folder / "all.zip"
    found = invoke(home, "export", "everything", "-o", str(path), *args)
    assert (found.stdout, path.is_file()) == ("", True), found.stderr
    with ZipFile(path) as archive:
        return found.exit_code, {name: archive.read(name) for name in archive.namelist()}


def rows(text):
    return list(csv.DictReader(StringIO(text, newline="")))


def test_figures_standings_and_history_are_those_of_the_commands(prepared, tmp_path):
    code, parts = exported(prepared, tmp_path)

    assert code == 0
    commands = {"figures": "observations", "standings": "assess", "snapshots": "snapshots"}
    for name, command in commands.items():
        told = rows(invoke(prepared, command, "--format", "csv").stdout)
        assert told
        assert rows(parts[NAMES[name]].decode("utf-8-sig")) == told, name
    assert load_workbook(BytesIO(parts[NAMES["gaps"]])).worksheets[0].max_row == 1 + 1 + 2 + 5


def test_the_register_is_in_it_as_it_is_and_every_part_has_its_hash(prepared, tmp_path):
    _, parts = exported(prepared, tmp_path)

    for path in (prepared / "reference").glob("*.csv"):
        assert parts[f"{NAMES['register']}/{path.name}"] == path.read_bytes()
    told = parts[NAMES["readme"]].decode("utf-8-sig")
    assert [name for name in parts if name.split("/")[0] not in told] == [NAMES["readme"]]
    sums = dict(
        reversed(line.split("  ")) for line in parts.pop(NAMES["sums"]).decode().splitlines()
    )
    assert sums == {name: sha256(part).hexdigest() for name, part in parts.items()}


def test_an_earlier_version_holds_what_was_known_then(prepared, tmp_path):
    _, parts = exported(prepared, tmp_path, "--as-of", "1")

    figures = rows(parts[NAMES["figures"]].decode("utf-8-sig"))
    assert {row["period"] for row in figures} == {"2023-Q4"}
    assert len(rows(parts[NAMES["snapshots"]].decode("utf-8-sig"))) == 1
    assert "Phiên bản số liệu 1" in parts[NAMES["readme"]].decode("utf-8-sig")


def test_the_name_tells_version_and_content(prepared, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        assert invoke(prepared, "export", "everything").exit_code == 0
    (path,) = tmp_path.iterdir()
    assert path.name.startswith("tron-bo-so-lieu-v2-")


def test_a_damaged_file_is_named_in_it_and_by_the_command(home, tmp_path):
    snapshot = next((home / "snapshots").rglob("*.parquet"))
    snapshot.write_bytes(b"PAR1 no more")

    code, parts = exported(home, tmp_path)

    assert code == 7
    assert snapshot.name in parts[NAMES["readme"]].decode("utf-8-sig")


def test_a_name_that_looks_like_a_formula_stays_a_name(home, tmp_path):
    units = home / "reference" / "admin_units.csv"
    text = units.read_text("utf-8")
    name = rows(text)[-1]["name"]
    units.write_text(text.replace(f",{name},", ",=HYPERLINK(1),"), encoding="utf-8")

    _, parts = exported(home, tmp_path)

    assert ",=HYPERLINK" not in parts[NAMES["standings"]].decode("utf-8-sig")
    assert ",'=HYPERLINK(1)," in parts[NAMES["standings"]].decode("utf-8-sig")


def test_every_row_that_rests_on_generated_figures_says_so(bare, tmp_path):
    file = tmp_path / "one.csv"
    file.write_text(small.figures("2024-Q4", {"1011": 4200}), encoding="utf-8")
    assert invoke(bare, "import", str(file), "--confirm", "incomplete").exit_code == 0
    assert invoke(bare, "demo", "load").exit_code == 0

    _, parts = exported(bare, tmp_path)

    figures = rows(parts[NAMES["figures"]].decode("utf-8-sig"))
    generated = {(r["unit_id"], r["indicator_id"]) for r in figures if r["status"] == "demo"}
    real = {(r["unit_id"], r["indicator_id"]) for r in figures if r["status"] != "demo"}
    judged = [r for r in rows(parts[NAMES["standings"]].decode("utf-8-sig")) if r["period"]]
    own = {(r["unit_id"], r["indicator_id"]): "demo" in r["flags"] for r in judged}
    assert {own[key] for key in generated - real if key in own} == {True}
    assert {own[key] for key in real if key in own} == {False}
    sheet = load_workbook(BytesIO(parts[NAMES["gaps"]])).worksheets[0]
    head, *lines = sheet.iter_rows(values_only=True)
    kind = head.index("Loại số liệu")
    assert {line[kind] for line in lines} >= {"minh họa", "công bố"}
    assert "cột flags có demo" in parts[NAMES["readme"]].decode("utf-8-sig")
