"""One row of a long table to one observation, noting every fault on the way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.observations import Observation, ObservationStatus, percentage
from cds.domain.periods import Period
from cds.domain.places import AdminLevel, AdminUnit
from cds.ingest.cells import Cells
from cds.ingest.context import Context
from cds.ingest.dates import read_period
from cds.ingest.figures import MOST_SIZE, SCALE, FigureReader, Figures
from cds.ingest.layout import Field, Layout
from cds.ingest.names import level_named, plain_of
from cds.ingest.numbers import Evidence
from cds.ingest.registers import IndicatorIndex
from cds.ingest.tables import Row
from cds.ingest.units import UnitFault, UnitIndex, UnitQuery, described

FIGURES = (Field.NUMERATOR, Field.DENOMINATOR, Field.VALUE)
_STATUSES = {  # what forms and people write, without accents
    "": ObservationStatus.REPORTED,
    "reported": ObservationStatus.REPORTED,
    "chinh thuc": ObservationStatus.REPORTED,
    "cong bo": ObservationStatus.REPORTED,
    "da cong bo": ObservationStatus.REPORTED,
    "provisional": ObservationStatus.PROVISIONAL,
    "tam tinh": ObservationStatus.PROVISIONAL,
    "so bo": ObservationStatus.PROVISIONAL,
    "estimated": ObservationStatus.ESTIMATED,
    "uoc": ObservationStatus.ESTIMATED,
    "uoc tinh": ObservationStatus.ESTIMATED,
    "uoc thuc hien": ObservationStatus.ESTIMATED,
    "demo": ObservationStatus.DEMO,
    "minh hoa": ObservationStatus.DEMO,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An observation with what only its row knows.

    `given_value` is the value as written, None when it was left to the counts; `decimals` its
    digits after the decimal mark.
    """

    observation: Observation
    given_value: Decimal | None
    decimals: int


class RowParser:
    """Reads the rows of one table by one layout."""

    def __init__(
        self,
        catalogue: Catalogue,
        context: Context,
        layout: Layout,
        evidence: Mapping[Field, Evidence],
    ) -> None:
        """Index the catalogue; `evidence` tells the number convention of each column."""
        self._context = context
        self._layout = layout
        self._units = UnitIndex(catalogue)
        self._indicators = IndicatorIndex(catalogue)
        self._figures = FigureReader(evidence)

    def parse(self, rows: Sequence[Row], issues: list[Issue]) -> Iterator[Entry]:
        """Yield an entry for each sound row; what is wrong with the others goes to `issues`."""
        for row in rows:
            cells = Cells(row, self._layout)
            entry = None
            if cells.is_blank(FIGURES):
                cells.add(IssueCode.MISSING_VALUE, self._last_figure())
            else:
                entry = self._entry(cells)
            issues.extend(cells.issues)
            if entry:
                yield entry

    def _last_figure(self) -> Field:
        return Field.VALUE if Field.VALUE in self._layout.columns else Field.NUMERATOR

    def _entry(self, cells: Cells) -> Entry | None:
        """Look at every cell before giving up, so that all faults of a row come at once."""
        period = self._period(cells)
        indicator = self._indicator(cells)
        unit = self._unit(cells, period) if period else None
        if unit and indicator:
            self._check_level(cells, unit, indicator)
        figures = self._figures.read(cells, indicator)
        status = self._status(cells)
        _check_text(cells)
        if not (period and indicator and unit) or cells.has_error:
            return None
        value = _value(cells, figures, indicator, self._last_figure())
        if cells.has_error:
            return None
        observation = Observation(
            indicator_id=indicator.indicator_id,
            unit_id=unit.unit_id,
            period=period,
            value=value,
            numerator=figures.numerator,
            denominator=figures.denominator,
            status=status,
            note=cells.text(Field.NOTE),
            source_title=cells.text(Field.SOURCE_TITLE),
            source_url=cells.text(Field.SOURCE_URL),
            line=cells.row.line,
            column=cells.first_column(Field.VALUE, Field.NUMERATOR),
        )
        return Entry(observation, figures.value, figures.decimals)

    def _period(self, cells: Cells) -> Period | None:
        text = cells.text(Field.PERIOD)
        if not text and self._context.period:
            return self._context.period
        period = read_period(text) if text else None
        if period is None:
            cells.add(IssueCode.BAD_PERIOD, Field.PERIOD)
        elif self._context.period not in (None, period):
            cells.add(IssueCode.PERIOD_CONFLICT, Field.PERIOD, expected=self._context.period)
        return period

    def _indicator(self, cells: Cells) -> Indicator | None:
        key, name = cells.text(Field.INDICATOR_ID), cells.text(Field.INDICATOR_NAME)
        if not key and not name:
            key = self._context.indicator_id or ""
        found = self._indicators.resolve(key, name)
        if found is None:
            field = Field.INDICATOR_ID if cells.text(Field.INDICATOR_ID) else Field.INDICATOR_NAME
            close = "; ".join(self._indicators.close(name or key))
            cells.add(IssueCode.UNKNOWN_INDICATOR, field, close=close)
        return found

    def _unit(self, cells: Cells, period: Period) -> AdminUnit | None:
        level = cells.text(Field.LEVEL)
        query = UnitQuery(
            code=cells.text(Field.UNIT_CODE),
            name=cells.text(Field.UNIT_NAME),
            district=cells.text(Field.DISTRICT),
            vintage=cells.text(Field.VINTAGE),
            level=(level_named(level) if level else None) or self._context.level,
        )
        found = self._units.resolve(query, period)
        if isinstance(found, AdminUnit):
            return found
        cells.issues.append(_unit_issue(cells, query, found, period))
        return None

    def _check_level(self, cells: Cells, unit: AdminUnit, indicator: Indicator) -> None:
        """The whole country is welcome everywhere: references are compared with it."""
        asked = self._context.level
        allowed = {AdminLevel.NATION, *indicator.levels}
        if unit.level not in allowed or asked not in (None, unit.level):
            levels = ", ".join(indicator.levels)
            cells.add(
                IssueCode.WRONG_LEVEL,
                _unit_field(cells),
                expected=unit.name,
                indicator=indicator.name,
                levels=asked or levels,
            )

    def _status(self, cells: Cells) -> ObservationStatus:
        status = _STATUSES.get(plain_of(cells.text(Field.STATUS)))
        if status is None:
            cells.add(IssueCode.MISSING_VALUE, Field.STATUS, severity=Severity.ERROR)
        return status or ObservationStatus.REPORTED


