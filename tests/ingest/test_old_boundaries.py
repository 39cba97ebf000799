"""A file of before a reform sent for a period after it: what is asked, moved and refused."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest

from cds.domain.admin_units import AdminLevel, Vintage
from cds.ingest.checking import check
from cds.ingest.context import Context
from cds.store.view.queries import converted
from cds.text.issues import hint, message
from tests import factories as f
from tests.reformed import REFORM, new_id, reformed

CATALOGUE = reformed()
HEAD = "unit_code,unit_name,indicator_id,period,numerator,denominator,value"
WHOLE = {"1011": (80, 100), "1012": (1000, 4000), "1021": (30, 60)}  # all of 2001 and of 2002


def row(code, value="", counts=("", ""), indicator="share", period="2024-Q1", name=""):
    return f"{code},{name},{indicator},{period},{counts[0]},{counts[1]},{value}"


def sent(*rows, catalogue=CATALOGUE, **told):
    context = Context(convert=partial(converted, catalogue), **told)
    return check("\n".join([HEAD, *rows, ""]).encode(), "cu.csv", catalogue, context)


def without_districts():
    """The same where the town ended with its communes."""
    last, town = REFORM.replace(year=2023, month=12, day=31), f.unit_id("101")
    old, new = CATALOGUE.vintages
    units = {**CATALOGUE.units, town: replace(CATALOGUE.units[town], valid_to=last)}
    above = {key: f.unit_id("10") if up == town else up for key, up in new.parents.items()}
    left = replace(new, parents={key: up for key, up in above.items() if key != town})
    return replace(CATALOGUE, units=units, vintages=(old, left))


def examples():
    """Files that between them get every message about old units."""
    rows = [row(code, counts=counts) for code, counts in WHOLE.items()]
    scores = [row(code, 6, indicator="score") for code in ("1011", "1012", "1021", "1022")]
    yield sent(*rows, row("101", counts=(1080, 4100)), catalogue=without_districts())
    yield sent(row("1011", counts=(80, 100)), row("1022", 7))
    yield sent(row("1023", 7), row("1022", 7))
    yield sent(*scores)


def codes(result, severity=None):
    return [str(i.code) for i in result.issues if severity in (None, i.severity)]


def by_code(result):
    return {one.unit_id.partition("@")[0]: one for one in result.observations}


def test_a_file_on_old_units_is_asked_about_once_and_becomes_one_of_their_heirs():
    result = sent(*(row(code, counts=counts) for code, counts in WHOLE.items()))

    assert codes(result, "confirm") == ["old_boundaries"]
    assert not result.is_blocked
    found = by_code(result)
    assert found.keys() == {"2001", "2002"}
    assert (found["2001"].numerator, found["2001"].denominator) == (Decimal("833.5"), 3114)
    assert found["2001"].status == "estimated"
    assert [(p.from_id, p.share) for p in found["2001"].converted_from] == [
        (f.unit_id("1011"), 1), (f.unit_id("1012"), Decimal("0.7535")),
    ]  # fmt: skip
    assert (found["2001"].line, found["2002"].line) == (2, 3)


def test_the_same_file_for_a_period_of_its_units_is_left_as_it_is():
    result = sent(*(row(code, counts=each, period="2023-Q4") for code, each in WHOLE.items()))

    assert "old_boundaries" not in codes(result)
    assert by_code(result).keys() == WHOLE.keys()


def test_an_heir_of_which_a_part_is_missing_is_left_out_after_a_yes():
    result = sent(row("1011", counts=(80, 100)), row("1012", counts=(1, 4)), row("1022", 7))

    asked = [one for one in result.issues if one.severity == "confirm"]
    [issue] = [one for one in asked if one.code == "incomplete"]
    assert "1021" in message(issue)
    assert "2002" in hint(issue)
    assert codes(result, "error") == []
    assert "2002" not in by_code(result)
    assert len(by_code(result)) > 1


def test_a_file_of_which_nothing_can_be_made_is_refused_as_any_with_units_of_another_time():
    result = sent(row("1012", counts=(1, 4)))

    assert codes(result) == ["unit_not_valid"]
    assert not result.observations


@pytest.mark.parametrize(
    ("code", "indicator", "reason"), [("1023", "share", "unshared"), ("1011", "score", "undivided")]
)
def test_what_no_rule_can_move_is_refused_in_words(code, indicator, reason):
    others = [row("1022", counts=(3, 4)), row("1022", 5, indicator="score")]
    parts = [row("1012", 6, indicator="score"), row("1021", 6, indicator="score")]

    result = sent(row(code, 50, indicator=indicator), *others, *(parts * (code == "1011")))

    errors = [one for one in result.issues if one.severity == "error"]
    assert {dict(one.details)["reason"] for one in errors} == {reason}
    assert all(message(one) and hint(one) for one in errors)


def test_a_file_that_names_heirs_too_says_nothing_clear_and_is_refused():
    rows = (row(code, counts=counts) for code, counts in WHOLE.items())

    result = sent(*rows, row("2003", counts=(1, 2)))

    assert codes(result, "error") == ["unit_not_valid"] * 3


def test_units_that_nothing_became_part_of_may_stand_beside_old_ones():
    fresh = f.admin_unit("3001", AdminLevel.COMMUNE, "102", valid_from=REFORM)
    old, new = CATALOGUE.vintages
    beside = replace(new, parents={**new.parents, fresh.unit_id: f.unit_id("102")})
    catalogue = replace(
        CATALOGUE,
        units={**CATALOGUE.units, fresh.unit_id: fresh},
        vintages=(old, beside),
    )

    rows = (row(code, counts=counts) for code, counts in WHOLE.items())
    result = sent(*rows, row("3001", counts=(1, 2)), catalogue=catalogue)

    assert by_code(result).keys() == {"2001", "2002", "3001"}
    assert not by_code(result)["3001"].converted_from


def test_a_figure_of_a_larger_unit_of_before_is_a_check_alone():
    result = next(examples())

    [left] = [one for one in result.issues if one.code == "unread_figures"]
    assert left.severity == "warning"
    assert message(left)
    assert by_code(result).keys() == {"2001", "2002"}


def test_a_sender_may_send_what_falls_to_the_heirs():
    rows = [row(code, counts=counts) for code, counts in WHOLE.items()]

    allowed = sent(*rows, units_in_scope=frozenset(map(new_id, ("2001", "2002"))))
    refused = sent(*rows, units_in_scope=frozenset((new_id("2001"),)))

    assert not allowed.is_blocked
    assert codes(refused, "error") == ["out_of_scope"]


def test_what_parts_say_alike_is_kept_and_the_rest_is_left_out():
    rows = [
        f"{row(code, counts=counts)},{note},Báo cáo 1"
        for (code, counts), note in zip(WHOLE.items(), ("a", "a", "b"), strict=True)
    ]
    content = "\n".join([f"{HEAD},note,source_title", *rows, ""]).encode()
    context = Context(convert=partial(converted, CATALOGUE))

    found = by_code(check(content, "cu.csv", CATALOGUE, context))

    assert [found[code].note for code in ("2001", "2002")] == ["a", ""]
    assert {one.source_title for one in found.values()} == {"Báo cáo 1"}


def test_who_cannot_convert_is_not_asked():
    rows = "\n".join([HEAD, *(row(code, counts=each) for code, each in WHOLE.items()), ""])

    result = check(rows.encode(), "cu.csv", CATALOGUE, Context())

    assert set(codes(result)) == {"unit_not_valid"}


def test_the_newest_boundaries_that_fit_all_rows_are_taken():
    old, new = CATALOGUE.vintages
    eldest = Vintage("v0", f.FOUNDED.replace(year=2000), f.FOUNDED, {}, {})
    catalogue = replace(CATALOGUE, vintages=(eldest, old, new))

    result = sent(*(row(code, counts=each) for code, each in WHOLE.items()), catalogue=catalogue)

    [issue] = [one for one in result.issues if one.code == "old_boundaries"]
    assert issue.value == old.name


def test_nothing_is_lost_or_made_on_the_way():
    values = [Decimal("0.01"), Decimal("333333.33"), Decimal("7.77")]

    result = sent(
        *(row(code, value, indicator="count") for code, value in zip(WHOLE, values, strict=True))
    )

    assert sum(one.value for one in result.observations) == sum(values)


def test_a_code_with_the_name_it_had_before_is_of_another_time_and_no_conflict():
    reused = f.admin_unit("1011", AdminLevel.COMMUNE, "101", "Xã Mới", valid_from=REFORM)
    old, new = CATALOGUE.vintages
    beside = replace(new, parents={**new.parents, reused.unit_id: f.unit_id("101")})
    units = {**CATALOGUE.units, reused.unit_id: reused}
    catalogue = replace(CATALOGUE, units=units, vintages=(old, beside))

    result = sent(row("1011", 7, name="Phường Trung Tâm"), catalogue=catalogue)

    assert codes(result) == ["unit_not_valid"]
    assert "2001" in message(result.issues[0])


@pytest.mark.parametrize(
    ("rows", "exact"),
    [
        ([row("1011", counts=(80, 100)), row("1012", counts=(10, 40))], "1"),
        ([row("1011", 80), row("1012", 25)], "0"),  # weighted by their households
        ([row("1022", 80)], "1"),
    ],
)
def test_a_share_of_several_units_without_its_counts_is_no_exact_figure(rows, exact):
    kept = [each for each in CATALOGUE.changes if each.to_unit_id != new_id("2002")]
    changes = tuple(replace(each, share=Decimal(1)) for each in kept)

    result = sent(*rows, catalogue=replace(CATALOGUE, changes=changes))

    [issue] = [one for one in result.issues if one.code == "old_boundaries"]
    assert dict(issue.details)["exact"] == exact
