import re
import unicodedata
from pathlib import Path

import pytest

import cds
from cds.domain.errors import UserError
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.progress import BaselineOrigin, Flag, Status
from cds.text import issues, phrases, screens
from cds.text.errors import sentence

ROOT = Path(cds.__file__).parents[1]
SOURCES = [*ROOT.glob("cds/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"]
RAISED = re.compile(r"raise \w+Error\(\s*\"(\w+)\"")
SAID = re.compile(r"\bsay\(\s*\"([\w.]+)\"")


def found(pattern: re.Pattern[str]) -> set[str]:
    return {key for path in SOURCES for key in pattern.findall(path.read_text("utf-8"))}


def test_every_error_that_is_raised_has_a_sentence():
    keys = {key for key in found(RAISED) if "_" in key or key.islower()}
    assert sorted(keys - phrases.ERRORS.keys()) == []


def test_every_text_a_page_asks_for_exists():
    assert sorted(key for key in found(SAID) if key not in screens.TEXTS) == []


@pytest.mark.parametrize("code", IssueCode)
def test_every_issue_says_what_is_wrong_and_what_to_do(code):
    issue = Issue(code, Severity.ERROR, line=3, value="x")
    assert issues.message(issue).endswith((".", "…", "–"))
    assert issues.hint(issue).endswith((".", "…"))


def test_every_status_flag_and_baseline_has_words():
    assert set(phrases.STATUS) == set(Status)
    assert set(phrases.FLAGS) == set(Flag)
    assert set(phrases.BASELINES) == set(BaselineOrigin)


def test_all_texts_are_composed():
    texts = [*phrases.ERRORS.values(), *screens.TEXTS.values()]
    texts += [part for advice in issues.ISSUES.values() for part in (advice.message, advice.hint)]
    assert [text for text in texts if text != unicodedata.normalize("NFC", text)] == []


def test_a_slot_nobody_filled_shows_as_missing():
    assert "–" in sentence(UserError("unknown_version"))
