"""What goes out and comes in: the form, and files, pasted tables or typed figures."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import PurePath

import streamlit as st

from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.errors import UsageError
from cds.domain.folding import one_line, plain_words
from cds.domain.periods import Period, PeriodKind, parse_period, period_of
from cds.domain.reporting import last_day_of, owed
from cds.export import forms
from cds.export.files import MEDIA_TYPES
from cds.ingest.context import Context
from cds.ingest.words.dates import read_period
from cds.publish import remembered
from cds.store.sending import Draft, DraftFile, Drafts
from cds.text import numbers
from cds.text.phrases import escaped, family, findable, head, phrase, sentence, word
from cds.ui import access, bar, cache, show
from cds.ui.components import choose, switch
from cds.ui.upload import desk
from cds.ui.upload.desk import Step
from cds.views.due import build as build_due
from cds.views.reader import Reader

_Keep = Callable[[str | None], object]

_TYPED = ("numerator", "denominator", "value", "source_title", "note")
_SHOWN = ("unit_code", "unit_name")
_LARGEST_MB = 50
_MOST_PASTED = 200_000  # letters
_LEVELS = (AdminLevel.COMMUNE, AdminLevel.DISTRICT, AdminLevel.PROVINCE)
_OFFERED = {
    PeriodKind.QUARTER: 8, PeriodKind.HALF: 4, PeriodKind.YEAR: 3, PeriodKind.MONTH: 12
}  # fmt: skip


def indicator_names(reference: Catalogue) -> dict[str, str]:
    """Every indicator's name by its id, to be found with or without accents."""
    return {one.indicator_id: findable(one.name) for one in reference.indicators.values()}


def form(reader: Reader, drafts: Drafts) -> tuple[str, str]:
    """Say what is due, and offer the form for it: for a unit, a period and indicators."""
    reference, today = reader.catalogue, reader.today
    said, ended_on = (phrase("upload.title"), ""), reference.programme.ended_on
    last_day = min(today, ended_on + timedelta(days=1)) if ended_on else today
    left, right = st.columns([2, 1], gap="medium")  # on a phone what is due comes first
    with right, st.container(border=True, key="form_choices"):
        st.markdown(f"**{phrase('upload.form')}**")
        levels = {one: word(one).capitalize() for one in _LEVELS if one in reference.levels}
        level = switch(head("level", "upload"), levels, "form_level", AdminLevel.COMMUNE)
        unit_box = st.container()
        label, newest = phrase("upload.form_period"), _periods(last_day)[0]
        period = _asked_period(label, today, "form_period", chosen=newest)
        if period is None:
            return said
        vintage = reference.vintage_on(period.end)
        last = last_day_of(reference, level, period.end)
        with unit_box:
            within = _form_unit(reference, level, vintage)
        names = {one.indicator_id: findable(one.name) for one in owed(reference, level)}
        chosen = st.multiselect(
            head("indicator", "upload"),
            list(names),
            format_func=names.__getitem__,
            placeholder=phrase("upload.form_all"),
            filter_mode="contains",
            key="form_indicators",
        )
        if last < period.end:
            told = {"level": word(level), "period": period, "last": last}
            st.warning(phrase("upload.form_no_level", **told), icon=":material/event_busy:")
            return said
        made = forms.upload_form(
            reference, level, period.end, indicator_ids=chosen, period=period, within=within
        )
        if AdminLevel.DISTRICT not in reference.levels:
            made = made.without("district")
        units, indicators = (
            len({row[made.fields.index(field)] for row in made.rows})
            for field in ("unit_code", "indicator_id")
        )
        slots = {"units": units, "indicators": indicators, "level": word(level)}
        span = numbers.validity(vintage.first, vintage.last)
        st.caption(phrase("upload.form_text", rows=len(made.rows), span=span, **slots))
    within_id = within.unit_id if within else ""
    due = reader.kept(build_due, level, period, within_id, tuple(sorted(chosen)))

    with left:
        st.caption(due.of)
        show.table(due.lines, due.of)
    name = phrase("upload.form_name", level=plain_words(word(level)), layout=str(period))
    with st.bottom, st.container(horizontal=True, key="upload_bar"):
        st.download_button(
            phrase("upload.form_xlsx"),
            lambda: forms.form_xlsx(made),
            f"{name}.xlsx",
            MEDIA_TYPES["xlsx"],
            type="primary",
            icon=":material/table_view:",
            key="form_xlsx",
        )
        st.download_button(
            phrase("upload.form_csv"),
            lambda: forms.form_csv(made),
            f"{name}.csv",
            MEDIA_TYPES["csv"],
            icon=":material/csv:",
            key="form_csv",
        )
        st.button(
            phrase("upload.form_next"),
            icon=":material/arrow_forward:",
            key="form_next",
            on_click=desk.go,
            args=(drafts, Step.FILE),
        )
    return due.verdict, due.told


