"""A small good region and its reports as texts, one entry a file: what the broken ones are made from."""

from __future__ import annotations

from pathlib import Path

SQUARE = "[[[30, 50], [31, 50], [31, 51], [30, 51], [30, 50]]]"
HOURS = "".join(f"evening,{hour},{1.2 if hour % 24 >= 17 else 0.8}\n" for hour in range(168))

TINY = {
    "region.toml": """\
name = "Two towns"
timezone = "Europe/Kyiv"
slot_minutes = 30

[weights]
heat = 3

[services]
school = "lessons"

[dynamics]
enabled = false

[assumptions]
people_per_customer = 2.2

[[sources]]
title = "by hand"
url = "https://example.org"
""",
    "districts.csv": """\
district,name,parent,people,lon,lat
north,North Town,valley,9000,30.5,50.5
south,South Town,valley,6000,31.5,50.5
""",
    "buses.csv": """\
bus,name,district,kv,lon,lat
B1,Mill,north,110,30.5,50.5
B2,Quay,south,110,31.5,50.5
B3,Pass,,110,,
""",
    "branches.csv": """\
branch,kind,from_bus,to_bus,r_pu,x_pu,rating_mw,emergency_mw
L1,line,B1,B2,0.01,0.1,50,60
L2,line,B2,B3,0.01,0.1,,
L3,transformer,B1,B3,0,0.05,40,
""",
    "generators.csv": """\
generator,bus,kind,max_mw,min_mw,black_start
G1,B1,hydro,60,5,yes
G2,B3,import,40,0,no
""",
    "feeders.csv": """\
feeder,bus,district,zone,outage_group,peak_mw,profile,customers,people,protected
F1,B1,,,1.1,12,evening,2500,6000,no
F2,B1,north,valley,1.2,3,,,,yes
F3,B2,,,2.1,8,evening,,6000,no
""",
    "profiles.csv": "profile,hour_of_week,factor\n" + HOURS,
    "weather.csv": """\
valid_from,district,outdoor_c
2026-01-07T00:00+02:00,,-7
2026-01-08T00:00+02:00,north,-9.5
""",
    "facilities.csv": """\
facility,name,kind,district,size,size_unit,people_inside,egress_minutes
H1,Hospital,hospital,north,312,beds,,
W1,Waterworks,water_intake,north,,,,
K1,Kiln School,school,south,,,200,15
""",
    "needs.csv": """\
asset,need,supplier,threshold,shape
facility:H1,power,feeder:F1,0.3,linear
facility:H1,power,feeder:F2,0.3,linear
facility:H1,water,facility:W1,,
facility:W1,power,feeder:F2,,
facility:K1,power,feeder:F3,,
generator:G1,water,facility:W1,,
bus:B3,telecontrol,facility:K1,0,
""",
    "backups.csv": """\
facility,need,backup,kind,endurance_minutes,share,fuel_l_per_h,fuel_l,ready_after_minutes,endurance_unready_minutes
H1,power,diesel,generator,,,30,3600,,
H1,power,ups,battery,30,,,,600,10
W1,power,set,generator,,0.6,,,,
""",
    "serves.csv": """\
facility,service,district,group,people
H1,health,north,,9000
H1,health,south,,
W1,water,north,upper,4000
W1,water,north,lower,5000
K1,school,south,,700
""",
    "crews.csv": """\
crew,skill,lon,lat,speed_km_per_h,shift_start,shift_end
C1,lines,30.5,50.5,40,07:00,19:00
C2,lines,,,,,
""",
    "repair_classes.csv": "asset_kind,skill,mean_minutes,sd_minutes,crews\nline,lines,240,60,1\n",
    "precedence.csv": "asset,after\nbranch:L2,branch:L1\n",
    "spares.csv": "asset_kind,count,available_from\ntransformer,1,2026-01-09T08:00+02:00\n",
    "mobile_units.csv": "unit,kind,lon,lat,power_kw\nM1,generator,30.5,50.5,200\n",
    "districts.geojson": (
        '{"type": "FeatureCollection", "features": [\n{"type": "Feature", "properties": {"district": "north"}, '
        f'"geometry": {{"type": "Polygon", "coordinates": {SQUARE}}}}}\n]}}\n'
    ),
}

REPORTS = """\
report,reported_at,valid_from,subject,state,value,unit,expected_at,supersedes,source
r1,2026-01-07T23:05+02:00,2026-01-07T21:40+02:00,branch:L1,out,,,2026-01-08T18:00+02:00,,ministry
r2,2026-01-07T23:10+02:00,2026-01-07T21:40+02:00,generator:G1,derated,0.5,,,,
r3,2026-01-08T01:00+02:00,2026-01-08T00:30+02:00,backup:H1/power/diesel,level,0.8,,,,
r4,2026-01-08T02:00+02:00,2026-01-08T02:00+02:00,district:north,figure,4000,heat/people,,,council
r5,2026-01-08T03:00+02:00,2026-01-08T03:00+02:00,region:valley,deenergised,,,,,
r6,2026-01-08T04:00+02:00,2026-01-07T21:40+02:00,branch:L1,retracted,,,,r1,
,2026-01-08T05:00+02:00,2026-01-08T05:00+02:00,facility:W1,at_risk,,,,,
"""

REPAIRS = """\
asset,crew,start,end,kind
branch:L1,C1,2026-01-08T08:00+02:00,2026-01-08T12:00+02:00,full
"""


def lay_out(folder: Path) -> Path:
    """The folder, made and filled with the small region."""
    folder.mkdir()
    for name, text in TINY.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
