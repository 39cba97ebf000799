"""A Plotly figure as text: every word in it, and the whole of it beside."""

import base64
import json
from collections.abc import Iterator

import numpy as np

from .shelf import Shelf, canonical


def figure(spec: str, shelf: Shelf) -> list[str]:
    """Return the lines of a figure as Streamlit sends it."""
    whole = _plain(json.loads(spec))
    whole.get("layout", {}).pop("template", None)
    name = shelf.aside("plotly", canonical(whole, indent=1), "json")
    lines = [f"figure: {name}"]
    for place, trace in enumerate(whole.get("data", [])):
        lines.append(f"trace {place}: {trace.get('type', '')} {trace.get('name', '')}".rstrip())
        lines += [line for path, text in _words(trace) for line in _told(path, text, shelf)]
    return lines + [
        f"layout {path}: {' | '.join(text.splitlines())}"
        for path, text in _words(whole.get("layout", {}))
    ]


def _plain(found: object) -> object:
    """Typed arrays as lists."""
    if isinstance(found, dict):
        if "bdata" in found:
            values = np.frombuffer(base64.b64decode(found["bdata"]), dtype=found["dtype"])
            shape = [int(side) for side in str(found.get("shape", len(values))).split(",")]
            return values.reshape(shape).tolist()
        return {name: _plain(value) for name, value in found.items()}
    return [_plain(value) for value in found] if isinstance(found, list) else found


_LOOKS = {"color", "colorscale", "family", "mode", "anchor", "symbol", "dash", "line", "font"}


def _words(found: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text for people under the path where it stands; lists of texts on one line."""
    if isinstance(found, str):
        if path.rpartition(".")[2] in _WORDY:
            yield path, found.replace("\n", "\\n")
    elif isinstance(found, dict):
        for name in sorted(found):
            if name not in _LOOKS:
                yield from _words(found[name], f"{path}.{name}" if path else name)
    elif isinstance(found, list):
        if path.rpartition(".")[2] in _LISTS and not any(isinstance(one, dict) for one in found):
            yield path, "\n".join(_cell(one).replace("\n", "\\n") for one in found)
        else:
            for place, value in enumerate(found):
                if isinstance(value, dict):
                    yield from _words(value, f"{path}[{place}]")


def _told(path: str, text: str, shelf: Shelf) -> list[str]:
    """A list of short words or numbers on one line, of sentences one below the other."""
    parts = text.split("\n")
    if len(text) > _LONG and len(text) / len(parts) > _SENTENCE:
        return [f"  {path}:", *(f"    {part}" for part in parts)]
    return [f"  {path}: " + shelf.value("plotly", " | ".join(parts))]


def _cell(value: object) -> str:
    return value if isinstance(value, str) else canonical(value)


_LONG, _SENTENCE = 200, 24  # letters of a list, and of each in it
_WORDY = {"text", "name", "hovertemplate", "texttemplate", "title", "ticksuffix", "tickprefix"}
_LISTS = {"text", "x", "y", "z", "ticktext", "hovertext", "customdata", "labels", "values"}
