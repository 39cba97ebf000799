"""Record pages as a visitor opens them: every part that can be unfolded is unfolded."""

import os
import time
from pathlib import Path

from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest, app_test

from . import elements
from .choices import BAD, DEFAULT, OF_PAGES, TODAY, View
from .shelf import Shelf

ROOT = Path.cwd()
_SECONDS = 120
_ROUNDS = 3  # what is unfolded may hold more to unfold


class _ByNavigation(PagesManager):
    """Pages by `app.py`, as the server has them; else a link would run the page's file alone."""

    def __init__(self, *arguments, **options):
        PagesManager.uses_pages_directory = False
        super().__init__(*arguments, **options)


app_test.PagesManager = _ByNavigation


def names() -> list[str]:
    """Return the pages of the checkout."""
    return sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


def opened(page: str, query: dict[str, str], today: str = "") -> AppTest:
    """Open a page as a link does."""
    os.environ["CDS_TODAY"] = today or TODAY
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=_SECONDS)
    if page != "overview":  # known by its file's name, which is its name in the address too
        app.switch_page(f"pages/{page}.py")
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def record(page: str, shelf: Shelf, *, is_full: bool) -> None:
    """Record every view of a page; of other homes the first one."""
    views = [DEFAULT, *OF_PAGES.get(page, ())]
    for view in views:
        if is_full or view.is_small:
            _record(page, view, shelf, is_full=is_full)


def stories() -> list[str]:
    """Return the ids of all stories on the list."""
    app = opened("present", {})
    keys = [button.key or "" for button in app.button]
    return [key.removeprefix("open_") for key in keys if key.startswith("open_")]


def _record(page: str, view: View, shelf: Shelf, *, is_full: bool) -> None:
    query = dict(view.query)
    file = query.pop("file", "")
    if query.get("story") == "<own>":
        query["story"] = next(one for one in stories() if not one.startswith("ready-"))
    app = opened(page, query, view.today)
    if file:
        _drop(app, file)
    for key, place in view.picked:
        _pick(app, key, place)
    for key in view.pressed:
        if any(button.key == key for button in app.button):
            app.button(key=key).click().run()
    _wait(app)
    name = f"{page}/{view.name}.txt"
    head = f"address: {page} {dict(sorted(view.query.items()))} {view.today}"
    if view.name == "default" and is_full:
        shelf.write(f"{page}/folded.txt", f"{head}\n{elements.page(app, shelf)}")
    if not view.pressed:  # what a button answers stays for one run
        _unfold(app)
    text = elements.page(app, shelf)
    tabs = [text, *_tabs(app, shelf)]
    told = "\n\n".join(dict.fromkeys(tabs))
    if meeting := app.query_params.get("meeting"):
        told = told.replace(meeting, "<meeting>")
    shelf.write(name, f"{head}\n{told}")


def _wait(app: AppTest) -> None:
    """Look again until nothing is being worked at."""
    until = time.monotonic() + _SECONDS
    while app.get("progress") and time.monotonic() < until:
        time.sleep(0.2)
        app.run()


def _drop(app: AppTest, file: str) -> None:
    path = ROOT / "data" / "samples" / file
    content = BAD.encode() if file == "<bad>" else path.read_bytes()
    kind = "text/csv" if not file.endswith("xlsx") else "application/octet-stream"
    app.file_uploader[0].set_value([(file.strip("<>"), content, kind)])
    app.run()


def _pick(app: AppTest, key: str, place: int) -> None:
    boxes = [*app.selectbox, *app.get("button_group")]
    box = next((one for one in boxes if one.key == key), None)
    if box is not None and len(box.options) > 1:
        box.set_value(box.options[place]).run()


def _blocks(node):
    for child in getattr(node, "children", {}).values():
        if hasattr(child, "children"):
            yield child
            yield from _blocks(child)


def _unfold(app: AppTest) -> None:
    """Open every popover and expander that answers the server, until none is left."""
    done = {"bar_mine"}  # the same on every page
    for _ in range(_ROUNDS):
        keys = {
            elements.user_key(block._block_id or "")
            for block in _blocks(app._tree)
            if block.type not in ("tab_container",)
        }
        folded = {key for key in keys if key and key not in done and _is_fold(app, key)}
        if not folded:
            return
        for key in folded:
            app.session_state[key] = True
        done |= folded
        app.run()


def _is_fold(app: AppTest, key: str) -> bool:
    """Say whether a block's state is open or shut; other blocks have none."""
    return key in app.session_state and isinstance(app.session_state[key], bool)


def _tabs(app: AppTest, shelf: Shelf) -> list[str]:
    """Open the tabs that answer the server, one by one."""
    told = []
    for block in list(_blocks(app._tree)):
        key = elements.user_key(block._block_id or "")
        if block.type == "tab_container" and key and key in app.session_state:
            for place, tab in enumerate(list(block.children.values()), start=1):
                app.query_params["tab"] = str(place)
                app.session_state[key] = tab.label
                app.run()
                told.append(f"tab {tab.label}\n{elements.page(app, shelf)}")
    return told


def walls(shelf: Shelf) -> None:
    """Every story as it stands on a wall: its slides as HTML."""
    for story in stories():
        app = opened("present", {"kiosk": story, "dwell": "20"})
        name = story if story.startswith("ready-") else "own"
        shelf.write(f"stories/{name}.txt", elements.page(app, shelf))
