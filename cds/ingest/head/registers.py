"""What a check knows beside the file: the catalogue, found by what people write, and the form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from cds.domain.admin_units import AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator
from cds.domain.periods import Period
from cds.ingest.context import Context
from cds.ingest.faults import MOST_ISSUES
from cds.ingest.head.headings import HeadingReader
from cds.ingest.words.explained import WordLaw
from cds.ingest.words.fields import Field, fields_by_alias
from cds.ingest.words.indicator_index import IndicatorIndex
from cds.ingest.words.nearest import NearestIndicators
from cds.ingest.words.units import UnitFault, UnitIndex, UnitQuery


@dataclass(frozen=True, slots=True)
class Registers:
    """Units, indicators and words of heads of one catalogue, and what the sender said.

    `asked` gathers what was found for each unit named for a period, `closest` the names nearest to
    the first unknown ones. `older`, by vintage: the one before it, of which are all units named for
    its periods. `is_second`: the file was refused, and what is not told is guessed more widely.
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
    closest: dict[str, str] = field(default_factory=dict[str, str])
    file_name: str = ""
    is_second: bool = False

    def indicator_in(self, said: Mapping[Field, str]) -> Indicator | None:
        """Return the indicator that heads or titles tell of all rows; None for none."""
        return self.catalogue.indicators.get(said.get(Field.INDICATOR_ID, ""))

    def close_names(self, text: str) -> str:
        """Return names of indicators to choose from: by shared words, else by letters."""
        if text not in self.closest and len(self.closest) < MOST_ISSUES:
            self.closest[text] = self.nearest.close(text) or self.indicators.close_names(text)
        return self.closest.get(text, "")

    def for_second_reading(self, around: Iterable[str]) -> "Registers":
        """Return them for a file that strict reading refused: more is guessed, and asked about."""
        measures = self.headings.measures
        nearest = NearestIndicators(self.catalogue, measures, around)
        return replace(self, nearest=nearest, asked={}, is_second=True)


def registers_of(catalogue: Catalogue, context: Context, file_name: str) -> Registers:
    """Return the registers in which the rows of a file are looked up."""
    units = UnitIndex(catalogue)
    aliases = fields_by_alias(tuple({**context.aliases, **catalogue.header_aliases}.items()))
    headings = HeadingReader(catalogue, aliases, units.is_unit, context.learnt)
    words = WordLaw(catalogue, units.is_name, headings.measures)
    nearest = NearestIndicators(catalogue, headings.measures)
    indicators = IndicatorIndex(catalogue)
    told = (units, indicators, headings, words, nearest)
    return Registers(catalogue, context, *told, file_name=file_name)
