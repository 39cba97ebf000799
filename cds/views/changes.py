"""What differs between two data versions: standings, moves, corrections, and blocks of slides."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cds.blocks import Block, Body, FigureKey, Message, Table, item_table, table
from cds.charts.values import Spans
from cds.domain.admin_units import AdminLevel
from cds.domain.assessments import Standing
from cds.domain.catalogue import Catalogue
from cds.domain.folding import whole_number
from cds.domain.observations import has_demo
from cds.domain.periods import Period
from cds.domain.stories import Slide
from cds.scorecard import Filters, Row, is_demo, latest, most_urgent_first, scorecard
from cds.store.view.changes import ChangeCount, FigureChange, changes, counted, is_real
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views import choices, columns
from cds.views.changes_figures import (
    MOST_GROUPED,
    ChangeColumn,
    ChangedItem,
    ChangeGroup,
    came_and_went,
    correction_table,
    elsewhere,
    figure_column,
    told_figures,
)
from cds.views.figure_moves import (
    MOST_LINES,
    Keyed,
    move_table,
    moves,
    moves_sentence,
    newest,
    newest_chart,
    newest_table,
    newest_told,
)
from cds.views.reader import Reader

_FEW_UNITS = 32
_NOTHING = -1  # the version before the first publication
TURNS = "unit target status_before status_after value_before value_after"
_SLIDE_MOVES = "unit indicator value_before value_after change period_after"
_SLIDE_LINES = 8  # of two lines each, under a sentence of two
_SCALES = (
    (  # best first
        *(Standing.ACHIEVED, Standing.ON_TRACK, Standing.NEEDS_ACCELERATION),
        *(Standing.LIMITED, Standing.MOVING_AWAY, Standing.OVERDUE),
    ),
    # met, not met: comparable with each other only
    (Standing.REACHED_AWAITING_FINAL, Standing.SHORT_AWAITING_FINAL),
    (Standing.CLOSED_REACHED, Standing.CLOSED_SHORT),
)
_NEWS = ("added", "added_demo")  # figures that stand for no other
_WAYS = ("worse", "better", "otherwise", "gone", "added")
BeforeAndAfter = tuple[Row | None, Row | None]
# Every figure that differs, counted; of the real ones of a unit the first, one by one.
Differences = tuple[Sequence[ChangeCount], Sequence[FigureChange]]


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Everything the page shows of two choices. `moves_sentence` None: nothing moved.

    `columns` are those with anything in them, `came` real figures that came or went. `source` and
    `rests_on_demo` speak of the latest figures of whatever can differ, `has_demo` of what is shown.
    Where nothing but figures came,
    `told`, `newest` and `newest_table` say how the unit's own moved since the period before, and
    `targets` how those stand that they are figures of, else those that figures of its parts are of.
    """

    verdict: str
    columns: tuple[ChangeColumn, ...]
    came: Table
    flips: Table
    moves: Table
    moves_sentence: str | None
    corrections: Table
    has_demo: bool
    source: str
    rests_on_demo: bool
    told: str
    newest: Spans | None
    newest_table: Table
    targets: tuple[Row, ...]


def build(reader: Reader, before: int, unit_id: str, since: date | None) -> ChangesPage:
    """Compare with another version: the standings of a unit and its parts, and their figures.

    `since` is the day the comparison begins; None: before anything was published. Of what is
    compared only the counts are kept: every unit's page asks for the same.
    """
    earlier, inside = reader.at(before), _inside(reader.catalogue, unit_id)
    counts = reader.kept(_difference_counts, before)
    found: tuple[FigureChange, ...] = ()
    own = [one for one in counts if one.unit_id in inside]
    if any(is_real(one.before) or is_real(one.after) for one in own or counts):
        views, among = (earlier.view, reader.view), {one.unit_id for one in own or counts}
        found = changes(*views, MOST_LINES, among, is_real=True)
    limits = touched(counts, inside)
    was, now = (
        scorecard(one.view.series, one.catalogue, one.today, limits) for one in (earlier, reader)
    )
    is_whole = not (earlier.view.damaged or reader.view.damaged)
    differing, known = (counts, found), reader.catalogue
    return compared(known, was, now, differing, unit_id, since, is_whole=is_whole)


