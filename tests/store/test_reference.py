"""The shipped reference loads; every way of contradicting oneself is named with file and line."""

import csv
import re
import shutil
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cds.domain.admin_units import AdminLevel
from cds.domain.errors import InconsistentReferenceError
from cds.domain.folding import fold
from cds.domain.issues import ReferenceFault
from cds.domain.periods import PeriodKind, parse_period
from cds.domain.programme import TextKind
from cds.domain.targets import PublishedState, TargetKind
from cds.store.reference import loading
from cds.store.reference.loading import load_catalogue
from cds.store.reference.programme import PROGRAMMES as PROGRAMME_TABLE
from cds.store.reference.tables import ReferenceReader, tables_of

HOME = Path(__file__).parents[2] / "data"
LONG_AN = "80@2004-08-31"

UNITS = """\
vintage,code,level,name,name_short,type,parent_code,valid_from,valid_to,name_variants
v1,P,province,Tỉnh Một,Một,Tỉnh,,2010-01-01,,
v1,D,district,Huyện Hai,Hai,Huyện,P,2010-01-01,2022-12-31,
v1,A,commune,Xã Ba,Ba,Xã,D,2010-01-01,2022-12-31,Xa Ba;X. Ba
v1,B,commune,Xã Bốn,Bốn,Xã,D,2010-01-01,2022-12-31,
v2,P,province,Tỉnh Một,Một,Tỉnh,,2010-01-01,,
v2,A,commune,Xã Ba Bốn,Ba Bốn,Xã,P,2023-01-01,,
"""
CHANGES = """\
from_vintage,from_code,to_vintage,to_code,effective_date,kind,legal_basis,area_share_of_from,confidence
v1,A,v2,A,2023-01-01,merge,NQ 1,1.0,high
v1,B,v2,A,2023-01-01,merge,NQ 1,,medium (share)
"""
FACTS = """\
vintage,code,area_km2_ref,pop_2019_census,households_2019_census,households_source_vi,lat,lon
v1,A,10,400,100,,10.5,106.5
v1,B,20,800,200,by area,,
v2,A,30,1200,,,10.5,106.5
"""
INDICATOR_COLUMNS = (
    "indicator_id,name_vi,name_en,pillar,sector,motto,kind,unit_vi,direction,aggregation,"
    "denominator_vi,min,max,decimals,levels,frequency,responsible_vi,definition_vi,tier,basis,"
    "note,source\n"
)
INDICATORS = INDICATOR_COLUMNS + (
    "fibre,Cáp quang,Fibre,,,,share,%,higher_is_better,ratio_of_sums,"
    "số hộ,0,100,1,VN;province;commune,quý,,,core,,,\n"
)
TARGETS = """\
target_id,indicator_id,name_vi,name_en,pillar,sector,level,kind,operator,value,unit,year,headline,source_title,source_url,confidence,note
fibre_2025,fibre,Trên 80%,,,,province,threshold,>,80,%,2025,1,,,high,
fibre_vn,fibre,Phổ cập,,,,VN,universal,=,universal,,2025,0,,,high,
"""
GROUPS = "group_id,name_vi,responsible_vi,description_vi\n"
PILOTS = "unit_id,submitted_on,first_year,last_year,contents_vi,present_name_vi,source\n"
TEXTS = (
    "kind,pillar,text_vi,issued_by_vi,dated_on,dated_as_vi,wording,source_title,source_dated_vi,"
    "source_url,note_vi\n"
)
PROGRAMMES = (
    "programme_id,name_vi,home_unit_id,started_on,ended_on,inherits,headline_targets,documents\n"
)
FRAMEWORKS = "indicator_id,first_period,name_vi,source\n"
OFFICES = "target_id,office_vi,valid_from,valid_to\n"
STEPS = "target_id,name_vi,state,due_on,done_on,evidence_vi,evidence_url\n"
SMALL = {
    "admin_units.csv": UNITS,
    "admin_unit_changes.csv": CHANGES,
    "commune_facts.csv": FACTS,
    "indicators.csv": INDICATORS,
    "targets.csv": TARGETS,
}


