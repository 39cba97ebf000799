"""The first page as a value: headline targets, districts, changes, who has not reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cds.blocks import Block, Message
from cds.domain.observations import has_demo, known_until
from cds.domain.stories import Slide
from cds.scorecard import Row, is_demo, latest, most_urgent_first, tally
from cds.store.snapshots.snapshot import Snapshot
from cds.store.view.changes import differences
from cds.text import figures
from cds.text.labels import public_name
from cds.text.phrases import phrase
from cds.text.standings import tally_text
from cds.views import reporting
from cds.views.attained import view_day
from cds.views.changes_figures import elsewhere
from cds.views.columns import row_table
from cds.views.districts import Districts, districts
from cds.views.reader import Reader
from cds.views.standing_lines import StandingLine, standing_lines
from cds.views.unit_changes import changed, sentence

_MOST_CHANGES = 8


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the first page shows: each headline target as a line, the most urgent first."""

    verdict: str
    closing: str
    lines: tuple[StandingLine, ...]
    has_demo: bool
    districts: Districts
    newest: Snapshot | None
    until: date | None
    changes: tuple[str, ...]
    changes_have_demo: bool
    reporting: tuple[str, ...]


def build(reader: Reader) -> Overview:
    """Gather the page."""
    catalogue, view = reader.catalogue, reader.view
    rows = most_urgent_first(reader.headlines)
    changes, changes_have_demo = _changes(reader)
    return Overview(
        verdict=headline_verdict(rows),
        closing=_closing(rows),
        lines=standing_lines(rows),
        has_demo=any(map(is_demo, rows)),
        districts=districts(reader),
        newest=view.snapshots[0] if view.snapshots else None,
        until=known_until(latest(rows), view_day(catalogue, reader.today)),
        changes=changes,
        changes_have_demo=changes_have_demo,
        reporting=reporting.summary(reader),
    )


def headline_verdict(rows: Sequence[Row]) -> str:
    """Count the headline targets by standing: the sentence that opens page and slide."""
    counted = tally(rows)
    return phrase("overview.headline", total=counted.total, parts=tally_text(counted))


def headline_sentence(rows: Sequence[Row]) -> str:
    """Return the verdict, and when the targets closed if they did."""
    return f"{headline_verdict(rows)} {_closing(rows)}".strip()


def _closing(rows: Sequence[Row]) -> str:
    closings = (figures.closing(row.assessment, row.unit.name) for row in rows)
    return next(filter(None, closings), "")


def _changes(reader: Reader) -> tuple[tuple[str, ...], bool]:
    """What the newest publication changed, and whether generated figures are told of."""
    if not reader.view.snapshots:
        return (phrase("overview.changes_none_yet"),), False
    newest, before = reader.view.snapshots[0], reader.before
    slots = {
        "file": newest.file_name,
        "published": newest.published_at,
        "rows": newest.rows,
        "by": public_name(newest.uploaded_by),
    }
    if before is None:
        return (phrase("overview.changes_first", **slots),), False
    home_id = reader.catalogue.programme.home_unit_id
    moved = changed(reader.rows_of(home_id), before.rows_of(home_id))
    ranked = sorted(moved, key=lambda pair: not (pair[1].target and pair[1].target.is_headline))
    count = len({row.indicator.indicator_id for _, row in moved})
    key = "overview.changes_demo" if newest.is_demo else "overview.changes_last"
    head = phrase(key, **slots, count=count)
    if other := elsewhere(reader.catalogue, differences(before.view, reader.view).counts):
        head = f"{head} {other}"
    told = ranked[:_MOST_CHANGES]
    lines = [sentence(was, now) for was, now in told]
    more = len(ranked) - _MOST_CHANGES
    end = (phrase("overview.changes_more", count=more),) if more > 0 else ()
    rows = [row for pair in told for row in pair if row]
    return (head, *lines, *end), has_demo(latest(rows))


def block(reader: Reader, asked: Slide) -> Block:
    """The headline targets, or districts by headline targets where that part is asked for."""
    if asked.asked("part") == "heat":
        found = districts(reader)
        if not found.table.lines:
            return Block(phrase("slide.heat"), Message(found.sentence))
        return Block(found.sentence, found.table.first(), points=found.points)
    rows = most_urgent_first(reader.headlines)
    table = row_table("slide", "target bar stand office", rows)
    return Block(headline_sentence(rows), table.first(), points=latest(rows))
