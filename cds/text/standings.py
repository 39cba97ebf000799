"""Words for standings, and the one sentence part that counts targets by them."""

from collections.abc import Mapping
from dataclasses import dataclass

from cds.domain.assessments import CLOSED, Standing
from cds.domain.tallies import Tally


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in icon, word and one explaining sentence; its colour is in `charts.theme`."""

    icon: str  # name of a Material symbol
    sign: str  # a letter or two for places that cannot show icons
    word: str
    meaning: str


STANDINGS: Mapping[Standing, Badge] = {
    Standing.OVERDUE: Badge(
        "event_busy",
        "✗",
        "Quá hạn",
        "Hạn đã qua, và số liệu từ ngày đến hạn trở đi cho thấy chưa đạt.",
    ),
    Standing.MOVING_AWAY: Badge(
        "trending_down", "↘", "Giảm so với mốc ban đầu", "Số liệu mới nhất kém hơn mốc ban đầu."
    ),
    Standing.LIMITED: Badge(
        "hourglass_bottom", "▽", "Chậm", "Mới đi được dưới 60 % quãng đường theo lộ trình."
    ),
    Standing.NEEDS_ACCELERATION: Badge(
        "speed", "→", "Cần đẩy nhanh", "Đã đi được từ 60 % đến dưới 95 % quãng đường theo lộ trình."
    ),
    Standing.SHORT_AWAITING_FINAL: Badge(
        "hourglass_empty",
        "⧗",
        "Chưa đạt, chờ số chính thức",
        "Hạn đã qua, chưa có số liệu từ ngày đến hạn trở đi; số liệu mới nhất chưa đạt mục tiêu.",
    ),
    Standing.UNKNOWN: Badge(
        "unknown_document",
        "¿",
        "Chưa rõ",
        "Hạn đã qua nhưng chưa có nguồn nào cho biết đã đạt hay chưa; không có tin không phải là quá hạn.",
    ),
    Standing.NOT_ASSESSABLE: Badge(
        "help", "?", "Chưa đủ số liệu", "Cần ít nhất hai số liệu có ngày tháng và một mục tiêu."
    ),
    Standing.CLOSED_SHORT: Badge(
        "lock_clock",
        "☒",
        "Khép sổ: chưa đạt",
        "Đơn vị hết hiệu lực trước hạn; số liệu cuối cùng của đơn vị chưa đạt mục tiêu.",
    ),
    Standing.CLOSED_UNKNOWN: Badge(
        "lock",
        "☐",
        "Khép sổ: chưa rõ",
        "Đơn vị hết hiệu lực trước hạn; đến ngày đó chưa có nguồn nào cho biết đã đạt hay chưa.",
    ),
    Standing.IN_PROGRESS: Badge(
        "construction", "…", "Đang thực hiện", "Cột mốc đã bắt đầu và chưa đến hạn."
    ),
    Standing.REACHED_AWAITING_FINAL: Badge(
        "published_with_changes",
        "✓⧗",
        "Đạt mức, chờ số chính thức",
        "Hạn đã qua, chưa có số liệu từ ngày đến hạn trở đi; số liệu mới nhất đã đạt mục tiêu.",
    ),
    Standing.ON_TRACK: Badge(
        "trending_up", "↗", "Đúng tiến độ", "Đã đi được từ 95 % quãng đường mà lộ trình đòi hỏi."
    ),
    Standing.ACHIEVED: Badge("check_circle", "✓", "Đạt", "Số liệu mới nhất đã đạt mục tiêu."),
    Standing.CLOSED_REACHED: Badge(
        "inventory",
        "☑",
        "Khép sổ: đạt",
        "Đơn vị hết hiệu lực trước hạn; số liệu cuối cùng của đơn vị đã đạt mục tiêu.",
    ),
}  # in the order of Standing: the most urgent first

_CLOSED = "khép sổ: "  # said once before those that closed


def tally_text(counted: Tally) -> str:
    """Return "n class; n class"; what closed comes last, under one word; generated ones apart."""
    shown = [(one, _part(counted, one)) for one in counted.counts]
    open_ones = [text for one, text in shown if one not in CLOSED]
    closed = [text.replace(_CLOSED, "") for one, text in shown if one in CLOSED]
    return "; ".join(open_ones + ([_CLOSED + ", ".join(closed)] if closed else []))


def _part(counted: Tally, standing: Standing) -> str:
    text = f"{counted.counts[standing]} {STANDINGS[standing].word.lower()}"
    demo = counted.demo.get(standing)
    return f"{text} (trong đó {demo} minh họa)" if demo else text
