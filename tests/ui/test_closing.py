"""The balance of a programme that has closed, and the line between one programme and the next."""

from dataclasses import replace
from datetime import date

import pytest

from cds.domain.programme import Tenure
from cds.scorecard import responsible
from cds.views import indicator, milestones, unit
from cds.views.briefs import unit_brief
from cds.views.reader import Reader
from cds.views.standings import answering, balance, succession

pytestmark = pytest.mark.slow

HEIR = "Sở KH&CN tỉnh Tây Ninh (từ 01/07/2025)"


@pytest.fixture(scope="module")
def long_an(sources: Reader) -> Reader:
    return Reader(sources.home, sources.catalogue, sources.view, date(2026, 11, 28))


def test_every_headline_target_closes_with_value_source_and_heir(long_an):
    table = balance(long_an)

    assert len(table.lines) == 9
    assert set(table.column("heir")) == {HEIR}
    assert all(word.startswith("Khép sổ") for word in table.column("status"))
    values, sources = table.column("value"), table.column("source")
    assert all(source != "–" for value, source in zip(values, sources, strict=True) if "%" in value)


def test_every_page_names_the_heir_of_what_has_closed(long_an):
    unit_id = long_an.catalogue.home.unit_id
    own = indicator.build(long_an, "mobile_4g_pop_coverage", unit_id)
    steps = milestones.build(long_an).milestones

    assert f"Phụ trách: {HEIR}" in own.as_of
    assert all(HEIR in one.place for one in steps)
    assert HEIR in [line.office for line in unit.build(long_an, unit_id).targets]


def test_a_programme_that_lasts_has_no_balance_and_its_own_office(long_an):
    catalogue = long_an.catalogue
    reader = Reader(long_an.home, catalogue, long_an.view, date(2025, 6, 30))

    assert balance(reader) is None
    assert succession(reader) is None
    assert all(answering(reader, row) != HEIR for row in reader.headlines)


def test_offices_change_with_the_day_and_the_heir_is_who_answers_today(long_an):
    old, new = long_an.catalogue.programmes
    offices = (Tenure("Sở Mới", date(2026, 3, 1)),)
    heir = replace(new, offices=offices)
    key = "broadband_household_share_2025"
    held = (Tenure("Sở TT&TT", None, date(2025, 2, 28)), Tenure("Sở KH&CN", date(2025, 3, 1)))
    targets = long_an.catalogue.targets
    known = replace(
        long_an.catalogue,
        programmes=(old, heir),
        targets={**targets, key: replace(targets[key], offices=held)},
    )

    def named(day):
        reader = Reader(long_an.home, known, long_an.view, day)
        row = next(row for row in reader.headlines if row.target.target_id == key)
        return responsible(row), answering(reader, row)

    assert named(date(2025, 1, 31)) == ("Sở TT&TT", "Sở TT&TT")
    assert named(date(2025, 6, 30)) == ("Sở KH&CN", "Sở KH&CN")
    assert named(date(2026, 2, 1)) == ("Sở KH&CN", HEIR)
    assert named(date(2026, 11, 28)) == ("Sở KH&CN", "Sở Mới (từ 01/07/2025)")


def test_a_closed_programme_leads_to_its_heir_and_the_heir_back(long_an):
    ninh = long_an.of(long_an.catalogue.programmes[1])
    there, back = succession(long_an), succession(ninh)

    assert (there.programme_id, back.programme_id) == ("tay_ninh", "long_an")
    assert all("30/06/2025" in one.sentence for one in (there, back))
    assert there.sentence in unit_brief(long_an.catalogue.home, long_an).lead
    assert ninh.of(long_an.catalogue.programme).headlines == long_an.headlines
    alone = replace(long_an.catalogue, programmes=long_an.catalogue.programmes[:1])
    assert succession(Reader(long_an.home, alone, long_an.view, long_an.today)) is None
