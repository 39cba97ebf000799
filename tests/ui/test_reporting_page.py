"""Who has reported, counted on real files: rates, time limits, names."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.domain import clock
from cds.domain.admin_units import AdminLevel
from cds.domain.indicators import Tier
from cds.domain.observations import ObservationStatus
from cds.domain.periods import PeriodKind, parse_period, period_of
from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import open_view
from cds.views.due import build as form
from cds.views.reader import Reader
from cds.views.reporting import build, count_period, periods, quiet, since, summary
from tests.factories import COMMUNES, admin_unit, catalogue, indicator, observation, target, unit_id

HOME = catalogue([indicator(timeliness_days=20), indicator("skills", timeliness_days=20)])
LEVEL = AdminLevel.COMMUNE
NOW = clock.local(datetime.now(UTC)).date()
LAST_MONTH = period_of(PeriodKind.MONTH, NOW.replace(day=1) - timedelta(days=1))
LONG_AGO = "2024-Q4"
QUARTER = parse_period("2025-Q1")


@pytest.fixture
def store(tmp_path):
    return SnapshotStore(tmp_path)


def publish(store, figures, **changes):
    return store.publish(figures, replace(Upload("tep.csv", "0" * 64, "cán bộ"), **changes))


def reader(store, home=HOME):
    return Reader(store.home, home, open_view(store, home), NOW)


def page(store, period=LONG_AGO, home=HOME, **asked):
    return build(reader(store, home), parse_period(str(period)), LEVEL, home.home.unit_id, **asked)


def sent(*codes, period=LONG_AGO, indicator_id="coverage", **changes):
    return [observation(indicator_id, code, period, counts=(1, 2), **changes) for code in codes]


@pytest.mark.parametrize(
    ("sent_for", "asked", "today", "told"),
    [
        (["2024-Q4"], "2024-Q4", date(2025, 4, 20), None),  # the next may be sent until then
        (["2024-Q4"], "2024-Q4", date(2025, 4, 21), "1 quý đến hạn|là Quý I/2025"),
        (["2024-Q4"], "2024-Q4", date(2030, 12, 31), "23 quý đến hạn|là Quý III/2030"),
        (["2024-11"], "2024-11", date(2025, 2, 1), "1 tháng đến hạn|là tháng 12/2024"),
        (["2023"], "2023", date(2026, 1, 25), "2 năm đến hạn|là năm 2025"),
        (["2024-11-05"], "2024-11-05", date(2026, 1, 1), None),  # no length that recurs
        (["2024-Q3", "2024-Q4"], "2024-Q3", date(2030, 12, 31), None),  # somebody has sent since
    ],
)
def test_what_nobody_has_sent_since_is_told(store, sent_for, asked, today, told):
    for period in sent_for:
        publish(store, sent("1011", period=period), sha256=period.rjust(64, "0"))
    known = Reader(store.home, HOME, open_view(store, HOME), today)

    said = quiet(known, parse_period(asked), LEVEL, HOME.home.unit_id)

    assert bool(said) is bool(told)
    assert all(part in said for part in (told or "").split("|"))
    assert (said in summary(known)) is bool(told)


def test_a_province_that_has_ended_owes_nothing_any_more(store):
    publish(store, sent("1011", period=str(QUARTER)))
    ended = replace(HOME.home, valid_to=date(2025, 6, 30))
    count = replace(count_period(reader(store), QUARTER, LEVEL, HOME.home), whole=ended)
    assert "1 quý" in since(count, date(2030, 1, 1))
    assert since(replace(count, period=parse_period("2025-Q2")), date(2030, 1, 1)) == ""


def test_rates_are_counted_by_district_and_dataset(store):
    publish(store, sent("1011", "1012", "1021"))

    found = page(store)

    assert found.by_district.rows == (
        ("Huyện Bờ Sông", "2", "33,3%", "3"),
        ("Thị xã Trung Tâm", "0", "100,0%", "2"),
    )
    assert found.by_dataset.pick("name expected missing rate").rows == (
        ("Tỷ lệ coverage", "5", "2", "60,0%"),
    )
    assert "2 đơn vị còn thiếu 2/5 lượt" in found.sentences[0]
    assert f", lâu nhất quá hạn {(NOW - date(2025, 1, 20)).days} ngày" in found.sentences[0]
    assert found.sentences[1].startswith("Đã nhận 60,0% của 1 chỉ tiêu")
    assert found.most is None  # only one district lacks any


def test_the_silent_are_named_with_what_they_owe(store):
    publish(store, [*sent(*COMMUNES), *sent("1011", indicator_id="skills")])

    found = page(store)

    assert found.missing.pick("office missing names").rows == tuple(
        (name, "1/2\xa0chỉ\xa0tiêu", "Tỷ lệ skills") for _, name, _ in list(COMMUNES.values())[1:]
    )
    assert page(store, dataset_id="coverage").missing.lines == ()
    assert "names" not in page(store, dataset_id="skills").missing.columns
    assert [(one.name, one.share, one.value) for one in found.most.rows] == [
        ("Huyện Bờ Sông", 1, "3"),
        ("Thị xã Trung Tâm", 1 / 3, "1"),
    ]
    assert "4 đơn vị còn thiếu 4/10 lượt" in found.sentences[0]


def test_what_came_long_after_its_limit_is_late(store):
    publish(store, sent("1011"))

    found = page(store)

    sent_on = clock.local(store.snapshots()[0].published_at).date()
    days = f"{(sent_on - date(2025, 1, 20)).days:,}".replace(",", ".")
    assert found.late.pick("unit deadline sent_on days").rows == (
        ("Phường Trung Tâm", "20/01/2025", sent_on.strftime("%d/%m/%Y"), days),
    )
    assert "Đúng hạn 0/5 (0,0%)." in found.sentences


def test_a_correction_does_not_make_the_first_sending_late(store):
    home = catalogue([indicator(timeliness_days=400)])
    publish(store, sent("1011", period=str(LAST_MONTH)))
    publish(store, [observation("coverage", "1011", str(LAST_MONTH), counts=(2, 2))])

    found = page(store, LAST_MONTH, home)

    assert found.late.lines == ()
    assert "Đúng hạn 1/5 (20,0%)." in found.sentences


def test_without_a_time_limit_there_is_no_timeliness(store):
    home = catalogue([indicator()])
    publish(store, sent("1011"))

    assert any("Chưa tính được đúng hạn" in one for one in page(store, home=home).sentences)


def test_generated_figures_have_no_sender_and_say_so(store):
    publish(store, sent("1011", status=ObservationStatus.DEMO), is_demo=True)

    found = page(store)

    assert found.is_demo
    assert found.by_dataset.pick("on_time timeliness").rows == (("–", "–"),)


def test_real_reports_are_not_mixed_with_generated_ones(store):
    publish(store, sent("1011", "1012", status=ObservationStatus.DEMO), is_demo=True)
    publish(store, sent("1021"))

    found = page(store)

    assert not found.is_demo
    assert found.by_dataset.column("missing") == ("4",)


def test_only_what_a_level_has_to_send_is_counted(store):
    home = catalogue([indicator(), indicator("context", tier=Tier.CONTEXT)])
    publish(store, [*sent("1011"), *sent("1011", indicator_id="context")])

    assert page(store, home=home).by_dataset.column("name") == ("Tỷ lệ coverage",)


def test_what_only_pilots_report_is_asked_of_pilots_alone(store):
    home = catalogue([indicator(is_pilot_only=True)], pilots=["1012"])
    publish(store, sent("1012"))

    found = page(store, home=home)

    assert found.by_dataset.pick("expected missing rate").rows == (("1", "0", "100,0%"),)
    assert found.missing.lines == ()


def test_periods_are_offered_newest_first(store):
    publish(store, [*sent("1011"), *sent("1011", period="2024-Q2")])

    found = periods(reader(store), LEVEL, HOME.home)

    assert [str(period) for period in found] == ["2024-Q4", "2024-Q2"]


def test_the_newest_period_leads_though_only_an_older_one_was_really_sent(store):
    publish(store, sent(*COMMUNES, period="2025-Q2", status=ObservationStatus.DEMO), is_demo=True)
    publish(store, sent("1011", period="2023"))

    known = reader(store)

    assert [str(one) for one in periods(known, LEVEL, HOME.home)] == ["2025-Q2", "2023"]
    assert [str(one) for one in periods(known, LEVEL, HOME.home, is_real=True)] == ["2023"]


def test_what_one_town_alone_has_to_send_is_asked_of_nobody_else(store):
    aim = target(level=AdminLevel.DISTRICT, scope_unit_id=unit_id("101"))
    publish(store, sent("1011"))

    found = page(store, home=catalogue([indicator()], [aim]))

    assert found.by_dataset.pick("expected missing").rows == (("2", "1"),)
    assert found.missing.column("office") == ("Xã Ven Thành",)


def first_page(store, home=HOME):
    """What the first page says of the same count."""
    return " ".join(summary(reader(store, home)))


def test_the_first_page_counts_as_the_page_on_reporting_does(store):
    publish(store, [*sent(*COMMUNES), *sent("1011", indicator_id="skills")])

    told = first_page(store)

    full = "1/5 đơn vị cấp xã có đủ số liệu thật của 2 chỉ tiêu phải gửi"
    assert f"Quý IV/2024, Tỉnh Thử Nghiệm: {full}" in told
    assert "4 đơn vị còn thiếu" in page(store).sentences[0]
    assert all(name in told for _, name, _ in list(COMMUNES.values())[1:])


def test_generated_figures_open_no_period_of_real_reports(store):
    publish(store, sent(*COMMUNES, period="2025-Q2", status=ObservationStatus.DEMO), is_demo=True)
    assert "chưa đơn vị cấp xã nào gửi số liệu thật" in first_page(store)
    publish(store, sent("1011", "1012", period="2023"))

    assert "năm 2023, Tỉnh Thử Nghiệm: 2/5 " in first_page(store)
    assert "Quý II/2025" not in first_page(store)


def test_what_a_district_is_the_sum_of_was_not_sent_by_it(store):
    publish(store, sent(*COMMUNES))

    assert periods(reader(store), AdminLevel.DISTRICT, HOME.home) == ()


def test_a_figure_of_another_province_does_not_end_the_demonstration(store):
    other = admin_unit("99", AdminLevel.PROVINCE, None, "Tỉnh Kia")
    ward = admin_unit("991", LEVEL, None, "Xã Kia")
    home = catalogue([indicator()], extra_units=[other, ward])
    vintage = home.vintages[0]
    parents = {key: above for key, above in vintage.parents.items() if key != ward.unit_id}
    vintages = (replace(vintage, parents={**parents, ward.unit_id: other.unit_id}),)
    home = replace(home, vintages=vintages)
    publish(store, sent("1011", status=ObservationStatus.DEMO), is_demo=True)
    publish(store, sent("991"))

    found = page(store, home=home)

    assert found.is_demo
    assert found.by_dataset.column("missing") == ("4",)
    assert "4 đơn vị còn thiếu 4/5 lượt (MH)" in found.sentences[1]
    told = first_page(store, home)
    assert "Tỉnh Thử Nghiệm: chưa đơn vị cấp xã nào gửi số liệu thật" in told
    assert "Quý IV/2024, Tỉnh Kia: 1/1 đơn vị" in told


class _Sent:
    """What a view tells of the current figures."""

    def __init__(self, figures):
        self._figures = figures

    def reported(self, *_limits):
        return self._figures

    def series(self, *_args, **_limits):
        return ()

    def senders(self, *_args):
        return ()


@given(st.sets(st.sampled_from(sorted(COMMUNES))))
def test_the_sentence_is_the_sum_of_the_tables(codes):
    view = _Sent(sent(*codes, status=ObservationStatus.DEMO))
    made = Reader(Path(), HOME, view, NOW)

    found = build(made, parse_period(LONG_AGO), LEVEL, HOME.home.unit_id)

    def total(table, column):
        return sum(map(int, table.column(column)))

    if codes:
        lacked = sum(len(names.split("; ")) for names in found.missing.column("names"))
        due = total(found.by_district, "expected")
        assert due == total(found.by_dataset, "expected")
        assert lacked == total(found.by_district, "missing")
        assert lacked == total(found.by_dataset, "missing")
        told = f"còn thiếu {lacked}/{due} lượt" if lacked else f"đã nhận đủ {due}/{due} lượt"
        assert told in found.sentences[1]
        assert found.sentences[0] == form(made, LEVEL, parse_period(LONG_AGO)).verdict