def _difference_counts(reader: Reader, before: int) -> tuple[ChangeCount, ...]:
    return counted(reader.at(before).view, reader.view)


def touched(counts: Iterable[ChangeCount], unit_ids: Collection[str]) -> Filters:
    """Return which standings can differ: those of the indicators whose figures do.

    A few units are read alone; of many, reading all at once costs less.
    """
    return Filters(
        indicator_ids=tuple(sorted({one.indicator_id for one in counts})),
        unit_ids=tuple(unit_ids) if len(unit_ids) <= _FEW_UNITS else None,
    )


def _inside(catalogue: Catalogue, unit_id: str) -> frozenset[str]:
    """The unit and its parts, whatever their level."""
    return frozenset(
        key for key, unit in catalogue.units.items() if catalogue.is_within(unit, unit_id)
    )


def compared(
    catalogue: Catalogue,
    before: Iterable[Row],
    after: Sequence[Row],
    differing: Differences,
    unit_id: str,
    since: date | None,
    *,
    is_whole: bool = True,
) -> ChangesPage:
    """Compare the standings and the figures of a unit and its parts, whatever their level.

    The rows may leave out indicators none of whose figures differ: their standings are equal.
    `is_whole` is False where files of either version cannot be read.
    """
    inside, (counts, found) = _inside(catalogue, unit_id), differing
    was, now = (
        {row.key: row for row in rows if row.unit.unit_id in inside} for rows in (before, after)
    )
    flips, moved = _flips(was, now), moves(was, now)
    counted = [one for one in counts if one.unit_id in inside]
    ways = {way: [pair for pair in flips if _way(pair) == way] for way in _WAYS}
    parts = [
        phrase(f"changes.told_{way}", count=len(ways[way]))
        for way in ("worse", "better", "otherwise")
        if ways[way]
    ]
    parts += told_figures(catalogue, counted, asked=catalogue.units[unit_id].name)
    # where nothing changed inside, what did elsewhere
    outside = [] if parts else [one for one in counts if _is_known(catalogue, one)]
    columns = [
        *(
            ChangeColumn(
                phrase(f"changes.column_{way}", count=len(ways[way])),
                _flip_groups(catalogue, ways[way]),
            )
            for way in ("worse", "better")
        ),
        figure_column(catalogue, counted or outside, is_elsewhere=bool(outside)),
    ]
    is_home = unit_id == catalogue.home.unit_id
    other = elsewhere(catalogue, counts) if is_home and not outside else None
    when = phrase("changes.since", day=since) if since else phrase("changes.since_first")
    if outside or not is_home:
        when = phrase("changes.since_in", since=when, unit=catalogue.units[unit_id].name)
    nothing = "changes.verdict_none" if is_whole else "changes.verdict_none_readable"
    key = "changes.verdict" if parts else nothing
    sentence = phrase(key, since=when, parts="; ".join(parts))
    if outside:
        told = "; ".join(told_figures(catalogue, outside))
        sentence = phrase("changes.verdict_elsewhere", nothing=sentence, parts=told)
    shown = [row for pair in flips for row in pair if row] + [move.row for move in moved]
    came, alike = came_and_went(catalogue, found, counted or outside)
    lines = [line for column in columns for group in column.groups for line in group.lines]
    is_said = bool(counted and came.lines and len(lines) == 1)  # by the sentence and the table
    is_news = not flips and all(one.nature in _NEWS for one in counted)
    own = [
        row
        for key, row in now.items()
        if is_news
        and row.unit.unit_id == unit_id
        and _figure(row) not in (None, _figure(was.get(key)))
    ]
    real = {one.indicator_id for one in counted if is_real(one.after)}
    concerned = [
        row
        for row in now.values()
        if row.unit.unit_id == unit_id and row.indicator.indicator_id in real
    ]
    shown += own
    periods = newest(own)
    return ChangesPage(
        verdict=f"{sentence}. {other}" if other else sentence,
        columns=() if is_said else tuple(column for column in columns if column.groups),
        came=came,
        flips=_flip_table(catalogue, flips),
        moves=move_table(catalogue, moved),
        moves_sentence=moves_sentence(moved),
        corrections=correction_table(catalogue, found, counted or outside),
        source=figures.sources_text(latest(after)),
        rests_on_demo=has_demo(latest(after)),
        has_demo=has_demo(
            (
                *latest(shown),
                *(move.before for move in moved),
                *(end for one in found for end in (one.before, one.after)),
            )
        ),
        told=newest_told(periods) or alike,
        newest=newest_chart(periods),
        newest_table=newest_table(periods, own),
        targets=tuple(most_urgent_first(row for row in own or concerned if row.target)),
    )


