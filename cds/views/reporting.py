"""What the first page says of who has reported: the counts of the page on reporting."""

from collections.abc import Iterator

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.catalogue import Catalogue
from cds.store.view.queries import View
from cds.text.phrases import phrase
from cds.views.reporting_count import Count, Read, count_period, periods
from cds.views.reporting_tables import missing_rows

_MOST_NAMES = 12
_LEVEL = AdminLevel.COMMUNE


def reporting_sentences(catalogue: Catalogue, view: View, read: Read) -> tuple[str, ...]:
    """Say of the newest period with real figures how many communes sent all, and who did not.

    So of the home and of every province that came after it; generated figures were sent by nobody.
    """
    return tuple(
        line
        for whole in catalogue.provinces
        for line in _of_province(catalogue, view, read, whole, is_home=whole == catalogue.home)
    )


def _of_province(
    catalogue: Catalogue, view: View, read: Read, whole: AdminUnit, *, is_home: bool
) -> Iterator[str]:
    known = periods(catalogue, view, _LEVEL, whole)
    if not known:
        if is_home:
            yield phrase("overview.reporting_none", unit=whole.name)
        return
    count, is_demo = count_period(catalogue, view, read, known[0], _LEVEL, whole)
    if not is_demo:
        yield from _counted(count)
    elif is_home:
        yield phrase("overview.reporting_real_none", unit=whole.name)


def _counted(count: Count) -> Iterator[str]:
    missing = [row[0] for row in missing_rows(count, count.datasets)]
    owing = [u for u in count.units if any(count.is_expected(u, one) for one in count.datasets)]
    yield phrase(
        "overview.reporting_period",
        period=count.period,
        unit=count.whole.name,
        reported=len(owing) - len(missing),
        expected=len(owing),
        datasets=len(count.datasets),
    )
    if missing:
        more = len(missing) - _MOST_NAMES
        key = "overview.reporting_missing_more" if more > 0 else "overview.reporting_missing"
        yield phrase(key, names=", ".join(missing[:_MOST_NAMES]), more=more)
