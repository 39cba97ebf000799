import pickle
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from cds.domain.admin_units import (
    AdminLevel,
    AdminUnit,
    AdminUnitChange,
    UnitFacts,
    Vintage,
)
from cds.domain.catalogue import Catalogue
from cds.domain.observations import Point, Series
from cds.domain.periods import parse_period
from cds.domain.programme import (
    Framework,
    Group,
    OfficeChange,
    Pilot,
    Programme,
    ProgrammeText,
    TextKind,
)
from cds.domain.targets import MilestoneStep, PublishedState
from tests import factories as f

P, DI, C = AdminLevel.PROVINCE, AdminLevel.DISTRICT, AdminLevel.COMMUNE
REFORM = date(2025, 7, 1)


def unit(code, level, parent=None, start=date(2004, 1, 1), end=date(2025, 6, 30)):
    return AdminUnit(code, level, f"Name {code}", code, "", parent, start, end)


DAY = timedelta(days=1)
OLD = [unit("80", P), unit("79", DI, "80"), unit("1", C, "79"), unit("2", C, "79")]
NEW = [unit("80", P, start=REFORM, end=None), unit("1", C, "80", start=REFORM, end=None)]
ELSEWHERE = unit("99", P)
NATION = unit("VN", AdminLevel.NATION, end=None)


def vintage(name, first, last, units):
    ids = {u.code: u.unit_id for u in units}
    return Vintage(name, first, last, {u.unit_id: ids.get(u.parent_code) for u in units}, {})


CATALOGUE = Catalogue(
    programme=Programme("", OLD[0].unit_id, date(2021, 1, 1), ""),
    indicators={},
    targets={},
    units={u.unit_id: u for u in [*OLD, *NEW, NATION]},
    vintages=(
        vintage("old", date(2004, 1, 1), date(2025, 6, 30), OLD),
        vintage("new", REFORM, None, NEW),
    ),
)


def test_a_reused_code_names_two_units():
    assert [u.unit_id for u in CATALOGUE.units_with_code("80")] == [
        "80@2004-01-01",
        "80@2025-07-01",
    ]
    assert CATALOGUE.home is OLD[0]


def test_the_hierarchy_is_that_of_the_time():
    old, new = CATALOGUE.vintages
    assert CATALOGUE.vintage_on(date(2025, 6, 30)) is old
    assert CATALOGUE.vintage_on(REFORM) is new
    assert CATALOGUE.vintage_on(date(1990, 1, 1)) is old
    assert [u.code for u in CATALOGUE.descendants(OLD[0], old, C)] == ["1", "2"]
    assert CATALOGUE.parent(OLD[2], old) is OLD[1]
    assert CATALOGUE.parent(NEW[1], new) is NEW[0]
    assert CATALOGUE.parent(OLD[0], old) is None


def test_a_unit_counts_in_the_vintage_of_its_own_last_day():
    assert CATALOGUE.vintage_for(OLD[2], parse_period("2025")).name == "old"
    assert CATALOGUE.vintage_for(NEW[1], parse_period("2025")).name == "new"


def test_parts_belong_to_their_whole_and_to_no_other_of_the_same_code():
    assert CATALOGUE.is_within(OLD[2], OLD[0].unit_id)
    assert not CATALOGUE.is_within(NEW[1], OLD[0].unit_id)
    assert not CATALOGUE.is_in_hierarchy(NATION)
    assert CATALOGUE.nation is NATION


def test_facts_that_nobody_knows_are_none():
    assert CATALOGUE.facts(OLD[2], CATALOGUE.vintages[0]) == UnitFacts()


def test_validity_has_a_first_and_a_last_day():
    assert OLD[0].is_valid_on(date(2025, 6, 30))
    assert not OLD[0].is_valid_on(REFORM)
    assert NEW[0].is_valid_on(date(2099, 1, 1))
    assert OLD[0].overlaps(parse_period("2025"))
    assert NEW[0].overlaps(parse_period("2025"))
    assert not NEW[0].overlaps(parse_period("2025-Q2"))


