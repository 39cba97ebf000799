"""The elements of a page as text: kinds, labels, texts, options, tables, figures, maps."""

import json
import re
from collections.abc import Iterator

import pyarrow as pa
from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

from .plots import figure
from .shelf import LONGEST_LINE, Shelf, canonical, rounded

# What a visitor never sees, and what is made anew in every run.
UNSEEN = {
    *("id", "form_id", "page_script_hash", "deferred_file_id", "element_id", "ignore_rerun"),
    *("arrow_data", "selection_state", "set_value", "query_param_key"),
}
# How nearly everything looks: not told.
_USUAL: dict[str, tuple[object, ...]] = {
    "accept_new_options": (False,),
    "align": ("ALIGN_START",),
    "direction": ("VERTICAL",),
    "element_type": ("NATIVE", "CAPTION"),
    "filter_mode": ("FILTER_MODE_CONTAINS",),
    "gap_config": ({"gap_size": "SMALL"},),
    "justify": ("JUSTIFY_START",),
    "label_visibility": ({},),
    "tag": ("h1", "h2", "h3"),
    "width_config": ({"use_stretch": True},),
    "wrap": (True,),
}
# Of what travels to our own components: clocks, and keys that are made anew.
_ANEW = {"beat", "key", "token", "occasion", "qr", "holder", "started_at"}
_DATED = (".xlsx", ".pptx", ".pdf", ".zip")  # files that hold when they were made
_PATH = re.compile(r"M-?\d+")
_MOST_OPTIONS = 12
_HIDDEN = "\t"  # before words that only help to find an option


def page(app: AppTest, shelf: Shelf) -> str:
    """Return everything on a page."""
    return "\n".join(_lines(app._tree, shelf, ""))


def user_key(block_id: str) -> str:
    """Return the key that the program gave a box, from Streamlit's own id; empty without one."""
    key = block_id.split("-", 2)[-1] if block_id.count("-") >= 2 else ""
    return "" if key == "None" else key


def _lines(node, shelf: Shelf, indent: str) -> Iterator[str]:
    children = getattr(node, "children", None)
    if children is None:
        yield from (indent + line for line in _element(node, shelf))
        return
    looks = _looks(node)
    if looks:
        yield indent + looks
    for _, child in sorted(children.items()):
        yield from _lines(child, shelf, indent + "  " if looks else indent)


def _looks(block) -> str:
    """The head of a block; nothing for one that only holds others."""
    proto = getattr(block, "proto", None)  # the root has none
    if proto is None:
        return block.type if block.type in ("main", "sidebar", "event") else ""
    kind = block.type
    if "type" in proto.DESCRIPTOR.oneofs_by_name:  # the whole block: its kind is a part of it
        kind = proto.WhichOneof("type") or kind
        proto = getattr(proto, kind, proto)
    told = _fields(proto)
    key = user_key(block._block_id or "")
    if key:
        told = {"key": key, **told}
    return f"[{kind}] {canonical(told)}" if told else f"[{kind}]"


def _fields(proto) -> dict[str, object]:
    found = MessageToDict(proto, preserving_proto_field_name=True)
    return {
        name: value
        for name, value in found.items()
        if name not in UNSEEN
        and value not in _USUAL.get(name, ())
        and not (name == "url" and str(value).endswith(_DATED))
    }


def _element(node, shelf: Shelf) -> Iterator[str]:
    proto = node.proto
    special = {
        "plotly_chart": _plot,
        "arrow_data_frame": _table,
        "dataframe": _table,
        "arrow_table": _table,
        "table": _table,
        "bidi_component": _component,
    }.get(node.type)
    if special:
        yield from special(node, shelf)
        return
    fields = _fields(proto)
    main = next((n for n in ("body", "label", "text", "value", "message") if n in fields), None)
    yield from _value(node.type, fields.pop(main, "") if main else "", shelf)
    for name, value in sorted(fields.items()):
        if name == "options" and isinstance(value, list):
            yield from _options(value, shelf)
        else:
            yield from ("  " + line for line in _value(f"{name}", value, shelf))


def _value(name: str, value: object, shelf: Shelf) -> Iterator[str]:
    """A value on one line, or a text of several lines below its name."""
    text = _visible(value) if isinstance(value, str) else canonical(value)
    parts = text.split("\n")
    if "<style>" in text:
        yield f"{name}: {shelf.aside('style', text, 'css')}"
        return
    if len(parts) == 1 or max(map(len, parts)) > LONGEST_LINE:
        yield f"{name}: {shelf.value(name.split()[0], text)}"
        return
    yield f"{name}:"
    yield from (f"  | {part}".rstrip() for part in parts)


