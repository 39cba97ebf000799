import ast
import re
import unicodedata
from string import Formatter

import pytest

from cds.domain import errors
from cds.domain.assessments import BaselineOrigin, Flag
from cds.domain.errors import UserError
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.reference import ReferenceFault
from cds.text import issues, phrases, screens
from cds.text.errors import sentence
from cds.text.phrases import ERRORS
from tests.source import CODE, every


def _is_told(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, UserError)


SAID = re.compile(r"\bsay\(\s*\"([\w.]+)\"")
FAMILY = {name for name, kind in vars(errors).items() if _is_told(kind)}


def found(pattern: re.Pattern[str]) -> set[str]:
    return {key for path in CODE for key in pattern.findall(path.read_text("utf-8"))}


def made_errors():
    """Place, phrase and slots of each error that is made from a phrase written in the code."""
    for place, call in every(ast.Call):
        if isinstance(call.func, ast.Name) and call.func.id in FAMILY and call.args:
            phrase = call.args[0]
            if isinstance(phrase, ast.Constant):
                yield place, phrase.value, {slot.arg for slot in call.keywords}


def slots_of(template):
    return {field for _, field, _, _ in Formatter().parse(template) if field}


def test_every_error_that_is_made_has_a_sentence():
    missing = [(place, phrase) for place, phrase, _ in made_errors() if phrase not in ERRORS]
    assert missing == []


def test_every_sentence_gets_its_slots_filled():
    """A slot given as None: the rest is passed on as a mapping."""
    unfilled = [
        (place, phrase, sorted(slots_of(ERRORS[phrase]) - slots))
        for place, phrase, slots in made_errors()
        if phrase in ERRORS and None not in slots and slots_of(ERRORS[phrase]) - slots
    ]
    assert unfilled == []


def test_every_sentence_is_said_somewhere():
    written = {
        node.value
        for place, node in every(ast.Constant)
        if isinstance(node.value, str) and not place.startswith("cds/text/phrases.py")
    }
    put_together = {f"reference.{fault}" for fault in ReferenceFault}
    assert sorted(ERRORS.keys() - written - put_together) == []


def test_every_fault_of_the_reference_has_a_sentence():
    assert [fault for fault in ReferenceFault if f"reference.{fault}" not in ERRORS] == []


def test_sentences_are_whole():
    """They begin with a capital and end with a stop, or with what is listed after a colon."""
    said = {key: text for key, text in ERRORS.items() if not key.startswith("reference.in_")}
    ends = re.compile(r"([.…]|: \{\w+\}|\{problems\}|\{reason\})$")
    assert [key for key, text in said.items() if not ends.search(text)] == []
    assert [key for key, text in said.items() if not (text[0].isupper() or text[0] in "{“")] == []


def test_every_text_a_page_asks_for_exists():
    assert sorted(key for key in found(SAID) if key not in screens.TEXTS) == []


@pytest.mark.parametrize("code", IssueCode)
def test_every_issue_says_what_is_wrong_and_what_to_do(code):
    issue = Issue(code, Severity.ERROR, line=3, value="x")
    assert issues.message(issue).endswith((".", "…", "–"))
    assert issues.hint(issue).endswith((".", "…"))


@pytest.mark.parametrize(
    ("line", "column", "in_text", "in_workbook"),
    [
        (None, None, "cả tệp", "cả tệp"),
        (9, None, "dòng 9", "dòng 9"),
        (9, 7, "dòng 9, cột 7", "ô G9"),
        (1, 26, "dòng 1, cột 26", "ô Z1"),
        (1, 27, "dòng 1, cột 27", "ô AA1"),
        (12, 703, "dòng 12, cột 703", "ô AAA12"),
    ],
)
def test_a_place_is_said_as_the_program_shows_it(line, column, in_text, in_workbook):
    issue = Issue(IssueCode.BAD_NUMBER, Severity.ERROR, line, column)
    assert issues.place(issue, in_workbook=False) == in_text
    assert issues.place(issue, in_workbook=True) == in_workbook


def test_every_flag_and_baseline_has_words():
    assert set(phrases.FLAGS) == set(Flag)
    assert set(phrases.BASELINES) == set(BaselineOrigin)


def test_all_texts_are_composed():
    texts = [*phrases.ERRORS.values(), *screens.TEXTS.values()]
    texts += [part for advice in issues.ISSUES.values() for part in (advice.message, advice.hint)]
    assert [text for text in texts if text != unicodedata.normalize("NFC", text)] == []


def test_a_slot_nobody_filled_shows_as_missing():
    assert "–" in sentence(UserError("unknown_version"))
