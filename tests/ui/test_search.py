"""The search of every page: what can be found, by which words, and where it leads."""

from urllib.parse import parse_qs

from cds.domain.folding import fold
from cds.text.phrases import phrase
from cds.ui.navigation import PAGES
from cds.views.choices import SearchKind, destinations

NAMES = tuple(name for section in PAGES.values() for name, _ in section)


def found(reader, words):
    return [
        one
        for one in destinations(reader, NAMES)
        if all(
            word in fold(" ".join((one.label, one.note, one.words, *one.names)))
            for word in words.split()
        )
    ]


def test_a_unit_is_found_by_name_and_code(sources):
    home = sources.catalogue.home
    (by_code,) = [one for one in found(sources, "801") if one.label == "Huyện Đức Huệ"]

    assert by_code in found(sources, "duc hue")
    assert parse_qs(by_code.address.partition("?")[2])["unit"] == ["801@2004-08-31"]
    assert any(one.label == home.name for one in found(sources, fold(home.name)))


def test_a_unit_of_another_programme_is_found_and_opens_that_one(sources):
    [made_later] = [one for one in found(sources, "an luc long") if "28243" in one.names]

    assert parse_qs(made_later.address.partition("?")[2]) == {
        "unit": ["28243@2025-07-01"],
        "programme": ["tay_ninh"],
    }


def test_a_page_is_found_by_what_it_was_once_called(sources):
    for words, name in {"khoang cach": "gaps", "tai so lieu": "upload"}.items():
        assert name in [one.address for one in found(sources, words)]


def test_a_target_leads_to_its_indicator_in_the_unit_it_is_set_for(sources):
    for one in found(sources, ""):
        if one.kind is SearchKind.TARGET:
            asked = {
                name: text[0] for name, text in parse_qs(one.address.partition("?")[2]).items()
            }
            target = sources.catalogue.targets[asked["target"]]
            assert asked["indicator"] == target.indicator_id
            assert asked["unit"] == target.scope_unit_id or not target.scope_unit_id


def test_every_page_is_offered_first(sources):
    labels = [one.label for one in found(sources, "") if one.kind is SearchKind.PAGE]

    assert labels == [phrase(f"{name}.title") for name in NAMES]
