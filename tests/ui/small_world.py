"""A small province with figures, judged by the real scorecard, for builders of pages."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from cds.domain.catalogue import Catalogue
from cds.domain.observations import ObservationStatus, Point, Series
from cds.domain.periods import parse_period
from cds.domain.programme import Group
from cds.scorecard import Row, scorecard
from cds.views.reader import Reader
from tests import factories
from tests.factories import COMMUNES, unit_id

TODAY = date(2025, 7, 15)
D = Decimal


class Figures:
    """What `scorecard` asks of a view: the series of some indicators."""

    def __init__(self, series: Iterable[Series]) -> None:
        self._series = tuple(series)

    def series(
        self, indicators: Collection[str], unit_ids: Collection[str] | None = None
    ) -> tuple[Series, ...]:
        return tuple(
            one
            for one in self._series
            if one.indicator_id in indicators and (unit_ids is None or one.unit_id in unit_ids)
        )


def point(period: str, counts: tuple[int, int] | None = None, **changes: object) -> Point:
    """A real figure; of counts the percentage follows."""
    value = changes.pop("value", None)
    numerator, denominator = (None, None) if counts is None else map(D, counts)
    if counts is not None:
        value = 100 * numerator / denominator
    made = Point(parse_period(period), D(value), numerator, denominator, source_title="Báo cáo")
    return made._replace(**changes)


def series(code: str, *points: Point, indicator_id: str = "coverage") -> Series:
    """The figures of one unit of the small catalogue."""
    return Series(indicator_id, unit_id(code), points)


def reader(catalogue: Catalogue, found: Iterable[Series], today: date = TODAY) -> Reader:
    """What pages of the small province are made from."""
    return Reader(Path(), catalogue, Figures(found), today)


def rows(catalogue: Catalogue, found: Iterable[Series], today: date = TODAY) -> tuple[Row, ...]:
    """Every standing by the real scorecard."""
    return scorecard(Figures(found).series, catalogue, today)


def province(counts: Mapping[str, tuple[int, int]], period: str = "2025-Q2") -> list[Series]:
    """The communes' counts with those of their districts and the province above them."""
    made = [series(code, point(period, pair)) for code, pair in counts.items()]
    for code in ("101", "102", "10"):
        below = [pair for commune, pair in counts.items() if commune.startswith(code)]
        total = (sum(c for c, _ in below), sum(h for _, h in below))
        if total[1]:
            earlier = point("2024-Q1", (total[0] // 2, total[1]))
            made.append(series(code, earlier, point(period, total)))
    return made


def usual_counts() -> dict[str, tuple[int, int]]:
    """Half of the households of every commune."""
    return {code: (households // 2, households) for code, (_, _, households) in COMMUNES.items()}


def catalogue(*args: object, **changes: object) -> Catalogue:
    """The small catalogue with one pillar, two sectors and two parts of the motto."""
    groups = {
        "pillars": (Group("society", "Xã hội số"),),
        "sectors": (Group("health", "Y tế", "Sở Y tế"), Group("energy", "Năng lượng")),
        "motto": (Group("không 1", "Không giấy tờ"), Group("1 có", "Đã số hóa chưa?")),
    }
    return replace(factories.catalogue(*args), **{**groups, **changes})


def demo(one: Series) -> Series:
    """The same figures, generated."""
    points = tuple(p._replace(status=ObservationStatus.DEMO) for p in one.points)
    return replace(one, points=points)
