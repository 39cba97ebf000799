"""Targets, paths and steps from a file: our form for offices, or lines of the tables themselves."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from cds.domain.admin_units import AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.folding import plain_words
from cds.domain.indicators import IndicatorKind
from cds.domain.periods import Period, parse_period
from cds.domain.targets import Operator, Target, TargetKind
from cds.ingest.faults import RefusedError
from cds.ingest.reading import read
from cds.ingest.words.dates import read_period
from cds.ingest.words.indicator_index import IndicatorIndex
from cds.ingest.words.units import UnitIndex, UnitQuery
from cds.store.amendments import Cells, LineChange, table_lines
from cds.store.reference.loading import PATHS, STEPS, TARGETS
from cds.text.issues import hint, message
from cds.text.numbers import day, trimmed
from cds.text.phrases import family, phrase
from cds.views.target_form import (
    as_number,
    blank,
    impossible,
    lacking,
    link_fault,
    mark_changes,
    suggested_name,
    target_changes,
)

_KEYS: Mapping[str, tuple[str, ...]] = {  # what tells a table's lines apart, and the table itself
    STEPS.file_name: ("target_id", "name_vi", "state"),
    PATHS.file_name: ("target_id", "period", "value"),
    TARGETS.file_name: ("target_id", "indicator_id"),
}
_LINE_KEYS = {STEPS.file_name: 2, PATHS.file_name: 2, TARGETS.file_name: 1}
_YEAR = re.compile("[12][0-9]{3}")
_SIGNS = {"≥": ">=", "≤": "<=", "": ">="}


@dataclass(frozen=True, slots=True)
class TargetFile:
    """What a file would change, and what stands against it, in words with the line."""

    changes: tuple[LineChange, ...] = ()
    faults: tuple[str, ...] = ()


def read_file(home: Path, catalogue: Catalogue, content: bytes, today: date) -> TargetFile:
    """Read a file of any kind that figures may come in; nothing is written."""
    try:
        rows = [(row.line, [str(cell) for cell in row.cells]) for row in read(content)[0].rows]
    except RefusedError as refused:
        return TargetFile(faults=(f"{message(refused.issue)} {hint(refused.issue)}",))
    rows = [row for row in rows if any(row[1])]
    heads = {plain_words(text): key for key, text in family("targets.head").items()}
    for place, (_, cells) in enumerate(rows):
        for file_name, keys in _KEYS.items():
            if set(keys) <= set(cells):
                return _plain(home, file_name, cells, rows[place + 1 :])
        named = {place: plain_words(text) for place, text in enumerate(cells)}
        fields = {  # which field of the form each column is; a year is its own
            place: heads.get(text, text)
            for place, text in named.items()
            if text in heads or _YEAR.fullmatch(text)
        }
        if {"indicator", "value", "due"} <= set(fields.values()):
            return _FormReader(home, catalogue, today).lines(fields, rows[place + 1 :])
    wanted = [family("targets.head")[key] for key in ("indicator", "value", "due")]
    return TargetFile(faults=(phrase("targets.file_no_head", heads=wanted),))


def form(catalogue: Catalogue) -> tuple[tuple[str, ...], ...]:
    """Return the form: its head, then the targets that there are; the last columns are a path."""
    heads, first = family("targets.head"), catalogue.programme.started_on.year
    targets = catalogue.own_targets
    last = max((one.due_on.year for one in targets), default=first + 5)
    years = [str(year) for year in range(max(first, last - 5), last)]
    lines = [(*heads.values(), *years)]
    for target in targets:
        told = {str(period): value for period, value in target.path}
        cells = {
            "target": target.target_id,
            "indicator": catalogue.indicators[target.indicator_id].name,
            "unit": catalogue.unit_of(target).name,
            "operator": target.operator.value,
            "value": trimmed(target.value, 8) if target.value is not None else "",
            "due": day(target.due_on),
            "name": target.name,
            "document": target.source_title,
            "link": target.source_url,
            "office": target.responsible or "",
            "headline": phrase("amended.yes" if target.is_headline else "amended.no"),
        }
        path = (trimmed(told[year], 8) if year in told else "" for year in years)
        lines.append((*(cells[key] for key in heads), *path))
    return tuple(lines)


def _plain(
    home: Path, file_name: str, head: Sequence[str], rows: Sequence[tuple[int, list[str]]]
) -> TargetFile:
    """Lines as a table itself has them: new ones, or others in the place of those there."""
    keys = _KEYS[file_name][: _LINE_KEYS[file_name]]
    known = {tuple(cells[key] for key in keys): cells for cells in table_lines(home, file_name)}
    changes = []
    for _, texts in rows:
        cells: Cells = dict(zip(head, (*texts, *("" for _ in head)), strict=False))
        before = known.get(tuple(cells[key] for key in keys))
        after = {**(before or {}), **{name: text for name, text in cells.items() if name}}
        if after != before:
            changes.append(LineChange(file_name, before, after))
    return TargetFile(tuple(changes))


class _LineFaultError(Exception):
    """Why a line cannot be understood, in words."""


class _FormReader:
    """Understands the cells of a line; raises with the reason where it does not."""

    def __init__(self, home: Path, catalogue: Catalogue, today: date) -> None:
        self._home, self._catalogue, self._today = home, catalogue, today
        self._indicators, self._units = IndicatorIndex(catalogue), UnitIndex(catalogue)
        last = catalogue.home.valid_to or today
        self._period: Period = parse_period(min(today, last).isoformat())

    def lines(self, fields: Mapping[int, str], rows: Sequence[tuple[int, list[str]]]) -> TargetFile:
        """What all lines change; nothing while any of them has a fault."""
        changes, faults = list[LineChange](), list[str]()
        marks: dict[str, bool] = {}  # of each target so far
        for line, texts in rows:
            cells = {k: texts[place].strip() for place, k in fields.items() if place < len(texts)}
            try:
                wanted = self.target(cells)
            except _LineFaultError as fault:
                faults.append(phrase("targets.file_line", line=line, reason=str(fault)))
                continue
            former = self._catalogue.targets.get(wanted.target_id)
            made = target_changes(self._home, self._catalogue, wanted, former, marks)
            marks[wanted.target_id or (made[0].after or {})["target_id"]] = wanted.is_headline
            changes += made
        changes += mark_changes(self._home, self._catalogue, marks)
        return TargetFile(() if faults else tuple(changes), tuple(faults))

    def target(self, cells: Cells) -> Target:
        """The target that a line is about, a new one without id, as the line wants it."""
        former_id = cells.get("target", "")
        former = self._catalogue.targets.get(former_id)
        if former_id and former is None:
            raise _LineFaultError(phrase("targets.file_no_target", value=former_id))
        indicator = self._indicators.resolve("", cells["indicator"])
        if indicator is None:
            close = self._indicators.close_names(cells["indicator"])
            key = "targets.file_no_indicator_but" if close else "targets.file_no_indicator"
            raise _LineFaultError(phrase(key, value=cells["indicator"], close=close))
        unit, period = self._unit(cells.get("unit", "")), read_period(cells["due"])
        if period is None:
            raise _LineFaultError(phrase("targets.file_no_day", value=cells["due"]))
        kind = TargetKind.THRESHOLD
        if indicator.kind is IndicatorKind.MILESTONE:
            kind = TargetKind.MILESTONE
        elif former and former.kind is not TargetKind.THRESHOLD:
            kind = former.kind
        sign = cells.get("operator", "")
        operator = _SIGNS.get(sign, sign)
        if operator not in tuple(Operator):
            raise _LineFaultError(phrase("targets.file_no_sign", value=sign))
        start = former or blank(self._catalogue, self._today)
        years = {parse_period(key): text for key, text in cells.items() if key.isdigit()}
        emptied = {key for key, text in years.items() if not text}
        path = {key: value for key, value in start.path if key not in emptied}
        path |= {key: _number(text) for key, text in years.items() if text}
        made = replace(
            start,
            indicator_id=indicator.indicator_id,
            scope_unit_id=unit.unit_id,
            level=start.level if former else unit.level,
            kind=kind,
            operator=Operator(operator),
            value=_number(cells["value"]) if cells["value"] else None,
            due_on=period.end,
            name=cells.get("name") or suggested_name(indicator, period.end),
            source_title=cells.get("document", ""),
            source_url=cells.get("link", ""),
            responsible=cells.get("office"),
            is_headline=plain_words(cells.get("headline", "")) in ("co", "1", "x", "yes"),
            path=tuple(path.items()),
        )
        if missing := lacking(made):
            raise _LineFaultError(phrase("targets.file_lacks", names=missing))
        if found := impossible(made, indicator):
            raise _LineFaultError(" ".join(found))
        if fault := link_fault(made.source_url, start.source_url):
            raise _LineFaultError(fault)
        return made

    def _unit(self, text: str) -> AdminUnit:
        if not text:
            return self._catalogue.home
        if text in self._catalogue.units:
            return self._catalogue.units[text]
        query = UnitQuery(code=text) if text.isdigit() else UnitQuery(name=text)
        found = self._units.resolve(query, self._period)
        if isinstance(found, AdminUnit):
            return found
        close = found.close_names or [one.name for one in found.candidates]
        key = "targets.file_no_unit_but" if close else "targets.file_no_unit"
        raise _LineFaultError(phrase(key, value=text, close="; ".join(close)))


def _number(text: str) -> Decimal:
    value = as_number(text)
    if value is None:
        raise _LineFaultError(phrase("targets.file_no_number", value=text))
    return value
