"""What a publication changed in standings, as sentences: of one unit, or of the home."""

from collections.abc import Iterable

from cds.scorecard import Row
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views.reader import Reader

_MOST = 6


def unit_changes(reader: Reader, unit_id: str) -> tuple[str, ...]:
    """Say which of a unit's standings differ from those before the newest publication."""
    before, newest = reader.before, next(iter(reader.view.snapshots), None)
    if before is None or newest is None:
        return (phrase("unit.changes_first"),)
    moved = changed(reader.rows_of(unit_id), before.rows_of(unit_id))
    if not moved:
        return (phrase("unit.changes_none"),)
    head = phrase("unit.changes_since", before=str(newest.version - 1), file=newest.file_name)
    lines = [sentence(was, now) for was, now in moved[:_MOST]]
    more = len(moved) - _MOST
    return (head, *lines, *((phrase("unit.changes_more", count=more),) if more > 0 else ()))


def changed(rows: Iterable[Row], before: Iterable[Row]) -> tuple[tuple[Row | None, Row], ...]:
    """Return the standings whose value, period or status differ, with what they were."""
    was = {_key(row): row for row in before}
    pairs = ((was.get(_key(row)), row) for row in rows)
    return tuple((old, new) for old, new in pairs if _stand(old) != _stand(new))


def sentence(was: Row | None, now: Row) -> str:
    """Say what a standing was and is."""
    return phrase("overview.change", name=now.indicator.name, before=_told(was), after=_told(now))


def _key(row: Row) -> tuple[str, str | None]:
    return row.indicator.indicator_id, row.target.target_id if row.target else None


def _stand(row: Row | None) -> tuple[object, ...] | None:
    if row is None or row.assessment.latest is None:
        return None
    return row.assessment.latest.value, row.assessment.latest.period, row.assessment.standing


def _told(row: Row | None) -> str:
    if row is None or row.assessment.latest is None:
        return numbers.MISSING
    latest = row.assessment.latest
    value = figures.value(row.assessment, row.indicator)
    period = figures.when(latest)
    if row.target is None:
        return f"{value} ({period})"
    return f"{value} ({period}, {figures.badge(row.assessment).word})"
