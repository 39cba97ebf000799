"""Figures that came, went or were corrected between two versions, told and counted."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cds.blocks import FigureKey, Table, table
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.observations import percentage
from cds.store.view.changes import ChangeCount, FigureChange, is_real
from cds.text import figures, numbers
from cds.text.phrases import phrase, word
from cds.views.figure_moves import change_text

MOST_GROUPED = 40  # lines of a group in a column
_FEW_PLACES = 2  # named in a sentence
_NATURES = ("added", "added_demo", "corrected", "gone")
_CAME_OR_WENT = ("added", "gone")
_COLUMNS = "unit indicator period value_before value_after change kind_before kind_after line"
_CAME = "unit indicator period value_before value_after"


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """One change in a column: what, with the words below it, and where it leads.

    That is to an indicator of the unit, or without one to all that changed in it.
    """

    text: str
    detail: str
    unit_id: str
    indicator_id: str = ""


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Changes of one kind, as many as are shown; `rest` is how many more there are.

    `note` is what all of them have in common beside the head.
    """

    head: str
    lines: tuple[ChangedItem, ...]
    rest: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChangeColumn:
    """A column of changes under its head, which says how many there are."""

    head: str
    groups: tuple[ChangeGroup, ...]

    def parted(self, most: int) -> tuple[list[ChangeGroup], list[ChangeGroup]]:
        """Return its groups up to so many lines in all, and what of them is left."""
        first, later = [], []
        for one in self.groups:
            kept, others = one.lines[:most], one.lines[most:]
            most -= len(kept)
            if kept:
                first.append(replace(one, lines=kept, rest=0))
            if others or one.rest:
                later.append(replace(one, lines=others))
        return first, later


def told_figures(
    catalogue: Catalogue,
    counts: Sequence[ChangeCount],
    *,
    is_by_unit: bool = False,
    asked: str = "",
) -> Iterator[str]:
    """Say how many figures came, were corrected and went, and whose; nothing of what is none.

    Communes are named by what they lie in, unless `is_by_unit`; those of the unit that is `asked`
    for are counted.
    """
    for nature, found in _by_nature(counts).items():
        names = {_place(catalogue, one).name for one in found}
        if is_by_unit or names == {asked}:
            whose = _whose(catalogue, found)
        else:
            whose = _whose(catalogue, found, names)
        yield phrase(f"changes.told_{nature}", count=_figures(found), whose=whose)


def figure_column(
    catalogue: Catalogue, counts: Sequence[ChangeCount], *, is_elsewhere: bool = False
) -> ChangeColumn:
    """Return the figures that came, were corrected or went, by district; of one by indicator.

    Those of places that nobody asked for lead there, be it a single one.
    """
    groups, natures = [], _by_nature(counts)
    places_known = {_place(catalogue, one).name for one in counts}
    is_one_place = len(places_known) == 1 and not is_elsewhere
    for nature, found in natures.items():
        places: dict[str, list[ChangeCount]] = {}
        for one in found:
            name = catalogue.indicators[one.indicator_id].name
            place = _place(catalogue, one).name
            places.setdefault(name if is_one_place else place, []).append(one)
        ordered = sorted(places.items(), key=lambda pair: (-_figures(pair[1]), pair[0]))
        note = "" if is_one_place or len(ordered) == 1 else _only_indicator(catalogue, found)
        lines = []
        for name, own in ordered[:MOST_GROUPED]:
            alone, units = _only_indicator(catalogue, own), len({one.unit_id for one in own})
            whereof = phrase(
                "changes.whereof_one" if alone else "changes.whereof",
                name=alone,
                indicators=len({one.indicator_id for one in own}),
                units=units,
            )
            if is_one_place:
                whereof = _whose(catalogue, own)
            text = phrase("changes.line_figures", unit=name, count=_figures(own))
            about = own[0].indicator_id if is_one_place else ""
            unit_id = _place(catalogue, own[0]).unit_id
            lines.append(ChangedItem(text, "" if note else whereof, unit_id, about))
        head = phrase(f"changes.column_{nature}", count=_figures(found))
        groups.append(ChangeGroup(head, tuple(lines), len(ordered) - len(lines), note))
    if len(groups) == 1:  # its head is that of the column
        return ChangeColumn(groups[0].head, (replace(groups[0], head=""),))
    return ChangeColumn(phrase("changes.column_figures", count=_figures(counts)), tuple(groups))


