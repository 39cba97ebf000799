"""Texts of the page on what changed between two versions."""

from collections.abc import Mapping

CHANGES: Mapping[str, str] = {
    "changes.title": "Có gì thay đổi",
    "changes.help": "So hai phiên bản số liệu bất kỳ: tình trạng đổi, thay đổi lớn nhất, số đã đính chính.",
}
