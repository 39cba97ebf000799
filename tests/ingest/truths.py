"""Random true tables, and every layout in which an office may send them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from cds.domain.indicators import Aggregation, IndicatorKind
from tests.factories import indicator
from tests.ingest.containers import Grid
from tests.ingest.forms import CATALOGUE
from tests.ingest.office import MOTTO
from tests.ingest.spelling import DISTRICTS, UNITS, Style, period_name, style, unit_name

REVENUE = indicator(
    "revenue",
    name="Doanh thu viễn thông",
    kind=IndicatorKind.COUNT,
    aggregation=Aggregation.SUM,
    decimals=3,
    maximum=None,
)
WORLD = replace(CATALOGUE, indicators={**CATALOGUE.indicators, "revenue": REVENUE})
NAMES = {each: WORLD.indicators[each].name for each in ("coverage", "services", "revenue", "score")}
MISSING = ("", "–", "…", "x", "-", "...")
Key = tuple[str, str, str]  # unit, indicator, period
Counts = tuple[Decimal | None, Decimal | None, Decimal | None]


@dataclass(frozen=True)
class Figure:
    """One number of a table and what it is a part of; totals are part of nothing."""

    number: Decimal
    key: Key | None = None


@dataclass
class Sheet:
    """A truth laid out: cells are text, figures or nothing."""

    truth: dict[Key, Counts]
    rows: list[list[object]] = field(default_factory=list)
    spans: list[tuple[int, int, int, int]] = field(default_factory=list)
    styles: dict[int, Style] = field(default_factory=dict)
    context: dict[str, object] = field(default_factory=dict)

    def grid(self, chance: Random, *, is_text: bool) -> Grid:
        """The cells as they are written to a file; a text holds no native numbers."""
        rows = [
            [self._written(place, cell, chance, is_text=is_text) for place, cell in enumerate(row)]
            for row in self.rows
        ]
        return Grid(rows, self.spans)

    def _written(self, place: int, cell: object, chance: Random, *, is_text: bool) -> object:
        if not isinstance(cell, Figure):
            return cell
        way = self.styles.get(place, Style())
        if way.is_native and not is_text:
            whole = cell.number == int(cell.number)
            return int(cell.number) if whole else float(cell.number)
        return way.write(cell.number, chance)


def truth(chance: Random) -> dict[Key, Counts]:
    """Figures of some units, indicators and periods of one kind; now and then one is missing."""
    units = chance.sample(sorted(UNITS), chance.randint(3, len(UNITS)))
    chosen = chance.sample(sorted(NAMES), chance.randint(1, len(NAMES)))
    periods = _periods(chance)
    with_counts = chance.random() < 0.5
    found: dict[Key, Counts] = {}
    for name in chosen:
        digits, size = chance.choice((0, 1, 2, 3)), chance.choice((900, 40_000, 7_000_000))
        for unit in units:
            for period in periods:
                if chance.random() > 0.03:
                    figure = _figure(chance, name, digits, size, with_counts=with_counts)
                    found[unit, name, period] = figure
    return found or truth(chance)


def _periods(chance: Random) -> list[str]:
    form = chance.choice(("{y}", "{y}", "{y}-Q{q}", "{y}-H{h}", "{y}-{m:02d}"))
    made = {
        form.format(
            y=chance.randint(2021, 2023),
            q=chance.randint(1, 4),
            h=chance.randint(1, 2),
            m=chance.randint(1, 12),
        )
        for _ in range(chance.randint(1, 3))
    }
    return sorted(made)


def _figure(chance: Random, name: str, digits: int, size: int, *, with_counts: bool) -> Counts:
    if name == "coverage" and with_counts:
        whole = chance.randint(1, size)
        part = chance.randint(0, whole)
        exact = (Decimal(100 * part) / whole).quantize(Decimal("1e-8"))
        return Decimal(part), Decimal(whole), exact
    most = {"coverage": 100, "score": 1, "services": size, "revenue": size}[name]
    digits = 0 if name == "services" else max(digits, 1) if name == "score" else digits
    return None, None, Decimal(chance.randint(0, most * 10**digits)).scaleb(-digits)


def laid_out(chance: Random) -> Sheet:
    """A random truth in a random layout with whatever stands around tables."""
    known = truth(chance)
    sheet = chance.choice(LAYOUTS)(chance, known)
    for place in range(max(map(len, sheet.rows))):
        sheet.styles.setdefault(place, style(chance))
    return sheet


def _axes(known: dict[Key, Counts]) -> tuple[list[str], list[str], list[str]]:
    units, names, periods = (list(dict.fromkeys(key[at] for key in known)) for at in range(3))
    return units, names, sorted(periods)


def long(chance: Random, known: dict[Key, Counts]) -> Sheet:
    """One figure a row; the unit by code, by name or by both."""
    has_code, has_district = chance.random() < 0.6, chance.random() < 0.5
    by_id, has_ordinal = chance.random() < 0.5, chance.random() < 0.3
    head = ["STT"] * has_ordinal + ["Mã đơn vị"] * has_code + ["Đơn vị"]
    head += ["Huyện"] * has_district + ["Mã chỉ tiêu" if by_id else "Chỉ tiêu", "Kỳ"]
    first = len(head)
    head += ["Tử số", "Mẫu số", "Giá trị", "Ghi chú"]
    sheet = Sheet(known, [*_above(chance, [])])
    sheet.rows.append(list(head))
    keys = list(known)
    chance.shuffle(keys)
    for ordinal, key in enumerate(keys, start=1):
        code, name, period = key
        row: list[object] = [str(ordinal)] * has_ordinal + [code] * has_code
        tells = not (has_code or has_district)
        row.append(unit_name(chance, code, district=tells))
        row += [DISTRICTS[UNITS[code][1]]] * has_district
        row += [name if by_id else NAMES[name], period_name(chance, period)]
        row += [_cell(number, key) for number in _parts(known[key])]
        sheet.rows.append([*row, None])
    sheet.styles[first + 2] = style(chance, is_share={k[1] for k in keys} == {"coverage"})
    return sheet


def _parts(figure: Counts) -> Counts:
    """A share with counts leaves its value to them."""
    numerator, denominator, value = figure
    return numerator, denominator, value if denominator is None else None


def _cell(number: Decimal | None, key: Key) -> object:
    return None if number is None else Figure(number, key)


def by_indicator(chance: Random, known: dict[Key, Counts]) -> Sheet:
    """One row per unit, one or two columns per indicator; the title tells the period."""
    _, _, periods = _axes(known)
    known = {key: figure for key, figure in known.items() if key[2] == periods[0]}
    return _wide(chance, known, [("period", periods[0])])


def by_period(chance: Random, known: dict[Key, Counts]) -> Sheet:
    """One row per unit, one column per period; the title tells the indicator."""
    _, names, _ = _axes(known)
    known = {key: figure for key, figure in known.items() if key[1] == names[0]}
    return _wide(chance, known, [("indicator_id", names[0])])


def by_both(chance: Random, known: dict[Key, Counts]) -> Sheet:
    """Indicators over periods in two rows of head."""
    return _wide(chance, known, [])


def _wide(chance: Random, known: dict[Key, Counts], titled: list[tuple[str, str]]) -> Sheet:
    units, names, periods = _axes(known)
    said = dict(titled)
    title = ""
    if "period" in said and chance.random() < 0.6:
        spelled = period_name(chance, said["period"])
        title = f"BÁO CÁO CHUYỂN ĐỔI SỐ {spelled.upper()}" if spelled[0].isalpha() else ""
    if said.get("indicator_id", "score") != "score" and chance.random() < 0.6:
        title = f"Biểu tổng hợp: {NAMES[said['indicator_id']]}"
    sheet = Sheet(known, [*_above(chance, [title] if title else [])])
    if said and not title:
        sheet.context = said
    columns = [
        (name, period, part)
        for name in names
        for period in periods
        for part in _columns_of(known, name, period)
    ]
    shape = chance.choice(("plain", "sections", "merged"))
    _head(chance, sheet, columns, said, shape)
    {"plain": _plain, "sections": _sections, "merged": _merged}[shape](
        chance, sheet, units, columns
    )
    if chance.random() < 0.4:
        sheet.rows += [[None], ["Ghi chú: số liệu chính thức"], [None, "NGƯỜI LẬP BIỂU"]]
    return sheet


def _columns_of(known: dict[Key, Counts], name: str, period: str) -> list[int]:
    figures = [figure for key, figure in known.items() if key[1:] == (name, period)]
    if not figures:
        return []
    return [0, 1] if figures[0][1] is not None else [2]


def _head(
    chance: Random,
    sheet: Sheet,
    columns: list[tuple[str, str, int]],
    said: dict[str, str],
    shape: str,
) -> None:
    """One row, or two with the upper one merged over its columns."""
    lead = {"plain": ["STT", "Đơn vị"], "sections": ["STT", "Đơn vị"]}.get(shape, ["Huyện", "Xã"])
    spelled = {period: period_name(chance, period) for _, period, _ in columns}
    parts = ("Tử số", "Mẫu số", "")
    stacks = []
    for name, period, part in columns:
        words = [NAMES[name]] * ("indicator_id" not in said)
        words += [spelled[period]] * ("period" not in said)
        stacks.append([*words, parts[part]] if parts[part] else words)
    for at, (name, _, part) in enumerate(columns, start=len(lead)):
        sheet.styles[at] = style(chance, is_share=name == "coverage" and part == 2)
    if max(map(len, stacks)) == 1 or chance.random() < 0.4:
        sheet.rows.append([*lead, *(" - ".join(stack) for stack in stacks)])
        return
    top = len(sheet.rows) + 1
    upper = [*lead, *(stack[0] for stack in stacks)]
    lower = [*([None] * len(lead)), *(" ".join(stack[1:]) or None for stack in stacks)]
    sheet.rows += [[*upper], lower]
    sheet.spans += [(top, at, top + 1, at) for at in range(1, len(lead) + 1)]
    start = len(lead)
    while start < len(upper):
        end = start
        while end + 1 < len(upper) and upper[end + 1] == upper[start] and lower[start]:
            end += 1
            sheet.rows[top - 1][end] = None
        if end > start:
            sheet.spans.append((top, start + 1, top, end + 1))
        elif not lower[start]:
            sheet.spans.append((top, start + 1, top + 1, start + 1))
        start = end + 1


def _numbers(
    chance: Random, sheet: Sheet, unit: str, columns: list[tuple[str, str, int]]
) -> Iterator[object]:
    for name, period, part in columns:
        key = unit, name, period
        figure = sheet.truth.get(key)
        number = figure[part] if figure else None
        yield chance.choice(MISSING) if number is None else Figure(number, key)


def _plain(
    chance: Random, sheet: Sheet, units: list[str], columns: list[tuple[str, str, int]]
) -> None:
    for ordinal, unit in enumerate(units, start=1):
        name = unit_name(chance, unit, district=True)
        sheet.rows.append([str(ordinal), name, *_numbers(chance, sheet, unit, columns)])
        if chance.random() < 0.05:
            sheet.rows.append([None])
    if chance.random() < 0.4:
        sheet.rows.append(["Tổng cộng", None, *_sums(sheet, columns)])


def _sums(sheet: Sheet, columns: list[tuple[str, str, int]]) -> Iterator[object]:
    """Counts are added; shares are left out."""
    for name, period, part in columns:
        found = [f[part] for k, f in sheet.truth.items() if k[1:] == (name, period)]
        numbers = [number for number in found if number is not None]
        has_sum = part < 2 or name in ("services", "revenue")
        yield Figure(sum(numbers, Decimal(0))) if has_sum else None


def _sections(
    chance: Random, sheet: Sheet, units: list[str], columns: list[tuple[str, str, int]]
) -> None:
    head = list(sheet.rows[-1])
    for mark, (district, title) in zip(("I", "II"), DISTRICTS.items(), strict=True):
        below = [unit for unit in units if UNITS[unit][1] == district]
        if not below:
            continue
        sheet.rows.append([mark, chance.choice((title, title.upper()))])
        for ordinal, unit in enumerate(below, start=1):
            name = unit_name(chance, unit, district=False)
            sheet.rows.append([str(ordinal), name, *_numbers(chance, sheet, unit, columns)])
        if not sheet.spans and chance.random() < 0.2:
            sheet.rows.append(list(head))


def _merged(
    chance: Random, sheet: Sheet, units: list[str], columns: list[tuple[str, str, int]]
) -> None:
    for district, title in DISTRICTS.items():
        below = [unit for unit in units if UNITS[unit][1] == district]
        top = len(sheet.rows) + 1
        for place, unit in enumerate(below):
            name = unit_name(chance, unit, district=False)
            first = title if place == 0 else None
            sheet.rows.append([first, name, *_numbers(chance, sheet, unit, columns)])
        if len(below) > 1:
            sheet.spans.append((top, 1, top + len(below) - 1, 1))


def _above(chance: Random, titles: list[str]) -> Iterator[list[object]]:
    if chance.random() < 0.4:
        yield from ([line] for line in MOTTO)
    yield from ([title] for title in titles)
    if chance.random() < 0.3:
        yield [None]


LAYOUTS: tuple[Callable[[Random, dict[Key, Counts]], Sheet], ...] = (
    long,
    by_indicator,
    by_period,
    by_both,
)