def test_targets_come_headline_first_then_by_due_date_and_id():
    aims = [
        f.target(target_id="c", due_on=date(2025, 12, 31)),
        f.target(target_id="b", due_on=date(2030, 12, 31), is_headline=True),
        f.target(target_id="a", due_on=date(2025, 12, 31)),
        f.target("other", target_id="o"),
    ]
    catalogue = f.catalogue([f.indicator(), f.indicator("other")], aims)
    assert [t.target_id for t in catalogue.targets_of("coverage")] == ["b", "a", "c"]
    assert catalogue.targets_of("unknown") == ()


def test_a_superseded_target_is_history():
    old = f.target(target_id="old", superseded_by="new")
    catalogue = f.catalogue([f.indicator()], [old, f.target(target_id="new")])
    assert [t.target_id for t in catalogue.targets_of("coverage")] == ["new"]
    assert catalogue.superseded_of("coverage") == (old,)
    assert catalogue.superseded_of("other") == ()


def test_its_own_targets_are_set_for_the_home_or_a_part_and_replaced_by_no_other():
    aims = [
        f.target(target_id="home"),
        f.target(target_id="part", scope_unit_id=f.unit_id("101")),
        f.target(target_id="elsewhere", scope_unit_id=ELSEWHERE.unit_id),
        f.target(target_id="replaced", superseded_by="home"),
        f.target(target_id="country", level=AdminLevel.NATION),
    ]
    made = f.catalogue([f.indicator()], aims)
    made = replace(made, units={**made.units, ELSEWHERE.unit_id: ELSEWHERE})
    assert [made.unit_of(one).code for one in aims] == ["10", "101", "99", "10", "10"]
    assert [one.target_id for one in made.own_targets] == ["home", "part"]


def test_a_programme_tells_its_texts_by_kind():
    task, event = ProgrammeText(TextKind.TASK, "a"), ProgrammeText(TextKind.EVENT, "b")
    programme = replace(f.catalogue().programme, texts=(task, event))
    assert programme.said(TextKind.TASK) == (task,)


def test_steps_stay_in_the_order_of_the_register():
    steps = tuple(
        MilestoneStep(target, name, PublishedState.DONE, None, None, "", "")
        for target, name in (("t", "second"), ("u", "other"), ("t", "first"))
    )
    catalogue = replace(f.catalogue(), steps=steps)
    assert [step.name for step in catalogue.steps_of("t")] == ["second", "first"]


def test_a_catalogue_need_not_know_the_nation():
    assert f.catalogue().nation is None


def test_a_unit_stays_within_every_whole_it_ever_belonged_to():
    catalogue = f.catalogue()
    commune = catalogue.units[f.unit_id("1021")]
    assert all(catalogue.is_within(commune, f.unit_id(code)) for code in ("1021", "102", "10"))
    assert not catalogue.is_within(commune, f.unit_id("101"))
    assert not catalogue.is_within(NATION, f.unit_id("10"))


def test_units_of_a_level_are_found_from_the_unit_itself_down():
    catalogue = f.catalogue()
    (vintage,) = catalogue.vintages
    district = catalogue.units[f.unit_id("101")]
    assert catalogue.descendants(district, vintage, DI) == (district,)
    assert catalogue.descendants(district, vintage, P) == ()


def test_an_index_belongs_to_the_version_begun_last():
    versions = tuple(
        Framework("index", parse_period(first), first) for first in ("2020", "2025", "2022")
    )
    catalogue = replace(f.catalogue(), frameworks=versions)
    found = [
        catalogue.framework_of("index", parse_period(p)) for p in ("2019", "2021", "2022", "2030")
    ]
    assert [one and one.name for one in found] == [None, "2020", "2022", "2025"]
    assert catalogue.framework_of("other", parse_period("2030")) is None


def test_a_period_is_one_of_the_whole_when_a_unit_that_lay_in_it_then_has_a_figure():
    def of(unit, *periods):
        points = tuple(Point(parse_period(period), Decimal(1)) for period in periods)
        return Series("coverage", unit.unit_id, points)

    old_commune, new_commune, nation = OLD[2], NEW[1], NATION
    found = [
        of(old_commune, "2024", "2025-Q2", "2025"),
        of(new_commune, "2025-Q3", "2026-Q1"),
        of(nation, "2023", "2030"),
    ]

    def told(whole):
        return [str(period) for period in CATALOGUE.periods_of(found, whole)]

    assert told(OLD[0]) == ["2025", "2025-Q2", "2024"]
    assert told(OLD[3]) == []
    assert told(NEW[0]) == ["2026-Q1", "2025-Q3"]
    assert told(NATION) == ["2030", "2023"]


