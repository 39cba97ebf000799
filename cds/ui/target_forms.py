"""The forms for a target, for a step of a milestone and for a file of targets."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import streamlit as st

from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.periods import Period
from cds.domain.programme import Tenure
from cds.domain.targets import MilestoneStep, Operator, PublishedState, Target, TargetKind
from cds.export.files import MEDIA_TYPES
from cds.export.spreadsheets import plain_workbook
from cds.ingest.words.dates import read_period
from cds.store.reference.programme import OFFICES
from cds.text import numbers
from cds.text.phrases import escaped, family, findable, phrase
from cds.ui import cache, components, target_publishing
from cds.ui.components import choose
from cds.ui.target_fields import Fields, begun_on
from cds.views import choices, target_file, target_form
from cds.views.reader import Reader
from cds.views.targets import TargetDesk, each, tenure

_WIDTHS = (34, 44, 22, 10, 10, 12, 44, 40, 30, 30, 14)


def target(edition: cache.Edition, reader: Reader, former: Target | None) -> str:
    """Ask for a target, show what it would come to and offer to publish; return the verdict."""
    home, catalogue = Path(edition.home), reader.catalogue
    target_id = former.target_id if former else ""
    key = f"targets_{target_id or 'new'}"
    begun = begun_on(home, target_id, key, former)
    former, fields = begun.former, Fields(key, begun, task="target", target=target_id)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        wanted = _target(reader, former, fields)
        fields.keep()
        fields.wrong += target_form.impossible(wanted, catalogue.indicators[wanted.indicator_id])
    with right, _preview(target_form.lacking(wanted), fields.wrong) as is_whole:
        if is_whole:
            made = target_form.target_changes(home, catalogue, wanted, former)
            added = (one.after["target_id"] for one in made if one.after)
            target_id = former.target_id if former else next(added)
            marks = target_form.mark_changes(home, catalogue, {target_id: wanted.is_headline})
            target_publishing.offer(edition, (*made, *marks), wanted.source_title, (target_id,))
    if former:
        return phrase("targets.form_edit", name=former.name)
    return phrase("targets.form_new")


def step(edition: cache.Edition, desk: TargetDesk, target_id: str, place: int | None) -> str:
    """Ask for a step of a milestone with its state and evidence; return the verdict."""
    own = list(dict.fromkeys(one for one, _ in desk.steps))
    if not own:
        st.info(phrase("targets.milestones_none"))
        return phrase("targets.task_step")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        wanted, former, fields = _step(edition, own, target_id, place)
    with right, _preview(target_form.lacking_of_step(wanted), fields.wrong) as is_whole:
        if is_whole:
            made = target_form.step_changes(Path(edition.home), wanted, former)
            target_publishing.offer(edition, made, wanted.evidence, (wanted.target_id,))
    return phrase("targets.task_step")


def office(edition: cache.Edition, reader: Reader, target_id: str, place: int | None) -> str:
    """Ask who answers for the programme or a target from when to when; return the verdict."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        wanted, former = _tenure(edition, reader, target_id, place)
    lacking = [phrase("targets.office")] if wanted and not wanted.office else []
    wrong = []
    if wanted and wanted.is_reversed:
        days = {"first": wanted.started_on, "last": wanted.ended_on}
        wrong = [phrase("targets.office_reversed", **days)]
    with right, _preview(lacking, wrong) as is_whole:
        if is_whole:
            made = target_form.office_changes(Path(edition.home), wanted, former)
            target_id = (wanted or former or Tenure("")).target_id
            target_publishing.offer(edition, made, "", (target_id,) if target_id else ())
    return phrase("targets.task_office")


def file(edition: cache.Edition, reader: Reader) -> str:
    """Ask for a file of targets, name its faults or show what it would change."""
    home, catalogue = Path(edition.home), reader.catalogue
    st.markdown(phrase("targets.file_text"))
    st.download_button(
        phrase("targets.file_form"),
        lambda: plain_workbook(
            phrase("targets.file_form_sheet"), target_file.form(catalogue), _WIDTHS
        ),
        phrase("targets.file_form_name"),
        MEDIA_TYPES["xlsx"],
        icon=":material/table_view:",
        key="targets_form_xlsx",
    )
    sent = st.file_uploader(
        phrase("targets.file"),
        type=["xlsx", "csv"],
        help=phrase("targets.file_help"),
        key="targets_file",
    )
    if sent is None:
        return phrase("targets.task_file")
    found = target_file.read_file(home, catalogue, sent.getvalue(), reader.today)
    if found.faults:
        st.error("\n".join(f"- {escaped(text)}" for text in found.faults))
    elif found.changes:
        target_publishing.offer(edition, found.changes, sent.name)
    else:
        st.info(phrase("targets.file_same"))
    return phrase("targets.task_file")


@contextmanager
def _preview(lacking: Sequence[str], wrong: Sequence[str]) -> Iterator[bool]:
    """The place beside a form; False, and there is said why, while something lacks or is wrong."""
    with st.container(key="targets_preview"):
        if wrong:
            lines = components.bulleted(tuple(dict.fromkeys(wrong)))
            st.error("\n".join((phrase("targets.wrong"), *lines)), icon=":material/edit:")
        elif lacking:
            st.info(escaped(phrase("targets.lacking", names=lacking)), icon=":material/edit:")
        yield not lacking and not wrong


