"""Cut the font of signs down to those that are shown: `python deploy/icons.py`.

Streamlit sends 4,000 signs, 375 kB: a second of a phone's line. It is run by hand, when
`tests/browser/test_first_sight.py` misses a sign or Streamlit is upgraded, after `pip install
fonttools brotli`: nothing else needs these, so that no list of requirements names them. Those that
Streamlit's scripts name are kept, and every one whose name stands as a word in our code, since some
are put together.
"""

import re
from pathlib import Path

import streamlit
from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[1]
STATIC = Path(streamlit.__file__).parent / "static" / "static"
FONT = ROOT / "cds" / "browser" / "icons.woff2"
_NAMED = re.compile(r":material/([a-z0-9_]+)")
_WORD = re.compile(r"[a-z0-9_]+")


def ligatures(font: TTFont) -> dict[str, str]:
    """The name of each sign, as it is written, and its glyph."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    return {
        "".join(letters[part] for part in (first, *one.Component)): one.LigGlyph
        for lookup in font["GSUB"].table.LookupList.Lookup
        for table in (getattr(each, "ExtSubTable", each) for each in lookup.SubTable)
        for first, found in getattr(table, "ligatures", {}).items()
        for one in found
    }


def named() -> set[str]:
    """The words that may name a sign on one of our pages."""
    ours = [ROOT / "app.py", *(ROOT / "pages").glob("*.py")]
    ours += [path for kind in ("py", "js", "toml") for path in (ROOT / "cds").rglob(f"*.{kind}")]
    words = {word for path in ours for word in _WORD.findall(path.read_text("utf-8"))}
    scripts = (path.read_text("utf-8") for path in (STATIC / "js").glob("*.js"))
    return words.union(*map(_NAMED.findall, scripts))


if __name__ == "__main__":
    (source,) = (STATIC / "media").glob("MaterialSymbols-Rounded.*.woff2")
    font = TTFont(source)
    known = ligatures(font)
    kept = sorted(named() & set(known))
    wanted = subset.Options(layout_closure=False, flavor="woff2", hinting=False)
    cutter = subset.Subsetter(wanted)
    cutter.populate(text="".join(kept), glyphs=[known[name] for name in kept])
    cutter.subset(font)
    subset.save_font(font, str(FONT), wanted)
    print(len(kept), "signs,", FONT.stat().st_size, "bytes")