def test_an_indicator_set_for_one_town_is_expected_of_it_and_its_parts_alone():
    def expected(*targets, **changes):
        made = f.catalogue([f.indicator(levels=(DI, C), **changes)], targets)
        return {u.code for u in made.units.values() if made.expects(u, made.indicators["coverage"])}

    town = f.target(target_id="town", level=DI, scope_unit_id=f.unit_id("101"))
    other = f.target(target_id="other", level=DI, scope_unit_id=f.unit_id("102"))
    everywhere = f.target(target_id="all", scope_unit_id=f.unit_id("10"))
    districts, communes = {"101", "102"}, set(f.COMMUNES)

    assert expected() == districts | communes
    assert expected(town) == {"101", "1011", "1012"}
    assert expected(town, other) == districts | communes
    assert expected(town, everywhere) == districts | communes
    assert expected(town, f.target(target_id="unscoped")) == districts | communes


def test_what_the_pilots_alone_report_is_expected_of_them():
    tried = f.indicator(is_pilot_only=True)
    made = f.catalogue([tried], pilots=["1012", "1021"])

    assert {u.code for u in made.units.values() if made.expects(u, tried)} == {"1012", "1021"}


def test_a_unit_belongs_to_the_home_or_to_the_province_that_came_after():
    assert CATALOGUE.provinces == (OLD[0], NEW[0])
    assert CATALOGUE.above(OLD[2]) is OLD[1]
    assert CATALOGUE.above(NEW[1]) is NEW[0]
    assert CATALOGUE.province_of(OLD[2]) is OLD[0]
    assert CATALOGUE.province_of(NEW[1]) is NEW[0]
    assert CATALOGUE.province_of(NATION) is NATION


def test_an_office_called_by_its_unit_is_its_own():
    known = unit("1", C)

    assert not known.has_own_office
    assert replace(known, responsible="UBND name 1").has_own_office
    assert not replace(known, responsible="UBND Name 2").has_own_office


def test_a_catalogue_travels_to_another_process_without_what_was_made_of_it():
    known = f.catalogue()
    assert known.once(lambda of: lambda: len(of.units))() == len(known.units)

    there = pickle.loads(pickle.dumps(known))  # noqa: S301 - our own

    assert there.units == known.units
    assert there.once(lambda of: len(of.units)) == len(known.units)


def test_namesakes_in_a_list_are_told_apart_by_what_they_lie_in():
    made = f.catalogue()
    units = {one.code: one for one in made.units.values()}
    twins = [replace(units[code], name="Phường 1") for code in ("1011", "1021")]

    named = made.names_among([*twins, units["1012"]])

    told = [f"Phường 1 · {made.above(one).name_short}" for one in twins]
    assert list(named.values()) == [*told, units["1012"].name]
    assert len(set(told)) == 2
    assert made.names_among(twins[:1]) == {twins[0].unit_id: "Phường 1"}


LONG = Programme("", OLD[0].unit_id, date(2021, 1, 1), "", (), "long", REFORM - DAY)
NINH = Programme("", NEW[0].unit_id, REFORM, "", (), "ninh", inherits="long", headlines=("t",))
TWO = replace(CATALOGUE, programme=LONG, programmes=(LONG, NINH))


def test_the_programme_in_force_is_the_last_begun_that_lasts():
    days = date(2020, 1, 1), REFORM - DAY, REFORM, date(2040, 1, 1)

    assert [TWO.programme_on(day).programme_id for day in days] == ["long", "long", "ninh", "ninh"]
    assert CATALOGUE.programme_on(REFORM) is CATALOGUE.programme
    assert (LONG.is_open_on(REFORM - DAY), LONG.is_open_on(REFORM)) == (True, False)


