"""Broken regions, each with the one message that it must bring."""

from __future__ import annotations

from tests.files.broken import Broken, Change, add, put, remove, rename, swap
from tests.files.tiny import TINY

CYRILLIC = "north,Північ".encode("cp1251")  # its first two letters happen to be UTF-8 too


def toml(line: str) -> Change:
    """Adds a line at the top of region.toml."""
    return put("region.toml", line + "\n" + TINY["region.toml"])


def shape(geometry: str, district: str = "north") -> Change:
    """Makes the only feature of districts.geojson that geometry."""
    feature = f'{{"type": "Feature", "properties": {{"district": "{district}"}}, "geometry": {geometry}}}'
    return put("districts.geojson", f'{{"type": "FeatureCollection", "features": [{feature}]}}')


def utf_16(file: str) -> Change:
    """Saves a file as UTF-16, as some spreadsheets do."""
    return put(file, TINY[file].encode("utf-16"))


FILES = (
    Broken("required table missing", remove("buses.csv"), ("buses.csv", 0, ""), ("missing",)),
    Broken("settings missing", remove("region.toml"), ("region.toml", 0, ""), ("missing", 'with name = "..."')),
    Broken(
        "ending that a desktop hides",
        rename("feeders.csv", "feeders.csv.txt"),
        ("feeders.csv.txt", 0, ""),
        ("rename it to feeders.csv",),
    ),
    Broken(
        "settings with a hidden ending",
        rename("region.toml", "region.toml.txt"),
        ("region.toml.txt", 0, ""),
        ("rename it to region.toml",),
    ),
    Broken(
        "workbook in the place of an optional table",
        rename("backups.csv", "backups.xlsx"),
        ("backups.xlsx", 0, ""),
        ("save it from the spreadsheet as backups.csv, as CSV UTF-8",),
    ),
    Broken("misspelt file", rename("feeders.csv", "feeder.csv"), ("feeder.csv", 0, ""), ("rename it to feeders.csv",)),
    Broken("misspelt extra file", put("need.csv", "x"), ("need.csv", 0, ""), ("rename it to needs.csv",)),
    Broken(
        "capital in a file name", rename("crews.csv", "Crews.csv"), ("Crews.csv", 0, ""), ("rename it to crews.csv",)
    ),
    Broken("empty file", put("feeders.csv", ""), ("feeders.csv", 0, ""), ("empty", "feeder,bus,peak_mw")),
    Broken("blank lines only", put("feeders.csv", "\n , \n\n"), ("feeders.csv", 0, ""), ("empty",)),
    Broken(
        "no header",
        put("buses.csv", "B1,Mill,north\nB2,Quay,south\n"),
        ("buses.csv", 1, ""),
        ("no header row", "'B1,Mill,north'", "at least bus"),
    ),
    Broken(
        "semicolon in a cell among semicolons",
        put("buses.csv", "bus;name;district\nB1;North; old;north\nB2;South;south\nB3;East;\n"),
        ("buses.csv", 2, ""),
        ("4 cells", "quotation marks", "semicolon"),
    ),
    Broken("tabs", put("buses.csv", "bus\tkv\nB1\t110\n"), ("buses.csv", 1, ""), ("tabs", "commas")),
    Broken(
        "required column missing",
        swap("branches.csv", "r_pu,x_pu", "r_pu,x_reactance"),
        ("branches.csv", 1, ""),
        ("'x_pu'",),
    ),
    Broken(
        "misspelt required column",
        swap("feeders.csv", "peak_mw", "peak_MW"),
        ("feeders.csv", 1, ""),
        ("'peak_MW'", "rename it to 'peak_mw'"),
    ),
    Broken(
        "required column in another unit",
        swap("feeders.csv", "peak_mw", "peak_kw"),
        ("feeders.csv", 1, ""),
        ("'peak_kw'", "rename it to 'peak_mw', with its numbers in MW"),
    ),
    Broken(
        "column in another unit",
        swap("branches.csv", "rating_mw", "rating_mva"),
        ("branches.csv", 1, ""),
        ("'rating_mva'", "did you mean 'rating_mw', with its numbers in MW? If not"),
    ),
    Broken(
        "misspelt column", swap("feeders.csv", "customers", "custumers"), ("feeders.csv", 1, ""), ("mean 'customers'",)
    ),
    Broken("foreign column", swap("buses.csv", "kv", "owner"), ("buses.csv", 1, ""), ("'owner'", "x_")),
    Broken("column twice", swap("buses.csv", "lon,lat", "lon,lon"), ("buses.csv", 1, ""), ("'lon'", "twice")),
    Broken(
        "wrong encoding in a cell",
        put("districts.csv", b"district,name,people\n" + CYRILLIC + b",9000\n"),
        ("districts.csv", 2, ""),
        ("byte 29 (0xe2) is not UTF-8", "save the file as UTF-8"),
    ),
    Broken("UTF-16", utf_16("feeders.csv"), ("feeders.csv", 1, ""), ("UTF-16", "UTF-8")),
    Broken("zero byte", put("crews.csv", "crew\nC1\0\n"), ("crews.csv", 2, ""), ("zero byte", "byte 7")),
    Broken("quote never closed", add("spares.csv", '"pole,1,'), ("spares.csv", 3, ""), ("never closed",)),
    Broken("text after a quote", add("spares.csv", '"pole"s,1,'), ("spares.csv", 3, ""), ('""',)),
    Broken(
        "old line ends", put("spares.csv", "asset_kind,count\rpole,1\r"), ("spares.csv", 1, ""), ("ordinary line ends",)
    ),
    Broken("too few cells", add("crews.csv", "C3,lines"), ("crews.csv", 4, ""), ("2 cells", "has 7")),
    Broken(
        "too many cells",
        swap("weather.csv", ",,-7", ",,-7,5"),
        ("weather.csv", 2, ""),
        ("4 cells", "has 3", "decimals with a point"),
    ),
    Broken("endless cell", add("spares.csv", f'"{"x" * 200_000}",1,'), ("spares.csv", 3, ""), ("131072 characters",)),
)

