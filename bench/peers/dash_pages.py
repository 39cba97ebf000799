"""Overview and map in Dash, as somebody who knows it writes them in a day."""

import json
import os
from pathlib import Path

import dash
import pandas as pd
import plotly.express as px
from dash import Input, Output, callback, dcc, html

FOLDER = Path(os.environ["PEER_DATA"])
FIGURES = pd.read_parquet(FOLDER / "figures.parquet")
STANDINGS = pd.read_parquet(FOLDER / "standings.parquet")
NAMES = pd.read_csv(FOLDER / "indicators.csv").set_index("indicator_id")["name_vi"].to_dict()
COMMUNES = json.loads((FOLDER / "static/communes.json").read_text())
TARGETS = STANDINGS[(STANDINGS.level == "province") & STANDINGS.target_id.notna()]
BY_COMMUNE = STANDINGS[(STANDINGS.level == "commune") & STANDINGS.target_id.notna()]
MAPPED = sorted(FIGURES.loc[FIGURES.unit_id.isin([one["id"] for one in COMMUNES["features"]])]
                .indicator_id.unique())  # fmt: skip

app = dash.Dash(
    __name__,
    use_pages=True,
    pages_folder="",
    assets_folder=str(FOLDER / "static"),
    title="Chuyển đổi số",
)
server = app.server


def card(target: pd.Series) -> html.Div:
    """One target."""
    value = "–" if pd.isna(target.value) else f"{target.value:.2f}"
    return html.Div(
        [
            html.Div(NAMES[target.indicator_id]),
            html.B(value, className="value"),
            html.Span(f" / {target.target} · {target.standing}"),
        ],
        style={"border": "1px solid #ccc", "padding": 12, "borderRadius": 6},
    )


def overview() -> html.Div:
    """The targets of the province, then its communes by target."""
    table = BY_COMMUNE.pivot_table(index="unit_name", columns="indicator_id", values="value")
    heat = px.imshow(
        table.rename(columns=NAMES), aspect="auto", text_auto=".1f", color_continuous_scale="RdYlGn"
    )
    heat.update_layout(height=1800, margin={"l": 0, "r": 0, "t": 20, "b": 0})
    cards = html.Div(
        [card(one) for _, one in TARGETS.iterrows()],
        style={"display": "grid", "gridTemplateColumns": "repeat(4, 1fr)", "gap": 12},
    )
    return html.Div([html.H2("Tổng quan"), cards, html.H3("Xã, phường"), dcc.Graph(figure=heat)])


def coverage() -> html.Div:
    """The map and the choice of what it shows."""
    options = [{"value": one, "label": NAMES[one]} for one in MAPPED]
    offline = {"topojsonURL": "/assets/"}
    chart = dcc.Graph(id="map", style={"flex": 2, "height": 600}, config=offline)
    return html.Div(
        [
            html.H2("Bản đồ"),
            dcc.Dropdown(options, MAPPED[0], id="indicator", clearable=False),
            html.Div(
                [chart, html.Div(id="lowest")],
                style={"display": "flex", "gap": 24},
            ),
        ]
    )


def drawn(indicator: str) -> tuple[object, object]:
    """The newest figures of an indicator, and the ten lowest."""
    known = FIGURES[FIGURES.indicator_id == indicator]
    newest = known[known.period == known.period.max()].sort_values("value")
    figure = px.choropleth(
        newest, geojson="/assets/communes.json", locations="unit_id", color="value",
        hover_name="unit_name", color_continuous_scale="RdYlGn",
    )  # fmt: skip
    figure.update_geos(fitbounds="locations", visible=False)
    figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0})
    rows = [
        html.Tr([html.Td(one.unit_name), html.Td(f"{one.value:.2f}")])
        for one in newest.head(10).itertuples()
    ]
    return figure, html.Table(rows)


callback(Output("map", "figure"), Output("lowest", "children"), Input("indicator", "value"))(drawn)
dash.register_page("overview", path="/", name="Tổng quan", layout=overview)
dash.register_page("coverage", path="/coverage", name="Bản đồ", layout=coverage)
app.layout = html.Div(
    [
        html.Nav([dcc.Link(page["name"], href=page["path"], style={"marginRight": 16})
                  for page in dash.page_registry.values()]),
        dash.page_container,
    ],
    style={"fontFamily": "sans-serif", "margin": 24},
)  # fmt: skip
