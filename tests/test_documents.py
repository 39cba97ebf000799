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
NOT_YET = {"pages/x.py", "cds/views/x.py", "cds/text/vi/x.toml"}  # what is to be added


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_file_that_a_document_names_exists(path):
    named = {each.rstrip("./") for each in A_PATH.findall(path.read_text("utf-8"))} - NOT_YET
    assert [each for each in sorted(named) if not any(ROOT.glob(each))] == []


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
