"""Names in offices' own words lead to their indicator: read, or taken and asked about."""

from pathlib import Path

import pytest

from cds.domain.admin_units import AdminLevel
from cds.ingest.words.indicator_index import IndicatorIndex
from cds.ingest.words.measures import MeasureReader
from cds.ingest.words.nearest import NearestIndicators
from cds.ingest.words.vocabulary import word_lists
from tests.ingest.corpus import world

WORDINGS = word_lists(Path(__file__).with_name("wordings.txt"))


def meant(wording: str, level: AdminLevel) -> str | None:
    """The indicator that a head of a table is read as, or taken for at one of two readings."""
    found, measures = IndicatorIndex(world()).resolve("", wording), world().once(MeasureReader)
    for around in (None, [wording]):
        near = NearestIndicators(world(), measures, around).find(wording, frozenset({level}))
        found = found or (near and near.indicator)
    return found.indicator_id if found else None


@pytest.mark.parametrize("indicator_id", WORDINGS)
def test_a_wording_leads_to_its_indicator(indicator_id: str):
    level = world().indicators[indicator_id].levels[-1]
    wordings = [*WORDINGS[indicator_id]]
    found = {each: meant(each, level) for (each,) in wordings}
    assert found == dict.fromkeys(found, indicator_id)


def test_wordings_are_of_indicators():
    assert {*word_lists("also_called.txt"), *WORDINGS} <= {*world().indicators}


@pytest.mark.parametrize(
    "other",
    [
        "Số người dân sử dụng internet",
        "Số người dân đến bộ phận một cửa",
        "Số công dân thực hiện thủ tục hành chính",
        "Số lượt người dân",
        "Dân cư cấp tỉnh",
        "Diện tích giao thông",
        "Diện tích bộ phận một cửa",
        "Doanh thu",
        "Doanh thu internet",
        "Doanh thu y tế",
        "TỔNG DOANH THU",
        "Số trạm BTS 5G",
        "Số nội dung hoàn thành",
        "Số thủ tục hành chính hoàn thành",
        "SỐ BÁO CÁO HOÀN THÀNH",
        "Số lượt tập huấn kỹ năng quản lý",
        "Tỷ lệ xã có internet (%)",
        "Tỷ lệ xã triển khai dịch vụ công (%)",
        "Tỷ lệ hồ sơ giao thông nộp trực tuyến",
        "Tỷ lệ hồ sơ cấp huyện nộp trực tuyến",
        "Tỷ lệ doanh nghiệp viễn thông ứng dụng CNTT",
        "Tỷ lệ thuê bao internet dùng smartphone",
        "Điểm PCI giao thông",
        "Tỷ lệ kiến nghị trả lời đúng hạn",
        "SỬ DỤNG INTERNET Người dân",
        "Tỷ lệ dịch vụ công trực tuyến tiếp nhận hồ sơ",
        "Tỷ lệ DVCTT nộp hồ sơ (%)",
        "Tỷ lệ hợp tác xã ứng dụng công nghệ số",
        "Tỷ lệ DN dùng nền tảng số",
        "Hộ kinh doanh, HTX, tổ hợp tác đưa sản phẩm lên môi trường số",
        "Tỷ lệ phủ sóng di động 5G",
    ],
)
def test_other_things_are_asked_about(other: str):
    """Their words are light: few enough to leave one that is near to a name, yet not empty."""
    measures = world().once(MeasureReader)
    for level in (AdminLevel.PROVINCE, AdminLevel.DISTRICT, AdminLevel.COMMUNE):
        assert IndicatorIndex(world()).resolve("", other) is None
        for around in (None, [other]):
            near = NearestIndicators(world(), measures, around).find(other, frozenset({level}))
            assert near is None or not near.is_sure


@pytest.mark.parametrize("level", [AdminLevel.DISTRICT, AdminLevel.COMMUNE])
@pytest.mark.parametrize("around", [None, ["hồ sơ"]])
def test_what_is_counted_of_one_thing_is_never_taken_for_what_is_counted_of_another(level, around):
    nearest = NearestIndicators(world(), world().once(MeasureReader), around)
    for act in ("giải quyết đúng hạn", "xử lý đúng thời hạn", "trả lời đúng hạn"):
        near = nearest.find(f"Tỷ lệ hồ sơ {act}", frozenset({level}))
        assert near is None or near.indicator.indicator_id == "one_stop_on_time_rate"
    own = nearest.find("Tỷ lệ kiến nghị xử lý đúng hạn", frozenset({level}))
    assert own
    assert own.indicator.indicator_id == "petition_on_time_rate"
