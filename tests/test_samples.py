"""The samples that ship with the data home do what they are examples of."""

import pytest

from cds.domain.issues import Severity
from cds.ingest.context import Context
from cds.publish import check_upload
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot_store import SnapshotStore
from tests.homes import ROOT, TODAY

SAMPLES = ROOT / "data" / "samples"
CONTEXT = Context(today=TODAY, indicator_id="fibre_household_share")


def checked(home, name):
    content = (SAMPLES / name).read_bytes()
    return check_upload(SnapshotStore(home), load_catalogue(home), content, name, CONTEXT)


@pytest.mark.parametrize("name", ["vi-du-doc.csv", "vi-du-bao-cao.csv"])
def test_a_worked_example_is_understood_without_a_question(empty_home, name):
    found = checked(empty_home, name)

    units = {one.unit_id.partition("@")[0]: one.numerator for one in found.observations}
    assert units == {"27685": 3702, "27691": 5101, "27692": 2011}
    assert {str(one.period) for one in found.observations} == {"2025-Q2"}
    assert not [issue for issue in found.issues if issue.severity is not Severity.WARNING]


@pytest.mark.parametrize("name", ["bieu-mau-doc.xlsx", "bieu-mau-ngang.xlsx"])
def test_an_empty_form_is_a_form_of_ours_with_nothing_in_it(empty_home, name):
    found = checked(empty_home, name)

    assert not found.observations
    assert {issue.code.value for issue in found.issues} == {"no_rows", "missing_value"}
