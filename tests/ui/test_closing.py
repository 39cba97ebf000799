"""The balance of a programme that has closed, and the line between one programme and the next."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import open_view
from cds.views.closing import answering, balance, succession
from cds.views.reader import Reader
from cds.views.slides.briefs import unit_brief

pytestmark = pytest.mark.slow

HEIR = "từ 01/07/2025: Sở KH&CN tỉnh Tây Ninh"


@pytest.fixture(scope="module")
def long_an(full_home: Path) -> Reader:
    catalogue = load_catalogue(full_home)
    view = open_view(SnapshotStore(full_home), catalogue)
    return Reader(full_home, catalogue, view, date(2026, 11, 28))


def test_every_headline_target_closes_with_value_source_and_heir(long_an):
    table = balance(long_an)

    assert len(table.lines) == 9
    assert set(table.column("heir")) == {HEIR}
    assert all(word.startswith("Khép sổ") for word in table.column("status"))
    values, sources = table.column("value"), table.column("source")
    assert all(source != "–" for value, source in zip(values, sources, strict=True) if "%" in value)


def test_a_programme_that_lasts_has_no_balance_and_its_own_office(long_an):
    catalogue = long_an.catalogue
    reader = Reader(long_an.home, catalogue, long_an.view, date(2025, 6, 30))

    assert balance(reader) is None
    assert succession(reader) is None
    assert all(answering(catalogue, row) != HEIR for row in reader.headlines)


def test_a_closed_programme_leads_to_its_heir_and_the_heir_back(long_an):
    ninh = long_an.of(long_an.catalogue.programmes[1])
    there, back = succession(long_an), succession(ninh)

    assert (there.programme_id, back.programme_id) == ("tay_ninh", "long_an")
    assert all("30/06/2025" in one.sentence for one in (there, back))
    assert there.sentence in unit_brief(long_an.catalogue.home, long_an).lead
    assert ninh.of(long_an.catalogue.programme).headlines == long_an.headlines
    alone = replace(long_an.catalogue, programmes=long_an.catalogue.programmes[:1])
    assert succession(Reader(long_an.home, alone, long_an.view, long_an.today)) is None