def block(reader: Reader, asked: Slide) -> Block:
    """What differs between two versions, neither newer than the reader's.

    Since the last publication if nothing is asked for; standings, else the largest moves.
    """
    commits = reader.store.history()[: reader.version + 1]
    known = reader.store.snapshots(reader.version)
    options = choices.versions(commits, known)
    broken = frozenset(one.snapshot_id for one in reader.view.damaged)
    earlier, _ = choices.defaults(options, reader.version, commits, known, broken)
    after = min(_number(asked.asked("after"), reader.version), reader.version)
    before = min(_number(asked.asked("before"), int(earlier)), reader.version)
    span = asked.asked("since")
    before, since = choices.beginning(options, commits, span, before, reader.today)
    unit = reader.catalogue.units[asked.asked("unit") or reader.catalogue.home.unit_id]
    page = reader.at(after).kept(build, before, unit.unit_id, since)
    body: Body = Message(phrase("slide.changes_none"))
    sentence = ""
    if page.flips.lines and not (asked.asked("part") == "moves" and page.moves_sentence):
        body = page.flips.pick(TURNS).first(_SLIDE_LINES)
    elif page.newest and not page.moves_sentence:
        body, sentence = page.newest, page.told
    elif not page.moves_sentence and 0 < (page.came.count or 0) <= _SLIDE_LINES:
        body, sentence = page.came.filled(), page.told
    elif not page.moves_sentence and page.columns:
        groups = (group for column in page.columns for group in column.parted(_SLIDE_LINES)[0])
        told = ((line.text, line.detail or group.note) for group in groups for line in group.lines)
        body = table("changes", "change note", told)
    elif page.moves_sentence:
        body, sentence = page.moves.pick(_SLIDE_MOVES).first(_SLIDE_LINES), page.moves_sentence
    return Block(
        title=page.verdict,
        body=body,
        sentence=sentence,
        source=phrase("slide.source", source=page.source),
        as_of=phrase(
            "slide.changes_as_of",
            **{
                end: phrase("slide.version_none")
                if version == _NOTHING
                else phrase("slide.version", version=str(version))
                for end, version in (("before", before), ("after", after))
            },
            today=reader.today,
        ),
        is_marked=page.has_demo or page.rests_on_demo,
    )


def _flips(was: Keyed, now: Keyed) -> list[BeforeAndAfter]:
    """Targets whose standing differs, those that got worse first, of each the province's first.

    One that only a generated figure gave is no news: those are counted with the figures.
    """
    pairs = [(was.get(key), now.get(key)) for key in {**was, **now} if key[-1] is not None]
    flips = [
        (old, new)
        for old, new in pairs
        if _status(old) != _status(new)
        and not (_status(old) == numbers.MISSING and new and is_demo(new))
    ]
    levels = [*AdminLevel]

    def place(pair: BeforeAndAfter) -> tuple[int, int]:
        return _WAYS.index(_way(pair)), min(levels.index(one.unit.level) for one in pair if one)

    return sorted(flips, key=place)


def _is_known(catalogue: Catalogue, one: ChangeCount) -> bool:
    return one.unit_id in catalogue.units and one.indicator_id in catalogue.indicators


