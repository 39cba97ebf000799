"""What changed between two periods, unit by unit, as one frozen value like a coverage map's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cds.charts.change_scale import ChangeScale, change_scale, change_texts
from cds.charts.coverage_map import LegendEntry, Links, MapPayload, MapRow, MapWords
from cds.domain.indicators import Direction
from cds.domain.observations import Point
from cds.store.layers import Layer


@dataclass(frozen=True, slots=True)
class UnitDifference:
    """A unit's figures of two periods."""

    before: Point
    after: Point

    @property
    def size(self) -> Decimal:
        """The later value less the earlier, in the indicator's unit."""
        return self.after.value - self.before.value


@dataclass(frozen=True, slots=True)
class DifferenceWording:
    """How the map puts changes into words; numbers come back as finished text."""

    map: MapWords
    steps: Callable[[str], str]  # sentences of the legend, by name
    size: Callable[[Decimal], str]  # of an edge of the legend, without sign
    change: Callable[[UnitDifference], str]
    both: Callable[[UnitDifference], str]
    periods: Callable[[UnitDifference], str]
    source: Callable[[UnitDifference], str]


def difference_map(
    layer: Layer,
    changes: Mapping[str, UnitDifference],
    direction: Direction,
    wording: DifferenceWording,
    links: Links,
) -> MapPayload:
    """Colour each shape of a layer by its change; a unit without one is drawn as missing.

    `changes` are by unit_id, so that a unit whose extent changed is not compared with itself.
    """
    shown = {s.code: changes[s.unit_id] for s in layer.shapes if s.unit_id in changes}
    scale = change_scale((change.size for change in shown.values()), direction)
    periods = tuple(dict.fromkeys(map(wording.periods, shown.values())))
    sources = tuple(dict.fromkeys(map(wording.source, shown.values())))
    return MapPayload(
        links=links,
        rows=tuple(
            MapRow(
                code=code,
                step=scale.index(change.size),
                value=wording.change(change),
                gap=wording.both(change),
                period=periods.index(wording.periods(change)),
                source=sources.index(wording.source(change)),
            )
            for code, change in shown.items()
        ),
        colours=scale.colours,
        legend=_legend(scale, wording),
        periods=periods,
        sources=sources,
        words=wording.map,
        marked=scale.marked,
    )


def _legend(scale: ChangeScale, wording: DifferenceWording) -> tuple[LegendEntry, ...]:
    texts = change_texts(scale, wording.steps, wording.size)
    steps = zip(scale.colours, texts, strict=True)
    entries = (
        LegendEntry(colour, text, i if i in scale.marked else None)
        for i, (colour, text) in enumerate(steps)
    )
    return (*entries, LegendEntry(None, wording.map.missing))
