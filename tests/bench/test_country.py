"""The country that is measured is a data home like any other."""

import pytest

from bench.country import INDICATORS, PROVINCES, make, measured

pytestmark = pytest.mark.slow


def test_a_small_country_is_made_and_measured(tmp_path):
    communes_of_one = 30
    make(tmp_path, 1, 2, PROVINCES * communes_of_one)
    found = dict(measured(tmp_path))
    assert found["figures"] == communes_of_one * INDICATORS * 2
    assert found["view of the next version"] > 0
