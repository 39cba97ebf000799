"""What a checked file says, as finished text: facts, first rows, issues in groups, changes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cds.blocks import Table, item_table, table
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
    read, in_workbook = checked.observations, checked.file.sheet is not None
    told = {"figures": len(read), "errors": counts[Severity.ERROR], "questions": len(questions)}
    if is_asked(checked):
        key = "period" if lacks_period(checked) else "asked" if checked.preview else "sheet"
    elif not told["errors"] and not read:
        key = "none"
    else:
        key = "errors" if told["errors"] else "questions" if questions else "ready"
    periods = [numbers.period(one) for one in sorted({one.period for one in read})]
    nothing = phrase("upload.read_none")
    return FileReading(
        verdict=nothing if key == "none" else phrase(f"upload.verdict_{key}", **told),
        sentence=phrase(
            "upload.read",
            figures=len(read),
            indicators=len({one.indicator_id for one in read}),
            units=len({one.unit_id for one in read}),
            periods=", ".join(periods if len(periods) < 4 else [periods[0], "…", periods[-1]]),
        )
        if read
        else nothing,
        facts=_facts(checked.file),
        rows=item_table(
            "upload",
            read[:FIRST_ROWS],
            {
                "line": lambda one: numbers.MISSING if one.line is None else str(one.line),
                "unit": lambda one: catalogue.units[one.unit_id].name,
                "indicator": lambda one: catalogue.indicators[one.indicator_id].name,
                "period": figures.when,
                "counts": _counts,
                "value": lambda one: figures.amount(one, catalogue.indicators[one.indicator_id]),
            },
        ),
        counts=counts,
        issues=item_table(
            "upload",
            issues.alike(checked.issues),
            {
                "severity": lambda group: issues.SEVERITIES[group[0].severity],
                "message": lambda group: issues.message(group[0]),
                "places": lambda group: issues.places(group, in_workbook=in_workbook),
                "hint": lambda group: issues.hint(group[0]),
            },
        ),
        questions=questions,
        is_blocked=checked.is_blocked or not read,
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


def _facts(facts: FileFacts) -> str:
    parts: list[str] = []
    for name in _FACTS:
        value = getattr(facts, name)
        if name == "delimiter" and value == "\t":
            value = phrase("upload.tab")
        elif name == "encoding":
            value = _SHOWN_ENCODINGS.get(value, value)
        elif name == "layout" and value is not None:
            value = phrase(f"upload.layout.{'long' if value == 'long' else 'wide'}")
        if value is not None:
            parts.append(phrase(f"upload.fact_{name.removesuffix('_line')}", value=value))
    return " · ".join(parts)


def _counts(one: Observation) -> str:
    parts = (one.numerator, one.denominator)
    return "/".join(map(numbers.trimmed, parts)) if any(parts) else numbers.MISSING


def _standings(old: Row | None, new: Row) -> tuple[str, str]:
    before = figures.badge(old.assessment).word if old else phrase("upload.standing_none")
    return before, figures.badge(new.assessment).word


def _questions(found: Iterable[Issue]) -> tuple[tuple[str, str], ...]:
    """One question a code, in the words of its first issue; the others stand in the table.

    Of a number that can be read in two ways it says the one taken.
    """
    asked: dict[str, dict[str, None]] = {}
    for issue in found:
        if issue.severity is Severity.CONFIRM:
            text, taken = issues.message(issue), issues.reading(issue)
            if taken is not None:
                text = phrase("upload.question_reading", message=text, reading=taken)
            asked.setdefault(issue.code.value, {})[text] = None
    return tuple(
        (code, phrase("upload.question_more", message=first, more=len(others)) if others else first)
        for code, (first, *others) in asked.items()
    )
