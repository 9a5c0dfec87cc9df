"""Broken reports and repairs, each with the one message that it must bring."""

from __future__ import annotations

from tests.files.broken import Broken, Change, add, put, swap


def report(old: str, new: str) -> Change:
    """Replaces a text of reports.csv."""
    return swap("reports.csv", old, new)


def line(text: str) -> Change:
    """Makes reports.jsonl that text."""
    return put("reports.jsonl", text)


GOOD = '{"reported_at": "2026-01-07T23:05Z", "valid_from": "2026-01-07T21:40Z", "subject": "branch:L1", "state": "out"'

REPORT_CASES = (
    Broken("subject unknown", report("branch:L1", "branch:L7"), ("reports.csv", 2, "subject"), ("branch 'L7'",)),
    Broken("subject misspelt", report("facility:W1", "facilty:W1"), ("reports.csv", 8, "subject"), ("'facility:W1'",)),
    Broken(
        "backup unknown",
        report("H1/power/diesel", "H1/power/disel"),
        ("reports.csv", 4, "subject"),
        ("'backup:H1/power/diesel'",),
    ),
    Broken(
        "region unknown", report("region:valley", "region:vale"), ("reports.csv", 6, "subject"), ("parent", "valley")
    ),
    Broken("state unknown", report(",out,", ",Out,"), ("reports.csv", 2, "state"), ("mean 'out'?",)),
    Broken(
        "state of another kind",
        report("branch:L1,out", "district:north,out"),
        ("reports.csv", 2, "state"),
        ("'out' cannot be said of a district",),
    ),
    Broken(
        "a bus derated",
        report("generator:G1,derated", "bus:B1,derated"),
        ("reports.csv", 3, "state"),
        ("said of a bus",),
    ),
    Broken(
        "level of a feeder",
        report("backup:H1/power/diesel,level", "feeder:F1,level"),
        ("reports.csv", 4, "state"),
        ("backup",),
    ),
    Broken(
        "branch energised", report("region:valley,deen", "branch:L2,en"), ("reports.csv", 6, "state"), ("energised",)
    ),
    Broken("share missing", report("derated,0.5", "derated,"), ("reports.csv", 3, "value"), ("from 0 to 1",)),
    Broken("share above one", report("derated,0.5", "derated,50"), ("reports.csv", 3, "value"), ("50", "from 0 to 1")),
    Broken("level below zero", report("level,0.8", "level,-0.8"), ("reports.csv", 4, "value"), ("-0.8",)),
    Broken("figure below zero", report("figure,4000", "figure,-1"), ("reports.csv", 5, "value"), ("at least 0",)),
    Broken("figure without unit", report("heat/people", ""), ("reports.csv", 5, "unit"), ("heat/people",)),
    Broken("figure of nothing", report("heat/people", "heat"), ("reports.csv", 5, "unit"), ("'heat'",)),
    Broken(
        "figure of no service", report("heat/people", "heet/people"), ("reports.csv", 5, "unit"), ("'heat/people'",)
    ),
    Broken("retracted what", report(",,r1,", ",,,"), ("reports.csv", 7, "supersedes"), ("retracted",)),
    Broken("supersedes nothing", report(",r1,", ",r11,"), ("reports.csv", 7, "supersedes"), ("'r11'", "mean 'r1'")),
    Broken("supersedes itself", report(",r1,", ",r6,"), ("reports.csv", 7, "supersedes"), ("itself",)),
    Broken(
        "supersede each other",
        report(",,ministry", ",r6,ministry"),
        ("reports.csv", 2, "supersedes"),
        ("r1 → r6 → r1",),
    ),
    Broken(
        "back before it began",
        report("2026-01-08T18:00", "2026-01-07T18:00"),
        ("reports.csv", 2, "expected_at"),
        ("before",),
    ),
    Broken("one id, two contents", report("r2,", "r1,"), ("reports.csv", 3, "report"), ("'r1'", "row 2")),
    Broken("id of a place taken", report("r2,", "7,"), ("reports.csv", 8, "report"), ("no id", "row 3")),
    Broken(
        "report without offset",
        report("21:40+02:00", "21:40"),
        ("reports.csv", 2, "valid_from"),
        ("as 2026-01-07T21:40+02:00",),
    ),
    Broken("report without subject", report("branch:L1,out", ",out"), ("reports.csv", 2, "subject"), ("empty",)),
    Broken(
        "empty reports",
        put("reports.csv", ""),
        ("reports.csv", 0, ""),
        ("empty", "reported_at,valid_from,subject,state"),
    ),
    Broken("reports in UTF-16", put("reports.csv", "report,".encode("utf-16")), ("reports.csv", 1, ""), ("UTF-16",)),
    Broken("line that is no object", line("[1, 2]\n"), ("reports.jsonl", 1, ""), ("not an object", "one object")),
    Broken("line that is no JSON", line(GOOD + "}\n{oops\n"), ("reports.jsonl", 2, ""), ("'{oops' is not JSON",)),
    Broken("lines nested without end", line("[" * 500_000), ("reports.jsonl", 1, ""), ("is not JSON",)),
    Broken("key unknown", line(GOOD + ', "vale": 1}'), ("reports.jsonl", 1, ""), ("'vale'", "mean 'value'")),
    Broken("key twice", line(GOOD + ', "state": "out"}'), ("reports.jsonl", 1, ""), ("'state' is there twice",)),
    Broken("key of many values", line(GOOD + ', "value": [1]}'), ("reports.jsonl", 1, ""), ("'value'",)),
    Broken(
        "key missing", line("\n" + GOOD.replace("subject", "x_note") + "}"), ("reports.jsonl", 2, "subject"), ("empty",)
    ),
    Broken("NaN in JSON", line(GOOD + ', "value": NaN}'), ("reports.jsonl", 1, "value"), ("'NaN'",)),
    Broken(
        "number too large in JSON",
        line(GOOD + ', "confidence": 1e999}'),
        ("reports.jsonl", 1, "confidence"),
        ("finite",),
    ),
)


def repair(old: str, new: str) -> Change:
    """Replaces a text of repairs.csv."""
    return swap("repairs.csv", old, new)


REPAIR_CASES = (
    Broken("repair of nothing", repair("branch:L1", "branch:L9"), ("repairs.csv", 2, "asset"), ("'L9'",)),
    Broken(
        "repair of a district", repair("branch:L1", "district:north"), ("repairs.csv", 2, "asset"), ("is a district",)
    ),
    Broken("ends before it starts", repair("T12:00", "T07:00"), ("repairs.csv", 2, "end"), ("not after the start",)),
    Broken(
        "repaired twice",
        add("repairs.csv", "branch:L1,C2,2026-01-08T09:00Z,2026-01-08T12:00Z,full"),
        ("repairs.csv", 3, "start"),
        ("row 2",),
    ),
    Broken("kind of repair", repair(",full", ",quick"), ("repairs.csv", 2, "kind"), ("full, temporary",)),
)
