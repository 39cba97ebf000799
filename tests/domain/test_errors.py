"""Errors that a person can act on travel between processes whole."""

import pickle

from cds.domain.errors import NotFoundError


def test_an_error_travels_with_its_words():
    error = pickle.loads(pickle.dumps(NotFoundError("not_waiting", file="f.csv")))  # noqa: S301 - our own

    assert (type(error), error.phrase, error.slots) == (
        NotFoundError,
        "not_waiting",
        {"file": "f.csv"},
    )
