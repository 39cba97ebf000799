"""Words of data stay words: no name, note or address becomes a link, a picture or a formula."""

import csv
import json
import re
import shutil

import pytest

from cds.domain.stories import Slide, Story
from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.stories import StoryStore
from tests.factories import observation
from tests.pages.opening import PAGES, is_named, opened

pytestmark = pytest.mark.slow

LINK = '<a href="https://evil.example">đọc</a>'
HOSTILE = f"[x](y) https://evil.example/t www.evil.example a@evil.example $x$ :red[z] {LINK}"
LIVE = re.compile(r"(?<!\\)\[x\]\(|://evil|www\.evil|a@evil|(?<!\\)\$x\$|(?<!\\):red\[|(?<!\\)<a ")
ADDRESS = dict.fromkeys(("indicator", "unit", "period", "level", "target", "raise"), HOSTILE)
ADDRESS["version"] = "9999"
WORDS = ("_vi", "name", "basis", "note", "source", "source_title", "name_short")
KINDS = (
    *("title", "header", "subheader", "markdown", "caption", "info", "warning", "error"),
    *("success", "button", "expander", "selectbox", "slider", "multiselect", "text_input"),
    *("page_link", "popover", "tab", "download_button", "button_group", "metric", "exception"),
)


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory, full_home):
    """A home every word of whose reference tables, and a file's name, would be a link."""
    home = shutil.copytree(full_home, tmp_path_factory.mktemp("hostile") / "home")
    for path in (home / "reference").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows, head = list(reader), reader.fieldnames or ()
        for row in rows if path.stem not in ("header_aliases", "demo_profiles") else ():
            for column in row:
                if row[column] and column.endswith(WORDS):
                    row[column] += f" {HOSTILE}"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, head)
            writer.writeheader()
            writer.writerows(rows)
    figure = observation(
        "fibre_household_share", "2025-Q2", counts=(1, 2), unit_id="28237@2004-08-31", line=12
    )
    name = "[x](y) www.evil.example :red[z].csv"
    upload = Upload(name, "c" * 64, f"cán bộ {HOSTILE}", note=HOSTILE)
    SnapshotStore(home).publish([figure], upload)
    story = Story("hostile", HOSTILE, (Slide("overview", title=HOSTILE, note=HOSTILE),))
    StoryStore(home).create(story, HOSTILE)
    return home


def shown(app):
    """Every text that the browser reads as Markdown, with the kind of its element."""
    for kind in KINDS:
        for element in app.get(kind):
            proto = element.proto
            for field in ("body", "label", "help"):
                if text := getattr(proto, field, ""):
                    yield kind, field, str(text)
            for option in getattr(proto, "options", ()) if kind == "button_group" else ():
                yield kind, "option", option.content
    for chart in app.get("plotly_chart"):
        yield from (("chart", "text", text) for text in tags(json.loads(chart.proto.spec)))


def tags(told):
    """The texts of a chart that hold a tag: it reads no Markdown, but links."""
    match told:
        case str() if "<a" in told:
            yield told
        case dict():
            yield from tags(list(told.values()))
        case list():
            for value in told:
                yield from tags(value)


@pytest.mark.parametrize("query", [{}, ADDRESS], ids=["plain", "hostile-address"])
@pytest.mark.parametrize("page", PAGES)
def test_no_word_of_data_or_of_an_address_is_read_as_markdown(
    monkeypatch, hostile_home, page, query
):
    app = opened(monkeypatch, hostile_home, page, query)

    assert not app.exception
    assert not app.error
    assert is_named(app, page)
    assert [one for one in shown(app) if is_live(one[2])] == []


def test_the_ways_to_other_units_are_names(monkeypatch, hostile_home):
    app = opened(monkeypatch, hostile_home, "unit", {"unit": "28237@2004-08-31"})
    links = [(field, text) for kind, field, text in shown(app) if kind == "page_link"]

    assert any("evil.example" in text for _, text in links)
    assert [text for _, text in links if is_live(text)] == []


def is_live(text):
    return LIVE.search(text) is not None


def test_no_word_of_a_story_is_read_as_markdown(monkeypatch, hostile_home):
    (saved,) = StoryStore(hostile_home).stories()

    app = opened(monkeypatch, hostile_home, "present", {"story": saved.story.story_id})

    assert len(app.get("expander")) > 0
    assert [one for one in shown(app) if is_live(one[2])] == []
