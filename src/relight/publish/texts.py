"""Every text of the pages and terminal tables in English, by key.

Keys with a dot and a word of the data (`kind.hospital`, `basis.overdue`) name that word for people; a word without a
key is printed as it stands. Other languages have the same keys with the same blanks; a test compares them.
"""

from __future__ import annotations

from relight.publish.terms import ENGLISH_TERMS
from relight.publish.texts_causes import ENGLISH_CAUSES
from relight.publish.texts_ensemble import ENGLISH_ENSEMBLE
from relight.publish.texts_trace import ENGLISH_TRACE

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

ENGLISH: dict[str, str] = {
    **ENGLISH_TERMS,
    **ENGLISH_CAUSES,
    **ENGLISH_ENSEMBLE,
    **ENGLISH_TRACE,
    # the page
    "page.title": "{region}: who is without what",
    "page.kicker": "Outage outlook",
    "page.desk": "FOR THE DESK — NOT FOR PUBLICATION",
    "page.desk_why": "Names facilities and damaged assets. Do not forward, post or photograph.",
    "page.public": "Public edition",
    "page.skip": "Skip to the figures",
    "page.contents": "Contents",
    "page.more": "and {count} more",
    "page.left_out": "{count:further row is|further rows are} in the data files.",
    "page.none": "None.",
    "page.foot": (
        "Computed by relight from the reports known at the time stated above. Estimates, not promises, unless "
        "marked as confirmed. People are rounded to three figures, so sums may differ in the last one."
    ),
    "data.as_of": "As of",
    "data.newest": "newest report {time}, {age} old then",
    "data.no_reports": "no reports yet",
    "data.until": "looks {hours} h ahead, to {time}",
    "data.stale": "OLD DATA: the newest report was already {age} old when this was computed.",
    "data.ask": "Times are local ({zone}). Look for a newer edition before you rely on this one.",
    "time.full": "{day} {date} {month} {year}, {clock}",
    # the summary
    "summary.dark": "{people} of {whole} people ({share}) are without electricity.",
    "summary.all_lit": "All {whole} people have electricity.",
    "summary.others": "{listed}.",
    "summary.item": "{people} {without}",
    "summary.and": "{before} and {last}",
    "summary.back_90": "90 % of people have electricity again by {time}, as far as is known.",
    # section headings
    "section.figures": "People without each service",
    "section.first": "Look at this first",
    "section.map": "Where: map of districts",
    "section.curves": "How it goes on",
    "section.back": "When what is back",
    "section.without": "Who is without what now, by district",
    "section.groups": "Outage groups",
    "section.rota": "When groups are switched off",
    "section.warnings": "Warnings",
    "section.meaning": "What the figures mean",
    "section.run-out": "What runs out when",
    "section.mines": "Mines",
    "section.heat": "Homes that get cold",
    "section.evidence": "Official figures beside computed ones",
    "section.returns": "Damage and expected returns",
    "section.feeders": "Feeders off",
    "section.facilities": "Facilities that do not work in full",
    "section.power": "Power",
    "section.unexplained": "Observations without an explanation",
    "section.sources": "Reports and assumptions behind this page",
    # captions
    "caption.key_figures": "People without each service, now and ahead",
    "caption.back": "Time from which nobody in the district is without the service",
    "caption.without": "People without each service now, with their share and its letter on the map",
    "caption.groups": "Zone {zone}",
    "caption.run_out_kinds": "Backups that run out, by kind of facility",
    "caption.run_out_kind": "{kind}: {count}",
    "caption.mines": "Mines that lost power, alarms first",
    "caption.heat": "Heat sources whose homes get cold, soonest first",
    "caption.figures": (
        "Official figures and what is computed for the same place and time; the difference is official minus computed"
    ),
    "caption.returns": "Damaged assets: {count}",
    "caption.feeder_reasons": "Feeders off now, by reason",
    "caption.feeders_off": "Feeders off now: {count}, those with most people first",
    "caption.facility_kinds": "Facilities that do not work in full now, by kind",
    "caption.facilities_down": "Facilities that do not work in full now: {count}",
    "caption.unexplained": "Feeders seen in a state that the reports do not explain: {count}",
    "caption.assumptions": "Assumptions the result rests on: {count}",
    "caption.map": "People without: {service}",
    "caption.reports": "Reports",
    # columns
    "column.service": "Service",
    "column.now": "Now",
    "column.in_hours": "In {hours} h ({time})",
    "column.in_short": "In {hours} h",
    "column.person_hours": "Person-hours",
    "column.course": "Course",
    "column.back_everywhere": "Back everywhere",
    "column.district": "District",
    "column.group": "Group",
    "column.people": "People",
    "column.off_now": "Off now",
    "column.off_in": "Off in {hours} h",
    "column.back": "Back",
    "column.until": "Until",
    "column.kind": "Kind",
    "column.within": "Within {hours} h",
    "column.in_all": "In all",
    "column.first": "First",
    "column.facility": "Facility",
    "column.what": "What",
    "column.left": "Left",
    "column.size": "Size",
    "column.mine": "Mine",
    "column.below": "Below",
    "column.state": "State",
    "column.fan_off": "Fan off",
    "column.order": "Order to leave",
    "column.out_by": "All out by",
    "column.evacuate_by": "Start by",
    "column.power_back": "Power",
    "column.heat_source": "Heat source",
    "column.indoor": "Indoors now",
    "column.cold_at": "Homes cold",
    "column.drain_by": "Drain by",
    "column.heat_back": "Heat back",
    "column.because": "Because",
    "column.feeder": "Feeder",
    "column.feeders": "Feeders",
    "column.since": "Since",
    "column.down": "Down",
    "column.partly": "In part",
    "column.works": "Works",
    "column.asset": "Asset",
    "column.condition": "Condition",
    "column.basis": "Basis",
    "column.source": "Source",
    "column.place": "Place",
    "column.counts": "Counts",
    "column.at": "At",
    "column.reported": "Official",
    "column.computed": "Computed",
    "column.difference": "Difference",
    "column.observed": "Observed",
    "column.assumption": "Assumption",
    "column.value": "Value",
    "column.grade": "Grade",
    "column.share": "Share",
    "column.class": "Letter",
    "column.count": "How many",
    # back_at
    "status.estimated": "estimated",
    "status.confirmed": "confirmed",
    "status.overdue": "overdue",
    "status.unknown": "unknown",
    "mark.estimated": "○",
    "mark.confirmed": "●",
    "mark.overdue": "!",
    "mark.unknown": "?",
    "status_means.estimated": "worked out from the repairs and restorations that are reported",
    "status_means.confirmed": "somebody responsible has promised or dated this return",
    "status_means.overdue": "a promised or estimated return has passed and nobody has said that it is back",
    "status_means.unknown": "no estimate has been given",
    "back.not_by": "not by {time}",
    "back.in_districts": "in {count} of {of:district|districts}",
    "back.last_of": "last of {count:district|districts}",
    "back.not_modelled": "not modelled",
    "back.off_from": "from {time}",
    "people.live": "{people:person|people}",
    "group.none": "no group",
    # the rota
    "cut.confirmed": "off",
    "cut.unknown": "not told: before this page, or no timetable yet",
    "cut.preliminary": "preliminary",
    "cut.possible": "possible",
    "cut.emergency": "emergency",
    "cut.damaged": "damage",
    "cut_means.preliminary": "Preliminary: planned, may still change.",
    "cut_means.possible": "Possible: may be cut.",
    "cut_means.emergency": (
        "Emergency: off beyond the timetable for lack of power, often only some of the group."
    ),
    "cut_means.damaged": (
        "Damage: no power reaches them until repairs, whatever the timetable says; often only some of the group."
    ),
    "rota.no_promise": (
        "A time without a cut is no promise of electricity, and after {time} there is no timetable yet. Times are "
        "local."
    ),
    "rota.no_timetable": "no timetable yet",
    "rota.off_at": "off {time}: {groups}",
    "rota.nobody": "nobody by the timetable",
    "rota.partly": "; in part, beyond the timetable: {groups}",
    "rota.find": "Show only group",
    "rota.all": "all",
    "rota.numbers": "times in numbers",
    "rota.no_cuts": "There is no timetable of cuts for this time.",
    # map and charts
    "map.title": "{service}: people without it by district, {time}",
    "map.description": (
        "Each district is filled by the share of its people without the service and carries the letter of that "
        "share. The table beside the map says the same."
    ),
    "map.in_hours": "in {hours} h, {time}",
    "map.now": "now, {time}",
    "map.people": "{people} people without",
    "map.share_of": "Share of the people whose service is modelled. A city lies on top of the country around it.",
    "back.find": "Find a district",
    "map.choose": "Service",
    "map.time": "Time",
    "legend.none": "under {high} %",
    "legend.range": "{low} to {high} %",
    "legend.not_modelled": "not modelled",
    "chart.title": "{service}: people without it over the hours ahead",
    "chart.values": "{now} now, most {peak} {time}, last {end}",
    "chart.falling": "{now} now and never more, last {end}",
    "chart.note": "Each chart has its own scale. Dotted lines are midnights, local time.",
    "power.title": "Demand and what the feeders get, in megawatts",
    "power.commit": "no running unit gives less than its least output",
    "power.values": (
        "Demand {demand} MW, feeders get {switched} MW, at most {served} MW could be served; {islands:island|islands}."
    ),
    "power.note": "Line above: demand. Filled: what whole feeders get.",
    "total.energy": "Energy not served in {hours} h",
    "total.person_hours": "Person-hours without electricity in {hours} h",
    "total.all_person_hours": "Person-hours without any of the services, added up",
    # warnings
    "warning.boil_water": "Boil the water",
    "warning.sewage_before_water": "Sewage is down while water runs",
    "warning.silent_sirens": "Sirens are silent",
    "warning_action.boil_water": "Water is back after an outage: boil it before drinking.",
    "warning_action.sewage_before_water": "Use as little water as possible; drains may back up.",
    "warning_action.silent_sirens": "Warnings come by loudspeaker vehicle and phone.",
    "warning.now_in": "Now:",
    "warning.later_in": "Later:",
    "warning.times": "All times",
    "warning.now": "{district} now",
    "warning.from": "{district} from {time}",
    "warning.until": "{span} until {time}",
    "warning.people": "{span}, {people:person|people}",
    # the desk
    "first.mine": (
        "{name}: {people:person|people} below, the last minute to start the way out ({time}) has passed and power is "
        "not back."
    ),
    "first.down": "{kind}: {count} not working now, one of them {name}.",
    "first.down_one": "{kind} not working now: {name}; {because}.",
    "first.bring.generator": "Bring fuel.",
    "first.bring.battery": "Bring a generator.",
    "first.bring.tank": "Bring a generator for the pumps, or water.",
    "first.bring.wet_well": "Bring a generator or tank lorries.",
    "first.run_out": "{kind}: {count} running out within 6 h, first {name} at {time}.",
    "first.heat": (
        "Heat sources with cold homes: {now} now, {soon} more within 6 h; to be drained within 24 h: {drain}."
    ),
    "first.returns": "Damaged assets {listed}. Ask the crews.",
    "first.overdue": "overdue: {count}",
    "first.unknown": "without an estimate: {count}",
    "first.figures": (
        "Official figures that differ a lot from the computed ones: {count}. A report is probably missing."
    ),
    "first.unexplained": "Feeders seen in a state that nothing explains: {count}.",
    "first.none": "Nothing is due within 6 h.",
    "urgency.alarm": "Alarm",
    "urgency.now": "Now",
    "urgency.soon": "Soon",
    "urgency.check": "Check",
    "run_out.again": "again {times}",
    "mine.note": (
        "Start by: the last minute to start the way out while the hoist’s backup lasts. Without a time the hoist "
        "has power or no backup that runs out."
    ),
    "mine.alarm": "ALARM: too late",
    "mine.ordered": "order given",
    "mine.will_order": "order to come",
    "mine.back": "power back",
    "mine.safe": "no order",
    "figure.large": "large difference",
    "figure.ratio": "{ratio} × official",
    "figure.hint": "A difference this large usually means that a report is missing.",
    "reports.known": "known",
    "reports.believed": "believed",
    "reports.superseded": "superseded",
    "reports.retracted": "retracted",
    "reports.outvoted": "outvoted by a later or more careful one",
    "assumption.changed": "set by this region",
    "assumption.grades": (
        "Grades: A regulation, standard or code read directly; B official statement; C secondary source; D "
        "arithmetic from A or B; X assumption without a source."
    ),
    "power.heading": "Grid now",
    # the script
    "script.head": "Now",
    "script.now": "now",
    "script.thousands": ",",
    "script.not_modelled": "not modelled",
    "script.old": "OLD PAGE: this shows the situation of {time}, {age} ago. Look for a newer edition.",
    # the terminal
    "terminal.without": "People without",
    "terminal.run_out": "Runs out next",
    "terminal.more": "(and {count} more)",
    "terminal.figures": "Official figures, ! where they differ a lot",
    "terminal.returns": (
        "Damage: {promised} promised, {estimated} estimated, {overdue} overdue, {unknown} without an estimate"
    ),
    "terminal.in_hours": "+{hours} h",
    "terminal.person_hours": "Person-h",
    "terminal.back": "All back",
    # calendar
    "clock.summer_time": "summer time",
    "clock.winter_time": "winter time",
    **{f"day.{i}": day for i, day in enumerate(DAYS)},
    **{f"day.{i}.short": day[:3] for i, day in enumerate(DAYS)},
    **{f"month.{i}": month for i, month in enumerate(MONTHS, start=1)},
    **{f"month.{i}.short": month[:3] for i, month in enumerate(MONTHS, start=1)},
}
