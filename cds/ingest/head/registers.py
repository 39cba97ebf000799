"""What a check knows beside the file: the catalogue, found by what people write, and the form."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cds.domain.admin_units import AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.periods import Period
from cds.ingest.context import Context
from cds.ingest.head.headings import HeadingReader
from cds.ingest.words.explained import WordLaw
from cds.ingest.words.fields import fields_by_alias
from cds.ingest.words.indicator_index import IndicatorIndex
from cds.ingest.words.nearest import NearestIndicators
from cds.ingest.words.units import UnitFault, UnitIndex, UnitQuery


@dataclass(frozen=True, slots=True)
class Registers:
    """Units, indicators and words of heads of one catalogue, and what the sender said.

    `asked` gathers what was found for each unit named for a period. `older`, by vintage: the one
    before it, of which are all units named for its periods.
    """

    catalogue: Catalogue
    context: Context
    units: UnitIndex
    indicators: IndicatorIndex
    headings: HeadingReader
    words: WordLaw
    nearest: NearestIndicators
    older: Mapping[str, Vintage] = field(default_factory=dict[str, Vintage])
    asked: dict[tuple[UnitQuery, Period], AdminUnit | UnitFault] = field(
        default_factory=dict[tuple[UnitQuery, Period], AdminUnit | UnitFault]
    )


def registers_of(catalogue: Catalogue, context: Context) -> Registers:
    """Return the registers in which the rows of a file are looked up."""
    units = UnitIndex(catalogue)
    aliases = fields_by_alias({**context.aliases, **catalogue.header_aliases})
    headings = HeadingReader(catalogue, aliases, units.is_unit, context.learnt)
    words = WordLaw(catalogue, units.is_name, headings.measures)
    nearest = NearestIndicators(catalogue, headings.measures)
    indicators = IndicatorIndex(catalogue)
    return Registers(catalogue, context, units, indicators, headings, words, nearest)
