"""The table of units by targets: a mark says that a target is short, its colour no more."""

from cds.domain.assessments import Standing
from cds.domain.stories import Slide
from cds.views import overview
from tests.factories import indicator, target
from tests.ui.small_world import catalogue, point, reader, series

HEAT = Slide("overview", {"part": "heat"})


def world(*shares):
    """Two districts by their shares in 2024 and 2025, against a target of 80%."""
    found = [
        series(code, point("2024-Q2", (before, 100)), point("2025-Q2", (now, 100)))
        for code, (before, now) in zip(("101", "102"), shares, strict=True)
    ]
    made = catalogue([indicator()], [target(is_headline=True)])
    return reader(made, found)


def test_what_is_short_has_one_mark_whatever_its_standing_and_its_meaning_is_said():
    slow = world((70, 75), (70, 60))
    rows = slow.rows_where(indicator_ids=("coverage",))
    standings = {row.assessment.standing for row in rows if row.unit.code in ("101", "102")}
    table = overview.districts(slow).table

    assert standings == {Standing.NEEDS_ACCELERATION, Standing.MOVING_AWAY}
    assert len({line.colours[1] for line in table.lines}) == 1
    assert overview.block(slow, HEAT).sentence == "■ chưa đạt mục tiêu; – chưa có số liệu"


def test_where_nothing_is_short_no_mark_is_explained():
    assert overview.block(world((70, 90), (70, 95)), HEAT).sentence == ""
