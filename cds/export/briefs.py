"""Units, each on one sheet of A4: one, or a district's communes, as one PDF or a zip of many."""

import io
import zipfile
from collections.abc import Iterable, Sequence

from cds.export.content import Brief
from cds.export.naming import plain
from cds.export.typesetting import content_row, pages_pdf
from cds.text.screens import say, template

TEMPLATE = "brief.typ"
_CHART = (700, 360)  # two to a row, at which their type of 26 is one of 9 points


def briefs_pdf(briefs: Iterable[Brief], _title: str = "") -> bytes:
    """Return briefs one after the other, each with its own page numbers."""
    return _pdf(tuple(briefs))


def briefs_zip(briefs: Iterable[Brief], _title: str = "") -> bytes:
    """Return a zip with one PDF per brief; namesakes get a number."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, brief in enumerate(briefs, start=1):
            archive.writestr(f"{number:03d}-{plain(brief.unit_name)}.pdf", _pdf((brief,)))
    return packed.getvalue()


def _pdf(briefs: Sequence[Brief]) -> bytes:
    return pages_pdf(
        TEMPLATE,
        {
            "title": say("brief.title"),
            "demo_text": say("demo_ribbon"),
            "more": template("brief.more"),
            "source_word": say("slide.col_source"),
            "page_word": template("brief.page"),
            "briefs": [_row(brief) for brief in briefs],
        },
    )


def _row(brief: Brief) -> dict[str, object]:
    return {
        "unit_name": brief.unit_name,
        "place": brief.place,
        "lead": brief.lead,
        "as_of": brief.as_of,
        "is_demo": brief.is_demo,
        "sources": brief.sources,
        "parts": [content_row(part, _CHART) for part in brief.parts],
    }
