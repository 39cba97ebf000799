"""Random figures, layouts, encodings and damage: what is published is true, else it is not."""

import os
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cds.domain.issues import Severity
from cds.domain.periods import parse_period
from cds.ingest.words.numbers import evidence, read_number
from tests.ingest import office
from tests.ingest.containers import (
    ENCODERS,
    as_html,
    as_ods,
    as_text,
    as_xls,
    as_xlsx,
    in_tcvn3,
    in_vni,
)
from tests.ingest.forms import checked
from tests.ingest.test_layouts import told, wanted

FUZZ_SECONDS = float(os.environ.get("CDS_FUZZ_SECONDS", "1.5"))
COUNTS = st.lists(st.integers(0, 99_999), min_size=15, max_size=15)
WRITERS = {
    "xlsx": as_xlsx,
    "xls": as_xls,
    "ods": as_ods,
    "html": as_html,
    "tcvn3": lambda grid: as_xlsx(grid, in_tcvn3),
    "vni": lambda grid: as_xls(grid, in_vni),
    **{
        f"{encoding}{delimiter}": lambda grid, d=delimiter, e=encoding: as_text(grid, d, e)
        for encoding in ENCODERS
        for delimiter in ",;\t|"
    },
}
YEAR = parse_period("2024")


@given(COUNTS, st.sampled_from(sorted(office.LAYOUTS)), st.sampled_from(sorted(WRITERS)))
@settings(max_examples=60, deadline=None)
def test_what_is_read_is_true(numbers, layout, writer):
    facts = office.truth(numbers)

    result = checked(WRITERS[writer](office.LAYOUTS[layout](facts)), period=YEAR)

    assert not result.is_blocked
    assert told(result) == wanted(facts)


def dotted(number, group, mark, decimals):
    whole, _, part = f"{number:,.{decimals}f}".partition(".")
    return whole.replace(",", group) + (mark + part if part else "")


@given(
    st.lists(st.integers(1_000, 10**12), min_size=1, max_size=8),
    st.sampled_from(((".", ","), (",", "."), (" ", ","), ("\u00a0", "."))),
    st.sampled_from((0, 1, 2, 3)),
)
@settings(max_examples=150, deadline=None)
def test_a_number_is_read_exactly_or_with_its_other_reading(numbers, marks, decimals):
    values = [number / 10**decimals for number in numbers]
    texts = [dotted(value, *marks, decimals) for value in values]
    column = evidence(texts)
    for text, number in zip(texts, numbers, strict=True):
        reading = read_number(text, column)
        assert reading is not None or column.is_contradicted
        if reading is not None:
            true = number == reading.value * 10**decimals
            assert true or reading.other is not None or column.is_contradicted


def _damaged(content, chance):
    data = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                data[place] = chance.randrange(256)
            case 1:
                del data[place : place + chance.randint(1, 40)]
            case 2:
                data[place:place] = data[: chance.randint(1, 40)]
            case _:
                data[place:] = data[place:][: chance.randint(1, 4_000)]
        if not data:
            return b""
    return bytes(data)


@pytest.mark.parametrize("writer", sorted(WRITERS))
def test_damage_never_raises_and_never_passes_a_name_off_for_another(writer):
    """Set CDS_FUZZ_SECONDS to look longer."""
    chance = random.Random(writer)
    facts = office.truth(list(range(7, 22)))
    contents = [WRITERS[writer](make(facts)) for make in office.LAYOUTS.values()]
    until = time.monotonic() + FUZZ_SECONDS / len(WRITERS)
    while time.monotonic() < until:
        result = checked(_damaged(chance.choice(contents), chance), period=YEAR)
        assert result.observations or result.issues
        assert all(issue.severity in Severity for issue in result.issues)
