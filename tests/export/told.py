"""Every text of a slide, as it must appear in any export of it."""

from cds.blocks import Cover, MapPicture, Message, Table, TwoViews
from cds.charts.values import Bars, Lines, MilestoneDates, ShareRows, Spans
from cds.text.phrases import phrase


def texts(content):
    yield from (content.topic, content.title, content.sentence, content.source, content.as_of)
    yield from body_texts(content.body)


def body_texts(body):
    match body:
        case Table():
            yield from body.heads
            yield from (text for row in body.rows for text in row)
        case Bars(bars):
            yield from (text for bar in bars for text in (bar.label, bar.worded_text))
        case Lines(lines):
            yield from (line.name for line in lines)
        case Spans(spans):
            yield from (text for one in spans for text in (one.label, one.note, one.text))
        case ShareRows(rows):
            for row in rows:
                yield f"{row.label}: {row.name}"
                yield phrase("marked", value=row.value) if row.is_demo else row.value
                yield " · ".join(filter(None, (row.change, row.note)))
        case MilestoneDates(lanes, _, today):
            yield today
            for lane in lanes:
                yield from (lane.name, lane.note)
                yield from (text for one in lane.marks for text in (one.step, one.when))
        case MapPicture(_, legend):
            yield from (text for _, text in legend)
        case Message(text):
            yield text
        case Cover(text=text):
            yield from text.splitlines()
        case TwoViews(halves):
            for caption, half in halves:
                yield caption
                yield from body_texts(half)
