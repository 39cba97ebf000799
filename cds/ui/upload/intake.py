"""What comes in: files or typed figures, the form for them, what is said once for whole files."""

import csv
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial
from io import StringIO
from pathlib import PurePath

import pandas as pd
import streamlit as st

from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.folding import one_line
from cds.domain.indicators import Tier
from cds.domain.periods import Period, PeriodKind, parse_period, period_of
from cds.export import template
from cds.export.files import MEDIA_TYPES
from cds.ingest.context import Context
from cds.publish import remembered
from cds.text import numbers
from cds.text.labels import escaped, findable
from cds.text.phrases import family, head, phrase, word
from cds.ui import cache

_TYPED = ("numerator", "denominator", "value", "source_title", "note")
_SHOWN = ("unit_code", "unit_name")
_LARGEST_MB = 50
_OFFERED = {
    PeriodKind.QUARTER: 8, PeriodKind.HALF: 4, PeriodKind.YEAR: 3, PeriodKind.MONTH: 12
}  # fmt: skip


@dataclass(frozen=True)
class DroppedFile:
    """A file as it was dropped or typed."""

    name: str
    content: bytes

    @cached_property
    def sha256(self) -> str:
        """Hash of the content; asked for many times a run."""
        return hashlib.sha256(self.content).hexdigest()


def indicator_names(reference: Catalogue) -> dict[str, str]:
    """Every indicator's name by its id, to be found with or without accents."""
    return {one.indicator_id: findable(one.name) for one in reference.indicators.values()}


def form(reference: Catalogue, today: date) -> None:
    """Offer the upload form, filled with the units' names."""
    st.markdown(phrase("upload.form_text"))
    left, middle, right = st.columns([1, 1, 2])
    levels = [AdminLevel.COMMUNE, AdminLevel.DISTRICT, AdminLevel.PROVINCE]
    with left:
        level = st.selectbox(
            phrase("upload.form_level"),
            levels,
            format_func=lambda one: word(one).capitalize(),
            key="form_level",
        )
    with middle:
        period = _form_period(today)
    with right:
        names = {
            one.indicator_id: findable(one.name)
            for one in reference.indicators.values()
            if level in one.levels and one.tier is not Tier.CONTEXT
        }
        chosen = st.multiselect(
            phrase("upload.form_indicators"),
            list(names),
            format_func=names.__getitem__,
            placeholder=phrase("upload.form_all"),
            filter_mode="contains",
            key="form_indicators",
        )
    if period is None:
        return
    last = template.last_day_of(reference, level, period.end)
    if last < period.end:
        told = {"level": word(level), "period": period, "last": last}
        st.warning(phrase("upload.form_no_level", **told), icon=":material/event_busy:")
        return
    vintage = reference.vintage_on(period.end)
    count = sum(reference.units[unit_id].level is level for unit_id in vintage.parents)
    span = numbers.validity(vintage.first, vintage.last)
    st.caption(
        phrase("upload.form_units", count=count, level=word(level), period=period, span=span)
    )
    make = partial(
        template.upload_form, reference, level, period.end, indicator_ids=chosen, period=period
    )
    name = phrase("upload.form_name", level=level.value, layout=str(period))
    with st.container(horizontal=True):
        st.download_button(
            phrase("upload.form_xlsx"),
            lambda: template.form_xlsx(make()),
            f"{name}.xlsx",
            MEDIA_TYPES["xlsx"],
            icon=":material/table_view:",
            key="form_xlsx",
        )
        st.download_button(
            phrase("upload.form_csv"),
            lambda: template.form_csv(make()),
            f"{name}.csv",
            MEDIA_TYPES["csv"],
            icon=":material/csv:",
            key="form_csv",
        )


def _form_period(today: date) -> Period | None:
    """The period the form is for, chosen or typed; None when it cannot be understood."""
    ended: list[Period] = []  # by kind, the newest first
    for kind, count in _OFFERED.items():
        period = period_of(kind, today)
        for _ in range(count):
            period = period_of(kind, period.start - timedelta(days=1))
            ended.append(period)
    text = st.selectbox(
        phrase("upload.form_period"),
        [str(one) for one in ended],
        format_func=_period_name,
        accept_new_options=True,
        filter_mode="contains",
        help=phrase("upload.period_help"),
        key="form_period",
    )
    return _period(text or str(ended[0]))


