"""Phrases as data: every key used is there, every key there is used, every slot is given."""

import ast
import re
import unicodedata
from collections import defaultdict

import pytest

from cds.domain import access, admin_units, assessments, errors, indicators, observations
from cds.domain.assessments import Flag, Standing
from cds.domain.errors import UserError
from cds.domain.issues import IssueCode, ReferenceFault, Severity
from cds.store.files import DamageReason
from cds.text import phrase_files
from cds.text.figures import BOUNDS
from cds.text.phrase_files import slots_of
from cds.text.phrases import family, fitting, head, loosely, phrase, sentence, template, word
from tests.source import CODE, ROOT, every, name, nodes

FILES = sorted(path.stem for path in (ROOT / "cds/text/vi").glob("*.toml"))
KEYS = [
    rest if file == "common" else f"{file}.{rest}"
    for file in FILES
    for rest in family(file)
    if file not in ("columns", "host")  # by names of columns, and by what Streamlit says
]
SETS = (
    *(access.Action, access.Role, admin_units.AdminLevel, indicators.IndicatorKind),
    *(observations.ObservationStatus, Severity, assessments.Flag, assessments.BaselineOrigin),
    DamageReason,
)
# Files whose phrases are named by the members of a set or taken as a whole, with who takes them.
WHOLE = (
    *("words.", "standings.", "issues.", "screen.", "gaps_file.", "table."),
    *("cli.commands.", "cli.options.", "cli.metavars.", "cli.headings.", "cli.changes."),
    *("cli.flags.",),
    *("form.guide.", "form.head.", "form.more.", "everything.file.", "numbers.things."),
    *("map.words.", "coverage.lacking.", "amended.column.", "targets.head.", "targets.operator."),
)


def asked():
    """Place, key and slots of each phrase that the code asks for by its whole key."""
    for place, call in every(ast.Call):
        if isinstance(call.func, ast.Name) and call.func.id in ("phrase", "tell") and call.args:
            key = call.args[0]
            if isinstance(key, ast.Constant):
                yield place, key.value, {slot.arg for slot in call.keywords}


def made_errors():
    """Place, phrase and slots of each error that is made from a phrase written in the code."""
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
    for place, call in every(ast.Call):
        if isinstance(call.func, ast.Name) and call.func.id in kinds and call.args:
            told = call.args[0]
            if isinstance(told, ast.Constant):
                yield place, f"errors.{told.value}", {slot.arg for slot in call.keywords}


def written():
    """Every text in the code, the words in them, and keys that are put together: as patterns."""
    texts, patterns = set(), defaultdict(set)
    for path in CODE:
        for node in nodes(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(part.value) if isinstance(part, ast.Constant) else r"(\w+)"
                    for part in node.values
                ]
                pattern = "".join(parts)
                if re.search(r"[a-z]{3}", pattern):
                    patterns[pattern].add(name(path))
    words = {one for text in texts for one in re.findall(r"\w+", text)}
    return texts, words, [re.compile(pattern) for pattern in patterns]


def test_every_phrase_that_is_asked_for_exists_and_gets_its_slots():
    """A slot given as None: the rest is passed on as a mapping."""
    wrong = []
    for place, key, given in asked():
        try:
            needed = slots_of(key)
        except KeyError:
            wrong.append((place, key))
            continue
        if given - {None} - needed or (None not in given and needed - given):
            wrong.append((place, key, sorted(needed)))
    assert wrong == []


def test_every_phrase_is_used():
    """A key put together in the code counts for what its other parts name."""
    texts, words, patterns = written()
    unused = [
        key
        for key in KEYS
        if not key.startswith(WHOLE)
        and key not in texts
        and key.removeprefix("errors.") not in texts
        and not any(
            match and all(part in words for part in match.groups())
            for text in (key, key.removeprefix("errors."))
            for match in (pattern.fullmatch(text) for pattern in patterns)
        )
    ]
    assert unused == []


def test_the_bounds_of_the_rule_are_told_as_the_rule_has_them():
    told = [template(f"methods.{name}.text") for name in ("counts", "status")]
    told += [template("rule.cuts"), *family("standings").values()]
    assert [found for text in told for found in re.findall(r"\d+%|\d,\d+", text)] == []
    assert BOUNDS["complete"] in word(Flag.PROVISIONAL)  # a word has no slots


def test_every_error_that_is_made_has_a_sentence_and_its_slots():
    known = {f"errors.{rest}" for rest in family("errors")}
    assert [(place, key) for place, key, _ in made_errors() if key not in known] == []
    unfilled = [
        (place, key, sorted(slots_of(key) - given))
        for place, key, given in made_errors()
        if None not in given and slots_of(key) - given
    ]
    assert unfilled == []


