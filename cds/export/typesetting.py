"""Typeset pages and pictures with our own fonts; no browser, no file and no network is used.

Everything shown travels as data: no text of a story is ever read as markup.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

import typst

from cds.charts.svg import bar_svg, line_svg
from cds.charts.values import Bars, Lines
from cds.domain.errors import UserError
from cds.export import assets
from cds.export.content import (
    MapPicture,
    Message,
    SlideContent,
    SlideTable,
    density,
)

_PICTURE = """#set page(width: auto, height: auto, margin: 0pt, fill: white)
#set text(font: ("CDS Sans", "DejaVu Sans Mono"))
#image(bytes(sys.inputs.svg), format: "svg", width: 600pt)"""
_PICTURE_POINTS = 600


def pages_pdf(template: str, values: Mapping[str, object]) -> bytes:
    """Typeset values by one of our templates. Raises UserError when it cannot be done."""
    return _compiled(assets.text(template), {"data": json.dumps(values)}, "pdf")[0]


def pages_png(template: str, values: Mapping[str, object], ppi: int = 144) -> tuple[bytes, ...]:
    """Typeset values as pictures, one per page; 144 ppi makes a slide 1920 pixels wide."""
    return _compiled(assets.text(template), {"data": json.dumps(values)}, "png", ppi)


def picture_png(svg: str, width: int) -> bytes:
    """Draw an SVG as a picture of that many pixels across."""
    ppi = width / _PICTURE_POINTS * 72
    return _compiled(_PICTURE, {"svg": svg}, "png", ppi)[0]


def content_row(content: SlideContent, size: tuple[int, int] | None = None) -> dict[str, object]:
    """Return a content as the templates read it; `size` is of charts, in slide units."""
    return {
        "title": content.title,
        "sentence": content.sentence,
        "source": content.source,
        "as_of": content.as_of,
        "is_demo": content.is_demo,
        "body": _body_row(content, size),
    }


def _body_row(content: SlideContent, size: tuple[int, int] | None) -> dict[str, object]:
    match body := content.body:
        case Bars():
            svg = bar_svg(body, *size) if size else bar_svg(body)
            return {"kind": "chart", "svg": svg, "measure": body.measure}
        case Lines():
            svg = line_svg(body, *size) if size else line_svg(body)
            return {"kind": "chart", "svg": svg, "measure": ""}
        case MapPicture():
            legend = [{"colour": colour, "text": text} for colour, text in body.legend]
            return {"kind": "map", "svg": body.svg, "legend": legend, "alt": body.alt}
        case SlideTable():
            cells = [[{"text": c.text, "colour": c.colour} for c in r.cells] for r in body.rows]
            return {
                "kind": "table",
                "columns": body.columns,
                "widths": body.widths,
                "rows": cells,
                "density": density(body, content.sentence),
            }
        case Message(text):
            return {"kind": "message", "text": text}


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Ours, and those built into the typesetter for signs that ours lack; none of the system."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(assets.FONTS)])


def _compiled(
    source: str, inputs: dict[str, str], style: Literal["pdf", "png"], ppi: float | None = None
) -> tuple[bytes, ...]:
    try:
        made = typst.compile(
            source.encode(),
            font_paths=_fonts(),
            format=style,
            ppi=ppi,
            sys_inputs=inputs,
        )
    except typst.TypstError as error:
        raise UserError("export_failed", part=style.upper(), reason=error.message) from error
    return tuple(made) if isinstance(made, list) else (made,)
