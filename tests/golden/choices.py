"""Which views of every page are recorded: by address, as a link is opened."""

from dataclasses import dataclass, field

PROVINCE, DISTRICT, COMMUNE = "80@2004-08-31", "794@2009-08-25", "27691@2004-08-31"
PILOT = "28159@2004-08-31"
TODAY = "2026-11-28"  # the day of all recordings
EARLIER = "2025-06-30"  # the last day of the home, whose targets of 2025 are still open


@dataclass(frozen=True, slots=True)
class View:
    """One view: what the address asks for, on which day, and what is pressed then.

    `picked` sets a box by its key to its n-th option; `pressed` are keys of buttons, in order.
    """

    name: str
    query: dict[str, str] = field(default_factory=dict)
    today: str = ""
    picked: tuple[tuple[str, int], ...] = ()
    pressed: tuple[str, ...] = ()
    is_small: bool = False
    """Also in the small home."""


def _view(name: str, **query: str) -> View:
    return View(name, query)


_FIBRE = {"indicator": "fibre_household_share"}
DEFAULT = View("default", is_small=True)
OF_PAGES: dict[str, tuple[View, ...]] = {
    "overview": (
        _view("version-1", version="1"),
        _view("version-unknown", version="9999"),
        View("earlier-day", today=EARLIER),
    ),
    "gaps": (
        _view("commune", unit_level="commune", order="things"),
        _view("overdue-district", unit_level="district", status="closed_short"),
        _view("within", unit_level="all", within=DISTRICT, pillar="infrastructure"),
        _view("sector", unit_level="all", sector="industry", status="closed_reached"),
        _view("plan", target="broadband_household_share_2025", to="90"),
        _view(
            "what-if", target="mobile_4g_5g_universal_2025", to="60", **{"raise": "27691,28159,1"}
        ),
        View("version-1-earlier-day", {"version": "1"}, EARLIER),
        View("earlier-day", {"unit_level": "all"}, EARLIER),
    ),
    "indicator": (
        View("fibre-commune", {**_FIBRE, "unit": COMMUNE}),
        View("fibre-district-period", {**_FIBRE, "unit": DISTRICT, "period": "2024-Q2"}),
        View("fibre-province", {**_FIBRE, "unit": PROVINCE}, EARLIER),
        _view("rank", indicator="dti_rank"),
        _view("step", indicator="shared_data_warehouse_status", version="1"),
        _view("count", indicator="community_digital_team_count", unit=PILOT),
        _view("nonsense", indicator="no_such", unit="99999", period="2099-Q9"),
    ),
    "coverage": (
        _view("district", level="district"),
        _view("tiles", layer="tiles", unit=COMMUNE),
        _view("circles", measure="circles", indicator="fibre_household_share"),
        _view("compared", indicator="fibre_household_share", period="2025-Q2", compare="2024-Q2"),
        _view("compared-tiles", layer="tiles", measure="circles", compare="2024-Q4"),
        View("earlier-day", {"indicator": "mobile_5g_pop_coverage"}, EARLIER),
        _view("version-1", version="1"),
    ),
    "unit": (
        _view("district", unit=DISTRICT),
        _view("commune", unit=COMMUNE),
        _view("compared", unit=PILOT, other=COMMUNE),
        _view("compared-levels", unit=DISTRICT, other=PROVINCE, period="2024-Q4"),
        View("earlier-day", {"unit": COMMUNE, "period": "2024-Q4"}, EARLIER),
        _view("version-1", version="1"),
    ),
    "changes": (
        _view("from-nothing", before="-1", after="1"),
        _view("demo", before="1", after="2", depth="commune"),
        _view("sample", before="2", after="3", depth="commune"),
        _view("withdrawn", before="4", after="5", unit=DISTRICT, depth="commune"),
        _view("backwards", before="3", after="1"),
        _view("same", before="2", after="2"),
        _view("by-day", before="2020-01-01", after="2026-11-28"),
    ),
    "programme": (_view("version-1", version="1"), View("earlier-day", today=EARLIER)),
    "pilots": (
        _view("indicator", indicator="fibre_household_share"),
        _view("period", period="2023-Q4"),
        _view("version-1", version="1"),
    ),
    "sectors": (
        _view("health", sector="health"),
        View("last", picked=(("choice_sector", -1),)),
        View("earlier-day", today=EARLIER),
        _view("version-1", version="1"),
    ),
    "motto": (
        _view("district", unit=DISTRICT),
        _view("commune", unit=COMMUNE),
        View("last-part", picked=(("choice_part", -1),)),
        _view("version-1", version="1"),
    ),
    "milestones": (View("earlier-day", today=EARLIER), _view("version-1", version="1")),
    "nation": (
        _view("rank", compared="dti_rank", year="2022"),
        View("last", picked=(("choice_compared", -1),)),
        _view("version-1", version="1"),
    ),
    "reporting": (
        _view("district", level="district"),
        _view("period", level="district", period="2023", dataset="edoc_exchange_rate"),
        View("province-last", picked=(("choice_province", -1),)),
        _view("version-1", version="1"),
    ),
    "snapshots": (View("verified", pressed=("verify",), is_small=True),),
    "methods": (),  # its tabs are opened one by one
    "present": (
        _view("ready", story="ready-monthly"),
        _view("ready-pilots", story="ready-pilots"),
        _view("own", story="<own>"),
        _view("unknown", story="no-such"),
        View("meeting", {"story": "ready-monthly"}, pressed=("begin",)),
    ),
    "upload": (
        _view("good", step="file", file="vi-du-doc.csv"),
        _view("report", step="file", file="vi-du-bao-cao.csv"),
        _view("form", step="file", file="bieu-mau-ngang.xlsx"),
        _view("bad", step="file", file="<bad>"),
    ),
}

BAD = """Mã đơn vị,Đơn vị,Huyện,Mã chỉ tiêu,Chỉ tiêu,Kỳ,Tử số,\
Mẫu số,Giá trị,Trạng thái,Nguồn,Ghi chú
99999,,,fibre_household_share,,2025-Q2,1,2,,,,
27691,,,no_such,,2025-Q2,1,2,,,,
27691,,,fibre_household_share,,2025-Q9,1,2,,,,
27691,,,fibre_household_share,,2025-Q2,abc,5333,,,,
27692,,,fibre_household_share,,2025-Q2,3000,2204,,,,
27685,,,fibre_household_share,,2025-Q2,100,3895,,,,
27685,,,fibre_household_share,,2025-Q2,3000,3895,,,,
"""
"""An upload with one fault a line."""
