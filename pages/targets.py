"""Setting targets: what there is, and the three things to be done, each with its form."""

import streamlit as st

from cds.domain.access import Action
from cds.domain.folding import whole_number
from cds.text.phrases import escaped, phrase
from cds.ui import (
    access,
    cache,
    components,
    navigation,
    selection,
    show,
    target_fields,
    target_forms,
    target_publishing,
)
from cds.views import targets

MORE_TASKS = ("step", "office", "file")


def turn(task: str = "", **asked: str) -> None:
    """Show the form of a task, or the list again."""
    selection.leave("task", "target", "step")
    st.query_params.update({name: one for name, one in {"task": task, **asked}.items() if one})


def edit_target(place: int) -> None:
    """Open the form of the target of the line that was pressed."""
    turn("target", target=desk.targets[place].target_id)


def edit_step(place: int) -> None:
    """Open the form with the step of the line that was pressed."""
    target_id, _ = desk.steps[place]
    number = [one for one, _ in desk.steps[:place]].count(target_id)
    turn("step", target=target_id, step=str(number))


def listing() -> None:
    """Show what there is: what waits, targets, milestones, what was changed."""
    components.notices()
    target_publishing.receipt(edition)
    with st.container(horizontal=True, key="targets_tasks"):
        st.button(
            phrase("targets.task_target"),
            icon=":material/add_circle:",
            type="primary",
            key="task_target",
            on_click=turn,
            args=("target",),
        )
        rarer = st.menu_button(
            phrase("targets.tasks_more"),
            list(MORE_TASKS),
            format_func=lambda one: phrase(f"targets.task_{one}"),
            key="tasks_more",
        )
        if rarer:
            turn(rarer)
            st.rerun()
    target_fields.begun_forms(reader.catalogue, turn)
    target_publishing.waiting(edition)
    if desk.steps:
        named = phrase("targets.tab_list", count=len(desk.targets))
        labels = {"list": named, "steps": desk.steps_head}
        parts: components.Parts = {"list": target_list, "steps": step_list}
        components.tabs(parts, labels.__getitem__, "targets_parts")
    elif desk.targets:
        target_list()
    target_publishing.history(edition)


def target_list() -> None:
    """Show what is set; a line opens its form."""
    if desk.alike:
        st.caption(escaped(desk.alike))
    show.table(desk.target_table, phrase("targets.list"), "targets_list", edit_target)


def step_list() -> None:
    """Show the steps of milestones; a line opens its form."""
    st.caption(phrase("targets.steps_hint"))
    show.table(desk.step_table, phrase("targets.steps"), "steps_list", edit_step)


edition = navigation.opened()
if not access.is_allowed(Action.SEND):
    components.verdict(phrase("targets.closed"))
access.require(Action.SEND)
reader = cache.reader(edition)
desk = reader.kept(targets.build)
task = st.query_params.get("task", "")
asked = st.query_params.get("target", "")
may = phrase("targets.may" if access.releases_own(Action.AMEND) else "targets.may_propose")
above = st.container()  # the sentence is known once the form has been made
if task in ("target", *MORE_TASKS):
    st.button(
        phrase("targets.back"),
        icon=":material/arrow_back:",
        type="tertiary",
        key="targets_back",
        on_click=turn,
    )
match task:
    case "target":
        known = {one.target_id: one for one in desk.targets}
        said = target_forms.target(edition, reader, known.get(asked))
    case "step":
        number = st.query_params.get("step", "")
        said = target_forms.step(edition, desk, asked, whole_number(number))
    case "office":
        number = st.query_params.get("step", "")
        said = target_forms.office(edition, reader, asked, whole_number(number))
    case "file":
        said = target_forms.file(edition, reader)
    case _:
        listing()
        said = desk.verdict
with above:
    components.verdict(said, may if said is desk.verdict else "")
