"""The list of other people's licences; `make lock` writes it by `python -m tests.licences`."""

import re
from importlib import metadata

from tests.homes import ROOT

LIST = ROOT / "docs" / "licences.md"
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
TABLE = "| package | version | licence |\n|---|---|---|\n"


def pins(name: str) -> dict[str, str]:
    """Packages and versions that a file of requirements lists."""
    return dict(PIN.findall((ROOT / name).read_text(encoding="utf-8")))


def licence_of(package: str) -> str:
    """What an installed package's own metadata calls its licence."""
    told = metadata.metadata(package)
    classes = [
        each.rpartition(" :: ")[2]
        for each in told.get_all("Classifier") or []
        if each.startswith("License :: ")
    ]
    named = told["License-Expression"] or told["License"] or ""
    is_name = 0 < len(named) < 80 and not named.startswith("Copyright")  # some hold the whole text
    return named if is_name else " or ".join(classes)


def table() -> str:
    """One line for each package of requirements.txt."""
    lines = [
        f"| {name} | {version} | {licence_of(name)} |\n"
        for name, version in sorted(pins("requirements.txt").items())
    ]
    return TABLE + "".join(lines)


if __name__ == "__main__":
    before, _, _ = LIST.read_text(encoding="utf-8").partition(TABLE)
    LIST.write_text(before + table(), encoding="utf-8")
