"""Methods and sources: rules with examples, register, targets, sources, what is demonstration."""

from functools import partial

import streamlit as st

from cds.domain.errors import UserError
from cds.export.files import File
from cds.site import turns
from cds.text.figures import BOUNDS, STANDINGS
from cds.text.phrases import escaped, phrase, sentence
from cds.ui import cache, components, files, navigation, show
from cds.views import methods
from cds.views.methods import Rule


def legend() -> None:
    """Show what each standing means, in the words and colours that every page gives it."""
    with st.grid(3, min_column_width=280, gap="small"):
        for standing, said in STANDINGS.items():
            components.paragraphs(
                f"{components.badge(standing, said)}  \n{components.small(said.meaning)}"
            )


def rule(shown: Rule, number: int) -> None:
    """Show one rule by its example, that of the standings by each of them.

    Its words unfold beside it when its title is chosen or led to; without an example they stand.
    """
    title = phrase("methods.numbered", number=number, title=shown.title)
    st.header(f"[{escaped(title)}](#{shown.name})", anchor=shown.name)
    if shown.name == "status":
        with st.container(key="words_status"):
            st.markdown(shown.text)
        legend()
    elif shown.example is None:
        st.markdown(shown.text)
    else:
        left, right = st.columns(2, gap="medium")
        with left, st.container(key=f"words_{shown.name}"):
            st.markdown(shown.text)
        with right, st.container(gap="xsmall"):
            show.drawn(shown.example, shown.title, f"rule_{shown.name}")
            st.markdown(components.small(shown.told))


def rules() -> None:
    """Show by a drawn example how a standing is told, then every rule by its own."""
    show.drawn(methods.ruler(), phrase("methods.ruler.title"), "methods_ruler")
    st.markdown(phrase("methods.ruler.otherwise"))
    with st.container(key="rules"), st.grid(3, min_column_width=320, gap="medium"):
        for number, one in enumerate(every_rule, 1):
            with st.container(key=f"section_{one.name}"):
                rule(one, number)


def sources() -> None:
    """Show where figures and boundaries come from, and offer all of them as one file."""
    everything()
    st.header(phrase("methods.demo_part"))
    counted = {"demo": page.demo_series, "real": page.real_series}
    st.markdown(phrase("methods.demo_text", **counted))
    st.header(phrase("methods.boundary_part"))
    st.markdown("\n".join(f"- {phrase(f'map.licence_{name}')}" for name in page.licences))
    st.header(phrase("methods.tab_sources"))
    st.markdown("\n".join(f"- {escaped(one)}" for one in page.documents))
    st.markdown(page.sources or phrase("methods.no_sources"))


@st.fragment
def everything() -> None:
    """Offer all of the data version as one file; it is made when asked for."""
    st.header(phrase("everything.title"))
    st.caption(phrase("everything.note"))
    label = phrase("everything.make")
    if not st.button(label, icon=":material/folder_zip:", key="everything"):
        return
    try:
        with st.spinner(phrase("everything.making")), turns.dear("export"):
            file = _made()
    except UserError as error:  # beside the button; a fragment's own failure is told twice
        st.error(sentence(error), icon=":material/error:")
        return
    if page.demo_series:
        st.warning(phrase("everything.demo"), icon=":material/science:")
    components.download(file)


def _made() -> File:
    """Everything, kept for all who ask until the next version; who stops it keeps nothing."""
    job = files.everything(edition)
    try:
        return files.awaited(job)
    except BaseException:
        files.everything.clear(edition)
        raise


edition = navigation.opened()
reader = cache.reader(edition)
page, every_rule = reader.kept(methods.build), methods.rules()
components.verdict(
    phrase("methods.verdict", good=BOUNDS["good"], fair=BOUNDS["fair"]),
    phrase(
        "methods.told",
        programme=reader.catalogue.programme.name,
        count=len(every_rule),
        indicators=len(page.indicators.lines),
        targets=len(reader.catalogue.own_targets),
        real=page.real_series,
        demo=page.demo_series,
    ),
)
parts: components.Parts = {
    "rules": rules,
    "register": partial(show.table, page.indicators, phrase("methods.tab_register")),
    "targets": partial(show.table, page.targets, phrase("methods.tab_targets")),
    "sources": sources,
}
components.tabs(parts, lambda name: phrase(f"methods.tab_{name}"), "methods_tab")
