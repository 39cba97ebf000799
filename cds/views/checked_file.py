"""What a checked file says, as finished text: facts, first rows, issues in groups, changes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cds.blocks import Table, table
from cds.domain.catalogue import Catalogue
from cds.domain.issues import Issue, Severity
from cds.domain.observations import Observation
from cds.ingest.context import CheckedUpload, FileFacts
from cds.preview import Preview
from cds.scorecard import Row
from cds.text import figures, issues, numbers
from cds.text.phrases import phrase
from cds.views.column_questions import is_asked, lacks_period
from cds.views.columns import target
from cds.views.snapshots import change_line, changed_figures

FIRST_ROWS = 20
_MOST_CHANGES = 200
_MOST_SAID = 4
_SHOWN_DELIMITERS = {"\t": "upload.tab"}
_SHOWN_ENCODINGS = {
    **{"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"},
    **{"windows-1258": "Windows-1258", "tcvn3": "TCVN3 (ABC)", "vni": "VNI"},
}
_FACTS = ("encoding", "delimiter", "sheet", "layout", "header_line", "decimal")


@dataclass(frozen=True, slots=True)
class FileReading:
    """A file as people see it.

    `verdict` says whether it can be published, `counts` how many issues of each severity it has;
    `questions` are the codes to confirm with what is asked.
    """

    verdict: str
    sentence: str
    facts: str
    rows: Table
    counts: Mapping[Severity, int]
    issues: Table
    questions: tuple[tuple[str, str], ...]
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class Consequence:
    """What publishing would do, as people see it; `sentences` are the most important first."""

    sentences: tuple[str, ...]
    corrected: Table
    flips: Table


def reading(checked: CheckedUpload, catalogue: Catalogue) -> FileReading:
    """Return what was understood and what is wrong."""
    counts = {s: sum(one.count for one in checked.issues if one.severity is s) for s in Severity}
    questions = _questions(checked.issues)
    counts[Severity.CONFIRM] = len(questions)  # what alike is asked together
    return FileReading(
        verdict=_verdict(checked, counts),
        sentence=_sentence(checked.observations),
        facts=_facts(checked.file),
        rows=table(
            "upload",
            "line unit indicator period counts value",
            (_row(one, catalogue) for one in checked.observations[:FIRST_ROWS]),
        ),
        counts=counts,
        issues=table(
            "upload",
            "severity message places hint",
            (
                _group(group, in_workbook=checked.file.sheet is not None)
                for group in issues.alike(checked.issues)
            ),
        ),
        questions=questions,
        is_blocked=checked.is_blocked or not checked.observations,
    )


def consequence(found: Preview, catalogue: Catalogue) -> Consequence:
    """Return what would change."""
    return Consequence(
        sentences=tuple(_changes(found)),
        corrected=table(
            "upload",
            "unit indicator period before after",
            (change_line(change, catalogue) for change in found.corrected[:_MOST_CHANGES]),
        ),
        flips=table(
            "upload",
            "unit target before after",
            (
                (new.unit.name, target(new), *_standings(old, new))
                for old, new in found.flips[:_MOST_CHANGES]
            ),
        ),
    )


def _verdict(checked: CheckedUpload, counts: Mapping[Severity, int]) -> str:
    """Say whether the file can be published, and what stands against it."""
    figures, errors = len(checked.observations), counts[Severity.ERROR]
    questions = counts[Severity.CONFIRM]
    if is_asked(checked):
        topic = "period" if lacks_period(checked) else "asked" if checked.preview else "sheet"
        return phrase(f"upload.verdict_{topic}")
    if errors:
        return phrase("upload.verdict_errors", errors=errors, figures=figures)
    if not figures:
        return phrase("upload.read_none")
    if questions:
        return phrase("upload.verdict_questions", questions=questions, figures=figures)
    return phrase("upload.verdict_ready", figures=figures)


def _changes(found: Preview) -> Iterator[str]:
    """Say what would change: figures of the home, standings by how they change, figures."""
    for old, new in found.moved[:_MOST_SAID]:
        before = figures.value(old.assessment, new.indicator) if old else numbers.MISSING
        yield phrase(
            "upload.moved",
            unit=new.unit.name,
            indicator=new.indicator.name,
            before=before,
            after=figures.value(new.assessment, new.indicator),
        )
    turned = Counter(_standings(old, new) for old, new in found.flips)
    for (before, after), count in turned.most_common(_MOST_SAID):
        yield phrase("upload.turned", count=count, before=before, after=after)
    yield changed_figures(
        added=len(found.added), corrected=len(found.corrected), unchanged=found.unchanged
    )


def _sentence(observations: Sequence[Observation]) -> str:
    if not observations:
        return phrase("upload.read_none")
    periods = sorted({one.period for one in observations})
    shown = [numbers.period(one) for one in periods]
    return phrase(
        "upload.read",
        figures=len(observations),
        indicators=len({one.indicator_id for one in observations}),
        units=len({one.unit_id for one in observations}),
        periods=", ".join(shown if len(shown) < 4 else [shown[0], "…", shown[-1]]),
    )


def _facts(facts: FileFacts) -> str:
    parts: list[str] = []
    for name in _FACTS:
        value = getattr(facts, name)
        if value is not None:
            key = "upload.fact_header" if name == "header_line" else f"upload.fact_{name}"
            parts.append(phrase(key, value=_shown_fact(name, value)))
    return " · ".join(parts)


def _shown_fact(name: str, value: object) -> object:
    if name == "delimiter" and value in _SHOWN_DELIMITERS:
        return phrase(_SHOWN_DELIMITERS[str(value)])
    if name == "encoding":
        return _SHOWN_ENCODINGS.get(str(value), value)
    if name == "layout":
        return phrase("upload.layout.long" if value == "long" else "upload.layout.wide")
    return value


def _row(one: Observation, catalogue: Catalogue) -> tuple[str, ...]:
    indicator, unit = catalogue.indicators[one.indicator_id], catalogue.units[one.unit_id]
    parts = (one.numerator, one.denominator)
    counts = "/".join(numbers.trimmed(part) for part in parts) if any(parts) else numbers.MISSING
    line = numbers.MISSING if one.line is None else str(one.line)
    where, when = (line, unit.name, indicator.name), figures.when(one)
    return (*where, when, counts, figures.amount(one, indicator))


def _standings(old: Row | None, new: Row) -> tuple[str, str]:
    before = figures.badge(old.assessment).word if old else phrase("upload.standing_none")
    return before, figures.badge(new.assessment).word


def _group(group: Sequence[Issue], *, in_workbook: bool) -> tuple[str, ...]:
    first, places = group[0], issues.places(group, in_workbook=in_workbook)
    return issues.SEVERITIES[first.severity], issues.message(first), places, issues.hint(first)


def _questions(found: Iterable[Issue]) -> tuple[tuple[str, str], ...]:
    """One question a code, in the words of its first issue; the others stand in the table."""
    asked: dict[str, dict[str, None]] = {}
    for issue in found:
        if issue.severity is Severity.CONFIRM:
            asked.setdefault(issue.code.value, {})[_question(issue)] = None
    return tuple((code, _asked(*messages)) for code, messages in asked.items())


def _question(issue: Issue) -> str:
    """What is said yes to: of a number that can be read in two ways, the one taken."""
    taken, text = issues.reading(issue), issues.message(issue)
    return text if taken is None else phrase("upload.question_reading", message=text, reading=taken)


def _asked(first: str, *others: str) -> str:
    return phrase("upload.question_more", message=first, more=len(others)) if others else first
