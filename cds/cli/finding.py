"""What the words of a command line mean: indicators, units, data versions."""

from collections.abc import Sequence
from datetime import date

from cds.domain.admin_units import AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.errors import AmbiguousError, NotFoundError, UsageError
from cds.domain.indicators import Indicator
from cds.domain.periods import Period
from cds.ingest.registers import IndicatorIndex
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.text.numbers import validity


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


def unit_of(catalogue: Catalogue, text: str, period: Period | None = None) -> AdminUnit:
    """Return the unit of a code, or of a code and a day on which it held (CODE@DATE).

    Raises NotFoundError when there is none; AmbiguousError, naming them, when the code was given
    to several units and neither the day nor the period tells which is meant.
    """
    code, _, day = text.strip().partition("@")
    units = catalogue.units_with_code(code)
    if day:
        units = tuple(u for u in units if u.is_valid_on(_date(day, text)))
    elif period and len(units) > 1:
        units = tuple(u for u in units if u.overlaps(period)) or units
    if not units:
        raise NotFoundError("no_such_unit", value=text)
    if len(units) > 1:
        spans = (f"{u.name}, {validity(u.valid_from, u.valid_to)}" for u in units)
        named = [f"{u.unit_id} ({span})" for u, span in zip(units, spans, strict=True)]
        last = units[-1].unit_id
        raise AmbiguousError("several_units", value=text, candidates="; ".join(named), example=last)
    return units[0]


def _date(text: str, unit: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotFoundError("no_such_unit", value=unit) from error


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
