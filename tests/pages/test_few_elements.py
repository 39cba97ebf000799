"""A page stays few elements: each costs a quarter of a millisecond of every run."""

import pytest

from tests.pages.opening import opened

pytestmark = pytest.mark.slow


def elements(block):
    """How many elements and containers there are below a container."""
    inner = getattr(block, "children", {}).values()
    return sum(1 + elements(each) for each in inner)


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("overview", 33),
        ("gaps", 39),
        ("coverage", 32),
        ("unit", 47),
        ("indicator", 46),
        ("pilots", 59),
        ("motto", 42),
    ],
)
def test_a_page_is_no_more_elements_than_it_was(monkeypatch, full_home, page, most):
    assert elements(opened(monkeypatch, full_home, page)._tree) <= most
