"""What differs between two data versions, or between two snapshots, figure by figure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cds.domain.observations import Observation
from cds.domain.periods import Period
from cds.store.queries import View

Key = tuple[str, str, Period]


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that came, went or was corrected; None where there is none."""

    indicator_id: str
    unit_id: str
    period: Period
    before: Observation | None
    after: Observation | None


def changes(before: View, after: View) -> tuple[Change, ...]:
    """Return the current figures that differ between two versions, by indicator, unit, period."""
    return changed(_current(before), _current(after))


def changed(before: Iterable[Observation], after: Iterable[Observation]) -> tuple[Change, ...]:
    """Return what differs in value, counts or status between two sets of figures."""
    old, new = _by_key(before), _by_key(after)
    return tuple(
        Change(*key, old.get(key), new.get(key))
        for key in sorted(old.keys() | new.keys())
        if _said(old.get(key)) != _said(new.get(key))
    )


def _current(view: View) -> Iterable[Observation]:
    return (figure.observation for figure in view.observations())


def _by_key(figures: Iterable[Observation]) -> Mapping[Key, Observation]:
    return {(one.indicator_id, one.unit_id, one.period): one for one in figures}


def _said(figure: Observation | None) -> tuple[object, ...] | None:
    if figure is None:
        return None
    return figure.value, figure.numerator, figure.denominator, figure.status
