"""What a check knows beside the file: the catalogue, found by what people write, and the form."""

from dataclasses import dataclass

from cds.domain.catalogue import Catalogue
from cds.ingest.context import Context
from cds.ingest.head.headings import HeadingReader
from cds.ingest.words.fields import fields_by_alias
from cds.ingest.words.indicator_index import IndicatorIndex
from cds.ingest.words.units import UnitIndex


@dataclass(frozen=True, slots=True)
class Registers:
    """Units, indicators and words of heads of one catalogue, and what the sender said."""

    catalogue: Catalogue
    context: Context
    units: UnitIndex
    indicators: IndicatorIndex
    headings: HeadingReader


def registers_of(catalogue: Catalogue, context: Context) -> Registers:
    """Return the registers in which the rows of a file are looked up."""
    units = UnitIndex(catalogue)
    aliases = fields_by_alias({**context.aliases, **catalogue.header_aliases})
    headings = HeadingReader(catalogue, aliases, units.is_unit, context.learnt)
    return Registers(catalogue, context, units, IndicatorIndex(catalogue), headings)
