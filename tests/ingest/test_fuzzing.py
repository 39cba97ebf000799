"""A few files changed at random, of the many that `tests.ingest.fuzzing` tries."""

from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from tests.ingest.fuzzing import file_of, left_unnamed


@given(st.integers(0, 2**32))
@example(46248)  # numbers right of all heads in a section, whose district was put over them
def test_a_changed_file_is_answered_and_leaves_no_number_unnamed(seed):
    assert left_unnamed(*file_of(Random(seed))) == []
