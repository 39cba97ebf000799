"""Stories: ordered saved views that a meeting is led with, frozen at one data version."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cds.domain.writing import one_line, readable

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
MOST_SLIDES = 100
LONGEST_TITLE = 200
LONGEST_TEXT = 4000  # of a note, or of one value in the address


@dataclass(frozen=True, slots=True)
class Slide:
    """A saved view: a page and what its address says. An empty title takes the view's own."""

    page: str
    query: tuple[tuple[str, str], ...] = ()
    title: str = ""
    note: str = ""

    def asked(self, name: str, default: str = "") -> str:
        """Return what the address says under a name."""
        return dict(self.query).get(name, default)


@dataclass(frozen=True, slots=True)
class Story:
    """An ordered list of saved views. `data_version` None: the newest when a meeting starts."""

    story_id: str
    title: str
    slides: tuple[Slide, ...] = ()
    data_version: int | None = None

    def renamed(self, title: str) -> "Story":
        """Return the story under another title. Raises ValueError for a blank or long one."""
        return replace(self, title=_title(title))

    def frozen_at(self, data_version: int | None) -> "Story":
        """Return the story held at a data version, or released by None."""
        return replace(self, data_version=data_version)

    def added(self, slide: Slide) -> "Story":
        """Return the story with a slide more at its end. Raises ValueError when it is full."""
        return replace(self, slides=_slides((*self.slides, slide)))

    def without_notes(self) -> "Story":
        """Return the story as it is shown: without what the presenter means to say."""
        return replace(self, slides=tuple(replace(slide, note="") for slide in self.slides))

    def changed(self, place: int, title: str, note: str) -> "Story":
        """Return the story with another title and note on one slide."""
        slide = replace(self.slides[place], title=_line(title, LONGEST_TITLE), note=_text(note))
        return replace(self, slides=(*self.slides[:place], slide, *self.slides[place + 1 :]))

    def moved(self, place: int, by: int) -> "Story":
        """Return the story with a slide moved, at most to the ends."""
        rest = [*self.slides[:place], *self.slides[place + 1 :]]
        rest.insert(max(0, min(len(rest), place + by)), self.slides[place])
        return replace(self, slides=tuple(rest))

    def repeated(self, place: int) -> "Story":
        """Return the story with a slide twice. Raises ValueError when it is full."""
        slides = (*self.slides[: place + 1], *self.slides[place:])
        return replace(self, slides=_slides(slides))

    def without(self, place: int) -> "Story":
        """Return the story with a slide less."""
        return replace(self, slides=(*self.slides[:place], *self.slides[place + 1 :]))


@dataclass(frozen=True, slots=True)
class Position:
    """What everybody sees: a slide from 0, the unit in the light, the unit asked about."""

    slide: int = 0
    spotlight: str | None = None
    unit: str | None = None
    is_blank: bool = False


def slide_of(page: str, query: Mapping[str, str], title: str = "", note: str = "") -> Slide:
    """Return a saved view; its data version is the story's business and is left out.

    Raises ValueError for a page that cannot be shown.
    """
    if page not in PAGES:
        raise ValueError(page)
    kept = {one_line(name): _line(value, LONGEST_TEXT) for name, value in query.items()}
    kept.pop("version", None)
    return Slide(page, tuple(sorted(kept.items())), _line(title, LONGEST_TITLE), _text(note))


def as_record(story: Story) -> dict[str, object]:
    """Return a story as what a file keeps."""
    return {
        "title": story.title,
        "data_version": story.data_version,
        "slides": [
            {"page": s.page, "query": dict(s.query), "title": s.title, "note": s.note}
            for s in story.slides
        ],
    }


def from_record(story_id: str, record: object) -> Story:
    """Read a story from what a file keeps. Raises ValueError naming what is wrong."""
    row = _mapping(record, "story")
    version = row.get("data_version")
    if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
        raise ValueError("data_version")
    slides = row.get("slides")
    if not isinstance(slides, list):
        raise ValueError("slides")
    return Story(
        story_id,
        _title(_string(row, "title")),
        _slides(tuple(_slide(one) for one in slides)),
        version,
    )


def _slide(record: object) -> Slide:
    row = _mapping(record, "slide")
    found = _mapping(row.get("query", {}), "query")
    query = {name: _string(found, name) for name in found}
    return slide_of(_string(row, "page"), query, _string(row, "title"), _string(row, "note"))


def _mapping(value: object, name: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError(name)
    return value


def _string(row: Mapping[str, object], name: str) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise ValueError(name)
    return value


def _title(text: str) -> str:
    title = _line(text, LONGEST_TITLE)
    if not title:
        raise ValueError("title")
    return title


def _line(text: str, longest: int) -> str:
    return _fitting(one_line(text), longest)


def _text(text: str) -> str:
    return _fitting(readable(text).strip(), LONGEST_TEXT)


def _fitting(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueError("length")
    return text


def _slides(slides: tuple[Slide, ...]) -> tuple[Slide, ...]:
    if len(slides) > MOST_SLIDES:
        raise ValueError("slides")
    return slides
