"""Rows that repeat each other are read once, and every fault is still named in its place."""

from cds.ingest.rows import cells, parsing
from tests.ingest.forms import checked, faults, form, row


def test_equal_faulty_cells_are_each_named():
    content = form(
        row(indicator_id="nothing"),
        row(indicator_id="nothing", period="soon"),
        row(unit_name="Xã Khác"),
        row(unit_name="Xã Khác", status="?"),
    )

    assert faults(content) == [
        ("unknown_indicator", 2, 4),
        ("unknown_indicator", 3, 4),
        ("bad_period", 3, 5),
        ("unit_conflict", 4, 2),
        ("unit_conflict", 5, 2),
        ("missing_value", 5, 9),
    ]


def test_a_unit_is_found_anew_for_another_period():
    content = form(
        row(unit_code="2000", period="2024-Q1"),
        row(unit_code="2000", period="2024-Q4"),
        row(unit_code="2000", period="2024-Q1", indicator_id="services", value="4"),
    )

    units = [figure.unit_id for figure in checked(content).observations]

    assert len(set(units)) == 2
    assert units[0] == units[2] != units[1]


def test_a_cell_is_read_by_the_indicator_of_its_row():
    content = form(row(value="4%"), row(indicator_id="services", value="4%", unit_code="1012"))

    assert faults(content)[0] == ("bad_number", 3, 8)


def test_more_readings_than_are_kept_change_nothing(monkeypatch):
    content = form(
        *(
            row(unit_code=code, value=value, note=f"note {code}")
            for code, value in (("1011", "80.5"), ("1012", "3.25"), ("1021", "80.5"))
        )
    )
    before = checked(content)
    monkeypatch.setattr(cells, "MOST_KNOWN", 1)

    assert checked(content) == before
    assert len(before.observations) == 3


def test_how_many_rows_are_read_is_told_now_and_then(monkeypatch):
    monkeypatch.setattr(parsing, "_TELL_EVERY", 2)
    told = []

    checked(form(*[row()] * 3), tell=lambda done, rows: told.append((done, rows)))

    assert told == [(0, 3), (2, 3)]
