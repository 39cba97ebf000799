"""The rules, each with an example that the rule itself works out; the register; all as one file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cds.blocks import Table, item_table
from cds.charts.values import (
    ComparedRole,
    ComparedSpan,
    Drawn,
    Ruler,
    RulerBand,
    ShareRow,
    ShareRows,
    Spans,
)
from cds.domain.admin_units import AdminLevel
from cds.domain.assessments import Standing
from cds.domain.composites import TargetResult, attainment, placing
from cds.domain.gaps import least_set
from cds.domain.indicators import Direction
from cds.domain.observations import Contribution, roll_up
from cds.domain.pace import cagr_with_target, progress_ratio
from cds.domain.pilots import BeforeAfter, PilotFigures, effect
from cds.domain.status_rule import NEEDS_ACCELERATION, ON_TRACK
from cds.domain.targets import Target
from cds.export import figure_files
from cds.export.files import File
from cds.store.layers import sound_layers
from cds.text import figures, numbers
from cds.text.figures import STANDINGS
from cds.text.phrases import phrase, word
from cds.views import gaps
from cds.views.programme import documents
from cds.views.reader import Reader

D = Decimal
_YEAR, _START, _NOW, _PATH, _AIM = 2021, D(40), D(56), D(60), D(80)  # of the example of a path
_RULER = D("-0.2"), D("1.15")  # from where to where it goes


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its anchor on the page, what it says as Markdown, and its example drawn.

    Those of path and status have none of their own: the page begins with it.
    """

    name: str
    title: str
    text: str
    example: Drawn | None
    told: str


def rules() -> tuple[Rule, ...]:
    """Return every rule in the order of the page."""
    examples = (_growth, _counts, _gap, _plan, _demo, _boundaries, _pilots)
    found: dict[str, tuple[Drawn | None, str]] = {"path": (None, ""), "status": (None, "")}
    found |= {one.__name__.removeprefix("_"): one() for one in (*examples, _parts, _placing)}
    return tuple(
        Rule(
            name,
            phrase(f"methods.{name}.title"),
            phrase(f"methods.{name}.text", **figures.BOUNDS),
            *example,
        )
        for name, example in found.items()
    )


def _row(name: str, percent: Decimal | None, note: str = "", label: str = "") -> ShareRow:
    share = None if percent is None else float(percent / 100)
    return ShareRow(label, name, share, numbers.percent(percent, 0), note=note)


def _commune(letter: str) -> str:
    return phrase("methods.commune", letter=letter)


def _counts() -> tuple[Drawn, str]:
    parts = (Contribution(D(800), D(1000)), Contribution(D(100), D(500)))
    rows = [_added(_commune(letter), one) for letter, one in zip("AB", parts, strict=True)]
    rows.append(_added(phrase("methods.added"), *parts))
    mean = sum((D(100) * one.numerator / one.denominator for one in parts), D(0)) / 2  # type: ignore[operator]
    told = phrase("methods.counts.told", mean=numbers.percent(mean, 0))
    return ShareRows(tuple(rows)), told


def _added(name: str, *parts: Contribution) -> ShareRow:
    """A row of what parts have in all."""
    made = roll_up(parts, is_sum=False)
    return _row(name, made.value, _counts_text(made.numerator, made.denominator))


def _counts_text(numerator: Decimal | None, denominator: Decimal | None) -> str:
    return phrase("methods.of", numerator=numerator, denominator=denominator)


def _gap() -> tuple[Drawn, str]:
    homes, have, aim = D(1000), D(720), D(80)
    open_homes = int(aim * homes / 100) + 1 - int(have)  # strict: the aim itself is not enough
    rows = (
        _row(phrase("methods.now"), 100 * have / homes, _counts_text(have, homes)),
        _row(phrase("methods.aim"), aim, phrase("methods.gap.strict")),
    )
    gap = numbers.points(aim - 100 * have / homes, 0)
    return ShareRows(rows), phrase("methods.gap.told", gap=gap, homes=open_homes)


def _plan() -> tuple[Drawn, str]:
    opens = {"A": 40, "B": 25, "C": 20, "D": 10}
    needed = 60
    plan = least_set(opens, needed)
    totals = {step.unit_id: step.running_total for step in plan.steps}
    rows = []
    for letter, count in opens.items():
        key = "total" if letter in totals else "spared"
        note = phrase(f"methods.plan.{key}", total=totals.get(letter))
        share = count / max(opens.values())
        rows.append(ShareRow("", _commune(letter), share, str(count), note=note))
    told = phrase("methods.plan.told", needed=needed, count=len(plan.steps))
    return ShareRows(tuple(rows)), told


