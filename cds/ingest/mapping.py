"""What a person said about the columns of a file whose head could not be understood."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from cds.domain.folding import plain_words
from cds.ingest.words.fields import Field


@dataclass(frozen=True, slots=True)
class Column:
    """What one column holds; for figures also whose and of when, where the person says so.

    `field` None: the column is to be left unread.
    """

    field: Field | None
    indicator_id: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """An answer that counts for every file with the same head. Columns count from 1.

    `sheet` chooses one of several sheets.
    """

    columns: Mapping[int, Column] = field(default_factory=dict[int, Column])
    sheet: str | None = None


def signature(head: Sequence[str]) -> str:
    """Return what two files with the same head share: spelling counts, case and accents do not."""
    folded = "|".join(plain_words(text) for text in head).rstrip("|")
    return hashlib.sha256(folded.encode()).hexdigest()


def lasting(mapping: ColumnMapping, said: Sequence[Column]) -> ColumnMapping:
    """Return what of an answer counts for later files with the same head.

    A period holds for one file, unless the head itself names it; so does the choice of a sheet.
    `said` is what the head says by itself.
    """
    named = {place: column.period for place, column in enumerate(said, start=1)}
    columns = {
        place: column if column.period == named.get(place) else replace(column, period=None)
        for place, column in mapping.columns.items()
    }
    return ColumnMapping(columns)


def learnt(answers: Iterable[tuple[Sequence[str], ColumnMapping]]) -> Mapping[str, str]:
    """Return the indicator of each head of which answers said one, and all of them the same.

    Fewer than three words are in many heads.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for head, mapping in answers:
        for place, column in mapping.columns.items():
            text = head[place - 1] if place <= len(head) else ""
            if column.indicator_id and column.field in _FIGURES:
                found[text].add(column.indicator_id)
    return {
        text: indicator_ids.pop()
        for text, indicator_ids in found.items()
        if len(indicator_ids) == 1 and len(plain_words(text).split()) >= _FEWEST_WORDS
    }


_FIGURES = frozenset((Field.VALUE, Field.RATE))
_FEWEST_WORDS = 3


def answer_of(mapping: ColumnMapping) -> dict[str, object]:
    """Return the answer as plain values for JSON."""
    columns = {str(place): asdict(column) for place, column in mapping.columns.items()}
    return {"columns": columns, "sheet": mapping.sheet}


def mapping_of(answer: Mapping[str, object]) -> ColumnMapping:
    """Return the mapping that plain values describe; columns that say nonsense are left out."""
    given = answer.get("columns")
    columns = given if isinstance(given, dict) else {}
    sheet = answer.get("sheet")
    return ColumnMapping(
        {
            int(place): column
            for place, each in columns.items()
            if str(place).isdecimal() and (column := _column(each))
        },
        sheet if isinstance(sheet, str) else None,
    )


def _column(said: object) -> Column | None:
    if not isinstance(said, dict):
        return None
    field, indicator_id, period = (said.get(k) for k in ("field", "indicator_id", "period"))
    known = Field(field) if field in set(Field) else None
    return Column(
        known,
        indicator_id if isinstance(indicator_id, str) else None,
        period if isinstance(period, str) else None,
    )
