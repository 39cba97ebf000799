"""What frames a story, made from it and from the figures: cover, agenda, what to decide at the end.

A slide's own sentence takes the place of what is made: lines, or rows of cells.
"""

from cds.blocks import Block, Message, Passage, Table, table
from cds.domain.stories import FRAMES, Slide, Story
from cds.scorecard import Row, latest, most_urgent_first
from cds.text import numbers
from cds.text.phrases import phrase
from cds.views.closing import answering
from cds.views.columns import CELLS, left, target
from cds.views.reader import Reader

CELL = " | "  # stands between the cells of a row that somebody writes
_COLUMNS = "proposal office due"


def block(story: Story, slide: Slide, reader: Reader) -> Block:
    """Return a slide that frames its story."""
    if slide.page == "cover":
        known = reader.catalogue
        lines = phrase("cover.lines", programme=known.programme.name, home=known.home.name)
        return Block(story.title, Passage(slide.sentence or lines, is_cover=True), source="")
    if slide.page == "agenda":
        topics = (f"{place}. {topic}" for place, topic in enumerate(_topics(story), start=1))
        text = slide.sentence or "\n".join(topics)
        return Block(phrase("agenda.title"), Passage(text), source="")
    return _closing(slide, reader)


def lines_of(made: Block) -> str:
    """Return what a frame says as somebody may write it: a line for each row."""
    match made.body:
        case Passage(text):
            return text
        case Table():
            return "\n".join(CELL.join(row) for row in made.body.rows)
        case _:
            return ""


def _closing(slide: Slide, reader: Reader) -> Block:
    """What is short, the most urgent first: who is to act on it, and by when."""
    unit_id = slide.asked("unit")
    rows = reader.rows_of(unit_id) if unit_id in reader.catalogue.units else reader.headlines
    short = most_urgent_first(row for row in rows if left(row) != numbers.MISSING)
    told = _written(slide)
    if not told and not short:
        return Block(phrase("closing.title"), Message(phrase("closing.none")), source="")
    return Block(
        phrase("closing.sentence", count=len(told or short)),
        table("slide", _COLUMNS, told or [_proposal(reader, row) for row in short]),
        points=() if told else latest(short),
    )


def _proposal(reader: Reader, row: Row) -> tuple[str, str, str]:
    named = phrase("closing.proposal", name=target(row), left=left(row))
    return named, answering(reader, row), CELLS["due"](row)


def _written(slide: Slide) -> list[tuple[str, ...]]:
    """The rows that somebody wrote; cells that are missing are empty."""
    rows = []
    for line in filter(None, map(str.strip, slide.sentence.splitlines())):
        cells = [cell.strip() for cell in line.split(CELL.strip(), 2)]
        rows.append((*cells, *("" for _ in range(3 - len(cells)))))
    return rows


def _topics(story: Story) -> list[str]:
    """The pages of a story in its order, each once."""
    own = (slide for slide in story.slides if slide.page not in FRAMES)
    return list(dict.fromkeys(slide.title or phrase(f"{slide.page}.title") for slide in own))
