"""One slide as HTML: what the screen, the followers and the offline page all show."""

import re
from collections.abc import Sequence
from html import escape

from cds.export.content import (
    BarChart,
    Body,
    Cell,
    Content,
    LineChart,
    MapPicture,
    Message,
    Table,
    TableRow,
    density,
)
from cds.export.drawing import bar_svg, line_svg

_SHAPE = re.compile(r'(<path [^>]*?)\bd="([^"]+)"')


def slide_html(content: Content, demo_text: str) -> str:
    """Return title, ribbon, sentence, body, source and as-of line as one section."""
    ribbon = f'<p class="demo">{escape(demo_text)}</p>' if content.is_demo else ""
    sentence = f'<p class="sentence">{escape(content.sentence)}</p>' if content.sentence else ""
    return (
        f'<section class="slide"><h1>{escape(content.title)}</h1>{ribbon}{sentence}'
        f'<div class="body">{body_html(content.body)}</div>'
        f'<footer><span class="source">{escape(content.source)}</span>'
        f'<span class="as-of">{escape(content.as_of)}</span></footer></section>'
    )


def body_html(body: Body) -> str:
    """Return the one chart, table, map or sentence of a slide."""
    match body:
        case BarChart():
            return f'<p class="measure">{escape(body.measure)}</p>{bar_svg(body)}'
        case LineChart():
            return line_svg(body)
        case Table():
            return _table(body)
        case MapPicture():
            return f'<div class="map">{body.svg}{_legend(body)}</div>'
        case Message(text):
            return f'<p class="message">{escape(text)}</p>'


def with_shared_shapes(slides: Sequence[str], shapes: list[str]) -> tuple[str, ...]:
    """Move the outlines of maps into one list, so that each travels once.

    `shapes` is added to; a path then names its place in it, and the script puts it back.
    """
    places = {shape: place for place, shape in enumerate(shapes)}

    def moved(found: re.Match[str]) -> str:
        shape = found[2]
        if shape not in places:
            places[shape] = len(shapes)
            shapes.append(shape)
        return f'{found[1]}data-shape="{places[shape]}"'

    return tuple(_SHAPE.sub(moved, slide) for slide in slides)


def _table(table: Table) -> str:
    widths = "".join(f'<col style="width:{width * 100:.1f}%">' for width in table.widths)
    head = "".join(f"<th>{escape(name)}</th>" for name in table.columns)
    rows = "".join(_row(row) for row in table.rows)
    return (
        f'<table class="figures {density(table)}"><colgroup>{widths}</colgroup>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(row: TableRow) -> str:
    unit = f' data-unit="{escape(row.unit_id)}"' if row.unit_id else ""
    return f"<tr{unit}>{''.join(map(_cell, row.cells))}</tr>"


def _cell(cell: Cell) -> str:
    if cell.colour is None:
        return f"<td>{escape(cell.text)}</td>"
    return f'<td class="standing"><i style="background:{cell.colour}"></i>{escape(cell.text)}</td>'


def _legend(picture: MapPicture) -> str:
    entries = "".join(
        f"<li>{_swatch(colour)}<span>{escape(text)}</span></li>" for colour, text in picture.legend
    )
    return f'<ul class="legend">{entries}</ul>'


def _swatch(colour: str | None) -> str:
    return '<i class="hatch"></i>' if colour is None else f'<i style="background:{colour}"></i>'
