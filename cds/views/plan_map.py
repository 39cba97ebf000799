"""Where the units of a plan lie: those it names, those with something open, those without."""

from cds.charts.coverage_map import LegendEntry, MapPayload, MapRow
from cds.charts.map_scale import GAP_COLOURS, PLAIN_COLOURS
from cds.domain.admin_units import AdminLevel
from cds.store.layers import found_layer
from cds.text import figures, numbers
from cds.text.phrases import phrase, template
from cds.views.coverage import MapRequest, links
from cds.views.coverage_wording import map_words
from cds.views.gap_plan import build
from cds.views.reader import Reader

_COLOURS = {"named": GAP_COLOURS[1], "open": PLAIN_COLOURS[1], "done": PLAIN_COLOURS[0]}


def plan_map(reader: Reader, target_id: str) -> MapPayload | None:
    """Draw the plan of a target; None without one, and without a layer of its units."""
    made = reader.kept(build, target_id)
    if made is None:
        return None
    period, home = made.basis.whole.period, reader.catalogue.home
    level = AdminLevel(reader.catalogue.units[next(iter(made.basis.counts))].level)
    vintage = reader.catalogue.vintage_for(home, period)
    layer = found_layer(reader.home, vintage.name, level)
    if layer is None:
        return None
    order, rows = list(_COLOURS), []
    named = set(made.chosen)
    for shape in layer.shapes:
        counts = made.basis.counts.get(shape.unit_id)
        if counts is None:
            continue
        left = int(counts.denominator - counts.numerator)
        state = "named" if shape.unit_id in named else "open" if left > 0 else "done"
        rows.append(
            MapRow(
                code=shape.code,
                step=order.index(state),
                value=figures.amount(made.basis.points[shape.unit_id], made.row.indicator),
                gap=phrase(f"plan.map_{state}"),
                period=figures.when(made.basis.whole),
                source=figures.source(made.basis.whole),
                still_to_do=left if left > 0 else None,
                still_to_do_text=numbers.things(left, made.row.indicator) if left > 0 else "",
            )
        )
    legend = [LegendEntry(_COLOURS[key], phrase(f"plan.map_{key}")) for key in order]
    if len(rows) < len(layer.shapes):
        legend.append(LegendEntry(None, template("map.missing")))
    target = figures.target_name(made.row.target) if made.row.target else ""
    alt = phrase("plan.map_alt", target=target, count=len(made.steps))
    return MapPayload(
        links=links(reader.home, layer, MapRequest("", level, str(period))),
        rows=tuple(rows),
        colours=tuple(_COLOURS.values()),
        legend=tuple(legend),
        words=map_words(alt, gap="{gap}"),
    )
