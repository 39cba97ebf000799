"""What frames a story, made from it and from the figures: cover, agenda, what to decide at the end.

A slide's own sentence takes the place of what is made: lines, or rows of cells.
"""

import re
from collections.abc import Sequence

from cds.blocks import Block, Cover, Message, Table, table
from cds.domain.stories import Slide, Story
from cds.scorecard import latest, most_urgent_first
from cds.text import numbers
from cds.text.phrases import phrase
from cds.views import unit
from cds.views.closing import answering
from cds.views.columns import CELLS, left, target
from cds.views.overview import headline_verdict
from cds.views.reader import Reader

CELL = " | "  # stands between the cells of a row that somebody writes
_MINUTES = re.compile(r"(\d+)( \w+)?")


def cover(story: Story, slide: Slide, reader: Reader) -> Block:
    """Return what opens a story: how the targets stand, whose it is, of when, who presents."""
    rows = most_urgent_first(reader.headlines)
    known, points, today = reader.catalogue, latest(rows), reader.today
    is_closed = known.programme.is_closed_on(today)
    office = ((is_closed and known.successor) or known.programme).office_on(today)
    lines = [phrase("cover.when", home=known.home.name, today=today)]
    lines += [phrase("cover.period", period=max(one.period for one in points))] if points else []
    lines += [phrase("cover.office", office=office)] if office else []
    return Block(
        story.title,
        Cover(tuple(row.assessment.standing for row in rows), slide.sentence or "\n".join(lines)),
        headline_verdict(rows) if rows else "",
        points,
        source="",
    )


def agenda(slide: Slide, topics: Sequence[tuple[str, str]], *, is_marked: bool) -> Block:
    """Return what the slides are about and find; minutes where somebody wrote them."""
    rows = _written(slide) or [
        (f"{place}. {topic}", finding, "") for place, (topic, finding) in enumerate(topics, start=1)
    ]
    title, times = phrase("agenda.sentence", count=len(rows)), [row[2] for row in rows]
    minutes = [found[1] for found in map(_MINUTES.fullmatch, times) if found]
    if minutes and len(minutes) == len(list(filter(None, times))):
        title = phrase("agenda.timed", count=len(rows), minutes=sum(map(int, minutes)))
    made = table("slide", "topic finding time", rows)
    kept = [name for name in made.columns if any(made.column(name))]
    return Block(title, made.pick(" ".join(kept)), source="", is_marked=is_marked)


def closing(slide: Slide, reader: Reader) -> Block:
    """Return how things stand and what is short, the most urgent first: who is to act, by when."""
    asked = reader.catalogue.units.get(slide.asked("unit"))
    rows = reader.rows_of(asked.unit_id) if asked else reader.headlines
    short = most_urgent_first(row for row in rows if left(row) != numbers.MISSING)
    told = _written(slide)
    for row in () if told else short:
        due, named = CELLS["due"](row), {"name": target(row), "left": left(row)}
        if row.target and row.target.due_on < reader.today:
            due = phrase("closing.past", due=row.target.due_on)
        told.append((phrase("closing.proposal", **named), answering(reader, row), due))
    if not told:
        return Block(phrase("closing.title"), Message(phrase("closing.none")), source="")
    return Block(
        phrase("closing.sentence", count=len(told)),
        table("slide", "proposal office due", told),
        unit.verdict(reader, asked) if asked else headline_verdict(rows),
        latest(rows),
    )


def lines_of(made: Block) -> str:
    """Return what a frame says as somebody may write it: a line for each row."""
    match made.body:
        case Cover(text=text):
            return text
        case Table():
            return "\n".join(CELL.join(row) for row in made.body.rows)
        case _:
            return ""


def _written(slide: Slide) -> list[tuple[str, ...]]:
    """The rows that somebody wrote; cells that are missing are empty."""
    rows = []
    for line in filter(None, map(str.strip, slide.sentence.splitlines())):
        cells = [cell.strip() for cell in line.split(CELL.strip(), 2)]
        rows.append((*cells, *("" for _ in range(3 - len(cells)))))
    return rows
