"""A run of the bench is kept and drawn."""

import shutil

from bench.history import DOCS, LINES, PAGES, PICTURE, RERUN, drawn, keep
from bench.measures import Measure


def test_a_run_is_added_in_times_of_the_floor_and_drawn(tmp_path):
    shutil.copy(DOCS / LINES, tmp_path)
    before = (tmp_path / LINES).read_text()

    keep(
        [Measure(RERUN.format(page), "ms", ours=9, budget=15, floor=4) for page in PAGES], tmp_path
    )

    *others, added = (tmp_path / LINES).read_text().splitlines()
    assert before.splitlines() == others
    assert added.split(",")[2:] == ["2.25"] * len(PAGES)
    assert "2.25 (overview), mean 2.25" in (tmp_path / PICTURE).read_text()


def test_the_picture_is_of_the_lines_kept():
    assert (DOCS / PICTURE).read_text() == drawn()