def _options(options: list[object], shelf: Shelf) -> Iterator[str]:
    texts = [_visible(one) if isinstance(one, str) else canonical(one) for one in options]
    if len(texts) <= _MOST_OPTIONS:
        yield from (f"  option: {one}" for one in texts)
    else:
        yield f"  options: {len(texts)} {shelf.aside('options', chr(10).join(texts))}"


def _visible(text: str) -> str:
    shown, gap, found_by = text.partition(_HIDDEN)
    return f"{shown} <found by> {found_by}" if gap else text


def _plot(node, shelf: Shelf) -> Iterator[str]:
    proto = node.proto
    yield f"plotly_chart: {proto.alt}"
    yield f"  config: {canonical(json.loads(proto.config or '{}'))}"
    yield from ("  " + line for line in figure(proto.spec, shelf))


def _table(node, shelf: Shelf) -> Iterator[str]:
    proto = node.proto
    fields = _fields(proto)
    yield f"{node.type}: {fields.pop('alt', '')}"
    for name, value in sorted(fields.items()):
        if name == "columns":
            value = json.loads(value) if value else {}
            for column, looks in sorted(value.items()):
                yield f"  column {column}: {canonical(looks)}"
        else:
            yield from ("  " + line for line in _value(name, value, shelf))
    yield from (f"  {line}" for line in table_lines(proto.arrow_data.data))


def table_lines(arrow: bytes) -> Iterator[str]:
    """Return heads and cells of a table as Arrow bytes, a row on a line."""
    if not arrow:
        return
    table = pa.ipc.open_stream(arrow).read_all()
    yield "|| " + " | ".join(table.column_names)
    for row in table.to_pylist():
        yield "| " + " | ".join(cell(value) for value in row.values())


def cell(value: object) -> str:
    """Return a cell on one line; a missing one is not an empty one."""
    if value is None:
        return "<none>"
    return str(rounded(value)).replace("\n", "\\n").replace("|", "\\|")


def _component(node, shelf: Shelf) -> Iterator[str]:
    """A component of our own: what travels to the browser, a value on a line."""
    proto = node.proto
    yield f"component: {proto.component_name.rpartition('.')[2]}"
    kind = proto.WhichOneof("data")
    content = getattr(proto, kind) if kind else b""
    if isinstance(content, bytes):
        content = content.decode()
    try:
        found = json.loads(content) if isinstance(content, str) else str(content)
    except ValueError:
        found = content
    if isinstance(found, dict):
        for name, value in sorted(found.items()):
            yield from ("  " + line for line in payload(name, value, shelf))
    else:
        yield f"  {shelf.value('component', found)}"


def payload(name: str, value: object, shelf: Shelf) -> Iterator[str]:
    """Return a value of a payload; lists and tables a row on a line, HTML a tag on a line."""
    if name in _ANEW:
        return
    if isinstance(value, list) and _is_drawing(value):
        yield f"{name}: {len(value)} {shelf.aside('shapes', chr(10).join(value))}"
    elif isinstance(value, list) and value:
        yield f"{name}: {len(value)}"
        for one in value:
            yield from ("  " + line for line in payload("-", one, shelf))
    elif isinstance(value, dict) and value:
        yield f"{name}:"
        for part, one in sorted(value.items()):
            yield from ("  " + line for line in payload(part, one, shelf))
    elif isinstance(value, str) and "<" in value and ">" in value:
        yield f"{name}:"
        yield from (f"  {line}" for line in html_lines(value, shelf))
    else:
        text = value if isinstance(value, str) else canonical(value)
        yield f"{name}: " + shelf.value("payload", text.replace("\n", "\\n"))


def _is_drawing(values: list[object]) -> bool:
    """Say whether these are the paths of a drawing."""
    return bool(values) and all(isinstance(one, str) and _PATH.match(one) for one in values)


def html_lines(text: str, shelf: Shelf) -> Iterator[str]:
    """Return HTML a tag on a line; long drawings stand beside."""
    for part in re.sub(r"<(?!/)", "\n<", text).split("\n"):
        if part.strip():
            yield shelf.value("drawing", part) if len(part) > 400 else part
