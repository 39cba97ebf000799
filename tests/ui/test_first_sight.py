"""What the home page shows at once is what it shows later, and nothing where it has more to say."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from cds.text import numbers
from cds.text.phrases import phrase
from cds.ui import cache, first_sight, standings
from cds.views import overview
from tests.homes import TODAY


@pytest.fixture
def shown(monkeypatch):
    """Returns what is shown of a home."""

    def of(home):
        monkeypatch.setenv("CDS_DATA", str(home))
        monkeypatch.setenv("CDS_TODAY", TODAY.isoformat())
        return first_sight.markup()

    return of


class Parts(HTMLParser):
    """The tags and texts of a markup."""

    def __init__(self, markup):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(markup)

    def handle_starttag(self, tag, _attributes):
        self.tags.append(tag)

    def handle_data(self, data):
        self.texts.append(data.strip())


def told(markup):
    (found,) = re.findall(r'id="sight-told"[^>]*>(.*?)</script>', markup)
    return json.loads(json.loads(found))


def test_it_says_what_the_page_will_say(shown, full_home):
    markup = shown(full_home)

    edition = cache.newest()
    page = cache.overview_page(edition)
    texts = Parts(markup).texts
    assert phrase("overview.title") in texts
    assert numbers.unbroken(page.verdict) in texts
    assert overview.as_of(page, edition.version) in texts
    assert page.lines
    sent = standings.message(page.lines, phrase("overview.cards"), has_strip=True)
    assert told(markup) == json.loads(sent)


@pytest.mark.parametrize(("today", "age"), [("2026-01-02", ""), ("2027-03-31", "17 tháng")])
def test_figures_that_nobody_renews_tell_their_age(full_home, monkeypatch, today, age):
    monkeypatch.setenv("CDS_DATA", str(full_home))
    monkeypatch.setenv("CDS_TODAY", today)
    edition = cache.newest()

    said = overview.as_of(cache.overview_page(edition), edition.version)

    assert ("cách nay" in said) is bool(age)
    assert age in said


def test_a_home_without_figures_or_with_a_damaged_file_is_left_to_its_page(
    shown, empty_home, broken_home
):
    assert shown(empty_home) == ""
    assert shown(broken_home) == ""


def test_names_never_become_markup(shown, full_home, monkeypatch):
    plain = shown(full_home)
    page = cache.overview_page(cache.newest())
    evil = "</script><script>alert(1)</script><img src=x>"
    lines = (replace(page.lines[0], name=evil), *page.lines[1:])
    monkeypatch.setattr(
        cache, "overview_page", lambda _: replace(page, verdict=evil, closing=evil, lines=lines)
    )
    first_sight._filled.cache_clear()

    markup = shown(full_home)

    first_sight._filled.cache_clear()
    assert Parts(markup).tags == Parts(plain).tags
    assert told(markup)["lines"][0]["name"] == evil


def test_it_is_made_once_an_edition(shown, full_home, monkeypatch):
    before = shown(full_home)
    monkeypatch.setattr(overview, "as_of", None)

    assert shown(full_home) is before
