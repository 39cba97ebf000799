"""The forms for a target, for a step of a milestone and for a file of targets."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
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
from cds.ui.components import choose, switch
from cds.views import choices, target_file, target_form
from cds.views.reader import Reader
from cds.views.target_form import as_number
from cds.views.targets import TargetDesk, each, tenure

_WIDTHS = (34, 44, 22, 10, 10, 12, 44, 40, 30, 30, 14)


def target(edition: cache.Edition, reader: Reader, former: Target | None) -> str:
    """Ask for a target, show what it would come to and offer to publish; return the verdict."""
    if former:
        key = f"targets_{former.target_id}"
        former = target_publishing.begun(edition, former.target_id, key, former)
    home, catalogue = Path(edition.home), reader.catalogue
    left, right = st.columns([3, 2], gap="medium")
    with left:
        wanted, wrong = _target(reader, former)
        wrong += target_form.impossible(wanted, catalogue.indicators[wanted.indicator_id])
    with right, _preview(target_form.lacking(wanted), wrong) as is_whole:
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
        wanted, former, wrong = _step(edition, own, target_id, place)
    with right, _preview(target_form.lacking_of_step(wanted), wrong) as is_whole:
        if is_whole:
            made = target_form.step_changes(Path(edition.home), wanted, former)
            target_publishing.offer(edition, made, wanted.evidence, (wanted.target_id,))
    return phrase("targets.task_step")


def office(edition: cache.Edition, reader: Reader) -> str:
    """Ask who answers for the programme or a target from when to when; return the verdict."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        wanted, former = _tenure(edition, reader)
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


