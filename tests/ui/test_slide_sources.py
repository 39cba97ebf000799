"""A slide cites the sources of the figures it shows, and says which are generated."""

from pathlib import Path
from types import SimpleNamespace

from cds.domain.observations import Origin
from cds.text.figures import sources_text
from cds.views.deck import framed
from cds.views.indicator import trend_block
from cds.views.reader import Reader
from tests.factories import catalogue, indicator, target
from tests.ui.leaders import TODAY, counted, demo, only, row

HOME = catalogue([indicator()], [target()])
SOURCES = Reader(Path(), HOME, SimpleNamespace(version=1), TODAY)
PUBLISHED = only("2024", "88.9", source_title="Báo Tỉnh")


def framed_trend(shown):
    return framed(trend_block(SOURCES, shown), SOURCES)


def test_the_published_headline_figure_is_cited_not_the_generated_ones_beside_it():
    generated = [demo(counted(period, 90, 100)) for period in ("2024-Q3", "2024-Q4", "2025-Q2")]

    made = framed_trend(row(HOME, "10", [*generated[:2], PUBLISHED, generated[2]]))

    assert made.source == "Nguồn: Báo Tỉnh; 3 trong 4 số là số liệu minh họa"
    assert made.as_of == "Số liệu năm 2024 · phiên bản 1 · lập ngày 15/07/2025"
    assert made.is_demo
    assert "88,9% – đạt mức ≥\xa080%" in made.title
    assert "(MH)" not in made.title


def test_a_generated_headline_figure_is_marked_in_its_title():
    made = framed_trend(row(HOME, "10", [demo(counted("2024", 50, 100))]))

    assert "50,0% (MH) – thiếu 30,0 điểm phần trăm so với mức ≥\xa080%" in made.title
    assert made.source == "Nguồn: số liệu minh họa do hệ thống sinh ra"


def test_sources_are_named_in_the_order_of_the_figures_real_ones_first():
    other = only("2023", 5, source_title="Báo Xã")

    assert sources_text([other, PUBLISHED, PUBLISHED]) == "Báo Xã và 1 nguồn khác"
    assert sources_text([demo(other), PUBLISHED]) == "Báo Tỉnh; 1 trong 2 số là số liệu minh họa"


def test_sums_over_different_numbers_of_units_are_one_source():
    sums = [
        summed(reported, demos)
        for reported, demos in ((12, 12), (15, 15), (9, 0), (8, 0), (13, 4), (12, 3))
    ]

    assert sources_text(sums[:2]) == "số liệu minh họa do hệ thống sinh ra"
    assert sources_text(sums[2:4]) == "cộng từ các đơn vị trực thuộc"
    assert sources_text(sums[2:3]) == "cộng từ 9/15 đơn vị trực thuộc"
    assert sources_text(sums[4:]) == "cộng từ các đơn vị trực thuộc, có đơn vị là số minh họa"


def summed(reported, demos):
    made = counted("2024", 50, 100)._replace(
        origin=Origin.ROLLED_UP,
        units_reported=reported,
        units_expected=15,
        units_demo=demos,
    )
    return demo(made) if demos else made
