"""Pilot communes: before and after, against matched communes; who could follow next."""

from functools import partial

import streamlit as st

from cds.charts.values import ValuePairs
from cds.text.phrases import capital, escaped, phrase
from cds.ui import bar, cache, components, navigation, selection, show
from cds.views import pilot_effects, pilots
from cds.views.pilot_effects import PilotEffect
from cds.views.pilots import PilotCard, PilotsPage


def card(shown: PilotCard, effect: PilotEffect) -> None:
    """Show how a pilot did: on the indicator compared, and in each thing it tried out."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        label = f"**{escaped(shown.name)}** · {escaped(shown.place)}"
        components.lead("unit", label, {**selection.framing(), "unit": shown.unit_id}, icon="")
        if effect.pair is None:
            st.caption(escaped(capital(effect.told)))
        pairs = (*filter(None, [effect.pair]), *shown.contents)
        if pairs:
            alt = phrase("pilots.contents_alt", unit=shown.name)
            show.drawn(ValuePairs(pairs), alt, f"pilot_{shown.unit_id}")


def results(page: PilotsPage) -> None:
    """Show each effect against none, then the pilots side by side; the rest can be unfolded."""
    compared = reader.kept(pilot_effects.build, indicator_id)
    if not page.has_figures:
        st.info(phrase("pilots.no_figures"), icon=":material/inventory_2:")
    if compared.chart is not None:
        with st.container(key="pilots_chart", gap=None):
            st.header(escaped(compared.finding))
            if compared.told:
                st.markdown(components.small(compared.told))
            alt = phrase("pilots.chart_alt", name=compared.indicator.name)
            show.drawn(compared.chart, alt, "pilots")
            st.caption(phrase("pilots.caveat"))
    with st.container(key="pilots_cards"), st.grid(3, min_column_width=230):
        for one, effect in zip(page.cards, compared.effects, strict=True):
            card(one, effect)
    key = "pilots_details"
    with st.expander(phrase("pilots.details"), on_change="rerun", key=key) as opened:
        note = f"{escaped(page.basis)} {phrase('pilots.effect_note')}"
        components.paragraphs(f"{note} {components.rule_link('pilots')}")
        if opened.open and compared.table is not None:
            show.traced(edition, compared.table, phrase("pilots.details"), "pilots_effects")
    if page.published.lines:
        told = phrase("pilots.published")
        with st.expander(told):
            show.traced(edition, page.published, told, "pilots_published")
    with st.expander(phrase("pilots.plan_details")):
        components.paragraphs(escaped(page.lead), "  \n".join(map(escaped, page.contents)))
        with st.grid(3, min_column_width=300):
            for one in page.cards:
                lines = "  \n".join(escaped(line) for line in one.identity)
                components.paragraphs(f"**{escaped(one.name)}**", lines)


def ranking() -> None:
    """Show who could follow: in sentences, as a ranking beside the parts, and part by part."""
    shown = reader.kept(pilots.followers)
    mark = components.demo_badge(has_demo=shown.has_demo)
    components.paragraphs(f"{escaped(' '.join(shown.sentences))} {mark}")
    if shown.table is None or shown.starts is None:
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        alt = phrase("pilots.ready_rank")
        st.header(alt, anchor=False)
        show.table(shown.table.pick("rank unit district distance met"), alt)
    with right:
        st.header(escaped(shown.starts_title), anchor=False)
        show.table(shown.starts, shown.starts_title)
    st.caption(phrase("pilots.ready_note"))
    show.folded(shown.table, phrase("pilots.ready_table"), "ready_table")


edition = navigation.opened()
reader = cache.reader(edition)
page = reader.kept(pilots.build)
if page is None:
    why = reader.kept(pilots.without)
    show.elsewhere(reader, why, "pilots", pilots.block, "pilots.csv")

reader = bar.as_of(reader)
bar.boundaries()
options = reader.kept(pilots.comparable)
with bar.controls():
    indicator_id = selection.select("indicator", phrase("pilots.indicator"), options)
sentence, has_demo = reader.kept(pilot_effects.verdict, tuple(options))
is_demo = page.has_figures and not page.has_real
components.verdict(sentence, phrase("pilots.demo_only") if is_demo else "", has_demo=has_demo)
parts: components.Parts = {"results": partial(results, page), "ready": ranking}
components.tabs(parts, lambda name: phrase(f"pilots.tab_{name}"), "pilots_tab")