CELLS = (
    Broken("not a number", swap("buses.csv", ",110", ",high"), ("buses.csv", 2, "kv"), ("'high'", "in kV")),
    Broken("NaN", swap("feeders.csv", ",12,", ",NaN,"), ("feeders.csv", 2, "peak_mw"), ("'NaN'", "finite")),
    Broken("infinite", swap("branches.csv", ",50,60", ",inf,60"), ("branches.csv", 2, "rating_mw"), ("'inf'", "empty")),
    Broken(
        "too large",
        swap("branches.csv", ",50,60", ",1e999,60"),
        ("branches.csv", 2, "rating_mw"),
        ("inf is not a finite number",),
    ),
    Broken(
        "unit in the cell",
        swap("generators.csv", ",60,", ",60 MW,"),
        ("generators.csv", 2, "max_mw"),
        ("'MW'", "only the number, in MW"),
    ),
    Broken(
        "wrong unit",
        swap("backups.csv", "battery,30,", "battery,5h,"),
        ("backups.csv", 3, "endurance_minutes"),
        ("'h'", "only the number, in min"),
    ),
    Broken("percentage", swap("backups.csv", ",,0.6,", ",,60%,"), ("backups.csv", 4, "share"), ("percentage", "0.6")),
    Broken("decimal comma", swap("weather.csv", "-9.5", '"-9,5"'), ("weather.csv", 3, "outdoor_c"), ("write -9.5",)),
    Broken(
        "ambiguous comma", swap("districts.csv", "9000", '"9,000"'), ("districts.csv", 2, "people"), ("9.000 or 9000",)
    ),
    Broken("underscore", swap("districts.csv", "9000", "9_000"), ("districts.csv", 2, "people"), ("write 9000",)),
    Broken(
        "blank in a number", swap("districts.csv", "9000", "9 000"), ("districts.csv", 2, "people"), ("write 9000",)
    ),
    Broken("negative", swap("feeders.csv", ",8,", ",-8,"), ("feeders.csv", 4, "peak_mw"), ("-8", "at least 0 MW")),
    Broken("zero", swap("buses.csv", ",110", ",0"), ("buses.csv", 2, "kv"), ("greater than 0 kV",)),
    Broken("beyond the range", swap("districts.csv", "50.5", "505"), ("districts.csv", 2, "lat"), ("at most 90 °",)),
    Broken("not whole", swap("feeders.csv", "2500", "2500.5"), ("feeders.csv", 2, "customers"), ("'2500.5'", "whole")),
    Broken(
        "neither yes nor no", swap("generators.csv", ",yes", ",ja"), ("generators.csv", 2, "black_start"), ("'ja'",)
    ),
    Broken(
        "not one of the words",
        swap("needs.csv", "0.3,linear", "0.3,linaer"),
        ("needs.csv", 2, "shape"),
        ("'linaer'", "mean 'linear'?", "step, linear"),
    ),
    Broken("required cell empty", swap("generators.csv", "G2,B3", "G2,"), ("generators.csv", 3, "bus"), ("empty",)),
    Broken(
        "time without offset",
        swap("weather.csv", "2026-01-07T00:00+02:00", "2026-07-07 06:30"),
        ("weather.csv", 2, "valid_from"),
        ("no offset", "as 2026-07-07T06:30+03:00"),
    ),
    Broken(
        "time without offset that comes twice",
        swap("weather.csv", "2026-01-07T00:00+02:00", "2026-10-25T03:30"),
        ("weather.csv", 2, "valid_from"),
        ("no offset", "twice", "write 2026-10-25T03:30+03:00, or an hour later 2026-10-25T03:30+02:00"),
    ),
    Broken(
        "time without offset that the clock skips",
        swap("weather.csv", "2026-01-07T00:00+02:00", "2026-03-29T03:30"),
        ("weather.csv", 2, "valid_from"),
        ("no offset", "skips", "as 2026-03-29T04:30+03:00"),
    ),
    Broken(
        "offset that no clock has",
        swap("weather.csv", "2026-01-07T00:00+02:00", "2026-01-07T00:00+25:00"),
        ("weather.csv", 2, "valid_from"),
        ("no moment in time (no clock has that offset)",),
    ),
    Broken(
        "month before day",
        swap("weather.csv", "2026-01-07T00:00+02:00", "1/7/2026 6:20 PM"),
        ("weather.csv", 2, "valid_from"),
        ("not a date and time", "write year, month and day, as"),
    ),
    Broken(
        "date alone",
        swap("weather.csv", "2026-01-07T00:00+02:00", "2026-01-07"),
        ("weather.csv", 2, "valid_from"),
        ("write it as 2026-01-07T00:00+02:00",),
    ),
    Broken(
        "date in another order",
        swap("weather.csv", "2026-01-07T00:00+02:00", "07.01.2026 00:00"),
        ("weather.csv", 2, "valid_from"),
        ("not a date and time",),
    ),
    Broken(
        "date that does not exist",
        swap("weather.csv", "2026-01-07T", "2026-02-30T"),
        ("weather.csv", 2, "valid_from"),
        ("no moment in time",),
    ),
    Broken(
        "implausible year",
        swap("weather.csv", "2026-01-07T", "0026-01-07T"),
        ("weather.csv", 2, "valid_from"),
        ("year is 26",),
    ),
    Broken("invisible character", swap("buses.csv", "Mill", "Mi\u200bll"), ("buses.csv", 2, "name"), ("invisible",)),
    Broken("control character", swap("buses.csv", "Mill", "Mi\x07ll"), ("buses.csv", 2, "name"), ("control",)),
    Broken("line break in a name", swap("buses.csv", "Mill", '"Mi\nll"'), ("buses.csv", 2, "name"), ("remove",)),
)

