"""The services people lose, in the order in which they are always printed."""

from __future__ import annotations

ELECTRICITY = "electricity"
"""The feeders' own service: people whose feeder is off."""

SERVICES = (ELECTRICITY, "water", "sewage", "heat", "health", "telecom", "warning", "rail", "mine_safety")
"""The nine of the contract; `region.toml` may add others under `[services]`."""
