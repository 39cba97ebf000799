"""The words of the upload form: its head, the statuses to choose from, how to fill it in."""

from collections.abc import Mapping

# The long form's head, in order, with the field each column holds. Source: contracts.
HEAD: Mapping[str, str] = {
    "unit_code": "Mã đơn vị",
    "unit_name": "Đơn vị",
    "district": "Huyện",
    "indicator_id": "Mã chỉ tiêu",
    "indicator_name": "Chỉ tiêu",
    "period": "Kỳ",
    "numerator": "Tử số",
    "denominator": "Mẫu số",
    "value": "Giá trị",
    "status": "Trạng thái",
    "source_title": "Nguồn",
    "note": "Ghi chú",
}
VINTAGE = "Phiên bản địa giới"
MORE: Mapping[str, str] = {  # columns a sender may add to the form
    "Lũy kế từ": "cumulative_since",
    "Đường dẫn nguồn": "source_url",
    "Ngày công bố": "published_on",
}
SHEET = "Số liệu"
GUIDE_SHEET = "Hướng dẫn"
STATUS_CHOICES = ("công bố", "tạm tính", "ước tính")
STATUS_FAULT = "Chọn một trạng thái trong danh sách."
COUNT_FAULT = "Ghi số không âm, hoặc để trống nếu chưa có số liệu."
GUIDE = (
    ("Cột", "Cách ghi"),
    ("Mã đơn vị, Đơn vị, Huyện", "Đã điền sẵn theo danh mục hành chính; giữ nguyên."),
    ("Kỳ", "2024, 2024-H1, 2024-Q3, 2024-03 hoặc 2024-03-15."),
    (
        "Lũy kế từ (thêm cột này khi cần)",
        "Ngày đầu của số cộng dồn qua nhiều kỳ, ví dụ 01/01/2022; số của đúng một kỳ thì để trống.",
    ),
    ("Tử số, Mẫu số", "Số đếm, ví dụ số hộ có và tổng số hộ; tỷ lệ do hệ thống tính."),
    ("Giá trị", "Chỉ ghi khi không có tử số và mẫu số; tỷ lệ ghi theo phần trăm, ví dụ 80,5."),
    ("Trạng thái", "Công bố, tạm tính hoặc ước tính; để trống là công bố."),
    ("Nguồn, Ghi chú", "Tên văn bản hoặc báo cáo; điều người đọc cần biết."),
    ("Chưa có số liệu", "Để trống, không ghi 0."),
)
