"""What the home page shows before its scripts have come: its sentence and the headline targets.

They come with the page itself and are drawn by the script that draws them again on the page.
"""

from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader
from streamlit import config, file_util

from cds.maps.addresses import SIGNS, browser_folder_url
from cds.site.reach import HOME_PAGE
from cds.text import numbers
from cds.text.phrases import phrase
from cds.ui import cache, standings
from cds.views import overview

_TEMPLATE = "first_sight.html"
_FONT = "SourceSansVF-Upright"
_COLOURS = (
    *("text", "background", "secondaryBackground", "border", "primary", "link"),
    *("red", "orange", "yellow", "green", "blue", "gray"),
)


def markup() -> str:
    """Return what is shown of the edition in force; "" where the page has something else to say.

    That is where there are no figures or targets, where files are damaged, where the newest cannot
    be shown.
    """
    newest = cache.newest()
    if newest.version < 0 or cache.newest_fault():
        return ""
    damaged = cache.reader(newest).view.damaged
    if damaged or cache.damaged_layers(newest.home, newest.reference):
        return ""
    return _filled(newest) if cache.overview_page(newest).lines else ""


@lru_cache(maxsize=1)
def _filled(edition: cache.Edition) -> str:
    page = cache.overview_page(edition)
    rooms = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
    return rooms.get_template(_TEMPLATE).render(
        name=phrase(f"{HOME_PAGE}.title"),
        verdict=numbers.unbroken(page.verdict),
        as_of=overview.as_of(page, edition.version),
        mark=phrase("demo_chip") if page.has_demo else "",
        told=standings.message(page.lines, phrase("overview.cards"), has_strip=True).decode(),
        folder=f".{browser_folder_url()}",
        fonts={"text": _font(), "signs": f".{browser_folder_url()}/{SIGNS}"},
        size=config.get_option("theme.baseFontSize"),
        heading={
            "size": config.get_option("theme.headingFontSizes")[0],
            "weight": config.get_option("theme.headingFontWeights")[0],
        },
        light=_colours("light"),
        dark=_colours("dark"),
    )


def _font() -> str:
    folder = Path(file_util.get_static_dir())
    (file,) = (folder / "static" / "media").glob(f"{_FONT}.*")
    return f"./{quote(file.relative_to(folder).as_posix())}"


def _colours(theme: str) -> dict[str, str]:
    """The theme's colours under the names that components of ours know them by."""
    return {
        f"{''.join(f'-{c.lower()}' if c.isupper() else c for c in name)}-color": str(
            config.get_option(f"theme.{theme}.{name}Color")
        )
        for name in _COLOURS
    }
