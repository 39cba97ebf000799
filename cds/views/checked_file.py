"""What a checked file says, as finished text, and the question about its sheet and columns."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cds.blocks import Table, item_table, table
from cds.domain.catalogue import Catalogue
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.observations import Observation
from cds.ingest.context import CheckedUpload, Context, FileFacts, FirstRows
from cds.ingest.mapping import Column, ColumnMapping
from cds.ingest.words.fields import COLUMN_FIGURES, Field
from cds.ingest.words.numbers import is_missing, looks_like_number
from cds.publish import Preview
from cds.scorecard import Row
from cds.text import figures, issues, numbers
from cds.text.phrases import phrase
from cds.views.changes_figures import change_lines
from cds.views.columns import target

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
FIRST_ROWS = 20
_MOST_CHANGES = 200
_MOST_SAID = 4
_SHOWN_ENCODINGS = {
    **{"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"},
    **{"windows-1258": "Windows-1258", "tcvn3": "TCVN3 (ABC)", "vni": "VNI"},
}
_FACTS = ("encoding", "delimiter", "sheet", "layout", "header_line", "decimal")


@dataclass(frozen=True, slots=True)
class FileReading:
    """A file as people see it.

    `verdict` says whether it can be published, `counts` how many issues of each severity it has,
    without the `unfilled` lines of a form, which are not amiss; `questions` are the codes to
    confirm with what is asked.
    """

    verdict: str
    sentence: str
    facts: str
    rows: Table
    counts: Mapping[Severity, int]
    unfilled: int
    issues: Table
    questions: tuple[tuple[str, str], ...]
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class Consequence:
    """What publishing would do, as people see it; `sentences` are the most important first."""

    sentences: tuple[str, ...]
    corrected: Table
    flips: Table


def reading(checked: CheckedUpload, catalogue: Catalogue) -> FileReading:
    """Return what was understood and what is wrong."""
    counts = {s: sum(one.count for one in checked.issues if one.severity is s) for s in Severity}
    questions = _questions(checked.issues)
    counts[Severity.CONFIRM] = len(questions)  # what alike is asked together
    unfilled = sum(one.count for one in checked.issues if _is_unfilled(one))
    counts[Severity.WARNING] -= unfilled
    read, in_workbook = checked.observations, checked.file.sheet is not None
    told = {"figures": len(read), "errors": counts[Severity.ERROR], "questions": len(questions)}
    if is_asked(checked):
        key = "period" if lacks_period(checked) else "asked" if checked.preview else "sheet"
    elif not told["errors"] and not read:
        key = "none"
    else:
        key = "errors" if told["errors"] else "questions" if questions else "ready"
    periods = [numbers.period(one) for one in sorted({one.period for one in read})]
    nothing = phrase("upload.read_none")
    return FileReading(
        verdict=nothing if key == "none" else phrase(f"upload.verdict_{key}", **told),
        sentence=phrase(
            "upload.read",
            figures=len(read),
            indicators=len({one.indicator_id for one in read}),
            units=len({one.unit_id for one in read}),
            periods=", ".join(periods if len(periods) < 4 else [periods[0], "…", periods[-1]]),
        )
        if read
        else nothing,
        facts=_facts(checked.file),
        rows=item_table(
            "upload",
            read[:FIRST_ROWS],
            {
                "line": lambda one: numbers.MISSING if one.line is None else str(one.line),
                "unit": lambda one: catalogue.units[one.unit_id].name,
                "indicator": lambda one: catalogue.indicators[one.indicator_id].name,
                "period": figures.when,
                "counts": _counts_text,
                "value": lambda one: figures.amount(one, catalogue.indicators[one.indicator_id]),
            },
        ),
        counts=counts,
        unfilled=unfilled,
        issues=item_table(
            "upload",
            issues.alike(checked.issues),
            {
                "severity": lambda group: issues.SEVERITIES[group[0].severity],
                "message": lambda group: issues.message(group[0]),
                "places": lambda group: issues.places(group, in_workbook=in_workbook),
                "hint": lambda group: issues.hint(group[0]),
            },
        ),
        questions=questions,
        is_blocked=checked.is_blocked or not read,
    )


def consequence(found: Preview, catalogue: Catalogue) -> Consequence:
    """Return what would change: figures of the home, standings by how they change, figures."""
    turned_and_moved = (new.unit for _, new in (*found.moved, *found.flips))
    names = catalogue.names_among(set(turned_and_moved))
    sentences = [
        phrase(
            "upload.moved",
            unit=names[new.unit.unit_id],
            indicator=new.indicator.name,
            before=ends[0],
            after=ends[1],
        )
        for old, new in found.moved[:_MOST_SAID]
        for ends in [
            figures.values_apart(old.assessment if old else None, new.assessment, new.indicator)
        ]
    ]
    turned = Counter(_standings(old, new) for old, new in found.flips)
    sentences += [
        phrase("upload.turned", count=count, before=before, after=after)
        for (before, after), count in turned.most_common(_MOST_SAID)
    ]
    counts = {"added": len(found.added), "corrected": len(found.corrected)}
    counts["unchanged"] = found.unchanged
    parts = [phrase(f"upload.{name}_count", count=count) for name, count in counts.items() if count]
    sentences.append(phrase("upload.figures_changed", parts=", ".join(parts)))
    return Consequence(
        sentences=tuple(sentences),
        corrected=table(
            "upload",
            "unit indicator period before after",
            change_lines(found.corrected[:_MOST_CHANGES], catalogue),
        ),
        flips=table(
            "upload",
            "unit target before after",
            (
                (names[new.unit.unit_id], target(new), *_standings(old, new))
                for old, new in found.flips[:_MOST_CHANGES]
            ),
        ),
    )


def _is_unfilled(issue: Issue) -> bool:
    """True for lines without a figure, not for a cell that says that there is none."""
    is_many = issue.code is IssueCode.MORE_ISSUES and issue.value == IssueCode.MISSING_VALUE
    is_blank = issue.code is IssueCode.MISSING_VALUE and not dict(issue.details).get("reason")
    return issue.severity is Severity.WARNING and (is_many or is_blank)


def _facts(facts: FileFacts) -> str:
    parts: list[str] = []
    for name in _FACTS:
        value = getattr(facts, name)
        if name == "delimiter" and value == "\t":
            value = phrase("upload.tab")
        elif name == "encoding":
            value = _SHOWN_ENCODINGS.get(value, value)
        elif name == "layout" and value is not None:
            value = phrase(f"upload.layout.{'long' if value == 'long' else 'wide'}")
        if value is not None:
            parts.append(phrase(f"upload.fact_{name.removesuffix('_line')}", value=value))
    return " · ".join(parts)


def _counts_text(one: Observation) -> str:
    parts = (one.numerator, one.denominator)
    return "/".join(map(numbers.trimmed, parts)) if any(parts) else numbers.MISSING


def _standings(old: Row | None, new: Row) -> tuple[str, str]:
    before = figures.badge(old.assessment).word if old else phrase("upload.standing_none")
    return before, figures.badge(new.assessment).word


def _questions(found: Iterable[Issue]) -> tuple[tuple[str, str], ...]:
    """One question a code, in the words of its first issue; the others stand in the table.

    Of a number that can be read in two ways it says the one taken.
    """
    asked: dict[str, dict[str, None]] = {}
    for issue in found:
        if issue.severity is Severity.CONFIRM:
            text, taken = issues.message(issue), issues.reading(issue)
            if taken is not None:
                text = phrase("upload.question_reading", message=text, reading=taken)
            asked.setdefault(issue.code.value, {})[text] = None
    return tuple(
        (code, phrase("upload.question_more", message=first, more=len(others)) if others else first)
        for code, (first, *others) in asked.items()
    )


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
    return phrase(key, place=issues.column_letters(place + 1), text=text)


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
            "upload.column_is", column=title(head, place - 1), meaning=_meaning(column, catalogue)
        )
        for place, column in read.items()
    ]
    unread = [
        issues.column_letters(place) for place in sorted(mapping.columns) if place not in read
    ]
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
    if not name and not column.period:
        return field
    key = "both" if name and column.period else "named" if name else "dated"
    return phrase(f"upload.column_{key}", field=field, name=name, period=column.period)


def _filled(preview: FirstRows, place: int) -> list[str]:
    cells = (row[place] for row in preview.rows if place < len(row))
    return [text for text in cells if not is_missing(text)]