def _ratio() -> Decimal:
    return progress_ratio(_NOW, _START, _PATH, 1) or D(0)


def ruler() -> Ruler:
    """Draw how a standing is told, by the example of a path: the way walked against that wanted."""
    told = (
        ("methods.path.start", _START, _YEAR),
        ("methods.now", _NOW, _YEAR + 2),
        ("methods.path.expected", _PATH, _YEAR + 2),
        ("methods.aim", _AIM, _YEAR + 4),
    )
    marks = [
        (
            float((value - _START) / (_AIM - _START)),
            f"{phrase(name)} {numbers.percent(value, 0)}",
            str(year),
        )
        for name, value, year in told
    ]
    ratio, standing = _ratio(), _ours()
    ends = {
        Standing.MOVING_AWAY: D(0),
        Standing.LIMITED: NEEDS_ACCELERATION,
        Standing.NEEDS_ACCELERATION: ON_TRACK,
        Standing.ON_TRACK: _RULER[1],
    }
    return Ruler(
        marks=tuple(marks),
        told=phrase(
            "methods.ruler.told",
            covered=_NOW - _START,
            wanted=_PATH - _START,
            share=numbers.share(ratio),
        ),
        bands=tuple(
            RulerBand(
                one,
                STANDINGS[one].word,
                phrase(f"methods.ruler.{one}", **figures.BOUNDS),
                _along(end),
            )
            for one, end in ends.items()
        ),
        at=_along(ratio),
        reached=phrase(
            "methods.ruler.reached", share=numbers.share(ratio), word=STANDINGS[standing].word
        ),
    )


def _along(ratio: Decimal) -> float:
    """The place of a ratio on the ruler, 0 to 1."""
    return float((ratio - _RULER[0]) / (_RULER[1] - _RULER[0]))


def _ours() -> Standing:
    """The standing of the example of a path."""
    return Standing.NEEDS_ACCELERATION if _ratio() < ON_TRACK else Standing.ON_TRACK


def _growth() -> tuple[Drawn, str]:
    found = cagr_with_target(
        float(_START), float(_NOW), float(_AIM), years=2, years_to_due=4, sign=1
    )
    rows = []
    for key, ratio, status in (
        ("ours", _ratio(), _ours()),
        ("other", D(str(found.value or 0)), Standing(found.status)),
    ):
        name, word = phrase(f"methods.growth.{key}"), STANDINGS[status].word
        rows.append(ShareRow("", name, float(ratio), numbers.number(ratio, 2), note=word))
    return ShareRows(tuple(rows)), phrase("methods.growth.told")


def _demo() -> tuple[Drawn, str]:
    rows = (
        _row(phrase("methods.demo.real"), D(62)),
        replace(_row(phrase("methods.demo.made"), D(62)), is_demo=True),
    )
    return ShareRows(rows), phrase("methods.demo.told")


def _boundaries() -> tuple[Drawn, str]:
    moved = D("0.25")  # of B's area
    parts = (Contribution(D(80), D(100)), Contribution(D(200), D(400)))
    passed = (parts[0], Contribution(D(200) * moved, D(400) * moved))
    rows = (
        _added(_commune("A"), passed[0]),
        _added(phrase("methods.boundaries.part"), passed[1]),
        _added(phrase("methods.boundaries.heir"), *passed),
    )
    of_b = _counts_text(parts[1].numerator, parts[1].denominator)
    told = phrase("methods.boundaries.told", share=numbers.share(moved), counts=of_b)
    return ShareRows(rows), told


def _pilots() -> tuple[Drawn, str]:
    pilot = _figures("p", 60, 90)
    peers = (_figures("a", 62, 80), _figures("b", 58, 80))
    found = effect(pilot, peers, is_sum=False)
    assert found is not None  # noqa: S101 - the pilot has both figures
    assert found.together is not None  # noqa: S101 - the others have both too
    together = phrase("pilots.together", count=len(peers), kind=word(AdminLevel.COMMUNE))
    rows: Sequence[tuple[ComparedRole, str, BeforeAfter]] = (
        (ComparedRole.PILOT, phrase("pilots.role_pilot"), found.pilot),
        (ComparedRole.TOGETHER, together, found.together),
    )
    spans = tuple(
        ComparedSpan(name, role, one.before, one.after, f"+{numbers.points(one.change, 0)}", name)
        for role, name, one in rows
    )
    low, high = found.spread or (D(0), D(0))
    slots = {"value": found.value, "low": low, "high": high}
    return Spans(spans), phrase("methods.pilots.told", **slots)


