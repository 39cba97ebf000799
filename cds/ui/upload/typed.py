"""A few figures typed by hand: they become a small file and go the way of every file."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from io import StringIO

import pandas as pd
import streamlit as st

from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.periods import Period, parse_period
from cds.export.template import upload_form
from cds.text.labels import escaped, findable
from cds.text.phrases import family, head, phrase, word
from cds.ui.upload.intake import DroppedFile

_TYPED = ("numerator", "denominator", "value", "source_title", "note")
_SHOWN = ("unit_code", "unit_name")


def typed(reference: Catalogue, today: date) -> DroppedFile | None:
    """Offer a grid of units; return it as a file once asked to check, None before."""
    st.markdown(phrase("upload.typed_text"))
    left, middle, right = st.columns([3, 1, 1])
    names = {i.indicator_id: findable(i.name) for i in reference.indicators.values()}
    with left:
        indicator_id = st.selectbox(
            head("indicator", "upload"), list(names), format_func=names.__getitem__,
            filter_mode="contains", key="typed_indicator",
        )  # fmt: skip
    with middle:
        allowed = [
            one for one in reference.indicators[indicator_id].levels if one is not AdminLevel.NATION
        ]
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
    return _grid(reference, indicator_id, level, period, today)


def _grid(
    reference: Catalogue, indicator_id: str, level: AdminLevel, period: Period, today: date
) -> DroppedFile | None:
    on = min(period.end, today)
    made = upload_form(reference, level, on, indicator_ids=[indicator_id], period=period)
    heads = family("form.head")
    shown = [heads[field] for field in heads if field in (*_SHOWN, *_TYPED)]
    frame = pd.DataFrame([dict(zip(made.head, row, strict=True)) for row in made.rows])
    edited = st.data_editor(
        frame[shown],
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
    name = phrase("upload.typed_name", indicator=indicator_id, period=str(period))
    sheet = DroppedFile(name, _csv(made.head, filled))
    st.session_state["typed_sheet"] = sheet
    return sheet


def _period(text: str) -> Period | None:
    if not text.strip():
        return None
    try:
        return parse_period(text.strip())
    except ValueError:
        st.error(escaped(phrase("upload.period_bad", value=text)))
        return None


def _csv(columns: tuple[str, ...], rows: Sequence[Mapping[str, str]]) -> bytes:
    text = StringIO(newline="")
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
