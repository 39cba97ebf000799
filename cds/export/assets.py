"""Files that exports carry along: script, style, fonts and the sheet for print."""

from base64 import b64encode
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent
FONTS = _FOLDER / "fonts"


@lru_cache(maxsize=8)
def text(name: str) -> str:
    """Return a text file beside this module."""
    return (_FOLDER / name).read_text("utf-8")


@lru_cache(maxsize=1)
def font_faces() -> str:
    """Return the fonts as a style sheet that needs no other file."""
    return "".join(
        '@font-face{font-family:"CDS Sans";font-weight:'
        f"{weight};src:url(data:font/ttf;base64,{_base64(FONTS / name)})}}"
        for name, weight in (("CDSSans-Regular.ttf", "400"), ("CDSSans-Bold.ttf", "700"))
    )


def _base64(path: Path) -> str:
    return b64encode(path.read_bytes()).decode()
