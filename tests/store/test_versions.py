"""A day asked for is a day of the province."""

from datetime import datetime

import pytest

from cds.store.snapshots.delta import Commit, CommitKind
from cds.store.snapshots.history import version_as_of

BEFORE_MIDNIGHT, AT_MIDNIGHT = "2025-12-31T16:59:59+00:00", "2025-12-31T17:00:00+00:00"


@pytest.mark.parametrize(
    ("moment", "version"),
    [
        ("2025-12-31", 0),
        ("2026-01-01", 1),
        ("2025-12-31T23:59:59", 0),
        ("2026-01-01T00:00", 1),
        ("2025-12-31T17:00:00Z", 1),
        ("9999-12-31", 1),
    ],
)
def test_a_day_ends_at_midnight_in_the_province(californian, moment, version):
    times = map(datetime.fromisoformat, (BEFORE_MIDNIGHT, AT_MIDNIGHT))
    commits = [Commit(number, at, CommitKind.PUBLISH, {}) for number, at in enumerate(times)]

    assert version_as_of(moment, commits) == version