ACROSS = (
    Broken("id twice", add("crews.csv", "C1,,,,,,"), ("crews.csv", 4, "crew"), ("'C1'", "row 2")),
    Broken(
        "key of two columns twice",
        add("precedence.csv", "branch:L2,branch:L1"),
        ("precedence.csv", 3, "after"),
        ("'branch:L1'", "row 2"),
    ),
    Broken(
        "unknown bus", swap("generators.csv", "G2,B3", "G2,B33"), ("generators.csv", 3, "bus"), ("'B33'", "mean 'B3'")
    ),
    Broken(
        "unknown district",
        swap("facilities.csv", ",north", ",nort"),
        ("facilities.csv", 2, "district"),
        ("mean 'north'",),
    ),
    Broken(
        "unknown profile",
        swap("feeders.csv", "evening", "morning"),
        ("feeders.csv", 2, "profile"),
        ("'morning'", "profiles.csv"),
    ),
    Broken(
        "unknown supplier", swap("needs.csv", "feeder:F3", "feeder:F9"), ("needs.csv", 6, "supplier"), ("feeder 'F9'",)
    ),
    Broken(
        "reference without a kind", swap("needs.csv", "feeder:F3", "F3"), ("needs.csv", 6, "supplier"), ("feeder:F3",)
    ),
    Broken(
        "misspelt kind", swap("needs.csv", "feeder:F3", "feder:F3"), ("needs.csv", 6, "supplier"), ("mean 'feeder:F3'",)
    ),
    Broken(
        "wrong kind", swap("needs.csv", "feeder:F3", "bus:B2"), ("needs.csv", 6, "supplier"), ("is a bus", "feeder:...")
    ),
    Broken("loop", swap("branches.csv", "L2,line,B2,B3", "L2,line,B2,B2"), ("branches.csv", 3, "to_bus"), ("'B2'",)),
    Broken("no reactance", swap("branches.csv", "0,0.05", "0,0"), ("branches.csv", 4, "x_pu"), ("reactance 0",)),
    Broken(
        "rating above emergency",
        swap("branches.csv", "50,60", "50,40"),
        ("branches.csv", 2, "emergency_mw"),
        ("40 MW", "50"),
    ),
    Broken(
        "least above most", swap("generators.csv", "60,5", "60,65"), ("generators.csv", 2, "min_mw"), ("65 MW", "60")
    ),
    Broken(
        "hours missing",
        swap("profiles.csv", "evening,5,0.8\nevening,6,0.8\n", ""),
        ("profiles.csv", 2, "hour_of_week"),
        ("'evening'", "hours 5-6"),
    ),
    Broken(
        "parents in a circle",
        swap("districts.csv", "valley", "north"),
        ("districts.csv", 2, "parent"),
        ("north → north",),
    ),
    Broken(
        "more people on feeders than there are",
        swap("feeders.csv", ",,6000", ",,6001"),
        ("feeders.csv", 4, "people"),
        ("6001", "6000 live there"),
    ),
    Broken(
        "feeder in no district",
        swap("feeders.csv", "F1,B1", "F1,B3"),
        ("feeders.csv", 2, "district"),
        ("bus 'B3' has none",),
    ),
    Broken(
        "more people served than there are",
        swap("serves.csv", "lower,5000", "lower,5001"),
        ("serves.csv", 5, "people"),
        ("9001", "9000"),
    ),
    Broken(
        "people of a group disagree",
        add("serves.csv", "K1,water,north,upper,3000"),
        ("serves.csv", 7, "people"),
        ("3000", "row 4 says 4000"),
    ),
    Broken("unknown service", swap("serves.csv", "H1,health", "H1,helth"), ("serves.csv", 2, "service"), ("'health'",)),
    Broken(
        "electricity served",
        swap("serves.csv", "K1,school", "K1,electricity"),
        ("serves.csv", 6, "service"),
        ("feeders",),
    ),
    Broken(
        "thresholds differ",
        swap("needs.csv", "feeder:F2,0.3", "feeder:F2,0.5"),
        ("needs.csv", 3, "threshold"),
        ("0.5", "row 2 says 0.3"),
    ),
    Broken("shapes differ", swap("needs.csv", "F2,0.3,linear", "F2,0.3,step"), ("needs.csv", 3, "shape"), ("linear",)),
    Broken(
        "its own supplier",
        swap("needs.csv", "facility:H1,water,facility:W1", "facility:H1,water,facility:H1"),
        ("needs.csv", 4, "supplier"),
        ("supplies itself",),
    ),
    Broken(
        "backup of no need", swap("backups.csv", "W1,power", "W1,gas"), ("backups.csv", 4, "need"), ("'gas'", "'W1'")
    ),
    Broken(
        "endurance and fuel disagree",
        swap("backups.csv", "diesel,generator,,", "diesel,generator,600,"),
        ("backups.csv", 2, "endurance_minutes"),
        ("600 min", "7200 min"),
    ),
    Broken(
        "fuel without use", swap("backups.csv", "30,3600", ",3600"), ("backups.csv", 2, "fuel_l_per_h"), ("fuel_l ",)
    ),
    Broken("use without fuel", swap("backups.csv", "30,3600", "30,"), ("backups.csv", 2, "fuel_l"), ("fuel_l_per_h",)),
    Broken(
        "endurance unknown",
        swap("backups.csv", "set,generator", "set,flywheel"),
        ("backups.csv", 4, "endurance_minutes"),
        ("'flywheel'", "'water_intake'"),
    ),
    Broken(
        "half of the readiness",
        swap("backups.csv", "600,10", "600,"),
        ("backups.csv", 3, "endurance_unready_minutes"),
        ("both or neither",),
    ),
    Broken(
        "the other half of it",
        swap("backups.csv", "600,10", ",10"),
        ("backups.csv", 3, "ready_after_minutes"),
        ("both or neither",),
    ),
    Broken(
        "backups of one name",
        lambda folder: (
            add("needs.csv", "facility:H1,power/diesel,feeder:F1,,")(folder),
            add("backups.csv", "H1,power/diesel,set,generator,60,,,,,")(folder),
            swap("backups.csv", "H1,power,diesel", "H1,power,diesel/set")(folder),
        )[-1],
        ("backups.csv", 5, "backup"),
        ("backup:H1/power/diesel/set", "row 2"),
    ),
    Broken("longitude alone", swap("buses.csv", "30.5,50.5", "30.5,"), ("buses.csv", 2, "lat"), ("both or neither",)),
    Broken(
        "not a time of day", swap("crews.csv", "07:00", "7 am"), ("crews.csv", 2, "shift_start"), ("'7 am'", "07:30")
    ),
    Broken("half a shift", swap("crews.csv", "07:00", ""), ("crews.csv", 2, "shift_start"), ("both or neither",)),
    Broken(
        "jobs that wait for each other",
        add("precedence.csv", "branch:L1,branch:L2"),
        ("precedence.csv", 3, "after"),
        ("branch:L1 → branch:L2 → branch:L1",),
    ),
    Broken(
        "unknown asset", swap("precedence.csv", "branch:L1", "branch:L9"), ("precedence.csv", 2, "after"), ("'L9'",)
    ),
)