def _figure(row: Row | None) -> tuple[Period, Decimal, bool] | None:
    """What tells a row's latest figure from another; figures of its parts alone do not."""
    latest = row.assessment.latest if row else None
    return (latest.period, latest.value, latest.is_demo) if latest else None


def _way(pair: BeforeAndAfter) -> str:
    """Whether a target's standing got better or worse, where both are on one scale."""
    known = [row.assessment.latest if row else None for row in pair]
    # a real figure counts for more than a generated one, that for more than none
    was, now = (0 if one is None else 1 if one.is_demo else 2 for one in known)
    if was != now:
        return "added" if now > was else "gone"
    stands = [row.assessment.standing for row in pair if row and row.assessment.latest]
    for scale in _SCALES:
        places = [scale.index(one) for one in stands if one in scale]
        if len(places) == 2 and places[0] != places[1]:
            return "better" if places[1] < places[0] else "worse"
    return "otherwise"


def _flip_groups(catalogue: Catalogue, flips: Sequence[BeforeAndAfter]) -> tuple[ChangeGroup, ...]:
    """Targets whose standing differs: what several units have in common is said once."""
    names = catalogue.names_among({new.unit for _, new in flips if new})
    alike: dict[tuple[str, str], list[ChangedItem]] = {}
    for level in AdminLevel:
        for old, new in flips:
            if new is None or new.unit.level is not level:
                continue
            name = phrase(
                "changes.group", level=phrase(f"changes.{level}"), name=columns.target(new)
            )
            turn, values = (
                figures.turn(_status(old), _status(new)),
                figures.turn(*_values(old, new)),
            )
            of = new.unit.unit_id, new.indicator.indicator_id
            line = ChangedItem(names[new.unit.unit_id], values, *of)
            alike.setdefault((name, turn), []).append(line)
    return tuple(
        ChangeGroup(name, tuple(lines[:MOST_GROUPED]), len(lines[MOST_GROUPED:]), turn)
        for (name, turn), lines in alike.items()
    )


def _flip_table(catalogue: Catalogue, flips: Sequence[BeforeAndAfter]) -> Table:
    def row(pair: BeforeAndAfter) -> Row:
        found = pair[1] or pair[0]
        assert found is not None  # noqa: S101 - one of the two is there
        return found

    def figure(pair: BeforeAndAfter) -> FigureKey | None:
        return next(filter(None, (columns.figure_of(one) for one in pair[::-1] if one)), None)

    return item_table(
        "changes",
        flips[:MOST_LINES],
        {
            "unit": lambda pair: row(pair).unit.name,
            "place": lambda pair: columns.unit_above(catalogue, row(pair)),
            "target": lambda pair: columns.target(row(pair)),
            "status_before": lambda pair: _status(pair[0]),
            "status_after": lambda pair: _status(pair[1]),
            "way": lambda pair: phrase(f"changes.{_way(pair)}"),
            "value_before": lambda pair: _values(*pair)[0],
            "period_before": lambda pair: _cell("period", pair[0]),
            "value_after": lambda pair: _values(*pair)[1],
            "period_after": lambda pair: _cell("period", pair[1]),
        },
        figure,
        len(flips),
    )


def _status(row: Row | None) -> str:
    return columns.signed_status(row) if row and row.assessment.latest else numbers.MISSING


def _values(old: Row | None, new: Row | None) -> tuple[str, str]:
    """The figures two standings rest on, told apart where they differ."""
    if old and new and old.assessment.latest and new.assessment.latest:
        return figures.values_apart(old.assessment, new.assessment, new.indicator)
    return _cell("value", old), _cell("value", new)


def _cell(column: str, row: Row | None) -> str:
    return columns.CELLS[column](row) if row and row.assessment.latest else numbers.MISSING


def _number(text: str, otherwise: int) -> int:
    """A version's number; any other text does not count."""
    number = whole_number(text.removeprefix("-"))
    if number is None:
        return otherwise
    return -number if text.startswith("-") else number
