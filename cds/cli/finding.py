"""What the words of a command line mean: indicators, units, data versions."""

from collections.abc import Sequence

from cds.domain.catalogue import Catalogue
from cds.domain.errors import NotFoundError, UsageError
from cds.domain.indicators import Indicator
from cds.ingest.registers import IndicatorIndex
from cds.store.snapshots import SnapshotStore


def indicator_of(catalogue: Catalogue, indicator_id: str) -> Indicator:
    """Return an indicator. Raises NotFoundError, naming close ones, when there is none."""
    found = catalogue.indicators.get(indicator_id.strip())
    if found is None:
        close = IndicatorIndex(catalogue).close(indicator_id)
        phrase = "no_such_indicator_but" if close else "no_such_indicator"
        raise NotFoundError(phrase, value=indicator_id, close=close)
    return found


def indicators_of(catalogue: Catalogue, indicator_ids: Sequence[str]) -> tuple[str, ...]:
    """Return the ids asked for, each once; all of the register for none."""
    asked = [indicator_of(catalogue, each).indicator_id for each in indicator_ids]
    return tuple(dict.fromkeys(asked or catalogue.indicators))


def unit_ids_of(catalogue: Catalogue, text: str | None) -> tuple[str, ...] | None:
    """Return every extent of a code, or the one extent of a unit id; None for no text.

    Raises NotFoundError when there is none.
    """
    if text is None:
        return None
    if text in catalogue.units:
        return (text,)
    found = tuple(unit.unit_id for unit in catalogue.units_with_code(text.strip()))
    if not found:
        raise NotFoundError("no_such_unit", value=text)
    return found


def version_of(store: SnapshotStore, text: str) -> int:
    """Return the data version of a number, a moment, or a snapshot's publication.

    Raises NotFoundError when it is none of these.
    """
    for snapshot in store.snapshots():
        if snapshot.snapshot_id == text:
            return snapshot.version
    try:
        return store.version_at(text)
    except UsageError as error:
        raise NotFoundError("unknown_snapshot", id=text) from error