def elsewhere(catalogue: Catalogue, counts: Iterable[ChangeCount]) -> str | None:
    """Say what was published of units that are no part of the home; None for nothing real."""
    found = [
        one
        for one in counts
        if (is_real(one.before) or is_real(one.after)) and not catalogue.is_ours(one.unit_id)
    ]
    if not found:
        return None
    units = len({one.unit_id for one in found})
    home = catalogue.home.name
    return phrase("changes.elsewhere", home=home, units=units, count=_figures(found))


def came_and_went(
    catalogue: Catalogue, found: Iterable[FigureChange], counts: Iterable[ChangeCount]
) -> tuple[Table, str]:
    """Return the real figures that came or went: those shown, and how many of all.

    Indicator and period that all of them have in common are no columns: they are said once.
    """
    shown = [one for one in found if one.nature in _CAME_OR_WENT]
    count = _figures(one for one in counts if one.nature in _CAME_OR_WENT)
    made = table("changes", _CAME, change_lines(shown, catalogue), map(_key, shown), count)
    kept, alike = made.said_once("indicator", "period") if count == len(shown) else (made, ())
    return kept, " · ".join(alike)


def correction_table(
    catalogue: Catalogue, found: Iterable[FigureChange], counts: Iterable[ChangeCount]
) -> Table:
    """Return what stands for another figure of the same kind: those shown, and how many of all."""
    rows, corrected = [], [one for one in found if one.nature == "corrected"]
    for one, line in zip(corrected, change_lines(corrected, catalogue), strict=True):
        old, new = one.before, one.after
        assert old is not None  # noqa: S101 - a correction has both
        assert new is not None  # noqa: S101 - a correction has both
        moved, is_like = numbers.MISSING, old.cumulative_since == new.cumulative_since
        if is_like and old.value is not None and new.value is not None:
            indicator = catalogue.indicators[one.indicator_id]
            moved = change_text(old.value, new.value, indicator)
        kinds = (word(old.status), word(new.status))
        rows.append((*line, moved, *kinds, numbers.number(new.line)))
    count = _figures(one for one in counts if one.nature == "corrected")
    return table("changes", _COLUMNS, rows, map(_key, corrected), count)


def change_lines(found: Sequence[FigureChange], reference: Catalogue) -> Iterator[tuple[str, ...]]:
    """Figures as they were and are, with their place; ids of what the reference lacks."""
    units = (reference.units.get(one.unit_id) for one in found)
    names = reference.names_among(filter(None, units))
    return (_change_line(one, names.get(one.unit_id), reference) for one in found)


def _change_line(change: FigureChange, unit: str | None, reference: Catalogue) -> tuple[str, ...]:
    indicator = reference.indicators.get(change.indicator_id)
    if indicator is None or unit is None:
        return change.unit_id, change.indicator_id, str(change.period), "", ""
    ends = []
    for seen in (change.before, change.after):
        if seen and seen.value is None and indicator.is_share:  # a file gave counts alone
            seen = replace(seen, value=percentage(seen.numerator, seen.denominator))
        ends.append(seen)
    values = figures.apart(ends[0], ends[1], indicator)
    return unit, indicator.name, figures.when(change.after or change.before), *values


def _whose(
    catalogue: Catalogue, counts: Iterable[ChangeCount], places: Collection[str] = ()
) -> str:
    """Name a few places of figures, else a few units, else say how many these are."""
    units = {one.unit_id: catalogue.units[one.unit_id] for one in counts}
    names = places or catalogue.names_among(units.values()).values()
    if len(names) <= _FEW_PLACES:
        return phrase("changes.of_named", names=sorted(names))
    return phrase("changes.of_places", count=len(units))


def _by_nature(counts: Iterable[ChangeCount]) -> dict[str, list[ChangeCount]]:
    """What differs by what became of it, those natures that there are."""
    found: dict[str, list[ChangeCount]] = {nature: [] for nature in _NATURES}
    for one in counts:
        found[one.nature].append(one)
    return {nature: own for nature, own in found.items() if own}


def _key(one: FigureChange) -> FigureKey:
    return FigureKey(one.indicator_id, one.unit_id, one.period)


def _only_indicator(catalogue: Catalogue, counts: Iterable[ChangeCount]) -> str:
    """The indicator that all figures are of; "" where they are of several."""
    ids = {one.indicator_id for one in counts}
    return catalogue.indicators[ids.pop()].name if len(ids) == 1 else ""


def _figures(counts: Iterable[ChangeCount]) -> int:
    return sum(one.figures for one in counts)


def _place(catalogue: Catalogue, one: ChangeCount) -> AdminUnit:
    """The district of a commune; any other unit itself."""
    unit = catalogue.units[one.unit_id]
    above = catalogue.above(unit) if unit.level is AdminLevel.COMMUNE else None
    return above or unit