def _form_unit(reference: Catalogue, level: AdminLevel, vintage: Vintage) -> AdminUnit | None:
    """The unit the form is for: one of the level, or a district for its communes; None: all."""
    units = [reference.units[unit_id] for unit_id in vintage.parents]
    units.sort(key=lambda unit: (unit.level is level, unit.code))
    names = {"": phrase("upload.form_every_unit")}
    for unit in units:
        if unit.level is level:
            above = reference.district(unit, vintage)
            place = f" · {above.name}" if above else ""
            names[unit.unit_id] = findable(f"{unit.name}{place}")
        elif unit.level is AdminLevel.DISTRICT and level is AdminLevel.COMMUNE:
            names[unit.unit_id] = findable(phrase("upload.form_units_of", unit=unit.name))
    key = f"form_unit_{level}_{vintage.name}"
    return reference.units.get(choose(head("unit", "upload"), names, key, bar.my_unit()))


def _asked_period(
    label: str,
    today: date,
    key: str,
    *,
    chosen: str | None = None,
    placeholder: str | None = None,
    on_change: Callable[[], None] | None = None,
) -> Period | None:
    """Have a period chosen or typed; None without one, and for what is told to be none."""
    offered = _periods(today)
    if chosen and chosen not in offered:
        offered.insert(0, chosen)
    text = st.selectbox(
        label,
        offered,
        index=offered.index(chosen) if chosen else None,
        format_func=_period_name,
        placeholder=placeholder,
        accept_new_options=True,
        filter_mode="contains",
        help=phrase("upload.period_help"),
        key=key,
        on_change=on_change,
    )
    found = read_period(text) if text else None
    if text and found is None:
        st.error(escaped(phrase("upload.period_bad", value=text)))
    return found


def _periods(today: date) -> list[str]:
    """The periods that ended of late, by kind, the newest first."""
    ended: list[Period] = []
    for kind, count in _OFFERED.items():
        period = period_of(kind, today)
        for _ in range(count):
            period = period_of(kind, period.start - timedelta(days=1))
            ended.append(period)
    return [str(one) for one in ended]


def _period_name(text: str) -> str:
    with suppress(ValueError):
        return numbers.period(parse_period(text))
    return text


def checking_context(today: date) -> Context:
    """What holds for every file that is checked here."""
    return Context(today=today, mappings=remembered(cache.home()), sender=access.who().key)


def say(reference: Catalogue, today: date, drafts: Drafts, draft: Draft) -> None:
    """Ask for what the files that come next do not say themselves."""
    left, right = st.columns([1, 2])
    with left:
        ask_period(
            today,
            draft.period,
            "told_period",
            lambda period: drafts.change(lambda kept: replace(kept, period=period)),
            phrase("upload.period_any"),
        )
    with right:
        ask_indicator(
            reference,
            draft.indicator_id,
            "told_indicator",
            lambda chosen: drafts.change(lambda kept: replace(kept, indicator_id=chosen)),
        )


def ask_period(
    today: date, said: str | None, key: str, keep: _Keep, instead: str | None = None
) -> None:
    """Ask for the period that a file does not say; what is no period is not kept."""

    def changed() -> None:
        text = st.session_state[key]
        period = read_period(text) if text else None
        keep(str(period) if period else None)

    _asked_period(
        phrase("upload.period"),
        today,
        key,
        chosen=said,
        placeholder=instead or phrase("upload.period_choose"),
        on_change=changed,
    )


def ask_indicator(reference: Catalogue, said: str | None, key: str, keep: _Keep) -> None:
    """Ask for the indicator that a file does not say."""
    choose(
        phrase("upload.indicator"),
        indicator_names(reference),
        key,
        said,
        placeholder=phrase("upload.indicator_any"),
        on_change=lambda: keep(st.session_state[key]),
    )


