"""Files of four times the size take four times the work: lines of the importer run, not seconds."""

import sys
from types import FrameType
from typing import Any

import pytest

from cds.ingest import checking
from cds.ingest.context import Context
from tests.ingest.corpus import world

pytestmark = pytest.mark.slow

TIMES, SLACK = 4, 1.3
COMMUNES = [unit.name for unit in world().units.values() if unit.name.startswith("Xã ")]
NAMES = [each.name for each in world().indicators.values() if "commune" in each.levels]
YEAR = "NĂM 2023\n"


def _rows(count: int, *cells: str) -> str:
    """Rows of units, of which there are some hundreds, with their numbers in the cells."""
    units = (COMMUNES[at % len(COMMUNES)] for at in range(count))
    told = (";".join(cells).replace("#", str(at)) for at in range(count))
    return "".join(f"{unit};{each}\n" for unit, each in zip(units, told, strict=True))


def units(count: int) -> str:
    return f"{YEAR}Đơn vị;Số trạm BTS\n{_rows(count, '#')}"


def sections(count: int) -> str:
    heads = (f"{at}. Nhóm {at};\n{_rows(2, str(at))}Cộng;{at}\n" for at in range(count // 4))
    return f"{YEAR}Đơn vị;Số trạm BTS\n{''.join(heads)}"


def unknown(count: int) -> str:
    strange = "".join(f"Dự phòng {at};5\n" for at in range(count // 8))
    return f"{units(count)}{strange}"


def marked(count: int) -> str:
    notes = "".join(f"({at}) Ghi chú thứ {at}\n" for at in range(count // 2))
    return f"{YEAR}Đơn vị;Số trạm BTS\n{_rows(count, '# (#)')}{notes}"


def remarks(count: int) -> str:
    return f"{YEAR}Đơn vị;Số trạm BTS;Ghi chú\n{_rows(count, '#', 'gửi lại số # vì nhầm')}"


def indicators(count: int) -> str:
    rows = (f"{NAMES[at % len(NAMES)]};{at}\n" for at in range(count))
    return f"Xã Bình Quới\n{YEAR}Chỉ tiêu;Kết quả\n{''.join(rows)}"


def months(count: int) -> str:
    told = (f"{n % 12 + 1}/{2005 + n // 12};{n}" for n in range(count))
    rows = "".join(f"{COMMUNES[0]};{each}\n" for each in told)
    return f"Đơn vị;Kỳ;Số hồ sơ TTHC tiếp nhận\n{rows}"


def heads(count: int) -> str:
    strange = ";".join(f"Cột lạ thứ {at} của biểu" for at in range(count))
    return f"{YEAR}Đơn vị;Số trạm BTS;{strange}\n{_rows(3, '#', *['7'] * count)}"


def check(content: str) -> None:
    checking.check(content.encode(), "f.csv", world(), Context())


def work(content: str) -> int:
    """How many lines of the importer a check runs, loops counted each time around."""
    lines = 0

    def entered(frame: FrameType, *_: object) -> Any:
        return told if "cds/ingest" in frame.f_code.co_filename else None

    def told(_frame: FrameType, event: str, _: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return told

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        check(content)
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize(
    ("made", "count"),
    [
        *((units, 100), (sections, 100), (unknown, 100), (marked, 60), (remarks, 100)),
        *((indicators, 40), (heads, 60), (months, 55)),
    ],
)
def test_work_grows_with_the_size_of_a_file(made, count):
    check(made(count))  # what a catalogue is asked once
    small, large = work(made(count)), work(made(TIMES * count))
    assert large < SLACK * TIMES * small
