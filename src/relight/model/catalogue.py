"""Backup defaults by kind of facility and kind of backup: (name, value, unit, meaning, source, grade).

A backup whose `endurance_minutes`, `share`, `start_minutes` or `refill_minutes` is empty takes the row named
`<facility kind>_<backup kind>_<quantity>`.
"""

from __future__ import annotations

UA_HEALTH = "Ministry of Health of Ukraine: fuel for at least 5 days at every facility"
UA_HEALTH_24 = "Ministry of Health of Ukraine, 20 January 2026: backup for at least 24 h"
UA_MOBILE = "Ukrainian regulator (NCU), order of July 2024: from 4 h to 10 h"
UA_MOBILE_72 = "Ukrainian regulator (NCU), order of July 2024: 25 % of sites and all switching nodes 72 h"
NFPA_110 = "NFPA 110 type 10: power within 10 s"
PTE = "post-Soviet railway rule (PTE): 8 h if the supply was not off in the previous 36 h"
RECHARGE = "assumption: a battery recharges in twice its discharge time"
STANDBY = "assumption: a standby set is started by hand within 10 min"

CATALOGUE: tuple[tuple[str, float, str, str, str, str], ...] = (
    ("hospital_generator_minutes", 7200, "min", "hospital generator, fuel on site", UA_HEALTH, "B"),
    ("hospital_generator_share", 0.5, "", "share of a hospital its generator carries",
     "REopt default critical_load_fraction 0.5", "A"),
    ("hospital_generator_start_minutes", 1 / 6, "min", "hospital generator start", NFPA_110, "C"),
    ("clinic_generator_minutes", 1440, "min", "clinic generator, fuel on site", UA_HEALTH_24, "B"),
    ("clinic_generator_share", 0.3, "", "share of a clinic its generator carries", "assumption", "X"),
    ("clinic_generator_start_minutes", 10, "min", "clinic generator start", STANDBY, "X"),
    ("mobile_site_battery_minutes", 300, "min", "battery of an ordinary mobile site",
     UA_MOBILE + "; operators: full recharge is rare, assumed median 5 h", "X"),
    ("mobile_site_battery_refill_minutes", 600, "min", "recharge of a mobile site's battery", RECHARGE, "X"),
    ("mobile_site_72h_generator_minutes", 4320, "min", "mobile site with a generator", UA_MOBILE_72, "B"),
    ("switching_node_generator_minutes", 4320, "min", "switching or emergency-call node", UA_MOBILE_72, "B"),
    ("siren_electronic_battery_minutes", 1440, "min", "electronic siren on standby", "assumption", "X"),
    ("siren_electronic_battery_refill_minutes", 1440, "min", "recharge of an electronic siren", "assumption", "X"),
    ("water_intake_generator_minutes", 1440, "min", "water intake generator, fuel on site", "assumption", "X"),
    ("water_intake_generator_share", 0.6, "", "share of the flow on the generator",
     "assumption: 0.5 to 0.7 of capacity", "X"),
    ("water_intake_generator_start_minutes", 10, "min", "water intake generator start", STANDBY, "X"),
    ("water_treatment_generator_minutes", 1440, "min", "water treatment generator, fuel on site", "assumption", "X"),
    ("water_treatment_generator_share", 0.6, "", "share of the flow on the generator",
     "assumption: 0.5 to 0.7 of capacity", "X"),
    ("water_treatment_generator_start_minutes", 10, "min", "water treatment generator start", STANDBY, "X"),
    ("reservoir_tank_minutes", 720, "min", "stored water in a reservoir or tower",
     "practice: 12 to 24 h of demand (US UFC 3-230: half a day's demand)", "C"),
    ("reservoir_tank_refill_minutes", 1440, "min", "filling an empty reservoir beside normal demand",
     "assumption", "X"),
    ("booster_generator_minutes", 480, "min", "booster pump generator, fuel on site", "assumption", "X"),
    ("sewage_pumping_generator_minutes", 7200, "min", "sewage pumping generator, where fitted",
     "Kyiv water utility: own generators 5 to 7 days at most", "B"),
    ("sewage_pumping_generator_start_minutes", 10, "min", "sewage pumping generator start", STANDBY, "X"),
    ("sewage_pumping_wet_well_minutes", 120, "min", "room in the wet well before it overflows", "assumption", "X"),
    ("sewage_pumping_wet_well_refill_minutes", 60, "min", "emptying a full wet well", "assumption", "X"),
    ("boiler_house_generator_minutes", 1440, "min", "boiler house generator, fuel on site", "assumption", "X"),
    ("boiler_house_generator_start_minutes", 10, "min", "boiler house generator start", STANDBY, "X"),
    ("heat_point_generator_minutes", 480, "min", "mobile generator at a block's heat point", "assumption", "X"),
    ("rail_signalling_battery_minutes", 480, "min", "signalling reserve", PTE, "C"),
    ("rail_signalling_battery_refill_minutes", 2160, "min", "recharge of the signalling reserve", PTE, "C"),
    ("traction_substation_diesel_minutes", 4320, "min", "reserve diesel locomotives, fuel", "assumption", "X"),
    ("traction_substation_diesel_share", 0.5, "", "share of traffic the reserve diesels carry",
     "assumption: 0.3 to 1.0", "X"),
    ("traction_substation_diesel_start_minutes", 60, "min", "until reserve diesels take over", "assumption", "X"),
    ("mine_generator_minutes", 600, "min", "emergency hoist on its generator",
     "assumption; Kryvyi Rih, January 2026: everyone out took 4 to 6 h", "X"),
    ("mine_generator_start_minutes", 10, "min", "emergency hoist generator start", STANDBY, "X"),
    ("data_centre_generator_minutes", 720, "min", "data centre fuel at full load",
     "Uptime Institute: at least 12 h", "C"),
    ("fuel_station_generator_minutes", 4320, "min", "fuel station generator (it sells what it burns)",
     "assumption", "X"),
    ("fuel_station_generator_share", 0.8, "", "share of a fuel station its generator carries", "assumption", "X"),
    ("fuel_station_generator_start_minutes", 10, "min", "fuel station generator start", STANDBY, "X"),
    ("bakery_generator_minutes", 720, "min", "industrial bakery generator",
     "All-Ukrainian Bakers' Association: sets run 6 to 12 h a day", "C"),
    ("bakery_generator_share", 0.5, "", "share of a bakery its generator carries", "assumption", "X"),
    ("bakery_generator_start_minutes", 10, "min", "bakery generator start", STANDBY, "X"),
    ("shelter_generator_minutes", 1440, "min", "generator of a shelter or heating point", "assumption", "X"),
    ("shelter_generator_start_minutes", 10, "min", "shelter generator start", STANDBY, "X"),
)
