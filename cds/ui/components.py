"""Pieces of screens: verdict, badge with its rule, ribbons, choices, components of our own."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlencode

import streamlit as st

from cds.charts.theme import BADGE_COLOURS
from cds.domain.access import Action
from cds.domain.assessments import Standing, Status
from cds.export.files import File
from cds.maps.addresses import browser_folder_url
from cds.scorecard import Row
from cds.site.reach import HOME_PAGE
from cds.store.files import Damage
from cds.store.snapshots.snapshot import Snapshot
from cds.text import figures, numbers
from cds.text.figures import STANDINGS
from cds.text.phrases import escaped, phrase, word
from cds.ui import access, cache, selection
from cds.views import choices
from cds.views.standings import Succession

_SHAPES = {  # of what pages will show but rows, drawn by the stylesheet
    **dict.fromkeys(("pilots", "motto", "present"), "tiles"),
    **{"coverage": "map", "nation": "line"},
}
Choice = TypeVar("Choice")
Parts = dict[str, Callable[[], object]]  # of a page, by their names in its address
# How the keys of containers begin that trade places on paper.
SCREEN, PAPER = "screen_only", "paper_only"
MOST_MESSAGES = 64  # of each component kept as they are sent: pages run again with the same
_LOADER = """
export default async function (component) {
  const base = window.__streamlit?.BACKEND_BASE_URL ?? new URL("./", location.href)
  const { draw } = await import(new URL("ADDRESS", base))
  return draw(component)
}
"""
_HEADED = "headed"  # in a session: whether this run has said the sentence of its page
_SAID = "said"  # in a session: what the next run is to say


def verdict(sentence: str, as_of: str = "", *, has_demo: bool = False) -> None:
    """Open a page: its name, the sentence that answers its question, the day of its figures."""
    st.session_state[_HEADED] = True
    st.session_state.pop(selection.NOTES, None)  # what is chosen further below says so there
    name = phrase(f"{_page()}.title")
    mark = f":orange-badge[{phrase('demo_chip')}]" if has_demo else ""
    with st.container(gap=None, key="verdict"):
        if name != sentence:
            st.caption(name)
        st.title(escaped(numbers.unbroken(sentence)), anchor=False)
        if as_of or mark:
            st.markdown(f"{small(as_of) if as_of else ''} {mark}".strip())
        if name == sentence:  # nothing to answer with yet: what will stand here
            st.markdown(phrase(f"{_page()}.help"))


def begin() -> None:
    """Begin a run of a page."""
    st.session_state[_HEADED] = False
    st.session_state.pop(selection.NOTES, None)


def stopped(told: str, icon: str = "error") -> None:
    """Say why a page goes no further; one without a sentence is named, and led to from anew."""
    is_headed = st.session_state[_HEADED]
    if not is_headed:
        st.title(phrase(f"{_page()}.title"), anchor=False)
    st.error(told, icon=f":material/{icon}:")
    if not is_headed:
        lead(_page(), phrase("anew", page=phrase(f"{_page()}.title")), selection.framing())


def declared(why: str, table: str) -> str:
    """Name the reference table of what is missing to who administers, to nobody else."""
    if access.is_allowed(Action.ADMINISTER):
        return f"{why} {phrase('declared_in', table=table)}"
    return why


def nothing(
    why: str,
    onward: Succession | None = None,
    *,
    awaits_figures: bool = False,
    declared_in: str = "",
) -> NoReturn:
    """End a page that has nothing to show with its name, what it will show, and why not yet.

    Where another programme may have what this one lacks, lead to the same page of that.
    """
    verdict(phrase(f"{_page()}.title"))
    why = declared(why, declared_in) if declared_in else why
    blank(_SHAPES.get(_page(), "rows"), why, awaits_figures=awaits_figures)
    succeed(onward)
    st.stop()


def blank(shape: str, why: str, *, awaits_figures: bool = False) -> None:
    """Hold the place of what cannot be drawn yet by its shape, with the reason.

    Where figures are awaited, whoever may send some is led there. A page of a home without any
    has said so above.
    """
    with st.container(key=f"blank_{shape}", gap="small", horizontal_alignment="center"):
        st.markdown(escaped(why))
        if awaits_figures and cache.edition().version >= 0 and access.is_allowed(Action.SEND):
            lead("upload", phrase("upload.title"), selection.framing())


def succeed(found: Succession | None) -> None:
    """Lead to the same page of the programme that came before, or that goes on."""
    if found:
        lead(_page(), escaped(found.sentence), {"programme": found.programme_id})


def badge(standing: Standing, said: figures.Badge) -> str:
    """Return a standing as Markdown: icon, word and colour together."""
    return f":{BADGE_COLOURS[standing]}-badge[:material/{said.icon}: {said.word}]"


def status_rule(row: Row, key: str) -> None:
    """Show the status badge; it opens the rule with its inputs."""
    judged = row.assessment
    said = figures.badge(judged)
    lines = [*_inputs(row), figures.closing(judged, row.unit.name), *map(word, judged.flags)]
    bullets = bulleted([line for line in lines if line])
    text = "\n".join(
        [f"**{phrase('rule.title', word=said.word)}**\n", f"{said.meaning}\n", *bullets]
    )
    with st.popover(badge(judged.standing, said), type="tertiary", key=f"rule_{key}"):
        st.markdown(f"{text}\n\n{rule_link('status')}")


def rule_link(name: str) -> str:
    """Return a link to a rule on the page of methods as Markdown; it opens beside this page."""
    asked = f"?{urlencode(selection.framing())}" if selection.framing() else ""
    return f"[{phrase('methods.rule_link')}](methods{asked}#{name})"


def lead(page: str, label: str, asked: Mapping[str, str], icon: str = "arrow_forward") -> None:
    """Lead on to a page; `asked` are the choices in its address."""
    sign = f":material/{icon}:" if icon else None
    st.page_link(f"pages/{page}.py", label=label, icon=sign, query_params=dict(asked))


def demo_badge(*, has_demo: bool) -> str:
    """Return the mark of a card that shows generated figures, as Markdown; else nothing."""
    return f":orange-badge[:material/science: {phrase('demo_short')}]" if has_demo else ""


def download(file: File) -> None:
    """Offer a file that is ready."""
    st.download_button(
        phrase("download", name=file.name, size=numbers.number(len(file.content) / 1000)),
        file.content,
        file.name,
        file.mime,
        on_click="ignore",
        key=f"download_{Path(file.name).suffix.removeprefix('.')}",
    )


def damage_notice(
    damaged: Sequence[Damage], key: str = "documents_damaged", published: Sequence[Snapshot] = ()
) -> None:
    """Name damaged files, by default those of a page's own; nothing when all is well.

    A file of figures is named by its publication, where that is known.
    """
    if damaged:
        files = {
            one.snapshot_id: phrase(
                "snapshots.published", file=choices.publication(one), at=one.published_at
            )
            for one in published
        }
        names = [files.get(one.snapshot_id or "", one.path) for one in damaged[:3]]
        told = phrase(key, count=len(damaged), names=names)
        st.error(escaped(told), icon=":material/broken_image:")


def tabs(
    parts: Parts,
    label: Callable[[str], str],
    key: str,
    default: str = "",
    *,
    is_ready: bool = False,
) -> None:
    """Show parts behind tabs; the address says which one is open, by its name or number from 1.

    Else it is the default, or the first. A part is made when its tab is opened, or before where all
    of them `is_ready` anyway.
    """
    labels = {name: escaped(label(name)) for name in parts}
    names, default = list(parts), default or next(iter(parts))
    asked = st.query_params.get("tab", default)
    chosen = dict(zip(map(str, range(1, len(names) + 1)), names, strict=True)).get(asked, asked)
    if chosen not in parts:
        chosen = default
        selection.tell_unknown("tab", asked, label(chosen))
    st.session_state[key] = labels[chosen]

    def turned() -> None:
        st.query_params["tab"] = next(
            name for name, label in labels.items() if label == st.session_state[key]
        )

    opened = st.tabs(list(labels.values()), on_change=turned, key=key)
    for tab, show_part in zip(opened, parts.values(), strict=True):
        with tab:
            if tab.open or is_ready:
                show_part()


def paragraphs(*texts: str) -> None:
    """Show Markdown texts below each other as one element, which is sent once; "" is left out."""
    if found := [text for text in texts if text]:
        st.markdown("\n\n".join(found))


def tell(text: str, *, is_done: bool = True) -> None:
    """Have something said where the next run of the page shows its notices."""
    st.session_state.setdefault(_SAID, []).append((text, is_done))


def notices() -> None:
    """Say what has just been done, and what could not be."""
    for text, is_done in st.session_state.pop(_SAID, ()):
        if is_done:
            st.success(escaped(text), icon=":material/check_circle:")
        else:
            st.warning(escaped(text), icon=":material/warning:")


def small(text: str) -> str:
    """Return any text as Markdown that looks like a caption."""
    said = escaped(text).replace("\\:", "&#58;")  # in here the backslash before it would show
    return f":small[:gray[{said}]]"


def bulleted(lines: Sequence[str]) -> list[str]:
    """Return texts as the lines of a Markdown list."""
    return [f"- {escaped(line)}" for line in lines]


def choose(
    label: str,
    options: Mapping[Choice, str],
    key: str,
    chosen: Choice | None = None,
    **settings: Any,  # noqa: ANN401 - passed through to Streamlit
) -> Choice:
    """Ask for one of some by their names, typed with or without accents; return its key.

    One that is not offered gives way to the first, or to the `placeholder` where there is one.
    """
    names, instead = list(options), None if "placeholder" in settings else 0
    found: Choice = st.selectbox(
        label,
        names,
        index=names.index(chosen) if chosen in names else instead,
        format_func=options.__getitem__,
        filter_mode="contains",
        key=key,
        **settings,
    )
    return found


def switch(label: str, options: Mapping[Choice, str], key: str, chosen: Choice) -> Choice:
    """Ask for one of a few that stay in sight; return its key."""
    return st.segmented_control(
        label,
        list(options),
        default=chosen,
        format_func=options.__getitem__,
        required=True,
        key=key,
    )


def loader(name: str) -> str:
    """Return the script that fetches and runs one of `cds/browser`."""
    return _LOADER.replace("ADDRESS", f".{browser_folder_url()}/{name}")


def component(name: str, style: str, script: str) -> Any:  # noqa: ANN401 - Streamlit's
    """Return a component of ours: a box of that class, drawn by one of `cds/browser`."""
    html = f"<div class='{style}'></div>"
    return st.components.v2.component(name, html=html, js=loader(script))


def packed(content: object) -> bytes:
    """Return what a component is told as the bytes it reads, the same for the same content."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _page() -> str:
    return st.session_state["page"] or HOME_PAGE


