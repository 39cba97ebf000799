"""What the demonstration snapshot says about itself."""

FILE_NAME = "so-lieu-minh-hoa"
LOADED_BY = "hệ thống"
NOTE = (
    "Số liệu minh họa do hệ thống sinh ra, không phải số liệu thật; tổng toàn tỉnh khớp với "
    "các số liệu đã công bố. Gỡ bằng lệnh “demo remove”."
)
REPLACED = "Thay bằng bản mới của cùng tệp"
REMOVAL_REASON = "Gỡ số liệu minh họa"
REPLACEMENT_REASON = "Thay bằng bộ số liệu minh họa mới"
