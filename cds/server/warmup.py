"""Do at the start, beside the first answers, what would otherwise slow the first visitor."""

import gc
from importlib import import_module

from cds.domain.errors import CdsError

# Slow to import and needed by nearly every page.
_MODULES = ("pandas", "pyarrow", "duckdb", "plotly.graph_objects", "cds.ui.map")


def warm_up() -> None:
    """Import what pages need, make the first page, and spare all of it garbage collection."""
    for name in _MODULES:
        import_module(name)
    _make_first_page()
    gc.collect()
    gc.freeze()


def _make_first_page() -> None:
    """Fill the caches of the first page; faults of the data home are for the pages to tell."""
    # Imported here because its cached functions need Streamlit's runtime.
    from cds.ui import data

    try:
        data.overview_page(data.edition())
    except CdsError:
        return
