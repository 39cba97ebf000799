"""Versions of composed indicators: read from their table, found by period."""

import shutil
from pathlib import Path

import pytest

from cds.domain.errors import InconsistentReferenceError
from cds.domain.issues import ReferenceFault
from cds.domain.periods import parse_period
from cds.store.reference.loading import load_catalogue

HOME = Path(__file__).parents[2] / "data"


@pytest.fixture
def home(tmp_path):
    shutil.copytree(HOME / "reference", tmp_path / "reference")
    return tmp_path


def first_year(catalogue, indicator_id, period):
    found = catalogue.framework_of(indicator_id, parse_period(period))
    return found and str(found.first)


def test_a_figure_belongs_to_the_last_version_begun_by_its_period(home):
    catalogue = load_catalogue(home)

    years = [first_year(catalogue, "dti_score", str(year)) for year in range(2019, 2026)]

    assert years == [None, "2020", "2021", "2021", "2021", "2024", "2024"]


def test_most_indicators_have_but_one_version(home):
    assert first_year(load_catalogue(home), "fibre_household_share", "2024") is None


def test_a_home_without_the_table_has_no_versions(home):
    (home / "reference" / "frameworks.csv").unlink()

    assert load_catalogue(home).frameworks == ()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("dti_score,,Bộ chỉ số,", ReferenceFault.EMPTY_CELL),
        ("dti_score,hai nghìn,Bộ chỉ số,", ReferenceFault.BAD_PERIOD),
        ("dti_score,2020,,", ReferenceFault.EMPTY_CELL),
        ("nothing,2020,Bộ chỉ số,", ReferenceFault.UNKNOWN_INDICATOR),
    ],
)
def test_a_broken_line_is_named(home, line, fault):
    head = "indicator_id,first_period,name_vi,source\n"
    (home / "reference" / "frameworks.csv").write_text(head + line + "\n", "utf-8")

    with pytest.raises(InconsistentReferenceError) as caught:
        load_catalogue(home)

    found = caught.value.slots["problems"]
    assert ("frameworks.csv", 2, fault) in [(p.file_name, p.line, p.fault) for p in found]
