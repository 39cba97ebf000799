"""What is installed is what is listed: pins, their hashes, and the list for auditors agree."""

import json
import re

from tests.homes import ROOT

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)


def pins(name):
    return dict(PIN.findall((ROOT / name).read_text(encoding="utf-8")))


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