def _value(cells: Cells, figures: Figures, indicator: Indicator, place: Field) -> Decimal | None:
    """Derive a share from its counts; take everything else as it was given."""
    if not (indicator.is_share and figures.has_counts):
        if figures.value is None:
            cells.add(IssueCode.MISSING_VALUE, place, severity=Severity.ERROR)
        return figures.value
    exact = percentage(figures.numerator, figures.denominator)
    if exact is None or abs(exact) < MOST_SIZE:
        return None if exact is None else exact.quantize(SCALE)
    cells.add(IssueCode.BAD_NUMBER, place)
    return None


def _unit_field(cells: Cells) -> Field:
    return Field.UNIT_CODE if cells.text(Field.UNIT_CODE) else Field.UNIT_NAME


def _unit_issue(cells: Cells, query: UnitQuery, found: UnitFault, period: Period) -> Issue:
    field = _unit_field(cells)
    if found.code is IssueCode.UNIT_CONFLICT and query.code:
        field = Field.UNIT_NAME if query.name else Field.DISTRICT
    first = found.candidates[0] if found.candidates else None
    last = found.candidates[-1] if found.candidates else None
    return cells.fault(
        found.code,
        field,
        candidates=described(found.candidates),
        expected=described(found.candidates),
        close="; ".join(found.close_names),
        period=period,
        valid_from=first.valid_from.strftime("%d/%m/%Y") if first else "",
        valid_to=last.valid_to.strftime("%d/%m/%Y") if last and last.valid_to else "",
    )


def _check_text(cells: Cells) -> None:
    """Formulas as text would harm in the next spreadsheet; links are shown to readers."""
    for field in Field:
        if field not in FIGURES and (flaw := cells.flaw(field)):
            cells.add(flaw.code, field)
    for field in (Field.NOTE, Field.SOURCE_TITLE):
        if cells.text(field).startswith("=") and not cells.flaw(field):
            cells.add(IssueCode.UNSAFE_CONTENT, field)
    url = cells.text(Field.SOURCE_URL)
    if url and not url.lower().startswith(("http://", "https://")):
        cells.add(IssueCode.UNSAFE_CONTENT, Field.SOURCE_URL)
