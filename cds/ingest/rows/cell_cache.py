"""What equal cells were read as: most rows repeat units, periods and words of other rows."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Generic, TypeVar

from cds.ingest.head.layout import FigureColumns
from cds.ingest.rows.cells import Cells
from cds.ingest.words.fields import Field

MOST_KNOWN = 65_536  # readings kept; beyond it all are read anew

Read = TypeVar("Read")
Said = TypeVar("Said")


class CellCache(Generic[Read]):
    """Reads some fields of a block's rows, equal cells once.

    Only what was read without an issue is kept, so that every faulty cell is named in its place.
    """

    def __init__(
        self, block: FigureColumns, fields: Sequence[Field], read: Callable[[Cells], Read]
    ) -> None:
        """Keep how to read the fields; `read` must look at no other cells of the row."""
        places = [block.columns[field] for field in fields if field in block.columns]
        self._said = itemgetter(*places) if places else lambda _: None
        self._padding = ("",) * (max(places, default=-1) + 1)
        self._read = read
        self._found: dict[object, Read] = {}

    def of(self, cells: Cells) -> Read:
        """Return what the row's cells say."""
        row = cells.row.cells
        try:
            said = self._said(row)
        except IndexError:
            said = self._said((*row, *self._padding))
        known = self._found.get(said)
        if known is not None:
            return known
        before = len(cells.issues)
        found = self._read(cells)
        if len(cells.issues) == before:
            keep(self._found, said, found)
        return found


def keep(found: dict[Said, Read], said: Said, read: Read) -> None:
    """Keep a reading; when there are too many, begin anew."""
    if len(found) >= MOST_KNOWN:
        found.clear()
    found[said] = read