SETTINGS = (
    Broken("TOML syntax", put("region.toml", 'name = "x"\ntimezone = \n'), ("region.toml", 2, ""), ("not valid TOML",)),
    Broken(
        "text without quotation marks",
        put("region.toml", "name = Two towns\n"),
        ("region.toml", 1, ""),
        ("not valid TOML", 'a text stands between two ", as name = "Valley"'),
    ),
    Broken("settings encoding", put("region.toml", b'name = "\xff"'), ("region.toml", 0, ""), ("byte 8", "UTF-8")),
    Broken("unknown key", toml("slot_minute = 15"), ("region.toml", 0, "slot_minute"), ("mean 'slot_minutes'",)),
    Broken("no name", swap("region.toml", "name =", "# name ="), ("region.toml", 0, "name"), ("no name",)),
    Broken(
        "no time zone", swap("region.toml", "timezone", "# timezone"), ("region.toml", 0, "timezone"), ("Europe/Kyiv",)
    ),
    Broken(
        "unknown time zone", swap("region.toml", "Kyiv", "Kiew"), ("region.toml", 0, "timezone"), ("'Europe/Kiew'",)
    ),
    Broken(
        "slot that does not fit", swap("region.toml", "30", "50"), ("region.toml", 0, "slot_minutes"), ("50", "1440")
    ),
    Broken("slot not whole", swap("region.toml", "30", "7.5"), ("region.toml", 0, "slot_minutes"), ("whole number",)),
    Broken("base not a number", toml('base_mva = "100"'), ("region.toml", 0, "base_mva"), ("not a number",)),
    Broken("base infinite", toml("base_mva = inf"), ("region.toml", 0, "base_mva"), ("greater than 0",)),
    Broken(
        "unknown susceptance", toml('susceptance = "serial"'), ("region.toml", 0, "susceptance"), ("reactance, series",)
    ),
    Broken(
        "weight of nothing", swap("region.toml", "heat =", "heet ="), ("region.toml", 0, "weights.heet"), ("'heat'",)
    ),
    Broken(
        "negative weight", swap("region.toml", "heat = 3", "heat = -3"), ("region.toml", 0, "weights.heat"), ("-3",)
    ),
    Broken(
        "weight in words", swap("region.toml", "= 3\n", '= "3"\n'), ("region.toml", 0, "weights.heat"), ("a number",)
    ),
    Broken(
        "unknown assumption",
        swap("region.toml", "people_per_customer", "people_per_costumer"),
        ("region.toml", 0, "assumptions.people_per_costumer"),
        ("'people_per_customer'",),
    ),
    Broken(
        "unknown key of dynamics",
        swap("region.toml", "enabled = false", "enable = false"),
        ("region.toml", 0, "dynamics.enable"),
        ("mean 'enabled'",),
    ),
    Broken(
        "dynamics not a word of yes or no",
        swap("region.toml", "enabled = false", "enabled = 0"),
        ("region.toml", 0, "dynamics.enabled"),
        ("true or false",),
    ),
    Broken(
        "source without title",
        swap("region.toml", "title", "# title"),
        ("region.toml", 0, "sources[1].title"),
        ("name",),
    ),
    Broken(
        "service with a slash",
        swap("region.toml", "school", '"a/b" = "both"\nschool'),
        ("region.toml", 0, "services"),
        ("'/'",),
    ),
)

