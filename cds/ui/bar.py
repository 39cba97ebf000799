"""The slim bar of every page: search, the page's own choices, what is taken along, one's unit."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cds.domain import clock
from cds.domain.access import Action
from cds.domain.periods import Period, parse_period
from cds.domain.stories import PAGES as ON_SLIDES
from cds.export.files import File
from cds.site.reach import PRESENTING_PAGE
from cds.text.phrases import escaped, phrase
from cds.ui import access, cache, components, navigation, selection, stories
from cds.ui.components import component, packed
from cds.views import choices
from cds.views.reader import Reader

BAR = "bar"  # key of the bar's container, and what the keys of its parts begin with
_COOKIE = "cds_unit"
_PLACES, _FILES, _PRINTING, _MINE = "bar_places", "bar_files", "bar_printing", "bar_mine_now"
_component = component("slim_bar", "bar", "bar.js")


def is_wanted(page: str) -> bool:
    """True where there is a bar: not before signing in, nor around a meeting or a wall."""
    is_wall = page == PRESENTING_PAGE and {"meeting", "kiosk"} & set(st.query_params)
    return access.is_allowed(Action.VIEW) and not is_wall


def draw(page: str) -> None:
    """Draw the bar of a page; the page fills its places, `taking` closes it."""
    st.session_state[_FILES] = {}
    edition = cache.edition()
    if edition.programme and "programme" not in st.query_params:
        st.query_params["programme"] = edition.programme  # its link says so
    if page == "unit" and "unit" not in st.query_params and (mine := my_unit()):
        st.query_params["unit"] = mine  # the page opens on it, and its link says so
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=BAR):
        _search(page)
        _programme(edition)
        places = [
            st.container(horizontal=True, vertical_alignment="center", gap="small", key=key)
            for key in (f"{BAR}_controls", f"{BAR}_period", f"{BAR}_taking")
        ]
        if edition.version >= 0:
            _mine(edition)
    st.session_state[_PLACES], st.session_state[selection.NOTES] = places, st.container()


def controls() -> DeltaGenerator:
    """Return the place of the page's one to three main choices; not for fragments."""
    return _place(0)


def as_of(reader: Reader, periods: Iterable[Period] | None = None) -> Reader:
    """Let choose up to which period figures count; return the reader that judges by them.

    Offered are the periods of the home, where no others are given.
    """
    home_id = reader.catalogue.home.unit_id
    asked = period(choices.until(periods or reader.kept(choices.periods, home_id)))
    return reader.as_of(parse_period(asked) if asked else None)


def period(options: Mapping[str, str], name: str = "period") -> str:
    """Let choose a period, newest first; one between those offered shows the last before it."""
    with _place(1):
        return selection.select(name, phrase("bar.period"), options, instead=choices.before)


@contextmanager
def more(active_count: int = 0) -> Iterator[None]:
    """Put rare choices behind a button that tells how many of them are in use.

    The boundaries on which figures are shown are one of them on every page.
    """
    active_count += bool(navigation.boundaries())
    label = phrase("bar.more_active", count=active_count) if active_count else phrase("bar.more")
    key = f"{BAR}_filters"
    st.session_state[key] = bool(st.session_state.get(key))  # another label would shut it
    place = _place(2).popover(label, icon=":material/tune:", key=key, on_change="rerun")
    offered = choices.boundaries(cache.catalogue(cache.edition()))
    with selection.within(place):
        if len(offered) > 1:
            name, hint = phrase("boundaries"), phrase("boundaries_help")
            selection.select("boundaries", name, offered, hint=hint)
        yield


def boundaries() -> None:
    """Offer the boundaries on a page that has no other rare choice, where there are several."""
    if len(choices.boundaries(cache.catalogue(cache.edition()))) > 1:
        with more():
            pass


def offer(name: str, label: str, make: Callable[[], File]) -> None:
    """Add a file to what can be taken along; it is made when asked for. Fragments may too."""
    st.session_state[_FILES][name] = (label, make)


