"""Units, periods and numbers as offices write them, chosen at random."""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from random import Random

DISTRICTS = {"101": "Thị xã Trung Tâm", "102": "Huyện Bờ Sông"}
UNITS = {  # code: name, district; two share their name
    "1011": ("Phường Trung Tâm", "101"),
    "1012": ("Xã Ven Thành", "101"),
    "2003": ("Phường 4", "101"),
    "1021": ("Thị trấn Bờ Sông", "102"),
    "1022": ("Xã Đồng Xa", "102"),
    "1023": ("Xã Biên Giới", "102"),
    "2002": ("Xã Ven Thành", "102"),
    "00042": ("Xã Tân Lân", "102"),
}
_SHORT = {"Phường ": ("P.", "P. ", "P "), "Xã ": ("X.", "X. "), "Thị trấn ": ("TT. ", "TT ")}
_PERIODS = {
    "": ("{y}", "Năm {y}", "năm {y}"),
    "Q": ("{y}-Q{n}", "Quý {r}/{y}", "Quý {n} năm {y}", "Q{n}/{y}", "quý {r} năm {y}"),
    "H": ("{y}-H{n}", "6 tháng {h} năm {y}"),
    "M": ("{y}-{n:02d}", "Tháng {n}/{y}", "{n:02d}/{y}", "tháng {n:02d} năm {y}", "T{n}/{y}"),
}


def unit_name(chance: Random, code: str, *, district: bool) -> str:
    """The name, short or in full; with its district where the row does not tell it."""
    name, above = UNITS[code]
    for word, forms in _SHORT.items():
        if name.startswith(word) and chance.random() < 0.3:
            name = chance.choice(forms) + name.removeprefix(word)
            break
    name = chance.choice((name, name, name.upper(), name.replace(" ", "  ", 1)))
    if district:
        name += chance.choice((", {}", " - {}", " ({})")).format(DISTRICTS[above])
    return unicodedata.normalize("NFD", name) if chance.random() < 0.1 else name


def period_name(chance: Random, period: str) -> str:
    """The period in words or figures; `period` is canonical."""
    year, _, rest = period.partition("-")
    kind = rest[:1] if rest[:1] in ("Q", "H") else "M" if rest else ""
    number = int(rest.lstrip("QH") or 0)
    roman = ("", "I", "II", "III", "IV")[number] if kind == "Q" else ""
    half = ("", "đầu", "cuối")[number] if kind == "H" else ""
    return chance.choice(_PERIODS[kind]).format(y=year, n=number, r=roman, h=half)


@dataclass(frozen=True)
class Style:
    """How one column writes its numbers."""

    mark: str = ","
    group: str = ""
    percent: str = ""
    is_native: bool = False
    hedges: tuple[str, ...] = ("",)
    is_scientific: bool = False

    def write(self, number: Decimal, chance: Random) -> str:
        """The number as text, never rounded."""
        if self.is_scientific and number:
            return f"{number:E}".replace(".", self.mark) + self.percent
        whole, _, part = f"{number:,f}".partition(".")
        text = whole.replace(",", self.group) + (self.mark + part if part else "")
        return f"{chance.choice(self.hedges)}{text}{self.percent}"


def style(chance: Random, *, is_share: bool = False) -> Style:
    """A way to write numbers; now and then an unusual one."""
    mark, group = chance.choice(
        ((",", "."), (",", ""), (".", ","), (".", ""), (",", " "), (".", "\u00a0"))
    )
    odd = chance.random()
    return Style(
        mark,
        group,
        chance.choice(("", "", "%", " %")) if is_share else "",
        is_native=chance.random() < 0.5,
        hedges=("", "", "khoảng ", "~") if odd < 0.1 else ("",),
        is_scientific=odd > 0.95,
    )