def _period(text: str) -> Period | None:
    """Read a period that somebody typed; None for nothing and for what is told to be wrong."""
    if not text.strip():
        return None
    try:
        return parse_period(text.strip())
    except ValueError:
        st.error(escaped(phrase("upload.period_bad", value=text)))
        return None


def _period_name(text: str) -> str:
    with suppress(ValueError):
        return numbers.period(parse_period(text))
    return text


def told(reference: Catalogue, today: date) -> Context | None:
    """What the sender says once for whole files; None while it cannot be understood."""
    left, right = st.columns([1, 2])
    with left:
        text = st.text_input(
            phrase("upload.period"), key="told_period", help=phrase("upload.period_help")
        )
    names = indicator_names(reference)
    with right:
        indicator_id = st.selectbox(
            phrase("upload.indicator"),
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder=phrase("upload.indicator_any"),
            filter_mode="contains",
            key="told_indicator",
        )
    period = _period(text or "")
    if period is None and (text or "").strip():
        return None
    known = remembered(cache.home())
    return Context(today=today, period=period, indicator_id=indicator_id, mappings=known)


def dropped() -> Sequence[DroppedFile]:
    """The files in the box, each once."""
    found = st.file_uploader(
        phrase("upload.files"),
        accept_multiple_files=True,
        max_upload_size=_LARGEST_MB,
        help=phrase("upload.files_help"),
        key=f"files_{st.session_state.setdefault('upload_round', 0)}",
    )
    sheets = [DroppedFile(one_line(PurePath(one.name).name), one.getvalue()) for one in found or ()]
    return list({sheet.sha256: sheet for sheet in sheets}.values())


def typed(reference: Catalogue, today: date) -> DroppedFile | None:
    """Offer a grid of units; return it as a file once asked to check, None before."""
    st.markdown(phrase("upload.typed_text"))
    left, middle, right = st.columns([3, 1, 1])
    names = indicator_names(reference)
    with left:
        indicator_id = st.selectbox(
            head("indicator", "upload"), list(names), format_func=names.__getitem__,
            filter_mode="contains", key="typed_indicator",
        )  # fmt: skip
    with middle:
        levels = reference.indicators[indicator_id].levels
        allowed = [one for one in levels if one is not AdminLevel.NATION]
        level = st.selectbox(
            phrase("upload.form_level"), allowed, format_func=word, key="typed_level"
        )
    with right:
        text = st.text_input(
            phrase("upload.typed_period"), key="typed_period", help=phrase("upload.period_help")
        )
    period = _period(text or "")
    if level is None or period is None:
        return None
    on = min(period.end, today)
    made = template.upload_form(reference, level, on, indicator_ids=[indicator_id], period=period)
    heads = family("form.head")
    frame = pd.DataFrame([dict(zip(made.head, row, strict=True)) for row in made.rows])
    edited = st.data_editor(
        frame[[heads[field] for field in heads if field in (*_SHOWN, *_TYPED)]],
        hide_index=True,
        disabled=[heads[field] for field in _SHOWN],
        key=f"typed_{indicator_id}_{level}_{period}",
        alt=phrase("upload.typed"),
    )
    if not st.button(phrase("upload.typed_check"), key="typed_check"):
        return st.session_state.get("typed_sheet")
    rows = [
        {**before, **{name: str(cell or "").strip() for name, cell in after.items()}}
        for before, after in zip(frame.to_dict("records"), edited.to_dict("records"), strict=True)
    ]
    filled = [row for row in rows if any(row[heads[field]] for field in _TYPED[:3])]
    if not filled:
        st.info(phrase("upload.typed_none"))
        return None
    file = StringIO(newline="")
    writer = csv.DictWriter(file, made.head)
    writer.writeheader()
    writer.writerows(filled)
    name = phrase("upload.typed_name", indicator=indicator_id, period=str(period))
    st.session_state["typed_sheet"] = DroppedFile(name, file.getvalue().encode("utf-8-sig"))
    return st.session_state["typed_sheet"]
