"""Names in offices' own words lead to their indicator: read, or taken and asked about."""

from pathlib import Path

import pytest

from cds.domain.admin_units import AdminLevel
from cds.ingest.words.explained import word_lists
from cds.ingest.words.indicator_index import IndicatorIndex
from cds.ingest.words.measures import MeasureReader
from cds.ingest.words.nearest import NearestIndicators
from tests.ingest.corpus import world

WORDINGS = word_lists(Path(__file__).with_name("wordings.txt"))


def meant(wording: str, level: AdminLevel) -> str | None:
    """The indicator that a head of a table is read as, or taken for at one of two readings."""
    found, measures = IndicatorIndex(world()).resolve("", wording), world().once(MeasureReader)
    for around in (None, [wording]):
        near = NearestIndicators(world(), measures, around).find(wording, frozenset({level}))
        found = found or (near and near.indicator)
    return found.indicator_id if found else None


@pytest.mark.parametrize("indicator_id", WORDINGS)
def test_a_wording_leads_to_its_indicator(indicator_id: str):
    level = world().indicators[indicator_id].levels[-1]
    wordings = [*WORDINGS[indicator_id]]
    found = {each: meant(each, level) for (each,) in wordings}
    assert found == dict.fromkeys(found, indicator_id)


def test_wordings_are_of_indicators():
    assert {*word_lists("also_called.txt"), *WORDINGS} <= {*world().indicators}
