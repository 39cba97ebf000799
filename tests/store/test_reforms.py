"""Land carried through a reform: merged, divided, renamed and untouched communes."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import shapely

from cds.domain.admin_units import AdminLevel, AdminUnitChange, Vintage
from cds.domain.catalogue import Catalogue
from cds.maps.frame import UndividedLand, carried, owned
from tests.factories import COMMUNES, admin_unit, catalogue, unit_id

REFORM = date(2024, 12, 1)
FIRST = "v1"
LAND = {
    unit_id(code): shapely.box(0, 1000 * i, 1000, 1000 * (i + 1)) for i, code in enumerate(COMMUNES)
}


def change(giver: str, heir: str, share: str | None) -> AdminUnitChange:
    return AdminUnitChange(
        from_unit_id=unit_id(giver),
        to_unit_id=unit_id(heir),
        effective_on=REFORM,
        kind="",
        share=None if share is None else Decimal(share),
        legal_basis="",
        is_estimate=False,
    )


def reformed(
    *changes: AdminUnitChange, gone: tuple[str, ...] = (), new: tuple[str, ...] = ()
) -> Catalogue:
    """The small catalogue with a second vintage from REFORM on."""
    made = [admin_unit(code, AdminLevel.COMMUNE, "102") for code in new]
    place = catalogue(extra_units=made)
    first = place.vintages[0]
    before = {u: p for u, p in first.parents.items() if u not in map(unit_id, new)}
    after = {u: p for u, p in first.parents.items() if u not in map(unit_id, gone)}
    older = replace(first, last=REFORM - timedelta(days=1), parents=before)
    newer = Vintage("v2", REFORM, None, after, {})
    return replace(place, vintages=(older, newer), changes=changes)


def pieces_of(place: Catalogue) -> tuple[UndividedLand, ...]:
    start = [UndividedLand(area, {FIRST: unit}) for unit, area in LAND.items()]
    return carried(start, place, place.vintages[0])


def areas(pieces, vintage: Vintage) -> dict[str, float]:
    return {
        unit.partition("@")[0]: sum(piece.area.area for piece in own) / 1e6
        for unit, own in owned(pieces, vintage.name).items()
    }


def test_without_a_reform_everything_stays():
    place = reformed()

    pieces = pieces_of(place)

    assert areas(pieces, place.vintages[1]) == pytest.approx(dict.fromkeys(COMMUNES, 1.0))
    assert not any(piece.is_estimate_in(place.vintages[1]) for piece in pieces)


def test_a_merged_commune_goes_to_its_heir_whole():
    place = reformed(change("1023", "1022", "1.0"), change("1022", "1022", "1.0"), gone=("1023",))

    pieces = pieces_of(place)

    after = areas(pieces, place.vintages[1])
    assert after["1022"] == pytest.approx(2)
    assert "1023" not in after
    assert areas(pieces, place.vintages[0])["1023"] == pytest.approx(1), "the old map stays"
    assert not any(piece.is_estimate_in(place.vintages[1]) for piece in pieces)


def test_a_divided_commune_is_cut_by_its_shares_and_the_cut_is_marked():
    place = reformed(
        change("1022", "1021", "0.7"),
        change("1022", "1023", "0.3"),
        change("1021", "1021", "1"),
        change("1023", "1023", "1"),
        gone=("1022",),
    )

    pieces = pieces_of(place)
    old, new = place.vintages

    assert areas(pieces, new)["1021"] == pytest.approx(1.7, abs=1e-3)
    assert areas(pieces, new)["1023"] == pytest.approx(1.3, abs=1e-3)
    assert areas(pieces, old) == pytest.approx(dict.fromkeys(COMMUNES, 1.0))
    marked = {
        unit.partition("@")[0]
        for unit, own in owned(pieces, new.name).items()
        if any(piece.is_estimate_in(new) for piece in own)
    }
    assert marked == {"1021", "1023"}
    assert not any(piece.is_estimate_in(old) for piece in pieces)


def test_each_heir_gets_the_side_next_to_it():
    place = reformed(
        change("1022", "1021", "0.5"),
        change("1022", "1023", "0.5"),
        change("1021", "1021", "1"),
        change("1023", "1023", "1"),
        gone=("1022",),
    )

    pieces = owned(pieces_of(place), place.vintages[1].name)

    for heir in ("1021", "1023"):
        assert shapely.union_all([p.area for p in pieces[unit_id(heir)]]).geom_type == "Polygon"


def test_heirs_without_a_known_share_divide_the_rest_evenly():
    place = reformed(
        change("1022", "1021", "0.5"),
        change("1022", "1022", None),
        change("1022", "1023", None),
        change("1021", "1021", "1"),
        change("1023", "1023", "1"),
    )

    after = areas(pieces_of(place), place.vintages[1])

    assert after["1021"] == pytest.approx(1.5, abs=1e-3)
    assert after["1022"] == pytest.approx(0.25, abs=1e-3)
    assert after["1023"] == pytest.approx(1.25, abs=1e-3)


def test_a_new_commune_made_of_two_gets_a_part_of_each():
    place = reformed(
        change("1021", "1021", "0.5"),
        change("1021", "1029", "0.5"),
        change("1022", "1022", "0.5"),
        change("1022", "1029", "0.5"),
        new=("1029",),
    )

    pieces = pieces_of(place)

    assert areas(pieces, place.vintages[1])["1029"] == pytest.approx(1, abs=1e-3)
    made = shapely.union_all(
        [p.area for p in owned(pieces, place.vintages[1].name)[unit_id("1029")]]
    )
    assert made.geom_type == "Polygon", "the new commune is one piece"


def test_a_unit_that_went_out_of_the_map_has_no_land_after():
    place = reformed(gone=("1011",))

    pieces = pieces_of(place)

    assert "1011" not in areas(pieces, place.vintages[1])
    assert areas(pieces, place.vintages[0])["1011"] == pytest.approx(1)


def test_land_is_neither_lost_nor_made():
    place = reformed(
        change("1022", "1021", "0.3"),
        change("1022", "1023", "0.3"),
        change("1022", "1012", "0.4"),
        change("1021", "1021", "1"),
        change("1023", "1023", "1"),
        change("1012", "1012", "1"),
        gone=("1022",),
    )

    pieces = pieces_of(place)

    for vintage in place.vintages:
        assert sum(areas(pieces, vintage).values()) == pytest.approx(5, abs=2e-3)
