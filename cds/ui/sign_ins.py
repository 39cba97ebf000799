"""In how many other browsers a person is signed in, and an end to those."""

from typing import Protocol

from streamlit.runtime.scriptrunner import get_script_run_ctx


class SignIns(Protocol):
    """The server's table of visits."""

    def count(self, owner: str) -> int:
        """In how many browsers a person is signed in."""
        ...

    def end_others(self, stream: str) -> None:
        """Sign the person of a Streamlit session out everywhere else."""
        ...


class _Registry:
    known: SignIns | None = None  # set by the server of this process


table = _Registry()


def others(who: str) -> int:
    """In how many browsers beside this one a person is signed in."""
    return max(0, table.known.count(who) - 1) if table.known else 0


def end_others() -> None:
    """Sign the person at this screen out everywhere else."""
    context = get_script_run_ctx(suppress_warning=True)
    if table.known and context:
        table.known.end_others(context.session_id)
