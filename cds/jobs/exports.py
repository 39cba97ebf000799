"""What is made to be taken away or kept, in a process of its own; each imports what it needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cds.domain.admin_units import AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.stories import Story
from cds.jobs.work import WorkLine

if TYPE_CHECKING:
    from cds.export.content import Brief, Deck
    from cds.export.files import File
    from cds.views.reader import Reader

_CPU_SECONDS = 60  # for one file, beside what opening the figures takes


def rendered(deck: "Deck", style: str, line: WorkLine) -> bytes:
    """Return a story whose slides are known as PPTX or PDF; or the first of them as PNG."""
    line.limit(_CPU_SECONDS)
    line.tell(0.0)
    if style == "pptx":
        from cds.export.powerpoint import deck_pptx

        return deck_pptx(deck)
    from cds.export.pdf import deck_pdf, slide_png

    return deck_pdf(deck) if style == "pdf" else slide_png(deck)


@dataclass(frozen=True, slots=True)
class FigureSource:
    """The figures of a data version on a day, as another process finds them."""

    home: Path
    catalogue: Catalogue
    version: int
    today: date

    def opened(
        self, line: WorkLine, cpu_seconds: int = _CPU_SECONDS, share: float = 0.0
    ) -> "Reader":
        """Read them; only what follows is limited. `share` of the whole work is done then."""
        from cds.store.snapshots.snapshot_store import SnapshotStore
        from cds.store.view.queries import open_view
        from cds.views.reader import Reader

        view = open_view(SnapshotStore(self.home), self.catalogue, self.version)
        line.limit(cpu_seconds)
        line.tell(share)
        return Reader(self.home, self.catalogue, view, self.today)


def offline_story(figures: FigureSource, story: Story, line: WorkLine) -> bytes:
    """Return a story as a page without a server, with the answer for every unit."""
    from cds.views.stories import story_file

    total, reader = max(1, len(story.slides)), figures.opened(line)
    return story_file(story, reader, "html", lambda done: line.tell(done / total))


def district_briefs(
    figures: FigureSource, district: AdminUnit, style: str, line: WorkLine
) -> bytes:
    """Return a brief for each commune of a district: one PDF, or a zip of them.

    Raises UsageError when there is none.
    """
    from cds.export.pdf import briefs_pdf, briefs_zip
    from cds.views import briefs

    reader = figures.opened(line)
    total = len(briefs.communes_of(reader, district))
    pack = briefs_pdf if style == "pdf" else briefs_zip
    return pack(briefs.district_briefs(reader, district, lambda done: line.tell(done / total)))


def brief(told: "Brief", line: WorkLine) -> bytes:
    """Return the brief of a unit, which is known, as PDF."""
    from cds.export.pdf import briefs_pdf

    line.limit(_CPU_SECONDS)
    return briefs_pdf((told,))


def everything(figures: FigureSource, line: WorkLine) -> "File":
    """Return all of a data version as one zip."""
    from cds.views import methods

    return methods.everything(figures.opened(line))


def keep_bases(home: Path, boundaries: Sequence[str], _line: WorkLine) -> None:
    """Add up what counts now in a home, on some boundaries too, and keep it.

    Whoever waits finds it by its name.
    """
    from cds.store.reference.loading import load_catalogue
    from cds.store.snapshots.snapshot_store import SnapshotStore
    from cds.store.view.queries import open_view

    store, catalogue = SnapshotStore(home), load_catalogue(home)
    for shown in (catalogue, *map(catalogue.within, boundaries)):
        open_view(store, shown).keep()


def keep_older(home: Path, version: int, boundaries: str, line: WorkLine) -> None:
    """Add up what counted in a version, and keep it for who opens that one."""
    from cds.store.reference.loading import load_catalogue
    from cds.store.snapshots.snapshot_store import SnapshotStore
    from cds.store.view.queries import open_view

    line.limit(_CPU_SECONDS)
    known = load_catalogue(home)
    seen = known.within(boundaries) if boundaries else known
    open_view(SnapshotStore(home), seen, version).keep_as_older()
