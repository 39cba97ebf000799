"""What the documents say of the code is there: files, modules, names."""

import re
import tomllib

import pytest

from tests.ingest import messages
from tests.source import ROOT, name

DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(ROOT.glob("docs/*.md"))]
A_PATH = re.compile(r"(?<![\w/.-])(?:cds|pages|bench|tests|data/(?:reference|published))/[\w/.*-]+")
A_MODULE = re.compile(
    r"(?<![\w/.@-])(?:cds\.)?((?:charts|cli|demo|domain|export|ingest|jobs|maps|server|site"
    r"|store|text|ui|views)\.[a-z_]+(?:\.[a-z_]+)*)"
)
A_FILE = re.compile(r"`([\w./-]+\.(?:py|js|css|toml|sql|csv|txt|html|md|sh))`")
A_PART = re.compile(r"`(?:cds/)?((?:\w+/)+\w+)\.([A-Za-z]\w+)`")
OF_A_HOME = {  # or of who runs it
    *("programme.csv", "reference/offices.csv", "DAMAGED.txt", "secrets.toml"),
    ".streamlit/secrets.toml",
}
ROOMS = ("cds", "pages", "bench", "tests", "data", "deploy", "docs", ".streamlit")
NOT_YET = {"pages/x.py", "cds/views/x.py", "cds/text/vi/x.toml"}  # what is to be added


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_file_that_a_document_names_exists(path):
    named = {each.rstrip("./") for each in A_PATH.findall(path.read_text("utf-8"))} - NOT_YET
    assert [each for each in sorted(named) if not any(ROOT.glob(each))] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_file_that_is_named_by_its_end_exists(path):
    """`ui/bar.py`, `synonyms.txt`: of whatever room."""
    there = [f"/{name(one)}" for room in ROOMS for one in (ROOT / room).rglob("*.*")]
    there += [f"/{one.name}" for one in ROOT.iterdir()]
    named = set(A_FILE.findall(path.read_text("utf-8"))) - NOT_YET - OF_A_HOME
    assert [one for one in sorted(named) if not any(f.endswith(f"/{one}") for f in there)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_name_that_is_said_to_be_in_a_file_is_there(path):
    """`charts/theme.LOUD`; what has such an end is a file."""
    missing = []
    for place, word in A_PART.findall(path.read_text("utf-8")):
        file = ROOT / f"cds/{place}.py"
        if f"cds/{place}.{word}" in NOT_YET or not file.parent.is_dir():
            continue
        if file.with_suffix(f".{word}").is_file():
            continue
        if not file.is_file() or not re.search(rf"\b{word}\b", file.read_text("utf-8")):
            missing.append((name(file), word))
    assert missing == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_module_that_a_document_names_exists(path):
    named = set(A_MODULE.findall(path.read_text("utf-8")))
    assert [each for each in sorted(named) if not _is_there(each)] == []


def _is_there(dotted: str) -> bool:
    """A module of cds, or a name that stands in one."""
    place = ROOT / "cds" / dotted.replace(".", "/")
    if place.is_dir() or place.with_suffix(".py").is_file():
        return True
    room = place.parent
    texts = [
        each.read_text("utf-8")
        for each in (room.with_suffix(".py"), room / "__init__.py")
        if each.is_file()
    ]
    return any(re.search(rf"\b{place.name}\b", text) for text in texts)


def test_the_way_through_the_house_answers_fifteen_questions_with_files():
    told = (ROOT / "README.md").read_text("utf-8")
    lines = told.partition("## Where to look")[2].partition("\n## ")[0].strip().splitlines()[2:]
    assert len(lines) == 15
    assert [line for line in lines if not A_PATH.search(line)] == []


def test_the_picture_of_the_house_is_the_import_contract():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    house = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    drawn = (
        (ROOT / "docs/decisions.md").read_text("utf-8").partition("   ↓\n")[2].partition("\n\n")[0]
    )
    # two spaces end the names of a layer's rooms
    rooms = [re.split(r"\s{2,}", line)[0].split(" · ") for line in drawn.splitlines()]
    assert rooms == [re.findall(r"\w+", layer) for layer in house]


def test_every_decision_is_dated():
    told = (ROOT / "docs/decisions.md").read_text("utf-8")
    heads = re.findall(r"^## (.+)$", told, re.MULTILINE)
    assert [head for head in heads if not re.search(r" \(\d\d/\d\d/20\d\d\)$", head)] == []


def test_a_file_is_named_by_what_it_holds():
    """Not by being a piece of another: such a name tells a reader nothing."""
    pieces = re.compile(r"_(parts|words|rows|telling)$")
    code = [*ROOT.glob("cds/**/*"), *ROOT.glob("pages/*"), *ROOT.glob("bench/*")]
    named = {name(path) for path in code if pieces.search(path.stem)}
    assert named == set()


@pytest.mark.slow
def test_the_page_of_messages_is_current():
    """Here, where nothing measures the lines that run: half the time."""
    assert messages.FILE.read_text("utf-8") == messages.document()


def test_every_message_has_an_example():
    shown = re.findall(r"^\| `([^`]+)` \|", messages.FILE.read_text("utf-8"), re.MULTILINE)

    assert messages.keys() - set(shown) == messages.WITHOUT_EXAMPLE
