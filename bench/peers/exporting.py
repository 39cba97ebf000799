"""The figures of a data home as files that anybody's pages can read."""

import json
import re
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from subprocess import run
from sys import executable

import pandas as pd

_CHOICES = 30
SERVED = "static"  # folder of what browsers fetch, as Streamlit calls it
_DEGREES = 0.001  # of one unit of our drawings: what others draw must lie on a globe
# Plotly draws no map without the outlines of the world, which it fetches from elsewhere.
_LAYERS = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
_NOTHING = {"type": "GeometryCollection", "geometries": []}
_NO_WORLD = {"type": "Topology", "arcs": [], "objects": dict.fromkeys(_LAYERS, _NOTHING)}


def export(home: Path, folder: Path) -> dict[str, str]:
    """Write `figures.parquet`, `standings.parquet`, `indicators.csv` and what browsers fetch.

    Figures are those of communes; standings those of all units, as the command line tells them.
    Returns the names of the shares that most communes have, by id: what is chosen on maps.
    """
    figures = _told(home, "observations", "--level", "commune")
    standings = _told(home, "assess")
    figures[["indicator_id", "unit_id", "unit_name", "period", "value"]].to_parquet(
        folder / "figures.parquet"
    )
    standings.to_parquet(folder / "standings.parquet")
    named = pd.read_csv(home / "reference" / "indicators.csv", dtype=str)
    named[["indicator_id", "name_vi", "unit_vi"]].to_csv(folder / "indicators.csv", index=False)
    layer = max((home / "boundaries").glob("v*-commune.json"))
    outlines = geojson(json.loads(layer.read_text("utf-8")))
    (folder / SERVED).mkdir()
    (folder / SERVED / "communes.json").write_text(json.dumps(outlines))
    (folder / SERVED / "world_110m.json").write_text(json.dumps(_NO_WORLD))
    newest = figures[figures.period == standings[standings.level == "commune"].period.mode()[0]]
    known = newest.groupby("indicator_id").unit_id.nunique().nlargest(_CHOICES).index
    shares = named[named.indicator_id.isin(known) & (named.unit_vi == "%")]
    return dict(zip(shares.indicator_id, shares.name_vi, strict=True))


def _told(home: Path, *words: str) -> pd.DataFrame:
    command = [executable, "-m", "cds", "--data", str(home), *words, "--format", "csv"]
    found = run(command, check=True, capture_output=True).stdout  # noqa: S603 - our own command
    return pd.read_csv(BytesIO(found), low_memory=False)


def geojson(layer: dict[str, list[dict[str, str]]]) -> dict[str, object]:
    """Return a layer of ours as GeoJSON whose outer rings run clockwise, as Plotly wants them."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": unit["id"],
                "properties": {},
                "geometry": {
                    "type": "MultiPolygon",
                    "coordinates": [[ring] for ring in map(_ring, unit["d"].split("Z")) if ring],
                },
            }
            for unit in layer["units"]
        ],
    }


def _ring(path: str) -> list[tuple[float, float]]:
    numbers = [float(one) * _DEGREES for one in re.findall(r"-?[\d.]+", path)]
    points = list(zip(numbers[::2], (-y for y in numbers[1::2]), strict=True))
    if not points:
        return []
    ring = [*points, points[0]]
    turned = sum((x1 - x0) * (y1 + y0) for (x0, y0), (x1, y1) in pairwise(ring))
    return ring if turned > 0 else ring[::-1]
