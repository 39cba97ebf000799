"""Published figures that came, went or were corrected between two versions."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from cds.blocks import FigureKey, Table, table
from cds.domain.catalogue import Catalogue
from cds.domain.observations import ObservationStatus
from cds.store.view.changes import ChangeCount, FigureChange
from cds.text import figures, numbers
from cds.text.phrases import phrase, word

MOST_LINES = 300  # of a table of changes
_COLUMNS = "unit indicator period value_before value_after change kind_before kind_after line"


def natures(counts: Iterable[ChangeCount], unit_ids: Collection[str]) -> Counter[str]:
    """Count the figures of the units that were added, corrected or are gone."""
    counted = Counter(added=0, corrected=0, gone=0)
    for one in counts:
        if one.unit_id in unit_ids:
            counted[_nature(one.before, one.after)] += one.figures
    return counted


def elsewhere(catalogue: Catalogue, counts: Iterable[ChangeCount]) -> str | None:
    """Say what was published of units that are no part of the home; None for nothing real."""
    real = [one for one in counts if _is_real(one.before) or _is_real(one.after)]
    ids = {one.unit_id for one in real if not catalogue.is_ours(one.unit_id)}
    if not ids:
        return None
    counted = natures(real, ids)
    return phrase("changes.elsewhere", home=catalogue.home.name, units=len(ids), **counted)


def corrections(replaced: Iterable[FigureChange], unit_ids: Collection[str]) -> list[FigureChange]:
    """Return what stands for another figure of the same kind, in the units."""
    return [
        one
        for one in replaced
        if one.unit_id in unit_ids
        and one.before
        and one.after
        and _nature(one.before.status, one.after.status) == "corrected"
    ]


def correction_table(catalogue: Catalogue, corrected: Sequence[FigureChange]) -> Table:
    """Return corrections as a table, as many as are shown at once."""
    shown = corrected[:MOST_LINES]
    keys = (FigureKey(one.indicator_id, one.unit_id, one.period) for one in shown)
    return table("changes", _COLUMNS, _correction_rows(catalogue, shown), keys, len(corrected))


def _correction_rows(
    catalogue: Catalogue, corrected: Iterable[FigureChange]
) -> Iterator[tuple[str, ...]]:
    for one in corrected:
        old, new = one.before, one.after
        assert old is not None  # noqa: S101 - a correction has both
        assert new is not None  # noqa: S101 - a correction has both
        indicator = catalogue.indicators[one.indicator_id]
        is_like = old.cumulative_since == new.cumulative_since
        moved = numbers.MISSING
        if is_like and old.value is not None and new.value is not None:
            moved = numbers.change(*numbers.between(old.value, new.value, indicator))
        yield (
            catalogue.units[one.unit_id].name,
            indicator.name,
            figures.when(new),
            figures.amount(old, indicator),
            figures.amount(new, indicator),
            moved,
            word(old.status),
            word(new.status),
            numbers.number(new.line),
        )


def _nature(before: ObservationStatus | None, after: ObservationStatus | None) -> str:
    """Whether a figure came, went or was corrected; a demonstration figure counts as none."""
    had, has = _is_real(before), _is_real(after)
    if had is has:
        is_both = before is not None and after is not None
        return "corrected" if is_both else "added" if before is None else "gone"
    return "added" if has else "gone"


def _is_real(status: ObservationStatus | None) -> bool:
    return status is not None and status is not ObservationStatus.DEMO
