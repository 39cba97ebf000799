"""Which units a file brings figures of, as one frozen value that the map draws."""

from collections.abc import Mapping
from enum import StrEnum

from cds.charts.coverage_map import LegendEntry, Links, MapPayload, MapRow, MapWords
from cds.charts.theme import BLUE
from cds.store.layers import Layer


class Landed(StrEnum):
    """What a file holds of a unit. `OUTSIDE`: it is not expected to hold anything."""

    LACKS = "lacks"
    PART = "part"
    HAS = "has"
    OUTSIDE = "outside"


_COLOURS = {Landed.HAS: BLUE, Landed.PART: "#9db8dc", Landed.OUTSIDE: "#e6ecf2"}


def landing_map(
    layer: Layer,
    landed: Mapping[str, Landed],
    values: Mapping[str, str],
    names: Mapping[Landed, str],
    words: MapWords,
    links: Links,
) -> MapPayload:
    """Colour each shape of a layer by what the file holds of it; what it lacks is hatched.

    `landed` and `values` are by unit_id; a unit that is in neither lies outside.
    """
    states = {shape.unit_id: landed.get(shape.unit_id, Landed.OUTSIDE) for shape in layer.shapes}
    steps = [state for state in _COLOURS if state in states.values()]
    marked = tuple(n for n, state in enumerate(steps) if state is Landed.PART)
    shown = (shape for shape in layer.shapes if states[shape.unit_id] is not Landed.LACKS)
    return MapPayload(
        links=links,
        rows=tuple(
            MapRow(
                code=shape.code,
                step=steps.index(states[shape.unit_id]),
                value=values.get(shape.unit_id, names[Landed.OUTSIDE]),
                gap="",
                period=0,
                source=0,
            )
            for shape in shown
        ),
        colours=tuple(_COLOURS[state] for state in steps),
        legend=(
            *(
                LegendEntry(_COLOURS[state], names[state], step if step in marked else None)
                for step, state in enumerate(steps)
            ),
            *([LegendEntry(None, names[Landed.LACKS])] if Landed.LACKS in states.values() else ()),
        ),
        periods=("",),
        sources=("",),
        words=words,
        marked=marked,
    )
