"""What is installed is what is listed: pins, their hashes, licences, and the list for auditors."""

import json
import re

from tests import licences
from tests.homes import ROOT
from tests.licences import pins


def test_every_package_is_pinned_and_has_its_hashes():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    wanted = pins("requirements.txt")

    assert len(wanted) > 20
    assert pins("requirements.lock") == wanted, "run: make lock"
    parts = re.split(r"\n(?=[a-z0-9])", text)
    assert [part for part in parts if "--hash=sha256:" not in part] == []


def test_the_list_for_auditors_names_every_package():
    listed = json.loads((ROOT / "docs" / "sbom.json").read_text(encoding="utf-8"))

    found = {one["name"]: one["version"] for one in listed["components"]}
    assert listed["bomFormat"] == "CycloneDX"
    assert found == pins("requirements.txt"), "run: make lock"


def test_licences_of_others_are_listed_as_their_packages_name_them():
    told = {name: licences.licence_of(name) for name in pins("requirements.txt")}

    assert licences.LIST.read_text(encoding="utf-8").endswith(licences.table()), "run: make lock"
    assert [name for name, licence in told.items() if not licence] == []
    assert [name for name, licence in told.items() if re.search(r"\b[AL]?GPL|GNU", licence)] == []