def files(reference: Catalogue, today: date, drafts: Drafts, draft: Draft) -> str:
    """Take files, a pasted table or typed figures, which are checked at once; say what is there."""
    replaced_id = st.session_state.get(desk.REPLACED, "")
    replaced = {one.sha256: one for one in draft.files}.get(replaced_id)
    answered = replaced if replaced and not (draft.period or draft.indicator_id) else draft
    is_table = replaced is not None and replaced.name == phrase("upload.paste_name")
    left, right = st.columns(2)
    with left:
        came = st.file_uploader(
            phrase("upload.files"),
            accept_multiple_files=True,
            max_upload_size=_LARGEST_MB,
            help=phrase("upload.files_help"),
            key=f"files_{st.session_state.setdefault('upload_round', 0)}",
        )
    with right:
        pasted = st.text_area(
            phrase("upload.paste"),
            drafts.content(replaced_id).decode("utf-8-sig") if is_table else "",
            placeholder=phrase("upload.paste_example"),
            max_chars=_MOST_PASTED,
            height=132,
            key=f"paste_{st.session_state['upload_round']}",
        )
        is_pasted = st.button(
            phrase("upload.paste_check"), icon=":material/content_paste:", key="paste_check"
        )
    say(reference, today, drafts, draft)
    if came:
        named = [(one_line(PurePath(one.name).name), one.getvalue()) for one in came]
        _take(drafts, named, answered)
    elif is_pasted and (pasted or "").strip():
        table = (phrase("upload.paste_name"), (pasted or "").encode("utf-8-sig"))
        _take(drafts, [table], answered)
    for file in draft.files:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/draft: {escaped(file.name)}")
            st.button(
                phrase("upload.remove"),
                type="tertiary",
                icon=":material/close:",
                key=f"remove_{file.sha256}",
                on_click=_remove,
                args=(drafts, file.sha256),
            )
    with st.expander(phrase("upload.typed"), key="typed"):
        typed(reference, today, drafts)
    if is_table:
        return phrase("upload.replace_table")
    if replaced:
        return phrase("upload.replace_verdict", file=replaced.name)
    key = "upload.files_verdict" if draft.files else "upload.files_none"
    return phrase(key, count=len(draft.files))


def _remove(drafts: Drafts, sha256: str) -> None:
    drafts.change(lambda draft: draft.without_file(sha256))


def _take(
    drafts: Drafts, came: Sequence[tuple[str, bytes]], said: Draft | DraftFile | None = None
) -> None:
    """Keep what came with what was said of it, and go on to its check.

    It takes the place of the file it was to replace. Of what comes later nothing is said yet.
    """
    answers = (said.period, said.indicator_id) if said else ()
    try:
        kept = [drafts.add(content, name, *answers) for name, content in came]
    except UsageError as error:
        st.error(escaped(sentence(error)), icon=":material/inventory_2:")
        return
    replaced = st.session_state.pop(desk.REPLACED, None)
    if replaced not in [file.sha256 for file in kept]:
        _remove(drafts, replaced or "")
    drafts.change(lambda draft: replace(draft, period=None, indicator_id=None))
    st.session_state["upload_file"] = kept[-1].sha256
    st.session_state["upload_round"] += 1
    desk.go(drafts, Step.CHECK)
    st.rerun()


def typed(reference: Catalogue, today: date, drafts: Drafts) -> None:
    """Offer a grid of units; what is filled in becomes a file."""
    st.markdown(phrase("upload.typed_text"))
    left, middle, right = st.columns([3, 1, 1])
    names = indicator_names(reference)
    with left:
        indicator_id = choose(head("indicator", "upload"), names, "typed_indicator")
    with middle:
        levels = reference.indicators[indicator_id].levels
        allowed = {one: word(one) for one in levels if one in reference.levels}
        level = choose(head("level", "upload"), allowed, "typed_level") if allowed else None
    with right:
        period = _asked_period(
            phrase("upload.typed_period"),
            today,
            "typed_period",
            placeholder=phrase("upload.period_choose"),
        )
    if level is None or period is None:
        return
    on = min(period.end, today)
    import pandas as pd  # 50 MB, and only who types figures needs it

    made = forms.upload_form(reference, level, on, indicator_ids=[indicator_id], period=period)
    heads = family("form.head")
    frame = pd.DataFrame(list(made.rows), columns=list(made.head))
    edited = st.data_editor(
        frame[[heads[field] for field in heads if field in (*_SHOWN, *_TYPED)]],
        hide_index=True,
        disabled=[heads[field] for field in _SHOWN],
        key=f"typed_{indicator_id}_{level}_{period}",
        alt=phrase("upload.typed"),
    )
    if not st.button(phrase("upload.typed_check"), key="typed_check"):
        return
    frame[edited.columns] = edited.fillna("").map(lambda cell: str(cell).strip())
    filled = frame[(frame[[heads[field] for field in _TYPED[:3]]] != "").any(axis=1)]
    if filled.empty:
        st.info(phrase("upload.typed_none"))
        return
    rows = tuple(filled.itertuples(index=False, name=None))
    name = phrase("upload.typed_name", indicator=indicator_id, period=str(period))
    _take(drafts, [(name, forms.form_csv(replace(made, rows=rows)))])
