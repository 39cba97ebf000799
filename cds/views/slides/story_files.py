"""A story as a file, the same from the page and from the command line."""

from collections.abc import Callable

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.stories import Story
from cds.export.html import offline_page
from cds.store.stories import exported
from cds.views.reader import Reader
from cds.views.slides.briefs import offline_answers
from cds.views.slides.deck import deck

FORMATS = ("pptx", "pdf", "html", "json")


def story_file(
    story: Story, sources: Reader, style: str, tell: Callable[[int], None] = lambda _: None
) -> bytes:
    """Return a story as a file, whole or not at all; `tell` hears how many slides are done.

    Raises UserError naming the part that could not be made.
    """
    if style == "json":
        return exported(story)
    content = deck(story, sources, tell)
    if style == "pptx":
        from cds.export.powerpoint import deck_pptx

        return deck_pptx(content)
    if style == "pdf":
        from cds.export.pdf import deck_pdf

        return deck_pdf(content)
    return offline_page(content, unit_index(sources), offline_answers(sources))


def unit_index(sources: Reader) -> tuple[tuple[str, str, str], ...]:
    """Every unit that can be asked about: key, name, and the district of a commune."""
    return tuple((unit.unit_id, unit.name, place(sources, unit)) for unit in sources.units)


def place(sources: Reader, unit: AdminUnit) -> str:
    """The district of a commune, for telling namesakes apart; empty for others."""
    if unit.level is not AdminLevel.COMMUNE:
        return ""
    above = sources.catalogue.district(unit, sources.catalogue.last_vintage(unit))
    return above.name if above else ""