def home_with(folder: Path, **changed: str | None) -> Path:
    """A data home of the small tables; `changed` by file name without .csv, None to leave out."""
    (folder / "reference").mkdir()
    tables = SMALL | {f"{name}.csv": text for name, text in changed.items()}
    for name, text in tables.items():
        if text is not None:
            (folder / "reference" / name).write_text(text, encoding="utf-8")
    return folder


def faults_of(home: Path):
    with pytest.raises(InconsistentReferenceError) as caught:
        load_catalogue(home)
    assert caught.value.phrase == "reference_inconsistent"
    problems = caught.value.slots["problems"]
    return [(problem.file_name, problem.line, problem.fault.value) for problem in problems]


@pytest.fixture(scope="module")
def shipped():
    return load_catalogue(HOME)


def test_shipped_register_has_every_published_indicator(shipped):
    with (HOME / "published" / "long_an.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 355
    assert {row["Mã chỉ tiêu"] for row in rows} <= set(shipped.indicators)
    assert len(shipped.indicators) == 78 + 102 + 13 + 4


def test_published_figures_of_more_or_less_than_their_period_say_so():
    with (HOME / "published" / "long_an.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    halves = [row for row in rows if "6 tháng" in row["Ghi chú"]]
    assert len(halves) == 11
    assert all(parse_period(row["Kỳ"]).kind is PeriodKind.HALF for row in halves)
    spans = [(row, _SPAN.search(row["Ghi chú"])) for row in rows]
    told = [
        (row["Lũy kế từ"] or str(parse_period(row["Kỳ"]).start), span)
        for row, span in spans
        if span
    ]
    assert len(told) == 22
    assert all(f"-{span['month']}-01" in since for since, span in told)
    cumulated = [row for row in rows if row["Lũy kế từ"]]
    assert len(cumulated) == 14
    assert all(row["Lũy kế từ"] < str(parse_period(row["Kỳ"]).start) for row in cumulated)


_SPAN = re.compile(r"tính đến: (?:01/)?(?P<month>01|07)(?:/2022)?-")


def test_published_figures_belong_to_units_of_their_vintage(shipped):
    with (HOME / "published" / "long_an.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            vintage, period = row["Phiên bản địa giới"], parse_period(row["Kỳ"])
            found = [
                unit
                for unit in shipped.units_with_code(row["Mã đơn vị"])
                if vintage in unit.vintages
            ]
            assert len(found) == 1, row
            assert found[0].name == row["Đơn vị"]
            assert found[0].level in shipped.indicators[row["Mã chỉ tiêu"]].levels, row
            # One figure ("2025-06", said of the new province) ends a day before its unit begins.
            assert found[0].overlaps(period) or (period.end, vintage) == (
                date(2025, 6, 30),
                "v2025",
            )


def test_shipped_targets_all_have_an_indicator_an_office_and_a_scope(shipped):
    targets = shipped.whole.targets.values()  # of both programmes
    assert len(targets) == 58
    assert sum(target.is_headline for target in targets) == 9
    assert all(target.indicator_id in shipped.indicators for target in targets)
    assert all(target.responsible and target.scope_unit_id in shipped.units for target in targets)


def test_universal_targets_hold_a_threshold_marked_as_ours(shipped):
    universal = [t for t in shipped.whole.targets.values() if t.kind is TargetKind.UNIVERSAL]
    assert len(universal) == 4
    assert all(t.is_own_threshold and t.value for t in universal)
    assert not any(
        t.is_own_threshold for t in shipped.targets.values() if t.kind is not TargetKind.UNIVERSAL
    )


def test_shipped_vintages_hold_the_communes_of_their_time(shipped):
    communes = {
        vintage.name: sum(
            shipped.units[unit_id].level is AdminLevel.COMMUNE for unit_id in vintage.parents
        )
        for vintage in shipped.vintages
    }
    assert communes == {"v2013": 192, "v2020": 188, "v2024": 186, "v2025": 96}
    assert [vintage.first for vintage in shipped.vintages[1:]] == [
        date(2020, 1, 1),
        date(2024, 12, 1),
        date(2025, 7, 1),
    ]
    assert shipped.vintages[-1].last is None


@pytest.mark.parametrize("name", ["v2013", "v2020", "v2024"])
def test_census_households_stay_the_same_through_mergers(shipped, name):
    vintage = next(vintage for vintage in shipped.vintages if vintage.name == name)
    assert shipped.facts(shipped.home, vintage).households == Decimal(478494)
    assert shipped.facts(shipped.home, vintage).population == Decimal(1688547)


def test_reused_code_80_names_two_provinces(shipped):
    names = [unit.name for unit in shipped.units_with_code("80")]
    assert names == ["Tỉnh Long An", "Tỉnh Tây Ninh"]
    assert shipped.home.unit_id == LONG_AN


def test_compared_units_lie_beside_the_hierarchy(shipped):
    beside = [u for u in shipped.units.values() if {"legacy", "national"} & set(u.vintages)]
    assert Counter(unit.level for unit in beside)[AdminLevel.NATION] == 1
    assert not any(u.unit_id in v.parents for u in beside for v in shipped.vintages)


def test_shipped_programme_has_its_groups_pilots_and_steps(shipped):
    assert len(shipped.sectors) == 8
    assert len(shipped.motto) == 5
    assert {pilot.unit_id.split("@")[0] for pilot in shipped.pilots} == {"28237", "28159", "27691"}
    assert all(group.responsible for group in (*shipped.sectors, *shipped.motto))
    assert shipped.programme.started_on == date(2021, 1, 1)


def test_no_milestone_is_complete_without_evidence_of_its_last_step(shipped):
    by_target: dict[str, list[PublishedState]] = {}
    for step in shipped.steps:
        by_target.setdefault(step.target_id, []).append(step.state)
        assert step.evidence_url or step.state is not PublishedState.DONE
    assert len(by_target) == 3
    assert all(states[-1] is not PublishedState.DONE for states in by_target.values())


def test_a_figure_belongs_to_the_last_version_begun_by_its_period(shipped):
    found = [
        shipped.framework_of("dti_score", parse_period(str(year))) for year in range(2019, 2026)
    ]
    years = [version and str(version.first) for version in found]
    assert years == [None, "2020", "2021", "2021", "2021", "2024", "2024"]
    assert shipped.framework_of("fibre_household_share", parse_period("2024")) is None


def test_every_commune_of_today_has_a_weight_of_one_basis(shipped):
    today = shipped.vintages[-1]
    known = [today.facts[unit_id] for unit_id, above in today.parents.items() if above]
    whole = next(today.facts[unit_id] for unit_id, above in today.parents.items() if not above)
    estimated = [one for one in known if "ước tính từ dân số" in one.households_source]

    assert len(known) == 96
    assert whole.population == 3_254_170  # as published of the province
    assert len(estimated) == 36
    census = sum(one.households for one in known if one not in estimated)
    assert census == 478_494
    ratio = sum(one.population for one in known if one not in estimated) / census
    assert all(
        abs(one.population / one.households / ratio - 1) < Decimal("0.001") for one in estimated
    )


def test_a_home_older_than_its_outlines_draws_by_ours(shipped, tmp_path):
    shutil.copytree(HOME / "reference", tmp_path / "reference")
    (tmp_path / "reference" / "outline_parts.csv").unlink()

    assert load_catalogue(tmp_path).outline_parts == shipped.outline_parts
    (tmp_path / "small").mkdir()
    assert not load_catalogue(home_with(tmp_path / "small")).outline_parts


def test_every_column_of_the_template_is_a_known_header(shipped):
    with (HOME / "published" / "long_an.csv").open(encoding="utf-8", newline="") as file:
        head = next(csv.reader(file))
    assert all(fold(title) in shipped.header_aliases for title in head)


def test_small_home_needs_no_optional_table(tmp_path):
    catalogue = load_catalogue(home_with(tmp_path))
    assert catalogue.home.unit_id == "P@2010-01-01"
    assert catalogue.programme.started_on == date(2021, 1, 1)
    assert catalogue.programme.product_name == "CDS Một"
    assert [(v.name, v.first, v.last) for v in catalogue.vintages] == [
        ("v1", date(2010, 1, 1), date(2022, 12, 31)),
        ("v2", date(2023, 1, 1), None),
    ]
    assert catalogue.units["A@2010-01-01"].name_variants == ("Xa Ba", "X. Ba")
    assert catalogue.units["P@2010-01-01"].vintages == ("v1", "v2")
    assert catalogue.indicators["fibre"].levels[0] is AdminLevel.NATION
    assert catalogue.changes[1].share is None
    assert catalogue.changes[1].is_estimate


def test_facts_add_up_and_stay_unknown_where_a_part_is(tmp_path):
    catalogue = load_catalogue(home_with(tmp_path))
    first, second = catalogue.vintages
    assert catalogue.facts(catalogue.home, first).households == 300
    assert catalogue.facts(catalogue.home, first).households_source == "by area"
    assert catalogue.facts(catalogue.home, second).households is None
    assert catalogue.facts(catalogue.home, second).population == 1200


def test_universal_target_without_own_threshold_has_none(tmp_path):
    target = load_catalogue(home_with(tmp_path)).targets["fibre_vn"]
    assert (target.value, target.is_own_threshold) == (None, False)


def test_groups_without_a_table_are_those_in_use(tmp_path):
    home = home_with(tmp_path, indicators=INDICATORS.replace("Fibre,,,", "Fibre,society,health,"))
    catalogue = load_catalogue(home)
    assert [group.group_id for group in catalogue.sectors] == ["health"]


def test_optional_tables_and_columns_are_read(tmp_path):
    targets = TARGETS.replace("note\n", "note,scope_unit_id,baseline_period,baseline_value\n", 1)
    targets = targets.replace("high,\n", "high,,P@2010-01-01,2021,40.5\n")
    home = home_with(
        tmp_path,
        targets=targets,
        programme="key,value\nname,Chương trình\nproduct_name,Bảng\nstarted_on,2022-02-03\n"
        "home_unit_id,P@2010-01-01\ndocument,NQ 1\ndocument,NQ 2\n",
        target_paths="target_id,period,value\nfibre_2025,2024,70\nfibre_2025,2023,60\n",
        sectors=GROUPS + "health,Y tế,Sở Y tế,\n",
        header_aliases="alias,field\nĐơn vị,unit_name\nDON  VI,unit_name\n",
    )
    catalogue = load_catalogue(home)
    target = catalogue.targets["fibre_2025"]
    assert [value for _, value in target.path] == [60, 70]
    assert target.baseline_value == Decimal("40.5")
    found = [(text.kind, text.text) for text in catalogue.programme.texts]
    assert found == [(TextKind.DOCUMENT, "NQ 1"), (TextKind.DOCUMENT, "NQ 2")]
    assert catalogue.programme.product_name == "Bảng"
    assert catalogue.sectors[0].responsible == "Sở Y tế"
    assert catalogue.header_aliases == {"don vi": "unit_name"}


def test_a_value_is_written_as_its_line_was():
    for written in (loading.TARGETS, loading.STEPS, PROGRAMME_TABLE):
        found = ReferenceReader(tables_of(HOME)).lines(written)
        assert found
        for row, value in found:
            cells = written.cells(value)
            assert cells == {column: row.text(column) for column in cells}


def test_a_home_holds_several_programmes_and_one_may_inherit(tmp_path):
    texts = TEXTS.replace("\n", ",programme_id\n")
    home = home_with(
        tmp_path,
        programmes=PROGRAMMES + "a,Cũ,P@2010-01-01,2021-01-01,2022-12-31,,,NQ 1\n"
        "b,Mới,P@2010-01-01,2023-01-01,,a,fibre_vn,\n",
        programme_texts=texts + "event,,Họp,,,,retold,,,,,b\n",
    )
    catalogue = load_catalogue(home)

    old, new = catalogue.programmes
    assert (catalogue.programme, catalogue.successor) == (old, new)
    assert [text.text for text in (*old.texts, *new.texts)] == ["NQ 1", "Họp"]
    assert old.product_name == "CDS Một"
    marked = [key for key, one in catalogue.of(new).targets.items() if one.is_headline]
    assert marked == ["fibre_vn"]


def test_a_text_of_no_programme_of_the_table_is_refused(tmp_path):
    texts = TEXTS.replace("\n", ",programme_id\n") + "event,,Họp,,,,retold,,,,,x\n"
    programmes = PROGRAMMES + "a,A,P@2010-01-01,2021-01-01,,,,\n"
    home = home_with(tmp_path, programmes=programmes, programme_texts=texts)
    assert ("programme_texts.csv", None, "unknown_programme") in faults_of(home)


UNITS_FILE, CHANGES_FILE, FACTS_FILE, INDICATORS_FILE, TARGETS_FILE = SMALL
SCOPED = TARGETS.replace("note", "note,scope_unit_id").replace("high,", "high,,X@1999-01-01")
HALF = TARGETS.replace("note", "note,baseline_period,baseline_value")
MISSPELT = [
    # in which table what is written instead of what: line, fault
    ("indicators", "min,", "least,", 1, "missing_column"),
    ("indicators", "Fibre,", "Fibre,,", 2, "column_count"),
    ("indicators", "share,", "ratio,", 2, "bad_choice"),
    ("indicators", "VN;", "village;", 2, "bad_choice"),
    ("indicators", "0,100,1,", "0,a,1,", 2, "bad_number"),
    ("indicators", "0,100,1,", "0,Infinity,1,", 2, "bad_number"),
    ("indicators", "0,100,1,", "0,100,-1,", 2, "bad_number"),
    ("indicators", "0,100,1,", "101,100,1,", 2, "range_reversed"),
    ("indicators", "Cáp quang,", ",", 2, "empty_cell"),
    ("targets", "2025,fibre,", "2025,,", 2, "empty_cell"),
    ("targets", "2025,fibre,", "2025,copper,", 2, "unknown_indicator"),
    ("targets", ">,80,", ">,8O,", 2, "bad_number"),
    ("targets", ">,80,", ">,800,", 2, "beyond_range"),
    ("targets", "2025,1,", "in 2025,1,", 2, "bad_period"),
    ("targets", ">,80", "=>,80", 2, "bad_choice"),
    ("admin_units", "Huyện,P,", "Huyện,Q,", 3, "unknown_parent"),
    ("admin_units", "Tỉnh,,2010-01-01,,\nv1", "Tỉnh,D,2010-01-01,,\nv1", 2, "parent_cycle"),
    ("admin_units", "Bốn,Xã,D", "Bốn,Xã,A", 5, "parent_not_above"),
    ("admin_units", "Ba Bốn,Xã,P,2023", "Ba Bốn,Xã,P,2022", 7, "overlapping_validity"),
    (
        "admin_units",
        "D,2010-01-01,2022-12-31,\n",
        "D,2010-01-01,2009-12-31,\n",
        5,
        "validity_reversed",
    ),
    ("admin_units", "v2,P,province", "v2,P,nation", 6, "conflicting_rows"),
    ("admin_units", "Một,Tỉnh,,2010-01-01", "Một,Tỉnh,,2010-13-01", 2, "bad_date"),
    ("admin_units", "v1,", ",", 2, "empty_cell"),
    ("admin_unit_changes", "v1,B", "v1,X", 3, "unknown_unit"),
    ("admin_unit_changes", "v1,B,v2,A,2023-01", "v1,B,v2,A,2023-02", 3, "conflicting_dates"),
    ("admin_unit_changes", ",1.0,", ",1.2,", 2, "bad_number"),
    ("admin_unit_changes", ",1.0,", ",0.9,", None, "shares_not_whole"),
    ("admin_unit_changes", "v1,A,v2", "v1,B,v2", None, "no_heir"),
    ("admin_unit_changes", "v1,A,v2,A", "v2,A,v2,A", 2, "change_of_another_time"),
    ("commune_facts", "v1,B", "v1,X", 3, "unknown_unit"),
    ("commune_facts", "v1,B", "v1,A", 3, "duplicate_id"),
]
WRONG = [
    # another text of a table: line, fault
    ("indicators", None, None, "missing_file"),
    ("indicators", INDICATORS + INDICATORS.splitlines()[1], 3, "duplicate_id"),
    ("targets", SCOPED, 2, "unknown_unit"),
    ("targets", HALF.replace("high,", "high,,2021,"), 2, "half_baseline"),
    ("admin_units", UNITS + UNITS.splitlines()[6], 8, "duplicate_id"),
    ("sectors", GROUPS + "a,A,,\na,A,,\n", 3, "duplicate_id"),
    ("pilots", PILOTS + "X@2010-01-01,2021-10-01,2021,2022,,,\n", 2, "unknown_unit"),
    ("pilots", PILOTS + "A@2010-01-01,2021-10-01,,2022,,,\n", 2, "empty_cell"),
    ("pilots", PILOTS + "A@2010-01-01,2021-10-01,2022,2021,,,\n", 2, "range_reversed"),
    ("programme_texts", "kind,text_vi\n", 1, "missing_column"),
    ("programme_texts", TEXTS + "motto,,A,,,,retold,,,,\n", 2, "bad_choice"),
    ("programme_texts", TEXTS + "event,,A,,,,yes,,,,\n", 2, "bad_choice"),
    ("programme_texts", TEXTS + "event,,A,,,,,,,,\n", 2, "empty_cell"),
    ("programme_texts", TEXTS + "event,,,,,,retold,,,,\n", 2, "empty_cell"),
    ("programme_texts", TEXTS + "event,,A,,,,quote,,,,\n", 2, "empty_cell"),
    ("programme_texts", TEXTS + "event,,A,,7/1/2022,,retold,,,,\n", 2, "bad_date"),
    ("programme_texts", TEXTS + "task,awareness,A,,,,retold,,,,\n", 2, "unknown_group"),
    ("frameworks", FRAMEWORKS + "fibre,,A,\n", 2, "empty_cell"),
    ("frameworks", FRAMEWORKS + "fibre,2020,,\n", 2, "empty_cell"),
    ("frameworks", FRAMEWORKS + "fibre,hai nghìn,A,\n", 2, "bad_period"),
    ("frameworks", FRAMEWORKS + "nothing,2020,A,\n", 2, "unknown_indicator"),
    ("milestones", STEPS + "x,A,done,,2022-01-01,,\n", 2, "unknown_target"),
    ("milestones", STEPS + "fibre_2025,A,done,,,,\n", 2, "empty_cell"),
    ("target_paths", "target_id,period,value\nx,2024,1\n", 2, "unknown_target"),
    ("target_paths", "target_id,period,value\n,2024,1\n", 2, "empty_cell"),
    ("target_paths", "target_id,period,value\nfibre_2025,2024,-1\n", 2, "beyond_range"),
    ("target_paths", "target_id,period,value\nfibre_2025,2026,79\n", 2, "path_after_due"),
    ("offices", OFFICES + "fibre_2026,A,,\n", 2, "unknown_target"),
    ("offices", OFFICES + "fibre_2025,,,\n", 2, "empty_cell"),
    ("offices", OFFICES + ",A,,\n", 2, "empty_cell"),
    ("offices", OFFICES + "fibre_2025,A,2025-03-01,2025-02-28\n", 2, "validity_reversed"),
    ("header_aliases", "alias,field\nĐơn vị,unit_name\ndon vi,value\n", 3, "conflicting_alias"),
    ("programmes", PROGRAMMES + "a,A,X@2010-01-01,2021-01-01,,,,\n", 2, "unknown_unit"),
    ("programmes", PROGRAMMES + "a,A,P@2010-01-01,2009-01-01,,,,\n", 2, "home_not_valid"),
    ("programmes", PROGRAMMES + "a,A,P@2010-01-01,2021-01-01,2020-01-01,,,\n", 2, "range_reversed"),
    ("programmes", PROGRAMMES + "a,A,P@2010-01-01,2021-01-01,,b,,\n", 2, "unknown_programme"),
    ("programmes", PROGRAMMES + "a,A,P@2010-01-01,2021-01-01,,,x,\n", 2, "unknown_target"),
    ("programme", "key,value\nhome_unit_id,X@2010-01-01\n", 2, "unknown_unit"),
    ("programme", "key,value\nhome,P@2010-01-01\n", 2, "bad_choice"),
    ("programme", "key,value\nstarted_on,\n", 2, "empty_cell"),
]
BROKEN = [
    *(
        (t, SMALL[f"{t}.csv"].replace(old, new), line, fault)
        for t, old, new, line, fault in MISSPELT
    ),
    *WRONG,
]


def test_offices_answer_for_a_target_and_a_programme_each_in_its_time(tmp_path):
    offices = (
        "programme_id,target_id,office_vi,valid_from,valid_to\n"
        ",fibre_2025,Sở TT&TT,,2025-02-28\n"
        ",fibre_2025,Sở KH&CN,2025-03-01,\n"
        ",fibre_2025,Doanh nghiệp viễn thông,,\n"
        "a,,UBND tỉnh,2021-01-01,2025-06-30\n"
    )
    programmes = PROGRAMMES + "a,A,P@2010-01-01,2021-01-01,,,,\n"
    known = load_catalogue(home_with(tmp_path, offices=offices, programmes=programmes))

    target, (programme,) = known.targets["fibre_2025"], known.programmes
    assert target.office_on(date(2025, 2, 28)) == "Sở TT&TT; Doanh nghiệp viễn thông"
    assert target.office_on(date(2025, 3, 1)) == "Sở KH&CN; Doanh nghiệp viễn thông"
    assert programme.office_on(date(2025, 6, 30)) == "UBND tỉnh"
    assert programme.office_on(date(2025, 7, 1)) is None
    assert known.targets["fibre_vn"].office_on(date(2025, 1, 1)) is None


@pytest.mark.parametrize(
    ("table", "text", "line", "fault"), BROKEN, ids=[f"{b[3]}-{b[0]}" for b in BROKEN]
)
def test_a_broken_table_is_refused_with_file_and_line(tmp_path, table, text, line, fault):
    assert (f"{table}.csv", line, fault) in faults_of(home_with(tmp_path, **{table: text}))


@pytest.mark.parametrize(
    ("changed", "file_name", "fault"),
    [
        (
            {"admin_unit_changes": CHANGES.replace("2023-01-01", "2010-01-01")},
            UNITS_FILE,
            "conflicting_dates",
        ),
        (
            {
                "sectors": GROUPS + "health,Y tế,,\n",
                "indicators": INDICATORS.replace("Fibre,,,", "Fibre,,transport,"),
            },
            INDICATORS_FILE,
            "unknown_group",
        ),
        ({"admin_units": UNITS.replace(",province,", ",nation,")}, "programmes.csv", "no_home"),
    ],
)
def test_tables_that_contradict_each_other_are_refused(tmp_path, changed, file_name, fault):
    assert (file_name, None, fault) in faults_of(home_with(tmp_path, **changed))


def test_a_table_in_another_encoding_is_refused(tmp_path):
    home = home_with(tmp_path)
    (home / "reference" / INDICATORS_FILE).write_bytes(INDICATORS.encode("utf-16"))
    assert (INDICATORS_FILE, None, "unreadable") in faults_of(home)


def test_every_fault_has_a_broken_table():
    elsewhere = {"unreadable", "unknown_group", "no_home"}
    covered = {fault for *_, fault in BROKEN} | elsewhere
    assert covered == {fault.value for fault in ReferenceFault}


def test_all_faults_are_told_at_once_by_file_and_line(tmp_path):
    home = home_with(
        tmp_path,
        targets=TARGETS.replace("2025,fibre,", "2025,copper,").replace(">,80,", ">,8O,"),
        commune_facts=FACTS.replace("v1,B", "v1,X"),
    )
    assert faults_of(home) == [
        (FACTS_FILE, 3, "unknown_unit"),
        (TARGETS_FILE, 2, "unknown_indicator"),
        (TARGETS_FILE, 2, "bad_number"),
    ]


def test_offices_that_ended_are_read_oldest_first_and_each_once(tmp_path):
    lines = ["office_vi,valid_from,successor_vi", "B,2025-07-01,", "A,2025-03-01,B"]
    home = home_with(tmp_path, office_changes="\n".join(lines))

    found = load_catalogue(home).office_changes
    assert [(one.office, one.successor) for one in found] == [("A", "B"), ("B", None)]
    table = home / "reference" / "office_changes.csv"
    table.write_text("\n".join([*lines, "A,2026-01-01,C", "C,,D"]), encoding="utf-8")
    assert faults_of(home) == [
        ("office_changes.csv", 4, "duplicate_id"),
        ("office_changes.csv", 5, "empty_cell"),
    ]


def test_a_home_without_any_table_lacks_five_files_and_a_home(tmp_path):
    assert [(name, fault) for name, _, fault in faults_of(tmp_path)] == [
        *((name, "missing_file") for name in sorted(SMALL) if name < "programmes.csv"),
        ("programmes.csv", "no_home"),
        (TARGETS_FILE, "missing_file"),
    ]


def test_a_value_that_is_neither_a_number_nor_a_word_we_know_is_named(tmp_path):
    """It would pass for a target that cannot be measured, and be judged no more."""
    home = home_with(tmp_path, targets=TARGETS.replace("threshold,>,80", "threshold,>,abc"))
    assert faults_of(home) == [(TARGETS_FILE, 2, "bad_choice")]


def test_a_byte_order_mark_and_blank_lines_do_no_harm(tmp_path):
    home = home_with(tmp_path, targets="\ufeff" + TARGETS + "\n,,,,,,,,,,,,,,,,\n")
    assert set(load_catalogue(home).targets) == {"fibre_2025", "fibre_vn"}


def test_signs_nobody_sees_are_left_out_of_the_tables(tmp_path):
    home = home_with(tmp_path, admin_units=UNITS.replace("Xã Ba", "X\u202ea\u0303\x0b Ba\x00"))
    assert load_catalogue(home).units["A@2010-01-01"].name == "Xã\n Ba"


def test_lines_are_counted_as_an_editor_shows_them(tmp_path):
    home = home_with(
        tmp_path,
        targets=TARGETS.replace("high,\nfibre_vn", 'high,"two\nlines"\nfibre_vn').replace(
            "universal,=", "universal,!"
        ),
    )
    assert faults_of(home) == [(TARGETS_FILE, 4, "bad_choice")]
