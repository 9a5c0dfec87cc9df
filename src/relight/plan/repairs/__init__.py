"""Repairs: what to fix first, by whom, with a bound that says how good the plan is."""
