"""Outage timetables as they are published: Yasno's and DTEK's JSON and CSV, read with their defects, and written."""