def test_a_programme_has_its_own_units_targets_and_levels():
    shared, old, new = (
        f.target(target_id=name, scope_unit_id=scope)
        for name, scope in (("s", None), ("o", OLD[2].unit_id), ("t", NEW[0].unit_id))
    )
    pilot = Pilot(OLD[2].unit_id, REFORM, 2021, 2022, "")
    both = replace(TWO, targets={one.target_id: one for one in (shared, old, new)}, pilots=(pilot,))

    ninh = both.of(NINH)
    assert list(ninh.targets) == ["s", "t"]
    assert [one.is_headline for one in ninh.targets.values()] == [False, True]
    assert ninh.pilots == ()
    assert ninh.levels == (P, C)
    assert list(ninh.of(LONG).targets) == ["s", "o"]
    assert ninh.of(LONG).levels == (P, DI, C)
    assert [one.unit_id for one in ninh.provinces] == [NEW[0].unit_id]


def test_a_closed_programme_keeps_the_offices_of_its_last_day_and_another_has_their_heirs():
    both = replace(
        TWO,
        indicators={"i": f.indicator(responsible="Old; Gone")},
        targets={"s": f.target(target_id="s", responsible="Old")},
        sectors=(Group("s", "Sector", "Gone"),),
        office_changes=(OfficeChange("Old", REFORM, "New"), OfficeChange("Gone", REFORM)),
    )

    def offices(seen):
        held = (seen.indicators["i"], seen.targets["s"], seen.sectors[0])
        return [one.responsible for one in held]

    assert offices(both.of(LONG)) == ["Old; Gone", "Old", "Gone"]
    assert offices(both.of(NINH)) == ["New", "New", None]
    assert offices(both.of(NINH).of(LONG)) == offices(both.of(LONG))


def test_a_unit_belongs_to_the_programme_of_its_province():
    assert TWO.programme_of(NEW[1].unit_id) is NINH
    assert TWO.programme_of(OLD[2].unit_id) is LONG
    assert TWO.programme_of(NATION.unit_id) is LONG
    assert (TWO.successor, TWO.of(NINH).successor) == (NINH, None)


def test_an_address_names_a_programme_by_unit_target_or_time():
    target = f.target(target_id="o", scope_unit_id=OLD[2].unit_id)
    ninh = replace(TWO, targets={"o": target}).of(NINH)
    named = [
        ({"programme": "long"}, LONG),
        ({"unit": OLD[2].unit_id}, LONG),
        ({"unit": "79"}, LONG),  # a code that only an old unit bears
        ({"unit": "80"}, None),  # a code that both bear
        ({"unit": NEW[1].unit_id, "period": "2024"}, NINH),
        ({"target": "o"}, LONG),
        ({"period": "2024"}, LONG),
        ({"period": "2026"}, NINH),
        ({"period": "2025"}, None),  # of both
        ({"period": "?", "unit": "X", "target": "x", "programme": "x"}, None),
    ]

    assert [ninh.programme_named(query) for query, _ in named] == [one for _, one in named]


def test_the_ground_of_a_unit_is_held_by_others_at_other_times():
    def change(old, new, share):
        return AdminUnitChange(old, new, REFORM, "merge", share, "", False)

    first, second, made = OLD[2].unit_id, OLD[3].unit_id, NEW[1].unit_id
    changes = (change(first, made, None), change(second, made, Decimal("0.4")))
    told = replace(CATALOGUE, changes=(*changes, change(made, made, None)))

    assert told.in_place_of(OLD[3], REFORM) == (NEW[1],)
    assert told.in_place_of(NEW[1], REFORM - DAY) == (OLD[2], OLD[3])
    assert told.in_place_of(NEW[1], REFORM) == (NEW[1],)
    assert told.in_place_of(OLD[1], REFORM) == ()
    assert told.former_district(NEW[1]) is OLD[1]
    assert told.former_district(OLD[2]) is None  # it lies in one
    assert CATALOGUE.former_district(NEW[1]) is None
    assert (told.level_below, TWO.of(NINH).level_below) == (DI, C)


def test_what_is_made_of_a_catalogue_is_made_once_and_anew_of_another():
    made = []

    def number_of_units(catalogue):
        made.append(catalogue)
        return len(catalogue.units)

    other = replace(CATALOGUE, units={})
    found = [known.once(number_of_units) for known in (CATALOGUE, other, CATALOGUE, other)]

    assert found == [len(CATALOGUE.units), 0, len(CATALOGUE.units), 0]
    assert len(made) == 2
