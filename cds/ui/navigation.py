"""The list of pages, what every page begins with, and what changes the edition it shows."""

from copy import copy
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

import streamlit as st
from streamlit.navigation.page import Page

from cds.domain.access import Action
from cds.domain.errors import NotFoundError, UserError
from cds.site.reach import HOME_PAGE
from cds.store.snapshots.snapshot import Snapshot
from cds.text.phrases import escaped, phrase
from cds.ui import access, cache, components, selection, watching
from cds.views import choices

ICON = Path(__file__).with_name("icon.png")  # a named icon would be fetched from outside
_INK = "#3f7fd6"  # of the logo, readable on the light and on the dark page
_LETTER = 15.5  # mean width of a bold letter of it
AS_SENT = ("upload", "targets", "snapshots", "reporting")
PAGES = {
    "section_first": (
        ("overview", ":material/dashboard:"),
        ("gaps", ":material/target:"),
        ("coverage", ":material/map:"),
        ("unit", ":material/location_city:"),
        ("present", ":material/slideshow:"),
    ),
    "section_programme": (
        ("programme", ":material/assignment:"),
        ("pilots", ":material/flag:"),
        ("sectors", ":material/category:"),
        ("motto", ":material/rule:"),
        ("milestones", ":material/apartment:"),
        ("nation", ":material/public:"),
    ),
    "section_data": (
        ("indicator", ":material/monitoring:"),
        ("changes", ":material/difference:"),
        ("upload", ":material/upload_file:"),
        ("targets", ":material/edit_note:"),
        ("snapshots", ":material/history:"),
        ("reporting", ":material/fact_check:"),
        ("methods", ":material/menu_book:"),
    ),
}


def pages() -> dict[str, list[Page]]:
    """Every page by section; the first is the home page."""
    made = _pages(access.is_allowed(Action.VIEW))
    # Copies, because Streamlit marks the page that may run, and visitors run side by side.
    return {section: [copy(page) for page in named] for section, named in made.items()}


def product_name() -> str:
    """The product's name; a plain one while the reference tables are broken."""
    try:
        return cache.catalogue(cache.edition()).programme.product_name
    except UserError:
        return phrase("product")


@lru_cache(maxsize=8)
def logo(name: str) -> str:
    """The SVG of a product's name."""
    width = 52 + len(name) * _LETTER
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} 44" '
        f'width="{width:.0f}" height="44"><rect x="2" y="4" width="36" height="36" rx="7" '
        f'fill="{_INK}"/><path d="M9 31L17 21L23 26L32 12" fill="none" stroke="#fff" '
        f'stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round"/>'
        f'<text x="47" y="31" font-family="Source Sans, Segoe UI, Arial, sans-serif" '
        f'font-size="26" font-weight="700" fill="{_INK}">{escape(name)}</text></svg>'
    )


def opened() -> cache.Edition:
    """Return the edition the address asks for; say so when it is not the newest.

    An unknown version is named and the newest shown, and why what is on disk cannot be. Damaged
    files are named on every page.
    Raises InconsistentReferenceError with every fault of the reference tables, data or none.
    """
    if st.session_state.pop("awaits_newest", False):
        with st.spinner(phrase("building")):
            cache.caught_up()
    newest = cache.edition()
    if fault := cache.newest_fault():
        st.error(phrase("newest_kept", fault=fault), icon=":material/sync_problem:")
    wanted = _asked_edition(newest)
    if wanted is None:
        selection.tell_unknown("version", st.query_params["version"], phrase("newest"))
        wanted = newest
    watching.watch(wanted if wanted.version == newest.version else None)
    if wanted.version < 0:
        _first_step()
        return wanted
    if wanted.version != newest.version:
        published = cache.store(wanted.home).history()[wanted.version].committed_at
        told = phrase("as_of", version=str(wanted.version), published=published)
        _departure("version", told, ":material/history:")
    if wanted.boundaries:
        named = choices.boundaries(cache.catalogue(newest))[wanted.boundaries]
        _departure("boundaries", phrase("on_boundaries", boundaries=named), ":material/map:")
    layers = cache.damaged_layers(wanted.home, wanted.reference)
    if damaged := (*cache.reader(wanted).view.damaged, *layers):
        known = cache.snapshots(wanted.home, wanted.version)
        components.damage_notice(damaged, "damaged", known)
    return wanted


def _departure(choice: str, told: str, icon: str) -> None:
    """Say that the page shows something else than the newest as reported, and lead back."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(told, icon=icon)
        st.button(
            phrase(f"leave_{choice}"),
            on_click=selection.leave,
            args=(choice,),
            key=f"leave_{choice}",
        )


def _first_step() -> None:
    """Say that nothing is published yet, and what whoever looks can do next."""
    page, can_send = st.session_state["page"], access.is_allowed(Action.SEND)
    step = ("empty_here" if page == "upload" else "empty_send") if can_send else "empty_wait"
    told = [phrase("empty_store"), phrase(step)]
    if access.is_allowed(Action.ADMINISTER):
        told.append(phrase("empty_init"))
    first, *rest = told
    with st.container(border=True, key="first_step", gap="xsmall"):
        st.markdown(f"**:material/inventory_2: {escaped(first)}** {escaped(' '.join(rest))}")
        with st.container(horizontal=True):
            for name in ("upload", "programme", "methods")[0 if can_send else 1 :]:
                if name != page:
                    components.lead(name, phrase(f"{name}.title"), selection.framing())


def await_newest() -> None:
    """Let this visitor's next page wait for what he has just changed."""
    st.session_state["awaits_newest"] = True


def judge(action: Action, snapshot: Snapshot, reason: str) -> None:
    """Withdraw or restore, if whoever asks may; the page waits for what then counts."""
    store = cache.store(str(cache.home()))
    person = access.require_snapshot(action, store, snapshot)
    act = store.withdraw if action is Action.WITHDRAW else store.restore
    act(snapshot.snapshot_id, reason, person.key)
    await_newest()


@lru_cache(maxsize=2)
def _pages(is_admitted: bool) -> dict[str, list[Page]]:
    """The pages as they stay; making them looks up every file, too dear for each rerun."""
    return {
        phrase(section): [
            st.Page(
                f"pages/{name}.py" if is_admitted else access.welcome,
                title=phrase(f"{name}.title"),
                icon=icon,
                url_path=name,
                default=name == HOME_PAGE,
                help=phrase(f"{name}.help"),
            )
            for name, icon in names
        ]
        for section, names in PAGES.items()
    }


def shown_edition() -> cache.Edition:
    """Return the edition on screen, as `opened` has said: the newest for an unknown version."""
    newest = cache.edition()
    return _asked_edition(newest) or newest


def _asked_edition(newest: cache.Edition) -> cache.Edition | None:
    """The edition the address asks for; None for an unknown version."""
    asked, wanted = st.query_params.get("version"), newest
    if asked is not None:
        try:
            wanted = cache.edition(cache.store(newest.home).version_at(asked))
        except NotFoundError:
            return None
    return replace(wanted, boundaries=boundaries())


def boundaries() -> str:
    """Return the boundaries that the address asks for, by name; "" as figures were reported.

    So are those of pages that say what was sent, and on which nothing is converted.
    """
    asked = st.query_params.get("boundaries", "")
    if not asked or st.session_state.get("page") in AS_SENT:  # asked several times a run
        return ""
    return asked if asked in choices.boundaries(cache.catalogue(cache.edition())) else ""