def _target(reader: Reader, former: Target | None) -> tuple[Target, list[str]]:
    """The target as the form has it, and what in its fields cannot be understood."""
    catalogue, today = reader.catalogue, reader.today
    wrong: list[str] = []
    offered = reader.kept(choices.indicators)
    start = former or target_form.blank(catalogue, today, next(iter(offered)))
    key = f"targets_{former.target_id if former else 'new'}"
    indicator_id = choose(
        phrase("targets.indicator"),
        offered,
        f"{key}_indicator",
        start.indicator_id,
        disabled=former is not None,  # another indicator is another target
    )
    indicator = catalogue.indicators[indicator_id]
    own = catalogue.unit_of(start).unit_id
    with st.container(horizontal=True):
        unit_id = choose(phrase("targets.unit"), choices.units(reader, own), f"{key}_unit", own)
        level = _level(catalogue, unit_id, former.level if former else None, key)
    kinds = {one: phrase(f"targets.kind_{one}") for one in target_form.kinds(indicator, former)}
    kind = start.kind if start.kind in kinds else next(iter(kinds))
    if len(kinds) > 1:
        kind = switch(phrase("targets.kind"), kinds, f"{key}_kind_{indicator_id}", kind)
    operator, value = start.operator, start.value
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if kind in (TargetKind.THRESHOLD, TargetKind.UNIVERSAL):
            signs = {Operator(one): said for one, said in family("targets.operator").items()}
            operator = choose(phrase("targets.sign"), signs, f"{key}_operator", operator)
            label = phrase("targets.value_in", unit=numbers.unit_text(indicator))
            value = _number(label, value, f"{key}_value", wrong)
        due_on = _day(phrase("targets.due"), start.due_on, f"{key}_due") or start.due_on
    if due_on < today and not (former and former.due_on == due_on):
        st.warning(phrase("targets.due_past", due=due_on), icon=":material/event_busy:")
    path = start.path
    if kind is TargetKind.THRESHOLD:
        path = _path(former, max(today, catalogue.programme.started_on), due_on, key, wrong)
    suggested = target_form.suggested_name(indicator, due_on)
    name = _text("name", start.name, f"{key}_name", phrase("targets.name_help"), suggested)
    document = _text("document", start.source_title, f"{key}_document")
    link = _link("link", start.source_url, f"{key}_link", wrong)
    office = _text("office", start.responsible or "", f"{key}_office")
    note = _text("note", start.note, f"{key}_note")
    baseline_period, baseline, heir_id = _origin(catalogue, start, former, key, wrong)
    is_headline = st.checkbox(
        phrase("targets.headline"), value=start.is_headline, key=f"{key}_headline"
    )
    wanted = replace(
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
    return wanted, wrong


def _origin(
    catalogue: Catalogue, start: Target, former: Target | None, key: str, wrong: list[str]
) -> tuple[Period | None, Decimal | None, str]:
    """Ask from where the way is counted, and which target takes this one's place."""
    began = start.baseline_period
    with st.expander(phrase("targets.origin"), expanded=began is not None):
        with st.container(horizontal=True):
            since, told = numbers.period(began) if began else "", phrase("targets.baseline_help")
            text = _text("baseline_period", since, f"{key}_baseline_period", told)
            value = _number(
                phrase("targets.baseline"), start.baseline_value, f"{key}_baseline", wrong
            )
        period = read_period(text) if text else None
        if text and period is None:
            _refuse(phrase("targets.baseline_bad", value=text), wrong)
        heirs = {"": phrase("targets.heir_none")}
        if former:
            others = (one for one in catalogue.own_targets if one.target_id != former.target_id)
            heirs |= {one.target_id: findable(one.name) for one in others}
        heir_id = start.superseded_by if start.superseded_by in heirs else ""
        label = phrase("targets.heir")
        heir_id = choose(label, heirs, f"{key}_heir", heir_id, disabled=former is None)
    return period, value, heir_id


def _level(catalogue: Catalogue, unit_id: str, kept: AdminLevel | None, key: str) -> AdminLevel:
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
    return choose(phrase("targets.level"), names, f"{key}_level_{unit_id}", kept or unit.level)


def _path(
    former: Target | None, first: date, due_on: date, key: str, wrong: list[str]
) -> tuple[tuple[Period, Decimal], ...]:
    """Ask for the values of the years before the due day."""
    periods = target_form.years(first, due_on, former)
    if not periods:
        return ()
    told, found = dict(former.path if former else ()), []
    st.markdown(phrase("targets.path_title"))
    with st.container(horizontal=True):
        for period in periods:
            value = _number(str(period), told.get(period), f"{key}_path_{period}", wrong, width=110)
            if value is not None:
                found.append((period, value))
    return tuple(found)


def _number(
    label: str, start: Decimal | None, key: str, wrong: list[str], width: int | None = None
) -> Decimal | None:
    """Ask for a number as an office writes it; None without one, or for what is none."""
    shown = "" if start is None else numbers.trimmed(start, 8)
    text = st.text_input(label, shown, key=key, width=width or "stretch") or ""
    found = as_number(text)
    if text.strip() and found is None:
        _refuse(phrase("targets.value_bad", value=text), wrong)
    return found


def _text(name: str, start: str, key: str, hint: str | None = None, instead: str = "") -> str:
    """Ask for the text of a field, by its name; `instead` is what stands for none."""
    label = phrase(f"targets.{name}")
    return st.text_input(label, start, key=key, help=hint, placeholder=instead or None).strip()


def _link(name: str, start: str, key: str, wrong: list[str]) -> str:
    """Ask for the address of a page; what stood there before may be what it is."""
    text = _text(name, start, key)
    if fault := target_form.link_fault(text, start):
        _refuse(fault, wrong)
    return text


def _refuse(fault: str, wrong: list[str]) -> None:
    """Say at a field what is wrong with it, and keep that nothing may be published so."""
    st.error(escaped(fault))
    wrong.append(fault)


def _day(label: str, start: date | None, key: str) -> date | None:
    chosen = st.date_input(
        label,
        start,
        min_value=date(2015, 1, 1),
        max_value=date(2060, 12, 31),
        format="DD/MM/YYYY",
        key=key,
    )
    return chosen if isinstance(chosen, date) else None


def _tenure(edition: cache.Edition, reader: Reader) -> tuple[Tenure | None, Tenure | None]:
    """The office as it is to be, and as it was; None: it is not, or was not, to be there."""
    catalogue = reader.catalogue
    programme = catalogue.programme
    names = {"": phrase("targets.office_all", programme=programme.name)}
    names |= {one.target_id: findable(one.name) for one in catalogue.own_targets}
    target_id = choose(phrase("targets.office_of"), names, "targets_office_of")
    held = catalogue.targets[target_id].offices if target_id else programme.offices
    held = tuple(one for one in held if one.target_id == target_id)
    labels = dict(enumerate((*map(tenure, held), phrase("targets.office_new"))))
    key = f"targets_office_{target_id}"
    chosen = choose(phrase("targets.office_which"), labels, key)
    key = f"{key}_{chosen}"
    former = held[chosen] if chosen < len(held) else None
    former = target_publishing.begun(edition, target_id, key, former, (OFFICES,))
    start = former or Tenure("", programme_id="" if target_id else programme.programme_id)
    name = _text("office", start.office, f"{key}_name")
    with st.container(horizontal=True):
        first = _day(phrase("targets.office_from"), start.started_on, f"{key}_from")
        last = _day(phrase("targets.office_to"), start.ended_on, f"{key}_to")
    if former and st.checkbox(phrase("targets.office_remove"), key=f"{key}_remove"):
        return None, former
    made = replace(start, office=name, started_on=first, ended_on=last, target_id=target_id)
    return made, former


def _step(
    edition: cache.Edition, own: Sequence[str], target_id: str, place: int | None
) -> tuple[MilestoneStep, MilestoneStep | None, list[str]]:
    reader, wrong = cache.reader(edition), list[str]()
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
    former = target_publishing.begun(edition, target_id, key, former)
    start = former or MilestoneStep(
        target_id, "", PublishedState.NOT_STARTED, targets[target_id].due_on, None, "", ""
    )
    name = _text("step_name", start.name, f"{key}_name")
    states = {one: phrase(f"milestones.state_{one.value}") for one in PublishedState}
    state = switch(phrase("targets.step_state"), states, f"{key}_state", start.state)
    is_done = state is PublishedState.DONE
    with st.container(horizontal=True):
        due_on = _day(phrase("targets.step_due_on"), start.due_on, f"{key}_due")
        if is_done:
            said = _day(phrase("targets.step_done_on"), start.done_on, f"{key}_done")
        else:
            said = _day(phrase("targets.step_known_on"), start.known_on, f"{key}_known")
    if is_done and said and said > reader.today:
        _refuse(phrase("targets.step_ahead", day=said), wrong)
    evidence = _text("step_evidence", start.evidence, f"{key}_evidence")
    link = _link("step_link", start.evidence_url, f"{key}_link", wrong)
    is_own = st.checkbox(phrase("targets.step_is_own"), value=start.is_own, key=f"{key}_own")
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
    return wanted, former, wrong
