"""Faults of an uploaded file and of the reference tables, as values: all are collected first."""

from dataclasses import dataclass, field, replace
from enum import StrEnum


class Severity(StrEnum):
    """An error blocks, a confirm is asked once, a warning is shown and kept."""

    ERROR = "error"
    CONFIRM = "confirm"
    WARNING = "warning"


class IssueCode(StrEnum):
    """Stable codes; other systems rely on them."""

    EMPTY_FILE = "empty_file"
    NO_ROWS = "no_rows"
    NOT_A_TABLE = "not_a_table"
    UNSUPPORTED_FILE = "unsupported_file"
    ENCRYPTED_FILE = "encrypted_file"
    CORRUPT_FILE = "corrupt_file"
    TRUNCATED = "truncated"
    ENCODING = "encoding"
    CONTROL_CHARACTERS = "control_characters"
    UNSAFE_CONTENT = "unsafe_content"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    FIELD_TOO_LONG = "field_too_long"
    AMBIGUOUS_SHEET = "ambiguous_sheet"
    HIDDEN_ROWS = "hidden_rows"
    NO_HEADER = "no_header"
    MISSING_COLUMN = "missing_column"
    DUPLICATE_COLUMN = "duplicate_column"
    COLUMN_COUNT = "column_count"
    PERSONAL_DATA = "personal_data"
    UNREAD_FIGURES = "unread_figures"
    UNCLEAR_HEADING = "unclear_heading"
    MEASURE_CONFLICT = "measure_conflict"
    UNKNOWN_UNIT = "unknown_unit"
    AMBIGUOUS_UNIT = "ambiguous_unit"
    UNIT_CONFLICT = "unit_conflict"
    UNIT_NOT_VALID = "unit_not_valid"
    OLD_BOUNDARIES = "old_boundaries"
    UNKNOWN_INDICATOR = "unknown_indicator"
    INDICATOR_CONFLICT = "indicator_conflict"
    WRONG_LEVEL = "wrong_level"
    BAD_PERIOD = "bad_period"
    PERIOD_CONFLICT = "period_conflict"
    FUTURE_PERIOD = "future_period"
    BAD_NUMBER = "bad_number"
    AMBIGUOUS_NUMBER = "ambiguous_number"
    OUT_OF_RANGE = "out_of_range"
    NUMERATOR_EXCEEDS_DENOMINATOR = "numerator_exceeds_denominator"
    VALUE_MISMATCH = "value_mismatch"
    MISSING_VALUE = "missing_value"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    EXCEL_ERROR = "excel_error"
    DUPLICATE_KEY = "duplicate_key"
    DUPLICATE_ROW = "duplicate_row"
    PRECISION = "precision"
    OUT_OF_SCOPE = "out_of_scope"
    AGGREGATE_MISMATCH = "aggregate_mismatch"
    SHARP_CHANGE = "sharp_change"
    SUSPICIOUS_SCALE = "suspicious_scale"
    SUSPICIOUS_CONSTANT = "suspicious_constant"
    INCOMPLETE = "incomplete"
    ALREADY_PUBLISHED = "already_published"
    MORE_ISSUES = "more_issues"


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault. `line` and `column` count from 1, None for the whole file.

    `value` is the offending text; `details` fill the slots of the message and hint in
    `cds/text/vi/issues.toml`.
    """

    code: IssueCode
    severity: Severity
    line: int | None = None
    column: int | None = None
    value: str | None = None
    details: tuple[tuple[str, str], ...] = field(default=())

    def in_sheet(self, name: str) -> "Issue":
        """Return the issue as one of a named sheet among several."""
        return replace(self, details=(*self.details, ("sheet", name)))

    @property
    def count(self) -> int:
        """How many faults it stands for: those of a kind beyond the listed ones are one issue."""
        return int(dict(self.details)["more"]) if self.code is IssueCode.MORE_ISSUES else 1


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
    CHANGE_OF_ANOTHER_TIME = "change_of_another_time"
    SHARES_NOT_WHOLE = "shares_not_whole"
    NO_HEIR = "no_heir"
    UNKNOWN_INDICATOR = "unknown_indicator"
    UNKNOWN_TARGET = "unknown_target"
    UNKNOWN_GROUP = "unknown_group"
    UNKNOWN_PROGRAMME = "unknown_programme"
    HOME_NOT_VALID = "home_not_valid"
    RANGE_REVERSED = "range_reversed"
    HALF_BASELINE = "half_baseline"
    BEYOND_RANGE = "beyond_range"
    PATH_AFTER_DUE = "path_after_due"
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
