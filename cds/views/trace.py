"""From a figure on screen to its file's line: snapshot, file, line, sender, time and hash."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from cds.blocks import FigureKey, Table, table
from cds.domain.admin_units import Inheritance
from cds.domain.catalogue import Catalogue
from cds.domain.observations import Observation, Origin
from cds.store.snapshots.snapshot import Snapshot
from cds.store.view.queries import CurrentFigure, View
from cds.text import figures, numbers
from cds.text.labels import public_name
from cds.text.phrases import phrase, word
from cds.views.reader import Reader

_COLUMNS = (
    "unit value counts kind file_name line uploaded_by published_at"
    " source published_on link note sha256"
)


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a figure came from, in finished text; the newest publication first.

    `is_sum` when it stands in no file: then the lines are what it was added up from.
    """

    title: str
    sentence: str
    table: Table
    is_sum: bool

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The newest publication in names and texts; what the title says is left out."""
        told = [*zip(self.table.heads, *self.table.rows[:1], strict=True)][2:]
        return tuple((name, text) for name, text in told if text != numbers.MISSING)


def build(reader: Reader, figure: FigureKey) -> Trace:
    """Trace a figure: its own publications, else the figures it was made of."""
    catalogue, view = reader.catalogue, reader.view
    indicator, unit = catalogue.indicators[figure.indicator_id], catalogue.units[figure.unit_id]
    points = (
        point
        for series in view.series(figure.indicator_id, (figure.unit_id,))
        for point in series.points
        if point.period == figure.period
    )
    shown = next(points, None)  # the unit's own, or what its parts add up to
    is_sent = shown is None or shown.snapshot_id is not None or shown.origin is not Origin.CONVERTED
    shares = {} if is_sent or shown is None else {p.from_id: p for p in shown.converted_from}
    own: tuple[CurrentFigure, ...] = ()
    if is_sent:
        own = view.appearances(figure.period, figure.indicator_id, figure.unit_id)[::-1]
    found = own or _parts(catalogue, view, figure, shares)
    known = {one.snapshot_id: one for one in view.snapshots}
    told = "own" if own else "parts" if is_sent else "converted"
    sentence = phrase(f"trace.{told}", count=len(found))
    rows = (_row(catalogue, one.observation, known[one.snapshot_id], shares) for one in found)
    return Trace(
        title=phrase(
            "trace.title",
            name=indicator.name,
            unit=unit.name,
            period=figures.when(shown) if shown else figure.period,
            value=figures.amount(shown, indicator),
        ),
        sentence=sentence if found else phrase("trace.none"),
        table=table("trace", _COLUMNS, rows),
        is_sum=bool(found) and not own,
    )


def _parts(
    catalogue: Catalogue, view: View, figure: FigureKey, shares: Collection[str]
) -> tuple[CurrentFigure, ...]:
    """The published figures of the units inherited from, else of those below in that period."""
    if shares:
        return view.observations(figure.indicator_id, tuple(shares), period=figure.period)
    unit = catalogue.units[figure.unit_id]
    vintage = catalogue.vintage_for(unit, figure.period)
    below: list[str] = []
    ring = catalogue.children(unit, vintage)
    while ring:
        below += [one.unit_id for one in ring]
        ring = tuple(child for one in ring for child in catalogue.children(one, vintage))
    return view.observations(figure.indicator_id, below, period=figure.period) if below else ()


def _row(
    catalogue: Catalogue,
    figure: Observation,
    snapshot: Snapshot,
    shares: Mapping[str, Inheritance],
) -> tuple[str, ...]:
    counts = (figure.numerator, figure.denominator)
    note = [figure.note] if figure.note else []
    name = catalogue.units[figure.unit_id].name
    if part := shares.get(figure.unit_id):
        name = phrase("trace.from", unit=name, share=_share(part))
    if figure.converted_from:
        parts = []
        for part in figure.converted_from:
            unit = catalogue.units[part.from_id]
            told = {"unit": unit.name, "code": unit.code, "share": _share(part)}
            parts.append(phrase("trace.part", **told))
        note.append(phrase("trace.converted_on_import", parts=", ".join(parts)))
    return (
        name,
        figures.amount(figure, catalogue.indicators[figure.indicator_id]),
        numbers.MISSING if None in counts else "/".join(map(numbers.number, counts)),
        word(figure.status),
        snapshot.file_name,
        numbers.number(figure.line),
        public_name(snapshot.uploaded_by),
        numbers.instant(snapshot.published_at),
        figure.source_title or numbers.MISSING,
        figures.published(figure),
        figure.source_url or numbers.MISSING,
        "; ".join(note) or numbers.MISSING,
        snapshot.sha256,
    )


def _share(part: Inheritance) -> str:
    sureness = "estimated" if part.is_estimate else "known"
    return phrase(f"trace.share_{sureness}", share=numbers.share(part.share, 2))
