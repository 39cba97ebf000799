"""What the columns of a form may hold."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from cds.domain.folding import plain_words


class Field(StrEnum):
    """What one column holds. The last five are known so that they are not taken for figures."""

    UNIT_CODE = "unit_code"
    UNIT_NAME = "unit_name"
    DISTRICT = "district"
    PROVINCE = "province"
    LEVEL = "level"
    INDICATOR_ID = "indicator_id"
    INDICATOR_NAME = "indicator_name"
    PERIOD = "period"
    CUMULATIVE_SINCE = "cumulative_since"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    VALUE = "value"
    RATE = "rate"  # a share beside counts or a plan; becomes VALUE where it is the figure
    STATUS = "status"
    SOURCE_TITLE = "source_title"
    SOURCE_URL = "source_url"
    PUBLISHED_ON = "published_on"
    VINTAGE = "vintage"
    NOTE = "note"
    MEASURE_UNIT = "measure_unit"
    PLAN = "plan_value"
    ORDINAL = "ordinal"
    PERSON = "person"
    EXPORTED = "exported"  # whose target: a table of standings that the product made


UNITS = (Field.UNIT_CODE, Field.UNIT_NAME)
PLACES = (*UNITS, Field.DISTRICT)
INDICATORS = frozenset((Field.INDICATOR_ID, Field.INDICATOR_NAME))
COUNTS = (Field.NUMERATOR, Field.DENOMINATOR)
FIGURES = (Field.NUMERATOR, Field.DENOMINATOR, Field.VALUE)
COLUMN_FIGURES = frozenset((*FIGURES, Field.RATE))


@lru_cache(maxsize=4)
def fields_by_alias(aliases: tuple[tuple[str, str], ...]) -> Mapping[str, Field]:
    """Return the field of each header, folded; our own words for the fields always count.

    All files of a home have the same aliases: they are folded once.
    """
    known = set(Field)
    own = {plain_words(field): field for field in Field}
    return own | {plain_words(a): Field(f) for a, f in aliases if f in known}
