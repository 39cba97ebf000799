"""The HTML tables that portals save as .xls: one sheet, rows counted as Excel shows them."""

import re
from html.parser import HTMLParser

from cds.domain.issues import IssueCode
from cds.ingest.faults import RefusedError, fault
from cds.ingest.number_formats import raised
from cds.ingest.tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    SPARE_ROWS,
    MergedCells,
    RawTable,
    SheetBuilder,
)

_BLOCKS = frozenset(("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "center", "li"))
_UNSHOWN = frozenset(("script", "style", "title", "head"))
_NUMBER = re.compile(r"[0-9]+")
_STRIKES = frozenset(("s", "strike", "del"))
_CLASS = re.compile(r"\.([-\w]+)[^{},]*\{([^}]*)\}")
_DECLARED = re.compile(r"([-\w]+)\s*:\s*([^;]*[^;\s])")
_WHITE = "#ffffff"
_COLOURS = {"white": _WHITE, "#fff": _WHITE, "none": _WHITE, "transparent": _WHITE}
_MOST_SPAN = 1_000
_LONGEST_CSS = 1_000_000
_ROWS = re.compile("<tr", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


class _Reader(HTMLParser):
    """Fills a sheet: a row per table row, and one for each block of text outside tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheet = SheetBuilder()
        self._line = 0
        self._cells: list[str] | None = None  # of the row being read
        self._texts: list[str] = []
        self._covered: dict[int, int] = {}  # down to which line a cell from above takes a column
        self._size = (1, 1)
        self._in_cell = self._is_raised = self._is_struck = False
        self._unshown = self._depth = self._column = 0
        self._classes: dict[str, str] = {}  # what the page's own style sheet says of each
        self._is_css = False
        self._row_style = self._cell_style = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open rows and cells; a tag left open is closed by its successor."""
        given = {key: value or "" for key, value in attrs}
        style = self._style(given)
        if self._in_cell and tag not in ("td", "th") and _is_unseen(f"{self._cell_style};{style}"):
            self._strike()
        self._is_css = tag == "style"
        if tag == "img" and not self._unshown:
            self.sheet.note_text("")
        self._unshown += tag in _UNSHOWN
        if tag == "tr":
            self._close_row()
            self._row_style = style
            self._open_row(is_hidden=_hides(style))
        elif tag in ("td", "th"):
            self._open_cell(given, style)
        elif tag == "col":
            count = _span(given.get("span", ""))
            hidden = range(self._column + 1, self._column + count + 1) if _hides(style) else ()
            self.sheet.hidden_columns.update(hidden)
            self._column += count
        elif tag in _STRIKES:
            self._strike()
        elif tag in ("sup", "br"):
            self._is_raised = self._is_raised or tag == "sup"
            self._texts += ["\n"] * (tag == "br")
        elif tag in _BLOCKS:
            self._block()
        elif tag == "table":
            self._block()
            self._depth += 1
            self._column = 0

    def handle_endtag(self, tag: str) -> None:
        """Close what the tag names."""
        self._unshown -= tag in _UNSHOWN and self._unshown > 0
        self._is_css = False
        if tag in ("td", "th"):
            self._close_cell()
        elif tag in ("tr", "table"):
            self._close_row()
            self._depth -= tag == "table" and self._depth > 0
        elif tag == "sup":
            self._is_raised = False
        elif tag in _BLOCKS:
            self._block()

    def handle_data(self, data: str) -> None:
        """Keep shown text, and what classes look like."""
        if self._is_css:
            self._classes.update(_CLASS.findall(data[:_LONGEST_CSS]))
        if not self._unshown:
            text = _SPACES.sub(" ", data)
            self._texts.append(raised(text) if self._is_raised else text)

    def close(self) -> None:
        """End the last row."""
        super().close()
        self._close_row()
        self._block()

    def _open_row(self, *, is_hidden: bool) -> None:
        self._line += 1
        self._cells = []
        if is_hidden:
            self.sheet.hidden_lines.add(self._line)

    def _open_cell(self, given: dict[str, str], style: str) -> None:
        self._close_cell()
        if self._cells is None:
            self._row_style = ""
            self._open_row(is_hidden=False)
        self._cell_style = f"{self._row_style};{style}"
        self._in_cell, self._texts = True, []
        self._is_struck = _hides(style) or _is_unseen(self._cell_style)
        self._size = (_span(given.get("rowspan", "")), _span(given.get("colspan", "")))

    def _style(self, given: dict[str, str]) -> str:
        """Return what an element says of its looks, the closest word last."""
        said = {"color": given.get("color"), "background": given.get("bgcolor")}
        own = [f"{name}:{value}" for name, value in said.items() if value]
        own += [self._classes.get(name, "") for name in given.get("class", "").split()]
        own += ["display:none"] * ("hidden" in given)
        return ";".join([*own, given.get("style", "")]).lower()

    def _strike(self) -> None:
        self._is_struck = self._in_cell

    def _close_cell(self) -> None:
        if not self._in_cell or self._cells is None:
            return
        self._in_cell = False
        while self._covered.get(len(self._cells) + 1, 0) >= self._line:
            self._cells.append("")
        height, width = self._size
        left = len(self._cells) + 1
        self._cells.append("".join(self._texts).strip())
        if self._is_struck:
            self.sheet.struck.add((self._line, left))
        self._cells += [""] * (width - 1)
        self._texts = []
        if height > 1 or width > 1:
            right = left + width - 1
            self.sheet.spans.append(MergedCells(self._line, left, self._line + height - 1, right))
            bottom = self._line + height - 1
            for column in range(left, right + 1):
                self._covered[column] = max(self._covered.get(column, 0), bottom)

    def _close_row(self) -> None:
        self._close_cell()
        if self._cells is not None:
            self.sheet.add(self._line, list(self._cells))
        self._cells = None

    def _block(self) -> None:
        """Text outside of tables stands in a row of its own."""
        if self._in_cell:
            self._texts.append(" ")
            return
        text = "".join(self._texts).strip()
        self._texts = []
        if text and self._cells is None:
            self._line += 1
            self.sheet.add(self._line, [text])


def _is_unseen(style: str) -> bool:
    """True for letters crossed out, of no size, or of the colour of what is behind them."""
    said = dict(_DECLARED.findall(style))
    ground = _colour(said.get("background-color") or said.get("background") or _WHITE)
    return (
        "line-through" in said.get("text-decoration", "")
        or said.get("visibility") in ("hidden", "collapse")
        or said.get("opacity") == "0"
        or "mso-hide" in said
        or said.get("font-size", "").startswith(("0p", "0e"))
        or _colour(said.get("color", "")) == ground
    )


def _colour(text: str) -> str:
    if text.startswith("rgb"):
        red, green, blue, *_ = [*map(int, _NUMBER.findall(text)), 0, 0, 0]
        return f"#{red:02x}{green:02x}{blue:02x}"
    first = text.split()[:1]
    return _COLOURS.get(first[0], first[0]) if first else ""


def _hides(style: str) -> bool:
    return dict(_DECLARED.findall(style)).get("display") == "none"


def _span(text: str) -> int:
    match = _NUMBER.match(text.strip())
    return max(1, min(int(match[0]), _MOST_SPAN, MOST_COLUMNS + 1)) if match else 1


def read_markup(text: str, encoding: str) -> RawTable:
    """Return the tables of an HTML document as one sheet."""
    if len(_ROWS.findall(text)) > MOST_ROWS + SPARE_ROWS:  # counted before any is taken apart
        raise RefusedError(fault(IssueCode.TOO_MANY_ROWS, limit=MOST_ROWS))
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.sheet.table(encoding)
