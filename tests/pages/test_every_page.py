"""Every page in the three worlds: full, empty and broken data; and with a wrong address."""

import pytest

from cds.text.phrases import escaped, phrase
from tests.pages.opening import PAGES, is_named, looked_at, opened, said, told_as

_NUMBERS = ("version", "since", "before", "after", "step", "dwell", "period", "indicator", "unit")
ENDLESS = dict.fromkeys(_NUMBERS, "9" * 5_000)
# How many elements a page is: each costs a quarter of a millisecond of every run.
FEW = {"overview": 33, "gaps": 39, "coverage": 32, "unit": 47, "indicator": 46, "pilots": 59}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_its_title_with_full_data(full_home, page):
    app = looked_at(full_home, page)

    assert not app.exception
    assert not app.error
    assert is_named(app, page)
    assert told_as(app) <= {"bytes"}


@pytest.mark.slow
@pytest.mark.parametrize(("page", "most"), [*FEW.items(), ("motto", 42)])
def test_a_page_is_no_more_elements_than_it_was(full_home, page, most):
    assert elements(looked_at(full_home, page)._tree) <= most


def elements(block):
    """How many elements and containers there are below a container."""
    inner = getattr(block, "children", {}).values()
    return sum(1 + elements(each) for each in inner)


def led_to(app):
    return [link.proto.page for link in app.get("page_link")]


@pytest.mark.parametrize("page", PAGES)
def test_without_data_a_page_says_so_and_whoever_may_send_some_is_led_to_the_form(empty_home, page):
    app = looked_at(empty_home, page)

    assert not app.exception
    assert phrase("bug") not in said(app)
    assert app.title
    assert escaped(phrase("empty_store")) in said(app)
    assert ("upload" in led_to(app)) is (page != "upload")
    assert "“init”" in said(app)


@pytest.mark.parametrize("page", PAGES)
def test_without_data_a_visitor_is_led_to_what_there_is(monkeypatch, empty_home, page):
    monkeypatch.setenv("CDS_HOST", "0.0.0.0")  # noqa: S104 - reachable, and nobody signs in
    app = opened(monkeypatch, empty_home, page)

    assert {"programme", "methods"} - {page} <= set(led_to(app))
    assert "upload" not in led_to(app)
    assert escaped(phrase("empty_wait")) in said(app)
    assert "“init”" not in said(app)


@pytest.mark.parametrize(
    ("page", "chosen", "told"),
    [
        ("indicator", "iot_connection_per_person", "Chưa có số liệu của chỉ tiêu này tại"),
        ("coverage", "adult_digital_signature_share", "Khi có, bản đồ tô màu"),
    ],
)
def test_a_choice_without_data_says_so_and_leads_to_the_form(
    monkeypatch, real_home, page, chosen, told
):
    app = opened(monkeypatch, real_home, page, {"indicator": chosen})

    assert told in said(app)
    assert "upload" in led_to(app)
    assert escaped(phrase("empty_store")) not in said(app)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_the_damaged_file_and_goes_on(broken_home, page):
    app = looked_at(broken_home, page)

    assert not app.exception
    assert phrase("bug") not in said(app)
    assert is_named(app, page)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_a_page_survives_an_address_of_endless_numbers(monkeypatch, full_home, page):
    app = opened(monkeypatch, full_home, page, ENDLESS)

    assert not app.exception
    assert phrase("bug") not in said(app)
    assert is_named(app, page)


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in PAGES if page not in ("snapshots", "methods")])
def test_a_page_names_nothing_generated_once_that_is_taken_out(real_home, page):
    app = looked_at(real_home, page)
    text = said(app)

    assert phrase("bug") not in text
    assert phrase("demo.file_name") not in "\n".join(
        [text, *(one for s in app.selectbox for one in s.options)]
    )
    assert "minh họa" not in text.lower()


def test_where_a_file_cannot_be_read_what_the_last_readable_one_brought_is_told(broken_home):
    assert "số mới của" in looked_at(broken_home, "changes").title[0].value


def test_where_files_cannot_be_read_nothing_is_called_unchanged(monkeypatch, broken_home):
    text = said(opened(monkeypatch, broken_home, "changes", {"since": "pick", "before": "1"}))

    assert "không có gì thay đổi" not in text.replace("còn đọc được, không có gì thay đổi", "")
    assert escaped(phrase("changes.blank")) in text  # no white page


@pytest.mark.parametrize("world", ["empty_home", "broken_home"])
def test_units_without_figures_are_not_counted_as_short_of_nothing(request, world):
    app = looked_at(request.getfixturevalue(world), "overview")

    assert not any(": 0 " in tab.label for tab in app.tabs)


def test_the_first_page_tells_the_newest_publication_that_counts(real_home):
    text = said(looked_at(real_home, "overview"))

    assert escaped("Lần công bố gần nhất: “long_an.csv”") in text


def test_pages_open_on_what_has_figures(real_home):
    app = looked_at(real_home, "indicator")
    assert phrase("indicator.trend_none", unit="Tỉnh Long An") not in said(app)

    app = looked_at(real_home, "coverage")
    assert app.selectbox(key="choice_period").options
    assert phrase("coverage.none") not in said(app)


def test_a_map_with_a_few_real_units_is_no_reason_to_open_on_it(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "coverage", {"level": "district"})

    assert app.selectbox(key="choice_indicator").value == "fibre_household_share"


def test_what_is_new_marks_generated_figures_and_names_nobody_as_their_sender(full_home):
    app = looked_at(full_home, "overview")
    (news,) = [
        one.value for one in app.markdown if "Lần gần nhất là nạp số liệu minh họa" in one.value
    ]

    lines = [line for line in news.splitlines() if "→" in line]
    assert lines
    assert all("(MH)" in line for line in lines)


def test_the_first_page_is_as_of_its_figures_not_of_today(full_home):
    assert "Số liệu đến 30/06/2025" in said(looked_at(full_home, "overview"))


def test_the_damaged_file_is_named_where_figures_are_shown(broken_home):
    text = said(looked_at(broken_home, "overview"))

    assert escaped("lần công bố “Số liệu minh họa” lúc") in text


@pytest.mark.parametrize("page", ["overview", "indicator", "reporting", "unit", "nation"])
def test_an_inconsistent_reference_is_told_with_file_and_line(
    monkeypatch, tmp_path, empty_home, page
):
    import shutil

    home = tmp_path / "inconsistent"
    shutil.copytree(empty_home, home)
    targets = home / "reference" / "targets.csv"
    text = targets.read_text(encoding="utf-8")
    first = text.splitlines()[1].split(",")[1]
    targets.write_text(text.replace(f",{first},", ",nothing_known,", 1), encoding="utf-8")

    app = opened(monkeypatch, home, page)

    assert "targets.csv" in app.error[0].value
    assert "nothing_known" in app.error[0].value


def test_a_bug_is_told_in_vietnamese_without_its_details(monkeypatch, full_home):
    def fail(*_args, **_settings):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("cds.ui.navigation.opened", fail)
    app = opened(monkeypatch, full_home, "overview")

    assert phrase("bug") in said(app)
    assert "secret detail" not in said(app)
