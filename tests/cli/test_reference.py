"""`boundaries import` and `demo`."""

import json

import pytest

from cds.store.layers import load_layer
from cds.store.reference.loading import load_catalogue
from cds.text.phrases import phrase
from tests.cli import small
from tests.cli.conftest import invoke


def snapshots(home):
    return json.loads(invoke(home, "snapshots", "--format", "json").stdout)


def square(code, column):
    """A square of a tenth of a degree beside the one before."""
    west, south = 106 + column / 10, 10.5
    ring = [[0, 0], [0.1, 0], [0.1, 0.1], [0, 0.1], [0, 0]]
    shape = [[west + x, south + y] for x, y in ring]
    return {
        "type": "Feature",
        "properties": {"ma": code},
        "geometry": {"type": "Polygon", "coordinates": [shape]},
    }


@pytest.fixture
def map_home(tmp_path):
    """A home without census facts, so that no centre contradicts the squares."""
    home = small.write_reference(tmp_path / "map")
    facts = small.FACTS.splitlines()[0] + "\n"
    (home / "reference" / "commune_facts.csv").write_text(facts, encoding="utf-8")
    return home


@pytest.fixture
def map_file(tmp_path):
    features = [square(code, place) for place, code in enumerate(small.HOUSEHOLDS)]
    path = tmp_path / "xa.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_an_own_layer_replaces_the_built_one(map_home, map_file):
    found = invoke(
        map_home, "boundaries", "import", str(map_file), "--vintage", "v1", "--code-field", "ma"
    )

    assert (found.exit_code, found.stdout) == (0, ""), found.stderr
    assert "5 đơn vị" in found.stderr
    codes = {shape.code for shape in load_layer(map_home, "v1", "commune").shapes}
    assert codes == set(small.HOUSEHOLDS)


@pytest.mark.parametrize(
    ("vintage", "field", "code", "said"),
    [("v9", "ma", 5, "v1"), ("v1", "code", 3, "ma")],
)
def test_an_unknown_vintage_or_field_is_answered_with_those_there_are(
    map_home, map_file, vintage, field, code, said
):
    found = invoke(
        map_home, "boundaries", "import", str(map_file), "--vintage", vintage, "--code-field", field
    )
    assert found.exit_code == code
    assert said in found.stderr


def test_demonstration_figures_come_once_and_go_with_one_command(home):
    assert invoke(home, "demo", "load").exit_code == 0
    assert invoke(home, "demo", "load").exit_code == 0
    assert [row["is_demo"] for row in snapshots(home)] == [True, False, False]
    statuses = {
        row["status"] for row in json.loads(invoke(home, "observations", "--format", "json").stdout)
    }
    assert statuses == {"reported", "demo"}

    assert invoke(home, "demo", "remove").exit_code == 0
    left = json.loads(invoke(home, "observations", "--format", "json").stdout)
    assert {row["status"] for row in left} == {"reported"}
    again = invoke(home, "demo", "remove")
    assert (again.exit_code, again.stdout) == (0, "")


def test_a_plan_that_rests_on_demonstration_figures_says_so(bare):
    assert invoke(bare, "demo", "load").exit_code == 0
    assert "minh họa" in invoke(bare, "plan", "--indicator", "fibre").stderr


def test_removing_is_recorded_with_who_did_it(home):
    invoke(home, "demo", "load")
    invoke(home, "demo", "remove")
    assert snapshots(home)[0]["withdrawn_by"]
    assert invoke(home, "verify").exit_code == 0


def test_a_knowing_edit_of_the_reference_is_accepted_by_somebody_for_a_reason(bare):
    assert "reference accept" in invoke(bare, "verify").stderr  # nobody has stood by it yet
    assert invoke(bare, "reference", "accept", "--by", "An", "--reason", "lần đầu").exit_code == 0
    path = bare / "reference" / "targets.csv"
    path.write_text(path.read_text("utf-8").replace(">,80,", ">,85,"), encoding="utf-8")

    found = invoke(bare, "verify")
    assert (found.exit_code, "reference/targets.csv" in found.stdout) == (7, True)
    assert phrase("cli.damaged", count=1) not in found.stderr  # a copy would undo the edit
    assert phrase("cli.reference_differs", count=1) in found.stderr
    assert "reference/targets.csv" in invoke(bare, "reference", "check").stderr

    asked = ("reference", "accept", "--by", "An", "--reason")
    assert invoke(bare, *asked, " ").exit_code == 2
    assert invoke(bare, *asked, "Nghị quyết mới").exit_code == 0
    found = invoke(bare, "verify")
    assert (found.exit_code, "reference accept" in found.stderr) == (0, False)


