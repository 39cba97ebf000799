"""Where a recording is written: one text a view, and beside them what is too long to read."""

import hashlib
import json
from pathlib import Path

LONGEST_LINE = 1500  # letters; a longer value stands in a file of its own


class Shelf:
    """A folder of texts; long values are kept once, under the hash that stands in the text."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self._home = str(home)

    def write(self, name: str, text: str) -> None:
        """Write one text; the folder of the data home is taken out of it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(self._home, "<home>").rstrip("\n") + "\n", "utf-8")

    def aside(self, kind: str, text: str, ending: str = "txt") -> str:
        """Keep a long text and return the name under which it is found."""
        text = text.replace(self._home, "<home>")
        name = f"{kind}-{digest(text.encode())}.{ending}"
        self.write(f"aside/{name}", text)
        return f"<{name}>"

    def value(self, kind: str, found: object) -> str:
        """Return a value on one line, or the name under which it is found."""
        text = found if isinstance(found, str) else canonical(found)
        return text if len(text) <= LONGEST_LINE else self.aside(kind, text)


def digest(content: bytes) -> str:
    """Return a short hash."""
    return hashlib.sha256(content).hexdigest()[:12]


def canonical(found: object, indent: int | None = None) -> str:
    """Return JSON in which equal values are equal texts."""
    return json.dumps(rounded(found), ensure_ascii=False, sort_keys=True, indent=indent)


def rounded(found: object) -> object:
    """Return the value with whole floats as integers, others to twelve digits."""
    if isinstance(found, float):
        if found == found and found.is_integer() and abs(found) < 1e15:
            return int(found)
        return float(f"{found:.12g}")
    if isinstance(found, dict):
        return {str(name): rounded(value) for name, value in found.items()}
    if isinstance(found, list | tuple):
        return [rounded(value) for value in found]
    return found
