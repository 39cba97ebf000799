"""Names of the map package joined to our units: by district and by name with accents."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from msgspec import structs

from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.maps.gazetteer import PackagedCommune, best_match, name_key, plain_key
from tests.factories import COMMUNES, admin_unit, catalogue, unit_id

RING = [(106.0, 10.0), (106.1, 10.0), (106.1, 10.1), (106.0, 10.0)]
PROVINCE, TOWN, COUNTRY = "Thử Nghiệm", "Thị xã Trung Tâm", "Bờ Sông"
DISTRICTS = {"101": TOWN, "102": COUNTRY}


def feature(commune: str, district: str = COUNTRY, province: str = PROVINCE) -> PackagedCommune:
    return PackagedCommune(province, district, commune, RING)


def whole() -> list[PackagedCommune]:
    return [feature(name, DISTRICTS[district]) for district, name, _ in COMMUNES.values()]


def matched(features: list[PackagedCommune], place: Catalogue | None = None) -> dict[str, str]:
    match = best_match(features, place or catalogue())
    assert match is not None
    return {unit.partition("@")[0]: feature.commune for unit, feature in match.features.items()}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa Khánh", "Hoà Khánh"),
        ("XÃ  LONG\u00a0HÒA", "xã long hoà"),
        ("Phường 04", "phường 4"),
        ("Ðức Hòa", "Đức Hòa"),
        ("Cần Giuộc (Thị trấn)", "Thị trấn Cần Giuộc"),
        ("To\u0302\u0301 Uye\u0302n", "Tố Uyên"),
        ("Thạnh-Lợi", "Thạnh Lợi"),
    ],
)
def test_spellings_of_one_name_fold_alike(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Tân Lập", "Tân Láp"), ("Đức Hòa", "Dức Hòa"), ("Phường 1", "Phường 11")]
)
def test_different_names_stay_apart(one, other):
    assert name_key(one) != name_key(other)


def test_without_accents_only_letters_count():
    assert plain_key("Đức Hòa Đông") == "duc hoa dong"


def test_every_commune_finds_its_outline_by_name():
    assert matched(whole()) == {code: name for code, (_, name, _) in COMMUNES.items()}


def test_names_without_their_type_are_found_too():
    short = [structs.replace(f, commune=f.commune.replace("Xã ", "")) for f in whole()]

    assert set(matched(short)) == set(COMMUNES)


def test_a_wrong_accent_is_forgiven_where_only_one_name_fits():
    rows = [
        structs.replace(f, commune=f.commune.replace("Xã Đồng Xa", "Xã Đông Xá")) for f in whole()
    ]

    assert matched(rows)["1022"] == "Xã Đông Xá"


def test_two_outlines_of_one_name_are_not_guessed_between():
    match = best_match([*whole(), feature("Xã Đồng Xa")], catalogue())

    assert [unit.code for unit in match.unmatched] == ["1022"]


def test_the_same_name_in_another_district_or_province_is_not_taken():
    rows = [f for f in whole() if f.commune != "Xã Đồng Xa"]
    rows += [feature("Xã Đồng Xa", TOWN), feature("Xã Đồng Xa", province="Nơi Khác")]

    assert "1022" not in matched(rows)


def test_a_name_variant_of_the_reference_is_known():
    old = admin_unit("1031", AdminLevel.COMMUNE, "102", "Xã Mới", name_variants=("Xã Cũ",))

    assert matched([*whole(), feature("Xã Cũ")], catalogue(extra_units=[old]))["1031"] == "Xã Cũ"


def test_nothing_known_means_no_match():
    assert best_match([feature("Xã Lạ", province="Nơi Khác")], catalogue()) is None
    assert best_match([], catalogue()) is None


def test_the_vintage_that_is_named_best_is_found():
    """A second vintage in which one commune bears another name: the outlines know the old one."""
    later = admin_unit("1024", AdminLevel.COMMUNE, "102", "Xã Sáp Nhập")
    place = catalogue(extra_units=[later])
    first = place.vintages[0]
    reform = date(2020, 1, 1)
    older = replace(
        first,
        last=reform - timedelta(days=1),
        parents={u: p for u, p in first.parents.items() if u != later.unit_id},
    )
    newer = replace(
        first,
        name="v2",
        first=reform,
        parents={
            u: p for u, p in first.parents.items() if u not in (unit_id("1022"), unit_id("1023"))
        },
    )
    place = replace(place, vintages=(older, newer))

    assert best_match(whole(), place).vintage.name == "v1"
    merged = [f for f in whole() if f.commune not in ("Xã Đồng Xa", "Xã Biên Giới")]
    assert best_match([*merged, feature("Xã Sáp Nhập")], place).vintage.name == "v2"
