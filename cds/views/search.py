"""What can be searched for from every page: pages, targets, indicators and units, by any name."""

from dataclasses import dataclass
from enum import StrEnum

from cds.text import figures
from cds.text.labels import visible
from cds.text.phrases import phrase
from cds.views import choices
from cds.views.reader import Reader
from cds.views.standing_lines import address


class SearchKind(StrEnum):
    """What a destination is, in the order in which equals are offered."""

    PAGE = "page"
    TARGET = "target"
    INDICATOR = "indicator"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a search can lead: its name, what tells it from others, more words, its address."""

    kind: SearchKind
    label: str
    note: str
    words: str
    address: str


def destinations(reader: Reader, pages: tuple[str, ...]) -> tuple[Destination, ...]:
    """Return every place a search can lead to; `pages` are names as addresses say them."""
    found: list[Destination] = []
    catalogue, own = reader.catalogue, reader.catalogue.programme
    for name in pages:
        words = f"{phrase(f'{name}.help')} {phrase(f'search.also_{name}')}"
        found.append(Destination(SearchKind.PAGE, phrase(f"{name}.title"), "", words, name))
    for target_id, target in catalogue.targets.items():
        unit, name = catalogue.unit_of(target), figures.target_name(target)
        asked = {"indicator": target.indicator_id, "unit": unit.unit_id, "target": target_id}
        note, office = phrase("search.due", due=target.due_on), target.office_at(unit, reader.today)
        link = address("indicator", **asked)
        found.append(Destination(SearchKind.TARGET, name, note, office or "", link))
    for indicator_id, label in reader.kept(choices.indicators).items():
        words = f"{indicator_id} {catalogue.indicators[indicator_id].definition}"
        link = address("indicator", indicator=indicator_id)
        found.append(Destination(SearchKind.INDICATOR, visible(label), "", words, link))
    # The units of the programme looked at, then those of the others, which open those.
    for programme in sorted(catalogue.programmes or (own,), key=lambda one: one != own):
        asked = {} if programme == own else {"programme": programme.programme_id}
        for unit_id, label in choices.units(reader.of(programme)).items():
            one = catalogue.units[unit_id]
            name, _, note = visible(label).partition(" · ")
            words = f"{one.code} {' '.join(one.name_variants)}"
            link = address("unit", unit=unit_id, **asked)
            found.append(Destination(SearchKind.UNIT, name, note, words, link))
    return tuple(found)
