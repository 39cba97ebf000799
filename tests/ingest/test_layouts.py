"""Every layout in every kind of file and encoding: read exactly, or asked."""

import pytest

from cds.domain.issues import Severity
from cds.domain.periods import parse_period
from tests.factories import unit_id
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

NUMBERS = [n * 37 % 900 + 3 for n in range(1, 200)]
FACTS = office.truth(NUMBERS)
YEARS = office.truth(NUMBERS, ("2021", "2022", "2023"))
FILES = {"xlsx": as_xlsx, "xls": as_xls, "ods": as_ods, "html": as_html}


def told(result):
    """What the observations say, for comparison with the truth."""
    return {
        (
            o.unit_id.split("@")[0],
            o.indicator_id,
            str(o.period),
            o.numerator,
            o.denominator,
            o.value,
        )
        for o in result.observations
    }


def wanted(facts, indicators=("coverage", "services")):
    return {f.told for f in facts if f.indicator in indicators}


def grave(result):
    return [
        (i.code.value, i.line, i.column, i.value)
        for i in result.issues
        if i.severity is not Severity.WARNING
    ]


@pytest.mark.parametrize("layout", office.LAYOUTS)
@pytest.mark.parametrize("kind", FILES)
def test_a_layout_in_a_file_is_read_exactly(layout, kind):
    content = FILES[kind](office.LAYOUTS[layout](FACTS))

    result = checked(content, period=parse_period("2024"))

    assert grave(result) == []
    assert told(result) == wanted(FACTS)


@pytest.mark.parametrize("layout", office.LAYOUTS)
@pytest.mark.parametrize("encoding", ENCODERS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_layout_as_text_is_read_exactly(layout, encoding, delimiter):
    content = as_text(office.LAYOUTS[layout](FACTS), delimiter, encoding)

    result = checked(content, period=parse_period("2024"))

    asked = encoding in ("windows-1258", "tcvn3", "vni")
    assert [code for code, *_ in grave(result)] == ["encoding"] * asked
    assert (result.file.encoding, result.file.delimiter) == (encoding, delimiter)
    assert told(result) == wanted(FACTS)


@pytest.mark.parametrize(("font", "convert"), [("tcvn3", in_tcvn3), ("vni", in_vni)])
@pytest.mark.parametrize("kind", [as_xlsx, as_xls])
@pytest.mark.parametrize("layout", office.LAYOUTS)
def test_a_workbook_in_a_legacy_font_is_read_and_asked_about(font, convert, kind, layout):
    result = checked(kind(office.LAYOUTS[layout](FACTS), convert), period=parse_period("2024"))

    assert [code for code, *_ in grave(result)] == ["encoding"]
    assert result.file.encoding == font
    assert told(result) == wanted(FACTS)


@pytest.mark.parametrize("write", [*FILES.values(), as_text])
def test_one_column_per_period_is_read(write):
    result = checked(write(office.by_period(YEARS)))

    assert grave(result) == []
    assert told(result) == wanted(YEARS, ("services",))
    assert result.file.layout == "wide"


def test_the_title_gives_the_period():
    result = checked(as_xlsx(office.wide(FACTS)))

    assert grave(result) == []
    assert told(result) == wanted(FACTS)
    assert result.file.header_line == 7
    assert unit_id("1011") in {o.unit_id for o in result.observations}
