"""Changes of the reference's tables in words: each changed cell as it was and as it is."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import partial

from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator
from cds.domain.periods import parse_period
from cds.domain.programme import Tenure
from cds.domain.targets import PublishedState
from cds.store.amendments import Cells, LineChange, Proposal
from cds.store.reference.admin_units import CHANGES
from cds.store.reference.programme import OFFICES, PROGRAMMES
from cds.store.reference.register import PATHS, STEPS, TARGETS
from cds.text import numbers
from cds.text.phrases import family, phrase, word

_DAYS = ("due_on", "done_on", "known_on")
_NUMBERS = ("value", "proxy_value", "baseline_value")


def changed_lines(catalogue: Catalogue, proposal: Proposal) -> tuple[str, ...]:
    """Say each change of a proposal in a sentence; targets by their names."""
    whole = catalogue.whole or catalogue
    measures = {key: one.indicator_id for key, one in whole.targets.items()}
    names = {key: one.name for key, one in whole.targets.items()}
    for one in proposal.changes:
        for cells in (one.before, one.after):
            if cells and one.file_name == TARGETS.file_name:
                names[cells["target_id"]] = cells["name_vi"]
                measures[cells["target_id"]] = cells["indicator_id"]
    told = {key: whole.indicators[one] for key, one in measures.items() if one in whole.indicators}
    names |= {one.programme_id: one.name for one in whole.programmes}
    shown = partial(_shown, whole=whole, measures=told)
    return tuple(text for one in proposal.changes for text in _said(one, names, shown))


def title(catalogue: Catalogue, proposal: Proposal) -> str:
    """Name a proposal among others: its first change, and how many more there are."""
    lines = changed_lines(catalogue, proposal)
    if len(lines) < 2:
        return "".join(lines)
    return phrase("amended.and_more", first=lines[0], more=len(lines) - 1)


def _said(
    one: LineChange, names: Mapping[str, str], shown: Callable[[str, Cells], str]
) -> Iterator[str]:
    cells = one.after or one.before or {}
    name = names.get(cells.get("target_id", ""), cells.get("target_id", ""))
    way = "added" if not one.before else "changed" if one.after else "removed"
    if one.file_name == PROGRAMMES.file_name:  # what becomes a headline, what is none any more
        for key, marked in zip(("marked", "unmarked"), one.marked, strict=True):
            for target_id in marked:
                yield phrase(f"amended.{key}", name=names.get(target_id, target_id))
    elif one.file_name == OFFICES.file_name:
        whose = cells.get("target_id") or cells.get("programme_id", "")
        before, after = (_held(each or {}) for each in (one.before, one.after))
        told = {"name": names.get(whose, whose), "before": before, "after": after}
        yield phrase(f"amended.office_{way}", **told)
    elif one.file_name == CHANGES.file_name:
        key = "amended.inherited" if one.after else "amended.inherited_no_more"
        share = shown("area_share_of_from", cells)
        yield phrase(key, older=cells["from_name"], heir=cells["to_name"], share=share)
    elif one.file_name == PATHS.file_name:
        before, after = (shown("value", each or {}) for each in (one.before, one.after))
        told = {"name": name, "period": shown("period", cells)}
        yield phrase(f"amended.path_{way}", **told, before=before, after=after)
    else:
        kind = "step" if one.file_name == STEPS.file_name else "target"
        told = {"name": name, "step": cells.get("name_vi", "")}
        if not one.before or not one.after:
            facts = {"due": shown("year", cells), "state": shown("state", cells)}
            yield phrase(f"amended.{kind}_{way}", **told, **facts)
            return
        for column in dict.fromkeys((*one.before, *one.after)):
            if one.before.get(column, "") != one.after.get(column, ""):
                yield phrase(
                    f"amended.{kind}_changed",
                    **told,
                    field=family("amended.column").get(column, column),
                    before=shown(column, one.before),
                    after=shown(column, one.after),
                )


def tenure(held: Tenure) -> str:
    """Name an office with the days from which to which it answers."""
    first, last = held.started_on, held.ended_on
    span = ("between" if last else "from") if first else "to" if last else "always"
    return phrase(f"amended.office_{span}", office=held.office, first=first, last=last)


def _held(cells: Cells) -> str:
    days = (cells.get(name) for name in ("valid_from", "valid_to"))
    first, last = (date.fromisoformat(text) if text else None for text in days)
    return tenure(Tenure(cells.get("office_vi", ""), first, last))


def _shown(column: str, cells: Cells, whole: Catalogue, measures: Mapping[str, Indicator]) -> str:
    """A cell as people read it; "–" for an empty one, as it stands where it cannot be read."""
    text = cells.get(column, "")
    with suppress(ValueError, ArithmeticError):
        if column in _DAYS:
            return numbers.day(date.fromisoformat(text))
        if column in _NUMBERS:
            measure = measures.get(cells.get("target_id", ""))
            value = numbers.trimmed(Decimal(text), 8)
            return f"{value}%" if measure and measure.is_share else value
        if column == "area_share_of_from":
            return f"{numbers.trimmed(Decimal(text) * 100)}%"
        if column in ("year", "period", "baseline_period"):
            return numbers.period(parse_period(text))
        if column == "level":
            return word(AdminLevel(text))
        if column == "state":
            return phrase(f"milestones.state_{PublishedState(text).value}")
        if column in ("headline", "is_own"):
            return phrase("amended.yes" if text == "1" else "amended.no")
    if column == "indicator_id" and text in whole.indicators:
        return whole.indicators[text].name
    if column == "scope_unit_id" and text in whole.units:
        return whole.units[text].name
    return text or numbers.MISSING
