"""Open a page as a visitor would, and read what is on it."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pandas import DataFrame
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from cds.text.phrases import phrase
from cds.ui.selection import PROGRAMME_NOW
from tests.homes import ROOT, TODAY

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


class _ByNavigation(PagesManager):
    """Pages by `app.py`, as the server has them; else a link would run the page's file alone."""

    def __init__(self, *arguments, **options):
        PagesManager.uses_pages_directory = False
        super().__init__(*arguments, **options)


def opened(
    patch: pytest.MonkeyPatch,
    home: Path,
    page: str,
    query: Mapping[str, str] | None = None,
    programme: str = "long_an",
    today: date = TODAY,
    **state: object,
) -> AppTest:
    """Run `app.py` at a page (its name in the address) of a data home, as a link is opened.

    Most pages are tested on the programme whose districts, pilots and figures are many: the
    visitor has chosen it before. "" for one who has not. `state` is what the session holds.
    """
    patch.setenv("CDS_DATA", str(home))
    patch.setenv("CDS_TODAY", today.isoformat())
    patch.setattr("streamlit.testing.v1.app_test.PagesManager", _ByNavigation)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if page != "overview":  # known by its file's name, which is its name in the address too
        app.switch_page(f"pages/{page}.py")
    for name, value in {PROGRAMME_NOW: programme, **state}.items():
        app.session_state[name] = value
    for name, value in (query or {}).items():
        app.query_params[name] = value
    return app.run()


@cache
def looked_at(home: Path, page: str) -> AppTest:
    """Open a page as it is for whoever comes, once for all who only read what is on it."""
    with pytest.MonkeyPatch.context() as patch:
        return opened(patch, home, page)


def is_named(app: AppTest, page: str) -> bool:
    """True when a page begins with a sentence, and its name stands there or above."""
    named = phrase(f"{page}.title")
    return bool(app.title) and named in [each.value for each in (*app.title, *app.caption)]


def said(app: AppTest) -> str:
    """Everything a visitor reads, in one text: for claims about what is (not) there."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error")
    texts = [str(element.value) for kind in kinds for element in getattr(app, kind)]
    texts += [str(each.value) for each in app.success]
    return "\n".join([*texts, *_lines(app)]).replace("&#58;", "\\:")  # a colon either way


def tables(app: AppTest) -> list[DataFrame]:
    """What our own component for tables shows."""
    shown = [each.proto for each in app.get("bidi_component")]
    told = [json.loads(one.bytes) for one in shown if one.component_name.endswith("data_table")]
    return [DataFrame(one["lines"], columns=one["heads"] or ["name", "text"]) for one in told]


def drawn(app: AppTest) -> list[dict[str, Any]]:
    """What our own component for charts shows."""
    shown = [each.proto for each in app.get("bidi_component")]
    return [json.loads(one.bytes) for one in shown if one.component_name.endswith("drawn")]


def standings(app: AppTest) -> list[dict[str, Any]]:
    """What our own component for lines of standings shows."""
    shown = [each.proto for each in app.get("bidi_component")]
    return [json.loads(one.bytes) for one in shown if one.component_name.endswith("standings")]


def told_as(app: AppTest) -> set[str | None]:
    """How our components are told what they show.

    For anything but bytes Streamlit looks whether it is a table, and imports pandas for that.
    """
    return {each.proto.WhichOneof("data") for each in app.get("bidi_component")}


def _lines(app: AppTest) -> list[str]:
    told = standings(app)
    alike = [text for each in told for text in each["alike"]]  # what all lines of one share
    return alike + [
        " ".join(text for text in line.values() if isinstance(text, str))
        for each in told
        for line in each["lines"]
    ]
