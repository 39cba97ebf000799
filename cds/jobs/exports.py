"""What is made to be taken away, in a process of its own; each imports what it needs alone."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from cds.domain.admin_units import AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.stories import Story
from cds.export.content import Deck
from cds.export.files import File
from cds.jobs.work import WorkLine

if TYPE_CHECKING:
    from cds.views.reader import Reader

_CPU_SECONDS = 60  # for one file, beside what opening the figures takes


@dataclass(frozen=True, slots=True)
class Rendering:
    """A story whose slides are known, as PPTX or PDF; or the first of them as PNG."""

    kind: ClassVar = "export"
    deck: Deck
    style: str

    def run(self, line: WorkLine) -> bytes:
        """Do it."""
        line.limit(_CPU_SECONDS)
        line.tell(0.0)
        if self.style == "pptx":
            from cds.export.powerpoint import deck_pptx

            return deck_pptx(self.deck)
        from cds.export.pdf import deck_pdf, slide_png

        return deck_pdf(self.deck) if self.style == "pdf" else slide_png(self.deck, 0)


@dataclass(frozen=True, slots=True)
class FigureSource:
    """The figures of a data version on a day, as another process finds them."""

    home: Path
    catalogue: Catalogue
    version: int
    today: date

    def opened(self, line: WorkLine) -> "Reader":
        """Read them; only what follows is limited."""
        from cds.store.snapshots.snapshot_store import SnapshotStore
        from cds.store.view.queries import open_view
        from cds.views.reader import Reader

        view = open_view(SnapshotStore(self.home), self.catalogue, self.version)
        line.limit(_CPU_SECONDS)
        line.tell(0.0)
        return Reader(self.home, self.catalogue, view, self.today)


@dataclass(frozen=True, slots=True)
class OfflineStory:
    """A story as a page without a server, with the answer for every unit."""

    kind: ClassVar = "export"
    figures: FigureSource
    story: Story

    def run(self, line: WorkLine) -> bytes:
        """Do it, and tell the share of slides."""
        from cds.views.slides.files import story_file

        total = max(1, len(self.story.slides))
        reader = self.figures.opened(line)
        return story_file(self.story, reader, "html", lambda done: line.tell(done / total))


@dataclass(frozen=True, slots=True)
class DistrictBriefs:
    """A brief for each commune of a district: one PDF, or a zip of them."""

    kind: ClassVar = "export"
    figures: FigureSource
    district: AdminUnit
    style: str

    def run(self, line: WorkLine) -> bytes:
        """Do it, and tell the share of communes. Raises UsageError when there is none."""
        from cds.export.pdf import briefs_pdf, briefs_zip
        from cds.views.slides.briefs import communes_of, district_briefs

        reader = self.figures.opened(line)
        total = len(communes_of(reader, self.district))
        pack = briefs_pdf if self.style == "pdf" else briefs_zip
        return pack(district_briefs(reader, self.district, lambda done, _: line.tell(done / total)))


@dataclass(frozen=True, slots=True)
class Everything:
    """All of a data version as one zip."""

    kind: ClassVar = "export"
    figures: FigureSource

    def run(self, line: WorkLine) -> File:
        """Do it."""
        from cds.views.methods import everything

        return everything(self.figures.opened(line))
