"""Where the figures of a file would lie: which units it gives values, and which it lacks."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cds.blocks import Table, table
from cds.charts.coverage_map import MapPayload, MapRow, legend_of
from cds.charts.theme import BLUE
from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.observations import Observation
from cds.ingest.rules.expected_units import Wholes
from cds.store.layers import Layer, found_layer
from cds.text import figures, numbers
from cds.text.phrases import phrase, word
from cds.views.coverage import links

_LEVELS = (AdminLevel.COMMUNE, AdminLevel.DISTRICT)  # others have no neighbours to be seen among
_MOST_NAMES = 5
_UNUSED = ("gap", "period", "source", "still_to_do", "play", "pause", "timeline")  # words of a map


class Landed(StrEnum):
    """What a file holds of a unit. `OUTSIDE`: it is not expected to hold anything."""

    LACKS = "lacks"
    PART = "part"
    HAS = "has"
    OUTSIDE = "outside"


_COLOURS = {Landed.HAS: BLUE, Landed.PART: "#9db8dc", Landed.OUTSIDE: "#e6ecf2"}


@dataclass(frozen=True, slots=True)
class Landing:
    """The units of one level in a file, as people see them.

    `payload` None: there is no map, and `note` says so.
    """

    level: AdminLevel
    sentence: str
    note: str
    payload: MapPayload | None
    table: Table


@dataclass(frozen=True, slots=True)
class _Level:
    """The figures of one level by unit, and the units that could be expected beside them."""

    catalogue: Catalogue
    level: AdminLevel
    vintage: Vintage
    figures: Mapping[str, Sequence[Observation]]
    expected: Mapping[str, AdminUnit]
    whole: AdminUnit | None
    most: int  # figures that a unit has when it lacks none

    def state(self, unit_id: str) -> Landed:
        found = len(self.figures.get(unit_id, ()))
        if found:
            return Landed.HAS if found == self.most else Landed.PART
        return Landed.LACKS if unit_id in self.expected else Landed.OUTSIDE

    def value(self, unit_id: str) -> str:
        """The figure where there is one of each unit, else how many of how many."""
        found = self.figures.get(unit_id, ())
        if self.most == 1 and found:
            indicator = self.catalogue.indicators[found[0].indicator_id]
            return figures.amount(found[0], indicator)
        return phrase("upload.landing_count", count=len(found), all=self.most)

    @property
    def sentence(self) -> str:
        """Which units the file gives values of, and which it lacks."""
        units = self.catalogue.units
        of_level = self.catalogue.names_among(self.expected.values())
        missing = [name for key, name in of_level.items() if key not in self.figures]
        names = ", ".join(missing[:_MOST_NAMES])
        if len(missing) > _MOST_NAMES:
            rest = len(missing) - _MOST_NAMES
            names = phrase("upload.landing_more", names=names, more=rest)
        said = phrase(
            f"upload.landing_{'missing' if missing else 'all' if self.whole else 'one'}",
            level=word(self.level),
            name="; ".join(units[unit_id].name for unit_id in self.figures),
            known=len(self.figures),
            all=len(self.figures) + len(missing),
            whole=self.whole and self.whole.name,
            missing=len(missing),
            names=names,
        )
        partial = sum(self.state(unit_id) is Landed.PART for unit_id in self.figures)
        return f"{said} {phrase('upload.landing_partial', count=partial)}" if partial else said


def landings(
    home: Path, catalogue: Catalogue, observations: Sequence[Observation]
) -> tuple[Landing, ...]:
    """Return where the figures of a file lie, communes before districts."""
    landed = []
    for level in _LEVELS:
        figures: defaultdict[str, list[Observation]] = defaultdict(list)
        for one in observations:
            if catalogue.units[one.unit_id].level is level:
                figures[one.unit_id].append(one)
        if not figures:
            continue
        every = (one for own in figures.values() for one in own)
        keys = dict.fromkeys((one.indicator_id, one.period) for one in every)
        latest = max((period for _, period in keys), key=lambda period: period.end)
        sent = {unit_id: catalogue.units[unit_id] for unit_id in figures}
        vintage = catalogue.vintage_for(next(iter(sent.values())), latest)
        # a unit sent alone is a correction
        smallest = Wholes(catalogue).smallest(sent, latest) if len(sent) > 1 else None
        whole, expected = smallest or (None, sent)
        found = _Level(catalogue, level, vintage, figures, expected, whole, len(keys))
        layer = found_layer(home, vintage.name, level)
        note, payload = phrase("upload.landing_no_layer"), None
        if layer is not None:
            count = len(figures.keys() - {shape.unit_id for shape in layer.shapes})
            note = phrase("upload.landing_undrawn", count=count) if count else ""
            payload = _payload(home, layer, found)
        landed.append(Landing(level, found.sentence, note, payload, _table(found)))
    return tuple(landed)


def _payload(home: Path, layer: Layer, found: _Level) -> MapPayload:
    """Each shape coloured by what the file holds of it; what it lacks is hatched."""
    states = {shape.unit_id: found.state(shape.unit_id) for shape in layer.shapes}
    steps = [state for state in _COLOURS if state in states.values()]
    marked = tuple(step for step, state in enumerate(steps) if state is Landed.PART)
    unused = dict.fromkeys(_UNUSED, "")
    own = {"missing": _word(Landed.LACKS), "help": phrase("upload.landing_help")}
    colours = tuple(_COLOURS[state] for state in steps)
    missing = own["missing"] if Landed.LACKS in states.values() else ""
    return MapPayload(
        links=links(home, layer),
        rows=tuple(
            MapRow(
                code=shape.code,
                step=steps.index(state),
                value=_word(state) if state is Landed.OUTSIDE else found.value(shape.unit_id),
            )
            for shape in layer.shapes
            if (state := states[shape.unit_id]) is not Landed.LACKS
        ),
        colours=colours,
        legend=legend_of(colours, map(_word, steps), missing, marked),
        alt=phrase("upload.landing_alt", sentence=found.sentence),
        own_words=(*unused.items(), *own.items()),
        marked=marked,
    )


def _table(found: _Level) -> Table:
    """The table: what is missing first, then in part, then whole; by place."""
    units = {**found.expected, **{key: found.catalogue.units[key] for key in found.figures}}
    order = list(Landed)
    rows = []
    for unit_id, unit in units.items():
        above = found.catalogue.parent(unit, found.vintage)
        state = found.state(unit_id)
        within = above.name if above else numbers.MISSING
        value = numbers.MISSING if state is Landed.LACKS else found.value(unit_id)
        rows.append((order.index(state), within, unit.name, (_word(state), value)))
    ordered = ((name, within, *said) for _, within, name, said in sorted(rows))
    return table("upload", "unit within landed value", ordered)


def _word(state: Landed) -> str:
    return phrase(f"upload.landing_{state.value}")
