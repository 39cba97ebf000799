"""Random true tables in random files: what would be published is the truth, or it is asked.

Set CDS_FUZZ_SECONDS to look longer; a failure names the seed of its file.
"""

import os
import time
from dataclasses import dataclass, replace
from random import Random

import pytest

from cds.domain.issues import Severity
from cds.domain.periods import parse_period
from cds.ingest.checking import CheckedUpload, Context, check
from tests.ingest.containers import (
    ENCODERS,
    Grid,
    as_html,
    as_ods,
    as_text,
    as_xls,
    as_xlsx,
    in_tcvn3,
    in_vni,
)
from tests.ingest.forms import TODAY
from tests.ingest.mutations import mutated
from tests.ingest.truths import WORLD, Counts, Key, Sheet, laid_out

FUZZ_SECONDS = float(os.environ.get("CDS_FUZZ_SECONDS", "1.5"))
BOOKS = {
    "xlsx": as_xlsx,
    "xls": as_xls,
    "ods": as_ods,
    "xlsx tcvn3": lambda grid: as_xlsx(grid, in_tcvn3),
    "xls vni": lambda grid: as_xls(grid, in_vni),
}


@dataclass(frozen=True)
class Sent:
    """A file and how it came about."""

    sheet: Sheet
    grid: Grid
    kind: str

    @property
    def content(self) -> bytes:
        """The file's bytes."""
        if self.kind in BOOKS:
            return BOOKS[self.kind](self.grid)
        if self.kind == "html":
            return as_html(self.grid)
        encoding, delimiter = self.kind.split(" ", 1)
        return as_text(self.grid, delimiter, encoding)


def sent(chance: Random) -> Sent:
    """A random file."""
    sheet = laid_out(chance)
    texts = [f"{encoding} {delimiter}" for encoding in ENCODERS for delimiter in ",;\t|"]
    kind = chance.choice((chance.choice(texts), "html", *BOOKS))
    return Sent(sheet, sheet.grid(chance, is_text=kind not in BOOKS), kind)


def checked(sheet: Sheet, content: bytes) -> CheckedUpload:
    """The check, told what the file does not say."""
    said = dict(sheet.context)
    if "period" in said:
        said["period"] = parse_period(str(said["period"]))
    return check(content, "file", WORLD, Context(today=TODAY, **said))


def figures(result: CheckedUpload) -> dict[Key, Counts]:
    """What the observations say, by what they say it of."""
    return {
        (o.unit_id.split("@")[0], o.indicator_id, str(o.period)): (
            o.numerator,
            o.denominator,
            o.value,
        )
        for o in result.observations
    }


def grave(result: CheckedUpload) -> list[tuple[object, ...]]:
    """The issues that stop a file."""
    return [
        (i.code.value, i.line, i.column, i.value)
        for i in result.issues
        if i.severity is not Severity.WARNING
    ]


def seconds(share: float) -> float:
    """When to stop."""
    return time.monotonic() + FUZZ_SECONDS * share


@pytest.mark.slow
def test_what_would_be_published_is_the_truth():
    until, seed, plain = seconds(1), int(os.environ.get("CDS_FUZZ_SEED", "0")), 0
    first = seed
    while time.monotonic() < until:
        file = sent(Random(seed))
        result = checked(file.sheet, file.content)
        if not grave(result):
            assert figures(result) == file.sheet.truth, (seed, file.kind)
            plain += 1
        seed += 1

    assert plain * 3 > seed - first, "most files are plain"


@pytest.mark.slow
def test_a_slip_changes_no_other_figure():
    until, seed, sound = seconds(1), int(os.environ.get("CDS_FUZZ_SEED", "0")), 0
    while time.monotonic() < until:
        chance = Random(seed)
        file = sent(chance)
        if not grave(checked(file.sheet, file.content)):
            slip = mutated(file.sheet, file.grid, chance)
            result = checked(file.sheet, replace(file, grid=slip.grid).content)
            assert grave(result) or not slip.shifted(figures(result)), (seed, file.kind, slip.what)
            sound += 1
        seed += 1

    assert sound
