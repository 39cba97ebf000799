"""Files whose rows name units of before a reform, made into figures of the units of today."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from cds.domain.admin_units import AdminUnit, Inheritance, Vintage
from cds.domain.indicators import Indicator
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.observations import Observation
from cds.domain.periods import Period
from cds.ingest.faults import fault
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import ParsedRow
from cds.ingest.words.units import UnitFault, UnitQuery

_SHOWN_HEIRS = 3
_SHOWN_PARTS = 4
_Key = tuple[str, str, Period]  # what may occur once in a file


def older_boundaries(registers: Registers) -> Mapping[str, Vintage]:
    """Return the vintage that the rows name the units of, by that of their periods; none if sound.

    Only where every unit named for periods of a vintage is one of the older: a file that mixes
    both says nothing clear. What no older unit became a part of may stand beside them.
    """
    catalogue = registers.catalogue
    named: defaultdict[str, list[tuple[UnitQuery, AdminUnit | UnitFault]]] = defaultdict(list)
    for (query, period), found in registers.asked.items():
        named[catalogue.vintage_on(period.end).name].append((query, found))
    chosen: dict[str, Vintage] = {}
    for name, rows in named.items():
        faults = [found for _, found in rows if isinstance(found, UnitFault)]
        if not any(found.code is IssueCode.UNIT_NOT_VALID for found in faults):
            continue
        shown = catalogue.within(name)
        place = [one.name for one in catalogue.vintages].index(name)
        for older in reversed(catalogue.vintages[:place]):
            heirs = {one.heir_id for one in shown.inherited(older)}
            if all(_fits(*row, older, heirs, registers) for row in rows):
                chosen[name] = older
                break
    return chosen


def _fits(
    query: UnitQuery,
    found: AdminUnit | UnitFault,
    older: Vintage,
    heirs: set[str],
    registers: Registers,
) -> bool:
    """True for a row that names a unit of the older vintage, or one that none became part of."""
    if isinstance(found, AdminUnit) and found.unit_id not in heirs:
        return True
    return isinstance(registers.units.resolve_in(query, older), AdminUnit)


def on_boundaries_of_today(
    entries: Sequence[ParsedRow], registers: Registers, issues: list[Issue]
) -> list[ParsedRow]:
    """Return the entries with those of older units made into figures of their heirs.

    What was done is asked about, and whether an heir that lacks a part is to be left out; where
    no rule can move a figure it is an error, so that nothing is lost unasked.
    """
    kept: list[ParsedRow] = []
    groups: defaultdict[str, list[ParsedRow]] = defaultdict(list)
    catalogue, passed = registers.catalogue, dict[str, tuple[Inheritance, ...]]()
    for name, older in registers.older.items():
        passed[name] = catalogue.within(name).inherited(older)
    origins = {name: {one.from_id for one in parts} for name, parts in passed.items()}
    for entry in entries:
        name = catalogue.vintage_on(entry.observation.period.end).name
        if entry.observation.unit_id in origins.get(name, ()):
            groups[name].append(entry)
        elif entry.unit.ended_before(entry.observation.period.end):  # a district: a check alone
            code, severity = IssueCode.UNREAD_FIGURES, Severity.WARNING
            value, field = entry.observation.value, entry.figure
            issues.append(entry.fault(code, field, value=value, severity=severity, reason="above"))
        else:
            kept.append(entry)
    for name, rows in groups.items():
        kept += _moved(rows, registers, name, passed[name], issues)
    return kept


def _moved(
    rows: Sequence[ParsedRow],
    registers: Registers,
    name: str,
    passed: Sequence[Inheritance],
    issues: list[Issue],
) -> Iterator[ParsedRow]:
    """Yield the figures of the heirs, at the place of the first of what each was made of."""
    catalogue, older = registers.catalogue, registers.older[name]
    convert = registers.context.convert
    by_key = {row.observation.key: row for row in rows}
    figures = [row.observation for row in by_key.values()]
    made = {one.key: one for one in convert(figures, older.name, name)} if convert else {}
    parts: defaultdict[str, list[Inheritance]] = defaultdict(list)
    heirs: defaultdict[str, list[str]] = defaultdict(list)
    for one in passed:
        parts[one.heir_id].append(one)
        heirs[one.from_id].append(one.heir_id)
    wanted = dict[_Key, list[ParsedRow]]()
    for (indicator_id, unit_id, period), row in by_key.items():
        for heir_id in heirs[unit_id]:
            wanted.setdefault((indicator_id, heir_id, period), []).append(row)
    for (indicator_id, heir_id, period), sources in wanted.items():
        first, heir = sources[0], catalogue.units[heir_id]
        figure = made.get((indicator_id, heir_id, period))
        if figure is not None:
            yield replace(first, observation=_placed(figure, sources), unit=heir, given_value=None)
            continue
        sent = {row.observation.unit_id for row in sources}
        missing = [catalogue.units[p.from_id] for p in parts[heir_id] if p.from_id not in sent]
        is_known = all(part.share is not None for part in parts[heir_id])
        code, severity = IssueCode.UNIT_NOT_VALID, Severity.ERROR
        if missing:  # the others can do without it; where there are none nothing is offered
            code, severity = IssueCode.INCOMPLETE, Severity.CONFIRM
        reason = "parts" if missing else "undivided" if is_known else "unshared"
        described, own = registers.units.described, first.unit.name
        asks = partial(first.fault, code, first.block.unit, value=own, severity=severity)
        asks = partial(asks, heir=described([heir]), missing=described(missing))
        issues.append(asks(reason=reason, expected=own))
    if made:
        issues.append(_asked(rows, made.values(), parts, registers, older, name))


def _placed(figure: Observation, sources: Sequence[ParsedRow]) -> Observation:
    """The figure with the place of its first part, and what all parts say alike."""
    parts = [row.observation for row in sources]
    return replace(
        figure,
        line=parts[0].line,
        column=parts[0].column,
        note=_alike(part.note for part in parts),
        source_title=_alike(part.source_title for part in parts),
        source_url=_alike(part.source_url for part in parts),
        published_on=_alike(part.published_on for part in parts),
    )


def _alike(texts: Iterable[str]) -> str:
    said = set(texts)
    return said.pop() if len(said) == 1 else ""


def _is_exact(figure: Observation, indicator: Indicator) -> bool:
    """True for a figure made of whole units; shares without their counts are but weighted."""
    is_weighted = indicator.is_share and figure.numerator is None
    is_one = len(figure.converted_from) == 1
    return all(part.share == 1 for part in figure.converted_from) and (is_one or not is_weighted)


def _asked(
    rows: Sequence[ParsedRow],
    made: Collection[Observation],
    parts: Mapping[str, Sequence[Inheritance]],
    registers: Registers,
    older: Vintage,
    name: str,
) -> Issue:
    units = registers.catalogue.units
    heirs = list(dict.fromkeys(one.unit_id for one in made))
    shown: list[str] = []
    for heir_id in heirs[:_SHOWN_HEIRS]:
        of = [units[one.from_id].name for one in parts[heir_id]]
        listed = ", ".join([*of[:_SHOWN_PARTS], *["\u2026"] * (len(of) > _SHOWN_PARTS)])
        shown.append(f"{listed} \u2192 {units[heir_id].name}")
    indicators = registers.catalogue.indicators
    exact = sum(_is_exact(one, indicators[one.indicator_id]) for one in made)
    newer = next(one for one in registers.catalogue.vintages if one.name == name)
    return fault(
        IssueCode.OLD_BOUNDARIES,
        value=older.name,
        valid_from=older.first,
        valid_to=older.last,
        since=newer.first,
        count=len({row.observation.unit_id for row in rows}),
        heirs_count=len(heirs),
        figures=len(rows),
        exact=exact,
        estimated=len(made) - exact,
        examples="; ".join(shown),
    )
