"""Overview and map in plain Streamlit, as somebody who knows it writes them in a day."""

import json
import os
from pathlib import Path

import pandas as pd
import plotly.express as px
import streamlit as st

FOLDER = Path(os.environ["PEER_DATA"])


@st.cache_data
def figures() -> pd.DataFrame:
    """The figures of communes."""
    return pd.read_parquet(FOLDER / "figures.parquet")


@st.cache_data
def standings() -> pd.DataFrame:
    """The standings of all units."""
    return pd.read_parquet(FOLDER / "standings.parquet")


@st.cache_data
def names() -> dict[str, str]:
    """The indicators."""
    return dict(pd.read_csv(FOLDER / "indicators.csv")[["indicator_id", "name_vi"]].to_numpy())


@st.cache_data
def communes() -> set[str]:
    """The units that have an outline."""
    drawn = json.loads((FOLDER / "static/communes.json").read_text())
    return {one["id"] for one in drawn["features"]}


def overview() -> None:
    """The targets of the province, then its communes by target."""
    st.title("Tổng quan")
    known = standings()
    known = known[known.target_id.notna()]
    targets = [*known[known.level == "province"].itertuples()]
    for start in range(0, len(targets), 4):
        for column, target in zip(st.columns(4), targets[start : start + 4], strict=False):
            value = "–" if pd.isna(target.value) else f"{target.value:.2f}"
            told = f"{target.target} · {target.standing}"
            column.metric(names()[target.indicator_id], value, told, delta_color="off", border=True)
    st.subheader("Xã, phường")
    table = known[known.level == "commune"].pivot_table(
        index="unit_name", columns="indicator_id", values="value"
    )
    heat = px.imshow(
        table.rename(columns=names()), aspect="auto", text_auto=".1f",
        color_continuous_scale="RdYlGn",
    )  # fmt: skip
    heat.update_layout(height=1800, margin={"l": 0, "r": 0, "t": 20, "b": 0})
    st.plotly_chart(heat)


def coverage() -> None:
    """The map and the choice of what it shows."""
    st.title("Bản đồ")
    known = figures()
    options = sorted(known.loc[known.unit_id.isin(communes())].indicator_id.unique())
    indicator = st.selectbox("Chỉ tiêu", options, format_func=lambda one: names()[one])
    known = known[known.indicator_id == indicator]
    newest = known[known.period == known.period.max()].sort_values("value")
    figure = px.choropleth(
        newest, geojson="./app/static/communes.json", locations="unit_id", color="value",
        hover_name="unit_name", color_continuous_scale="RdYlGn",
    )  # fmt: skip
    figure.update_geos(fitbounds="locations", visible=False)
    figure.update_layout(height=600, margin={"l": 0, "r": 0, "t": 0, "b": 0})
    left, right = st.columns([2, 1])
    left.plotly_chart(figure, config={"topojsonURL": "./app/static/"})
    right.dataframe(newest[["unit_name", "value"]].head(10), hide_index=True)


st.set_page_config(page_title="Chuyển đổi số", layout="wide")
st.navigation(
    [
        st.Page(overview, title="Tổng quan", url_path="overview", default=True),
        st.Page(coverage, title="Bản đồ", url_path="coverage"),
    ]
).run()
