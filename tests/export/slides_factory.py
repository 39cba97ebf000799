"""A deck with one slide of every kind, every figure of which is known."""

from datetime import date
from decimal import Decimal

from cds.blocks import Cover, MapPicture, Message, Table, TableLine
from cds.charts.theme import LineLook
from cds.charts.values import (
    Bar,
    Bars,
    ComparedRole,
    ComparedSpan,
    DateLane,
    Line,
    Lines,
    MilestoneDates,
    ShareRow,
    ShareRows,
    Spans,
    Spot,
    StepMark,
)
from cds.domain.assessments import Standing, StepState
from cds.export.content import Deck, SlideContent

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 60"><defs><pattern id="hatch" '
    'width="4" height="4" patternUnits="userSpaceOnUse"><rect width="4" height="4" fill="#eee"/>'
    '</pattern></defs><path d="M0 0L50 0L50 60Z" fill="#a53b22" data-unit="u1"/>'
    '<path d="M50 0L100 0L100 60Z" fill="url(#hatch)" data-unit="u2"/></svg>'
)
BARS = Bars(
    (
        Bar(
            "Phường Tân Khánh",
            Decimal("1234.5"),
            "1.234,5 hộ",
            colour="#d9772b",
            word="Chậm",
            unit_id="u1",
        ),
        Bar("Xã Ven Thành", Decimal(40), "40 hộ", colour="#1b7a3d", word="Đạt", unit_id="u2"),
    ),
    "Việc còn phải làm (hộ)",
)
LINES = Lines(
    (
        Line(
            "Số liệu công bố",
            (
                Spot(date(2023, 12, 31), Decimal("76.25")),
                Spot(date(2024, 12, 31), Decimal("88.9")),
            ),
            LineLook("#2f6bb5"),
        ),
        Line(
            "Lộ trình",
            (Spot(date(2023, 12, 31), Decimal("76.25")), Spot(date(2025, 12, 31), Decimal(100))),
            LineLook("#c8453c", 2, "dash", ""),
        ),
    ),
    suffix="%",
)


def table(heads, *rows):
    """A table of texts."""
    return Table(heads, heads, tuple(map(TableLine, rows)))


TABLE = Table(
    ("unit", "status"),
    ("Đơn vị", "Hiện nay"),
    (
        TableLine(("Thị trấn Cần Giuộc", "Đúng tiến độ"), unit_id="u1", colours=(None, "#57a05a")),
        TableLine(("Xã Dương Xuân Hội <b>&", "80,5%")),
    ),
)
MAP = MapPicture(SVG, (("#a53b22", "dưới 80%"), (None, "Chưa có số liệu")), "Bản đồ thử")


def content(body, title="Mục tiêu chính", **changes):
    """A slide around a body."""
    values = {
        "title": title,
        "body": body,
        "sentence": "Còn thiếu 3,2 điểm %.",
        "source": "Nguồn: báo cáo của Sở",
        "as_of": "Số liệu năm 2024 · phiên bản 7 · tính đến 25/11/2026",
        "is_demo": False,
        "note": "Nói chậm.",
    }
    return SlideContent(**{**values, **changes})


def deck(*bodies, **changes):
    """A deck with a slide for each body; the first is a demonstration."""
    slides = tuple(
        content(body, f"Trang {place}", is_demo=place == 1, **changes)
        for place, body in enumerate(bodies, start=1)
    )
    return Deck("Họp giao ban", "Chương trình thử", slides)


SPANS = Spans(
    (
        ComparedSpan("Xã Dương Xuân Hội", ComparedRole.PILOT, Decimal(44), Decimal(99), "+55", ""),
        ComparedSpan("5 xã đối chứng", ComparedRole.TOGETHER, Decimal(46), Decimal(98), "+52", ""),
    ),
    "%",
)
INTERVALS = Spans(
    tuple(
        ComparedSpan(
            *(name, role, Decimal(low), Decimal(high), f"+1,5 điểm % (từ {low} đến {high})", ""),
            *(middle, "chưa phân biệt được"),
        )
        for name, role, low, high, middle in (
            ("Xã Dương Xuân Hội", ComparedRole.PILOT, 2, 13, Decimal(8)),
            ("Phường 4", ComparedRole.UNCLEAR, -4, 6, None),
        )
    ),
    are_intervals=True,
)
SHARES = ShareRows(
    (
        ShareRow("Không 1", "Làm việc không giấy tờ", 0.99, "99%", "+13 điểm %", "4/6", True),
        ShareRow("Không 2", "Hội họp không tập trung nhiều", None, "Chưa đo được"),
    )
)
DUE = date(2025, 12, 31)
DATES = MilestoneDates(
    (
        DateLane(
            "Kho dữ liệu dùng chung",
            "1/3 bước",
            (
                StepMark("Chức năng", date(2023, 12, 26), StepState.DONE, "xong 26/12/2023"),
                StepMark("Các sở đưa dữ liệu vào kho", DUE, StepState.UNKNOWN, "hạn 31/12/2025"),
                StepMark("Nghiệm thu", DUE, StepState.UNKNOWN, "hạn 31/12/2025"),
            ),
        ),
    ),
    date(2026, 11, 28),
    "hôm nay 28/11/2026",
)
COVER = Cover(
    (Standing.OVERDUE, Standing.SHORT_AWAITING_FINAL, Standing.ACHIEVED),
    "Tỉnh Long An, ngày 28/11/2026\nTrình bày: Sở KH&CN <b>",
)
ALL = deck(
    BARS, LINES, TABLE, MAP, Message("Chưa có số liệu."), SPANS, INTERVALS, SHARES, DATES, COVER
)
