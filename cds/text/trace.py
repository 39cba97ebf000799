"""Texts for tracing a figure back to the file it came in."""

from collections.abc import Mapping

TRACE: Mapping[str, str] = {
    "trace.open": "Truy vết",
    "trace.indicator": "Mở chỉ tiêu này",
    "trace.hint": "Chọn một dòng (ô vuông đầu dòng) để truy vết số liệu đến tận dòng của tệp đã gửi.",
    "trace.title": "{name} · {unit} · {period}: {value}",
    "trace.own": "Số liệu này nằm ở {count} lần công bố; dòng trên cùng là số đang dùng.",
    "trace.parts": "Số liệu này không có sẵn trong tệp nào mà được cộng từ {count} số liệu sau:",
    "trace.none": "Không thấy số liệu này trong lần công bố nào ở phiên bản đang xem.",
    "trace.unit": "Đơn vị",
    "trace.value": "Giá trị",
    "trace.counts": "Tử số / mẫu số",
    "trace.kind": "Loại",
    "trace.file": "Tệp",
    "trace.line": "Dòng",
    "trace.by": "Người gửi",
    "trace.at": "Công bố ở đây lúc",
    "trace.snapshot": "Lần công bố",
    "trace.hash": "Mã kiểm tra sha256 của tệp",
    "trace.source": "Nguồn",
    "trace.published_on": "Ngày công bố của nguồn",
    "trace.note": "Ghi chú",
}
