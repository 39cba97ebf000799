"""The brief of every kind of unit: one sheet of A4, in type of nine points and more."""

import io

import pytest
from pypdf import PdfReader

from cds.export.pdf import briefs_pdf
from cds.views.briefs import unit_brief

COMMUNE, DISTRICT, PROVINCE = "28237@2004-08-31", "801@2004-08-31", "80@2004-08-31"


@pytest.mark.parametrize("unit_id", [COMMUNE, DISTRICT, PROVINCE])
def test_a_brief_fits_one_sheet_in_type_of_nine_points(sources, unit_id):
    brief = unit_brief(sources.catalogue.units[unit_id], sources)
    sizes = []

    def note(text, matrix, text_matrix, _font, size):
        if text.strip():
            sizes.append(size * abs(matrix[3] * text_matrix[3]))

    (page,) = PdfReader(io.BytesIO(briefs_pdf([brief]))).pages
    told = " ".join(page.extract_text(visitor_text=note).split())

    assert min(sizes) >= 9
    judged = next(part for part in brief.parts if part.title == "Chỉ tiêu có mục tiêu")
    assert judged.body.rows[0][0] in told
    assert f"1. {brief.sources[0]}" in told


def test_each_figure_of_a_brief_names_its_source_by_number(sources):
    brief = unit_brief(sources.catalogue.units[PROVINCE], sources)
    rows = [row for part in brief.parts for row in getattr(part.body, "rows", ())]
    numbers = [int(row[-1]) for row in rows]

    assert list(dict.fromkeys(numbers)) == list(range(1, len(brief.sources) + 1))
    assert len(set(brief.sources)) == len(brief.sources)