def taking(page: str) -> None:
    """Show the menu of what can be taken along from the page that has just been drawn.

    What is chosen opens beside the page.
    """
    if told := st.session_state.pop("story_told", ""):
        st.toast(told, icon=":material/check:")
    files: dict[str, tuple[str, Callable[[], File]]] = st.session_state[_FILES]
    labels = {name: label for name, (label, _) in files.items()}
    if page in ON_SLIDES:
        if access.is_allowed(Action.EDIT_STORY):
            labels["story"] = phrase("story.add")
        labels["picture"] = phrase("story.picture")
    labels["print"] = phrase("bar.print")
    chosen = _place(2).menu_button(
        phrase("bar.taking"),
        list(labels),
        format_func=labels.__getitem__,
        icon=":material/ios_share:",
        key=f"{BAR}_take",
    )
    match chosen:
        case None:
            return
        case "story":
            stories.add_to_story(page)
        case "picture":
            stories.take_picture(page)
        case "print":
            st.session_state[_PRINTING] = secrets.token_hex(4)
            st.rerun()
        case _:
            _file(*files[chosen])


def my_unit() -> str:
    """Return the unit that this visitor calls his own; "" for none in this programme."""
    known = st.session_state.get(_MINE, st.context.cookies.get(_COOKIE, ""))
    reference = cache.catalogue(cache.edition())
    return known if known in reference.units and known not in reference.foreign else ""


def _place(number: int) -> DeltaGenerator:
    place: DeltaGenerator = st.session_state[_PLACES][number]
    return place


def _search(page: str) -> None:
    """Show the search; its entries are sent when somebody first turns to it."""
    state = st.session_state.get(f"{BAR}_search", {})
    told: dict[str, object] = {
        "page": page,
        "mine": st.session_state.get(_MINE),
        "programme": st.session_state.get(selection.PROGRAMME_NOW),
        "printing": st.session_state.get(_PRINTING),
        "search": phrase("bar.search"),
        "none": phrase("bar.none"),
        "choices": phrase("bar.choices"),
        "kinds": {kind: phrase(f"bar.{kind}") for kind in choices.SearchKind},
    }
    if state.get("wanted"):
        names = tuple(name for section in navigation.PAGES.values() for name, _ in section)
        found = cache.reader(cache.edition()).kept(choices.destinations, names)
        told["entries"] = [astuple(one) for one in found]
    _component(key=f"{BAR}_search", data=packed(told), on_wanted_change=lambda: None)


def _programme(edition: cache.Edition) -> None:
    """Let another programme of the home be looked at; without another nothing is shown."""
    reference, today = cache.catalogue(edition), clock.today()
    if len(reference.programmes) < 2:
        return
    names = {
        one.programme_id: phrase(
            "bar.programme_closed" if one.is_closed_on(today) else "bar.programme_open",
            name=reference.units[one.home_unit_id].name_short,
            first=str(one.started_on.year),
            last=str(one.ended_on.year) if one.ended_on else "",
            ended=one.ended_on,
        )
        for one in reference.programmes
    }
    chosen = st.menu_button(
        reference.home.name_short,
        list(names),
        format_func=names.__getitem__,
        icon=":material/swap_horiz:",
        help=phrase("bar.programme"),
        key=f"{BAR}_programme",
    )
    if chosen and chosen != reference.programme.programme_id:
        selection.choose_programme(chosen)
        st.rerun()


@st.dialog(phrase("bar.taking"))
def _file(label: str, make: Callable[[], File]) -> None:
    st.markdown(f"**{escaped(label)}**")
    components.download(make())


@st.fragment  # where it fails, the page stays
def _mine(edition: cache.Edition) -> None:
    """Let a visitor say which unit is his own, and lead to its page."""
    if st.session_state.pop("mine_settled", False):
        st.rerun()  # the page may show it, and the browser is to remember it
    reader, mine = cache.reader(edition), my_unit()
    label = reader.catalogue.units[mine].name if mine else phrase("bar.mine")
    with st.popover(
        escaped(label), icon=":material/home_pin:", key=f"{BAR}_mine", on_change="rerun"
    ) as opened:
        if not opened.open:
            return
        offered = {"": phrase("bar.mine_none"), **choices.units(reader, mine or None)}
        st.session_state["mine_which"] = mine
        components.choose(phrase("bar.mine_choose"), offered, "mine_which", on_change=_settle)
        st.caption(phrase("bar.mine_note"))
        if mine:
            components.lead("unit", phrase("bar.mine_open"), {**selection.framing(), "unit": mine})


def _settle() -> None:
    st.session_state[_MINE] = st.session_state["mine_which"] or ""
    st.session_state["mine_settled"] = True
