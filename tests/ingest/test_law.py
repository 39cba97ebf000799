"""The law: a number that a file shows is read, or an issue names it with its place."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cds.domain.periods import parse_period
from cds.ingest.checking import CheckedUpload
from cds.ingest.faults import MOST_ISSUES
from cds.text.issues import place as place_words
from tests.ingest.containers import Grid, as_xlsx
from tests.ingest.forms import checked

UNITS = ("Xã Đồng Xa", "Phường 4", "Xã Biên Giới", "Thị trấn Bờ Sông", "Xã Tân Lân")
HEADS = (
    *("Tỷ lệ hộ có băng rộng", "Tỷ lệ hộ có băng rộng", "Số dịch vụ", "Số dịch vụ (nghìn)"),
    *("Số khác", "Kế hoạch", "Tăng, giảm", "Ghi chú", "So với cùng kỳ", "STT", "Hạng mục", "ĐVT"),
    *("Tỷ lệ hộ có băng rộng (mới)", "Số dịch vụ năm 2022", "Lũy kế số dịch vụ", "Ghi chú"),
)
WORDS = (
    "NĂM 2023",
    "Quý II",
    "Biểu 2. Năm 2022",
    "Ghi chú: số sơ bộ",
    "Tổng cộng",
    "I. Huyện Bờ Sông",
)
Seen = dict[tuple[int, int], float]


def sheet(chance: Random) -> tuple[list[list[object]], Seen]:
    """A random sheet and the place of every number in it: all differ, and none is a year."""
    rows: list[list[object]] = []
    seen: Seen = {}
    numbers = iter(chance.sample(range(10_007, 90_000), 400))

    def number() -> float:
        return next(numbers) / 1_000  # 10.007 to 89.999

    def figures(count: int, at: int) -> Iterator[object]:
        for place in range(count):
            if chance.random() < 0.1:
                yield None
            else:
                seen[len(rows) + 1, at + place + 1] = value = number()
                yield value

    units = chance.sample(UNITS, len(UNITS))
    for _ in range(chance.choice((1, 1, 1, 2))):
        heads = [*dict.fromkeys(chance.sample(HEADS, chance.randint(1, 6)))]
        for _ in range(chance.randint(0, 2)):
            row: list[object] = [chance.choice(WORDS)]
            if chance.random() < 0.15:
                row += [None, *figures(1, 2)]
            rows.append(row)
        is_double = chance.random() < 0.15  # two tables side by side
        if is_double:
            rows.append(["Đơn vị", *heads, None, "Đơn vị", *heads])
        elif chance.random() < 0.8:
            rows.append(["Đơn vị", *heads])
        for _ in range(chance.randint(1, 4) if len(units) > 3 else len(units)):
            if not units:
                break
            if chance.random() < 0.05:  # moved to the left
                rows.append([*figures(len(heads), 0)])
            unit = units.pop()
            name = unit if chance.random() < 0.9 else chance.choice((None, "Tổng cộng"))
            row = [name, *figures(len(heads), 1)]
            if is_double and units:
                row += [None, units.pop(), *figures(len(heads), len(heads) + 3)]
            rows.append(row)
    return rows, seen


def named(result: CheckedUpload, seen: Seen, totals: set[int]) -> set[tuple[int, int]]:
    """The places that are read or that an issue names: by cell, line, column from a line on.

    A total over a column of figures is read: it is held against them. So is a number that an
    issue says is multiplied, and 1.234 of what is counted whole.
    """
    columns = {o.column for o in result.observations}
    values = {float(o.value) for o in result.observations if o.value is not None}
    values |= {float(o.numerator) for o in result.observations if o.numerator is not None}
    values |= {float(o.denominator) for o in result.observations if o.denominator is not None}
    found = {place for place, value in seen.items() if value in values}
    grouped = {place for place, value in seen.items() if round(1000 * value) in values}
    found |= {place for place in grouped if seen[place] == round(seen[place], 3)}
    found |= {(line, column) for line, column in seen if line in totals and column in columns}
    for issue in result.issues:
        said = dict(issue.details)
        if said.get("reason") == "multiplied":
            factor = Decimal(said["factor"])
            products = {place: float(Decimal(str(seen[place])) * factor) for place in seen}
            found |= {place for place, product in products.items() if product in values}
        lines = {int(each) for each in said.get("lines", "").strip("…").split(", ") if each}
        first, last = issue.line or 0, int(said.get("last", issue.line or 0))
        of_columns = {int(each) for each in said.get("columns", "").split(", ") if each}
        for line, column in seen:
            is_more = said.get("lines", "").endswith("…") and line > max(lines)
            in_lines = line in lines or is_more or (issue.column is None and line == issue.line)
            in_column = column in {issue.column, *of_columns} and first <= line <= last
            if in_lines or in_column:
                found.add((line, column))
    return found


@pytest.mark.slow
@given(st.integers(0, 2**32))
@example(313315542)  # a sum beside the heading of a section of which no figure is sound
def test_every_number_is_read_or_named(seed):
    rows, seen = sheet(Random(seed))
    result = checked(as_xlsx(Grid(rows)), period=parse_period("2023"))
    assert len(result.issues) < MOST_ISSUES
    if not result.is_blocked:  # else nothing is published
        totals = {n for n, row in enumerate(rows, start=1) if row[0] == "Tổng cộng"}
        left = {place: seen[place] for place in {*seen} - named(result, seen, totals)}
        issues = [(i.code.value, place_words(i, in_workbook=True), i.value) for i in result.issues]
        assert not left, (rows, issues)
