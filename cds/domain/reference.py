"""Faults of the reference tables, as values: all are collected before any is raised."""

from dataclasses import dataclass
from enum import StrEnum


class ReferenceFault(StrEnum):
    """What can be wrong in a reference table; each has a sentence in `cds.text`."""

    MISSING_FILE = "missing_file"
    UNREADABLE = "unreadable"
    MISSING_COLUMN = "missing_column"
    COLUMN_COUNT = "column_count"
    EMPTY_CELL = "empty_cell"
    BAD_CHOICE = "bad_choice"
    BAD_NUMBER = "bad_number"
    BAD_DATE = "bad_date"
    BAD_PERIOD = "bad_period"
    DUPLICATE_ID = "duplicate_id"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_PARENT = "unknown_parent"
    PARENT_CYCLE = "parent_cycle"
    PARENT_NOT_ABOVE = "parent_not_above"
    VALIDITY_REVERSED = "validity_reversed"
    OVERLAPPING_VALIDITY = "overlapping_validity"
    CONFLICTING_ROWS = "conflicting_rows"
    CONFLICTING_DATES = "conflicting_dates"
    UNKNOWN_INDICATOR = "unknown_indicator"
    UNKNOWN_TARGET = "unknown_target"
    UNKNOWN_GROUP = "unknown_group"
    RANGE_REVERSED = "range_reversed"
    HALF_BASELINE = "half_baseline"
    CONFLICTING_ALIAS = "conflicting_alias"
    NO_HOME = "no_home"


@dataclass(frozen=True, slots=True)
class ReferenceProblem:
    """One fault. `line` is what a person sees in the file, None for the whole file.

    `details` fill the slots of the fault's sentence.
    """

    file_name: str
    line: int | None
    fault: ReferenceFault
    details: tuple[tuple[str, str], ...] = ()