def _target(reader: Reader, former: Target | None, fields: Fields) -> Target:
    """The target as the form has it."""
    catalogue, today = reader.catalogue, reader.today
    offered = reader.kept(choices.indicators)
    start = former or target_form.blank(catalogue, today, next(iter(offered)))
    indicator_id = fields.choose(
        "indicator",
        phrase("targets.indicator"),
        offered,
        start.indicator_id,
        disabled=former is not None,  # another indicator is another target
    )
    indicator = catalogue.indicators[indicator_id]
    own = catalogue.unit_of(start).unit_id
    with st.container(horizontal=True):
        units = choices.units(reader, own)
        unit_id = fields.choose("unit", phrase("targets.unit"), units, own)
        level = _level(catalogue, unit_id, former.level if former else None, fields)
    kinds = {one: phrase(f"targets.kind_{one}") for one in target_form.kinds(indicator, former)}
    kind = start.kind if start.kind in kinds else next(iter(kinds))
    if len(kinds) > 1:
        kind = fields.switch(f"kind_{indicator_id}", phrase("targets.kind"), kinds, kind)
    operator, value = start.operator, start.value
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if kind in (TargetKind.THRESHOLD, TargetKind.UNIVERSAL):
            signs = {Operator(one): said for one, said in family("targets.operator").items()}
            operator = fields.choose("operator", phrase("targets.sign"), signs, operator)
            label = phrase("targets.value_in", unit=numbers.unit_text(indicator))
            value = fields.number("value", label, value)
        due_on = fields.day("due", phrase("targets.due"), start.due_on) or start.due_on
    if due_on < today and not (former and former.due_on == due_on):
        st.warning(phrase("targets.due_past", due=due_on), icon=":material/event_busy:")
    document = fields.text("document", start.source_title)
    office = fields.text("office", start.responsible or "")
    is_headline = fields.check("headline", phrase("targets.headline"), start=start.is_headline)
    path, suggested = start.path, target_form.suggested_name(indicator, due_on)
    first = max(today, catalogue.programme.started_on)
    years = target_form.years(first, due_on, former) if kind is TargetKind.THRESHOLD else ()
    optional = {"path": bool(years), "texts": True, "heir": former is not None}
    named = [phrase(f"targets.more_{name}") for name, is_there in optional.items() if is_there]
    is_open = _has_more(start, target_form.suggested_name(indicator, start.due_on), fields)
    with st.expander(phrase("targets.more", names=named), expanded=is_open):
        if kind is TargetKind.THRESHOLD:
            path = _path(former, years, fields)
        name = fields.text("name", start.name, phrase("targets.name_help"), suggested)
        link = fields.link("link", start.source_url, phrase("targets.link"))
        note = fields.text("note", start.note)
        baseline_period, baseline, heir_id = _origin(catalogue, start, former, fields)
    return replace(
        start,
        indicator_id=indicator_id,
        scope_unit_id=unit_id,
        level=level,
        kind=kind,
        operator=operator,
        value=value,
        due_on=due_on,
        name=name or suggested,
        source_title=document,
        source_url=link,
        responsible=office,
        is_headline=is_headline,
        path=path,
        note=note,
        baseline_period=baseline_period,
        baseline_value=baseline,
        superseded_by=heir_id,
    )


def _origin(
    catalogue: Catalogue, start: Target, former: Target | None, fields: Fields
) -> tuple[Period | None, Decimal | None, str]:
    """Ask from where the way is counted, and which target takes this one's place."""
    began, told = start.baseline_period, phrase("targets.baseline_help")
    with st.container(horizontal=True):
        since = numbers.period(began) if began else ""
        text = fields.text("baseline_period", since, told)
        value = fields.number("baseline", phrase("targets.baseline"), start.baseline_value)
    period = read_period(text) if text else None
    if text and period is None:
        fields.refuse(phrase("targets.baseline_bad", value=text))
    if former is None:  # nothing can have taken the place of what is new
        return period, value, ""
    others = (one for one in catalogue.own_targets if one.target_id != former.target_id)
    heirs = {"": phrase("targets.heir_none")}
    heirs |= {one.target_id: findable(one.name) for one in others}
    heir_id = start.superseded_by if start.superseded_by in heirs else ""
    return period, value, fields.choose("heir", phrase("targets.heir"), heirs, heir_id)


def _level(
    catalogue: Catalogue, unit_id: str, kept: AdminLevel | None, fields: Fields
) -> AdminLevel:
    """Ask whether a whole is to reach the target or each of its parts, where it has any."""
    unit = catalogue.units[unit_id]
    order = list(AdminLevel)
    below = [one for one in catalogue.levels if order.index(one) > order.index(unit.level)]
    offered = dict.fromkeys((unit.level, *below, *((kept,) if kept else ())))
    if len(offered) == 1:
        return unit.level
    names = {
        one: phrase("targets.whole", unit=unit.name)
        if one is unit.level
        else each(catalogue, unit, one)
        for one in offered
    }
    return fields.choose(f"level_{unit_id}", phrase("targets.level"), names, kept or unit.level)


