"""The question about a file's sheet and columns: when to ask, the choices, answers in words."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cds.domain.catalogue import Catalogue
from cds.domain.issues import IssueCode
from cds.ingest.context import CheckedUpload, Context, FirstRows
from cds.ingest.mapping import Column, ColumnMapping
from cds.ingest.words.fields import COLUMN_FIGURES, Field
from cds.ingest.words.numbers import is_missing, looks_like_number
from cds.text.issues import column_letters
from cds.text.phrases import phrase

_ASKING = frozenset(
    (
        *(IssueCode.AMBIGUOUS_SHEET, IssueCode.NO_HEADER, IssueCode.MISSING_COLUMN),
        *(IssueCode.DUPLICATE_COLUMN, IssueCode.UNKNOWN_INDICATOR, IssueCode.COLUMN_COUNT),
    )
)
# What a column may be said to hold, most wanted first; None: it is left unread. Persons are no
# choice: such a column has to be deleted from the file.
FIELDS: tuple[Field | None, ...] = (
    None,
    *(Field.UNIT_NAME, Field.UNIT_CODE, Field.DISTRICT, Field.INDICATOR_NAME, Field.INDICATOR_ID),
    *(Field.PERIOD, Field.VALUE, Field.NUMERATOR, Field.DENOMINATOR, Field.RATE, Field.PLAN),
    *(Field.STATUS, Field.LEVEL, Field.SOURCE_TITLE, Field.SOURCE_URL, Field.PUBLISHED_ON),
    *(Field.VINTAGE, Field.MEASURE_UNIT, Field.NOTE, Field.ORDINAL),
)
_MOST_EXAMPLES = 3
_LONGEST_EXAMPLE = 30


def is_asked(checked: CheckedUpload) -> bool:
    """True when nothing could be read before a person says what the sheet or the columns are."""
    codes = {issue.code for issue in checked.issues}
    is_answerable = checked.preview is not None or len(checked.sheets) > 1
    return is_answerable and not checked.observations and not codes.isdisjoint(_ASKING)


def lacks_period(checked: CheckedUpload) -> bool:
    """True when nothing but the period has to be said before the file can be read."""
    asked = [issue for issue in checked.issues if issue.code in _ASKING]
    return bool(asked) and all(
        issue.code is IssueCode.MISSING_COLUMN and issue.value == Field.PERIOD for issue in asked
    )


def is_wide(preview: FirstRows) -> bool:
    """True when columns of figures are to be named one by one: no column holds indicators."""
    named = {Field.INDICATOR_ID, Field.INDICATOR_NAME}
    return named.isdisjoint(column.field for column in preview.meanings)


def field_of(column: Column) -> Field | None:
    """Return the choice that stands for a meaning: what only names an indicator is a value."""
    is_named = bool(column.indicator_id or column.period)
    return column.field or (Field.VALUE if is_named else None)


def holds_figures(preview: FirstRows, place: int) -> bool:
    """True when a column, from 0, seems to hold numbers, or was taken for figures."""
    field = field_of(preview.meanings[place])
    if field is not None:
        return field in COLUMN_FIGURES
    filled = _filled(preview, place)
    return bool(filled) and sum(map(looks_like_number, filled)) * 2 > len(filled)


def examples(preview: FirstRows, place: int) -> str:
    """Return the first different cells of a column, from 0, as one line."""
    found = dict.fromkeys(text[:_LONGEST_EXAMPLE] for text in _filled(preview, place))
    return "; ".join([*found][:_MOST_EXAMPLES])


def title(head: Sequence[str], place: int) -> str:
    """Name a column, from 0, as sheets and remarks do, by its letter, and by its head."""
    text = head[place] if place < len(head) else ""
    key = "upload.column" if text else "upload.column_bare"
    return phrase(key, place=column_letters(place + 1), text=text)


def answer(columns: Iterable[Column], sheet: str | None) -> ColumnMapping:
    """Return what was said of all columns; what is no figure has neither indicator nor period."""
    return ColumnMapping(
        {
            place: column if column.field in COLUMN_FIGURES else Column(column.field)
            for place, column in enumerate(columns, start=1)
        },
        sheet,
    )


def applied(told: Context, checked: CheckedUpload) -> ColumnMapping | None:
    """Return the answer by which the file was read: the sender's, else the remembered one."""
    given, preview = told.mapping, checked.preview
    if (given and given.columns) or preview is None or not preview.is_answered:
        return given
    kept = (told.mappings or {})[preview.signature]
    return replace(kept, sheet=given.sheet if given else None)


def described(mapping: ColumnMapping, head: Sequence[str], catalogue: Catalogue) -> str:
    """Say what the columns were taken for, those left unread last and together."""
    read = {n: column for n, column in sorted(mapping.columns.items()) if field_of(column)}
    parts = [
        phrase(
            "upload.column_is",
            column=title(head, place - 1),
            meaning=_meaning(column, catalogue),
        )
        for place, column in read.items()
    ]
    unread = [column_letters(place) for place in sorted(mapping.columns) if place not in read]
    if unread:
        parts.append(phrase("upload.columns_unread", places=", ".join(unread)))
    return "; ".join(parts)


def field_name(field: Field | None) -> str:
    """Name what a column may hold."""
    return phrase(f"upload.field.{field.value if field else 'unread'}")


def _meaning(column: Column, catalogue: Catalogue) -> str:
    field = field_name(field_of(column))
    indicator = catalogue.indicators.get(column.indicator_id or "")
    name = indicator.name if indicator else column.indicator_id
    if name and column.period:
        return phrase("upload.column_both", field=field, name=name, period=column.period)
    if name:
        return phrase("upload.column_named", field=field, name=name)
    if column.period:
        return phrase("upload.column_dated", field=field, period=column.period)
    return field


def _filled(preview: FirstRows, place: int) -> list[str]:
    cells = (row[place] for row in preview.rows if place < len(row))
    return [text for text in cells if not is_missing(text)]
