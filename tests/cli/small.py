"""A small data home written out: one province, two districts, five communes, two indicators."""

from pathlib import Path

UNITS = """\
vintage,code,level,name,name_short,type,parent_code,valid_from,valid_to,name_variants
v1,10,province,Tỉnh Thử,Thử,Tỉnh,,2010-01-01,,
v1,101,district,Thị xã Trung Tâm,Trung Tâm,Thị xã,10,2010-01-01,,
v1,102,district,Huyện Bờ Sông,Bờ Sông,Huyện,10,2010-01-01,,
v1,1011,commune,Phường Một,Một,Phường,101,2010-01-01,,
v1,1012,commune,Xã Hai,Hai,Xã,101,2010-01-01,,
v1,1021,commune,Thị trấn Ba,Ba,Thị trấn,102,2010-01-01,,
v1,1022,commune,Xã Bốn,Bốn,Xã,102,2010-01-01,,
v1,1023,commune,Xã Năm,Năm,Xã,102,2010-01-01,,
"""
FACTS = """\
vintage,code,area_km2_ref,pop_2019_census,households_2019_census,lat,lon
v1,1011,5,20000,5000,10.50,106.40
v1,1012,9,12000,3000,10.52,106.42
v1,1021,9,8000,2000,10.60,106.40
v1,1022,12,6000,1500,10.62,106.42
v1,1023,20,2000,500,10.65,106.45
"""
CHANGES = (
    "from_vintage,from_code,to_vintage,to_code,effective_date,kind,legal_basis,"
    "area_share_of_from,confidence\n"
)
INDICATORS = (
    "indicator_id,name_vi,name_en,pillar,sector,motto,kind,unit_vi,direction,aggregation,"
    "denominator_vi,min,max,decimals,levels,frequency,responsible_vi,definition_vi,tier,basis,"
    "note,source\n"
    "fibre,Tỷ lệ hộ có cáp quang,Fibre,,,,share,%,higher_is_better,ratio_of_sums,số hộ,0,100,1,"
    "province;district;commune,quý,Sở Thử,,core,,,\n"
    "services,Số dịch vụ công,Services,,,,count,dịch vụ,higher_is_better,sum,,0,,0,"
    "province;commune,quý,Sở Thử,,core,,,\n"
)
TARGETS = (
    "target_id,indicator_id,name_vi,name_en,pillar,sector,level,kind,operator,value,unit,year,"
    "headline,source_title,source_url,confidence,note\n"
    "fibre_2025,fibre,Trên 80% hộ,,,,province,threshold,>,80,%,2025,1,Nghị quyết,,high,\n"
)
TABLES = {
    "admin_units.csv": UNITS,
    "admin_unit_changes.csv": CHANGES,
    "commune_facts.csv": FACTS,
    "indicators.csv": INDICATORS,
    "targets.csv": TARGETS,
}
HEAD = "Mã đơn vị,Mã chỉ tiêu,Kỳ,Tử số,Mẫu số"
HOUSEHOLDS = {"1011": 5000, "1012": 3000, "1021": 2000, "1022": 1500, "1023": 500}
COVERED_2023 = {"1011": 3000, "1012": 1500, "1021": 800, "1022": 500, "1023": 100}  # 5,900
COVERED_2024 = {"1011": 4200, "1012": 2100, "1021": 1000, "1022": 700, "1023": 150}  # 8,150


def write_reference(home: Path) -> Path:
    """Write the tables of the small home and return it."""
    (home / "reference").mkdir(parents=True)
    for name, text in TABLES.items():
        (home / "reference" / name).write_text(text, encoding="utf-8")
    return home


def figures(period: str, covered: dict[str, int]) -> str:
    """An upload of counts by commune; the first figure stands in line 2."""
    rows = (f"{code},fibre,{period},{n},{HOUSEHOLDS[code]}" for code, n in covered.items())
    return "\n".join((HEAD, *rows, ""))