def _has_more(start: Target, suggested: str, fields: Fields) -> bool:
    """Whether a target, or its draft, holds something of what need not be given."""
    own = {start.name, start.source_url, start.note} - {"", suggested}
    drafted = fields.has_brought("path_", "name", "link", "note", "baseline", "heir")
    return bool(own or start.path or start.baseline_period or drafted)


def _path(
    former: Target | None, periods: Sequence[Period], fields: Fields
) -> tuple[tuple[Period, Decimal], ...]:
    """Ask for the values of the years before the due day."""
    if not periods:
        return ()
    told, found = dict(former.path if former else ()), []
    st.markdown(phrase("targets.path_title"))
    with st.container(horizontal=True):
        for period in periods:
            value = fields.number(f"path_{period}", str(period), told.get(period), width=110)
            if value is not None:
                found.append((period, value))
    return tuple(found)


def _tenure(
    edition: cache.Edition, reader: Reader, target_id: str, place: int | None
) -> tuple[Tenure | None, Tenure | None]:
    """The office as it is to be, and as it was; None: it is not, or was not, to be there."""
    catalogue = reader.catalogue
    programme = catalogue.programme
    names = {"": phrase("targets.office_all", programme=programme.name)}
    names |= {one.target_id: findable(one.name) for one in catalogue.own_targets}
    target_id = choose(phrase("targets.office_of"), names, "targets_office_of", target_id)
    held = catalogue.targets[target_id].offices if target_id else programme.offices
    held = tuple(one for one in held if one.target_id == target_id)
    labels = dict(enumerate((*map(tenure, held), phrase("targets.office_new"))))
    key = f"targets_office_{target_id}"
    chosen = choose(phrase("targets.office_which"), labels, key, place)
    key = f"{key}_{chosen}"
    former = held[chosen] if chosen < len(held) else None
    begun = begun_on(Path(edition.home), target_id, key, former, (OFFICES,))
    former = begun.former
    fields = Fields(key, begun, task="office", target=target_id, step=str(chosen))
    start = former or Tenure("", programme_id="" if target_id else programme.programme_id)
    name = fields.line("name", phrase("targets.office"), start.office)
    with st.container(horizontal=True):
        first = fields.day("from", phrase("targets.office_from"), start.started_on)
        last = fields.day("to", phrase("targets.office_to"), start.ended_on)
    is_gone = former and fields.check("remove", phrase("targets.office_remove"), start=False)
    fields.keep()
    if is_gone:
        return None, former
    made = replace(start, office=name, started_on=first, ended_on=last, target_id=target_id)
    return made, former


def _step(
    edition: cache.Edition, own: Sequence[str], target_id: str, place: int | None
) -> tuple[MilestoneStep, MilestoneStep | None, Fields]:
    reader = cache.reader(edition)
    targets = reader.catalogue.targets
    names = {one: findable(targets[one].name) for one in own}
    target_id = target_id if target_id in names else own[0]
    target_id = choose(phrase("targets.milestone"), names, "targets_milestone", target_id)
    steps = reader.catalogue.steps_of(target_id)
    labels = dict(enumerate((*(one.name for one in steps), phrase("targets.step_new"))))
    place = place if place is not None and place < len(steps) else 0
    key = f"targets_step_{target_id}"
    chosen = choose(phrase("targets.step"), labels, key, place)
    former = steps[chosen] if chosen < len(steps) else None
    key = f"{key}_{chosen}"
    begun = begun_on(Path(edition.home), target_id, key, former)
    former = begun.former
    fields = Fields(key, begun, task="step", target=target_id, step=str(chosen))
    start = former or MilestoneStep(
        target_id, "", PublishedState.NOT_STARTED, targets[target_id].due_on, None, "", ""
    )
    name = fields.line("name", phrase("targets.step_name"), start.name)
    states = {one: phrase(f"milestones.state_{one.value}") for one in PublishedState}
    state = fields.switch("state", phrase("targets.step_state"), states, start.state)
    is_done = state is PublishedState.DONE
    with st.container(horizontal=True):
        due_on = fields.day("due", phrase("targets.step_due_on"), start.due_on)
        if is_done:
            said = fields.day("done", phrase("targets.step_done_on"), start.done_on)
        else:
            said = fields.day("known", phrase("targets.step_known_on"), start.known_on)
    if is_done and said and said > reader.today:
        fields.refuse(phrase("targets.step_ahead", day=said))
    evidence = fields.line("evidence", phrase("targets.step_evidence"), start.evidence)
    link = fields.link("link", start.evidence_url, phrase("targets.step_link"))
    is_own = fields.check("own", phrase("targets.step_is_own"), start=start.is_own)
    fields.keep()
    wanted = replace(
        start,
        name=name,
        state=state,
        due_on=due_on,
        done_on=said if is_done else None,
        evidence=evidence,
        evidence_url=link,
        known_on=None if is_done else said,
        is_own=is_own,
    )
    return wanted, former, fields
