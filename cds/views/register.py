"""The register as tables: indicators, targets, sources, and how much of it is demonstration."""

from dataclasses import dataclass
from pathlib import Path

from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator
from cds.domain.targets import Target
from cds.store.layers import available_layers, found_layer
from cds.store.view.queries import View
from cds.text import figures, numbers
from cds.text.screens import KINDS, LEVELS
from cds.views.programme import documents


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Rows in the order of the register. `sources` is Markdown, None when the file is missing."""

    indicators: tuple[tuple[str, ...], ...]
    targets: tuple[tuple[str, ...], ...]
    sources: str | None
    demo_series: int
    real_series: int
    documents: tuple[str, ...]
    licences: tuple[str, ...]


def build(home: Path, catalogue: Catalogue, view: View) -> RegisterPage:
    """Gather the tables of the page on methods and sources."""
    series = [s for i in catalogue.indicators for s in view.series(i) if s.points]
    demo = sum(all(point.is_demo for point in one.points) for one in series)
    path = home / "reference" / "SOURCES.md"
    return RegisterPage(
        indicators=tuple(_indicator_row(one) for one in catalogue.indicators.values()),
        targets=tuple(_target_row(one, catalogue) for one in catalogue.targets.values()),
        sources=path.read_text("utf-8") if path.is_file() else None,
        demo_series=demo,
        real_series=len(series) - demo,
        documents=documents(catalogue),
        licences=_licences(home),
    )


def _licences(home: Path) -> tuple[str, ...]:
    """Names of the licences of the layers in use."""
    layers = available_layers(home)
    found = (found_layer(home, one.vintage, one.level, tiles=one.tiles) for one in layers)
    return tuple(dict.fromkeys(layer.licence.value for layer in found if layer))


def _indicator_row(indicator: Indicator) -> tuple[str, ...]:
    return (
        indicator.name,
        indicator.indicator_id,
        numbers.unit_text(indicator),
        KINDS[indicator.kind],
        ", ".join(LEVELS[level] for level in indicator.levels),
        indicator.responsible or numbers.MISSING,
        indicator.definition,
        indicator.basis,
    )


def _target_row(target: Target, catalogue: Catalogue) -> tuple[str, ...]:
    indicator = catalogue.indicators.get(target.indicator_id)
    aim = target.unit_name.partition(" (")[0]
    if target.value is not None and indicator is not None:
        aim = numbers.target_value(target.value, target.operator.value, indicator)
    return (
        figures.target_name(target),
        aim,
        numbers.day(target.due_on),
        target.responsible or numbers.MISSING,
        target.source_title,
        target.source_url,
    )
