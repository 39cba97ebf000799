"""Forms that differ from another in words alone, and how many are asked needlessly.

Not among the tests of the importer: their branches are measured, which takes half of the time.
"""

import pytest

from tests.ingest.corpus import OfficeForm, by_kind
from tests.ingest.test_office_forms import FORMS as OFFICE_FORMS
from tests.ingest.test_office_forms import faults, figures_of, outcome
from tests.ingest.test_words import CHANGING, FORMS

pytestmark = pytest.mark.slow

MOST_NEEDLESS = 0.1  # of good files

OF_OFFICES = by_kind(form for form in OFFICE_FORMS if not form.is_measured)
OF_WORDS = by_kind(form for form in CHANGING if not form.is_measured)


@pytest.mark.parametrize("forms", OF_OFFICES.values(), ids=OF_OFFICES)
def test_a_form_of_other_words_is_read_asked_or_refused(forms: list[OfficeForm]):
    assert [fault for form in forms for fault in faults(form)] == []


@pytest.mark.parametrize("forms", OF_WORDS.values(), ids=OF_WORDS)
def test_words_that_may_change_figures_are_never_passed_over(forms: list[OfficeForm]):
    assert [form.name for form in forms if outcome(form)[0] == "read"] == []


def test_few_good_files_are_asked_about_their_words():
    good = {form.name: (form, *outcome(form)) for form in FORMS if form.want == "pass"}
    needless = [name for name, (_, came, _) in good.items() if came == "ask"]
    assert len(good) > 90
    assert [name for name, (_, came, _) in good.items() if came == "refuse"] == []
    assert [name for name, (form, _, it) in good.items() if figures_of(it) != form.truth] == []
    assert len(needless) <= MOST_NEEDLESS * len(good), needless
