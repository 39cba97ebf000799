"""The register as tables: indicators, targets, sources, and how much of it is demonstration."""

from dataclasses import dataclass
from datetime import date

from cds.blocks import Table, table
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator
from cds.domain.targets import Target
from cds.store.layers import available_layers, found_layer
from cds.text import figures, numbers
from cds.text.phrases import word
from cds.views.programme import documents
from cds.views.reader import Reader


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Rows in the order of the register. `sources` is Markdown, None when the file is missing."""

    indicators: Table
    targets: Table
    sources: str | None
    demo_series: int
    real_series: int
    documents: tuple[str, ...]
    licences: tuple[str, ...]


def build(reader: Reader) -> RegisterPage:
    """Gather the tables of the page on methods and sources."""
    catalogue = reader.catalogue
    series = [one for one in reader.view.series() if one.points]
    demo = sum(all(point.is_demo for point in one.points) for one in series)
    path = reader.home / "reference" / "SOURCES.md"
    layers = [
        found_layer(reader.home, one.vintage, one.level, tiles=one.tiles)
        for one in available_layers(reader.home)
    ]
    return RegisterPage(
        indicators=table(
            "methods",
            "name id unit kind levels responsible definition basis",
            map(_indicator_texts, catalogue.indicators.values()),
        ),
        targets=table(
            "methods",
            "name target due responsible document link",
            (_target_texts(one, catalogue, reader.today) for one in catalogue.targets.values()),
        ),
        sources=path.read_text("utf-8") if path.is_file() else None,
        demo_series=demo,
        real_series=len(series) - demo,
        documents=documents(catalogue),
        licences=tuple(dict.fromkeys(layer.licence.value for layer in layers if layer)),
    )


def _indicator_texts(indicator: Indicator) -> tuple[str, ...]:
    return (
        indicator.name,
        indicator.indicator_id,
        numbers.unit_text(indicator),
        word(indicator.kind),
        ", ".join(word(level) for level in indicator.levels),
        indicator.responsible or numbers.MISSING,
        indicator.definition,
        indicator.basis,
    )


def _target_texts(target: Target, catalogue: Catalogue, today: date) -> tuple[str, ...]:
    indicator = catalogue.indicators.get(target.indicator_id)
    aim = target.unit_name.partition(" (")[0]
    if target.value is not None and indicator is not None:
        aim = numbers.target_value(target.value, target.operator.value, indicator)
    return (
        figures.target_name(target),
        aim,
        numbers.day(target.due_on),
        target.office_at(catalogue.unit_of(target), today) or numbers.MISSING,
        target.source_title,
        target.source_url,
    )