def test_faults_of_the_reference_are_told_and_never_accepted(bare):
    path = bare / "reference" / "targets.csv"
    path.write_text(path.read_text("utf-8").replace(",fibre,", ",fiber,"), encoding="utf-8")
    for asked in (("check",), ("accept", "--by", "An", "--reason", "x")):
        found = invoke(bare, "reference", *asked)
        assert (found.exit_code, "targets.csv, dòng 2: " in found.stderr) == (3, True)


LIVES = """\
programme_id,name_vi,home_unit_id,started_on,ended_on,responsible_vi,inherits
cu,Chương trình cũ,10@2010-01-01,2021-01-01,2023-12-31,,
moi,Chương trình mới,10@2010-01-01,2024-01-01,,Sở Thử,cu
"""


def test_programmes_are_listed_and_a_command_speaks_for_the_one_in_force(home):
    (home / "reference" / "programmes.csv").write_text(LIVES, encoding="utf-8")
    rows = json.loads(invoke(home, "programmes", "--format", "json").stdout)

    assert rows == [
        {
            "id": "cu", "name": "Chương trình cũ", "unit_code": "10",
            "valid_from": "2021-01-01", "valid_to": "2023-12-31", "open": False,
        },
        {
            "id": "moi", "name": "Chương trình mới", "unit_code": "10",
            "valid_from": "2024-01-01", "valid_to": None, "open": True,
        },
    ]  # fmt: skip
    for asked in ((), ("--programme", "moi"), ("--programme", "cu")):
        assert invoke(home, "assess", *asked).exit_code == 0
    unknown = invoke(home, "assess", "--programme", "nao")
    assert (unknown.exit_code, "cu, moi" in unknown.stderr) == (5, True)


def test_a_home_of_one_programme_opens_as_it_did(home):
    old = "key,value\nname,Chương trình\nhome_unit_id,10@2010-01-01\ndocument,NQ 1\n"
    (home / "reference" / "programme.csv").write_text(old, encoding="utf-8")

    assert invoke(home, "reference", "check").exit_code == 0
    [row] = json.loads(invoke(home, "programmes", "--format", "json").stdout)
    assert (row["name"], row["valid_from"]) == ("Chương trình", "2021-01-01")


def test_targets_come_from_a_file_are_told_and_taken_back(home, tmp_path):
    (target_id,) = [one.target_id for one in load_catalogue(home).targets.values()][:1]
    file = tmp_path / "lo-trinh.csv"
    file.write_text(f"target_id,period,value\n{target_id},2024,75\n", encoding="utf-8")
    asked = ("reference", "import", str(file), "--by", "lan", "--reason", "QĐ 1")

    answer = invoke(home, *asked, "--dry-run", "--format", "json")
    tried = json.loads(answer.stdout)
    assert "chạy thử" in answer.stderr
    assert (tried["status"], tried["amendment_id"]) == ("accepted", None)
    assert len(tried["changes"]) == len(tried["outcomes"]) == 1
    assert not load_catalogue(home).targets[target_id].path

    done = json.loads(invoke(home, *asked, "--format", "json").stdout)
    assert load_catalogue(home).targets[target_id].path
    assert "không khác danh mục" in invoke(home, *asked).stderr
    (row,) = json.loads(invoke(home, "reference", "history", "--format", "json").stdout)
    assert (row["amendment_id"], row["by"]) == (done["amendment_id"], "lan")

    back = invoke(home, "reference", "undo", done["amendment_id"], "--by", "an", "--reason", "nhầm")
    assert back.exit_code == 0, back.stderr
    assert not load_catalogue(home).targets[target_id].path
    assert invoke(home, "reference", "check").exit_code == 0


def test_a_faulty_file_of_targets_is_refused_with_its_faults(home, tmp_path):
    file = tmp_path / "lo-trinh.csv"
    file.write_text("target_id,period,value\nnothing,2024,75\n", encoding="utf-8")

    found = invoke(home, "reference", "import", str(file), "--reason", "QĐ 1", "--format", "json")

    assert found.exit_code == 3
    assert "nothing" in json.loads(found.stdout)["faults"][0]
    assert invoke(home, "reference", "import", str(file), "--reason", " ").exit_code == 2
    assert invoke(home, "reference", "undo", "x", "--reason", "y").exit_code == 5
