"""Who has reported what, and in time: the page, its slides, and what the first page says of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from cds.blocks import Block, Body, Message, Table, item_table, table
from cds.charts.values import ShareRow, ShareRows
from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator
from cds.domain.periods import Period, months_between, period_of
from cds.domain.reporting import (
    ReportingTally,
    days_late,
    deadline,
    owed,
    reporting_tally,
    silent,
    total,
)
from cds.domain.stories import Slide
from cds.text import numbers
from cds.text.phrases import phrase, word
from cds.views import due
from cds.views.reader import Reader

_TALLY = "missing rate expected on_time timeliness"
_BY_DISTRICT = "missing rate expected"
_SLIDE_MISSING = "office district missing deadline overdue"  # the names are for the page
_MOST_NAMES, _MOST_BARS = 12, 10
Lacking = tuple[AdminUnit, list[Indicator]]  # a unit and what it has not sent
DistrictTallies = Sequence[tuple[AdminUnit, ReportingTally]]  # the lowest rate first
DatasetTallies = Sequence[tuple[Indicator, ReportingTally]]


@dataclass(frozen=True, slots=True)
class Count:
    """What was sent in a period: per dataset the units, each with the day of its first sending.

    A day is None where nobody sent the figure: all of a demonstration, `is_demo`.
    """

    catalogue: Catalogue
    whole: AdminUnit
    period: Period
    vintage: Vintage
    units: tuple[AdminUnit, ...]
    datasets: tuple[Indicator, ...]
    sent: Mapping[str, Mapping[str, date | None]]
    is_demo: bool

    def limit(self, dataset: Indicator) -> date | None:
        """The last day in time; None without a limit."""
        return deadline(self.period, dataset.timeliness_days)

    def first_limit(self, datasets: Iterable[Indicator]) -> date | None:
        """The first of their last days; None where none has one."""
        return min(filter(None, map(self.limit, datasets)), default=None)

    def tally(self, dataset: Indicator, units: Sequence[AdminUnit]) -> ReportingTally:
        """What units sent of a dataset."""
        ids = [unit.unit_id for unit in units if self.is_expected(unit, dataset)]
        return reporting_tally(ids, self.sent[dataset.indicator_id], self.limit(dataset))

    def total(self, units: Sequence[AdminUnit]) -> ReportingTally:
        """What units sent of all datasets."""
        return total(self.tally(dataset, units) for dataset in self.datasets)

    def district(self, unit: AdminUnit) -> AdminUnit:
        """The district that a unit lies in, or is."""
        above = self.catalogue.parent(unit, self.vintage)
        return above if above and unit.level is AdminLevel.COMMUNE else unit

    @property
    def has_districts(self) -> bool:
        """True where the units are districts, or communes that lie in some."""
        return any(self.district(unit).level is AdminLevel.DISTRICT for unit in self.units)

    def is_expected(self, unit: AdminUnit, dataset: Indicator) -> bool:
        """True when the unit has to send the dataset."""
        return self.catalogue.expects(unit, dataset)

    def lacking(self) -> list[Lacking]:
        """Units that have not sent everything, and what not; those that lack most first."""
        found = []
        for unit in self.units:
            owed = (one for one in self.datasets if self.is_expected(unit, one))
            if lacked := [one for one in owed if unit.unit_id not in self.sent[one.indicator_id]]:
                found.append((unit, lacked))

        def order(item: Lacking) -> tuple[int, date, str]:
            unit, lacked = item
            return -len(lacked), self.first_limit(lacked) or date.max, unit.code

        return sorted(found, key=order)


@dataclass(frozen=True, slots=True)
class ReportingPage:
    """Everything the page shows of one period and level; by district where there are any.

    Of a demonstration the first sentence is what the form of the period says: nobody sent any.
    `most` are the districts that lack most, else the datasets that are lacked most; None where
    nothing is or there is but one. `late` are first sendings after the limit, the latest first.
    """

    is_demo: bool
    sentences: tuple[str, ...]
    most: ShareRows | None
    by_district: Table
    by_dataset: Table
    missing: Table
    names: Mapping[str, str]  # of the datasets
    late: Table


def known_periods(reader: Reader, level: AdminLevel) -> Mapping[str, tuple[Period, ...]]:
    """By province the periods in which units of a level reported, newest first; the home first."""
    provinces = reader.catalogue.provinces
    known = {whole.unit_id: periods(reader, level, whole) for whole in provinces}
    return {unit_id: own for unit_id, own in known.items() if own}


def build(
    reader: Reader, period: Period, level: AdminLevel, whole_id: str, dataset_id: str = ""
) -> ReportingPage:
    """Count one period of a province, of all or one dataset: real reports, else generated ones."""
    every = reader.kept(count_period, period, level, reader.catalogue.units[whole_id])
    own = tuple(one for one in every.datasets if one.indicator_id == dataset_id)
    count = replace(every, datasets=own or every.datasets)
    groups: dict[AdminUnit, list[AdminUnit]] = {}
    for unit in count.units:
        groups.setdefault(count.district(unit), []).append(unit)
    districts = [(one, count.total(units)) for one, units in groups.items()]
    districts.sort(key=lambda pair: (-pair[1].missing, _rate(pair[1]), pair[0].code))
    if not count.has_districts:
        districts = []
    datasets = [(one, count.tally(one, count.units)) for one in count.datasets]
    datasets.sort(key=lambda pair: (-pair[1].missing, _rate(pair[1]), pair[0].name))
    late = [
        (unit, dataset, limit, day, days)
        for dataset in count.datasets
        if (limit := count.limit(dataset)) is not None
        for unit in count.units
        if (day := count.sent[dataset.indicator_id].get(unit.unit_id)) is not None
        and (days := days_late(day, limit))
    ]
    late.sort(key=lambda item: (-item[4], item[0].code, item[1].name))
    rows = (
        (one.name, *(told[column] for column in _TALLY.split()), numbers.day(count.limit(one)))
        for one, tally in datasets
        for told in [_tally_slots(tally)]
    )
    sentences = list(_sentences(count, reader.today))
    if count.is_demo:
        asked = tuple(one.indicator_id for one in own)
        form = reader.kept(due.build, level, period, whole_id, asked)
        sentences[:1] = form.verdict, phrase("reporting.demo", counted=sentences[0])
    return ReportingPage(
        is_demo=count.is_demo,
        sentences=tuple(sentences),
        most=_most(districts or datasets),
        by_district=table(
            "reporting",
            f"unit {_BY_DISTRICT}",
            (
                (one.name, *(told[column] for column in _BY_DISTRICT.split()))
                for one, tally in districts
                for told in [_tally_slots(tally)]
            ),
        ),
        by_dataset=table("reporting", f"name {_TALLY} deadline", rows),
        missing=_missing(count, reader.today, is_of_one=bool(own)),
        names={one.indicator_id: one.name for one in every.datasets},
        late=item_table(
            "reporting",
            late,
            {
                "unit": lambda item: item[0].name,
                "district": lambda item: count.district(item[0]).name,
                "dataset": lambda item: item[1].name,
                "deadline": lambda item: numbers.day(item[2]),
                "sent_on": lambda item: numbers.day(item[3]),
                "days": lambda item: numbers.number(item[4]),
            },
        ),
    )


def quiet(reader: Reader, period: Period, level: AdminLevel, whole_id: str) -> str:
    """Say of the newest period how many were due after it, of which nobody sent any; or ""."""
    whole = reader.catalogue.units[whole_id]
    known = periods(reader, level, whole, is_real=True)
    if period.end != known[0].end:
        return ""
    return since(reader.kept(count_period, period, level, whole), reader.today)


def summary(reader: Reader) -> tuple[str, ...]:
    """Say of the newest period with real figures how many communes sent all, and who did not.

    So of the home and of every province that came after it; generated figures were sent by nobody.
    """
    lines: list[str] = []
    for whole in reader.catalogue.provinces:
        known = periods(reader, AdminLevel.COMMUNE, whole, is_real=True)
        count = reader.kept(count_period, known[0], AdminLevel.COMMUNE, whole) if known else None
        if count and not count.is_demo:
            names = [unit.name for unit, _ in count.lacking()]
            owing = sum(
                any(count.is_expected(u, one) for one in count.datasets) for u in count.units
            )
            told = {"unit": whole.name, "reported": owing - len(names), "expected": owing}
            key, counted = "overview.reporting_period", len(count.datasets)
            lines.append(phrase(key, **told, period=count.period, datasets=counted))
            lines += filter(None, [since(count, reader.today)])
            if names:
                more = len(names) - _MOST_NAMES
                key = "reporting_missing_more" if more > 0 else "reporting_missing"
                shown = ", ".join(names[:_MOST_NAMES])
                lines.append(phrase(f"overview.{key}", names=shown, more=more))
        elif whole == reader.catalogue.home:
            key = "reporting_real_none" if count else "reporting_none"
            lines.append(phrase(f"overview.{key}", unit=whole.name))
    return tuple(lines)


def block(reader: Reader, asked: Slide) -> Block:
    """The rate of each district, or who has not sent everything; by default the newest period."""
    level = AdminLevel(asked.asked("level") or AdminLevel.COMMUNE)
    home = reader.catalogue.home
    whole = reader.catalogue.units.get(asked.asked("province") or "", home)
    known = periods(reader, level, whole)
    if not known:
        return Block(phrase("reporting.title"), Message(phrase("reporting.none")))
    period = next((one for one in known if str(one) == asked.asked("period")), known[0])
    page = reader.kept(build, period, level, whole.unit_id)
    body: Body = page.by_district.first()
    name, sentence = "rates", page.sentences[0]
    if asked.asked("part") == "missing" or not page.by_district.lines:
        columns = [name for name in _SLIDE_MISSING.split() if name in page.missing.columns]
        name, body = "missing", page.missing.pick(" ".join(columns)).first()
        if not page.missing.lines:
            sentence, body = "", Message(phrase("reporting.missing_none"))
    shown = phrase(f"slide.reporting_{name}", period=period, level=word(level))
    return Block(
        title=sentence or shown,
        body=body,
        sentence=(page.sentences[1] if page.is_demo else shown) if sentence else "",
        source=phrase("slide.source", source=phrase("slide.reporting_source")),
        as_of=phrase("slide.as_of", period=period, version=str(reader.version), today=reader.today),
        is_marked=page.is_demo,
    )


def _rate(tally: ReportingTally) -> Decimal:
    return Decimal(2) if tally.rate is None else tally.rate


def _tally_slots(tally: ReportingTally) -> dict[str, str]:
    """A tally in words, by the names of its columns and of the slots of phrases."""
    return {
        "expected": numbers.number(tally.expected),
        "sent": numbers.number(tally.sent),
        "rate": numbers.share(tally.rate, 1),
        "on_time": numbers.number(tally.on_time),
        "timeliness": numbers.share(tally.timeliness, 1),
        "missing": numbers.number(tally.missing),
    }


def _sentences(count: Count, today: date) -> Iterator[str]:
    """Say by how many what was not sent and since when, how much was, and how much in time."""
    whole = count.total(count.units)
    found = count.lacking()
    lacking = [unit.unit_id for unit, _ in found]
    told = _tally_slots(whole)
    every = (one for _, lacked in found for one in lacked)
    late = "" if count.is_demo else _overdue(count, today, every, "verdict")
    said = phrase(
        "reporting.verdict" if lacking else "reporting.verdict_full",
        **told,
        period=count.period,
        unit=count.whole.name,
        lacking=len(lacking),
        since=late,
    )
    yield phrase("marked", value=said) if count.is_demo else said
    if lacking:
        yield phrase("reporting.received", **told, datasets=len(count.datasets))
    if not count.is_demo:
        is_timed = whole.on_time is not None
        yield phrase("reporting.on_time" if is_timed else "reporting.on_time_unknown", **told)
    senders = {unit_id for by_unit in count.sent.values() for unit_id in by_unit}
    if nothing := silent(lacking, senders):
        yield phrase("reporting.silent", count=len(nothing))


def since(count: Count, today: date) -> str:
    """Say how many periods of that length were due after it; or "".

    Else the last one that was sent would look for ever as if all reported. A unit that has ended
    owes nothing any more.
    """
    newest, months = count.period, count.period.months
    limits = [one.timeliness_days for one in count.datasets if one.timeliness_days is not None]
    if not (months and limits) or count.is_demo:  # generated figures were sent by nobody
        return ""
    due, ended = today - timedelta(days=min(limits)), count.whole.valid_to
    running = period_of(newest.kind, min(due, ended + timedelta(days=1)) if ended else due)
    first, last_day = newest.end + timedelta(days=1), running.start - timedelta(days=1)
    if (passed := months_between(first, last_day) // months) < 1:
        return ""
    last = period_of(newest.kind, last_day)
    kind = phrase(f"trend.kind_{newest.kind}")
    return phrase("reporting.quiet", period=newest, count=passed, kind=kind, last=last)


def _overdue(count: Count, today: date, datasets: Iterable[Indicator], named: str) -> str:
    """Say for how long the first of them has been due, or will still be; or "".

    A unit that has ended owes nothing any more.
    """
    ended, limit = count.whole.valid_to, count.first_limit(datasets)
    if limit is None or (ended and ended < today):
        return ""
    key = "past" if today > limit else "open"
    return phrase(f"reporting.{named}_{key}", days=abs((today - limit).days), day=limit)


def _most(tallies: DistrictTallies | DatasetTallies) -> ShareRows | None:
    """The bars of those that lack most, which come first."""
    most = max((tally.missing for _, tally in tallies), default=0)
    rows = [
        ShareRow("", one.name, tally.missing / most, numbers.number(tally.missing))
        for one, tally in tallies[:_MOST_BARS]
        if tally.missing
    ]
    return ShareRows(tuple(rows)) if len(rows) > 1 else None


def _missing(count: Count, today: date, *, is_of_one: bool) -> Table:
    """Who has not sent everything: the office to ask, what is missing, since when it is due."""

    def office(unit: AdminUnit) -> str:
        told = unit.responsible or unit.name
        is_said = unit.has_own_office or not unit.responsible
        return told if is_said else phrase("reporting.office", unit=unit.name, office=told)

    def missing(line: Lacking) -> str:
        unit, lacked = line
        expected = sum(count.is_expected(unit, one) for one in count.datasets)
        return phrase("reporting.of_datasets", missing=len(lacked), expected=expected)

    made = item_table(
        "reporting",
        count.lacking(),
        {
            "office": lambda line: office(line[0]),
            "district": lambda line: count.district(line[0]).name,
            "missing": missing,
            "names": lambda line: "; ".join(one.name for one in line[1]),
            "deadline": lambda line: numbers.day(count.first_limit(line[1])),
            "overdue": lambda line: _overdue(count, today, line[1], "overdue") or numbers.MISSING,
        },
    )
    left_out = {"missing", "names"} if is_of_one else set()
    if count.is_demo:  # nobody is late with what was generated
        left_out |= {"deadline", "overdue"}
    if not (count.has_districts and all(one.level is AdminLevel.COMMUNE for one in count.units)):
        left_out.add("district")
    return made.pick(" ".join(one for one in made.columns if one not in left_out)).filled()


def periods(
    reader: Reader, level: AdminLevel, whole: AdminUnit, *, is_real: bool = False
) -> tuple[Period, ...]:
    """The periods for which a unit of the level has a figure, newest first.

    `is_real`: those of the demonstration only where no unit sent any. What was added up from below
    was sent by nobody of this level.
    """
    datasets = owed(reader.catalogue, level)
    sent = reader.view.senders([one.indicator_id for one in datasets], level)
    real = ((one.period, one.unit_id) for one in sent if not one.is_demo)
    every = ((one.period, one.unit_id) for one in sent)
    periods_sent = reader.catalogue.periods_sent
    return (is_real and periods_sent(real, whole)) or periods_sent(every, whole)


def count_period(reader: Reader, period: Period, level: AdminLevel, whole: AdminUnit) -> Count:
    """Count what units of a whole sent: real reports, else the demonstration."""
    catalogue = reader.catalogue
    vintage = catalogue.vintage_for(whole, period)
    units = catalogue.descendants(whole, vintage, level)
    ids = {unit.unit_id for unit in units}
    wanted = {indicator.indicator_id: indicator for indicator in owed(catalogue, level)}
    figures = [
        one
        for one in reader.view.reported(period, level)
        if one.unit_id in ids and one.indicator_id in wanted
    ]
    real = [one for one in figures if not one.is_demo]
    # A correction does not make it late.
    days = reader.view.first_sent_on(period) if real else {}
    sent: dict[str, dict[str, date | None]] = {}
    for one in real or figures:
        day = days.get((one.indicator_id, one.unit_id))
        sent.setdefault(one.indicator_id, {})[one.unit_id] = day
    datasets = tuple(  # that a unit which has to, has sent for this period
        one
        for key, one in wanted.items()
        if any(unit.unit_id in sent.get(key, {}) and catalogue.expects(unit, one) for unit in units)
    )
    return Count(catalogue, whole, period, vintage, units, datasets, sent, is_demo=not real)
