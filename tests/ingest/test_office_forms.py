"""Forms of the corpus are read right, asked about or refused, as office_forms.toml says.

Those that differ from another in words alone are in tests/corpus, unmeasured.
"""

from datetime import date

import pytest

from cds.domain.issues import Severity
from cds.ingest.checking import CheckedUpload, Context, check
from cds.text.issues import cell_name
from cds.text.phrases import family
from tests.ingest.corpus import OfficeForm, by_kind, office_forms, world

FORMS = tuple(office_forms())
KINDS = by_kind(form for form in FORMS if form.is_measured)
HEADS = {head: field for field, head in {**family("form.head"), **family("form.more")}.items()}


def outcome(form: OfficeForm) -> tuple[str, CheckedUpload]:
    """What came of a form: read, ask or refuse."""
    context = Context(today=date(2024, 12, 1), aliases=HEADS, **form.form)
    result = check(form.content, "form", world(), context)
    if result.is_blocked:
        return "refuse", result
    return ("ask" if result.unconfirmed(frozenset()) else "read"), result


def faults(form: OfficeForm) -> list[tuple[object, ...]]:
    """Where what comes of a form is not what the corpus says: its name, what came, what it says."""
    came, result = outcome(form)
    grave = [i for i in result.issues if i.severity is not Severity.WARNING]
    told = [(i.code.value, cell_name(i.line, i.column) if i.column else None) for i in grave]
    pairs = [(came, form.want)]
    if form.truth is not None:
        pairs.append((figures_of(result), form.truth))
    if form.status:
        pairs.append(({o.status.value for o in result.observations}, {form.status}))
    if form.since:
        pairs.append(({str(o.cumulative_since) for o in result.observations}, {form.since}))
    found = [(form.name, *pair, told) for pair in pairs if pair[0] != pair[1]]
    if form.code and form.code not in [code for code, _ in told]:
        found.append((form.name, told, form.code))
    if form.cell and (form.code, form.cell) not in told:
        found.append((form.name, told, form.code, form.cell))
    return found


def figures_of(result: CheckedUpload) -> dict[tuple[str, str, str], object]:
    """The values read by code of the unit, indicator and period."""
    return {
        (world().units[o.unit_id].code, o.indicator_id, str(o.period)): o.value
        for o in result.observations
    }


@pytest.mark.parametrize("forms", KINDS.values(), ids=KINDS)
def test_a_form_is_read_asked_or_refused(forms: list[OfficeForm]):
    assert [fault for form in forms for fault in faults(form)] == []


def test_there_are_forms_of_every_kind():
    assert len(FORMS) >= 150
    assert {form.want for form in FORMS} == {"read", "ask", "refuse"}


def test_a_figure_of_one_of_several_sheets_names_its_cell():
    form = next(each for each in FORMS if each.name.startswith("one sheet for each district, one"))
    notes = {o.note for o in outcome(form)[1].observations}
    assert notes == {"Châu Thành!C3", "Tân Trụ!C3"}


@pytest.mark.parametrize("first", ["Xã Tầm Vu", "Thị trấn Tầm Vu"])
def test_units_of_one_name_are_those_after_the_reform_where_the_others_are(first):
    rows = f"{first};2025;12,5\nXã Vĩnh Công;2025;11,5\nXã Thuận Mỹ;2025;9\n"
    content = f"Xã;Kỳ;Tỷ lệ dân số được phủ sóng 5G\n{rows}"
    context = Context(today=date(2026, 2, 1), aliases=HEADS)
    result = check(content.encode(), "f", world(), context)
    told = [i.code.value for i in result.issues if i.severity is Severity.ERROR]
    if first == "Xã Tầm Vu":
        assert [(o.unit_id, told) for o in result.observations] == [
            ("28210@2025-07-01", []),
            ("28222@2025-07-01", []),
            ("28225@2025-07-01", []),
        ]
    else:
        assert told == ["unit_not_valid", "ambiguous_unit", "ambiguous_unit"]


@pytest.mark.parametrize(
    ("place", "expected"),
    [("TỈNH TÂY NINH", "27715@2025-07-01"), ("PHƯỜNG KHÁNH HẬU", "ambiguous_unit")],
)
def test_the_province_of_a_letterhead_tells_units_of_one_name_and_code_apart(place, expected):
    content = f"UBND {place}\nNĂM 2025\nXã;Tỷ lệ dân số được phủ sóng 5G\nPhường Khánh Hậu;12,5\n"
    context = Context(today=date(2026, 2, 1), aliases=HEADS)
    result = check(content.encode(), "f", world(), context)
    told = [i.code.value for i in result.issues if i.severity is Severity.ERROR]
    assert [*(o.unit_id for o in result.observations), *told] == [expected]


@pytest.mark.parametrize("head", ["unit_code;unit_id", "Định danh đơn vị;Mã đơn vị"])
def test_what_is_published_comes_back_by_the_identity_of_its_unit(head):
    codes = ("80", "80@2025-07-01") if head.startswith("unit_code") else ("80@2025-07-01", "80")
    content = f"{head};Phiên bản địa giới;Kỳ;Dân số\n{';'.join(codes)};v2025;2025-06;3254170\n"
    context = Context(today=date(2026, 2, 1), aliases=HEADS)
    result = check(content.encode(), "f", world(), context)
    assert [(o.unit_id, str(o.period)) for o in result.observations] == [
        ("80@2025-07-01", "2025-06")
    ]
    assert not result.is_blocked