SHAPES = (
    Broken("not JSON", put("districts.geojson", "{\n\n]"), ("districts.geojson", 3, ""), ("not valid JSON",)),
    Broken("no collection", put("districts.geojson", "[]"), ("districts.geojson", 0, ""), ("FeatureCollection",)),
    Broken(
        "shape of nothing",
        swap("districts.geojson", '"north"', '"norht"'),
        ("districts.geojson", 0, "district"),
        ("mean 'north'",),
    ),
    Broken(
        "nobody's shape", swap("districts.geojson", '"north"', "null"), ("districts.geojson", 0, ""), ("feature 1",)
    ),
    Broken(
        "a point",
        shape('{"type": "Point", "coordinates": [30, 50]}'),
        ("districts.geojson", 0, ""),
        ("'Point'", "Polygon"),
    ),
    Broken(
        "ring not closed",
        swap("districts.geojson", ", [30, 50]]]", ", [30, 49]]]"),
        ("districts.geojson", 0, ""),
        ("not closed",),
    ),
    Broken(
        "ring too short",
        shape('{"type": "Polygon", "coordinates": [[[30, 50], [31, 50], [30, 50]]]}'),
        ("districts.geojson", 0, ""),
        ("3 positions",),
    ),
    Broken(
        "off the globe", swap("districts.geojson", "[31, 50]", "[31, 500]"), ("districts.geojson", 0, ""), ("globe",)
    ),
    Broken(
        "position in words",
        swap("districts.geojson", "[31, 50]", '["E", 50]'),
        ("districts.geojson", 0, ""),
        ("numbers",),
    ),
    Broken("deep nonsense", put("districts.geojson", "[" * 200_000), ("districts.geojson", 0, ""), ("not valid JSON",)),
)

REGION_CASES = (*FILES, *CELLS, *ACROSS, *SETTINGS, *SHAPES)
