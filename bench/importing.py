"""What a check of a large file costs beside bare readers: `python -m bench.importing [ROWS]`.

The others only read cells; ours also names every unit, period and indicator and judges the figures.
"""

import csv
import subprocess
import sys
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import xlsxwriter  # type: ignore[import-untyped] # carries no types

from cds.domain.admin_units import AdminLevel
from cds.store.reference.loading import load_catalogue

_DATA = Path(__file__).parents[1] / "data"
_HEAD = (
    "unit_code",
    "unit_name",
    "indicator_id",
    "period",
    "numerator",
    "denominator",
    "value",
    "status",
)
_OURS = f"""
from datetime import date
from cds.ingest.checking import check, Context
from cds.store.reference.loading import load_catalogue
from pathlib import Path
catalogue = load_catalogue(Path({str(_DATA)!r}))
start = time.process_time()
found = check(Path(path).read_bytes(), path, catalogue, Context(today=date(2025, 3, 1)))
rows = len(found.observations)
"""
_PANDAS = "import pandas; start = time.process_time(); rows = len(pandas.read_{0})"
_CALAMINE = """
from python_calamine import CalamineWorkbook
start = time.process_time()
rows = len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())
"""
_DUCKDB = """
import duckdb
start = time.process_time()
rows = len(duckdb.connect().execute("SELECT * FROM {0}", [path]).fetchall())
"""
_CASES = (
    ("cds: read and judged", "xlsx", _OURS),
    ("pandas.read_excel, openpyxl", "xlsx", _PANDAS.format("excel(path, engine='openpyxl')")),
    ("pandas.read_excel, calamine", "xlsx", _PANDAS.format("excel(path, engine='calamine')")),
    ("python-calamine", "xlsx", _CALAMINE),
    ("DuckDB read_xlsx", "xlsx", _DUCKDB.format("read_xlsx(?)")),
    ("cds: read and judged", "csv", _OURS),
    ("pandas.read_csv", "csv", _PANDAS.format("csv(path, sep=';')")),
    ("DuckDB read_csv", "csv", _DUCKDB.format("read_csv(?)")),
)
_AROUND = """
import re, sys, time
path = sys.argv[1]
{0}
seconds = time.process_time() - start
peak = int(re.search("VmHWM:\\s+([0-9]+)", open("/proc/self/status").read())[1])
print(rows, round(seconds, 2), peak // 1024, sep=";")
"""


def write(folder: Path, rows: int) -> None:
    """Write the same figures as a workbook and as a text."""
    catalogue, chance = load_catalogue(_DATA), Random(1)  # noqa: S311 - figures for a benchmark
    units = [
        unit
        for unit in catalogue.units.values()
        if unit.level is AdminLevel.COMMUNE
        and all(unit.is_valid_on(day) for day in (date(2015, 1, 1), date(2024, 12, 31)))
    ]
    shares = [
        each
        for each in catalogue.indicators.values()
        if each.is_share and AdminLevel.COMMUNE in each.levels
    ]
    keys = (
        (unit, share, f"{year}-Q{quarter}")
        for year in range(2015, 2025)
        for quarter in range(1, 5)
        for share in shares
        for unit in units
    )
    with (
        xlsxwriter.Workbook(str(folder / "large.xlsx")) as book,
        (folder / "large.csv").open("w", newline="", encoding="utf-8") as text,
    ):
        sheet, lines = book.add_worksheet(), csv.writer(text, delimiter=";")
        sheet.write_row(0, 0, _HEAD)
        lines.writerow(_HEAD)
        for line, (unit, share, period) in zip(range(1, rows + 1), keys, strict=False):
            whole = chance.randint(500, 3000)
            part = chance.randint(1, whole)
            value = round(100 * part / whole, 2)
            row = (unit.code, unit.name, share.name, period, part, whole, value, "reported")
            sheet.write_row(line, 0, row)
            lines.writerow([str(cell).replace(".", ",") for cell in row])


def main(rows: int) -> None:
    """Print processor seconds and peak memory of each reader, one process each."""
    print(f"{rows:,} rows of {len(_HEAD)} columns".replace(",", "."))
    print("| reader | file | rows | processor s | peak MB |\n|---|---|---|---|---|")
    with TemporaryDirectory() as folder:
        write(Path(folder), rows)
        for name, kind, code in _CASES:
            path = str(Path(folder, f"large.{kind}"))
            asked = [sys.executable, "-c", _AROUND.format(code), path]
            done = subprocess.run(  # noqa: S603 - our own commands
                asked, capture_output=True, text=True, check=False
            )
            fault = (done.stderr.strip().splitlines() or ["?"])[-1][:80]
            said = done.stdout.strip().split(";") if not done.returncode else [fault, "–", "–"]
            print(f"| {name} | {kind} | {' | '.join(said)} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
