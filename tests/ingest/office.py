"""The same figures laid out in every way that offices lay them out."""

from dataclasses import dataclass
from decimal import Decimal

from tests.factories import COMMUNES
from tests.ingest.containers import Grid

NAMES = {code: name for code, (_, name, _) in COMMUNES.items()}
DISTRICTS = {"101": "Thị xã Trung Tâm", "102": "Huyện Bờ Sông"}
HOME = {code: district for code, (district, _, _) in COMMUNES.items()}
INDICATORS = {"coverage": "Tỷ lệ hộ có băng rộng", "services": "Số dịch vụ"}
MOTTO = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Bờ Sông, ngày 15 tháng 01 năm 2025",
)


@dataclass(frozen=True)
class Fact:
    """One figure of the truth: counts for coverage, a value for services."""

    code: str
    indicator: str
    period: str
    numerator: int | None = None
    denominator: int | None = None
    value: int | None = None

    @property
    def told(self) -> tuple[str, str, str, Decimal | None, Decimal | None, Decimal | None]:
        """What an observation must say."""
        value = None if self.value is None else Decimal(self.value)
        if self.numerator is not None and self.denominator:
            exact = Decimal(100 * self.numerator) / self.denominator
            value = exact.quantize(Decimal("1e-8"))
        counts = (self.numerator, self.denominator)
        return self.code, self.indicator, self.period, *map(_decimal, counts), value


def _decimal(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def truth(numbers: list[int], periods: tuple[str, ...] = ("2024",)) -> list[Fact]:
    """Figures of all communes for both indicators and the periods."""
    given = iter(numbers)
    facts = []
    for period in periods:
        for code in NAMES:
            numerator, more, value = next(given), next(given), next(given)
            facts.append(Fact(code, "coverage", period, numerator, numerator + more + 1))
            facts.append(Fact(code, "services", period, value=value))
    return facts


def long(facts: list[Fact]) -> Grid:
    """Our own template."""
    head = ["Mã đơn vị", "Đơn vị", "Huyện", "Chỉ tiêu", "Kỳ", "Tử số", "Mẫu số", "Giá trị"]
    rows = [
        [
            *(f.code, NAMES[f.code], DISTRICTS[HOME[f.code]], INDICATORS[f.indicator], f.period),
            *(f.numerator, f.denominator, f.value),
        ]
        for f in facts
    ]
    return Grid([head, *rows])


def wide(facts: list[Fact]) -> Grid:
    """One row per commune, one column per indicator under two rows of head, titles around."""
    title = ["BÁO CÁO CHUYỂN ĐỔI SỐ NĂM 2024"]
    upper = ["STT", "Xã, phường, thị trấn", "Tỷ lệ hộ có băng rộng", None, "Số dịch vụ"]
    lower = [None, None, "Tử số", "Mẫu số", None]
    rows: list[list[object]] = [[line] for line in MOTTO]
    rows += [[None], title, [None], upper, lower, ["(1)", "(2)", "(3)", "(4)", "(5)"]]
    for ordinal, code in enumerate(NAMES, start=1):
        share, count = _pair(facts, code)
        rows.append([ordinal, full(code), share.numerator, share.denominator, count.value])
    rows.append(["Tổng cộng", None, *_sums(facts)])
    rows += [[None], ["Ghi chú: số liệu chính thức"], [None, "NGƯỜI LẬP", None, "CHỦ TỊCH"]]
    rows.append([None, "Nguyễn Văn A", None, "Trần Thị B"])
    top = 7
    spans = [(top, 1, top + 1, 1), (top, 2, top + 1, 2), (top, 3, top, 4), (top, 5, top + 1, 5)]
    return Grid(rows, [(5, 1, 5, 5), *spans])


def sections(facts: list[Fact]) -> Grid:
    """Districts as heads of sections, with subtotals; the head repeats in each."""
    head = ["STT", "Đơn vị", "Số dịch vụ", "Tỷ lệ hộ có băng rộng (tử số)"]
    head.append("Tỷ lệ hộ có băng rộng (mẫu số)")
    rows: list[list[object]] = [["Biểu 1"], ["Năm 2024"], head]
    for mark, (district, name) in zip(("I", "II"), DISTRICTS.items(), strict=True):
        below = [f for f in facts if HOME[f.code] == district]
        numerator, denominator, value = _sums(below)
        rows.append([mark, name.upper(), value, numerator, denominator])
        codes = [code for code in NAMES if HOME[code] == district]
        for ordinal, code in enumerate(codes, start=1):
            share, count = _pair(facts, code)
            rows.append([ordinal, NAMES[code], count.value, share.numerator, share.denominator])
        rows.append(list(head))
    return Grid(rows)


def merged(facts: list[Fact]) -> Grid:
    """The district merged down the first column; counts as 49/188."""
    rows: list[list[object]] = [["Huyện", "Xã", "Tỷ lệ hộ có băng rộng", "Số dịch vụ", "Ghi chú"]]
    spans = []
    for district, name in DISTRICTS.items():
        codes = [code for code in NAMES if HOME[code] == district]
        spans.append((len(rows) + 1, 1, len(rows) + len(codes), 1))
        for place, code in enumerate(codes):
            share, count = _pair(facts, code)
            counts = f"{share.numerator}/{share.denominator}"
            rows.append([name if place == 0 else None, NAMES[code], counts, count.value, None])
    return Grid(rows, spans)


def by_period(facts: list[Fact]) -> Grid:
    """One column per period; the title names the indicator."""
    periods = list(dict.fromkeys(f.period for f in facts))
    found = {(f.code, f.period): f.value for f in facts if f.indicator == "services"}
    title = ["BIỂU TỔNG HỢP: SỐ DỊCH VỤ"]
    rows: list[list[object]] = [title, ["TT", "Đơn vị", *(f"Năm {p}" for p in periods)]]
    for ordinal, code in enumerate(NAMES, start=1):
        rows.append([ordinal, full(code), *(found[code, p] for p in periods)])
    return Grid(rows)


def full(code: str) -> str:
    """The name with its district, for names that occur twice."""
    return f"{NAMES[code]}, {DISTRICTS[HOME[code]]}"


def _pair(facts: list[Fact], code: str) -> tuple[Fact, Fact]:
    share, count = (f for f in facts if f.code == code and f.period == facts[0].period)
    return share, count


def _sums(facts: list[Fact]) -> tuple[int, int, int]:
    return tuple(
        sum(getattr(f, name) or 0 for f in facts) for name in ("numerator", "denominator", "value")
    )


LAYOUTS = {"long": long, "wide": wide, "sections": sections, "merged": merged}
