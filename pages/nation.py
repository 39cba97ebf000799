"""The province among the provinces: DTI and all that is published of others, by framework."""

import streamlit as st

from cds.charts.values import Strips
from cds.domain.observations import has_demo
from cds.domain.periods import parse_period
from cds.text.phrases import escaped, phrase
from cds.ui import bar, cache, components, navigation, selection, show
from cds.views import choices, nation

PARTS = ("by_year", "by_unit")


def by_year() -> None:
    """Show every province over the years."""
    show.traced(edition, page.years.filled(), titles["by_year"], "nation_by_year")


def by_unit() -> None:
    """Show the provinces of the year."""
    show.traced(edition, page.units, titles["by_unit"], "nation_by_unit")


edition = navigation.opened()
reader = cache.reader(edition)
known = reader.kept(nation.comparable)
if not known:
    components.nothing(phrase("nation.none"), awaits_figures=True)
with bar.controls():
    names = reader.kept(choices.indicators)
    options = {one: names[one] for one in known}
    indicator_id = selection.select("compared", phrase("nation.indicator"), options)
    years = choices.exact(reader.kept(nation.years, indicator_id))
year = bar.period(years, "year")
page = reader.kept(nation.build, indicator_id, parse_period(year))
name, home = page.indicator.name, reader.catalogue.home
as_of = phrase("nation.as_of", name=name, period=years[year])
components.verdict(page.verdict, as_of, has_demo=page.has_demo)
left, right = st.columns([2, 1]) if page.near.lines else (st.container(), None)
with left:
    if page.strips:
        alt = phrase("nation.strips_alt", name=name, home=home.name)
        show.drawn(page.strips, alt, "nation_strips")
    said, ranks = reader.kept(nation.ranks)
    if others := tuple(strip for one, strip in ranks.items() if one != indicator_id):
        st.header(escaped(said), anchor=False)
        drawn = Strips(others, better=phrase("nation.better"), is_reversed=True)
        show.drawn(drawn, said, "nation_ranks")
    found = reader.kept(nation.against_nation)
    if found and found.is_more_than(indicator_id):
        badge = components.demo_badge(has_demo=has_demo(found.points))
        st.header(f"{escaped(found.sentence)} {badge}", anchor=False)
        st.caption(escaped(phrase("nation.against_key", name=home.name_short)))
        show.drawn(found.chart, found.sentence, "nation_against")
if right is not None:  # on a phone the tab of all provinces is enough
    with right, st.container(key="nation_near"):
        heading = phrase("nation.ranking", home=home.name_short, period=years[year])
        st.header(escaped(heading), anchor=False)
        show.table(page.near, heading)
if page.notes:
    st.caption(escaped(" ".join(page.notes)))
if page.told:
    show.trace_button(edition, page.told, "nation")
titles = {name: phrase(f"nation.{name}", period=years[year]) for name in PARTS}
parts: components.Parts = dict(zip(PARTS, (by_year, by_unit), strict=True))
components.tabs(parts, titles.__getitem__, "parts")