def _figures(unit_id: str, before: int, after: int) -> PilotFigures:
    return PilotFigures(
        unit_id,
        Contribution(D(before), D(100), D(before)),
        Contribution(D(after), D(100), D(after)),
    )


def _parts() -> tuple[Drawn, str]:
    rows, shares = [], []
    for letter, value, aim in (("A", D(40), D(80)), ("B", D(60), D(100))):
        share = attainment(value, aim, D(0), Direction.HIGHER_IS_BETTER) or D(0)
        name = phrase("methods.indicator", letter=letter)
        rows.append(_row(name, 100 * share, phrase("methods.parts.of", value=value, aim=aim)))
        shares.append(share)
    rows.append(_row(phrase("methods.parts.mean"), 100 * sum(shares, D(0)) / len(shares), "2/3"))
    return ShareRows(tuple(rows)), phrase("methods.parts.told")


def _placing() -> tuple[Drawn, str]:
    """Three communes by two targets: most met, then the mean; a silent one has no place."""
    shares = {"A": ("1", "0.8"), "B": ("1", "0.6"), "C": ("0.95", "0.95"), "D": ("1",)}
    results = {
        letter: {str(place): TargetResult(D(one) == 1, D(one)) for place, one in enumerate(known)}
        for letter, known in shares.items()
    }
    found = placing(results)
    rows = []
    for letter, of_unit in results.items():
        rank, met = found.rank(letter), sum(one.is_met for one in of_unit.values())
        score = found.scores.get(letter)
        note = phrase("methods.placing.met", met=met, count=len(found.target_ids))
        if score is None:
            note = phrase("methods.placing.unplaced")
        label = phrase("methods.placing.rank", place=rank.place) if rank else numbers.MISSING
        rows.append(_row(_commune(letter), 100 * score.mean if score else None, note, label))
    return ShareRows(tuple(rows)), phrase("methods.placing.told")


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Rows in the order of the register. `sources` is Markdown, None when the file is missing."""

    indicators: Table
    targets: Table
    sources: str | None
    demo_series: int
    real_series: int
    documents: tuple[str, ...]
    licences: tuple[str, ...]


def build(reader: Reader) -> RegisterPage:
    """Gather the tables of the page on methods and sources."""
    catalogue = reader.catalogue
    real_series, demo_series = reader.view.series_counts()
    path = reader.home / "reference" / "SOURCES.md"

    def aim(target: Target) -> str:
        indicator = catalogue.indicators.get(target.indicator_id)
        if target.value is None or indicator is None:
            return target.unit_name.partition(" (")[0]
        return numbers.target_value(target.value, target.operator.value, indicator)

    def office(target: Target) -> str:
        return target.office_at(catalogue.unit_of(target), reader.today) or numbers.MISSING

    return RegisterPage(
        indicators=item_table(
            "methods",
            catalogue.indicators.values(),
            {
                "name": lambda one: one.name,
                "id": lambda one: one.indicator_id,
                "unit": numbers.unit_text,
                "kind": lambda one: word(one.kind),
                "levels": lambda one: ", ".join(map(word, one.levels)),
                "responsible": lambda one: one.responsible or numbers.MISSING,
                "definition": lambda one: one.definition,
                "basis": lambda one: one.basis,
            },
        ),
        targets=item_table(
            "methods",
            catalogue.targets.values(),
            {
                "name": figures.target_name,
                "unit": lambda one: catalogue.unit_of(one).name,
                "target": aim,
                "due": lambda one: numbers.day(one.due_on),
                "responsible": office,
                "document": lambda one: one.source_title,
                "link": lambda one: one.source_url,
            },
        ),
        sources=path.read_text("utf-8") if path.is_file() else None,
        demo_series=demo_series,
        real_series=real_series,
        documents=documents(catalogue),
        licences=tuple(dict.fromkeys(layer.licence.value for layer in sound_layers(reader.home))),
    )


def everything(reader: Reader) -> File:
    """Return figures, standings, gaps, register and history of a data version as one zip."""
    return figure_files.everything(
        reader.catalogue,
        reader.view,
        reader.rows_where(is_kept=False),
        gaps.as_file(reader, gaps.Wanted(), gaps.ORDERS[0], "xlsx"),
        reader.store.snapshots(reader.version),
        reader.home / "reference",
        reader.today,
    )