def _inputs(row: Row) -> list[str]:
    """The rule's inputs as sentences, those that are known."""
    judged, indicator = row.assessment, row.indicator
    lines: list[str] = []
    if judged.latest:
        value = figures.value(judged, indicator)
        lines.append(phrase("rule.latest", value=value, period=figures.when(judged.latest)))
    if judged.baseline:
        start = judged.baseline.value
        value = numbers.figure(start, numbers.as_given(start, indicator))
        origin = word(judged.baseline.origin)
        lines.append(
            phrase("rule.baseline", value=value, period=judged.baseline.period, origin=origin)
        )
    if row.target:
        aim = figures.target(judged, indicator, row.target)
        lines.append(phrase("rule.target", target=aim, due=row.target.due_on))
    if judged.progress is not None:
        lines.append(phrase("rule.expected", value=numbers.figure(judged.expected, indicator)))
        lines.append(phrase("rule.progress", progress=numbers.share(judged.progress)))
        lines.append(phrase("rule.cuts", **figures.BOUNDS))
    if judged.required_pace is not None or judged.recent_pace is not None:
        recent = numbers.difference(judged.recent_pace, indicator)
        required = numbers.difference(judged.required_pace, indicator)
        key = "rule.pace" if judged.recent_from else "rule.pace_unknown"
        since, until = judged.recent_from, judged.latest.period if judged.latest else None
        lines.append(phrase(key, recent=recent, required=required, since=since, until=until))
    if judged.low_status and judged.high_status and judged.low_status is not judged.high_status:
        low, high = _word(judged.low_status), _word(judged.high_status)
        lines.append(phrase("rule.bounds", low=low, high=high))
    if judged.status_cagr:
        lines.append(phrase("rule.cagr", word=_word(judged.status_cagr)))
    return lines


def _word(status: Status) -> str:
    return STANDINGS[Standing(status)].word