def test_every_fault_of_the_reference_has_a_sentence():
    told = {key.removeprefix("reference.") for key in family("errors")}
    assert [fault for fault in ReferenceFault if fault not in told] == []


def test_sentences_of_errors_are_whole():
    """They begin with a capital and end with a stop, or with what is listed after a colon."""
    parts = ("reference.in_", "access_rules.", "disk_reason.")
    said = {key: text for key, text in family("errors").items() if not key.startswith(parts)}
    ends = re.compile(r"([.…]|: \{\w+\}|\{problems\}|\{reason\})$")
    assert [key for key, text in said.items() if not ends.search(text)] == []
    assert [key for key, text in said.items() if not (text[0].isupper() or text[0] in "{“")] == []


@pytest.mark.parametrize("kind", SETS)
def test_every_member_of_a_closed_set_has_a_word(kind):
    assert set(family(f"words.{kind.__name__}")) == set(kind)
    assert all(word(member) for member in kind)


def test_every_set_of_words_is_of_an_enumeration():
    assert {key.partition(".")[0] for key in family("words")} == {kind.__name__ for kind in SETS}


def test_every_standing_has_icon_sign_word_and_meaning():
    parts = ("icon", "sign", "word", "meaning")
    assert set(family("standings")) == {f"{one}.{part}" for one in Standing for part in parts}


@pytest.mark.parametrize("code", IssueCode)
def test_every_issue_says_what_is_wrong_and_what_to_do(code):
    assert template(f"issues.{code}.message").endswith((".", "…", "}"))
    assert template(f"issues.{code}.hint").endswith((".", "…"))


def test_every_issue_sentence_is_of_a_code():
    codes = {key.partition(".")[0] for key in family("issues")}
    assert codes == {*IssueCode, "close", "heirs", "place"}


def test_a_table_may_call_a_column_by_a_name_of_its_own():
    assert head("value") == head("value", "unit") == "Giá trị"
    assert head("value", "gaps") == "Thực hiện"
    with pytest.raises(KeyError):
        head("no_such_column", "gaps")


def test_every_head_is_of_a_column_in_the_code():
    _, words, _ = written()
    names = {name for key in family("columns") for name in key.removeprefix("of.").split(".")}
    assert sorted(names - words) == []


def test_an_own_head_differs_from_the_common_one():
    heads = family("columns")
    own = {tuple(key.split(".")): text for key, text in heads.items() if "." in key}
    assert [key for key, text in own.items() if heads.get(key[-1]) == text] == []


def test_all_texts_are_composed():
    texts = [text for file in FILES for text in family(file).values()]
    assert len(texts) > 1500
    assert [text for text in texts if text != unicodedata.normalize("NFC", text)] == []


@pytest.mark.parametrize(
    ("key", "slots"),
    [
        ("gaps.no_such_phrase", {}),
        ("no_such_file.title", {}),
        ("until", {"night": "x"}),
    ],
)
def test_an_unknown_key_or_a_slot_not_given_is_a_fault(key, slots):
    with pytest.raises(KeyError):
        phrase(key, **slots)


def test_a_slot_of_an_error_that_nobody_filled_shows_as_missing():
    assert "–" in sentence(UserError("unknown_version"))
    assert loosely("until", {}) == "đến –"


def test_files_are_read_when_they_are_first_asked_for():
    phrase_files._file.cache_clear()
    phrase_files.template.cache_clear()
    phrase("gaps.title")
    assert phrase_files._file.cache_info().currsize == 1


def test_no_phrase_stands_in_the_code():
    """Documentation may show one."""
    lettered = re.compile(r"[^\W\d_a-zA-Z]")
    shown = {
        part.value.value
        for path in CODE
        for part in nodes(path)
        if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)
    }
    told = [
        (place, part.value)
        for place, part in every(ast.Constant)
        if place.startswith("cds/text/") and isinstance(part.value, str)
        if lettered.search(part.value) and part.value not in shown
    ]
    assert told == []


def test_a_sentence_is_said_as_fully_as_a_phone_holds():
    full, brief = "A" * 80 + " thiếu 3,75 điểm %", "B" * 98

    assert fitting("thiếu 3,75 điểm %") == "thiếu 3,75 điểm phần trăm"
    assert fitting(full, brief) == full  # not with its words spelled out
    assert fitting("A" * 99, brief) == brief
    assert fitting("A" * 99, "B" * 100) == "B" * 100  # none is short enough
