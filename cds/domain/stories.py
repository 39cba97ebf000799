"""Stories: ordered saved views that a meeting is led with, frozen at one data version."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cds.domain.folding import one_line, readable

PAGES = (
    "overview",
    "indicator",
    "coverage",
    "gaps",
    "programme",
    "pilots",
    "sectors",
    "motto",
    "unit",
    "milestones",
    "nation",
    "changes",
    "reporting",
)
FRAMES = ("cover", "agenda", "closing")  # made from the story itself
MOST_SLIDES = 100
LONGEST_TITLE = 200
LONGEST_UNIT_ID = 64
LONGEST_TEXT = 4000  # of a note, or of one value in the address


@dataclass(frozen=True, slots=True)
class Slide:
    """A saved view: a page and what its address says; or what frames a story.

    An empty title or sentence takes the view's own. `sheet` is which of the slides that a long view
    fills, from 0; None: all of them. `beside` is a second view on the same slide.
    Its data version is the story's business and is left out. Raises ValueError naming what no file
    can hold or no page can show.
    """

    page: str
    query: Mapping[str, str] = field(default_factory=dict, hash=False)
    title: str = ""
    note: str = ""
    sentence: str = ""
    sheet: int | None = None
    beside: "Slide | None" = None

    def __post_init__(self) -> None:
        """Leave out signs that nobody can see; refuse what is unknown or endless."""
        if self.page not in PAGES + FRAMES:
            raise ValueError("page")
        kept = {one_line(name): _line(text, LONGEST_TEXT) for name, text in self.query.items()}
        kept.pop("version", None)
        object.__setattr__(self, "query", dict(sorted(kept.items())))
        object.__setattr__(self, "title", _line(self.title, LONGEST_TITLE))
        for name in ("note", "sentence"):
            text = readable(getattr(self, name)).strip()
            object.__setattr__(self, name, _fitting(text, LONGEST_TEXT))

    def asked(self, name: str, default: str = "") -> str:
        """Return what the address says under a name."""
        return self.query.get(name, default)


@dataclass(frozen=True, slots=True)
class Story:
    """An ordered list of saved views. `data_version` None: the newest when a meeting starts.

    Raises ValueError for a blank or endless title and for too many slides.
    """

    story_id: str = ""
    title: str = ""
    slides: tuple[Slide, ...] = ()
    data_version: int | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be listed or led."""
        object.__setattr__(self, "title", _line(self.title, LONGEST_TITLE))
        if not self.title:
            raise ValueError("title")
        if len(self.slides) > MOST_SLIDES:
            raise ValueError("slides")

    def renamed(self, title: str) -> "Story":
        """Return the story under another title."""
        return replace(self, title=title)

    def frozen_at(self, data_version: int | None) -> "Story":
        """Return the story held at a data version, or released by None."""
        return replace(self, data_version=data_version)

    def added(self, slide: Slide) -> "Story":
        """Return the story with a slide more at its end."""
        return replace(self, slides=(*self.slides, slide))

    def framed(self, page: str) -> "Story":
        """Return the story with a cover, agenda or closing slide at its place."""
        last, has_cover = len(self.slides), any(slide.page == "cover" for slide in self.slides)
        place = {"cover": 0, "agenda": int(has_cover)}.get(page, last)
        return self.added(Slide(page)).moved(last, place - last)

    def without_notes(self) -> "Story":
        """Return the story as it is shown: without what the presenter means to say."""
        return replace(self, slides=tuple(replace(slide, note="") for slide in self.slides))

    def changed(self, index: int, title: str, note: str, sentence: str = "") -> "Story":
        """Return the story with another title, note and sentence on one slide."""
        slide = replace(self.slides[index], title=title, note=note, sentence=sentence)
        return replace(self, slides=(*self.slides[:index], slide, *self.slides[index + 1 :]))

    def joined(self, index: int) -> "Story":
        """Return the story with a slide and the next one on one slide, or apart again."""
        slide, rest = self.slides[index], self.slides[index + 1 :]
        if slide.beside is None:
            made, rest = [replace(slide, beside=rest[0])], rest[1:]
        else:
            made = [replace(slide, beside=None), slide.beside]
        return replace(self, slides=(*self.slides[:index], *made, *rest))

    def moved(self, index: int, by: int) -> "Story":
        """Return the story with a slide moved, at most to the ends."""
        rest = [*self.slides[:index], *self.slides[index + 1 :]]
        rest.insert(max(0, min(len(rest), index + by)), self.slides[index])
        return replace(self, slides=tuple(rest))

    def repeated(self, index: int) -> "Story":
        """Return the story with a slide twice."""
        return replace(self, slides=(*self.slides[: index + 1], *self.slides[index:]))

    def without(self, index: int) -> "Story":
        """Return the story with a slide less."""
        return replace(self, slides=(*self.slides[:index], *self.slides[index + 1 :]))


@dataclass(frozen=True, slots=True)
class Position:
    """What everybody sees: a slide from 0, the unit in the light, the unit asked about."""

    slide: int
    spotlight: str | None = None
    unit: str | None = None
    is_blank: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no id of a unit."""
        if max(len(self.spotlight or ""), len(self.unit or "")) > LONGEST_UNIT_ID:
            raise ValueError("unit")


def _line(text: str, longest: int) -> str:
    return _fitting(one_line(text), longest)


def _fitting(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueError("length")
    return text
