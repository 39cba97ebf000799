"""What units are called together."""

import pytest

from cds.domain.admin_units import AdminLevel
from cds.text.phrases import kinds
from tests.factories import admin_unit


@pytest.mark.parametrize(
    ("names", "called"),
    [
        (("Xã An Lạc", "Xã Bình Hòa"), "xã"),
        (("Phường 1",), "phường"),
        (("Xã An Lạc", "Phường 1"), "đơn vị cấp xã"),
        ((), "đơn vị cấp xã"),
    ],
)
def test_units_of_several_kinds_are_called_by_their_level(names, called):
    units = [admin_unit(f"1{n}", AdminLevel.COMMUNE, "1", name) for n, name in enumerate(names)]

    assert kinds(AdminLevel.COMMUNE, units) == called
