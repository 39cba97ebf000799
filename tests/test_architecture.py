"""Rules of the house that no tool of its own watches over."""

import ast
import re
from pathlib import Path

import pytest

from tests.source import CODE, ROOT, every, name

SCRIPTS = sorted(path for kind in ("js", "css", "sql") for path in ROOT.glob(f"cds/**/*.{kind}"))
QUERIES = sorted(ROOT.glob("cds/store/view/sql/*.sql"))

# Letters as data, not words for people: what old fonts mean, how syllables are built, and what
# a search without accents takes for d.
LETTER_TABLES = {"cds/ingest/encodings.py", "cds/ingest/syllables.py", "cds/export/deck.js"}
VIETNAMESE = re.compile("[ĐđẠ-ỹÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĨĩŨũƠơƯư]")
SQL = re.compile(r"\b(SELECT|INSERT INTO|CREATE TABLE|DELETE FROM|UPDATE|WHERE|JOIN)\b")


def lines_with(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{name(path)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text("utf-8").split("\n"), start=1)
        if pattern.search(line)
    ]


def test_vietnamese_words_stand_in_one_room():
    told = [path for path in [*CODE, *SCRIPTS] if "cds/text/" not in name(path)]
    searched = [path for path in told if name(path) not in LETTER_TABLES]
    assert lines_with(VIETNAMESE, searched) == []
    assert lines_with(VIETNAMESE, [ROOT / "cds/text/vi/errors.toml"])


def test_the_code_names_no_province():
    long_an = re.compile(r"long[ _-]?an\b", re.IGNORECASE)
    assert lines_with(long_an, [*CODE, *SCRIPTS]) == []


@pytest.mark.parametrize("path", QUERIES, ids=name)
def test_a_query_says_what_one_row_is_and_lists_its_columns(path):
    text = path.read_text("utf-8")
    assert re.match(r"-- (One row: |The tables of )", text)
    assert re.search(r"SELECT\s+(DISTINCT\s+)?\*", text) is None
    assert re.search(r"%s|\{\w*\}|\|\|\s*\$", text) is None


def test_every_query_is_asked():
    texts = " ".join(
        path.read_text("utf-8") for path in CODE if name(path).startswith("cds/store/")
    )
    assert [path.stem for path in QUERIES if f'"{path.stem}"' not in texts] == []


def test_no_query_is_put_together_from_pieces():
    """Values reach DuckDB as parameters only, so no text of SQL is made at run time."""
    made = [
        place
        for place, node in every(ast.expr)
        if _is_assembled(node) and SQL.search(_constant_text(node))
    ]
    assert made == []


def _is_assembled(node: ast.AST) -> bool:
    match node:
        case ast.JoinedStr() | ast.BinOp(op=ast.Add() | ast.Mod()):
            return True
        case ast.Call(func=ast.Attribute(attr="format" | "format_map" | "join")):
            return True
    return False


def _constant_text(node: ast.AST) -> str:
    constants = (each.value for each in ast.walk(node) if isinstance(each, ast.Constant))
    return " ".join(value for value in constants if isinstance(value, str))


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('f"SELECT {x}"', True),
        ('"SELECT a FROM t WHERE b = " + x', True),
        ('"SELECT %s" % x', True),
        ('"DELETE FROM {}".format(x)', True),
        ('"SELECT 1"', False),
        ('f"selected {x}"', False),
    ],
)
def test_a_query_put_together_would_be_found(code, found):
    node = ast.parse(code, mode="eval").body
    assert (_is_assembled(node) and bool(SQL.search(_constant_text(node)))) is found


def test_no_error_is_swallowed_below_the_one_handler():
    swallowed = [place for place, node in every(ast.ExceptHandler) if _swallows(node)]
    assert [place for place in swallowed if not place.startswith("app.py:")] == []


def _swallows(handler: ast.ExceptHandler) -> bool:
    """Catches everything and does not raise it again."""
    if handler.type is not None:
        names = {each.id for each in ast.walk(handler.type) if isinstance(each, ast.Name)}
        if not names & {"Exception", "BaseException"}:
            return False
    return not any(isinstance(each, ast.Raise) for each in ast.walk(handler))


def test_no_day_or_hour_is_that_of_the_machine():
    of_the_machine = re.compile(
        r"date\.today\(|datetime\.now\(\)|\.astimezone\(\)|utcnow|fromtimestamp\([^,)]*\)|time\.localtime"
    )
    assert lines_with(of_the_machine, CODE) == []


def test_nothing_of_the_developers_machine_is_known_to_the_code():
    paths = re.compile(r"[\"'(](/(home|root|work|tmp|Users)/|C:\\)")
    assert lines_with(paths, CODE) == []


# The content of a file, which the parameter `sha256` beside it stands for.
NOT_HASHED = {"_content"}


def test_streamlit_hashes_every_parameter_of_a_cached_function():
    """It leaves out those that begin with `_`: then old answers are given for ever."""
    left_out = [
        (place, parameter.arg)
        for place, node in every(ast.FunctionDef)
        if any("cache_" in ast.unparse(each) for each in node.decorator_list)
        for parameter in ast.walk(node.args)
        if isinstance(parameter, ast.arg) and parameter.arg.startswith("_")
    ]
    assert [each for each in left_out if each[1] not in NOT_HASHED] == []


def test_charts_are_shown_in_one_place():
    """There tags in names become letters: of one Plotly would make a live link."""
    shown = [
        path.name
        for room in ("cds", "pages")
        for path in (ROOT / room).rglob("*.py")
        if "plotly_chart(" in path.read_text(encoding="utf-8")
    ]
    assert shown == ["show.py"]
